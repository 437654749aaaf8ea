package eval

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"chancery"
	"chancery/internal/attribution"
	"chancery/internal/language"
	"chancery/internal/names"
)

// TestQuotes measures reported statements where the shared data is at hand.
func TestQuotes(t *testing.T) {
	if _, err := os.Stat(timesData); err != nil {
		t.Skip("no shared data: ", err)
	}
	if testing.Short() {
		t.Skip("reads 94 articles")
	}
	eng, err := language.New()
	if err != nil {
		t.Fatal(err)
	}
	res, err := names.New()
	if err != nil {
		t.Fatal(err)
	}
	said, err := attribution.New()
	if err != nil {
		t.Fatal(err)
	}
	figures, err := Quotes(timesData, eng, res, said)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range figures {
		if f.Cases == 0 {
			t.Errorf("%s: nothing was judged", f.Name)
		}
		t.Logf("%s %s %.1f (%d)", f.Dataset, f.Name, f.Value, f.Cases)
	}
	if os.Getenv("CHANCERY_ERRORS") != "" {
		printQuoteErrors(t, eng, res, said)
	}
}

// printQuoteErrors lists the statements of every fifth document that have no
// counterpart, gold ones and found ones.
func printQuoteErrors(t *testing.T, eng *language.Engine, res *names.Resolver, said *attribution.Attributor) {
	docs, err := ReadPolNeAR(timesData + "/polnear/dev")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(docs); i += 5 {
		doc := eng.Analyze(docs[i].Text, nil)
		r := said.Find(doc, res.Resolve(doc, ""))
		gold, found := goldStatements(&docs[i], doc), systemStatements(doc, r)
		fmt.Println("=====", docs[i].Name)
		for _, g := range gold {
			if pairStatements([]statement{g}, found) == 0 {
				fmt.Println("MISSED ", showStatement(doc, g))
			}
		}
		for n, y := range found {
			if pairStatements(gold, []statement{y}) == 0 {
				fmt.Println("WRONG  ", showStatement(doc, y), r.Quotes[n].Rule)
			}
		}
	}
}

func showStatement(doc *language.Doc, s statement) string {
	text := func(words []int) string {
		out := ""
		for n, i := range words {
			if n > 0 && words[n-1] != i-1 {
				out += "… "
			}
			out += doc.Tokens[i].Form + " "
		}
		return out
	}
	return fmt.Sprintf("[%s] <%s> %s", text(s.source), text(s.cue), text(s.content))
}

// TestQuoteTokens ties code points to tokens.
func TestQuoteTokens(t *testing.T) {
	doc := language.NewDoc("Ada said no", []language.Token{
		{Form: "Ada", Start: 0, End: 3, Head: 1}, {Form: "said", Start: 4, End: 8, Head: -1}, {Form: "no", Start: 9, End: 11, Head: 1},
	}, []language.Sentence{{Range: language.Range{First: 0, End: 3}}})
	var d QuoteDocument
	for _, c := range []struct {
		spans []chancery.Span
		want  []int
	}{
		{nil, nil},
		{[]chancery.Span{{Start: 0, End: 3}}, []int{0}},
		{[]chancery.Span{{Start: 9, End: 11}, {Start: 1, End: 5}}, []int{0, 1, 2}},
		{[]chancery.Span{{Start: 3, End: 4}}, nil},
		{[]chancery.Span{{Start: 50, End: 60}}, nil},
	} {
		if got := d.Tokens(doc, c.spans); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.spans, got, c.want)
		}
	}
}
