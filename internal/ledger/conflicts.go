package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"chancery/internal/ontology"
)

// Contradiction is how claims contradict one another.
type Contradiction string

// Kinds of contradiction.
const (
	// Denial: some say that a status came about, others that it did not, or that it
	// stands otherwise on the very day.
	Denial Contradiction = "denial"
	// Dispute: some hold a relation with somebody with whom others say there
	// can be none.
	Dispute Contradiction = "dispute"
	// Dates: what comes about once in years is dated to days too far apart,
	// and nothing is told that ended it between.
	Dates Contradiction = "dates"
	// Untold: a relation is told to stand otherwise than the acts told so far
	// have left it.
	Untold Contradiction = "untold change"
)

// Side is one side of a contradiction: what is said, of when and by whom.
type Side struct {
	Says string   `json:"says"`
	When string   `json:"when,omitempty"`
	By   []string `json:"by,omitempty"` // codes; none when only sources themselves say so
	// Narrated tells that a source says so in its own name.
	Narrated bool `json:"narrated"`
}

// Conflict is a contradiction between claims of one relation.
type Conflict struct {
	Contradiction Contradiction `json:"contradiction"`
	Kind          string        `json:"kind"`
	From          string        `json:"from,omitempty"` // empty where several are concerned
	To            string        `json:"to"`
	What          string        `json:"what,omitempty"`
	Sides         []Side        `json:"sides"`
}

// Conflicts lists the contradictions between the live claims of the relations
// asked for, in the order of the relations. None is resolved.
func (l *Ledger) Conflicts(ctx context.Context, q Asked) ([]Conflict, error) {
	var out []Conflict
	wanted := func(k *Key) bool {
		return (q.Kind == "" || q.Kind == k.Kind) &&
			(q.Of == "" || q.Of == k.A || q.Of == k.B) && (q.With == "" || q.With == k.A || q.With == k.B)
	}
	err := l.store.View(ctx, func(v View) error {
		var group []Transition
		flush := func() {
			if len(group) > 0 && wanted(&group[0].Key) {
				out = append(out, contradictions(l.table, group)...)
			}
			group = group[:0]
		}
		for t, err := range l.transitions(ctx, v, q) {
			if err != nil {
				return err
			}
			if len(group) > 0 && group[0].Key != t.Key {
				flush()
			}
			group = append(group, *t)
		}
		flush()
		disputes, err := l.disputes(ctx, v, q)
		out = append(out, disputes...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: conflicts: %w", err)
	}
	return out, nil
}

// transitions are all live transitions, or those known at an earlier time, which
// are made of the dyads that lived then.
func (l *Ledger) transitions(ctx context.Context, v View, q Asked) func(func(*Transition, error) bool) {
	if q.KnownAt.IsZero() && q.PublishedBy == nil {
		if q.Of != "" {
			return l.transitionsBetween(ctx, v, q)
		}
		return v.AllTransitions(ctx)
	}
	return func(yield func(*Transition, error) bool) {
		ds, err := dyadsOf(ctx, v, q.dyads(), q.PublishedBy)
		if err != nil {
			yield(nil, err)
			return
		}
		ts := transitionsFrom(ds, l.table)
		slices.SortFunc(ts, func(a, b Transition) int { return compareKeys(&a.Key, &b.Key) })
		for i := range ts {
			if !yield(&ts[i], nil) {
				return
			}
		}
	}
}

// transitionsBetween are the live transitions of the relations of one side or between
// two, those of one relation together.
func (l *Ledger) transitionsBetween(ctx context.Context, v View, q Asked) func(func(*Transition, error) bool) {
	return func(yield func(*Transition, error) bool) {
		dq := q.dyads()
		dq.Bearing = true
		seen := map[Key]bool{}
		var keys []Key
		for d, err := range v.Dyads(ctx, dq) {
			if err != nil {
				yield(nil, err)
				return
			}
			if k := d.Bears; !seen[k] {
				seen[k] = true
				keys = append(keys, k)
			}
		}
		if len(keys) == 0 {
			return
		}
		ts, err := v.Transitions(ctx, keys...)
		if err != nil {
			yield(nil, err)
			return
		}
		slices.SortStableFunc(ts, func(a, b Transition) int { return compareKeys(&a.Key, &b.Key) })
		for i := range ts {
			if !yield(&ts[i], nil) {
				return
			}
		}
	}
}

func compareKeys(a, b *Key) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.A, b.A), cmp.Compare(a.B, b.B), cmp.Compare(a.What, b.What))
}

// onceInYears is the window, in days, from which a kind of relation counts as
// one whose changes come once in years, so that two dates far apart cannot both
// be right.
const onceInYears = 7

// contradictions are those within one relation.
func contradictions(t *ontology.Events, group []Transition) []Conflict {
	ts := slices.Clone(group)
	slices.SortFunc(ts, func(a, b Transition) int { return compareTransitions(t, &a, &b) })
	k := ts[0].Key
	make := func(c Contradiction, sides ...Side) Conflict {
		return Conflict{Contradiction: c, Kind: k.Kind, From: k.A, To: k.B, What: k.What, Sides: sides}
	}
	var out []Conflict
	out = append(out, denials(ts, make)...)
	var last *Transition // the last act
	for i := range ts {
		x := &ts[i]
		switch {
		case x.Standing == Done && last != nil && last.Status == x.Status && t.Window("", k.Kind) >= onceInYears &&
			apart(last.When, x.When) > t.Window("", k.Kind):
			out = append(out, make(Dates, side(last.Status, last), side(x.Status, x)))
		case x.Standing == Holds && last != nil && force(t, k.Kind, last.Status) != force(t, k.Kind, x.Status):
			sort := Untold
			if last.When.First == last.When.Last && last.When == x.When {
				sort = Denial // of one day there is no change between
			}
			out = append(out, make(sort, side(last.Status, last), side(x.Status, x)))
		}
		if x.Standing == Done || x.Standing == Holds && last == nil {
			last = x
		}
	}
	return compacted(out)
}

// force tells whether a relation is in force with a status.
func force(t *ontology.Events, kind, status string) bool {
	s, _, _ := t.StatusOf(kind, status)
	return s.Effect.InForce()
}

// denials sets each denied status against those who say that it came about.
func denials(ts []Transition, make func(Contradiction, ...Side) Conflict) []Conflict {
	var out []Conflict
	for i := range ts {
		if ts[i].Standing != Denied {
			continue
		}
		var says *Side
		for j := range ts {
			if ts[j].Status == ts[i].Status && ts[j].Standing != Denied {
				says = joinSide(says, &ts[j])
			}
		}
		if says != nil {
			out = append(out, make(Denial, *says, side("not "+ts[i].Status, &ts[i])))
		}
	}
	return out
}

// side is what one transition says.
func side(says string, t *Transition) Side {
	s := Side{Says: says, When: t.When.String()}
	for _, by := range split(t.By) {
		if by == "" {
			s.Narrated = true
		} else {
			s.By = append(s.By, by)
		}
	}
	return s
}

// joinSide adds who else says so; the first date stands.
func joinSide(s *Side, t *Transition) *Side {
	more := side(t.Status, t)
	if s == nil {
		return &more
	}
	s.By = append(s.By, more.By...)
	slices.Sort(s.By)
	s.By = slices.Compact(s.By)
	s.Narrated = s.Narrated || more.Narrated
	return s
}

// compacted leaves the first of conflicts that say the same.
func compacted(cs []Conflict) []Conflict {
	seen := map[string]bool{}
	return slices.DeleteFunc(cs, func(c Conflict) bool {
		k := fmt.Sprint(c)
		twice := seen[k]
		seen[k] = true
		return twice
	})
}

// disputes are the relations in force with somebody with whom others deny that
// there can be one: who recognises an entity, against who rejects it.
func (l *Ledger) disputes(ctx context.Context, v View, q Asked) ([]Conflict, error) {
	against := map[party]*Side{}
	var order []party
	ever := LastDay // when only what has not ended holds
	for _, kind := range l.table.Kinds() {
		if q.Kind != "" && q.Kind != kind {
			continue
		}
		for _, s := range l.table.Statuses(kind) {
			if s.Effect != ontology.Deny {
				continue
			}
			over, err := l.partiesOf(ctx, v, kind, q)
			if err != nil {
				return nil, err
			}
			iq := IntervalQuery{Kind: kind, Status: s.Name, B: over, AsOf: &ever, KnownAt: q.knownAt()}
			for row, err := range l.intervals(ctx, v, intervalQuery{iq, q.PublishedBy}) {
				if err != nil {
					return nil, err
				}
				if row.Interval.Until.Known() {
					continue
				}
				p := party{kind, row.B}
				if against[p] == nil {
					against[p] = &Side{Says: row.Status}
					order = append(order, p)
				}
				against[p].By = append(against[p].By, row.A)
			}
		}
	}
	for _, side := range against {
		slices.Sort(side.By)
	}
	var out []Conflict
	for _, p := range order {
		contra := against[p]
		if concerned, err := l.concerned(ctx, v, p, contra, q); err != nil {
			return nil, err
		} else if !concerned {
			continue
		}
		pro, err := l.inFavour(ctx, v, p, "", q)
		if err != nil {
			return nil, err
		}
		if pro != nil {
			out = append(out, Conflict{Contradiction: Dispute, Kind: p.kind, To: p.to, Sides: []Side{*pro, *contra}})
		}
	}
	return out, nil
}

// partiesOf are those over whom the sides that are asked for may be at odds with others:
// none stand for everybody, where nobody is asked for.
func (l *Ledger) partiesOf(ctx context.Context, v View, kind string, q Asked) ([]string, error) {
	switch {
	case q.Of == "":
		return nil, nil
	case q.With != "":
		return []string{min(q.Of, q.With), max(q.Of, q.With)}, nil
	}
	out := []string{q.Of}
	iq := IntervalQuery{Kind: kind, A: q.Of, KnownAt: q.knownAt()}
	for row, err := range l.intervals(ctx, v, intervalQuery{iq, q.PublishedBy}) {
		if err != nil {
			return nil, err
		}
		out = append(out, row.B)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// concerned tells whether a dispute over somebody is one of the side, or of both, that
// are asked for: over them or among those who are at odds.
func (l *Ledger) concerned(ctx context.Context, v View, p party, contra *Side, q Asked) (bool, error) {
	for _, who := range []string{q.Of, q.With} {
		if who == "" || who == p.to || slices.Contains(contra.By, who) {
			continue
		}
		if mine, err := l.inFavour(ctx, v, p, who, q); err != nil || mine == nil {
			return false, err
		}
	}
	return true, nil
}

// party is somebody with whom others hold, or deny, a kind of relation.
type party struct{ kind, to string }

// inFavour are those who hold a kind of relation with somebody, or, of one alone,
// whether he does; nil if there are none.
func (l *Ledger) inFavour(ctx context.Context, v View, p party, who string, q Asked) (*Side, error) {
	var holding []IntervalRow
	ever := LastDay // when only what has not ended holds
	for _, s := range l.table.Statuses(p.kind) {
		if !s.Effect.InForce() {
			continue
		}
		iq := IntervalQuery{Kind: p.kind, Status: s.Name, A: who, B: []string{p.to}, AsOf: &ever, KnownAt: q.knownAt()}
		for row, err := range l.intervals(ctx, v, intervalQuery{iq, q.PublishedBy}) {
			if err != nil {
				return nil, err
			}
			if !row.Interval.Until.Known() {
				holding = append(holding, *row)
			}
		}
	}
	slices.SortStableFunc(holding, func(a, b IntervalRow) int { return compareKeys(&a.Key, &b.Key) })
	var out *Side
	for i := range holding {
		if out == nil {
			out = &Side{Says: holding[i].Status}
		}
		out.By = append(out.By, holding[i].A)
	}
	return out, nil
}
