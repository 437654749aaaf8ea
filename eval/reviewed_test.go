package eval

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chancery"
)

func TestReviewed(t *testing.T) {
	text := "Peru thanked Chile. Peru accused Chile. Peru left."
	record := &chancery.Record{Text: text, Events: []chancery.Event{
		{Type: "SUPPORT", Trigger: chancery.Span{Start: 5, End: 12}, Actor: []chancery.Participant{{ID: "PER"}}, Recipient: []chancery.Participant{{ID: "CHL"}}},
		{Type: "ACCUSE", Trigger: chancery.Span{Start: 25, End: 32}, Actor: []chancery.Participant{{ID: "PER"}}, Recipient: []chancery.Participant{{ID: "CHL"}}},
	}}
	line := `{"id":"d","text":"` + text + `","document":{"title":"T","publisher":"W","published":{"date":"2024-01-02","basis":"given"}},"events":[
		{"type":"SUPPORT","actor":["PER"],"recipient":["CHL"],"spans":{"trigger":{"start":5,"end":12}}},
		{"type":"SUPPORT","actor":["PER"],"recipient":["CHL"],"spans":{"trigger":{"start":25,"end":32}}},
		{"type":"SUPPORT","actor":["PER"],"recipient":["BOL"],"spans":{"trigger":{"start":5,"end":12}}},
		{"type":"RETREAT","actor":["PER"],"recipient":[],"spans":{"trigger":{"start":45,"end":49}}}],
		"rejected":[{"type":"ACCUSE","actor":["PER"],"recipient":["CHL"],"spans":{"trigger":{"start":25,"end":32}}},
		{"type":"REJECT","actor":["PER"],"recipient":["CHL"],"spans":{"trigger":{"start":25,"end":32}}}]}`
	line = strings.ReplaceAll(strings.ReplaceAll(line, "\n", ""), "\t", "")
	score := func(lines string, read func(*chancery.Source) (*chancery.Record, error)) ([]Figure, error) {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, "reviewed"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "reviewed", "gold.jsonl"), []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
		return Reviewed(dir, read)
	}
	figures, err := score(line+"\n", func(s *chancery.Source) (*chancery.Record, error) {
		if s.Title != "T" || s.Publisher != "W" || s.Published != "2024-01-02" || s.Basis != chancery.Given {
			t.Errorf("%+v", s)
		}
		return record, nil
	})
	if err != nil || figures[0].Value != 25 || figures[0].Cases != 4 || figures[1].Value != 50 || figures[1].Cases != 2 {
		t.Errorf("%+v, %v", figures, err)
	}
	for name, c := range map[string]struct {
		lines string
		read  func(*chancery.Source) (*chancery.Record, error)
		want  string
	}{
		"no JSON":      {"{}\n{", nil, "gold.jsonl:1: it has no text"},
		"broken off":   {line + "\n{\"id\"", nil, "gold.jsonl:2"},
		"an error":     {`{"error":"the room broke off"}`, nil, "no text"},
		"nothing":      {"", nil, "no judged event"},
		"another text": {line, func(*chancery.Source) (*chancery.Record, error) { return &chancery.Record{Text: "x"}, nil }, "another text"},
		"unread":       {line, func(*chancery.Source) (*chancery.Record, error) { return nil, errors.New("unread") }, "unread"},
	} {
		if _, err := score(c.lines, c.read); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzReviewed(f *testing.F) {
	f.Add(`{"id":"d","text":"x","events":[{"type":"SUPPORT","actor":["PER"],"spans":{"trigger":{"start":-1,"end":99}}}]}`)
	f.Add(`{"text":"x","rejected":[{}]}`)
	f.Fuzz(func(t *testing.T, lines string) {
		ds, err := reviewedDocuments(strings.NewReader(lines))
		if err != nil {
			return
		}
		for i := range ds {
			r := &chancery.Record{Text: ds[i].Text, Events: []chancery.Event{{Type: "SUPPORT"}}}
			for k := range ds[i].Events {
				ds[i].Events[k].in(r)
			}
		}
	})
}
