package exchange

import (
	"cmp"
	"slices"
	"time"

	"chancery"
)

// month counts months: twelve times the year, and the months before in it.
type month int

func monthOf(t time.Time) month { return month(t.Year()*12 + int(t.Month()) - 1) }

func (m month) first() time.Time {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC)
}

func (m month) last() time.Time { return (m + 1).first().AddDate(0, 0, -1) }

func (m month) String() string { return m.first().Format("2006-01") }

// duo is who does something towards whom.
type duo struct{ from, to string }

// tally is what one did towards another in a month, by what documents tell: a claim is
// counted once, however often its document tells it.
type tally struct {
	acts      int
	byType    map[string]int
	byQuad    [5]int // by QuadClass; 0 is none
	score     float64
	goldstein float64
}

// monthly are the tallies of each pair by month.
type monthly map[duo]map[month]*tally

// tallies counts the acts that were done and are dated to a month or more exactly;
// name says whom a party counts as, empty if as nobody.
func (x *Export) tallies(b *Tables, name func(*chancery.Party) string) (monthly, error) {
	out := monthly{}
	err := x.eachAct(b, true, func(a *act) error {
		when := a.pair.When
		if when.First == nil || when.Last == nil || monthOf(dayTime(*when.First)) != monthOf(dayTime(*when.Last)) {
			return nil
		}
		pair := duo{name(&a.actor), name(&a.recipient)}
		if pair.from == "" || pair.to == "" || pair.from == pair.to {
			return nil
		}
		months := out[pair]
		if months == nil {
			months = map[month]*tally{}
			out[pair] = months
		}
		at := monthOf(dayTime(*when.First))
		t := months[at]
		if t == nil {
			t = &tally{byType: map[string]int{}}
			months[at] = t
		}
		t.acts++
		t.byType[a.Type]++
		t.byQuad[b.cameo.QuadClass(a.CAMEO)]++
		t.score += *a.row.Score
		if score, ok := b.score(a); ok {
			t.goldstein += score
		}
		return nil
	})
	return out, err
}

// pairs are those tallied, in the order of the alphabet.
func (m monthly) pairs() []duo {
	var out []duo
	for p := range m {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b duo) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	return out
}

// of are the months of a pair in their order.
func (m monthly) of(p duo) []month {
	var out []month
	for at := range m[p] {
		out = append(out, at)
	}
	slices.Sort(out)
	return out
}

// code is whom a party counts as in a graph: itself.
func code(p *chancery.Party) string { return p.Code }

// holds tells whether a relation surely had begun by a day and was not surely over.
func (r *Relation) holds(day int32) bool {
	return r.Since.Last != nil && *r.Since.Last <= day && (r.Until.First == nil && r.Until.Last == nil || r.Until.First != nil && *r.Until.First > day)
}
