package exchange

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// xmlText is a text as it stands in an attribute or an element.
func xmlText(s string) string {
	var out strings.Builder
	xml.EscapeText(&out, []byte(s)) // a Builder gives no error
	return out.String()
}

// graphNodes are the codes on either side of tallies and relations, in the order of the
// alphabet.
func graphNodes(m monthly, rs []Relation) []string {
	seen := map[string]bool{}
	for p := range m {
		seen[p.from], seen[p.to] = true, true
	}
	for i := range rs {
		seen[rs[i].From], seen[rs[i].To] = true, true
	}
	return sorted(seen)
}

// graph is what both formats of graphs are written from.
func (x *Export) graph(b *Tables) (monthly, []Relation, error) {
	m, err := x.tallies(b, code)
	if err != nil {
		return nil, nil, err
	}
	rs, err := x.inDays()
	return m, rs, err
}

// inDays are the relations that may have stood within the days of the export.
func (x *Export) inDays() ([]Relation, error) {
	if x.Relations == nil {
		return nil, nil
	}
	rs, err := x.Relations()
	var out []Relation
	for _, r := range rs {
		if x.Days.meet(Days{r.Since.First, r.Until.Last}) {
			out = append(out, r)
		}
	}
	return out, err
}

const graphmlHead = `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="label" for="node" attr.name="label" attr.type="string"/>
<key id="country" for="node" attr.name="country" attr.type="string"/>
<key id="sort" for="edge" attr.name="sort" attr.type="string"/>
<key id="month" for="edge" attr.name="month" attr.type="string"/>
<key id="weight" for="edge" attr.name="weight" attr.type="int"/>
<key id="goldstein" for="edge" attr.name="goldstein" attr.type="double"/>
<key id="verbal_cooperation" for="edge" attr.name="verbal_cooperation" attr.type="int"/>
<key id="material_cooperation" for="edge" attr.name="material_cooperation" attr.type="int"/>
<key id="verbal_conflict" for="edge" attr.name="verbal_conflict" attr.type="int"/>
<key id="material_conflict" for="edge" attr.name="material_conflict" attr.type="int"/>
<key id="kind" for="edge" attr.name="kind" attr.type="string"/>
<key id="status" for="edge" attr.name="status" attr.type="string"/>
<key id="in_force" for="edge" attr.name="in_force" attr.type="boolean"/>
<key id="since" for="edge" attr.name="since" attr.type="string"/>
<key id="until" for="edge" attr.name="until" attr.type="string"/>
<graph id="relations" edgedefault="directed">
`

// WriteGraphML writes who did how much to whom as a directed graph with an edge for
// each pair and month, and one for each relation that was drawn.
func WriteGraphML(w io.Writer, b *Tables, x Export) error {
	m, relations, err := x.graph(b)
	if err != nil {
		return fmt.Errorf("exchange: writing GraphML: %w", err)
	}
	out := bufio.NewWriter(w)
	fmt.Fprint(out, graphmlHead)
	data := func(key string, value any) string {
		if text := fmt.Sprint(value); text != "" {
			return fmt.Sprintf(`<data key="%s">%s</data>`, key, xmlText(text))
		}
		return ""
	}
	for _, n := range graphNodes(m, relations) {
		fmt.Fprintf(out, "<node id=\"%s\">%s%s</node>\n", xmlText(n), data("label", b.names.Name(n)), data("country", b.names.Country(n)))
	}
	id := 0
	edge := func(from, to string, facts ...string) {
		id++
		fmt.Fprintf(out, "<edge id=\"e%d\" source=\"%s\" target=\"%s\">%s</edge>\n", id, xmlText(from), xmlText(to), strings.Join(facts, ""))
	}
	for _, p := range m.pairs() {
		for _, at := range m.of(p) {
			t := m[p][at]
			edge(p.from, p.to, data("sort", "events"), data("month", at), data("weight", t.acts), data("goldstein", decimal(round(t.goldstein))),
				data("verbal_cooperation", t.byQuad[1]), data("material_cooperation", t.byQuad[2]),
				data("verbal_conflict", t.byQuad[3]), data("material_conflict", t.byQuad[4]))
		}
	}
	for _, r := range relations {
		edge(r.From, r.To, data("sort", "relation"), data("kind", r.Kind), data("status", r.Status), data("in_force", r.InForce),
			data("since", r.SinceText), data("until", r.UntilText))
	}
	fmt.Fprint(out, "</graph>\n</graphml>\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("exchange: writing GraphML: %w", err)
	}
	return nil
}

const gexfHead = `<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
<graph mode="dynamic" defaultedgetype="directed" timeformat="date">
<attributes class="node" mode="static"><attribute id="country" title="country" type="string"/></attributes>
<attributes class="edge" mode="dynamic"><attribute id="acts" title="acts" type="integer"/><attribute id="goldstein" title="goldstein" type="double"/></attributes>
`

// WriteGEXF writes the same graph as WriteGraphML for Gephi's timeline: one edge for
// each pair, with a spell for each month in which something was done and the count
// and the sum of Goldstein scores of each; one for each relation, as long as it
// surely stood.
func WriteGEXF(w io.Writer, b *Tables, x Export) error {
	m, relations, err := x.graph(b)
	if err != nil {
		return fmt.Errorf("exchange: writing GEXF: %w", err)
	}
	out := bufio.NewWriter(w)
	fmt.Fprint(out, gexfHead, "<nodes>\n")
	for _, n := range graphNodes(m, relations) {
		fmt.Fprintf(out, "<node id=\"%s\" label=\"%s\"><attvalues><attvalue for=\"country\" value=\"%s\"/></attvalues></node>\n",
			xmlText(n), xmlText(b.names.Name(n)), xmlText(b.names.Country(n)))
	}
	fmt.Fprint(out, "</nodes>\n<edges>\n")
	id := 0
	for _, p := range m.pairs() {
		id++
		total := 0
		var values, spells strings.Builder
		for _, at := range m.of(p) {
			t := m[p][at]
			total += t.acts
			span := fmt.Sprintf(`start="%s" end="%s"`, at.first().Format("2006-01-02"), at.last().Format("2006-01-02"))
			fmt.Fprintf(&values, `<attvalue for="acts" value="%d" %s/><attvalue for="goldstein" value="%s" %s/>`, t.acts, span, decimal(round(t.goldstein)), span)
			fmt.Fprintf(&spells, `<spell %s/>`, span)
		}
		fmt.Fprintf(out, "<edge id=\"e%d\" source=\"%s\" target=\"%s\" kind=\"events\" label=\"events\" weight=\"%d\"><attvalues>%s</attvalues><spells>%s</spells></edge>\n",
			id, xmlText(p.from), xmlText(p.to), total, &values, &spells)
	}
	for _, r := range relations {
		if r.Since.Last == nil {
			continue // nobody knows when to show it
		}
		id++
		span := fmt.Sprintf(`start="%s"`, dayText(r.Since.Last))
		if r.Until.First != nil && *r.Until.First >= *r.Since.Last {
			span += fmt.Sprintf(` end="%s"`, dayText(r.Until.First))
		}
		fmt.Fprintf(out, "<edge id=\"e%d\" source=\"%s\" target=\"%s\" kind=\"%s\" label=\"%s %s\" weight=\"1\" %s/>\n",
			id, xmlText(r.From), xmlText(r.To), xmlText(r.Kind), xmlText(r.Kind), xmlText(r.Status), span)
	}
	fmt.Fprint(out, "</edges>\n</graph>\n</gexf>\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("exchange: writing GEXF: %w", err)
	}
	return nil
}

// round leaves a sum of scores the one digit that scores have.
func round(f float64) float64 {
	if f < 0 {
		return -round(-f)
	}
	return float64(int64(f*10+0.5)) / 10
}
