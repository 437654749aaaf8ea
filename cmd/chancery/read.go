package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/language"
	"chancery/internal/pipeline"
)

// readOptions are the flags of read.
type readOptions struct {
	knowledge           knowledge
	fetch               fetching
	second              second
	date, format, color string
	jobs                int
}

func newReadCmd() *cobra.Command {
	var o readOptions
	cmd := &cobra.Command{
		Use:   "read [FILE | DIR | URL | -]...",
		Short: "Read news texts and print their events, quotes and relations",
		Long: `Reads plain text, web pages, JSON Lines, web archives (WARC) and feeds (RSS, Atom, JSON
Feed), compressed with gzip or not, told apart by content: files, folders with all they
hold, http and https addresses; "-" or nothing for the standard input.

Pages are fetched from the public internet alone, one at a time from each host, as its
robots.txt permits (docs/formats/inputs.md).

Prints what each text tells: who did what to whom, when, in which words and according
to whom, then the relations between states that follow. --format json writes one
record a line (docs/formats/record.md), --format conllu the dependency trees.

What cannot be read is told on standard error (in JSON also as a record with "error"),
the rest is read, and the exit status is 1.

--reader llm has a language model propose events as a second opinion: what it proposes is
kept only if the text bears it out, and marked llm:MODEL (docs/second-opinion.md).`,
		Example: `  chancery read examples/recognition.txt
  chancery read --date 2018-06-12 page.html
  chancery read --follow https://example.org/world.rss
  chancery read --format json news.jsonl.gz articles/ | jq -c '.events[]'
  chancery read --reader llm --endpoint http://localhost:8080/v1 examples/recognition.txt`,
		RunE: func(cmd *cobra.Command, args []string) error { return runRead(cmd, args, o) },
	}
	cmd.Flags().StringVar(&o.date, "date", "", "publication date (YYYY-MM-DD) where the input has none")
	cmd.Flags().StringVar(&o.format, "format", "text", "text, json (one record a line) or conllu")
	oneOf(cmd, "format", "text", "json", "conllu")
	cmd.Flags().StringVar(&o.color, "color", "auto", "colour in text: auto (on a terminal, unless NO_COLOR is set), always or never")
	oneOf(cmd, "color", "auto", "always", "never")
	jobsFlag(cmd, &o.jobs)
	o.knowledge.flags(cmd)
	o.fetch.flags(cmd)
	o.second.flags(cmd)
	return cmd
}

func (o *readOptions) check() error {
	switch o.format {
	case "text", "json", "conllu":
	default:
		return usageError(fmt.Errorf("--format takes text, json or conllu, not %q", o.format))
	}
	switch o.color {
	case "auto", "always", "never":
	default:
		return usageError(fmt.Errorf("--color takes auto, always or never, not %q", o.color))
	}
	if o.jobs < 1 {
		return usageError(fmt.Errorf("--jobs takes a number from 1, not %d", o.jobs))
	}
	if err := o.second.check(); err != nil {
		return err
	}
	return checkDay("date", o.date)
}

func runRead(cmd *cobra.Command, args []string, o readOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	if len(args) == 0 {
		if isTerminal(cmd.InOrStdin()) {
			return usageError(errors.New("nothing to read; give files, folders or addresses, or - for the standard input (see chancery read --help)"))
		}
		args = []string{"-"}
	}
	client, err := o.fetch.client()
	if err != nil {
		return err
	}
	p, err := o.knowledge.load()
	if err != nil {
		return err
	}
	second, err := o.second.reader(o.fetch.allowPrivate, p.Names())
	if err != nil {
		return err
	}
	w := newWriter(cmd, o)
	bar := newProgress(cmd.ErrOrStderr(), cmd.OutOrStdout())
	docs := document.Open(cmd.Context(), args, document.Options{Date: o.date, Stdin: cmd.InOrStdin(), Web: client, Follow: o.fetch.follow, Jobs: o.jobs})
	failed := false
	for r := range readAll(cmd.Context(), p, docs, o.jobs) {
		bar.step()
		problem := r.err
		if problem == nil {
			_, problem = second.add(cmd.Context(), r.record)
		}
		if problem != nil {
			failed = true
			bar.clear()
			fmt.Fprintf(cmd.ErrOrStderr(), "chancery: %s\n", clean(problem.Error()))
		}
		if err := w.write(&r); err != nil {
			return fmt.Errorf("writing: %w", err)
		}
	}
	bar.done()
	if failed {
		return errReported
	}
	return nil
}

// readFile reads one file of one document.
func readFile(p *pipeline.Pipeline, path string) (*chancery.Record, error) {
	for d, err := range document.Open(context.Background(), []string{path}, document.Options{}) {
		if err != nil {
			return nil, err
		}
		return p.Process(d), nil
	}
	return nil, fmt.Errorf("%s holds no document", path)
}

// writer prints results in the format chosen.
type writer struct {
	out    io.Writer
	format string
	page   *page
}

func newWriter(cmd *cobra.Command, o readOptions) *writer {
	out := cmd.OutOrStdout()
	return &writer{out: out, format: o.format, page: newPage(out, o.color)}
}

// write prints one result; of an error only what the format has a place for.
func (w *writer) write(r *result) error {
	switch w.format {
	case "json":
		enc := json.NewEncoder(w.out)
		enc.SetEscapeHTML(false)
		return enc.Encode(r.record)
	case "conllu":
		if r.analysis == nil {
			return nil
		}
		if _, err := fmt.Fprintf(w.out, "# newdoc id = %s\n", clean(r.record.ID)); err != nil {
			return err
		}
		_, err := language.WriteCoNLLU(w.out, r.analysis.Doc, clean(r.record.ID)+"-", 1, 0)
		return err
	}
	if r.err != nil {
		return nil
	}
	return w.page.print(r.record)
}

// isTerminal tells whether a stream of the program is a terminal.
func isTerminal(s any) bool {
	f, ok := s.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
