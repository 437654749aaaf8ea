package ledgertest

import (
	"cmp"
	"reflect"
	"slices"
	"testing"

	"chancery/internal/ledger"
)

// words compares what a list shows of relations and incidents with all their evidence,
// and relations whose deniers are filled in with those that come with them.
func words(t *testing.T, l *ledger.Ledger, documents []ledger.Reading) {
	n := 0
	for _, q := range asked(documents) {
		rs, err := l.Relations(t.Context(), q, nil)
		if err != nil {
			t.Fatal(err)
		}
		n += len(rs)
		shown, err := l.FirstWords(t.Context(), rs, q)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rs {
			relationWords(t, l, &rs[i], q, shown[i])
		}
		for _, day := range []*ledger.Day{nil, dayOf(documents[len(documents)/2].Source.Published)} {
			withDeniers(t, l, q, day)
		}
		byKind(t, l, q, *dayOf(documents[len(documents)/2].Source.Published))
	}
	if n == 0 {
		t.Error("there are no relations")
	}
	incidentWords(t, l)
}

func relationWords(t *testing.T, l *ledger.Ledger, r *ledger.Relation, q ledger.Asked, got ledger.Worded) {
	t.Helper()
	all, err := l.OfRelation(t.Context(), r, q)
	if err != nil {
		t.Fatal(err)
	}
	var claims []string
	var first *ledger.Evidence // in the order of recording
	for i := range all {
		e := &all[i]
		if first == nil || first.Standing == ledger.Denied && e.Standing != ledger.Denied {
			first = e
		}
		if !slices.Contains(claims, e.Claim) {
			claims = append(claims, e.Claim)
		}
	}
	if len(claims) == 100 {
		return // there may be more than are unfolded
	}
	if got.Claims != len(claims) || (got.Evidence == nil) != (first == nil) {
		t.Fatalf("%+v %s: %d claims, want %d", q, RelationLine(r), got.Claims, len(claims))
	}
	if first != nil && !reflect.DeepEqual(*got.Evidence, *first) {
		t.Fatalf("%+v %s:\n%+v\nwant\n%+v", q, RelationLine(r), *got.Evidence, *first)
	}
}

func withDeniers(t *testing.T, l *ledger.Ledger, q ledger.Asked, day *ledger.Day) {
	t.Helper()
	want, err := l.Relations(t.Context(), q, day)
	if err != nil {
		t.Fatal(err)
	}
	got, err := l.Standings(t.Context(), q, day)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Deniers(t.Context(), got, q, day); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v %v: %d standings with their deniers are not the %d relations", q, day, len(got), len(want))
	}
}

// byKind compares the relations that stand on a day, by kinds, with all of them.
func byKind(t *testing.T, l *ledger.Ledger, q ledger.Asked, day ledger.Day) {
	t.Helper()
	all, err := l.Standings(t.Context(), q, &day)
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(all, func(a, b ledger.Relation) int {
		x, y := a.Interval(), b.Interval()
		return cmp.Or(cmp.Compare(y.Begun(), x.Begun()), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	const most = 2
	want := map[string]ledger.KindStandings{}
	for _, r := range all {
		k := want[r.Kind]
		if k.Total++; k.Total <= most {
			k.Newest = append(k.Newest, r)
		}
		k.Kind = r.Kind
		want[r.Kind] = k
	}
	unwanted := ""
	for kind := range want {
		unwanted = max(unwanted, kind)
	}
	delete(want, unwanted)
	got, err := l.StandingsByKind(t.Context(), q, day, most, func(x *ledger.Interval) bool { return x.Kind != unwanted })
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(want) {
		t.Fatalf("%+v %v: %d kinds, want %d", q, day, len(got), len(want))
	}
	for _, k := range got {
		if !reflect.DeepEqual(k, want[k.Kind]) {
			t.Fatalf("%+v %v:\n%+v\nwant\n%+v", q, day, k, want[k.Kind])
		}
	}
}

func incidentWords(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	xs, _, err := l.Timeline(t.Context(), ledger.TimelineQuery{})
	if err != nil || len(xs) == 0 {
		t.Fatal("there are no incidents", err)
	}
	shown, err := l.Foremost(t.Context(), xs)
	if err != nil {
		t.Fatal(err)
	}
	for i := range xs {
		all, err := l.OfIncident(t.Context(), &xs[i])
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(*shown[i], all[0]) {
			t.Fatalf("%s:\n%+v\nwant\n%+v", incidentLine(&xs[i]), *shown[i], all[0])
		}
	}
}

func dayOf(text string) *ledger.Day {
	d, err := ledger.ParseDay(text)
	if err != nil {
		return nil
	}
	return &d
}
