package ledgertest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ledger/history"
	"chancery/internal/ontology"
)

// Open opens an empty store for one test, which closes it.
type Open func(t *testing.T) ledger.Store

// Run is what every store must pass.
func Run(t *testing.T, open Open) {
	t.Run("histories", func(t *testing.T) { histories(t, open) })
	t.Run("scripts", func(t *testing.T) { scripts(t, open) })
	t.Run("nothing is kept of a failed update", func(t *testing.T) { atomic(t, open) })
	t.Run("corrections", func(t *testing.T) { corrections(t, open) })
	t.Run("views are of one state", func(t *testing.T) { snapshots(t, open) })
	t.Run("reading", func(t *testing.T) { reading(t, open) })
	t.Run("search", func(t *testing.T) { search(t, open) })
	t.Run("an empty ledger", func(t *testing.T) { empty(t, open) })
	t.Run("an update that is cancelled", func(t *testing.T) { cancelled(t, open) })
}

// New makes a ledger over a store and closes it with the test.
func New(t *testing.T, open Open) *ledger.Ledger {
	t.Helper()
	l, err := ledger.New(open(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// start is the time of the first recording in tests.
var start = time.Date(2022, 2, 1, 12, 0, 0, 0, time.UTC)

// histories tells random histories to a ledger and to the model, with documents
// read again by other readers and verdicts in between, and compares what both
// know of every time of recording so far.
func histories(t *testing.T, open Open) {
	table, err := ontology.LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(4) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			l, m := New(t, open), newModel(table)
			r := rand.New(rand.NewPCG(seed, 7))
			shape := history.Crowd
			shape.Seed = seed
			documents := slices.Collect(shape.Readings(40))
			var times []time.Time
			for step := range 24 {
				at := start.Add(time.Duration(step) * time.Hour)
				if step%3 == 2 {
					judge(t, l, m, r, at)
				} else {
					tell(t, l, m, r, documents, at)
				}
				times = append(times, at)
			}
			for _, at := range times {
				compare(t, l, m, at)
			}
			if err := l.Rederive(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
			for _, at := range times {
				compare(t, l, m, at)
			}
			verify(t, l)
		})
	}
}

// tell records some documents, some of them again, by one of two readers that
// do not find the same claims.
func tell(t *testing.T, l *ledger.Ledger, m *model, r *rand.Rand, documents []ledger.Reading, at time.Time) {
	t.Helper()
	reader := []string{"reader/1", "reader/2"}[r.IntN(2)]
	var batch []ledger.Reading
	for range 3 {
		d := documents[r.IntN(len(documents))]
		d.Claims = slices.Clone(d.Claims)
		if reader == "reader/2" && len(d.Claims) > 1 {
			d.Claims = d.Claims[1:]
		}
		batch = append(batch, d)
	}
	if _, err := l.Append(t.Context(), batch, reader, at); err != nil {
		t.Fatal(err)
	}
	m.append(batch, reader, at.UnixMicro())
}

// judge gives a verdict on some claim.
func judge(t *testing.T, l *ledger.Ledger, m *model, r *rand.Rand, at time.Time) {
	t.Helper()
	for range 20 {
		e := m.claims[r.IntN(len(m.claims))]
		if e.Class == chancery.VerdictClaim {
			continue
		}
		v := []chancery.Verdict{chancery.Accepted, chancery.Rejected, chancery.Retracted}[r.IntN(3)]
		by := fmt.Sprintf("reviewer %d", r.IntN(1000))
		if err := l.Judge(t.Context(), ledger.Judgement{Claim: e.ID, Verdict: v, By: by}, at); err != nil {
			t.Fatal(err)
		}
		m.judge(e.ID, v, by, at.UnixMicro())
		return
	}
}

// compare asks the ledger and the model what was known at a time.
func compare(t *testing.T, l *ledger.Ledger, m *model, at time.Time) {
	t.Helper()
	rs, err := l.Relations(t.Context(), ledger.Asked{KnownAt: at}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for i := range rs {
		got = append(got, describe(rs[i].Interval()))
	}
	for _, x := range m.intervals(at.UnixMicro()) {
		want = append(want, describe(x))
	}
	same(t, "relations known at "+at.Format(time.RFC3339), got, want)

	xs, _, err := l.Timeline(t.Context(), ledger.TimelineQuery{Asked: ledger.Asked{KnownAt: at}})
	if err != nil {
		t.Fatal(err)
	}
	got, want = nil, nil
	for i := range xs {
		got = append(got, fmt.Sprint(xs[i].ID, xs[i].Date, xs[i].By, len(xs[i].Dates)))
	}
	for _, x := range ledger.Incidents(m.dyads(at.UnixMicro()), m.table) {
		want = append(want, fmt.Sprint(x.ID, x.Date, x.By, len(x.Dates)))
	}
	same(t, "incidents known at "+at.Format(time.RFC3339), got, want)
}

func describe(x ledger.Interval) string {
	return fmt.Sprintf("%s %s doer=%s since=%s until=%s holders=%v narrated=%v deniers=%v",
		x.Key, x.Status, x.Doer, x.Since, x.Until, x.Holders, x.Narrated, x.Deniers)
}

// same compares two lists but for their order.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	slices.SortFunc(got, cmp.Compare)
	slices.SortFunc(want, cmp.Compare)
	if slices.Equal(got, want) {
		return
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			t.Errorf("%s: only the ledger has %s", what, g)
		}
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("%s: only the model has %s", what, w)
		}
	}
	t.Fatalf("%s differ: %d, want %d", what, len(got), len(want))
}

func verify(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	v, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Faults) > 0 || v.Claims == 0 {
		t.Fatalf("verified %d claims with faults %v", v.Claims, v.Faults)
	}
}

// atomic has an update fail after it wrote.
func atomic(t *testing.T, open Open) {
	s := open(t)
	defer s.Close()
	broken := errors.New("broken off")
	err := s.Update(t.Context(), func(tx ledger.Tx) error {
		if err := tx.AddSources(t.Context(), []ledger.SourceRow{{Seq: 1, Source: chancery.Source{ID: "00112233445566778899aabbccddeeff", Recorded: start}}}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatalf("error %v, want that of the update", err)
	}
	err = s.View(t.Context(), func(v ledger.View) error {
		h, err := v.Head(t.Context())
		if h != (ledger.Head{}) {
			t.Errorf("head %+v after a failed update", h)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// corrections has a claim corrected, corrected again and accepted after all.
func corrections(t *testing.T, open Open) {
	l := New(t, open)
	shape := history.Crowd
	shape.Relations, shape.States = 1, 0
	var c chancery.Claim
	for r := range shape.Readings(30) {
		if _, err := l.Append(t.Context(), []ledger.Reading{r}, "reader/1", start); err != nil {
			t.Fatal(err)
		}
		for _, x := range r.Claims {
			if x.Modality == chancery.Asserted && x.Kind == "sanctions" {
				c = x
			}
		}
	}
	if c.ID == "" {
		t.Fatal("the history has no claim to correct")
	}
	has := func(status, to string) bool {
		rs, err := l.Relations(t.Context(), ledger.Asked{Of: "ZZZ", With: to}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(rs, func(r ledger.Relation) bool { return r.Status == status })
	}
	correct := func(to string) {
		instead := c
		instead.Actors, instead.Recipients = []chancery.Party{{Code: "ZZZ", Country: "ZZZ"}}, []chancery.Party{{Code: to, Country: to}}
		if err := l.Judge(t.Context(), ledger.Judgement{Claim: c.ID, Verdict: chancery.Corrected, By: "reviewer", Instead: &instead}, start); err != nil {
			t.Fatal(err)
		}
	}
	correct("YYY")
	if !has(c.Status, "YYY") {
		t.Error("the correction brought no relation about")
	}
	correct("XXX")
	if has(c.Status, "YYY") || !has(c.Status, "XXX") {
		t.Error("the second correction did not take the place of the first")
	}
	if err := l.Judge(t.Context(), ledger.Judgement{Claim: c.ID, Verdict: chancery.Accepted, By: "editor"}, start); err != nil {
		t.Fatal(err)
	}
	if has(c.Status, "XXX") {
		t.Error("the correction stands beside the claim that was accepted after all")
	}
	bad := c
	bad.Type = "FROWN"
	for name, j := range map[string]ledger.Judgement{
		"no name":       {Claim: c.ID, Verdict: chancery.Accepted},
		"no such claim": {Claim: c.ID[:47] + "x", Verdict: chancery.Accepted, By: "reviewer"},
		"machine":       {Claim: c.ID, Verdict: chancery.Superseded, By: "reviewer"},
		"no claim":      {Claim: c.ID, Verdict: chancery.Corrected, By: "reviewer"},
		"unknown type":  {Claim: c.ID, Verdict: chancery.Corrected, By: "reviewer", Instead: &bad},
	} {
		if l.Judge(t.Context(), j, start) == nil {
			t.Errorf("%s: the judgement is taken", name)
		}
	}
	verify(t, l)
}

// snapshots has a view that goes on while others write see nothing of it.
func snapshots(t *testing.T, open Open) {
	s := open(t)
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	docs := slices.Collect(history.Crowd.Readings(2))
	if _, err := l.Append(t.Context(), docs[:1], "reader/1", start); err != nil {
		t.Fatal(err)
	}
	err = s.View(t.Context(), func(v ledger.View) error {
		before, err := v.Head(t.Context())
		if err != nil {
			return err
		}
		if _, err := l.Append(t.Context(), docs[1:], "reader/1", start); err != nil {
			return err
		}
		after, err := v.Head(t.Context())
		if before != after {
			t.Errorf("the view saw %+v, then %+v", before, after)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// cancelled has an update stopped from outside.
func cancelled(t *testing.T, open Open) {
	l := New(t, open)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	docs := slices.Collect(history.Crowd.Readings(1))
	if _, err := l.Append(ctx, docs, "reader/1", start); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want that of the context", err)
	}
	added, err := l.Append(t.Context(), docs, "reader/1", start)
	if err != nil || added.Sources != 1 {
		t.Fatalf("afterwards %+v, %v", added, err)
	}
}
