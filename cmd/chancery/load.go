package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/exchange"
	"chancery/internal/ledger"
)

// loadOptions are the flags of load.
type loadOptions struct {
	ledger     ledgerFlag
	format     string
	publisher  string
	recordedAt string
	report     string
}

func newLoadCmd() *cobra.Command {
	var o loadOptions
	cmd := &cobra.Command{
		Use:   "load --format FORMAT FILE... [--publisher NAME]",
		Short: "Load event data and lists of others into the ledger",
		Long: `Reads files of others into the ledger as claims of their publisher (docs/formats/load.md):
each row becomes a source whose text is the row, with one act or standing in it. What a
row lacks stays empty; what is loaded already is not loaded twice.

` + formatLines() + `
Files may be compressed with gzip, or be a zip archive of one file; - is the standard
input. They are read as a stream.

Rows that cannot be read are told with their line on standard error and skipped, and the
exit status is 1. Rows that tell nothing the ledger keeps (statements, rows without
actors) are left out and counted.`,
		Example: `  chancery load --format gdelt 20220714120000.export.CSV.zip --ledger ledger.db
  chancery load --format recognition recognitions.csv --publisher "Our own list"
  chancery compare --a ledger.db --b 20220714120000.export.CSV.zip --b-format gdelt`,
		RunE: func(cmd *cobra.Command, args []string) error { return runLoad(cmd, args, &o) },
	}
	cmd.Flags().StringVar(&o.format, "format", "", "what the files are: "+strings.Join(loadable(), ", "))
	cmd.Flags().StringVar(&o.publisher, "publisher", "", "on whose word the rows are; for some formats that is known")
	cmd.Flags().StringVar(&o.recordedAt, "recorded-at", "", "time of recording (YYYY-MM-DD or 2022-07-20T18:00:00Z); without it, now. The ledger's time never runs back")
	cmd.Flags().StringVar(&o.report, "report", "text", "text or json (what was loaded, as one object)")
	oneOf(cmd, "report", "text", "json")
	oneOf(cmd, "format", loadable()...)
	config.OwnTable(cmd.Flags(), "format", "publisher")
	config.EachTime(cmd.Flags(), "recorded-at")
	o.ledger.add(cmd)
	return cmd
}

// loadable are the names of the formats that can be loaded.
func loadable() []string {
	var out []string
	for _, f := range exchange.InFormats() {
		out = append(out, f.Name)
	}
	return out
}

// formatLines tells of each format that can be loaded in a line.
func formatLines() string {
	var b strings.Builder
	for _, f := range exchange.InFormats() {
		fmt.Fprintf(&b, "  %-15s %s\n", f.Name, f.What)
	}
	return b.String()
}

// loader makes the loader of a format; of is the flag that names it.
func loader(of, format, publisher string) (*exchange.Loader, exchange.InFormat, error) {
	f, err := exchange.FindInFormat(format)
	if err != nil {
		return nil, f, usageError(fmt.Errorf("--%s: %w", of, err))
	}
	if publisher == "" {
		publisher = f.Publisher
	}
	l, err := exchange.NewLoader(f, publisher)
	return l, f, err
}

func runLoad(cmd *cobra.Command, args []string, o *loadOptions) error {
	rows, format, err := loader("format", o.format, o.publisher)
	switch {
	case err != nil:
		return err
	case o.publisher == "" && format.Publisher == "":
		return usageError(errors.New("--publisher NAME is needed: on whose word the rows are"))
	case o.report != "text" && o.report != "json":
		return usageError(fmt.Errorf("--report takes text or json, not %q", o.report))
	case len(args) == 0:
		return usageError(errors.New("nothing to load; give files, or - for the standard input"))
	}
	at, err := recordingTime("recorded-at", o.recordedAt)
	if err != nil {
		return err
	}
	l, err := o.ledger.open(cmd.Context(), true)
	if err != nil {
		return err
	}
	defer l.Close()
	in := &loading{
		ledger: l, rows: rows, reader: format.Reader, now: time.Now, bar: newProgress(cmd.ErrOrStderr(), cmd.OutOrStdout()),
		faults: rowFaults{w: cmd.ErrOrStderr()},
	}
	if !at.IsZero() {
		in.now = func() time.Time { return at }
	}
	for _, path := range args {
		if err := in.file(cmd.Context(), path, cmd.InOrStdin()); err != nil {
			in.bar.done()
			return err
		}
	}
	in.bar.done()
	return in.tell(cmd.OutOrStdout(), o.report)
}

// loaded is what a run has loaded.
type loaded struct {
	Rows    int                `json:"rows"`
	Known   int                `json:"known"`
	Claims  int                `json:"claims"`
	LeftOut []exchange.LeftOut `json:"left_out"`
	Failed  int                `json:"failed"`
}

// loading is one run.
type loading struct {
	ledger  *ledger.Ledger
	rows    *exchange.Loader
	reader  string
	now     func() time.Time
	bar     *progress
	faults  rowFaults
	waiting []ledger.Reading
	sum     loaded
}

// opened is a file, or the standard input for "-".
func opened(path string, stdin io.Reader) (io.Reader, func() error, error) {
	if path == "-" {
		return stdin, func() error { return nil }, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("opening %w", err)
	}
	return f, f.Close, nil
}

// file loads one file. What was read before an error is recorded.
func (in *loading) file(ctx context.Context, path string, stdin io.Reader) error {
	r, closed, err := opened(path, stdin)
	if err != nil {
		return err
	}
	defer closed()
	in.faults.begin()
	for record, err := range in.rows.Load(ctx, path, r) {
		var fault *exchange.RowError
		if err != nil && !errors.As(err, &fault) {
			return errors.Join(err, in.flush(ctx))
		}
		in.bar.step()
		if err == nil {
			var x ledger.Reading
			if x, err = in.ledger.Read(record, in.reader); err == nil {
				in.waiting = append(in.waiting, x)
			}
		}
		if err != nil {
			in.bar.clear()
			in.faults.tell(err)
		}
		if len(in.waiting) >= loadedTogether {
			if err := in.flush(ctx); err != nil {
				return err
			}
		}
	}
	return in.flush(ctx)
}

// loadedTogether is how many rows are recorded at a time: they are small, and each
// time costs a write to the disk.
const loadedTogether = 2048

func (in *loading) flush(ctx context.Context) error {
	if len(in.waiting) == 0 {
		return nil
	}
	added, err := in.ledger.Append(ctx, in.waiting, in.reader, in.now())
	if err != nil {
		return err
	}
	in.sum.Rows += len(in.waiting) - added.Known
	in.sum.Known += added.Known
	in.sum.Claims += added.Claims
	in.waiting = in.waiting[:0]
	return nil
}

func (in *loading) tell(out io.Writer, format string) error {
	in.sum.LeftOut, in.sum.Failed = append([]exchange.LeftOut{}, in.rows.LeftOut()...), in.faults.n
	var err error
	if format == "json" {
		err = json.NewEncoder(out).Encode(in.sum)
	} else {
		_, err = io.WriteString(out, in.sum.String())
	}
	if err == nil && in.sum.Failed > 0 {
		return errReported
	}
	return err
}

func (s *loaded) String() string {
	text := fmt.Sprintf("loaded %s with %s", counted(s.Rows, "row"), counted(s.Claims, "claim"))
	if s.Known > 0 {
		text += fmt.Sprintf("; %s known already", counted(s.Known, "row"))
	}
	if s.Failed > 0 {
		text += fmt.Sprintf("; %s not read", counted(s.Failed, "row"))
	}
	text += "\n"
	for _, x := range s.LeftOut {
		text += fmt.Sprintf("left out %s: %s\n", counted(x.N, "row"), x.Why)
	}
	return text
}

// rowFaults tells what is wrong with rows, the first of each file.
type rowFaults struct {
	w       io.Writer
	n, here int
}

// faultsTold is how many faults of a file are told one by one.
const faultsTold = 20

func (f *rowFaults) begin() { f.here = 0 }

func (f *rowFaults) tell(err error) {
	f.n++
	f.here++
	switch {
	case f.here < faultsTold:
		fmt.Fprintf(f.w, "chancery: %s\n", clean(err.Error()))
	case f.here == faultsTold:
		fmt.Fprintf(f.w, "chancery: %s; what follows of this file is counted only\n", clean(err.Error()))
	}
}
