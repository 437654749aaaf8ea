package ledgertest

import (
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

// reading asks what pages are made of, of a small crowded world and of one that
// spans years, with verdicts in between.
func reading(t *testing.T, open Open) {
	table, err := ontology.LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	years := history.Crowd
	years.Actors, years.Days, years.Claims = 12, 900, 4
	for name, shape := range map[string]history.Shape{"crowd": history.Crowd, "years": years} {
		t.Run(name, func(t *testing.T) {
			l, m := New(t, open), newModel(table)
			r := rand.New(rand.NewPCG(3, 9))
			documents := slices.Collect(shape.Readings(120))
			at := start
			for part := range slices.Chunk(documents, 8) {
				at = at.Add(time.Hour)
				if _, err := l.Append(t.Context(), part, "reader/1", at); err != nil {
					t.Fatal(err)
				}
				m.append(part, "reader/1", at.UnixMicro())
				at = at.Add(time.Hour)
				judge(t, l, m, r, at)
			}
			t.Run("timelines", func(t *testing.T) { timelines(t, l, documents) })
			t.Run("changes", func(t *testing.T) { newestChanges(t, l, documents) })
			t.Run("counts", func(t *testing.T) { counts(t, l, m) })
			t.Run("claims", func(t *testing.T) { claimsOfSources(t, l, m) })
			t.Run("incidents of claims", func(t *testing.T) { incidentsOf(t, l) })
			t.Run("words", func(t *testing.T) { words(t, l, documents) })
			t.Run("sources", func(t *testing.T) { newestSources(t, l, at) })
		})
	}
}

// asked are questions that take in more and less.
func asked(documents []ledger.Reading) []ledger.Asked {
	day, _ := ledger.ParseDay(documents[len(documents)/2].Source.Published)
	act := documents[0].Claims[0]
	one, other := act.Actors[0].Code, act.Recipients[0].Code
	return []ledger.Asked{
		{}, {Of: one}, {Of: one, With: other}, {Of: other, KnownAt: start.Add(12 * time.Hour)}, {Of: one, PublishedBy: &day}, {Kind: "recognition"}, {Kind: "visit"}, {KnownAt: start.Add(12 * time.Hour)}, {PublishedBy: &day},
		{Kind: "sanctions", KnownAt: start.Add(20 * time.Hour), PublishedBy: &day},
	}
}

// spans are stretches of days of a history; nil is all.
func spans(documents []ledger.Reading) []*ledger.Bounds {
	first, _ := ledger.ParseDay(documents[0].Source.Published)
	last, _ := ledger.ParseDay(documents[len(documents)-1].Source.Published)
	third := (last - first) / 3
	return []*ledger.Bounds{nil, {First: first + third, Last: first + 2*third}, {First: first, Last: first}, {First: last + 4000, Last: last + 5000}}
}

// timelines compares the newest incidents of everybody with all of them.
func timelines(t *testing.T, l *ledger.Ledger, documents []ledger.Reading) {
	found := 0
	for _, a := range asked(documents) {
		for _, days := range spans(documents) {
			kinds := [][]string{nil, {"SUPPORT"}, {"SANCTION", "ASSAULT"}, {"PROTEST"}}
			if a.Of != "" {
				kinds = kinds[:2] // of one side there is less to tell apart
			}
			for _, types := range kinds {
				for _, within := range []int{0, 31, 1} {
					q := ledger.TimelineQuery{Asked: a, Days: days, Types: types, Within: within}
					all, more := incidentLines(t, l, q)
					if more {
						t.Fatalf("%+v: there is more than all", q)
					}
					found += len(all)
					for _, limit := range []int{1, 7, 40} {
						q.Limit = limit
						got, more := incidentLines(t, l, q)
						if want := all[:min(len(all), limit)]; !slices.Equal(got, want) {
							t.Fatalf("%+v:\n%v\nwant\n%v", q, got, want)
						}
						if !more && len(all) > limit {
							t.Fatalf("%+v: it does not tell that there is more", q)
						}
					}
				}
			}
		}
	}
	if found == 0 {
		t.Error("no question has an answer")
	}
}

func incidentLines(t *testing.T, l *ledger.Ledger, q ledger.TimelineQuery) ([]string, bool) {
	t.Helper()
	xs, more, err := l.Timeline(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := range xs {
		out = append(out, xs[i].ID+" "+incidentLine(&xs[i]))
	}
	return out, more
}

// newestChanges compares the newest changes with all of them.
func newestChanges(t *testing.T, l *ledger.Ledger, documents []ledger.Reading) {
	found := 0
	for _, a := range asked(documents) {
		for _, sides := range [][2]string{{}, {"A00"}, {"A01", "A00"}, {"A99"}} {
			a.Of, a.With = sides[0], sides[1]
			for _, days := range spans(documents) {
				if days == nil {
					days = &ledger.Bounds{First: ledger.FirstDay, Last: ledger.LastDay}
				}
				cs, err := l.Changes(t.Context(), a, *days)
				if err != nil {
					t.Fatal(err)
				}
				all := changeLines(cs)
				found += len(all)
				for _, limit := range []int{0, 1, 9, 1000} {
					cs, more, err := l.NewestChanges(t.Context(), a, *days, limit)
					if err != nil {
						t.Fatal(err)
					}
					got, want := changeLines(cs), all[:min(len(all), limit)]
					if !slices.Equal(got, want) || limit > 0 && more != (len(all) > limit) {
						t.Fatalf("%+v in %v, limit %d:\n%v\nmore %v, want\n%v", a, days, limit, got, more, want)
					}
				}
			}
		}
	}
	if found == 0 {
		t.Error("no question has an answer")
	}
}

func changeLines(cs []ledger.Change) []string {
	var out []string
	for i := range cs {
		out = append(out, cs[i].Date+" "+cs[i].Before+" -> "+RelationLine(&cs[i].Relation))
	}
	return out
}

// counts compares counts with those of the model.
func counts(t *testing.T, l *ledger.Ledger, m *model) {
	found := 0
	for _, days := range []ledger.Bounds{ledger.Unknown, day(t, "2022-01-10", "2022-01-19"), day(t, "2023-01-01", "2023-12-31"), day(t, "1999-01-01", "1999-12-31")} {
		for _, types := range [][]string{nil, {"SUPPORT", "SANCTION"}, {"PROTEST"}} {
			sources := map[string]map[string]bool{}
			for _, d := range m.dyads(ledger.Now) {
				if d.Standing != ledger.Done || d.To == "" || d.When.First < days.First || d.When.Last > days.Last ||
					types != nil && !slices.Contains(types, d.Type) {
					continue
				}
				act := d.From + " " + d.To + " " + d.Type
				if sources[act] == nil {
					sources[act] = map[string]bool{}
				}
				sources[act][m.claims[d.Claim].Source] = true
			}
			var got, want []string
			for act, of := range sources {
				want = append(want, fmt.Sprint(act, " ", len(of)))
			}
			cs, err := l.Counts(t.Context(), days, types)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range cs {
				got = append(got, fmt.Sprint(c.From, " ", c.To, " ", c.Type, " ", c.Reports))
			}
			if !slices.IsSorted(got) {
				t.Errorf("counts of %v are not in order: %v", days, got)
			}
			found += len(got)
			same(t, fmt.Sprintf("counts of %v", days), got, want)
		}
	}
	if found == 0 {
		t.Error("nothing was counted")
	}
}

func day(t *testing.T, first, last string) ledger.Bounds {
	t.Helper()
	b, err := daysOf(first, last)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// claimsOfSources compares the claims of each source, the verdicts on them and
// all verdicts with those of the model.
func claimsOfSources(t *testing.T, l *ledger.Ledger, m *model) {
	var sources, verdicts []string
	for _, e := range m.claims {
		if !slices.Contains(sources, e.Source) {
			sources = append(sources, e.Source)
		}
		if e.Class == chancery.VerdictClaim && e.Verdict != chancery.Superseded && e.Verdict != chancery.Reinstated {
			verdicts = append(verdicts, fmt.Sprint(e.About, e.Verdict, e.By))
		}
	}
	for _, source := range sources {
		var got, want []string
		for _, e := range m.claims {
			if e.Source == source && e.Class != chancery.VerdictClaim {
				on := m.verdicts(e.ID, ledger.Now)
				want = append(want, fmt.Sprint(e.ID, ledger.Stands(on), len(on)))
			}
		}
		js, err := l.OfSource(t.Context(), source)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range js {
			got = append(got, fmt.Sprint(j.ID, j.Stands, len(j.Verdicts)))
			one, err := l.JudgedClaim(t.Context(), j.ID)
			if err != nil || one.Stands != j.Stands || len(one.Verdicts) != len(j.Verdicts) || one.ID != j.ID {
				t.Errorf("claim %s by itself: stands %v with %d verdicts, %v", j.ID, one.Stands, len(one.Verdicts), err)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("claims of %s: %v, want %v", source, got, want)
		}
		s, err := l.Source(t.Context(), source)
		if err != nil || s.ID != source || s.Text == "" {
			t.Errorf("source %s: %+v, %v", source, s, err)
		}
	}
	var got []string
	for c, err := range l.Verdicts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprint(c.About, c.Verdict, c.By))
	}
	if !slices.Equal(got, verdicts) || len(got) == 0 {
		t.Errorf("verdicts %v, want %v", got, verdicts)
	}
}

// incidentsOf looks for the incidents of each claim, which must be those whose
// reports it is one of.
func incidentsOf(t *testing.T, l *ledger.Ledger) {
	xs, _, err := l.Timeline(t.Context(), ledger.TimelineQuery{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for i := range xs {
		es, err := l.OfIncident(t.Context(), &xs[i])
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range es {
			if line := xs[i].ID + " " + incidentLine(&xs[i]); !slices.Contains(want[e.Claim], line) {
				want[e.Claim] = append(want[e.Claim], line)
			}
		}
	}
	for c, err := range l.AllClaims(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		of, err := l.IncidentsOf(t.Context(), c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for i := range of {
			got = append(got, of[i].ID+" "+incidentLine(&of[i]))
		}
		if !slices.Equal(got, want[c.ID]) {
			t.Fatalf("incidents of %s: %v, want %v", c.ID, got, want[c.ID])
		}
	}
	if len(want) == 0 {
		t.Error("there are no incidents")
	}
}

// newestSources goes through all sources page by page.
func newestSources(t *testing.T, l *ledger.Ledger, at time.Time) {
	var all []chancery.Source
	for s, err := range l.AllSources(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, *s)
	}
	slices.Reverse(all)
	for _, publisher := range []string{"", all[0].Publisher, "Agency"} {
		var got, want []string
		for _, s := range all {
			if publisher == "" || s.Publisher == publisher {
				want = append(want, s.ID+s.Published)
			}
		}
		before := ""
		for {
			page, err := l.Newest(t.Context(), publisher, before, 7)
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, s := range page {
				if s.Text != "" {
					t.Errorf("source %s comes with its text", s.ID)
				}
				got = append(got, s.ID+s.Published)
				before = s.ID
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("sources of %q: %v, want %v", publisher, got, want)
		}
	}
	if _, err := l.Newest(t.Context(), "", "00112233445566778899aabbccddeeff", 7); !errors.Is(err, ledger.ErrNoSource) {
		t.Errorf("before a source that is not there: %v", err)
	}
	stats, err := l.Stats(t.Context())
	if err != nil || stats.Sources != int64(len(all)) || stats.Claims == 0 || stats.Recorded.Before(at) {
		t.Errorf("stats %+v, %v", stats, err)
	}
}

// empty asks everything of a ledger that holds nothing.
func empty(t *testing.T, open Open) {
	l := New(t, open)
	ctx := t.Context()
	id := "00112233445566778899aabbccddeeff"
	if _, err := l.Source(ctx, id); !errors.Is(err, ledger.ErrNoSource) {
		t.Errorf("source: %v", err)
	}
	if _, err := l.Source(ctx, "no id at all"); !errors.Is(err, ledger.ErrNoSource) {
		t.Errorf("source: %v", err)
	}
	if _, err := l.OfSource(ctx, id); !errors.Is(err, ledger.ErrNoSource) {
		t.Errorf("claims of a source: %v", err)
	}
	if _, err := l.JudgedClaim(ctx, id); !errors.Is(err, ledger.ErrNoClaim) {
		t.Errorf("claim: %v", err)
	}
	if _, err := l.IncidentsOf(ctx, id); !errors.Is(err, ledger.ErrNoClaim) {
		t.Errorf("incidents of a claim: %v", err)
	}
	if s, err := l.Newest(ctx, "", "", 10); len(s) > 0 || err != nil {
		t.Errorf("newest: %v, %v", s, err)
	}
	if xs, more, err := l.Timeline(ctx, ledger.TimelineQuery{Limit: 10}); len(xs) > 0 || more || err != nil {
		t.Errorf("timeline: %v, %v", xs, err)
	}
	if cs, more, err := l.NewestChanges(ctx, ledger.Asked{}, ledger.Unknown, 10); len(cs) > 0 || more || err != nil {
		t.Errorf("changes: %v, %v", cs, err)
	}
	if cs, err := l.Counts(ctx, ledger.Unknown, nil); len(cs) > 0 || err != nil {
		t.Errorf("counts: %v, %v", cs, err)
	}
	if hits, more, err := l.Search(ctx, ledger.SearchQuery{Words: "recognition"}); len(hits) > 0 || more || err != nil {
		t.Errorf("search: %v, %v", hits, err)
	}
	for c, err := range l.Verdicts(ctx) {
		t.Errorf("verdict %v, %v", c, err)
	}
	if s, err := l.Stats(ctx); s != (ledger.Stats{}) || err != nil {
		t.Errorf("stats: %+v, %v", s, err)
	}
}
