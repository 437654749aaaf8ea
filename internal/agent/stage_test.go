package agent

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/ontology"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// told is an act that a document of the stage tells in a sentence of its own.
type told struct {
	actor, trigger, recipient string // words
	from, to                  string // codes
	typ, date, kind, status   string
	modality                  chancery.Modality
	publisher                 string
}

var world = []told{
	{"France", "recognised", "Kosovo", "FRA", "XKX", "SUPPORT", "2008-02-18", "recognition", "recognised", "", "Example Wire"},
	{"Serbia", "refused to recognise", "Kosovo", "SRB", "XKX", "REJECT", "2008-02-19", "recognition", "rejected", "", "Example Wire"},
	{"Burundi", "recognised", "Kosovo", "BDI", "XKX", "SUPPORT", "2012-10-01", "recognition", "recognised", "", "Example Wire"},
	{"Burundi", "no longer recognised", "Kosovo", "BDI", "XKX", "SANCTION", "2018-02-17", "recognition", "withdrawn", "", "Example Wire"},
	{"Ukraine", "severed relations with", "North Korea", "UKR", "PRK", "SANCTION", "2022-07-13", "diplomatic-relations", "severed", "", "Example Wire"},
	{"Ukraine", "did not sever relations with", "North Korea", "UKR", "PRK", "SANCTION", "2022-07-13", "diplomatic-relations", "severed", chancery.Negated, "TASS"},
	{"Ukraine", "accused", "North Korea", "UKR", "PRK", "ACCUSE", "2022-07-14", "", "", "", "Example Wire"},
}

// stage is a server over a small ledger, and a client of it.
type stage struct {
	testing.TB
	server *Server
	client *mcp.ClientSession
	ledger *ledger.Ledger
	texts  map[string][]rune // by the id of the source
}

func newServer(t testing.TB, l *ledger.Ledger, read func(context.Context, string, string) (*chancery.Record, error)) *Server {
	t.Helper()
	actors, err := ontology.LoadActors()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Options{
		Ledger: l, Actors: actors, Version: "test", Read: read,
		Now: func() time.Time { return time.Date(2024, 6, 1, 12, 0, 0, 0, time.UTC) },
		Find: func(name, day string) (Actor, bool) {
			switch {
			case name == "Kosovo":
				return Actor{ID: "XKX", Code: "XKX", Name: "Kosovo", Country: "XKX", Kind: chancery.Entity, Why: "name of Kosovo"}, true
			case name == "the president" && day >= "2019-05-20":
				return Actor{ID: "volodymyr-zelenskyy", Code: "UKR", Name: "Volodymyr Zelenskyy", Country: "UKR", Sector: "GOV", Kind: chancery.Person, Why: "in office"}, true
			}
			return Actor{}, false
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newStage(t testing.TB) *stage {
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
	s := &stage{TB: t, ledger: l, texts: map[string][]rune{}}
	for _, a := range world {
		s.record(a, a.from+" and "+a.to)
	}
	s.server = newServer(t, l, func(context.Context, string, string) (*chancery.Record, error) {
		return record(world[4], "Read"), nil
	})
	s.client = connect(t, s.server)
	return s
}

// connect makes a client of a server.
func connect(t testing.TB, s *Server) *mcp.ClientSession {
	t.Helper()
	ours, theirs := mcp.NewInMemoryTransports()
	go func() { _ = s.Serve(t.Context(), ours) }()
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), theirs, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// record is what is read out of one sentence.
func record(a told, title string) *chancery.Record {
	text := fmt.Sprintf("%s %s %s.", a.actor, a.trigger, a.recipient)
	span := func(words string) chancery.Span {
		before, _, _ := strings.Cut(text, words)
		at := len([]rune(before))
		return chancery.Span{Start: at, End: at + len([]rune(words))}
	}
	r := &chancery.Record{Format: chancery.Format, ID: title + a.date + a.trigger, Title: title, Publisher: a.publisher, Text: text, Language: "en",
		Published: &chancery.Published{Date: a.date, Basis: chancery.Given}, Sentences: []chancery.Span{{Start: 0, End: len([]rune(text))}}}
	r.Blocks = []chancery.Block{{Kind: chancery.Paragraph, Span: r.Sentences[0]}}
	e := chancery.Event{ID: "e1", Type: a.typ, Date: a.date, Modality: a.modality, Trigger: span(a.trigger), Rule: "test.rules:x", Confidence: 0.9,
		Actor:     []chancery.Participant{{ID: a.from, Country: a.from, Sector: "GOV", Span: span(a.actor)}},
		Recipient: []chancery.Participant{{ID: a.to, Country: a.to, Span: span(a.recipient)}}}
	if e.Modality == "" {
		e.Modality = chancery.Asserted
	}
	r.Events = []chancery.Event{e}
	if a.kind != "" {
		r.Relations = []chancery.Relation{{Kind: a.kind, From: a.from, To: a.to, Status: a.status, Since: a.date, Events: []string{"e1"}}}
	}
	return r
}

// record records a document and gives its claims' ids.
func (s *stage) record(a told, title string) []string {
	s.Helper()
	reading, err := s.ledger.Read(record(a, title), "test reader")
	if err != nil {
		s.Fatal(err)
	}
	at, err := time.Parse(time.DateOnly, a.date)
	if err != nil {
		s.Fatal(err)
	}
	if _, err := s.ledger.Append(s.Context(), []ledger.Reading{reading}, "test reader", at.Add(18*time.Hour)); err != nil {
		s.Fatal(err)
	}
	s.texts[reading.Source.ID] = []rune(reading.Source.Text)
	var out []string
	for _, c := range reading.Claims {
		out = append(out, c.ID)
	}
	return out
}

// call calls a tool and gives its text and, unless it refuses, reads its answer.
func (s *stage) call(tool, args string, answer any) (text string, refused bool) {
	s.Helper()
	r, err := s.client.CallTool(s.Context(), &mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(args)})
	if err != nil {
		s.Fatalf("%s %s: %v", tool, args, err)
	}
	for _, c := range r.Content {
		if t, ok := c.(*mcp.TextContent); ok {
			text += t.Text
		}
	}
	if r.IsError || answer == nil {
		return text, r.IsError
	}
	body, err := json.Marshal(r.StructuredContent)
	if err != nil {
		s.Fatal(err)
	}
	if err := json.Unmarshal(body, answer); err != nil {
		s.Fatalf("%s: %v in %s", tool, err, body)
	}
	return text, false
}
