package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"chancery/internal/exchange"
	"chancery/internal/ledger"
)

// compared is a comparison as it is printed.
type compared struct {
	*exchange.Comparison
	people *people
	a, b   *deedSet
}

func (x *compared) print(out io.Writer, o *compareOptions) error {
	switch o.format {
	case "json":
		return x.printJSON(out, o.examples)
	case "csv":
		return x.printCSV(out, o.examples)
	}
	var b strings.Builder
	x.head(&b)
	x.tables(&b, o.top)
	for _, g := range x.examples(o.examples) {
		fmt.Fprintf(&b, "\n%s\n", exampleHeads[g.kind])
		for _, d := range g.list {
			fmt.Fprintf(&b, "  %s\n", x.example(&d))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func (x *compared) head(b *strings.Builder) {
	for _, s := range []struct {
		name string
		set  *deedSet
	}{{"a", x.a}, {"b", x.b}} {
		fmt.Fprintf(b, "%s: %s, %s, %s told %s", s.name, clean(s.set.where()), s.set.side.format, counted(s.set.deeds.Len(), "act"), times(s.set.deeds.Told()))
		for _, left := range s.set.leftOut() {
			if left.n > 0 {
				fmt.Fprintf(b, "; %d %s", left.n, left.why)
			}
		}
		b.WriteByte('\n')
	}
	g := &x.All
	fmt.Fprintf(b, "\n%d in both, %d of another type, %d only in a, %d only in b, within %s.\n",
		g.Both, g.OtherType, g.OnlyA, g.OnlyB, counted(x.Days, "day"))
	fmt.Fprintf(b, "b against a: precision %s, recall %s, F1 %s; kappa of the types %s.\n", figure(g.Precision), figure(g.Recall), figure(g.F1), figure(x.Kappa))
}

// times tells how often something was told.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

func (x *deedSet) where() string {
	where := x.side.spec
	if (&ledgerFlag{where}).isPostgres() {
		where = "a ledger on a server" // its address may hold a password
	}
	if x.side.reader != "" {
		where += " (" + x.side.reader + ")"
	}
	return where
}

// leftOut are the tellings that are not compared.
func (x *deedSet) leftOut() []struct {
	why string
	n   int
} {
	return []struct {
		why string
		n   int
	}{{"not done", x.notDone}, {"towards nobody", x.nobody}, {"without a day", x.noDay}}
}

// figure is a figure to three places, a dash where it is not defined.
func figure(v *float64) string {
	if v == nil {
		return "–"
	}
	return strconv.FormatFloat(*v, 'f', 3, 64)
}

func (x *compared) tables(b *strings.Builder, top int) {
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, g *exchange.Agreement) {
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t  %s\n", g.A, g.B, g.Both, g.OtherType, g.OnlyA, g.OnlyB,
			figure(g.Precision), figure(g.Recall), figure(g.F1), name)
	}
	const columns = "a\tb\tboth\tother type\tonly a\tonly b\tprecision\trecall\tF1\t  "
	if len(x.Types) > 0 {
		fmt.Fprintf(w, "\n%stype\n", columns)
		for i := range x.Types {
			row(x.Types[i].Type, &x.Types[i].Agreement)
		}
		w.Flush()
	}
	if len(x.Dyads) > 0 && top > 0 {
		fmt.Fprintf(w, "\n%spair\n", columns)
		for i := range min(top, len(x.Dyads)) {
			d := &x.Dyads[i]
			row(x.people.name(d.From)+" → "+x.people.name(d.To), &d.Agreement)
		}
		w.Flush()
		if n := len(x.Dyads) - top; n > 0 {
			fmt.Fprintf(b, "and %s more; --top tells more of them\n", counted(n, "pair"))
		}
	}
	x.cross(b)
}

// cross prints the table of types told by both, a's in rows.
func (x *compared) cross(b *strings.Builder) {
	if len(x.Cross) == 0 {
		return
	}
	var columns []string
	for _, t := range x.Types {
		if t.Both > 0 || t.OtherInA > 0 {
			columns = append(columns, t.Type)
		}
	}
	n := map[[2]string]int{}
	for _, c := range x.Cross {
		n[[2]string{c.A, c.B}] = c.N
	}
	b.WriteString("\nTypes of the acts that both tell, those of a in rows, those of b in columns\n")
	w := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "\t%s\t\n", strings.Join(columns, "\t"))
	for _, t := range x.Types {
		if t.Both == 0 && t.OtherInB == 0 {
			continue
		}
		fmt.Fprintf(w, "%s\t", t.Type)
		for _, c := range columns {
			fmt.Fprintf(w, "%d\t", n[[2]string{t.Type, c}])
		}
		fmt.Fprintln(w)
	}
	w.Flush()
}

// exampleGroup are examples of one kind of disagreement.
type exampleGroup struct {
	kind string
	list []exchange.Disagreement
}

var exampleHeads = map[string]string{"only-a": "Only in a:", "only-b": "Only in b:", "other-type": "Of another type:"}

// examples are the first n disagreements of each kind.
func (x *compared) examples(n int) []exampleGroup {
	var out []exampleGroup
	for _, g := range []exampleGroup{{"only-a", x.OnlyA}, {"only-b", x.OnlyB}, {"other-type", x.OtherType}} {
		if g.list = g.list[:min(n, len(g.list))]; len(g.list) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// example is a disagreement in a line.
func (x *compared) example(d *exchange.Disagreement) string {
	one := func(d *exchange.Deed) string {
		text := fmt.Sprintf("%s %s (“%s”, %s)", deedDay(d), d.Type, clean(d.Words), clean(d.Where))
		if d.Told > 1 {
			text += fmt.Sprintf(" and %d more", d.Told-1)
		}
		return text
	}
	first := d.A
	if first == nil {
		first = d.B
	}
	text := x.people.name(first.From) + " → " + x.people.name(first.To) + ": " + one(first)
	if d.A != nil && d.B != nil {
		text += "; in b " + one(d.B)
	}
	return text
}

func deedDay(d *exchange.Deed) string { return ledger.Day(d.Day).String() }

// deedJSON is a deed of an example.
type deedJSON struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Type  string `json:"type"`
	Date  string `json:"date"`
	Told  int    `json:"told"`
	Words string `json:"words,omitempty"`
	Where string `json:"where"`
}

// exampleJSON is a disagreement: a or b is left out where that set has nothing.
type exampleJSON struct {
	Kind string    `json:"kind"`
	A    *deedJSON `json:"a,omitempty"`
	B    *deedJSON `json:"b,omitempty"`
}

func deedOf(d *exchange.Deed) *deedJSON {
	if d == nil {
		return nil
	}
	return &deedJSON{d.From, d.To, d.Type, deedDay(d), d.Told, d.Words, d.Where}
}

// setJSON is one of the two sets.
type setJSON struct {
	Where   string `json:"where"`
	Format  string `json:"format"`
	Acts    int    `json:"acts"`
	Told    int    `json:"told"`
	NotDone int    `json:"not_done"`
	Nobody  int    `json:"towards_nobody"`
	NoDay   int    `json:"without_day"`
	Failed  int    `json:"failed"`
}

func (x *deedSet) json() setJSON {
	return setJSON{x.where(), x.side.format, x.deeds.Len(), x.deeds.Told(), x.notDone, x.nobody, x.noDay, x.faults.n}
}

func (x *compared) printJSON(out io.Writer, examples int) error {
	v := struct {
		A     setJSON                  `json:"a"`
		B     setJSON                  `json:"b"`
		Days  int                      `json:"days"`
		All   exchange.Agreement       `json:"all"`
		Kappa *float64                 `json:"kappa"`
		Types []exchange.TypeAgreement `json:"types"`
		Pairs []exchange.DyadAgreement `json:"pairs"`
		Cross []exchange.Crossed       `json:"cross"`
		Shown []exampleJSON            `json:"examples,omitempty"`
	}{A: x.a.json(), B: x.b.json(), Days: x.Days, All: x.All, Kappa: x.Kappa,
		Types: append([]exchange.TypeAgreement{}, x.Types...), Pairs: append([]exchange.DyadAgreement{}, x.Dyads...),
		Cross: append([]exchange.Crossed{}, x.Cross...)}
	for _, g := range x.examples(examples) {
		for _, d := range g.list {
			v.Shown = append(v.Shown, exampleJSON{g.kind, deedOf(d.A), deedOf(d.B)})
		}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// compareColumns are the columns of the CSV. Rows of all, type and pair have
// figures; cross has a's type, b's type and in both how many; examples have the
// words and where they stand.
var compareColumns = []string{"of", "from", "to", "type", "type_b", "a", "b", "both", "other_type", "only_a", "only_b",
	"precision", "recall", "f1", "kappa", "date", "date_b", "words", "words_b", "where", "where_b"}

func (x *compared) printCSV(out io.Writer, examples int) error {
	w := csv.NewWriter(out)
	row := func(cells map[string]string) {
		line := make([]string, len(compareColumns))
		for i, name := range compareColumns {
			line[i] = cells[name]
		}
		_ = w.Write(line) // told by w.Error
	}
	_ = w.Write(compareColumns)
	all := agreementCells("all", &x.All)
	all["kappa"] = figureCell(x.Kappa)
	row(all)
	for i := range x.Types {
		cells := agreementCells("type", &x.Types[i].Agreement)
		cells["type"] = x.Types[i].Type
		row(cells)
	}
	for i := range x.Dyads {
		cells := agreementCells("pair", &x.Dyads[i].Agreement)
		cells["from"], cells["to"] = x.Dyads[i].From, x.Dyads[i].To
		row(cells)
	}
	for _, c := range x.Cross {
		row(map[string]string{"of": "cross", "type": c.A, "type_b": c.B, "both": strconv.Itoa(c.N)})
	}
	for _, g := range x.examples(examples) {
		for _, d := range g.list {
			cells := map[string]string{"of": g.kind}
			if d.A != nil {
				cells["from"], cells["to"], cells["type"] = d.A.From, d.A.To, d.A.Type
				cells["date"], cells["words"], cells["where"] = deedDay(d.A), clean(d.A.Words), d.A.Where
			}
			if d.B != nil {
				cells["from"], cells["to"], cells["type_b"] = d.B.From, d.B.To, d.B.Type
				cells["date_b"], cells["words_b"], cells["where_b"] = deedDay(d.B), clean(d.B.Words), d.B.Where
			}
			row(cells)
		}
	}
	w.Flush()
	return w.Error()
}

func agreementCells(of string, g *exchange.Agreement) map[string]string {
	return map[string]string{
		"of": of, "a": strconv.Itoa(g.A), "b": strconv.Itoa(g.B), "both": strconv.Itoa(g.Both), "other_type": strconv.Itoa(g.OtherType),
		"only_a": strconv.Itoa(g.OnlyA), "only_b": strconv.Itoa(g.OnlyB),
		"precision": figureCell(g.Precision), "recall": figureCell(g.Recall), "f1": figureCell(g.F1),
	}
}

// figureCell is a figure in CSV, empty where it is not defined.
func figureCell(v *float64) string {
	if v == nil {
		return ""
	}
	return strconv.FormatFloat(*v, 'f', -1, 64)
}
