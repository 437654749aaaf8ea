package eval

import (
	"context"
	"errors"
	"strings"
	"testing"

	"chancery"
	"chancery/internal/secondopinion"
)

// proposalEvent is an event between two in a sentence.
func proposalEvent(typ, from, to string, sentence, start, end int) chancery.Event {
	e := chancery.Event{Type: typ, Sentence: sentence, Trigger: chancery.Span{Start: start, End: end}, Rule: "x.rules:y", Actor: []chancery.Participant{{ID: from}}}
	if to != "" {
		e.Recipient = []chancery.Participant{{ID: to}}
	}
	return e
}

func TestProposals(t *testing.T) {
	text := "Peru thanked Chile. Peru accused Chile. Peru left."
	old := proposalEvent("AID", "PER", "CHL", 0, 5, 12)
	old.Rule = "llm:m"
	records := []*chancery.Record{{ID: "a", Text: text, Sentences: []chancery.Span{{Start: 0, End: 19}, {Start: 20, End: 39}, {Start: 40, End: 50}}, Events: []chancery.Event{
		proposalEvent("SUPPORT", "PER", "CHL", 0, 5, 12), proposalEvent("ACCUSE", "PER", "CHL", 1, 25, 32), proposalEvent("RETREAT", "PER", "", 2, 45, 49), old,
	}}, {ID: "b", Text: text}, {ID: "c"}}
	propose := func(_ context.Context, r *chancery.Record) (*secondopinion.Opinion, error) {
		switch r.ID {
		case "a":
			return &secondopinion.Opinion{Proposed: 6, Refused: map[string]int{"no PLOVER type": 2}, Events: []chancery.Event{
				proposalEvent("SUPPORT", "PER", "CHL", 0, 5, 18), proposalEvent("ACCUSE", "CHL", "PER", 1, 25, 32), proposalEvent("RETREAT", "PER", "", 2, 45, 49), proposalEvent("AID", "PER", "CHL", 0, 5, 12)}}, nil
		case "b":
			return &secondopinion.Opinion{}, nil
		}
		return &secondopinion.Opinion{}, errors.New("unheard")
	}
	figures, differ, err := Proposals(t.Context(), records[:2], propose)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []Figure{
		{"proposals", "rules' events proposed too", 100, 3, ""},
		{"proposals", "proposals that the rules have", 75, 4, ""},
		{"proposals", "of these, between the same", 200.0 / 3, 3, ""},
		{"proposals", "proposals kept", 400.0 / 6, 6, ""},
		{"proposals", "refused: no PLOVER type", 200.0 / 6, 6, "less is better"},
	} {
		if figures[i] != want {
			t.Errorf("figure %d is %+v, want %+v", i, figures[i], want)
		}
	}
	if len(differ) != 1 || differ[0].Only != "proposed" || differ[0].Event.Type != "AID" || differ[0].Words != "thanked" || differ[0].Sentence != "Peru thanked Chile." {
		t.Errorf("%+v", differ)
	}
	figures, _, err = Proposals(t.Context(), records, propose)
	if err == nil || !strings.Contains(err.Error(), "about c, after 2 of 3 records: unheard") || figures[0].Cases != 3 {
		t.Errorf("%v, %+v", err, figures)
	}
	_, differ, err = Proposals(t.Context(), records[:1], func(context.Context, *chancery.Record) (*secondopinion.Opinion, error) {
		return &secondopinion.Opinion{}, nil
	})
	if err != nil || len(differ) != 3 || differ[0].Only != "rules" {
		t.Errorf("%+v, %v", differ, err)
	}
}

func TestReadRecords(t *testing.T) {
	got, err := ReadRecords("r.jsonl", strings.NewReader("{\"format\":\"chancery/1\",\"id\":\"a\",\"text\":\"x\"}\n\n{\"format\":\"chancery/1\",\"id\":\"b\",\"error\":\"no\"}\n"))
	if err != nil || len(got) != 1 || got[0].ID != "a" {
		t.Errorf("%+v, %v", got, err)
	}
	for lines, want := range map[string]string{
		"{":                               "r.jsonl:1",
		"{\"id\":\"a\"}":                  "r.jsonl:1: it is of the format \"\"",
		"\n{\"format\":\"chancery/2\"}\n": "r.jsonl:2: it is of the format \"chancery/2\"",
	} {
		if _, err := ReadRecords("r.jsonl", strings.NewReader(lines)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", lines, err, want)
		}
	}
}

func FuzzReadRecords(f *testing.F) {
	f.Add(`{"format":"chancery/1","text":"x","sentences":[{"start":-1,"end":9}],"events":[{"type":"AID","sentence":7,"trigger":{"start":5,"end":1}}]}`)
	f.Add(`{"format":"chancery/1","error":"x"}` + "\n{}")
	f.Fuzz(func(t *testing.T, lines string) {
		rs, err := ReadRecords("x", strings.NewReader(lines))
		if err != nil {
			return
		}
		_, _, err = Proposals(t.Context(), rs, func(context.Context, *chancery.Record) (*secondopinion.Opinion, error) {
			return &secondopinion.Opinion{Events: []chancery.Event{proposalEvent("AID", "PER", "", 0, 0, 1)}}, nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
