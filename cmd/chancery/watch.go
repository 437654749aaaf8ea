package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/netip"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/document"
	"chancery/internal/document/fetch"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
	"chancery/internal/pipeline"
	"chancery/internal/watch"
)

// watchOptions are the flags of watch.
type watchOptions struct {
	knowledge     knowledge
	ledger        ledgerFlag
	fetch         fetching
	feeds         string
	subscriptions string
	state         string
	every         time.Duration
	jobs          int
	once          bool
	format        string
	webhook       string
	atom          string
	listen        string
	insecure      bool
	again         bool
	log           string
	second        second
}

// finishes marks a command that is waited for when it is interrupted: it records
// what is in hand.
const finishes = "finishes"

func newWatchCmd() *cobra.Command {
	var o watchOptions
	cmd := &cobra.Command{
		Use:   "watch --feeds FILE",
		Short: "Poll feeds for good; tell what changes in relations",
		Long: `Polls feeds, records what their items claim in the ledger, and tells what changed in the
relations that were subscribed to: on standard output, to a webhook (--webhook), as an
Atom feed (--atom, or /changes.atom with --listen). Feeds are read no more often than
they and their servers ask, one page at a time from each host (docs/formats/watch.md).

What is told is asked of the ledger: a run that ended, or was killed, is taken up where
it was. SIGTERM and Ctrl-C end it once what is in hand is recorded; the exit status is
then 0. With --once each feed is polled once; the exit status is 1 when some failed.

Deliveries to the webhook are signed with the secret in CHANCERY_WEBHOOK_SECRET.`,
		Example: `  chancery watch --feeds feeds.opml --ledger ledger.db
  chancery watch --feeds feeds.txt --subscriptions subs.txt --once --format json
  chancery watch --feeds feeds.opml --webhook https://example.org/changes --listen 127.0.0.1:9464`,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{finishes: "yes"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return runWatch(cmd, &o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.feeds, "feeds", "", "the feeds: OPML, or a text with one address a line (required)")
	f.StringVar(&o.subscriptions, "subscriptions", "", "what to tell of, one subscription a line; without it, all changes of relations")
	f.StringVar(&o.state, "state", "", "file of what was read and told; without it, the ledger's with .watch after its name, or chancery.watch for a ledger on a server")
	f.DurationVar(&o.every, "every", 15*time.Minute, "time between two polls of a feed, at least; a feed may ask for more")
	jobsFlag(cmd, &o.jobs)
	o.knowledge.rememberFlag(cmd)
	f.BoolVar(&o.once, "once", false, "poll each feed once and end")
	f.StringVar(&o.format, "format", "text", "text or json (one notice a line)")
	oneOf(cmd, "format", "text", "json")
	f.StringVar(&o.webhook, "webhook", "", "address that gets each notice by POST")
	f.BoolVar(&o.again, "webhook-again", false, "first send the webhook what it refused in earlier runs (the state's file with .refused after its name)")
	f.StringVar(&o.atom, "atom", "", "file that is kept an Atom feed of the last changes")
	f.StringVar(&o.listen, "listen", "", "address (127.0.0.1:9464) to serve /healthz, /readyz, /metrics and /changes.atom at")
	f.BoolVar(&o.insecure, "insecure-listen", false, "let --listen be another address than this machine's own")
	f.StringVar(&o.log, "log", "text", "text or json: how the log on standard error is written")
	oneOf(cmd, "log", "text", "json")
	o.ledger.add(cmd)
	o.knowledge.flags(cmd)
	o.fetch.flags(cmd)
	config.OwnTable(f, "listen", "insecure-listen")
	config.Exclude(f, "once", "listen")
	config.Secret(f, "webhook")
	o.second.flags(cmd)
	return cmd
}

func (o *watchOptions) check() error {
	switch {
	case o.feeds == "":
		return usageError(errors.New("say which feeds: --feeds FILE"))
	case o.format != "text" && o.format != "json":
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	case o.log != "text" && o.log != "json":
		return usageError(fmt.Errorf("--log takes text or json, not %q", o.log))
	case o.jobs < 1:
		return usageError(fmt.Errorf("--jobs takes a number from 1, not %d", o.jobs))
	case o.every < time.Minute:
		return usageError(fmt.Errorf("--every takes a time from 1m, not %s", o.every))
	case o.again && o.webhook == "":
		return usageError(errors.New("--webhook-again goes with --webhook"))
	case o.once && o.listen != "":
		return usageError(errors.New("--listen does not go with --once"))
	}
	if err := o.second.check(); err != nil {
		return err
	}
	if o.state == "" {
		o.state = "chancery.watch"
		if !o.ledger.isPostgres() {
			o.state = o.ledger.where() + ".watch"
		}
	}
	return nil
}

func runWatch(cmd *cobra.Command, o *watchOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGTERM)
	defer stop()
	// Who asks twice does not want to wait.
	context.AfterFunc(ctx, func() { signal.Reset(os.Interrupt, syscall.SIGTERM) })
	wo, err := o.watched(cmd)
	if err != nil {
		return err
	}
	release, err := watch.Lock(o.state)
	if err != nil {
		return err
	}
	defer release()
	server, err := o.bind()
	if err != nil {
		return err
	}
	defer server.close()
	reader, err := o.knowledge.readerName()
	if err != nil {
		return err
	}
	l, err := o.ledger.open(ctx, true)
	if err != nil {
		return err
	}
	defer l.Close()
	p, err := o.knowledge.load()
	if err != nil {
		return err
	}
	second, err := o.second.reader(o.fetch.allowPrivate, p.Names())
	if err != nil {
		return err
	}
	r := &recorder{pipeline: p, ledger: l, second: second, reader: reader, jobs: o.jobs, log: wo.Log}
	wo.Ledger, wo.Record = l, r.record
	w, err := watch.New(*wo)
	if err != nil {
		return err
	}
	server.serve(w.Handler(), wo.Log)
	err = w.Run(ctx)
	if errors.Is(err, watch.ErrSome) {
		return errReported // in the log
	}
	return err
}

// watched are the options of the watch but for the ledger and who reads.
func (o *watchOptions) watched(cmd *cobra.Command) (*watch.Options, error) {
	out := &watch.Options{State: o.state, Atom: o.atom, Every: o.every, Once: o.once, Now: time.Now, Sleep: sleep, Log: newLog(cmd.ErrOrStderr(), o.log)}
	var err error
	if out.Web, err = o.fetch.client(); err != nil {
		return nil, err
	}
	out.Documents = document.Options{Web: out.Web, Follow: o.fetch.follow}
	if err := readList(o.feeds, func(r io.Reader) (err error) { out.Feeds, err = watch.ReadFeeds(o.feeds, r); return err }); err != nil {
		return nil, err
	}
	who, err := newPeople()
	if err != nil {
		return nil, err
	}
	if o.subscriptions != "" {
		table, err := ontology.LoadEvents()
		if err != nil {
			return nil, err
		}
		s := watch.Speech{Table: table, Code: who.knownCode}
		read := func(r io.Reader) (err error) {
			out.Subscriptions, err = watch.ReadSubscriptions(o.subscriptions, r, s)
			return err
		}
		if err := readList(o.subscriptions, read); err != nil {
			return nil, err
		}
	}
	out.Words = who.noticeText
	out.Tell = func(ns []watch.Sent) error { return printNotices(cmd.OutOrStdout(), o.format, ns) }
	if o.webhook == "" {
		return out, nil
	}
	secret := os.Getenv("CHANCERY_WEBHOOK_SECRET")
	if secret == "" {
		return nil, usageError(errors.New("deliveries to --webhook are signed; put a secret into CHANCERY_WEBHOOK_SECRET"))
	}
	var allow []netip.Prefix
	if o.fetch.allowPrivate {
		allow = fetch.Everywhere()
	}
	out.Again = o.again
	if out.Webhook, err = watch.NewWebhook(o.webhook, secret, "chancery/"+version, allow); err != nil {
		return nil, usageError(err)
	}
	return out, nil
}

// readList reads a file of the user's.
func readList(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return read(f)
}

func newLog(w io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// recorder reads documents and records their claims.
type recorder struct {
	pipeline *pipeline.Pipeline
	ledger   *ledger.Ledger
	second   *opinions // asked for of each document; nil is nobody
	reader   string    // who reads by the rules alone
	jobs     int
	log      *slog.Logger
}

func (r *recorder) record(ctx context.Context, docs []*document.Document) (watch.Recorded, error) {
	var sum watch.Recorded
	readings := map[string][]ledger.Reading{} // by who read them
	all := func(yield func(*document.Document, error) bool) {
		for _, d := range docs {
			if !yield(d, nil) {
				return
			}
		}
	}
	for res := range readAll(ctx, r.pipeline, all, r.jobs) {
		if err := r.read(ctx, res, readings); err != nil {
			sum.Failed++
			r.log.Error("a document cannot be understood", "error", err)
		}
	}
	for _, who := range slices.Sorted(maps.Keys(readings)) {
		added, err := r.ledger.Append(ctx, readings[who], who, time.Now())
		if err != nil {
			return sum, err
		}
		sum.Documents, sum.Known, sum.Claims = sum.Documents+added.Sources, sum.Known+added.Known, sum.Claims+added.Claims
	}
	return sum, nil
}

// read takes what one document tells, with a second opinion where one is asked for and
// can be had.
func (r *recorder) read(ctx context.Context, res result, readings map[string][]ledger.Reading) error {
	if res.err != nil {
		return res.err
	}
	who := r.reader
	reading, err := r.ledger.Read(res.record, who)
	if err != nil {
		return err
	}
	if !r.second.over() {
		both := r.second.name(who)
		known, err := r.ledger.ReadBy(ctx, reading.Source.ID, both)
		if err != nil {
			return err
		}
		asked := known
		if !known {
			if asked, err = r.second.add(ctx, res.record); err != nil {
				r.log.Warn("a document has no second opinion", "error", err)
			}
		}
		if asked {
			who = both
		}
		if reading, err = r.ledger.Read(res.record, who); err != nil {
			return err
		}
	}
	readings[who] = append(readings[who], reading)
	return nil
}

// printNotices writes notices, one a line.
func printNotices(out io.Writer, format string, ns []watch.Sent) error {
	var b strings.Builder
	for _, n := range ns {
		if format == "json" {
			b.Write(n.Body)
		} else {
			b.WriteString(clean(n.Text))
			if n.Link != "" {
				b.WriteString(" · " + clean(n.Link))
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// noticeText is a notice in one line.
func (p *people) noticeText(n *watch.Notice) string {
	var b strings.Builder
	facts := []string{}
	if x := n.Incident; x != nil {
		fmt.Fprintf(&b, "%s → %s", p.name(x.From), x.Type)
		if x.To != "" {
			b.WriteString(" → " + p.name(x.To))
		}
		facts = append(facts, sinceWords("on", cmp.Or(x.Date.String(), "an unknown day")), string(x.Standing), counted(x.Reports, "report"))
	} else {
		c := n.Change
		fmt.Fprintf(&b, "%s: ", strings.ReplaceAll(c.Kind, "-", " "))
		if c.Before != "" && c.Before != c.Status {
			b.WriteString(c.Before + ", now ")
		}
		fmt.Fprintf(&b, "%s %s → %s", c.Status, p.name(c.From), p.name(c.To))
		if c.What != "" {
			fmt.Fprintf(&b, " (%s)", clean(c.What))
		}
		if c.Since != "" {
			facts = append(facts, sinceWords("since", c.Since))
		}
		if c.Until != "" {
			facts = append(facts, sinceWords("until", c.Until))
		}
		if len(c.AccordingTo) > 0 {
			facts = append(facts, "according to "+p.list(c.AccordingTo))
		}
		if len(c.DeniedBy) > 0 {
			facts = append(facts, "denied by "+p.list(c.DeniedBy))
		}
	}
	return strings.Join(append([]string{b.String()}, facts...), " · ")
}
