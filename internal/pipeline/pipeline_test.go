package pipeline

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"chancery"
	"chancery/internal/document"
)

var loaded = sync.OnceValues(func() (*Pipeline, error) { return New(Options{}) })

func load(t testing.TB) *Pipeline {
	t.Helper()
	p, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// paragraphs is a document of given paragraphs; kinds that are not analysed
// may be named before them: "credit: …".
func paragraphs(id, date string, texts ...string) *document.Document {
	d := &document.Document{ID: id}
	if date != "" {
		d.Published = &chancery.Published{Date: date, Basis: chancery.Given}
	}
	at := 0
	for i, s := range texts {
		if i > 0 {
			d.Text += "\n\n"
			at += 2
		}
		kind := chancery.Paragraph
		if rest, ok := strings.CutPrefix(s, "credit: "); ok {
			kind, s = chancery.Credit, rest
		}
		n := len([]rune(s))
		d.Blocks = append(d.Blocks, chancery.Block{Kind: kind, Span: chancery.Span{Start: at, End: at + n}})
		d.Text += s
		at += n
	}
	return d
}

const story = "Ghana’s president, Nana Akufo-Addo, accused Togo of spying on Tuesday and recalled the ambassador."

func TestRecord(t *testing.T) {
	r := load(t).Process(paragraphs("x", "2024-06-06", story, "“We have read the decision,” the Togolese foreign ministry said."))
	if len(r.Events) != 2 || len(r.Events[1].Recipient) != 1 || r.Events[1].Recipient[0].ID != "TGO" {
		t.Fatalf("events: %+v", r.Events)
	}
	e := r.Events[0]
	text := []rune(r.Text)
	if e.Type != "ACCUSE" || e.Date != "2024-06-04" || string(text[e.Trigger.Start:e.Trigger.End]) != "accused" {
		t.Errorf("first event: %+v", e)
	}
	if len(e.Actor) != 1 || e.Actor[0].ID != "GHA" || !strings.Contains(string(text[e.Actor[0].Start:e.Actor[0].End]), "president") {
		t.Errorf("its actor: %+v", e.Actor)
	}
	if len(r.Quotes) == 0 || r.Quotes[len(r.Quotes)-1].Source == nil || r.Quotes[len(r.Quotes)-1].Source.Actor != "TGO" {
		t.Errorf("quotes: %+v", r.Quotes)
	}
}

// TestToldAgain: an act told twice is one event, with the words, the sentence and
// the quote of its other telling.
func TestToldAgain(t *testing.T) {
	r := load(t).Process(paragraphs("x", "2024-06-06", "Ghana condemned Togo on Tuesday.", "“We condemn Togo,” the Ghanaian foreign ministry said."))
	if len(r.Events) != 1 || len(r.Events[0].Also) != 1 {
		t.Fatalf("events: %+v", r.Events)
	}
	e, again := r.Events[0], r.Events[0].Also[0]
	text := []rune(r.Text)
	if e.Sentence != 0 || e.Date != "2024-06-04" || e.Quote != nil {
		t.Errorf("event: %+v", e)
	}
	if w := string(text[again.Start:again.End]); w != "condemn" || again.Sentence != 1 || again.Quote == nil || *again.Quote >= len(r.Quotes) {
		t.Errorf("told again by %q: %+v", w, again)
	}
}

func TestIDsAreOfTheText(t *testing.T) {
	p := load(t)
	a, b := p.Process(paragraphs("one", "2024-06-06", story)), p.Process(paragraphs("two", "2024-06-06", story))
	c := p.Process(paragraphs("one", "2024-06-06", story+" Togo denied it."))
	if a.Events[0].ID != b.Events[0].ID {
		t.Errorf("the same text has the ids %s and %s", a.Events[0].ID, b.Events[0].ID)
	}
	if a.Events[0].ID == c.Events[0].ID {
		t.Errorf("another text has the same id %s", a.Events[0].ID)
	}
}

func TestOnlyAnalysedBlocksAreRead(t *testing.T) {
	r := load(t).Process(paragraphs("x", "2024-06-06", "credit: Ghana accused Togo of spying.", "It rained in Accra."))
	if len(r.Events) > 0 {
		t.Errorf("a credit gives %+v", r.Events)
	}
	for _, s := range r.Sentences {
		if s.Start < r.Blocks[1].Start {
			t.Errorf("sentence %v lies in the credit", s)
		}
	}
}

func TestOtherLanguages(t *testing.T) {
	r := load(t).Process(paragraphs("x", "", "Der Präsident empfing am Dienstag den Botschafter und sprach mit ihm über die Lage im Nahen Osten."))
	if r.Language != "de" || len(r.Sentences) > 0 || len(r.Events) > 0 {
		t.Errorf("language %q, %d sentences, %d events", r.Language, len(r.Sentences), len(r.Events))
	}
}

// TestSameBytes: a document reads the same however many are read beside it.
func TestSameBytes(t *testing.T) {
	p := load(t)
	docs := []*document.Document{
		paragraphs("a", "2024-06-06", story), paragraphs("b", "", "On June 3, 2024, a Monday, Chad met Niger. They met on Thursday."),
		paragraphs("c", "1998-01-01", strings.Repeat(story+" ", 20)), paragraphs("d", "", ""),
	}
	want := make([]string, len(docs))
	for i, d := range docs {
		want[i] = encode(t, p.Process(d))
	}
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			for i := range docs {
				k := (i + n) % len(docs)
				if got := encode(t, p.Process(docs[k])); got != want[k] {
					t.Errorf("document %d reads differently:\n%s\n%s", k, got, want[k])
				}
			}
		})
	}
	wg.Wait()
}

func encode(t *testing.T, r *chancery.Record) string {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Error(err)
	}
	return string(b)
}

// FuzzProcess: any text gives a record whose spans lie in it.
func FuzzProcess(f *testing.F) {
	p := load(f)
	for _, s := range []string{story, "", " ", "\x00\xff", "“’‘”", "U.S.-led\n\nKYIV, UKRAINE - JUNE 27, 2022 - President"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 {
			return
		}
		s = strings.ToValidUTF8(s, "\uFFFD")
		r := p.Process(paragraphs("x", "2024-06-06", s))
		n := len([]rune(r.Text))
		check := func(what string, x chancery.Span) {
			if x.Start < 0 || x.Start > x.End || x.End > n {
				t.Fatalf("%q: %s %v outside %d", s, what, x, n)
			}
		}
		for _, e := range r.Events {
			check("trigger", e.Trigger)
			for _, x := range e.Also {
				check("also", x.Span)
			}
			for _, a := range append(e.Actor, e.Recipient...) {
				check("participant", a.Span)
			}
		}
		for _, q := range r.Quotes {
			for _, c := range q.Content {
				check("content", c)
			}
		}
		for _, a := range r.Actors {
			for _, m := range a.Mentions {
				check("mention", m)
			}
		}
	})
}
