package web

import (
	"context"
	"fmt"
	"testing"

	"chancery"
)

// TestAnswersAreRemembered: an answer is the same until something is recorded, and then
// another; different questions have different answers.
func TestAnswersAreRemembered(t *testing.T) {
	s := newStage(t)
	s.fill()
	asked := 0
	ask := remembered(s.room, "x", func(ctx context.Context, q *changesQuery) (*ChangeList, error) {
		asked++
		return s.room.changes(ctx, q)
	})
	for _, c := range []struct {
		of   string
		want int // how often it was answered anew by then
	}{{"UKR", 1}, {"UKR", 1}, {"PRK", 2}, {"UKR", 2}} {
		if _, err := ask(t.Context(), &changesQuery{Sides: Sides{Of: c.of}}); err != nil || asked != c.want {
			t.Errorf("after %s it was answered %d times, want %d; %v", c.of, asked, c.want, err)
		}
	}
	before, _ := ask(t.Context(), &changesQuery{Sides: Sides{Of: "UKR"}})
	s.record(chancery.Record{ID: "n", Published: published("2024-02-01"), Text: "Ukraine recognised Kosovo."},
		told{"Ukraine", "recognised", "Kosovo", "UKR", "XKX", "SUPPORT", "2024-02-01", "recognition", "recognised", "", "", "", 0.5})
	after, err := ask(t.Context(), &changesQuery{Sides: Sides{Of: "UKR"}})
	if err != nil || asked != 3 || len(after.Changes) != len(before.Changes)+1 {
		t.Errorf("answered %d times; %d changes became %d; %v", asked, len(before.Changes), len(after.Changes), err)
	}
}

func TestFewAnswersAreRemembered(t *testing.T) {
	a := newAnswered()
	as := state{today: "2024-06-01"}
	for i := range mostRemembered + 10 {
		a.put(as, fmt.Sprint(i), i)
		a.get(as, "0")
	}
	if len(a.byKey) != mostRemembered || a.order.Len() != mostRemembered {
		t.Errorf("%d answers are remembered, %d in order", len(a.byKey), a.order.Len())
	}
	if _, ok := a.get(as, "0"); !ok {
		t.Error("what is asked for again and again is forgotten")
	}
	if _, ok := a.get(as, "1"); ok {
		t.Error("what was asked for least recently is remembered")
	}
	if _, ok := a.get(state{today: "2024-06-02"}, "0"); ok {
		t.Error("an answer of yesterday is given today")
	}
}
