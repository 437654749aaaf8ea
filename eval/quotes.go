package eval

import (
	"fmt"
	"path/filepath"
	"slices"
	"unicode"

	"chancery"
	"chancery/internal/attribution"
	"chancery/internal/language"
	"chancery/internal/names"
)

// Quotes scores reported statements against PolNeAR (folder polnear/dev of
// dataDir): F1 of the source, cue and content labels over the words of a
// document (punctuation does not count); attribution F1, a gold and a system
// statement being one when their content words overlap by at least half
// (Jaccard) and their sources share a word, or both have none; exact span F1
// of the three labels (words alike from end to end); and precision and recall
// of content words inside quotation marks.
func Quotes(dataDir string, eng *language.Engine, n *names.Resolver, a *attribution.Attributor) ([]Figure, error) {
	docs, err := ReadPolNeAR(filepath.Join(dataDir, "polnear", "dev"))
	if err != nil {
		return nil, err
	}
	return ScoreQuotes(docs, eng, n, a), nil
}

// ScoreQuotes scores reported statements against the given documents.
func ScoreQuotes(docs []QuoteDocument, eng *language.Engine, n *names.Resolver, a *attribution.Attributor) []Figure {
	var s quoteScore
	for i := range docs {
		doc := eng.Analyze(docs[i].Text, nil)
		s.add(&docs[i], doc, a.Find(doc, n.Resolve(doc, "")))
	}
	return s.figures("quotes")
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

func (s *quoteScore) add(d *QuoteDocument, doc *language.Doc, r *attribution.Result) {
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
func goldStatements(d *QuoteDocument, doc *language.Doc) []statement {
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
