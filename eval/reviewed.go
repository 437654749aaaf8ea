package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"chancery"
)

// reviewedDocument is a line of what people judged in a reading room (export/gold,
// docs/formats/api.md).
type reviewedDocument struct {
	ID       string
	Document struct {
		Title, Publisher, URL string
		Published             *chancery.Published
	}
	Text             string
	Events, Rejected []reviewedEvent
}

// reviewedEvent is a judged event with the place of its words.
type reviewedEvent struct {
	goldEvent
	Spans struct{ Trigger chancery.Span }
}

// maxReviewedLine bounds a line, in bytes.
const maxReviewedLine = 16 << 20

// Reviewed scores what people judged: how many of the events that they accepted, or put
// in the place of others, reading finds, and how many of those that they rejected it
// finds all the same. An event is found where one of the same type, with an actor and a
// recipient of the gold's, is told by words that overlap the gold's. Documents are not
// judged whole, so that there is no precision. read reads a document's text anew.
func Reviewed(sharedDir string, read func(*chancery.Source) (*chancery.Record, error)) ([]Figure, error) {
	file, err := os.Open(filepath.Join(sharedDir, "reviewed", "gold.jsonl"))
	if err != nil {
		return nil, fmt.Errorf("eval: reading what was reviewed: %w", err)
	}
	defer file.Close()
	documents, err := reviewedDocuments(file)
	if err != nil {
		return nil, err
	}
	var wanted, found, rejected, again int
	for i := range documents {
		d := &documents[i]
		r, err := read(d.source())
		if err != nil {
			return nil, fmt.Errorf("eval: reading document %s anew: %w", d.ID, err)
		}
		if r.Text != d.Text {
			return nil, fmt.Errorf("eval: document %s is read as another text, so that no place in it holds", d.ID)
		}
		for k := range d.Events {
			wanted++
			if d.Events[k].in(r) {
				found++
			}
		}
		for k := range d.Rejected {
			rejected++
			if d.Rejected[k].in(r) {
				again++
			}
		}
	}
	if wanted+rejected == 0 {
		return nil, fmt.Errorf("eval: reading what was reviewed: there is no judged event in it")
	}
	return []Figure{
		{Dataset: "reviewed", Name: "accepted found", Value: percent(found, wanted), Cases: wanted},
		{Dataset: "reviewed", Name: "rejected found again", Value: percent(again, rejected), Cases: rejected, Note: "less is better"},
	}, nil
}

// reviewedDocuments reads the lines.
func reviewedDocuments(r io.Reader) ([]reviewedDocument, error) {
	var out []reviewedDocument
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), maxReviewedLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var d reviewedDocument
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			return nil, fmt.Errorf("eval: gold.jsonl:%d: %w", n, err)
		}
		if d.Text == "" {
			return nil, fmt.Errorf("eval: gold.jsonl:%d: it has no text; is it what export/gold gave, to its end?", n)
		}
		out = append(out, d)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("eval: reading what was reviewed: %w", err)
	}
	return out, nil
}

// source is the document as a ledger keeps it.
func (d *reviewedDocument) source() *chancery.Source {
	s := &chancery.Source{ID: d.ID, Name: d.ID, Title: d.Document.Title, Publisher: d.Document.Publisher, URL: d.Document.URL, Text: d.Text}
	if p := d.Document.Published; p != nil {
		s.Published, s.Basis = p.Date, p.Basis
	}
	return s
}

// in tells whether a record has the event.
func (g *reviewedEvent) in(r *chancery.Record) bool {
	return slices.ContainsFunc(r.Events, func(e chancery.Event) bool {
		told := e.Trigger.Overlaps(g.Spans.Trigger) || slices.ContainsFunc(e.Also, func(t chancery.Telling) bool { return t.Overlaps(g.Spans.Trigger) })
		return told && g.matches(&e)
	})
}
