package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/exchange"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// exportFormat is a format that export writes.
type exportFormat struct {
	name, help string
	write      func(io.Writer, *exchange.Tables, exchange.Export) error
	relations  bool // it tells of relations too
}

// exportFormats are all formats that export writes, in the order of --help. Each has its
// page in docs/formats.
var exportFormats = []exportFormat{
	{"csv", "tidy table, a row for each act and pair; --dictionary writes what the columns mean", exchange.WriteCSV, false},
	{"plover", "JSON Lines with the PLOVER manual's names of fields", exchange.WritePLOVER, false},
	{"gdelt", "GDELT 2.0 events: 61 columns, tabs, no header", exchange.WriteGDELT, false},
	{"gdelt-mentions", "GDELT 2.0 mentions: 16 columns, tabs, no header", exchange.WriteGDELTMentions, false},
	{"icews", "ICEWS's 20 columns, tabs", exchange.WriteICEWS, false},
	{"polecat", "POLECAT's 40 columns, tabs", exchange.WritePOLECAT, false},
	{"parquet", "the lake's table of claims as one Parquet file", exchange.WriteParquet, false},
	{"panel", "dyad-months as CSV: counts by type, sums of scores, relations; ISO, COW and G-W codes", exchange.WritePanel, true},
	{"geojson", "points where it is known where an act happened", exchange.WriteGeoJSON, false},
	{"graphml", "graph of who does how much to whom by month, and of relations", exchange.WriteGraphML, true},
	{"gexf", "the same for Gephi's timeline", exchange.WriteGEXF, true},
	{"ftm", "entities of FollowTheMoney, JSON Lines", exchange.WriteFtM, true},
	{"ftm-statements", "statements of FollowTheMoney, JSON Lines", exchange.WriteFtMStatements, true},
	{"webanno", "W3C Web Annotations on the words, JSON-LD lines", exchange.WriteWebAnnotations, false},
	{"ical", "calendar of visits and meetings", exchange.WriteICal, false},
}

// exporting is the flags of export, and what they are understood as.
type exporting struct {
	ledger                  ledgerFlag
	format, out, dictionary string
	period                  period
	asOf, knownAt           string
	actors, types           []string
	exact                   bool
	days                    exchange.Days
	known                   time.Time
	on                      *ledger.Day
	codes                   map[string]bool
	kinds                   map[string]bool
	stderr                  io.Writer
	skipped                 bool // records that could not be read
	formatOf                exportFormat
}

func newExportCmd() *cobra.Command {
	var o exporting
	var list strings.Builder
	var names []string
	for _, f := range exportFormats {
		fmt.Fprintf(&list, "  %-15s %s\n", f.name, f.help)
		names = append(names, f.name)
	}
	cmd := &cobra.Command{
		Use:   "export --format FORMAT [RECORDS.jsonl | -]...",
		Short: "Write what is known in the formats of other programs",
		Long: `Writes the claims of the ledger that stand, or of records that "read --format json"
wrote: what was rejected, retracted or superseded is left out, and corrections are in
their place. Each format has a page in docs/formats.

` + list.String() + `
--since and --until bound the days of the acts: what was surely before or after is left
out. Formats that know days only have an act that is dated to a month or a year at its first
day, and an undated one at that of publication; how many is told, and --exact leaves them
out. --as-of leaves out what was after a day and takes the relations that hold on it;
--known-at takes what the ledger knew at a time.`,
		Example: `  chancery export --format csv --out events.csv --dictionary columns.csv
  chancery export --format gdelt --since 2022-01-01 --until 2022-12-31 --actor UKR
  chancery read --format json news/ | chancery export --format icews - > events.tab
  chancery export --format panel --out panel.csv`,
		RunE: func(cmd *cobra.Command, args []string) error { return runExport(cmd, args, &o) },
	}
	fl := cmd.Flags()
	fl.StringVar(&o.format, "format", "", "one of those above (needed)")
	fl.StringVar(&o.out, "out", "", "the file to write; without it, standard output")
	fl.StringVar(&o.dictionary, "dictionary", "", "csv: the file to write what the columns mean into")
	o.period.add(cmd, "")
	fl.BoolVar(&o.exact, "exact", false, "leave out acts of which the day is not known")
	fl.StringVar(&o.asOf, "as-of", "", "as the world was on a day (YYYY-MM-DD)")
	fl.StringVar(&o.knownAt, "known-at", "", "what the ledger knew at a time (2022-07-20T18:00:00Z, or a day: by its end)")
	fl.StringSliceVar(&o.actors, "actor", nil, "only acts of or towards one of these, by code or name")
	fl.StringSliceVar(&o.types, "type", nil, "only some types of event (CONSULT, SANCTION, ...)")
	config.OwnTable(fl, "format", "actor")
	config.GoesWith(fl, "format=csv", "dictionary")
	o.ledger.add(cmd)
	// Names of flags that are there cannot be wrong.
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func runExport(cmd *cobra.Command, args []string, o *exporting) error {
	if err := o.understand(args); err != nil {
		return err
	}
	o.stderr = cmd.ErrOrStderr()
	book, err := exchange.NewTables()
	if err != nil {
		return err
	}
	from, done, err := o.from(cmd, args)
	if err != nil {
		return err
	}
	defer done()
	if o.dictionary != "" {
		if err := writeWhole(o.dictionary, exchange.WriteDictionary); err != nil {
			return err
		}
	}
	rounded := 0
	from.Rounded = &rounded
	write := func(w io.Writer) error { return o.formatOf.write(w, book, from) }
	if o.out == "" {
		err = write(cmd.OutOrStdout())
	} else {
		err = writeWhole(o.out, write)
	}
	if err == nil && rounded > 0 {
		fmt.Fprintf(o.stderr, "chancery: %s not dated to a day: written at the first day that each may be of; --exact leaves them out\n", counted(rounded, "row"))
	}
	if err == nil && o.skipped {
		return errReported
	}
	return err
}

// understand reads the flags.
func (o *exporting) understand(args []string) error {
	i := slices.IndexFunc(exportFormats, func(f exportFormat) bool { return f.name == o.format })
	if i < 0 {
		var names []string
		for _, f := range exportFormats {
			names = append(names, f.name)
		}
		return usageError(fmt.Errorf("--format takes %s, not %q", strings.Join(names, ", "), o.format))
	}
	o.formatOf = exportFormats[i]
	if o.dictionary != "" && o.format != "csv" {
		return usageError(errors.New("--dictionary goes with --format csv"))
	}
	if len(args) > 0 && (o.ledger.spec != "" || o.knownAt != "") {
		return usageError(errors.New("records are given; --ledger and --known-at are of exports from the ledger"))
	}
	days, err := o.period.days()
	if err != nil {
		return err
	}
	o.days = lakeDays(days)
	if o.on, err = day("as-of", o.asOf); err != nil {
		return err
	}
	if o.on != nil && (o.days.Last == nil || *o.days.Last > int32(*o.on)) {
		n := int32(*o.on)
		o.days.Last = &n
	}
	if o.known, err = recordingTime("known-at", o.knownAt); err != nil {
		return err
	}
	return o.who()
}

// who reads --actor and --type.
func (o *exporting) who() error {
	if len(o.actors) > 0 {
		people, err := newPeople()
		if err != nil {
			return err
		}
		o.codes = map[string]bool{}
		for _, a := range o.actors {
			code, err := people.code(a)
			if err != nil {
				return err
			}
			o.codes[code] = true
		}
	}
	if len(o.types) > 0 {
		table, err := ontology.LoadEvents()
		if err != nil {
			return err
		}
		o.kinds = map[string]bool{}
		for _, t := range o.types {
			t = strings.ToUpper(t)
			if !table.IsType(t) {
				return usageError(fmt.Errorf("--type: there is no type of event %q; there are %s", t, strings.Join(table.Types(), ", ")))
			}
			o.kinds[t] = true
		}
	}
	return nil
}

// from is what is exported: from records, if any are given, else from the ledger.
func (o *exporting) from(cmd *cobra.Command, args []string) (exchange.Export, func(), error) {
	out := exchange.Export{Days: o.days, Exact: o.exact}
	if len(args) > 0 {
		r, err := o.records(cmd, args)
		if err != nil {
			return out, nil, err
		}
		out.Claims, out.Relations = r.claims, r.relations
		return out, r.close, nil
	}
	l, err := o.ledger.open(cmd.Context(), false)
	if err != nil {
		return out, nil, err
	}
	out.Claims = o.standing(cmd.Context(), l)
	out.Relations = func() ([]exchange.Relation, error) { return o.drawn(cmd.Context(), l) }
	return out, func() { l.Close() }, nil
}

// drawn are the relations that a ledger draws, of those asked for.
func (o *exporting) drawn(ctx context.Context, l *ledger.Ledger) ([]exchange.Relation, error) {
	rs, err := l.Relations(ctx, ledger.Asked{KnownAt: o.known}, o.on)
	var out []exchange.Relation
	for i := range rs {
		if o.codes == nil || o.codes[rs[i].From] || o.codes[rs[i].To] {
			out = append(out, lakeRelation(&rs[i]))
		}
	}
	return out, err
}

// writeWhole writes a file that is there whole or not at all.
func writeWhole(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	defer os.Remove(f.Name()) // of no effect once it has its name
	if err := errors.Join(write(f), f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return nil
}
