package ledger

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"chancery"
)

func TestWordsOfText(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "",
		"North Korea's envoys":            "north@0-5 korea@6-11 envoi@14-20",
		"Kyiv’s":                          "kyiv@0-4",
		"'s":                              "s@1-2",
		"O'Brien's U.S. G20":              "o@0-1 brien@2-7 u@10-11 s@12-13 g20@15-18",
		"São Tomé":                        "sao@0-3 tome@4-8",
		"Sa\u0303o":                       "sao@0-4",
		"\u0303x":                         "x@1-2",
		"Київ ist groß":                   "киів@0-4 ist@5-8 groß@9-13",
		"ﬁne":                             "fine@0-3",
		"a\x00b\xffc":                     "a@0-1 b@2-3 c@4-5",
		"¶§ — …":                          "",
		strings.Repeat("é", 60):           strings.Repeat("e", 48) + "@0-60",
		strings.Repeat("ж", 60) + " next": strings.Repeat("ж", 24) + "@0-60 next@61-65",
	} {
		var got []string
		for w := range wordsOfText(text) {
			got = append(got, fmt.Sprintf("%s@%d-%d", w.term, w.span.Start, w.span.End))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", text, got, want)
		}
	}
}

func TestTermsOf(t *testing.T) {
	s := chancery.Source{Title: "Ties cut", Text: "Kyiv cut ties.", Publisher: "Agency"}
	want := "¶ti ¶cut ¶ ti cut ¶ kyiv cut ti ¶ " + publisherTerm("Agency")
	if got := strings.Join(TermsOf(&s), " "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	s.Title, s.Text = strings.Repeat("a b ", 1000), strings.Repeat("c d ", 100_000)
	if n := len(TermsOf(&s)); n != 2*titleTerms+textTerms+4 {
		t.Errorf("%d terms of a long text", n)
	}
	rows := []SourceRow{{Terms: []string{"¶ti", "¶", "ti", "g20", "2024", "§0f"}}, {Terms: []string{"київ", "ti"}}}
	if got := fmt.Sprint(Vocabulary(rows)); got != "[ti київ]" {
		t.Errorf("vocabulary %s", got)
	}
}

func TestWanted(t *testing.T) {
	for asked, want := range map[string]string{
		"":                                    "[]",
		"Severed ties":                        "[[{[sever] false}] [{[ti] false}]]",
		`"severed ties" Kyiv`:                 "[[{[sever ti] false}] [{[kyiv] false}]]",
		`“severed ties”`:                      "[[{[sever ti] false}]]",
		`"severed ties`:                       "[[{[sever ti] false}]]",
		`x""y`:                                "[[{[x] false}] [{[y] false}]]",
		"state-owned":                         "[[{[state own] false}]]",
		"recogni*":                            "[[{[recogni] true} {[recogni] false}]]",
		"Recognising*":                        "[[{[recognising] true} {[recognis] false}]]",
		`"North Kor*"`:                        "[[{[north kor] true} {[north kor] false}]]",
		"un*":                                 "[[{[un] false}]]",
		"* ** -":                              "[]",
		"a*b":                                 "[[{[a b] false}]]",
		`NOT terms:(x OR "y` + "\x00" + `z")`: "[[{[not] false}] [{[term x] false}] [{[or] false}] [{[y z] false}]]",
	} {
		if got := fmt.Sprint(wanted(asked)); got != want {
			t.Errorf("%q: %s, want %s", asked, got, want)
		}
	}
	if n := len(wanted(strings.Repeat("word ", 1000))); n != wantedPhrases {
		t.Errorf("%d words of a thousand", n)
	}
}

// FuzzSearch reads words to search for, and the text they stand in, as foreign
// bytes.
func FuzzSearch(f *testing.F) {
	for _, seed := range [][2]string{
		{`"north korea" recogni*`, "North Korea's\n\nrecognition of Donetsk"}, {"¶§*\"", "¶a §b"}, {"São ﬁ", "Sa\u0303o ﬁne \xff\x00"},
		{strings.Repeat("a ", 400), strings.Repeat("a\t", 400)},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, asked, text string) {
		all := wanted(asked)
		if len(all) > wantedPhrases {
			t.Fatalf("%d phrases", len(all))
		}
		for _, any := range append(all, inTitle(all)...) {
			for _, p := range any {
				if len(p.Terms) == 0 || len(p.Terms) > wantedTerms {
					t.Fatalf("a phrase of %d terms", len(p.Terms))
				}
				for _, term := range p.Terms {
					plain(t, term)
				}
			}
		}
		for _, term := range TermsOf(&chancery.Source{Title: asked, Text: text, Publisher: asked}) {
			plain(t, term)
		}
		got, marks := snippet(text, all)
		last := 0
		for _, m := range marks {
			if m.Start < last || m.End <= m.Start || m.End > utf8.RuneCountInString(got) {
				t.Fatalf("marks %v in %q", marks, got)
			}
			last = m.End
		}
		if n := utf8.RuneCountInString(got); n > snippetLength+2 {
			t.Fatalf("a snippet of %d code points", n)
		}
	})
}

// plain checks that a term holds nothing that an engine has a meaning for.
func plain(t *testing.T, term string) {
	t.Helper()
	bad := func(r rune) bool { return r < '0' || r > '9' && r < 'a' || r > 'z' && r < utf8.RuneSelf }
	if term == "" || len(term) > longestTerm+len(titleMark) || !utf8.ValidString(term) || strings.ContainsFunc(term, bad) {
		t.Fatalf("a term %q", term)
	}
}
