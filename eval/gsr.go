package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"chancery"
)

// Reader makes a record of a text with a publication date (YYYY-MM-DD, may be
// empty), as the program would print it.
type Reader func(id, date, text string) *chancery.Record

// ploverTypes folds the types of older codebooks into PLOVER 2.0's sixteen.
var ploverTypes = map[string]string{
	"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT",
}

// goldSlips are the gold standard's typing slips.
var goldSlips = map[string]string{"JAP": "JPN", "IMG": "NGO"}

// gsrRecord is one sentence of the PLOVER gold standard records.
type gsrRecord struct {
	ID     string
	Date   string
	Source []struct{ Code string }
	Target json.RawMessage // a list, a word or nothing
	Event  string
	Text   string
}

func (g *gsrRecord) typ() string {
	if t, ok := ploverTypes[g.Event]; ok {
		return t
	}
	return g.Event
}

func mend(code string) string {
	if m, ok := goldSlips[code]; ok {
		return m
	}
	return code
}

func (g *gsrRecord) sources() []string {
	var out []string
	for _, s := range g.Source {
		out = append(out, mend(s.Code))
	}
	return out
}

func (g *gsrRecord) targets() []string {
	var list []struct{ Code string }
	if json.Unmarshal(g.Target, &list) != nil {
		return nil
	}
	var out []string
	for _, s := range list {
		out = append(out, mend(s.Code))
	}
	return out
}

// full tells whether an event has the gold type, an actor country and a
// recipient country of the gold.
func (g *gsrRecord) full(e *chancery.Event) bool {
	if e.Type != g.typ() {
		return false
	}
	actors, recipients := eventCodes(e.Actor), eventCodes(e.Recipient)
	src, tgt := g.sources(), g.targets()
	switch {
	case len(tgt) > 0:
		return overlap(actors, src) && overlap(recipients, tgt)
	case len(src) > 1:
		all := slices.Concat(actors, recipients)
		return overlap(all, src[:1]) && overlap(all, src[1:])
	}
	return overlap(actors, src)
}

// GSR scores the PLOVER gold standard records (data/gsr): type recall, and the
// F1 of full matches with precision over all events of a sentence that are
// neither negated nor hypothetical.
func GSR(sharedDir string, read Reader) ([]Figure, error) {
	path := filepath.Join(sharedDir, "data", "gsr", "plover-gsr-dev.json")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("eval: reading gsr: %w", err)
	}
	var records []gsrRecord
	if err := json.Unmarshal(data, &records); err != nil {
		return nil, fmt.Errorf("eval: reading %s: %w", path, err)
	}
	var typed, full, events, right int
	for i := range records {
		g := &records[i]
		r := read(g.ID, g.Date, g.Text)
		anyType, anyFull := false, false
		for k := range r.Events {
			e := &r.Events[k]
			if !counts(e) {
				continue
			}
			events++
			anyType = anyType || e.Type == g.typ()
			if g.full(e) {
				right++
				anyFull = true
			}
		}
		if anyType {
			typed++
		}
		if anyFull {
			full++
		}
	}
	n := len(records)
	p, r := percent(right, events), percent(full, n)
	return []Figure{
		{Dataset: "gsr", Name: "type recall", Value: percent(typed, n), Cases: n},
		{Dataset: "gsr", Name: "full precision", Value: p, Cases: events},
		{Dataset: "gsr", Name: "full recall", Value: r, Cases: n},
		{Dataset: "gsr", Name: "full F1", Value: harmonic(p, r), Cases: n},
	}, nil
}

// harmonic is F1 of a precision and a recall.
func harmonic(p, r float64) float64 {
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}
