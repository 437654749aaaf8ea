package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/config"
	"chancery/internal/exchange"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// compareOptions are the flags of compare.
type compareOptions struct {
	a, b     comparedSide
	period   period
	actor    string
	days     int
	examples int
	top      int
	format   string
}

// comparedSide is one of the two sets: where it is and what of it is taken.
type comparedSide struct{ spec, format, reader string }

func newCompareCmd() *cobra.Command {
	var o compareOptions
	cmd := &cobra.Command{
		Use:   "compare --a LEDGER|FILE --b LEDGER|FILE",
		Short: "Tell how far two sets of events agree, by type and by pair",
		Long: `Compares the acts of two sets: of ledgers, of records (chancery read --format json) or
of files that "load" reads. Two acts are one when the same acts towards the same, by the
same PLOVER type, on days at most --days apart; each act has at most one partner, and as
many are matched as can be. What several texts tell of one day is one act.
docs/formats/compare.md defines every figure.

Acts that were done are compared; planned, possible and denied ones, those towards
nobody and those without a day are counted apart.

A file's format is told by its first line; --a-format and --b-format say what it is where
that fails. Within one ledger --a-reader and --b-reader tell the sets apart by who read
them: chancery, gdelt, icews.`,
		Example: `  chancery compare --a ledger.db --b 20220714120000.export.CSV.zip --b-format gdelt
  chancery compare --a ledger.db --a-reader chancery --b ledger.db --b-reader gdelt --days 2
  chancery read --format json news/ > ours.jsonl && chancery compare --a ours.jsonl --b icews.tsv --actor UKR --examples 5`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runCompare(cmd, &o) },
	}
	for _, s := range []struct {
		name string
		to   *comparedSide
	}{{"a", &o.a}, {"b", &o.b}} {
		cmd.Flags().StringVar(&s.to.spec, s.name, "", "a set: a ledger, a file of records, or a file that load reads")
		cmd.Flags().StringVar(&s.to.format, s.name+"-format", "", "what --"+s.name+" is: ledger, records, "+strings.Join(loadable(), ", "))
		oneOf(cmd, s.name+"-format", append([]string{"ledger", "records"}, loadable()...)...)
		cmd.Flags().StringVar(&s.to.reader, s.name+"-reader", "", "of a ledger: only what was read by readers whose name begins so")
	}
	o.period.add(cmd, " of the acts that are compared")
	cmd.Flags().StringVar(&o.actor, "actor", "", "only acts by or towards one actor: a code (UKR) or a name")
	config.OwnTable(cmd.Flags(), "actor")
	cmd.Flags().IntVar(&o.days, "days", 1, "how many days apart two tellings of one act may date it")
	cmd.Flags().IntVar(&o.examples, "examples", 0, "give so many examples of each kind of disagreement")
	cmd.Flags().IntVar(&o.top, "top", 20, "how many pairs the text tells, those with most acts; JSON and CSV tell all")
	cmd.Flags().StringVar(&o.format, "format", "text", "text, json (one object) or csv")
	oneOf(cmd, "format", "text", "json", "csv")
	return cmd
}

func (o *compareOptions) check() error {
	switch {
	case o.a.spec == "" || o.b.spec == "":
		return usageError(errors.New("--a and --b are needed: what is to be compared"))
	case o.a.spec == "-" && o.b.spec == "-":
		return usageError(errors.New("only one of --a and --b can be the standard input"))
	case !slices.Contains([]string{"text", "json", "csv"}, o.format):
		return usageError(fmt.Errorf("--format takes text, json or csv, not %q; --a-format and --b-format say what the files are", o.format))
	case o.days < 0 || o.days > 3660:
		return usageError(fmt.Errorf("--days takes a number from 0 to 3660, not %d", o.days))
	case o.examples < 0 || o.top < 0:
		return usageError(errors.New("--examples and --top take numbers from 0"))
	}
	return nil
}

func runCompare(cmd *cobra.Command, o *compareOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	who, err := newPeople()
	if err != nil {
		return err
	}
	take, err := o.filter(who)
	if err != nil {
		return err
	}
	var sets [2]*deedSet
	for i, s := range []*comparedSide{&o.a, &o.b} {
		if sets[i], err = readDeeds(cmd, s, take); err != nil {
			return fmt.Errorf("comparing: %w", err)
		}
	}
	x := compared{people: who, a: sets[0], b: sets[1], Comparison: exchange.Compare(sets[0].deeds, sets[1].deeds, o.days)}
	if err := x.print(cmd.OutOrStdout(), o); err != nil {
		return err
	}
	if sets[0].faults.n+sets[1].faults.n > 0 {
		return errReported
	}
	return nil
}

// deedFilter are the acts that are compared.
type deedFilter struct {
	days  ledger.Bounds
	actor string
}

func (o *compareOptions) filter(who *people) (f deedFilter, err error) {
	if f.days, err = o.period.days(); err != nil {
		return f, err
	}
	if o.actor != "" {
		f.actor, err = who.code(o.actor)
	}
	return f, err
}

func (f *deedFilter) takes(d *ledger.Dyad) bool {
	return (f.actor == "" || d.From == f.actor || d.To == f.actor) &&
		d.When.Overlaps(f.days)
}

// deedSet is one of the two sets with what of it is not compared.
type deedSet struct {
	side   *comparedSide
	deeds  *exchange.Deeds
	take   deedFilter
	table  *ontology.Events
	faults rowFaults
	// Tellings left out: of acts that were not done, towards nobody, without a day.
	notDone, nobody, noDay int
}

// readDeeds reads one of the two sets.
func readDeeds(cmd *cobra.Command, s *comparedSide, take deedFilter) (*deedSet, error) {
	table, err := ontology.LoadEvents()
	if err != nil {
		return nil, err
	}
	set := &deedSet{side: s, deeds: exchange.NewDeeds(), take: take, table: table, faults: rowFaults{w: cmd.ErrOrStderr()}}
	if s.format == "" {
		if s.format, err = s.guess(); err != nil {
			return nil, err
		}
	}
	if s.format == "ledger" {
		return set, set.fromLedger(cmd.Context())
	}
	if s.reader != "" {
		return nil, usageError(fmt.Errorf("a reader can be asked of a ledger alone, and %s is none", s.spec))
	}
	r, closed, err := opened(s.spec, cmd.InOrStdin())
	if err != nil {
		return nil, err
	}
	defer closed()
	if s.format == "records" {
		return set, set.fromRecords(cmd.Context(), r)
	}
	rows, _, err := loader("a-format or --b-format", s.format, "")
	if err != nil {
		return nil, err
	}
	l, err := ledger.New(nil) // without a store it can still read records
	if err != nil {
		return nil, err
	}
	for record, err := range rows.Load(cmd.Context(), s.spec, r) {
		var fault *exchange.RowError
		if err == nil {
			err = set.record(l, record)
		} else if !errors.As(err, &fault) {
			return nil, err
		}
		if err := set.told(err); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// guess tells by its first bytes what a side is.
func (s *comparedSide) guess() (string, error) {
	f := ledgerFlag{s.spec}
	if f.isPostgres() {
		return "ledger", nil
	}
	if s.spec == "-" {
		return "", usageError(errors.New("of the standard input the format is needed: --a-format or --b-format"))
	}
	file, err := os.Open(s.spec)
	if err != nil {
		return "", fmt.Errorf("opening %w", err)
	}
	defer file.Close()
	head := make([]byte, 16)
	n, _ := io.ReadFull(file, head)
	if bytes.HasPrefix(head[:n], []byte("SQLite format 3\x00")) {
		return "ledger", nil
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("reading %w", err)
	}
	format, err := exchange.Detect(s.spec, file)
	if err != nil || format == "" {
		return "", errors.Join(err, usageError(fmt.Errorf("%s: it cannot be told what it is; say so with --a-format or --b-format", s.spec)))
	}
	return format, nil
}

// fromLedger takes the acts of the claims that stand.
func (x *deedSet) fromLedger(ctx context.Context) error {
	l, err := (&ledgerFlag{x.side.spec}).open(ctx, false)
	if err != nil {
		return err
	}
	defer l.Close()
	fallen, err := l.Fallen(ctx, time.Time{})
	if err != nil {
		return err
	}
	for c, err := range l.AllClaims(ctx) {
		if err != nil {
			return err
		}
		if strings.HasPrefix(c.Reader, x.side.reader) && !fallen[c.ID] {
			if err := x.claim(c, "claim "+c.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxRecord bounds a line of a file of records, in bytes: a document of 32 MB with
// what was read out of it.
const maxRecord = 256 << 20

// fromRecords takes the acts of records, one a line.
func (x *deedSet) fromRecords(ctx context.Context, r io.Reader) error {
	l, err := ledger.New(nil)
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxRecord)
	n := 0
	for lines.Scan() {
		n++
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var record chancery.Record
		err := json.Unmarshal(lines.Bytes(), &record)
		switch {
		case err != nil:
			err = fmt.Errorf("its JSON: %w", err)
		case record.Format != chancery.Format:
			err = fmt.Errorf("its format is %q, not %q; records are what chancery read --format json writes", record.Format, chancery.Format)
		default:
			err = x.record(l, &record)
		}
		if err != nil {
			err = &exchange.RowError{File: x.side.spec, Line: n, Err: err}
		}
		if err := x.told(err); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: line %d: %w", x.side.spec, n+1, err)
	}
	return nil
}

// told tells what is wrong with a row; too many acts end the reading.
func (x *deedSet) told(err error) error {
	if errors.Is(err, exchange.ErrTooManyDeeds) {
		return err
	}
	if err != nil {
		x.faults.tell(err)
	}
	return nil
}

// record takes the acts of a record.
func (x *deedSet) record(l *ledger.Ledger, r *chancery.Record) error {
	reading, err := l.Read(r, "")
	if err != nil {
		return err
	}
	for i := range reading.Claims {
		if err := x.claim(&reading.Claims[i], r.ID); err != nil {
			return err
		}
	}
	return nil
}

// maxPairs bounds the pairs of one act, so that a foreign record cannot ask for more.
const maxPairs = 10_000

// claim takes the acts that a claim tells.
func (x *deedSet) claim(c *chancery.Claim, where string) error {
	if c.Class != chancery.EventClaim {
		return nil
	}
	if n := len(c.Actors) * max(len(c.Recipients), len(c.Actors)); n > maxPairs {
		return fmt.Errorf("%s: an act of more than %d pairs; at most so many are read", where, maxPairs)
	}
	ds := ledger.Dyads(c, x.table, "")
	if len(ds) == 0 && x.take.actor == "" {
		x.nobody++
	}
	for i := range ds {
		d := &ds[i]
		if !x.take.takes(d) {
			continue
		}
		switch {
		case d.Standing != ledger.Done:
			x.notDone++
			continue
		case d.From == "" || d.To == "":
			x.nobody++
			continue
		case d.When.First != d.When.Last:
			x.noDay++
			continue
		}
		deed := exchange.Deed{From: d.From, To: d.To, Type: d.Type, Day: int32(d.When.First), Where: where}
		if len(c.Told) > 0 {
			deed.Words = c.Told[0].Trigger.Text
		}
		if err := x.deeds.Add(deed); err != nil {
			return err
		}
	}
	return nil
}
