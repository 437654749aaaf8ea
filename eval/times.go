package eval

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"chancery"
	"chancery/internal/dates"
	"chancery/internal/language"
)

// timex is a gold time expression, in code points of the document's text.
type timex struct {
	chancery.Span
	Type, Value string
}

// timeDocument is one TimeML document: the words between <TEXT> tags, its
// expressions but for the creation time, and that time's date.
type timeDocument struct {
	Name      string
	Text      string
	Published string
	Gold      []timex
}

// Times scores time expressions against TimeML documents (folder
// timeml/timebank of dataDir) as TempEval-3 does: relaxed span F1 (two
// expressions overlap), strict span F1 (they begin and end alike), value F1
// (overlap and equal value), type F1. The document's creation time is given
// and not counted.
func Times(dataDir string, eng *language.Engine, t *dates.Tagger) ([]Figure, error) {
	docs, err := readTimeML(filepath.Join(dataDir, "timeml", "timebank"))
	if err != nil {
		return nil, err
	}
	var s timeScore
	for i := range docs {
		s.add(&docs[i], tagTimes(&docs[i], eng, t))
	}
	return s.figures("times"), nil
}

// tagTimes runs the tagger over a document. Names of events (after the Cold War)
// are no time expressions for TimeML and are left out.
func tagTimes(d *timeDocument, eng *language.Engine, t *dates.Tagger) []timex {
	doc := eng.Analyze(d.Text, nil)
	var out []timex
	for _, e := range t.Tag(doc, d.Published) {
		if e.Event {
			continue
		}
		out = append(out, timex{doc.Span(e.Range), string(e.Type), e.Value})
	}
	return out
}

// timeScore counts gold, system and the ways they agree.
type timeScore struct {
	gold, system                 int
	relaxed, strict, typ, values int
}

// add pairs each gold expression with the first free system expression that
// overlaps it, an exact one before others.
func (s *timeScore) add(d *timeDocument, system []timex) {
	s.gold += len(d.Gold)
	s.system += len(system)
	for _, p := range pairTimes(d.Gold, system) {
		g, y := d.Gold[p[0]], system[p[1]]
		s.relaxed++
		if g.Span == y.Span {
			s.strict++
		}
		if g.Type == y.Type {
			s.typ++
		}
		if g.Value == y.Value {
			s.values++
		}
	}
}

// pairTimes matches gold and system expressions one to one.
func pairTimes(gold, system []timex) [][2]int {
	var pairs [][2]int
	used := make([]bool, len(system))
	for i, g := range gold {
		best := -1
		for j, y := range system {
			if used[j] || !g.Overlaps(y.Span) {
				continue
			}
			if best < 0 || y.Span == g.Span {
				best = j
			}
		}
		if best >= 0 {
			used[best] = true
			pairs = append(pairs, [2]int{i, best})
		}
	}
	return pairs
}

func (s *timeScore) figures(dataset string) []Figure {
	f := func(name string, hits int) Figure {
		return Figure{Dataset: dataset, Name: name, Value: f1(hits, s.system, s.gold), Cases: s.gold}
	}
	return []Figure{f("relaxed F1", s.relaxed), f("strict F1", s.strict), f("value F1", s.values), f("type F1", s.typ)}
}

// f1 is the harmonic mean of precision and recall, in per cent.
func f1(hits, system, gold int) float64 {
	if system+gold == 0 {
		return 0
	}
	return 200 * float64(hits) / float64(system+gold)
}

// readTimeML reads all .tml files of a folder.
func readTimeML(dir string) ([]timeDocument, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.tml"))
	if err != nil {
		return nil, fmt.Errorf("eval: listing %s: %w", dir, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("eval: no TimeML documents in %s", dir)
	}
	slices.Sort(files)
	var docs []timeDocument
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("eval: %w", err)
		}
		d, err := parseTimeML(string(data))
		if err != nil {
			return nil, fmt.Errorf("eval: reading %s: %w", name, err)
		}
		d.Name = filepath.Base(name)
		docs = append(docs, d)
	}
	return docs, nil
}

// parseTimeML reads one document. Offsets count the code points of <TEXT>.
func parseTimeML(data string) (timeDocument, error) {
	var d timeDocument
	var text strings.Builder
	in := false
	at := 0
	open := -1
	dec := xml.NewDecoder(strings.NewReader(data))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return d, err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			switch tok.Name.Local {
			case "TEXT":
				in = true
			case "TIMEX3":
				value, typ := attribute(tok, "value"), attribute(tok, "type")
				if attribute(tok, "functionInDocument") == "CREATION_TIME" && d.Published == "" {
					d.Published, _, _ = strings.Cut(value, "T")
				}
				if in {
					d.Gold = append(d.Gold, timex{chancery.Span{Start: at}, typ, value})
					open = len(d.Gold) - 1
				}
			}
		case xml.EndElement:
			switch tok.Name.Local {
			case "TEXT":
				in = false
			case "TIMEX3":
				if open >= 0 {
					d.Gold[open].End = at
					open = -1
				}
			}
		case xml.CharData:
			if in {
				text.Write(tok)
				at += utf8.RuneCount(tok)
			}
		}
	}
	d.Text = text.String()
	d.Gold = trimTimes(d.Text, d.Gold)
	return d, nil
}

// trimTimes drops white space at the edges of gold spans, and empty ones.
func trimTimes(text string, gold []timex) []timex {
	runes := []rune(text)
	blank := func(i int) bool { return strings.ContainsRune(" \n\t\r", runes[i]) }
	kept := gold[:0]
	for _, g := range gold {
		for g.Start < g.End && blank(g.Start) {
			g.Start++
		}
		for g.Start < g.End && blank(g.End-1) {
			g.End--
		}
		if g.Start < g.End {
			kept = append(kept, g)
		}
	}
	return kept
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
