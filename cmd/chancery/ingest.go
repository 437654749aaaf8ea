package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/document"
)

// ingestOptions are the flags of ingest.
type ingestOptions struct {
	knowledge  knowledge
	ledger     ledgerFlag
	fetch      fetching
	date       string
	jobs       int
	recordedAt string
	verbose    bool
	format     string
	lake       string
	second     second
}

func newIngestCmd() *cobra.Command {
	var o ingestOptions
	cmd := &cobra.Command{
		Use:   "ingest [FILE | DIR | URL | -]...",
		Short: "Read news texts into the ledger",
		Long: `Reads what "read" reads and records what each text claims in the ledger: who did what
to whom, when, in which words and according to whom. What the ledger has already is
not recorded twice, so that a run that was broken off is taken up by giving the same
command again. Where an older version of chancery read a document, its claims that this
one does not find again are superseded; nothing is ever deleted.

What was told to be recorded (-v, and the count at the end) is safe on disk. What cannot
be read is told on standard error, the rest is recorded, and the exit status is 1.

--reader llm has a language model propose events as a second opinion. What the text bears
out is recorded with the rule llm:MODEL; no relation is drawn from it
(docs/second-opinion.md).`,
		Example: `  chancery ingest examples/ --ledger ledger.db
  chancery ingest news.jsonl.gz --ledger postgres://chancery@localhost/chancery -v`,
		RunE: func(cmd *cobra.Command, args []string) error { return runIngest(cmd, args, o) },
	}
	cmd.Flags().StringVar(&o.date, "date", "", "publication date (YYYY-MM-DD) where the input has none")
	jobsFlag(cmd, &o.jobs)
	o.knowledge.rememberFlag(cmd)
	cmd.Flags().StringVar(&o.recordedAt, "recorded-at", "", "time of recording (YYYY-MM-DD or 2022-07-20T18:00:00Z); without it, now. The ledger's time never runs back")
	cmd.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "tell each document once it is safely recorded")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (what was recorded, as one object)")
	oneOf(cmd, "format", "text", "json")
	config.EachTime(cmd.Flags(), "recorded-at")
	cmd.Flags().StringVar(&o.lake, "lake", "", "then bring a lake up to the ledger, as chancery lake does: a folder, or s3://BUCKET/PREFIX")
	o.ledger.add(cmd)
	o.fetch.flags(cmd)
	o.knowledge.flags(cmd)
	o.second.flags(cmd)
	return cmd
}

// check refuses flags that make no sense before anything is opened.
func (o *ingestOptions) check() error {
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	if o.jobs < 1 {
		return usageError(fmt.Errorf("--jobs takes a number from 1, not %d", o.jobs))
	}
	if err := checkDay("date", o.date); err != nil {
		return err
	}
	if err := o.second.check(); err != nil {
		return err
	}
	return checkLake(o.lake)
}

func runIngest(cmd *cobra.Command, args []string, o ingestOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	at, err := recordingTime("recorded-at", o.recordedAt)
	if err != nil {
		return err
	}
	client, err := o.fetch.client()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		if isTerminal(cmd.InOrStdin()) {
			return usageError(errors.New("nothing to read; give files or folders, or - for the standard input (see chancery ingest --help)"))
		}
		args = []string{"-"}
	}
	reader, err := o.knowledge.readerName()
	if err != nil {
		return err
	}
	l, err := o.ledger.open(cmd.Context(), true)
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
	in := &ingest{cmd: cmd, verbose: o.verbose, bar: newProgress(cmd.ErrOrStderr(), cmd.OutOrStdout())}
	in.flow = flow{pipeline: p, ledger: l, second: second, reader: reader, jobs: o.jobs, step: in.bar.step, now: time.Now}
	if !at.IsZero() {
		in.flow.now = func() time.Time { return at }
	}
	docs := document.Open(cmd.Context(), args, document.Options{Date: o.date, Stdin: cmd.InOrStdin(), Web: client, Follow: o.fetch.follow, Jobs: o.jobs})
	err = in.flow.run(cmd.Context(), in.parcels(docs))
	in.bar.done()
	if err != nil {
		return err
	}
	if err := writeLake(cmd.Context(), l, o.lake); err != nil {
		return err
	}
	return in.report(o.format)
}

// ingest is one run.
type ingest struct {
	cmd     *cobra.Command
	verbose bool
	bar     *progress
	flow    flow
	doubted bool // a second opinion could not be had
}

func (in *ingest) parcels(docs iter.Seq2[*document.Document, error]) iter.Seq[parcel] {
	return func(yield func(parcel) bool) {
		for d, err := range docs {
			open := func() (*document.Document, error) { return d, err }
			if !yield(parcel{open: open, settled: in.settled}) {
				return
			}
		}
	}
}

// settled tells what became of a document.
func (in *ingest) settled(o outcome) error {
	var err error
	if o.doubt != nil {
		in.doubted = true
		if err := in.complain(o.doubt); err != nil {
			return err
		}
	}
	switch {
	case o.err != nil:
		err = in.complain(o.err)
	case in.verbose && o.reading != nil:
		s := &o.reading.Source
		_, err = fmt.Fprintf(in.cmd.OutOrStdout(), "%s\t%d\t%s\n", s.ID, len(o.reading.Claims), clean(s.Name))
	}
	return err
}

// complain tells on standard error what went wrong.
func (in *ingest) complain(problem error) error {
	in.bar.clear()
	_, err := fmt.Fprintf(in.cmd.ErrOrStderr(), "chancery: %s\n", clean(problem.Error()))
	return err
}

func (in *ingest) report(format string) error {
	out := in.cmd.OutOrStdout()
	var err error
	if format == "json" {
		err = json.NewEncoder(out).Encode(in.flow.sum)
	} else {
		_, err = io.WriteString(out, in.flow.sum.String()+"\n")
	}
	if err == nil && (in.flow.sum.Failed > 0 || in.doubted) {
		return errReported
	}
	return err
}

func (s ingested) String() string {
	text := fmt.Sprintf("recorded %s with %s", counted(s.Documents, "document"), counted(s.Claims, "claim"))
	if s.Known > 0 {
		text += fmt.Sprintf("; %s known already", counted(s.Known, "document"))
	}
	if s.Superseded > 0 {
		text += fmt.Sprintf("; %s superseded", counted(s.Superseded, "claim"))
	}
	if s.Failed > 0 {
		text += fmt.Sprintf("; %s not read", counted(s.Failed, "document"))
	}
	return text
}
