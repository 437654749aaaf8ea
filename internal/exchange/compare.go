package exchange

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Deed is an act of one towards another on a day, however many times a set tells
// it: event data call this one a day.
type Deed struct {
	From, To, Type string
	Day            int32 // from 1970-01-01
	Told           int   // how many times the set tells it
	Words, Where   string
}

// dyadType is what two deeds must have in common to be one.
type dyadType struct{ from, to, typ string }

// Deeds is a set of acts to be compared with another.
type Deeds struct {
	by   map[dyadType]map[int32]*Deed
	n    int
	told int
}

// maxDeeds bounds a set, which is held in memory.
const maxDeeds = 5_000_000

// ErrTooManyDeeds is the error of a set that has grown over its limit.
var ErrTooManyDeeds = errors.New("too many acts on one side; narrow them with --since, --until or --actor")

// NewDeeds makes an empty set.
func NewDeeds() *Deeds { return &Deeds{by: map[dyadType]map[int32]*Deed{}} }

// Add adds a telling of a deed; of several on a day, the first is kept.
func (s *Deeds) Add(d Deed) error {
	key := dyadType{d.From, d.To, d.Type}
	days := s.by[key]
	if days == nil {
		days = map[int32]*Deed{}
		s.by[key] = days
	}
	s.told++
	if there := days[d.Day]; there != nil {
		there.Told++
		return nil
	}
	if s.n++; s.n > maxDeeds {
		return fmt.Errorf("exchange: comparing: %w (over %d)", ErrTooManyDeeds, maxDeeds)
	}
	d.Told = 1
	days[d.Day] = &d
	return nil
}

// Len is how many deeds there are, Told how often they are told together.
func (s *Deeds) Len() int { return s.n }

// Told is how many tellings the deeds were made of.
func (s *Deeds) Told() int { return s.told }

// sorted are the deeds of a dyad and type in the order of days.
func (s *Deeds) sorted(key dyadType) []*Deed {
	out := make([]*Deed, 0, len(s.by[key]))
	for _, d := range s.by[key] {
		out = append(out, d)
	}
	slices.SortFunc(out, compareDeeds)
	return out
}

func compareDeeds(x, y *Deed) int {
	return cmp.Or(cmp.Compare(x.Day, y.Day), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To), cmp.Compare(x.Type, y.Type))
}

// Agreement counts deeds of two sets. A = Both + OtherType + OnlyA, and so for B.
// Precision, recall and F1 are those of b, were a right: Both/B, Both/A and their
// harmonic mean; nil where they are not defined.
type Agreement struct {
	A         int      `json:"a"`
	B         int      `json:"b"`
	Both      int      `json:"both"`
	OtherType int      `json:"other_type"`
	OnlyA     int      `json:"only_a"`
	OnlyB     int      `json:"only_b"`
	Precision *float64 `json:"precision"`
	Recall    *float64 `json:"recall"`
	F1        *float64 `json:"f1"`
}

func (x *Agreement) settle() {
	x.Precision, x.Recall = share(x.Both, x.B), share(x.Both, x.A)
	x.F1 = share(2*x.Both, x.A+x.B)
}

// share is n of all to four places, nil of nothing.
func share(n, all int) *float64 {
	if all == 0 {
		return nil
	}
	v := rounded(float64(n) / float64(all))
	return &v
}

func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// TypeAgreement is the agreement on a PLOVER type. OtherType counts deeds of that
// type in either set that the other tells with another, in A and in B apart.
type TypeAgreement struct {
	Type string `json:"type"`
	Agreement
	OtherInB int `json:"other_in_b"` // a has the type, b another
	OtherInA int `json:"other_in_a"` // b has the type, a another
}

// DyadAgreement is the agreement on the acts of one towards another.
type DyadAgreement struct {
	From string `json:"from"`
	To   string `json:"to"`
	Agreement
}

// Crossed counts pairs of deeds, one of each set, of one dyad within the days
// allowed: with the type in a and that in b.
type Crossed struct {
	A string `json:"a"`
	B string `json:"b"`
	N int    `json:"n"`
}

// Disagreement is a deed that only one set has, or that the other has with another
// type. A or B is nil where the set has none.
type Disagreement struct{ A, B *Deed }

// Comparison is how far two sets of deeds agree.
type Comparison struct {
	Days  int
	All   Agreement
	Types []TypeAgreement // in the order of the alphabet
	Dyads []DyadAgreement // those with most deeds first
	Cross []Crossed
	// Kappa is Cohen's, of the types of deeds that both sets tell of a dyad within
	// the days allowed: 1 is full agreement, 0 what chance alone would give. It is
	// nil where chance alone gives full agreement, or nothing is told by both.
	Kappa *float64

	OnlyA, OnlyB, OtherType []Disagreement // in the order of days
}

// Compare matches the deeds of two sets: of the same direction, the same type and
// days at most so many apart, each with one at most, as many as can be. What is
// left is matched once more without the type.
func Compare(a, b *Deeds, days int) *Comparison {
	m := matching{days: int32(days), types: map[string]*TypeAgreement{}, dyads: map[[2]string]*DyadAgreement{}, cross: map[[2]string]int{}}
	keys := map[dyadType]bool{}
	for k := range a.by {
		keys[k] = true
	}
	for k := range b.by {
		keys[k] = true
	}
	leftA, leftB := map[[2]string][]*Deed{}, map[[2]string][]*Deed{}
	for k := range keys {
		dyad := [2]string{k.from, k.to}
		pairs, onlyA, onlyB := m.match(a.sorted(k), b.sorted(k))
		m.count(k, len(pairs)+len(onlyA), len(pairs)+len(onlyB), len(pairs))
		leftA[dyad], leftB[dyad] = append(leftA[dyad], onlyA...), append(leftB[dyad], onlyB...)
	}
	c := &Comparison{Days: days}
	for dyad := range m.dyads {
		slices.SortFunc(leftA[dyad], compareDeeds)
		slices.SortFunc(leftB[dyad], compareDeeds)
		pairs, onlyA, onlyB := m.match(leftA[dyad], leftB[dyad])
		for _, p := range pairs {
			m.other(dyad, p)
			c.OtherType = append(c.OtherType, Disagreement{p[0], p[1]})
		}
		for _, d := range onlyA {
			c.OnlyA = append(c.OnlyA, Disagreement{A: d})
		}
		for _, d := range onlyB {
			c.OnlyB = append(c.OnlyB, Disagreement{B: d})
		}
	}
	m.settle(c)
	return c
}

// matching gathers what Compare counts.
type matching struct {
	days  int32
	types map[string]*TypeAgreement
	dyads map[[2]string]*DyadAgreement
	cross map[[2]string]int
}

// match pairs deeds in the order of days, each with the earliest that is near
// enough. As many are matched as can be: were an earlier one left for a later
// partner, no more could be.
func (m *matching) match(a, b []*Deed) (pairs [][2]*Deed, onlyA, onlyB []*Deed) {
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i].Day+m.days < b[j].Day:
			onlyA = append(onlyA, a[i])
			i++
		case b[j].Day+m.days < a[i].Day:
			onlyB = append(onlyB, b[j])
			j++
		default:
			pairs = append(pairs, [2]*Deed{a[i], b[j]})
			i, j = i+1, j+1
		}
	}
	return pairs, append(onlyA, a[i:]...), append(onlyB, b[j:]...)
}

func (m *matching) typ(name string) *TypeAgreement {
	if m.types[name] == nil {
		m.types[name] = &TypeAgreement{Type: name}
	}
	return m.types[name]
}

func (m *matching) count(k dyadType, a, b, both int) {
	dyad := [2]string{k.from, k.to}
	if m.dyads[dyad] == nil {
		m.dyads[dyad] = &DyadAgreement{From: k.from, To: k.to}
	}
	for _, x := range []*Agreement{&m.typ(k.typ).Agreement, &m.dyads[dyad].Agreement} {
		x.A, x.B, x.Both = x.A+a, x.B+b, x.Both+both
	}
	if both > 0 {
		m.cross[[2]string{k.typ, k.typ}] += both
	}
}

// other counts a pair of one dyad and two types.
func (m *matching) other(dyad [2]string, p [2]*Deed) {
	m.dyads[dyad].OtherType++
	m.typ(p[0].Type).OtherInB++
	m.typ(p[1].Type).OtherInA++
	m.cross[[2]string{p[0].Type, p[1].Type}]++
}

func (m *matching) settle(c *Comparison) {
	for _, d := range m.dyads {
		d.OnlyA, d.OnlyB = d.A-d.Both-d.OtherType, d.B-d.Both-d.OtherType
		d.settle()
		c.Dyads = append(c.Dyads, *d)
		c.All.A, c.All.B = c.All.A+d.A, c.All.B+d.B
		c.All.Both, c.All.OtherType = c.All.Both+d.Both, c.All.OtherType+d.OtherType
		c.All.OnlyA, c.All.OnlyB = c.All.OnlyA+d.OnlyA, c.All.OnlyB+d.OnlyB
	}
	c.All.settle()
	for _, t := range m.types {
		t.OnlyA, t.OnlyB = t.A-t.Both-t.OtherInB, t.B-t.Both-t.OtherInA
		t.OtherType = t.OtherInB + t.OtherInA
		t.settle()
		c.Types = append(c.Types, *t)
	}
	for k, n := range m.cross {
		c.Cross = append(c.Cross, Crossed{k[0], k[1], n})
	}
	slices.SortFunc(c.Types, func(x, y TypeAgreement) int { return cmp.Compare(x.Type, y.Type) })
	slices.SortFunc(c.Dyads, func(x, y DyadAgreement) int {
		return cmp.Or(cmp.Compare(y.A+y.B, x.A+x.B), cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To))
	})
	slices.SortFunc(c.Cross, func(x, y Crossed) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	for _, list := range [][]Disagreement{c.OnlyA, c.OnlyB, c.OtherType} {
		slices.SortFunc(list, func(x, y Disagreement) int { return compareDeeds(x.first(), y.first()) })
	}
	c.Kappa = kappa(c.Cross)
}

func (d *Disagreement) first() *Deed {
	if d.A != nil {
		return d.A
	}
	return d.B
}

// kappa is Cohen's kappa of a table of pairs (Cohen 1960).
func kappa(cross []Crossed) *float64 {
	all, same := 0, 0
	inA, inB := map[string]int{}, map[string]int{}
	for _, x := range cross {
		all += x.N
		inA[x.A] += x.N
		inB[x.B] += x.N
		if x.A == x.B {
			same += x.N
		}
	}
	chance := 0 // times the square of all, so that it is a whole number
	for typ, n := range inA {
		chance += n * inB[typ]
	}
	if all == 0 || chance == all*all {
		return nil
	}
	expected := float64(chance) / float64(all) / float64(all)
	v := rounded((float64(same)/float64(all) - expected) / (1 - expected))
	return &v
}
