package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ledger/postgres/pgtest"
)

// dispatches are documents to search, the last of them hostile.
func dispatches() []ledger.Reading {
	var out []ledger.Reading
	for _, s := range []chancery.Source{
		{Name: "a", Published: "2022-07-13", Publisher: "KCNA", Title: "North Korea recognises Donetsk", Text: "Pyongyang recognised the independence of Donetsk and Luhansk on Wednesday."},
		{Name: "b", Published: "2022-07-14", Publisher: "Ukrinform", Title: "Ties cut", URL: "https://example.com/b", Text: "Ukraine severed diplomatic relations with North Korea over its recognition of Donetsk."},
		{Name: "c", Text: "Donetsk\x1b[2J\u202e is named\x00 here."},
	} {
		s.ID = ledger.SourceID(&s)
		out = append(out, ledger.Reading{Source: s})
	}
	return out
}

// TestSearch searches a ledger in a file and one on a server.
func TestSearch(t *testing.T) {
	file, server := filepath.Join(t.TempDir(), "ledger.db"), pgtest.Start(t).Address("postgres")
	for _, where := range []string{file, server} {
		recordAtOnce(t, where, dispatches(), "test")
		for question, want := range map[string]string{
			"donetsk":                    "a b c",
			"sever* relations":           "b",
			"donetsk --since 2022-07-14": "b",
			"donetsk --until 2022-07-13": "a",
			"donetsk --publisher KCNA":   "a",
			"donetsk --limit 1":          "a",
			"recogniton":                 "b",
			"xylophone":                  "",
		} {
			args := append([]string{"search", "--ledger", where, "--format", "json"}, strings.Fields(question)...)
			var names []string
			for line := range strings.Lines(output(t, args...)) {
				var h ledger.Hit
				if err := json.Unmarshal([]byte(line), &h); err != nil {
					t.Fatal(err)
				}
				names = append(names, h.Source.Name)
			}
			if got := strings.Join(names, " "); got != want {
				t.Errorf("%s: %s, want %s", question, got, want)
			}
		}
		text := output(t, "search", "--ledger", where, "--color", "always", "donetsk")
		for _, want := range []string{"\x1b[1mTies\x1b[0m \x1b[1mcut\x1b[0m", "https://example.com/b", "\x1b[2m14\x1b[0m", "independence of \x1b[1mDonetsk\x1b[0m and", "\x1b[2mundated\x1b[0m", "�[2J� is named� here."} {
			if !strings.Contains(text, want) {
				t.Errorf("the text holds no %q:\n%s", want, text)
			}
		}
		if got := output(t, "search", "--ledger", where, "xylophone", "quartet"); got != "No document holds xylophone quartet.\n" {
			t.Errorf("nothing found: %q", got)
		}
	}
}

func TestSearchUsage(t *testing.T) {
	for _, flags := range [][]string{{"--format", "csv"}, {"--limit", "0"}, {"--limit", "101"}, {"--since", "yesterday"}, {"--color", "pink"}} {
		var out, problems strings.Builder
		args := append([]string{"search", "word", "--ledger", "none.db"}, flags...)
		if status := run(args, strings.NewReader(""), &out, &problems); status != 2 || !strings.Contains(problems.String(), flags[1]) {
			t.Errorf("%v: status %d, %s", flags, status, problems.String())
		}
	}
}
