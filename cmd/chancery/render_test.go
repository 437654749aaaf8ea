package main

import (
	"bytes"
	"strings"
	"testing"

	"chancery"
)

func TestSpoken(t *testing.T) {
	for date, want := range map[string]string{
		"2022-07-14": "14 July 2022", "2022-02": "February 2022", "1991": "1991", "": "", "soon": "soon",
	} {
		if got := spoken(date); got != want {
			t.Errorf("%q is %q, want %q", date, got, want)
		}
	}
}

func TestListed(t *testing.T) {
	for _, c := range []struct {
		names []string
		want  string
	}{
		{nil, ""}, {[]string{"Ghana"}, "Ghana"}, {[]string{"Ghana", "Togo"}, "Ghana and Togo"},
		{[]string{"Ghana", "Togo", "Benin"}, "Ghana, Togo and Benin"},
	} {
		if got := listed(c.names); got != c.want {
			t.Errorf("%v is %q, want %q", c.names, got, c.want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain “text” – ½": "plain “text” – ½", "a\tb\nc": "a b c", "\x1b[2J": "\uFFFD[2J", "\u202egnp": "\uFFFDgnp", "\x00\u009b": "\uFFFD\uFFFD",
	} {
		if got := clean(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func TestWrap(t *testing.T) {
	p := &page{width: 20}
	got := p.wrap("one two three four five sixteencharacterslong", "  ", " ")
	want := "  one two three four\n   five\n   sixteencharacterslong\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	p.colour = true
	if got := p.wrap(p.paint(bold, "one")+" two three four", "  ", ""); strings.Count(got, "\n") != 1 {
		t.Errorf("escapes take room: %q", got)
	}
}

func record() *chancery.Record {
	quote := 0
	text := "Ghana Cuts Ties\n\nGhana severed ties with Togo, the ministry said."
	at := func(s string) chancery.Span {
		i := strings.Index(text, s)
		return chancery.Span{Start: i, End: i + len(s)}
	}
	return &chancery.Record{
		Format: chancery.Format, ID: "x", Title: "Ghana Cuts Ties", Byline: []string{"Ama Mensah"}, Language: "en",
		Published: &chancery.Published{Date: "2024-06-06", Basis: chancery.Inferred, Evidence: []chancery.Span{at("Ties")}},
		Text:      text, Sentences: []chancery.Span{at("Ghana Cuts Ties"), at("Ghana severed ties with Togo, the ministry said.")},
		Actors: []chancery.Actor{{ID: "GHA", Name: "Ghana"}, {ID: "TGO", Name: "Togo"}},
		Quotes: []chancery.Quote{{Source: &chancery.Voice{Span: at("the ministry"), Actor: "GHA"}, Via: []chancery.Voice{{Span: at("Togo")}}}},
		Events: []chancery.Event{{
			ID: "e", Type: "SANCTION", Mode: "withdraw", Actor: []chancery.Participant{{ID: "GHA"}}, Recipient: []chancery.Participant{{ID: "TGO"}},
			Trigger: at("severed"), Sentence: 1, Date: "2024-06", Modality: chancery.Future, Quote: &quote, Place: &chancery.Place{Name: "Accra"},
		}},
		Relations: []chancery.Relation{{Kind: "diplomatic-relations", From: "GHA", To: "TGO", Status: "severed", Since: "2024-06", AccordingTo: []string{"GHA"}}},
	}
}

func TestPrint(t *testing.T) {
	var b bytes.Buffer
	p := newPage(&b, "never")
	if err := p.print(record()); err != nil {
		t.Fatal(err)
	}
	want := `Ghana Cuts Ties
Ama Mensah · 6 June 2024 (inferred from “Ties”)

  1  Ghana → SANCTION/withdraw → Togo
     June 2024 · in Accra · future
     “Ghana *severed* ties with Togo, the ministry said.”
     — according to the ministry (Ghana), via Togo

Relations
  Ghana → Togo · diplomatic relations: severed, since June 2024, according to Ghana
`
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

func TestPrintSpecialCases(t *testing.T) {
	long := record()
	long.Text = "Ghana Cuts Ties\n\n" + strings.Repeat("word ", 80) + "severed" + strings.Repeat(" word", 80)
	start := strings.Index(long.Text, "severed")
	long.Sentences[1] = chancery.Span{Start: 17, End: len(long.Text)}
	long.Events[0].Trigger = chancery.Span{Start: start, End: start + 7}
	foreign := &chancery.Record{ID: "x", Language: "fr", Text: "Bonjour"}
	quiet := &chancery.Record{ID: "x", Language: "en", Text: "Hello"}
	for _, c := range []struct {
		name   string
		record *chancery.Record
		color  string
		want   string
	}{
		{"a long sentence is cut at words", long, "never", "… word"},
		{"colour", record(), "always", "\x1b[31mSANCTION\x1b[0m"},
		{"another language", foreign, "never", "another language (fr)"},
		{"nothing found", quiet, "never", "No events found."},
		{"no date", quiet, "never", "undated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := newPage(&b, c.color).print(c.record); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), c.want) {
				t.Errorf("%q is not in\n%s", c.want, b.String())
			}
			for line := range strings.Lines(b.String()) {
				if n := visible(strings.TrimRight(line, "\n")); n > 88 {
					t.Errorf("a line of %d columns: %q", n, line)
				}
			}
		})
	}
}
