package attribution

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"chancery/internal/language"
	"chancery/internal/names"
	"chancery/internal/rulefile"
)

// engines loads what reads a text, once for all tests.
var engines = sync.OnceValues(func() (*reader, error) {
	eng, err := language.New()
	if err != nil {
		return nil, err
	}
	res, err := names.New()
	if err != nil {
		return nil, err
	}
	a, err := New()
	if err != nil {
		return nil, err
	}
	return &reader{eng, res, a}, nil
})

type reader struct {
	eng   *language.Engine
	names *names.Resolver
	said  *Attributor
}

func newReader(t testing.TB) *reader {
	t.Helper()
	r, err := engines()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// find reads a text, one segment a line.
func (r *reader) find(text string) (*language.Doc, *names.Result, *Result) {
	doc := r.eng.Analyze(text, nil)
	who := r.names.Resolve(doc, "")
	return doc, who, r.said.Find(doc, who)
}

// words is the text of ranges, " / " between them, "-" for none.
func words(doc *language.Doc, ranges ...language.Range) string {
	var out []string
	runes := []rune(doc.Text)
	for _, r := range ranges {
		if s := doc.Span(r); s.End > s.Start {
			out = append(out, string(runes[s.Start:s.End]))
		}
	}
	if len(out) == 0 {
		return "-"
	}
	return strings.Join(out, " / ")
}

// line writes a quote as source | cue | content.
func line(doc *language.Doc, q *Quote) string {
	return words(doc, q.Source.Range) + " | " + words(doc, q.Cue) + " | " + words(doc, q.Content...)
}

// TestRuleExamples runs the yes and no sentences of every rule.
func TestRuleExamples(t *testing.T) {
	r := newReader(t)
	examples := rulefile.Examples(r.said.blocks)
	t.Logf("%d examples", len(examples))
	for _, err := range rulefile.Run(examples, func(x rulefile.Example) error {
		doc, _, found := r.find(x.Text)
		var lines []string
		for i := range found.Quotes {
			q := &found.Quotes[i]
			if !x.Yes && q.Rule == x.File+":"+x.Block {
				return fmt.Errorf("%q gives %q", x.Text, line(doc, q))
			}
			lines = append(lines, line(doc, q))
		}
		if got := strings.Join(lines, "; "); x.Yes && got != x.Want {
			return fmt.Errorf("%q gives %q, want %q", x.Text, got, x.Want)
		}
		return nil
	}) {
		t.Error(err)
	}
}
