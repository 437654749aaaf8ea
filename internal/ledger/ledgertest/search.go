package ledgertest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"chancery"
	"chancery/internal/ledger"
)

// articles are what searches look through, in the order of their recording.
var articles = []chancery.Source{
	{Name: "old", Published: "1996-03-01", Publisher: "Gazette", Title: "Envoy recalled", Text: "Freedonia recalled its ambassador from Sylvania on Friday.\n\nThe ministry gave no reason."},
	{Name: "tie", Published: "2022-07-14", Publisher: "Agency One", Title: "North Korea recognises Donetsk", Text: "North Korea has recognised the independence of Donetsk and Luhansk, state media said. Kyiv's answer was to sever diplomatic relations."},
	{Name: "ties", Published: "2022-07-14", Publisher: "Agency Two", Title: "Kyiv severs ties", Text: "Ukraine severed diplomatic ties with North Korea on Wednesday over its recognition of two breakaway regions."},
	{Name: "before", Published: "1969-12-30", Publisher: "Gazette", Title: "Moon", Text: "The visit to Bucharest was the first of its kind. Visiting presidents were rare."},
	{Name: "undated", Publisher: "Agency One", Title: "São Tomé and Königsberg", Text: "A state-owned company of São Tomé met nobody; “Königsberg” is a name of the past."},
	{Name: "zelensky", Published: "2023-05-01", Publisher: "Agency Two", Title: "A speech", Text: strings.Repeat("Nothing was said of it. ", 40) + "Zelenskyy spoke of independence, of  diplomatic\nrelations\tand of peace in 2024. " + strings.Repeat("Nothing more was said. ", 40)},
}

// search looks for words in articles.
func search(t *testing.T, open Open) {
	l := New(t, open)
	var batch []ledger.Reading
	for _, s := range articles {
		s.ID = ledger.SourceID(&s)
		batch = append(batch, ledger.Reading{Source: s})
	}
	for part := range slices.Chunk(batch, 2) {
		if _, err := l.Append(t.Context(), part, "reader/1", start); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range searches {
		t.Run(c.words+c.more, func(t *testing.T) {
			q := ledger.SearchQuery{Words: c.words, Publisher: c.publisher, Limit: c.limit, Offset: c.offset}
			if d, err := ledger.ParseDay(c.from); err == nil {
				q.From = &d
			}
			if d, err := ledger.ParseDay(c.to); err == nil {
				q.To = &d
			}
			hits, more, err := l.Search(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range hits {
				name := h.Source.Name
				if h.Rank > 0 {
					name += "!"
				}
				got = append(got, name)
				runes := []rune(h.Snippet)
				for _, m := range h.Marks {
					if m.Start < 0 || m.End > len(runes) || m.Start >= m.End {
						t.Fatalf("a mark %v of %d code points", m, len(runes))
					}
				}
				if h.Source.Text != "" || h.Source.ID == "" {
					t.Errorf("%s comes with its text, or without its id", name)
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%v, want %s", got, c.want)
			}
			if more != (c.more == "more") {
				t.Errorf("more is %v", more)
			}
		})
	}
	t.Run("snippets", func(t *testing.T) { snippets(t, l) })
}

// searches are what people look for, with the names of what is found, those with
// all words in their titles marked.
var searches = []struct {
	words, want, publisher, from, to string
	limit, offset                    int
	more                             string
}{
	{words: "recognition", want: "ties"}, {words: "recognised", want: "tie!"},
	{words: "Recognises", want: "tie!"}, {words: "recogni*", want: "tie! ties"}, {words: "recognising*", want: "tie!"},
	{words: "north korea", want: "tie! ties"}, {words: "NORTH KOREA donetsk", want: "tie!"}, {words: "korea north", want: "tie! ties"},
	{words: `"north korea"`, want: "tie! ties"}, {words: `"korea north"`, want: ""}, {words: `"north korea`, want: "tie! ties"},
	{words: "diplomatic relations", want: "zelensky tie"}, {words: `"diplomatic ties"`, want: "ties"},
	{words: "kyiv", want: "ties! tie"}, {words: "kyiv’s answer", want: "tie"}, {words: "severs", want: "ties! tie"},
	{words: "visit", want: "before"}, {words: "Sao Tome", want: "undated!"}, {words: "são", want: "undated!"}, {words: "KONIGSBERG", want: "undated!"},
	{words: "state-owned", want: "undated"}, {words: "owned state", want: "undated"}, {words: "state", want: "tie undated"},
	{words: "2024", want: "zelensky"}, {words: "202*", want: "zelensky"}, {words: "20*", want: ""},
	// Written otherwise.
	{words: "zelenski", want: "zelensky"}, {words: "Ukarine", want: "ties"}, {words: "recogniton", want: "ties"},
	{words: "ambasador freedonya", want: "old"}, {words: `"diplomatik relations"`, want: "zelensky tie"}, {words: "xylophone", want: ""},
	{words: "2025", want: ""}, {words: "un", want: ""},
	// Some of them.
	{words: "the", want: "tie old before undated"}, {words: "the", limit: 1, want: "tie", more: "more"},
	{words: "the", limit: 1, offset: 1, want: "old", more: "more"}, {words: "the", offset: 2, want: "before undated"},
	{words: "the", offset: 4, want: ""}, {words: "the", offset: -1, want: ""}, {words: "the", offset: 5000, want: ""},
	{words: "korea", limit: 1, want: "tie!", more: "more"}, {words: "korea", limit: 1, offset: 1, want: "ties"},
	{words: "independence", publisher: "Agency Two", want: "zelensky"}, {words: "independence", publisher: "Agency", want: ""},
	{words: "envoy", publisher: "Gazette", want: "old!"},
	{words: "diplomatic", from: "2022-07-15", want: "zelensky"}, {words: "diplomatic", to: "2022-07-14", want: "ties tie"},
	{words: "diplomatic", from: "2022-07-14", to: "2022-07-14", want: "ties tie"}, {words: "visit", to: "1970-01-01", want: "before"},
	{words: "state", from: "1900-01-01", want: "tie"}, {words: "state", to: "2100-01-01", want: "tie"}, {words: "visit", from: "1969-12-31", want: ""},
	// What engines have a meaning for, and what means nothing.
	{words: "", want: ""}, {words: `"" " * `, want: ""}, {words: "*", want: ""}, {words: "AND OR NOT", want: ""},
	{words: "korea) OR (moon", want: ""}, {words: "terms:korea", want: ""}, {words: "korea & !tie | a:*", want: ""},
	{words: "NEAR(north korea, 2)", want: ""}, {words: "north + korea", want: "tie! ties"}, {words: "^north -korea", want: "tie! ties"},
	{words: `korea\'`, want: "tie! ties"}, {words: "korea'; DROP TABLE words; --", want: ""}, {words: "%korea_", want: "tie! ties"},
	{words: "\x00korea\x00", want: "tie! ties"}, {words: "\xff\xfekorea\xc3", want: "tie! ties"}, {words: "¶korea §", want: "tie! ties"},
	{words: strings.Repeat("korea ", 5000), want: "tie! ties"}, {words: strings.Repeat("a", 5000), want: ""}, {words: strings.Repeat(`"`, 999), want: ""},
}

// snippets shows what was found.
func snippets(t *testing.T, l *ledger.Ledger) {
	for words, want := range map[string]string{
		"sever answer": "North Korea has recognised the independence of Donetsk and Luhansk, state media said. Kyiv's [answer] was to [sever] diplomatic relations.",
		"envoy":        "Freedonia recalled its ambassador from Sylvania on Friday. The ministry gave no reason.",
		"reason":       "Freedonia recalled its ambassador from Sylvania on Friday. The ministry gave no [reason].",
		`"tome met"`:   "A state-owned company of São [Tomé met] nobody; “Königsberg” is a name of the past.",
	} {
		hits, _, err := l.Search(t.Context(), ledger.SearchQuery{Words: words})
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) != 1 || bracketed(&hits[0]) != want {
			t.Errorf("%s: %d hits, %v", words, len(hits), hits)
		}
	}
	hits, _, err := l.Search(t.Context(), ledger.SearchQuery{Words: `zelenskyy "diplomatic relations"`})
	if err != nil || len(hits) != 1 {
		t.Fatalf("%v, %v", hits, err)
	}
	got := bracketed(&hits[0])
	if !strings.HasPrefix(got, "…said of it. ") || !strings.HasSuffix(got, "…") || len([]rune(hits[0].Snippet)) > 250 ||
		!strings.Contains(got, "[Zelenskyy] spoke of independence, of [diplomatic relations] and of peace in 2024.") {
		t.Errorf("%q", got)
	}
}

// bracketed is a snippet with its marks in brackets.
func bracketed(h *ledger.Hit) string {
	runes := []rune(h.Snippet)
	out, last := "", 0
	for _, m := range h.Marks {
		out += fmt.Sprintf("%s[%s]", string(runes[last:m.Start]), string(runes[m.Start:m.End]))
		last = m.End
	}
	return out + string(runes[last:])
}
