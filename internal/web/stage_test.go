package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/ontology"
	"chancery/internal/web/access"
)

// stage is a reading room over a small ledger of its own, and a client of it.
type stage struct {
	*testing.T
	room    *Server
	ledger  *ledger.Ledger
	handler http.Handler
	records map[string]*chancery.Record // by the id of the source
	audit   bytes.Buffer
}

// told is an act that a record of the stage tells: the words of its text that name
// who, did what, to whom.
type told struct {
	actor, trigger, recipient          string // words
	from, to                           string // codes
	typ, date, kind, status, what, rul string
	modality                           chancery.Modality
	confidence                         float64
}

// everybody are the tables of who is who, loaded once for all stages.
var everybody = sync.OnceValues(func() (*ontology.Actors, error) { return ontology.LoadActors() })

// newStage opens a room at noon of 1 June 2024.
func newStage(t *testing.T) *stage {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	actors, err := everybody()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{T: t, ledger: l, records: map[string]*chancery.Record{}}
	s.room, err = New(Options{
		Ledger: l, Actors: actors, Version: "test",
		Access: access.Options{Loopback: true, Now: time.Now, Random: rand.Reader, Audit: &s.audit},
		Now:    func() time.Time { return time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC) },
		Find:   func(name, _ string) (string, bool) { return "PRK", name == "the North" },
		Read: func(_ context.Context, src *chancery.Source) (*chancery.Record, error) {
			return s.records[src.ID], nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.handler = s.room.Handler()
	return s
}

// record reads a text of one sentence and its acts into the ledger and gives its
// source's id and the ids of its claims.
func (s *stage) record(r chancery.Record, acts ...told) (source string, claims []string) {
	s.Helper()
	span := func(words string) chancery.Span {
		before, _, ok := strings.Cut(r.Text, words)
		if !ok {
			s.Fatalf("%q does not stand in %q", words, r.Text)
		}
		at := len([]rune(before))
		return chancery.Span{Start: at, End: at + len([]rune(words))}
	}
	r.Format, r.Language = chancery.Format, "en"
	r.Sentences = []chancery.Span{{Start: 0, End: len([]rune(r.Text))}}
	r.Blocks = []chancery.Block{{Kind: chancery.Paragraph, Span: r.Sentences[0]}}
	for i, a := range acts {
		e := chancery.Event{
			ID: "e" + string(rune('1'+i)), Type: a.typ, Date: a.date, Modality: a.modality, Trigger: span(a.trigger), Rule: a.rul, Confidence: a.confidence,
			Actor: []chancery.Participant{{ID: a.from, Country: a.from, Sector: "GOV", Span: span(a.actor)}},
		}
		if e.Modality == "" {
			e.Modality = chancery.Asserted
		}
		if a.to != "" {
			e.Recipient = []chancery.Participant{{ID: a.to, Country: a.to, Span: span(a.recipient)}}
		}
		r.Events = append(r.Events, e)
		if a.kind != "" {
			r.Relations = append(r.Relations, chancery.Relation{Kind: a.kind, From: a.from, To: a.to, What: a.what, Status: a.status, Since: a.date, Events: []string{e.ID}})
		}
	}
	reading, err := s.ledger.Read(&r, "test reader")
	if err != nil {
		s.Fatal(err)
	}
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	if r.Published != nil {
		if at, err = time.Parse(time.DateOnly, r.Published.Date); err != nil {
			s.Fatal(err)
		}
	}
	if _, err := s.ledger.Append(s.Context(), []ledger.Reading{reading}, "test reader", at.Add(18*time.Hour)); err != nil {
		s.Fatal(err)
	}
	s.records[reading.Source.ID] = &r
	for _, c := range reading.Claims {
		claims = append(claims, c.ID)
	}
	return reading.Source.ID, claims
}

// day is a record's day of publication.
func published(day string) *chancery.Published {
	return &chancery.Published{Date: day, Basis: chancery.Given}
}

// fill records three texts: North Korea recognises Donetsk, Ukraine breaks with it, and
// a state agency denies that.
func (s *stage) fill() (sources, claims []string) {
	s.Helper()
	add := func(src string, cs []string) { sources, claims = append(sources, src), append(claims, cs...) }
	add(s.record(chancery.Record{ID: "a", Title: "Pyongyang recognises Donetsk", Publisher: "Example Wire", Published: published("2022-07-13"),
		Text: "North Korea recognised the Donetsk People’s Republic on Wednesday."},
		told{"North Korea", "recognised", "Donetsk People’s Republic", "PRK", "DNR", "SUPPORT", "2022-07-13", "recognition", "recognised", "", "support.rules:recognise", "", 0.9}))
	add(s.record(chancery.Record{ID: "b", Title: "Kyiv breaks with Pyongyang", Publisher: "Example Wire", Published: published("2022-07-14"),
		Text: "Ukraine severed diplomatic relations with North Korea on Wednesday."},
		told{"Ukraine", "severed", "North Korea", "UKR", "PRK", "SANCTION", "2022-07-13", "diplomatic-relations", "severed", "", "sanction.rules:sever", "", 0.7}))
	add(s.record(chancery.Record{ID: "c", Title: "No break, says agency", Publisher: "TASS", Published: published("2022-07-15"),
		Text: "Ukraine did not sever diplomatic relations with North Korea."},
		told{"Ukraine", "sever", "North Korea", "UKR", "PRK", "SANCTION", "2022-07-13", "diplomatic-relations", "severed", "", "sanction.rules:sever", chancery.Negated, 0.6}))
	return sources, claims
}

// get asks for an address and gives the status and the body.
func (s *stage) get(path string, header ...string) (int, string) {
	s.Helper()
	status, _, body := s.ask("GET", path, nil, header...)
	return status, body
}

func (s *stage) ask(method, path string, body io.Reader, header ...string) (int, http.Header, string) {
	s.Helper()
	r := httptest.NewRequest(method, path, body)
	r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:40000"
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Code, w.Header(), w.Body.String()
}

// shows asks for a page and holds it to the texts that must stand in it.
func (s *stage) shows(path string, texts ...string) string {
	s.Helper()
	status, body := s.get(path)
	if status != http.StatusOK {
		s.Fatalf("%s: status %d\n%s", path, status, body)
	}
	for _, bad := range []string{"<no value>", "ZgotmplZ", "%!"} {
		if strings.Contains(body, bad) {
			s.Errorf("%s has %q in it", path, bad)
		}
	}
	for _, text := range texts {
		if !strings.Contains(body, text) {
			s.Errorf("%s does not show %q", path, text)
		}
	}
	return body
}

// answers asks the API and reads its answer.
func answers[A any](s *stage, path string) *A {
	s.Helper()
	status, body := s.get("/api/v1" + path)
	if status != http.StatusOK {
		s.Fatalf("%s: status %d\n%s", path, status, body)
	}
	out := new(A)
	if err := json.Unmarshal([]byte(body), out); err != nil {
		s.Fatalf("%s: %v", path, err)
	}
	return out
}
