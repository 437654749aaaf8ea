package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/document"
	"chancery/internal/stream"
)

// dispatchOptions are the flags of dispatch.
type dispatchOptions struct {
	queue    queueFlags
	fetch    fetching
	archives archives
	date     string
	replay   bool
	format   string
}

// sentTogether is how many items are on their way to the queue at a time: each
// waits until the servers have it on disk.
const sentTogether = 64

func newDispatchCmd() *cobra.Command {
	var o dispatchOptions
	cmd := &cobra.Command{
		Use:   "dispatch [FILE | DIR | URL | -]...",
		Short: "Put news texts on a queue that workers read",
		Long: `Puts what "read" reads on a queue of a NATS server with JetStream, from which any number
of "chancery work" on any number of machines take it. The queue is made where there is
none. What it has already, or had in the last minutes, it does not take twice; what a
ledger has already is not recorded twice, so that giving the same command again is
harmless.

With --archives DIR, of web archives (WARC) below DIR only the places of the pages are
sent; workers read them from their own copy of that folder, or from the same over the
network.

--replay-dead puts what could not be read, and is listed by "chancery dead list", on the
queue again: after a worker was updated, or what it needs is there.`,
		Example: `  chancery dispatch news.jsonl.gz --nats nats://a:4222,nats://b:4222,nats://c:4222 --replicas 3
  chancery dispatch /data/crawl/2022 --archives /data/crawl
  chancery dispatch --replay-dead`,
		RunE: func(cmd *cobra.Command, args []string) error { return runDispatch(cmd, args, o) },
	}
	cmd.Flags().StringVar(&o.date, "date", "", "publication date (YYYY-MM-DD) where the input has none")
	cmd.Flags().BoolVar(&o.replay, "replay-dead", false, "put what could not be read on the queue again")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (what was dispatched, as one object)")
	oneOf(cmd, "format", "text", "json")
	config.EachTime(cmd.Flags(), "replay-dead")
	cmd.Flags().IntVar(&o.queue.o.Replicas, "replicas", 1, "servers that keep a copy of the queue; counts when the queue is made")
	cmd.Flags().DurationVar(&o.queue.o.Window, "window", 0, "in which the queue takes the same document once; counts when the queue is made (default 10m)")
	cmd.Flags().Int64Var(&o.queue.o.Most, "most", 0, "documents that wait at most, above which dispatch waits; counts when the queue is made (default 1000000)")
	o.archives.add(cmd, "of web archives below this folder, send the places of pages")
	o.queue.add(cmd)
	o.fetch.flags(cmd)
	return cmd
}

// dispatched is what a run put on the queue.
type dispatched struct {
	Documents int `json:"documents"`
	Known     int `json:"known"`
	Failed    int `json:"failed"`
}

func runDispatch(cmd *cobra.Command, args []string, o dispatchOptions) error {
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	if err := checkDay("date", o.date); err != nil {
		return err
	}
	switch {
	case o.replay && len(args) > 0:
		return usageError(errors.New("--replay-dead takes no files"))
	case !o.replay && len(args) == 0 && isTerminal(cmd.InOrStdin()):
		return usageError(errors.New("nothing to dispatch; give files, folders or addresses, or - for the standard input (see chancery dispatch --help)"))
	case len(args) == 0:
		args = []string{"-"}
	}
	client, err := o.fetch.client()
	if err != nil {
		return err
	}
	q, err := o.queue.open(cmd.Context(), cmd)
	if err != nil {
		return err
	}
	defer q.Close()
	s := &sender{cmd: cmd, queue: q, bar: newProgress(cmd.ErrOrStderr(), cmd.OutOrStdout())}
	if o.replay {
		err = s.replay(cmd.Context())
	} else {
		docs := document.Open(cmd.Context(), args, document.Options{
			Date: o.date, Stdin: cmd.InOrStdin(), Web: client, Follow: o.fetch.follow, Places: o.archives != ""})
		err = s.send(cmd.Context(), docs, o)
	}
	s.bar.done()
	if err != nil {
		return err
	}
	return s.report(o.format)
}

// sender puts documents on a queue.
type sender struct {
	cmd   *cobra.Command
	queue *stream.Queue
	bar   *progress
	sum   dispatched
}

// sent is what became of one document.
type sent struct {
	fresh bool
	err   error
}

func (s *sender) send(ctx context.Context, docs iter.Seq2[*document.Document, error], o dispatchOptions) error {
	type found struct {
		doc *document.Document
		err error
	}
	each := func(yield func(found) bool) {
		for d, err := range docs {
			if !yield(found{d, err}) {
				return
			}
		}
	}
	for r := range sideBySide(ctx, each, sentTogether, sentTogether, func(f found) sent {
		if f.err != nil {
			return sent{err: f.err}
		}
		item, err := o.archives.itemOf(f.doc, o.date)
		if err != nil {
			return sent{err: err}
		}
		fresh, err := s.queue.Put(ctx, item)
		if errors.Is(err, stream.ErrTooLarge) {
			// It is listed with what could not be read, wherever one looks for it.
			err = errors.Join(err, s.queue.Refuse(ctx, item, err.Error()))
		}
		return sent{fresh, err}
	}) {
		s.bar.step()
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case r.err != nil:
			s.tell(r.err)
		case r.fresh:
			s.sum.Documents++
		default:
			s.sum.Known++
		}
	}
	return ctx.Err()
}

func (s *sender) tell(err error) {
	s.sum.Failed++
	s.bar.clear()
	fmt.Fprintf(s.cmd.ErrOrStderr(), "chancery: %s\n", clean(err.Error()))
}

func (s *sender) replay(ctx context.Context) error {
	for d, err := range s.queue.Replay(ctx) {
		switch {
		case err != nil && d.Seq == 0:
			return err
		case err != nil:
			s.tell(err)
		default:
			s.sum.Documents++
		}
		s.bar.step()
	}
	return ctx.Err()
}

func (s *sender) report(format string) error {
	out := s.cmd.OutOrStdout()
	var err error
	if format == "json" {
		err = json.NewEncoder(out).Encode(s.sum)
	} else {
		text := "dispatched " + counted(s.sum.Documents, "document")
		if s.sum.Known > 0 {
			text += fmt.Sprintf("; %s on the queue already", counted(s.sum.Known, "document"))
		}
		if s.sum.Failed > 0 {
			text += fmt.Sprintf("; %s not", counted(s.sum.Failed, "document"))
		}
		_, err = fmt.Fprintln(out, text)
	}
	if err == nil && s.sum.Failed > 0 {
		return errReported
	}
	return err
}
