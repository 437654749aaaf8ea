package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/eval"
	"chancery/internal/attribution"
	"chancery/internal/config"
	"chancery/internal/dates"
	"chancery/internal/document"
	"chancery/internal/language"
)

// dataset is something that can be measured; dir is the shared folder.
type dataset struct {
	name, what string
	needs      string // what must exist below the shared folder
	run        func(dir string) ([]eval.Figure, error)
}

// datasets are all that can be measured, in the order in which they are run.
func datasets(k *knowledge) []dataset {
	return []dataset{
		{"seed", "the seed article: events, quotes, date, byline, blocks, relations", "seed", func(dir string) ([]eval.Figure, error) {
			p, err := k.load()
			if err != nil {
				return nil, err
			}
			return eval.Seed(dir, func(path string) (*chancery.Record, error) { return readFile(p, path) })
		}},
		{"ud", "tokens, sentences, tags, lemmas and trees on Universal Dependencies", "data/ud", func(dir string) ([]eval.Figure, error) {
			e, err := language.New()
			if err != nil {
				return nil, err
			}
			return eval.UD(filepath.Join(dir, "data"), e)
		}},
		{"articles", "body of saved pages", "data/articles", func(dir string) ([]eval.Figure, error) {
			return eval.Articles(filepath.Join(dir, "data"))
		}},
		{"actors", "actor strings resolved alone", "data/ngec", func(dir string) ([]eval.Figure, error) {
			r, err := k.resolver()
			if err != nil {
				return nil, err
			}
			return eval.Actors(filepath.Join(dir, "data"), r)
		}},
		{"names", "entities of conflict reports, and country codes of the gold standard's actors", "data/conflibert", withReader(k, eval.Names)},
		{"times", "time expressions on TimeBank", "data/timeml", evalTimes},
		{"quotes", "attributions on PolNeAR", "data/polnear", func(dir string) ([]eval.Figure, error) { return evalQuotes(k, dir) }},
		{"gsr", "PLOVER gold standard records", "data/gsr", withReader(k, eval.GSR)},
		{"plv", "PLOVER roots between marked source and target", "data/plv", withReader(k, eval.PLV)},
		{"cameo-class", "class of a sentence's main event", "data/conflibert", withReader(k, eval.CAMEOClass)},
		{"cameo-ner", "actor and recipient spans of a sentence's main event", "data/conflibert", withReader(k, eval.CAMEONer)},
		{"petrarch", "unit tests of PETRARCH2, with its dictionaries as names on top", "data/petrarch", func(dir string) ([]eval.Figure, error) { return evalPetrarch(k, dir) }},
		{"reviewed", "what people judged in a reading room (docs/formats/api.md)", "reviewed/gold.jsonl", func(dir string) ([]eval.Figure, error) {
			p, err := k.load()
			if err != nil {
				return nil, err
			}
			return eval.Reviewed(dir, func(s *chancery.Source) (*chancery.Record, error) { return readAgain(p, s) })
		}},
	}
}

func evalTimes(dir string) ([]eval.Figure, error) {
	e, err := language.New()
	if err != nil {
		return nil, err
	}
	t, err := dates.New()
	if err != nil {
		return nil, err
	}
	return eval.Times(filepath.Join(dir, "data"), e, t)
}

func evalQuotes(k *knowledge, dir string) ([]eval.Figure, error) {
	e, err := language.New()
	if err != nil {
		return nil, err
	}
	n, err := k.resolver()
	if err != nil {
		return nil, err
	}
	a, err := attribution.New()
	if err != nil {
		return nil, err
	}
	return eval.Quotes(filepath.Join(dir, "data"), e, n, a)
}

// withReader runs a score that needs sentences made into records: each text is
// one paragraph.
func withReader(k *knowledge, score func(string, eval.Reader) ([]eval.Figure, error)) func(string) ([]eval.Figure, error) {
	return func(dir string) ([]eval.Figure, error) {
		p, err := k.load()
		if err != nil {
			return nil, err
		}
		return score(dir, func(id, date, text string) *chancery.Record {
			d := &document.Document{ID: id, Text: text}
			d.Blocks = []chancery.Block{{Kind: chancery.Paragraph, Span: chancery.Span{End: len([]rune(text))}}}
			if date != "" {
				d.Published = &chancery.Published{Date: date, Basis: chancery.Given}
			}
			return p.Process(d)
		})
	}
}

func newEvalCmd() *cobra.Command {
	var o evalOptions
	cmd := &cobra.Command{
		Use:   "eval [DATASET]... --data DIR",
		Short: "Measure the program against data sets and their floors",
		Long:  evalHelp(),
		Example: `  chancery eval seed --data ../shared
  chancery eval --data ../shared --floors eval/floors.tsv
  chancery eval gsr plv --data ../shared --format json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runEval(cmd.OutOrStdout(), args, o)
		},
	}
	cmd.Flags().StringVar(&o.data, "data", "../shared", "the folder that holds seed/ and data/")
	cmd.Flags().StringVar(&o.floors, "floors", "", "table of floors; a figure under its floor makes the exit status 1")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (one figure a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&o.write, "write", "", "keep the figures in this document, between its marks, with date and machine")
	config.EachTime(cmd.Flags(), "write")
	o.knowledge.flags(cmd)
	cmd.AddCommand(newEvalProposalsCmd())
	return cmd
}

func evalHelp() string {
	var b strings.Builder
	b.WriteString("Scores data sets and prints one figure a line. Without a name, all that the folder holds.\n" +
		"What each figure means is in docs/accuracy.md.\n\nData sets:\n")
	for _, d := range datasets(&knowledge{}) {
		fmt.Fprintf(&b, "  %-12s %s\n", d.name, d.what)
	}
	return b.String()
}

// evalOptions are the command's flags.
type evalOptions struct {
	data, floors, format, write string
	knowledge                   knowledge
}

func runEval(out io.Writer, args []string, o evalOptions) error {
	if o.format != "text" && o.format != "json" {
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	}
	dir, err := sharedFolder(o.data)
	if err != nil {
		return err
	}
	chosen, err := chooseDatasets(datasets(&o.knowledge), args, dir)
	if err != nil {
		return err
	}
	var figures []eval.Figure
	for _, d := range chosen {
		fs, err := d.run(dir)
		if err != nil {
			return fmt.Errorf("measuring %s: %w", d.name, err)
		}
		figures = append(figures, fs...)
	}
	floors, err := readFloors(o.floors)
	if err != nil {
		return err
	}
	if err := printFigures(out, figures, floors, o.format); err != nil {
		return err
	}
	if o.write != "" {
		if err := writeFigures(o.write, figures, floors); err != nil {
			return err
		}
	}
	return errors.Join(eval.Check(figures, floors)...)
}

// sharedFolder accepts the shared folder or the data folder in it.
func sharedFolder(dir string) (string, error) {
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("no folder %s; give the one that holds seed/ and data/ with --data", dir)
	}
	if filepath.Base(filepath.Clean(dir)) == "data" {
		return filepath.Dir(filepath.Clean(dir)), nil
	}
	return dir, nil
}

// chooseDatasets are the named data sets, or all that are present.
func chooseDatasets(all []dataset, args []string, dir string) ([]dataset, error) {
	var out []dataset
	for _, a := range args {
		i := slices.IndexFunc(all, func(d dataset) bool { return d.name == a })
		if i < 0 {
			return nil, usageError(fmt.Errorf("no data set %q; see chancery eval --help", a))
		}
		out = append(out, all[i])
	}
	if len(args) > 0 {
		return out, nil
	}
	for _, d := range all {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(d.needs))); err == nil {
			out = append(out, d)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds none of the data sets; see chancery eval --help", dir)
	}
	return out, nil
}

func readFloors(path string) ([]eval.Floor, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("reading floors: %w", err)
	}
	defer f.Close()
	return eval.ReadFloors(path, f)
}

func printFigures(out io.Writer, figures []eval.Figure, floors []eval.Floor, format string) error {
	if format == "json" {
		enc := json.NewEncoder(out)
		for _, f := range figures {
			if err := enc.Encode(f); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "data set\tfigure\tvalue\tfloor\tcases\t")
	for _, f := range figures {
		fmt.Fprintf(w, "%s\t%s\t%.2f\t%s\t%d\t\n", f.Dataset, f.Name, f.Value, floorOf(f, floors), f.Cases)
	}
	return w.Flush()
}

// writeFigures keeps the figures in a document.
func writeFigures(path string, figures []eval.Figure, floors []eval.Floor) error {
	var rows [][]string
	for _, f := range figures {
		rows = append(rows, []string{f.Dataset, f.Name, fmt.Sprintf("%.2f", f.Value), floorOf(f, floors), fmt.Sprint(f.Cases)})
	}
	head := "\n| data set | figure | value | floor | cases | measured | on |\n|---|---|---|---|---|---|---|\n"
	return writeTable(path, head, rows, time.Now())
}

// floorOf is a figure's floor as text, empty if it has none.
func floorOf(f eval.Figure, floors []eval.Floor) string {
	for _, fl := range floors {
		if fl.Dataset == f.Dataset && fl.Name == f.Name {
			return fmt.Sprintf("%.2f", fl.Value)
		}
	}
	return ""
}
