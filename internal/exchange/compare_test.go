package exchange

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// deeds makes a set of "FROM TO TYPE DAY".
func deeds(t *testing.T, lines ...string) *Deeds {
	t.Helper()
	s := NewDeeds()
	for _, line := range lines {
		var d Deed
		if _, err := fmt.Sscan(line, &d.From, &d.To, &d.Type, &d.Day); err != nil {
			t.Fatal(err)
		}
		if err := s.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b []string
		days int
		want string // a b both other only-a only-b
	}{
		{"nothing", nil, nil, 1, "0 0 0 0 0 0"},
		{"the same", []string{"UKR PRK SANCTION 10"}, []string{"UKR PRK SANCTION 10"}, 0, "1 1 1 0 0 0"},
		{"a day apart", []string{"UKR PRK SANCTION 10"}, []string{"UKR PRK SANCTION 11"}, 1, "1 1 1 0 0 0"},
		{"too far apart", []string{"UKR PRK SANCTION 10"}, []string{"UKR PRK SANCTION 12"}, 1, "1 1 0 0 1 1"},
		{"the other way", []string{"UKR PRK SANCTION 10"}, []string{"PRK UKR SANCTION 10"}, 1, "1 1 0 0 1 1"},
		{"another type", []string{"UKR PRK SANCTION 10"}, []string{"UKR PRK REJECT 9"}, 1, "1 1 0 1 0 0"},
		{"told twice on a day", []string{"UKR PRK SANCTION 10", "UKR PRK SANCTION 10"}, []string{"UKR PRK SANCTION 10"}, 1, "1 1 1 0 0 0"},
		{"each once", []string{"UKR PRK SANCTION 10"}, []string{"UKR PRK SANCTION 9", "UKR PRK SANCTION 11"}, 1, "1 2 1 0 0 1"},
		{"as many as can be", []string{"A B AID 10", "A B AID 12"}, []string{"A B AID 9", "A B AID 11"}, 1, "2 2 2 0 0 0"},
		{"the same type first", []string{"A B AID 10"}, []string{"A B REJECT 10", "A B AID 11"}, 1, "1 2 1 0 0 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := Compare(deeds(t, c.a...), deeds(t, c.b...), c.days)
			got := fmt.Sprint(x.All.A, x.All.B, x.All.Both, x.All.OtherType, x.All.OnlyA, x.All.OnlyB)
			if got != c.want {
				t.Errorf("a, b, both, other type, only a, only b: %s, want %s", got, c.want)
			}
			if len(x.OnlyA) != x.All.OnlyA || len(x.OnlyB) != x.All.OnlyB || len(x.OtherType) != x.All.OtherType {
				t.Errorf("the disagreements are not those counted: %+v", x)
			}
		})
	}
}

func TestFigures(t *testing.T) {
	a := deeds(t, "UKR PRK SANCTION 1", "UKR PRK SANCTION 20", "UKR PRK REJECT 40", "RUS PRK AID 3", "RUS PRK AID 60")
	b := deeds(t, "UKR PRK SANCTION 2", "UKR PRK ACCUSE 20", "UKR PRK REJECT 40", "RUS PRK AID 3")
	x := Compare(a, b, 1)
	if *x.All.Precision != 0.75 || *x.All.Recall != 0.6 || *x.All.F1 != 0.6667 {
		t.Errorf("precision %v, recall %v, F1 %v", *x.All.Precision, *x.All.Recall, *x.All.F1)
	}
	// Of four pairs three are alike; chance: sanction 2·1, reject 1·1, aid 1·1 of 16.
	if x.Kappa == nil || *x.Kappa != 0.6667 {
		t.Errorf("kappa %v", x.Kappa)
	}
	if got := fmt.Sprint(x.Cross); got != "[{AID AID 1} {REJECT REJECT 1} {SANCTION ACCUSE 1} {SANCTION SANCTION 1}]" {
		t.Errorf("cross table %s", got)
	}
	if x.Dyads[0].From != "UKR" || x.Dyads[0].Both != 2 || x.Dyads[0].OtherType != 1 {
		t.Errorf("dyads %+v", x.Dyads)
	}
	for _, typ := range x.Types {
		if typ.Type == "ACCUSE" && (typ.Recall != nil || *typ.Precision != 0 || typ.OtherInA != 1 || typ.OnlyB != 0) {
			t.Errorf("of a type that a has not: %+v", typ)
		}
	}
	if Compare(deeds(t, "A B AID 1"), deeds(t, "A B AID 1"), 0).Kappa != nil {
		t.Error("a kappa where there is one type alone")
	}
}

// TestMatchingIsMaximal holds the matching against trying all.
func TestMatchingIsMaximal(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		n := int32(r.IntN(4))
		a, b := NewDeeds(), NewDeeds()
		for range 6 {
			a.Add(Deed{From: "A", To: "B", Type: "AID", Day: int32(r.IntN(12))})
			b.Add(Deed{From: "A", To: "B", Type: "AID", Day: int32(r.IntN(12))})
		}
		key := dyadType{"A", "B", "AID"}
		want := most(a.sorted(key), b.sorted(key), n)
		if x := Compare(a, b, int(n)); x.All.Both != want {
			t.Fatalf("%d matched within %d days, %d can be", x.All.Both, n, want)
		}
	}
}

// most tries all matchings.
func most(a, b []*Deed, days int32) int {
	if len(a) == 0 {
		return 0
	}
	best := most(a[1:], b, days)
	for i, d := range b {
		if max(d.Day-a[0].Day, a[0].Day-d.Day) <= days {
			rest := append(append([]*Deed{}, b[:i]...), b[i+1:]...)
			best = max(best, 1+most(a[1:], rest, days))
		}
	}
	return best
}
