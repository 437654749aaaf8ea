package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"chancery"
)

func TestReaderMarksWords(t *testing.T) {
	s := newStage(t)
	sources, claims := s.fill()
	s.shows("/source/"+sources[1],
		"Kyiv breaks with Pyongyang", "Example Wire", "14 July 2022", "as given with it",
		`<span class="span ev" data-events="e1" data-role="e1:trigger" data-event="e1" tabindex="0" data-yield="event: Ukraine severed diplomatic relations with North Korea, 13 July 2022">severed</span>`,
		`data-role="e1:actor">Ukraine</span>`, `data-role="e1:recipient">North Korea</span>`,
		`id="c-`+claims[1]+`"`, `href="/claim/`+claims[1], "sanction.rules:sever")
	s.shows("/source/"+sources[2], "state media", `<a class="actor-link" href="/actor/RUS">Russia</a>`, "denied")
	a := answers[SourceAnswer](s, "/sources/"+sources[0])
	if !a.Marked || a.State || len(a.Claims) != 1 || !a.Claims[0].Found || a.Unrecorded != 0 || a.Source.Text != "" {
		t.Errorf("%+v", a)
	}
	if got, want := written(a.Blocks[0].Segments), "North Korea[e1:actor]| |recognised:ev[e1:trigger]| the |Donetsk People’s Republic[e1:recipient]| on Wednesday."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	status, header, body := s.ask("GET", "/api/v1/sources/"+sources[0]+"/text", nil)
	if status != http.StatusOK || body != "North Korea recognised the Donetsk People’s Republic on Wednesday." || header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("status %d, %s, %q", status, header.Get("Content-Type"), body)
	}
}

func TestReaderOfUnknownDocuments(t *testing.T) {
	s := newStage(t)
	s.fill()
	for _, id := range []string{"0", strings.Repeat("0", 32), strings.Repeat("0", 33), "..", "%3Cscript%3E"} {
		for _, path := range []string{"/source/" + id, "/api/v1/sources/" + id, "/api/v1/sources/" + id + "/text"} {
			if status, body := s.get(path); status/100 != 4 && status != http.StatusTemporaryRedirect || !strings.HasPrefix(path, "/api") && strings.Contains(body, "<script>") {
				t.Errorf("%s: status %d", path, status)
			}
		}
	}
}

// TestReaderWithoutReading shows the words of claims where the text cannot be read anew.
func TestReaderWithoutReading(t *testing.T) {
	for name, read := range map[string]func(context.Context, *chancery.Source) (*chancery.Record, error){
		"fails": func(context.Context, *chancery.Source) (*chancery.Record, error) { return nil, errors.New("no") },
		"another text": func(context.Context, *chancery.Source) (*chancery.Record, error) {
			return &chancery.Record{Text: "x"}, nil
		},
		"a bad record": func(context.Context, *chancery.Source) (*chancery.Record, error) {
			return &chancery.Record{Error: "unreadable"}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t)
			sources, _ := s.fill()
			s.room.readings = newReadings(read)
			a := answers[SourceAnswer](s, "/sources/"+sources[1])
			if a.Marked || len(a.Claims) != 1 {
				t.Errorf("%+v", a)
			}
			if got, want := written(a.Blocks[0].Segments), "Ukraine[e1:actor]| |severed:ev[e1:trigger]| diplomatic relations with |North Korea[e1:recipient]| on Wednesday."; got != want {
				t.Errorf("%s, want %s", got, want)
			}
			s.shows("/source/"+sources[1], "could not be read anew")
		})
	}
}

func TestReaderTellsWhatAnEarlierReaderFound(t *testing.T) {
	s := newStage(t)
	sources, _ := s.fill()
	r := *s.records[sources[1]]
	e := r.Events[0]
	e.Type = "ACCUSE"
	r.Events, r.Relations = []chancery.Event{e}, nil
	s.records[sources[1]] = &r
	s.shows("/source/"+sources[1], "found by an earlier reader", "The reader of today finds 1 claim more", ">severed</span>")
}

func TestReadingsAreKeptAndBounded(t *testing.T) {
	var mu sync.Mutex
	read := map[string]int{}
	r := newReadings(func(_ context.Context, s *chancery.Source) (*chancery.Record, error) {
		mu.Lock()
		defer mu.Unlock()
		read[s.ID]++
		return &chancery.Record{Text: s.Text}, nil
	})
	ask := func(id, text string) *chancery.Record {
		t.Helper()
		got, err := r.of(t.Context(), &chancery.Source{ID: id, Text: text})
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	for i := range mostReadings + 10 {
		ask(fmt.Sprint(i), "text")
		ask("0", "text") // is used all the time, and so stays
	}
	if read["0"] != 1 || r.order.Len() != mostReadings || len(r.byID) != mostReadings || r.bytes != mostReadings*len("text") {
		t.Errorf("read %d times; %d kept, %d by id, %d bytes", read["0"], r.order.Len(), len(r.byID), r.bytes)
	}
	ask("1", "text")
	if read["1"] != 2 {
		t.Errorf("the one used least was read %d times", read["1"])
	}
	big := strings.Repeat("a", mostReadingText/4)
	for i := range 8 {
		r.keep(&reading{id: "big" + fmt.Sprint(i), bytes: len(big)})
	}
	if r.bytes > mostReadingText {
		t.Errorf("%d bytes are kept", r.bytes)
	}
	if got := ask("long", strings.Repeat("a", longestRead+1)); got != nil || read["long"] != 0 {
		t.Error("a text that is too long was read")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range readAtOnce {
		r.turns <- struct{}{}
	}
	if _, err := r.of(ctx, &chancery.Source{ID: "waits"}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v for who no longer waits", err)
	}
}

// hostile are texts that would be markup, or turn the page about.
var hostile = []string{
	`"><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `javascript:alert(1)`, "a\u202eb\u2066c\u202ad",
	`</title><svg onload=alert(1)>`, `<!--`, `]]><a href="javascript:alert(1)">x</a>`, "{{.Token}}", `&lt;script&gt;`, "\u2028<style>*{display:none}</style>",
	`<base href="//evil.example">`, `" autofocus onfocus="alert(1)`, "\x01\x1b[31m", `<iframe srcdoc="&lt;script&gt;alert(1)&lt;/script&gt;">`,
}

// staged is a stage with a document for each word, all of whose texts are that word, and
// its addresses: of each document, then of lists. What is searched for comes last.
func staged(t *testing.T, words []string) (s *stage, pages, searches []string) {
	s = newStage(t)
	for i, word := range words {
		what := word
		if strings.ContainsAny(hostile[i], "\x01") {
			what = "" // no ledger takes such a name
		}
		r := chancery.Record{ID: word, Title: word, Publisher: word, URL: word, Byline: []string{word}, Published: published("2022-07-13"), Text: "Alpha " + word + " recognised Beta " + word + ".",
			Quotes: []chancery.Quote{{Kind: chancery.Direct, Content: []chancery.Span{span(0, 5)}, Source: &chancery.Voice{Span: span(0, 5), Actor: "the-person"}}},
			Times:  []chancery.Time{{Span: span(0, 3), Type: "DATE", Value: word}, {Span: span(0, 3), Type: word, Value: word}},
			Actors: []chancery.Actor{{ID: "PRK", Name: word, Country: "PRK", Mentions: []chancery.Span{span(0, 5)}}}}
		source, claims := s.record(r, told{"Alpha " + word, "recognised", "Beta " + word, "PRK", "DNR", "SUPPORT", "2022-07-13", "recognition", "recognised", what, "x.rules:" + word, "", 0.5})
		pages = append(pages, "/source/"+source, "/review?claim="+claims[0], "/claim/"+claims[0])
		searches = append(searches, "/articles?publisher="+url.QueryEscape(word), "/search?q="+url.QueryEscape(word), "/review?publisher="+url.QueryEscape(word))
		if len(pages) > 3 { // the first waits in the queue
			if status, _ := s.post("/review/"+claims[0], "verdict", "accepted", "note", word); status != http.StatusSeeOther {
				t.Fatalf("judging: status %d", status)
			}
		}
	}
	lists := []string{"/review", "/articles", "/changes", "/events", "/", "/recognition/DNR", "/actor/DNR", "/pair/PRK/DNR", "/conflicts", "/incident/" + strings.TrimPrefix(pages[2], "/claim/")}
	return s, append(pages, lists...), searches
}

// TestHostileTextsAreTexts holds pages of hostile documents to the elements and
// attributes that those of harmless ones have, in the same order.
func TestHostileTextsAreTexts(t *testing.T) {
	harmless := make([]string, len(hostile))
	for i := range harmless {
		harmless[i] = fmt.Sprint("harmless ", i)
	}
	plain, plainPages, _ := staged(t, harmless)
	s, pages, searches := staged(t, hostile)
	for i, path := range append(pages, searches...) {
		status, body := s.get(path)
		if status != http.StatusOK && status != http.StatusNotFound {
			t.Errorf("%s: status %d", path, status)
		}
		got := shape(t, body)
		if strings.ContainsAny(body, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x01\x1b") {
			t.Errorf("%s has characters that turn the text", path)
		}
		if i >= len(pages) { // what is searched for is found or not
			continue
		}
		_, want := plain.get(plainPages[i])
		if want := shape(t, want); !slices.Equal(got, want) {
			t.Errorf("%s has other elements than %s: %s", path, plainPages[i], firstDifference(got, want))
		}
	}
}

func firstDifference(got, want []string) string {
	for i := range got {
		if i >= len(want) || got[i] != want[i] {
			return got[i]
		}
	}
	return "some are missing"
}

// shape are a page's elements with the names of their attributes. What may lead away or
// run is checked.
func shape(t *testing.T, body string) []string {
	t.Helper()
	var out []string
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("a comment: %q", n.Data)
		}
		if n.Type != html.ElementNode {
			continue
		}
		line := n.Data
		for _, a := range n.Attr {
			line += " " + a.Key
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "srcdoc" {
				t.Errorf("%s has an attribute %s", n.Data, a.Key)
			}
			if slices.Contains([]string{"href", "src", "action"}, a.Key) && !strings.HasPrefix(a.Val, "/") && !strings.HasPrefix(a.Val, "#") && !strings.HasPrefix(a.Val, "http") || strings.HasPrefix(a.Val, "//") {
				t.Errorf("%s leads to %q", n.Data, a.Val)
			}
		}
		if n.Data == "script" && n.FirstChild != nil && !(strings.Contains(line, " type") && json.Valid([]byte(n.FirstChild.Data))) {
			t.Errorf("a script in the page: %q", n.FirstChild.Data)
		}
		out = append(out, line)
	}
	return out
}

func TestAddressesOfDocumentsAreFollowedWithCare(t *testing.T) {
	for address, linked := range map[string]bool{
		"https://wire.example/a?b=1&c=2": true, "http://wire.example": true, "javascript:alert(1)": false, "//evil.example": false,
		"data:text/html,<script>": false, "JaVaScRiPt:alert(1)": false, "": false, "https:": false, "ftp://wire.example/": false,
	} {
		s := newStage(t)
		source, _ := s.record(chancery.Record{ID: "a", URL: address, Text: "Nothing."})
		body := s.shows("/source/" + source)
		if got := strings.Contains(body, `rel="nofollow noopener noreferrer"`); got != linked {
			t.Errorf("%s: linked %v", address, got)
		}
	}
}
