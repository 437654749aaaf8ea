package eval

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"chancery"
	"chancery/internal/attribution"
	"chancery/internal/language"
	"chancery/internal/names"
)

// goldQuote is one attribution of PolNeAR, in code points.
type goldQuote struct {
	Source, Cue, Content []chancery.Span
}

// quoteDocument is one annotated copy of a news text.
type quoteDocument struct {
	Name string
	Text string
	Gold []goldQuote
}

// Quotes scores reported statements against PolNeAR (folder polnear/dev of
// dataDir): F1 of the source, cue and content labels over the words of a
// document (punctuation does not count); attribution F1, a gold and a system
// statement being one when their content words overlap by at least half
// (Jaccard) and their sources share a word, or both have none; exact span F1
// of the three labels (words alike from end to end); and precision and recall
// of content words inside quotation marks.
func Quotes(dataDir string, eng *language.Engine, n *names.Resolver, a *attribution.Attributor) ([]Figure, error) {
	docs, err := readPolNeAR(filepath.Join(dataDir, "polnear", "dev"))
	if err != nil {
		return nil, err
	}
	var s quoteScore
	for i := range docs {
		doc := eng.Analyze(docs[i].Text, nil)
		s.add(&docs[i], doc, a.Find(doc, n.Resolve(doc, "")))
	}
	return s.figures("quotes"), nil
}

// statement is one attribution as sets of word indexes of a Doc, ascending.
type statement struct{ source, cue, content []int }

// quoteScore adds up what a set of documents agrees on.
type quoteScore struct {
	labels, exact  [3]tally // source, cue, content
	attributions   tally
	direct         tally
	goldStatements int
}

// tally counts hits, system and gold things.
type tally struct{ hits, system, gold int }

func (t tally) f1() float64        { return f1(t.hits, t.system, t.gold) }
func (t tally) precision() float64 { return percent(t.hits, t.system) }
func (t tally) recall() float64    { return percent(t.hits, t.gold) }

func (s *quoteScore) add(d *quoteDocument, doc *language.Doc, r *attribution.Result) {
	gold, system := goldStatements(d, doc), systemStatements(doc, r)
	s.goldStatements += len(gold)
	quoted := quotedWords(doc)
	for label := range 3 {
		g, y := marked(doc, gold, label), marked(doc, system, label)
		for i := range g {
			s.labels[label].count(g[i], y[i])
			if label == 2 && quoted[i] {
				s.direct.count(g[i], y[i])
			}
		}
		s.exact[label].spans(gold, system, label)
	}
	s.attributions.gold += len(gold)
	s.attributions.system += len(system)
	s.attributions.hits += pairStatements(gold, system)
}

// count adds one word that gold and system mark or not.
func (t *tally) count(gold, system bool) {
	if gold {
		t.gold++
	}
	if system {
		t.system++
	}
	if gold && system {
		t.hits++
	}
}

// spans counts labels whose words are exactly alike, each once.
func (t *tally) spans(gold, system []statement, label int) {
	left := map[string]int{}
	for _, g := range gold {
		if w := g.label(label); len(w) > 0 {
			left[fmt.Sprint(w)]++
			t.gold++
		}
	}
	for _, y := range system {
		w := y.label(label)
		if len(w) == 0 {
			continue
		}
		t.system++
		if k := fmt.Sprint(w); left[k] > 0 {
			left[k]--
			t.hits++
		}
	}
}

func (s statement) label(n int) []int { return [...][]int{s.source, s.cue, s.content}[n] }

// marked tells for each token whether some statement gives it the label.
func marked(doc *language.Doc, all []statement, label int) []bool {
	m := make([]bool, len(doc.Tokens))
	for _, s := range all {
		for _, i := range s.label(label) {
			m[i] = true
		}
	}
	return m
}

// pairStatements counts statements that are one, each used once, the most
// alike first.
func pairStatements(gold, system []statement) int {
	type pair struct {
		g, s    int
		jaccard float64
	}
	var pairs []pair
	for i, g := range gold {
		for j, y := range system {
			both := common(g.content, y.content)
			union := len(g.content) + len(y.content) - both
			if union == 0 || 2*both < union {
				continue
			}
			if common(g.source, y.source) > 0 || len(g.source)+len(y.source) == 0 {
				pairs = append(pairs, pair{i, j, float64(both) / float64(union)})
			}
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int {
		switch {
		case a.jaccard > b.jaccard:
			return -1
		case a.jaccard < b.jaccard:
			return 1
		}
		return 0
	})
	usedGold, usedSystem := map[int]bool{}, map[int]bool{}
	n := 0
	for _, p := range pairs {
		if !usedGold[p.g] && !usedSystem[p.s] {
			usedGold[p.g], usedSystem[p.s] = true, true
			n++
		}
	}
	return n
}

// common counts what two ascending lists share.
func common(a, b []int) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

func (s *quoteScore) figures(dataset string) []Figure {
	f := func(name string, value float64, cases int) Figure {
		return Figure{Dataset: dataset, Name: name, Value: value, Cases: cases}
	}
	out := []Figure{
		f("content F1", s.labels[2].f1(), s.labels[2].gold),
		f("cue F1", s.labels[1].f1(), s.labels[1].gold),
		f("source F1", s.labels[0].f1(), s.labels[0].gold),
		f("attribution F1", s.attributions.f1(), s.attributions.gold),
		f("content P", s.labels[2].precision(), s.labels[2].gold),
		f("content R", s.labels[2].recall(), s.labels[2].gold),
		f("attribution P", s.attributions.precision(), s.attributions.gold),
		f("attribution R", s.attributions.recall(), s.attributions.gold),
		f("direct content P", s.direct.precision(), s.direct.gold),
		f("direct content R", s.direct.recall(), s.direct.gold),
	}
	for i, name := range [...]string{"source", "cue", "content"} {
		out = append(out, f("exact "+name+" F1", s.exact[i].f1(), s.exact[i].gold))
	}
	return out
}

// goldStatements turns code-point spans into words of the Doc.
func goldStatements(d *quoteDocument, doc *language.Doc) []statement {
	var out []statement
	for _, g := range d.Gold {
		out = append(out, statement{wordsIn(doc, g.Source), wordsIn(doc, g.Cue), wordsIn(doc, g.Content)})
	}
	return out
}

// wordsIn are the tokens that overlap the spans, without punctuation.
func wordsIn(doc *language.Doc, spans []chancery.Span) []int {
	var out []int
	for i := range doc.Tokens {
		t := &doc.Tokens[i]
		if punctuation(t.Form) {
			continue
		}
		for _, s := range spans {
			if s.Overlaps(chancery.Span{Start: t.Start, End: t.End}) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

func systemStatements(doc *language.Doc, r *attribution.Result) []statement {
	ranges := func(rs ...language.Range) []int {
		var out []int
		for _, r := range rs {
			for i := r.First; i < r.End; i++ {
				if !punctuation(doc.Tokens[i].Form) {
					out = append(out, i)
				}
			}
		}
		return out
	}
	var out []statement
	for _, q := range r.Quotes {
		out = append(out, statement{ranges(q.Source.Range), ranges(q.Cue), ranges(q.Content...)})
	}
	return out
}

func punctuation(form string) bool {
	for _, r := range form {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// quotedWords tells which tokens stand between double quotation marks of one
// paragraph; a mark left open ends with it.
func quotedWords(doc *language.Doc) []bool {
	in := make([]bool, len(doc.Tokens))
	open, segment := false, -1
	for i := range doc.Tokens {
		if s := doc.Sentences[doc.SentenceOf(i)].Segment; s != segment {
			open, segment = false, s
		}
		switch doc.Tokens[i].Form {
		case "“", "``":
			open = true
		case "”":
			open = false
		case "\"", "''":
			open = !open
		default:
			in[i] = open
		}
	}
	return in
}

// readPolNeAR reads the annotated texts below dir: text/NAME.txt and
// attributions/NAME_ANNOTATOR.ann.
func readPolNeAR(dir string) ([]quoteDocument, error) {
	files, err := filepath.Glob(filepath.Join(dir, "attributions", "*.ann"))
	if err != nil {
		return nil, fmt.Errorf("eval: listing %s: %w", dir, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("eval: no attributions in %s", dir)
	}
	slices.Sort(files)
	var docs []quoteDocument
	for _, name := range files {
		base := strings.TrimSuffix(filepath.Base(name), ".ann")
		title := base[:max(0, strings.LastIndexByte(base, '_'))]
		text, err := os.ReadFile(filepath.Join(dir, "text", title+".txt"))
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		ann, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		gold, err := parseAnnotations(string(ann))
		if err != nil {
			return nil, fmt.Errorf("eval: reading %s: %w", name, err)
		}
		docs = append(docs, quoteDocument{Name: base, Text: string(text), Gold: gold})
	}
	return docs, nil
}

// parseAnnotations reads brat standoff: T lines are spans, E lines tie them.
func parseAnnotations(data string) ([]goldQuote, error) {
	spans := map[string][]chancery.Span{}
	var out []goldQuote
	for n, line := range strings.Split(data, "\n") {
		id, rest, ok := strings.Cut(line, "\t")
		if !ok {
			continue
		}
		switch id[:1] {
		case "T":
			head, _, _ := strings.Cut(rest, "\t")
			_, offsets, _ := strings.Cut(head, " ")
			s, err := parseOffsets(offsets)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", n+1, err)
			}
			spans[id] = s
		case "E":
			var q goldQuote
			for _, arg := range strings.Fields(rest) {
				role, ref, _ := strings.Cut(arg, ":")
				switch strings.TrimRight(role, "0123456789") {
				case "Source":
					q.Source = append(q.Source, spans[ref]...)
				case "Cue":
					q.Cue = append(q.Cue, spans[ref]...)
				case "Content":
					q.Content = append(q.Content, spans[ref]...)
				}
			}
			if len(q.Content) > 0 {
				out = append(out, q)
			}
		}
	}
	return out, nil
}

// parseOffsets reads "217 220;225 230".
func parseOffsets(s string) ([]chancery.Span, error) {
	var out []chancery.Span
	for _, part := range strings.Split(s, ";") {
		a, b, _ := strings.Cut(strings.TrimSpace(part), " ")
		start, err1 := strconv.Atoi(a)
		end, err2 := strconv.Atoi(b)
		if err1 != nil || err2 != nil {
			return nil, fmt.Errorf("%q is no span", part)
		}
		out = append(out, chancery.Span{Start: start, End: end})
	}
	return out, nil
}
