package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/ledger"
)

// ingestOptions are the flags of ingest.
type ingestOptions struct {
	knowledge  knowledge
	ledger     ledgerFlag
	date       string
	jobs       int
	recordedAt string
	verbose    bool
	format     string
	lake       string
}

// Documents are recorded so many at a time, or what there is after so long:
// each time costs a write to the disk.
const (
	recordedTogether = 256
	recordedEvery    = 2 * time.Second
)

func newIngestCmd() *cobra.Command {
	var o ingestOptions
	cmd := &cobra.Command{
		Use:   "ingest [FILE | DIR | -]...",
		Short: "Read news texts into the ledger",
		Long: `Reads what "read" reads and records what each text claims in the ledger: who did what
to whom, when, in which words and according to whom. What the ledger has already is
not recorded twice, so that a run that was broken off is taken up by giving the same
command again. Where an older version of chancery read a document, its claims that this
one does not find again are superseded; nothing is ever deleted.

What was told to be recorded (-v, and the count at the end) is safe on disk. What cannot
be read is told on standard error, the rest is recorded, and the exit status is 1.`,
		Example: `  chancery ingest examples/ --ledger ledger.db
  chancery ingest news.jsonl.gz --ledger postgres://chancery@localhost/chancery -v`,
		RunE: func(cmd *cobra.Command, args []string) error { return runIngest(cmd, args, o) },
	}
	cmd.Flags().StringVar(&o.date, "date", "", "publication date (YYYY-MM-DD) where the input has none")
	cmd.Flags().IntVar(&o.jobs, "jobs", runtime.NumCPU(), "documents read at the same time")
	cmd.Flags().StringVar(&o.recordedAt, "recorded-at", "", "time of recording (YYYY-MM-DD or 2022-07-20T18:00:00Z); without it, now. The ledger's time never runs back")
	cmd.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "tell each document once it is safely recorded")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (what was recorded, as one object)")
	cmd.Flags().StringVar(&o.lake, "lake", "", "then bring a lake up to the ledger, as chancery lake does: a folder, or s3://BUCKET/PREFIX")
	o.ledger.add(cmd)
	o.knowledge.flags(cmd)
	return cmd
}

// ingested is what a run has recorded.
type ingested struct {
	Documents  int `json:"documents"`
	Known      int `json:"known"`
	Claims     int `json:"claims"`
	Superseded int `json:"superseded"`
	Failed     int `json:"failed"`
}

func runIngest(cmd *cobra.Command, args []string, o ingestOptions) error {
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	if o.jobs < 1 {
		return usageError(fmt.Errorf("--jobs takes a number from 1, not %d", o.jobs))
	}
	if err := checkDate(o.date); err != nil {
		return err
	}
	at, err := recordingTime("recorded-at", o.recordedAt)
	if err != nil {
		return err
	}
	if err := checkLake(o.lake); err != nil {
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
	in := &ingest{cmd: cmd, ledger: l, reader: reader, at: at, verbose: o.verbose, bar: newProgress(cmd.ErrOrStderr(), cmd.OutOrStdout())}
	docs := document.Open(cmd.Context(), args, document.Options{Date: o.date, Stdin: cmd.InOrStdin()})
	err = in.run(cmd.Context(), readAll(cmd.Context(), p, in.unread(cmd.Context(), docs), o.jobs))
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
	ledger  *ledger.Ledger
	reader  string
	at      time.Time // zero: now
	verbose bool
	bar     *progress
	sum     ingested
	known   atomic.Int64 // counted while documents are still being read
	waiting []ledger.Reading
}

// unread leaves out documents that this reader has read into the ledger.
func (in *ingest) unread(ctx context.Context, docs iter.Seq2[*document.Document, error]) iter.Seq2[*document.Document, error] {
	return func(yield func(*document.Document, error) bool) {
		for d, err := range docs {
			if err == nil {
				s := sourceOf(d)
				var known bool
				if known, err = in.ledger.ReadBy(ctx, s.ID, in.reader); known {
					in.known.Add(1)
					continue
				}
				if err != nil {
					yield(nil, err)
					return
				}
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// sourceOf is the source that a document will be.
func sourceOf(d *document.Document) chancery.Source {
	s := chancery.Source{Name: d.ID, URL: d.URL, Title: d.Title, Publisher: d.Publisher, Text: d.Text}
	if d.Published != nil {
		s.Published, s.Basis = d.Published.Date, d.Published.Basis
	}
	s.ID = ledger.SourceID(&s)
	return s
}

// run records results as they come.
func (in *ingest) run(ctx context.Context, results iter.Seq[result]) error {
	last := time.Now()
	for r := range results {
		in.bar.step()
		if err := in.take(&r); err != nil {
			return err
		}
		if len(in.waiting) >= recordedTogether || time.Since(last) > recordedEvery {
			if err := in.flush(ctx); err != nil {
				return err
			}
			last = time.Now()
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return in.flush(ctx)
}

// take keeps what was read of one document until it is recorded.
func (in *ingest) take(r *result) error {
	err := r.err
	if err == nil {
		var reading ledger.Reading
		if reading, err = ledger.Read(r.record, in.reader); err == nil {
			in.waiting = append(in.waiting, reading)
			return nil
		}
	}
	in.sum.Failed++
	in.bar.clear()
	_, err = fmt.Fprintf(in.cmd.ErrOrStderr(), "chancery: %s\n", clean(err.Error()))
	return err
}

// flush records what waits.
func (in *ingest) flush(ctx context.Context) error {
	if len(in.waiting) == 0 {
		return nil
	}
	at := in.at
	if at.IsZero() {
		at = time.Now()
	}
	added, err := in.ledger.Append(ctx, in.waiting, in.reader, at)
	if err != nil {
		return err
	}
	in.sum.Documents += added.Sources
	in.sum.Known += added.Known
	in.sum.Claims += added.Claims
	in.sum.Superseded += added.Superseded
	if in.verbose {
		for i := range in.waiting {
			r := &in.waiting[i]
			fmt.Fprintf(in.cmd.OutOrStdout(), "%s\t%d\t%s\n", r.Source.ID, len(r.Claims), clean(r.Source.Name))
		}
	}
	in.waiting = in.waiting[:0]
	return nil
}

func (in *ingest) report(format string) error {
	out := in.cmd.OutOrStdout()
	in.sum.Known += int(in.known.Load())
	var err error
	if format == "json" {
		err = json.NewEncoder(out).Encode(in.sum)
	} else {
		_, err = io.WriteString(out, in.sum.String()+"\n")
	}
	if err == nil && in.sum.Failed > 0 {
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
