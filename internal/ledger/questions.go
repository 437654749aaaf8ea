package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"chancery/internal/ontology"
)

// Asked is what most questions have in common.
type Asked struct {
	Of, With string // codes; With empty is anybody, both empty everybody
	Kind     string // of relation; empty is all
	// KnownAt asks for what the ledger knew then; zero is all it knows.
	KnownAt time.Time
	// PublishedBy leaves out what sources published after that day tell, and
	// what undated ones do: what a reader of the press could know then, whenever
	// the ledger came to read it. Nil takes all.
	PublishedBy *Day
}

func (a *Asked) knownAt() int64 {
	if a.KnownAt.IsZero() {
		return Now
	}
	return a.KnownAt.UnixMicro()
}

func (a *Asked) intervals() intervalQuery {
	q := intervalQuery{IntervalQuery{Kind: a.Kind, KnownAt: a.knownAt()}, a.PublishedBy}
	if a.With != "" {
		q.Pair = [2]string{a.Of, a.With}
	} else {
		q.Of = a.Of
	}
	return q
}

func (a *Asked) dyads() DyadQuery {
	q := DyadQuery{Kind: a.Kind, KnownAt: a.knownAt()}
	if a.With != "" {
		q.Pair = [2]string{a.Of, a.With}
	} else {
		q.Of = a.Of
	}
	return q
}

// Relation is an interval as it is answered: a standing between two sides, since
// when, until when, on whose word, and who denies it.
type Relation struct {
	Kind    string `json:"kind"`
	From    string `json:"from"`
	To      string `json:"to"`
	What    string `json:"what,omitempty"`
	Status  string `json:"status"`
	InForce bool   `json:"in_force"`
	Since   string `json:"since,omitempty"` // as Bounds.String
	Until   string `json:"until,omitempty"`
	// Certain tells that it stood so on the day asked for whatever the days
	// within the bounds; without a day it is true.
	Certain     bool      `json:"certain"`
	AccordingTo []string  `json:"according_to,omitempty"`
	Narrated    bool      `json:"narrated"` // a source says so in its own name
	DeniedBy    []string  `json:"denied_by,omitempty"`
	LastTold    string    `json:"last_told,omitempty"` // see Ledger.LastTold
	Recorded    time.Time `json:"recorded"`            // since when the ledger knows it so

	row IntervalRow
}

// answer makes a Relation of an interval.
func answer(row *IntervalRow, t *ontology.Events) Relation {
	s, _, _ := t.StatusOf(row.Kind, row.Status)
	from, to := row.Sides()
	return Relation{
		Kind: row.Kind, From: from, To: to, What: row.What, Status: row.Status, InForce: s.Effect.InForce(),
		Since: row.Interval.Since.String(), Until: row.Interval.Until.String(), Certain: true,
		AccordingTo: row.Holders, Narrated: row.Narrated, DeniedBy: row.Deniers,
		Recorded: time.UnixMicro(row.Recorded).UTC(), row: *row,
	}
}

// on tells whether an interval may hold on a day, and whether it surely does.
func (x *Interval) on(day Day, point bool) (may, surely bool) {
	if x.Since.First > day {
		return false, false
	}
	switch {
	case point:
		return x.Until.Last >= day, x.Since.First == x.Until.Last
	case x.Until.Known() && x.Until.Last <= day:
		return false, false
	}
	return true, x.Since.Last <= day && (!x.Until.Known() || x.Until.First > day)
}

// Relations are the relations asked for that hold on a day; without one, all
// there ever were.
func (l *Ledger) Relations(ctx context.Context, q Asked, asOf *Day) ([]Relation, error) {
	var out []Relation
	err := l.store.View(ctx, func(v View) error {
		var err error
		out, err = l.relations(ctx, v, q.intervals(), asOf)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: relations: %w", err)
	}
	return out, nil
}

// Standings are the relations asked for as Relations has them, without those who deny
// that there can be any such with their second side: Deniers fills these in.
func (l *Ledger) Standings(ctx context.Context, q Asked, asOf *Day) ([]Relation, error) {
	var out []Relation
	err := l.store.View(ctx, func(v View) error {
		var err error
		out, err = l.standings(ctx, v, q.intervals(), asOf)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: relations: %w", err)
	}
	return out, nil
}

// LastTold fills in the last day of which each of these relations is told to
// stand as it does: what nobody has spoken of for years may have ended untold. q
// is what the relations were asked by.
func (l *Ledger) LastTold(ctx context.Context, rs []Relation, q Asked) error {
	err := l.store.View(ctx, func(v View) error { return l.lastTold(ctx, v, rs, q) })
	if err != nil {
		return fmt.Errorf("ledger: when relations were last told: %w", err)
	}
	return nil
}

func (l *Ledger) lastTold(ctx context.Context, v View, rs []Relation, q Asked) error {
	byKey, err := l.transitionsOf(ctx, v, keysOf(rs), q)
	if err != nil {
		return err
	}
	for i := range rs {
		x := &rs[i].row.Interval
		last := FirstDay
		for _, t := range byKey[x.Key] {
			if t.Status == x.Status && (t.Standing == Done || t.Standing == Holds) && t.When.Last != LastDay &&
				t.When.Last >= x.Since.First && (!x.Until.Known() || t.When.First <= x.Until.Last) {
				last = max(last, t.When.Last)
			}
		}
		if x.Until.Known() {
			last = min(last, x.Until.Last)
		}
		rs[i].LastTold = last.String()
	}
	return nil
}

// keysOf are the relations of which some stand in a list, each once.
func keysOf(rs []Relation) []Key {
	var out []Key
	seen := map[Key]bool{}
	for i := range rs {
		if k := rs[i].row.Key; !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// transitionsOf are the transitions of relations as the question knows them.
func (l *Ledger) transitionsOf(ctx context.Context, v View, keys []Key, q Asked) (map[Key][]Transition, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	var ts []Transition
	if q.KnownAt.IsZero() && q.PublishedBy == nil {
		var err error
		if ts, err = v.Transitions(ctx, keys...); err != nil {
			return nil, err
		}
	} else {
		ds, err := dyadsOf(ctx, v, DyadQuery{Keys: keys, KnownAt: q.knownAt()}, q.PublishedBy)
		if err != nil {
			return nil, err
		}
		ts = transitionsFrom(ds, l.table)
	}
	out := map[Key][]Transition{}
	for _, t := range ts {
		out[t.Key] = append(out[t.Key], t)
	}
	return out, nil
}

func (l *Ledger) relations(ctx context.Context, v View, q intervalQuery, asOf *Day) ([]Relation, error) {
	out, err := l.standings(ctx, v, q, asOf)
	if err != nil {
		return nil, err
	}
	return out, l.deniers(ctx, v, out, q, asOf)
}

// standings are relations without those who deny them.
func (l *Ledger) standings(ctx context.Context, v View, q intervalQuery, asOf *Day) ([]Relation, error) {
	var out []Relation
	q.AsOf = asOf
	for row, err := range l.intervals(ctx, v, q) {
		if err != nil {
			return nil, err
		}
		surely := true
		if asOf != nil {
			var may bool
			if may, surely = row.on(*asOf, l.point(&row.Interval)); !may {
				continue
			}
		}
		r := answer(row, l.table)
		r.Certain = surely
		out = append(out, r)
	}
	return out, nil
}

// Recognition tells who holds an entity to be a state on a day and who does not.
type Recognition struct {
	Entity     string     `json:"entity"`
	Recognised []Relation `json:"recognised_by"`
	Rejected   []Relation `json:"rejected_by"`
	Withdrawn  []Relation `json:"withdrawn_by"`
}

// Recognition is who recognises the entity q.Of, who refuses to, and who has
// withdrawn its recognition, each since when and by whose word.
func (l *Ledger) Recognition(ctx context.Context, q Asked, asOf *Day) (*Recognition, error) {
	out := &Recognition{Entity: q.Of, Recognised: []Relation{}, Rejected: []Relation{}, Withdrawn: []Relation{}}
	err := l.store.View(ctx, func(v View) error {
		iq := intervalQuery{IntervalQuery{B: []string{q.Of}, Kind: "recognition", KnownAt: q.knownAt()}, q.PublishedBy}
		// Asked for one status at a time, the store need look at no other.
		var rs []Relation
		for _, s := range l.table.Statuses("recognition") {
			iq.Status = s.Name
			more, err := l.standings(ctx, v, iq, asOf)
			if err != nil {
				return err
			}
			rs = append(rs, more...)
		}
		if err := l.deniers(ctx, v, rs, iq, asOf); err != nil {
			return err
		}
		for _, r := range rs {
			switch s, _, _ := l.table.StatusOf(r.Kind, r.Status); s.Effect {
			case ontology.Open:
				out.Recognised = append(out.Recognised, r)
			case ontology.Deny:
				out.Rejected = append(out.Rejected, r)
			case ontology.Close:
				out.Withdrawn = append(out.Withdrawn, r)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: recognition of %s: %w", q.Of, err)
	}
	return out, nil
}

// Change is the beginning or the end of a standing.
type Change struct {
	Date   string `json:"date"` // as Bounds.String
	Before string `json:"before,omitempty"`
	Relation
}

// Changes are the relations that came to stand otherwise within some days,
// newest first.
func (l *Ledger) Changes(ctx context.Context, q Asked, days Bounds) ([]Change, error) {
	iq := q.intervals()
	iq.Changed = &days
	return l.changes(ctx, iq, func(x *Interval) bool {
		return x.Since.First != FirstDay && days.First <= x.Since.Last && x.Since.Last <= days.Last
	})
}

// NewestChanges are the newest of the relations that came to stand otherwise
// within some days, newest first, at most so many. more tells that older ones were
// left out.
func (l *Ledger) NewestChanges(ctx context.Context, q Asked, days Bounds, limit int) (out []Change, more bool, err error) {
	if limit <= 0 {
		return nil, false, nil
	}
	iq := q.intervals()
	iq.Begun, iq.Newest = &days, limit+1
	if out, err = l.changes(ctx, iq, func(*Interval) bool { return true }); err != nil {
		return nil, false, err
	}
	n := min(len(out), limit)
	return out[:n], len(out) > n, nil
}

// Learnt are the relations of which the ledger came to know otherwise after a
// time of recording, whenever they changed, newest first.
func (l *Ledger) Learnt(ctx context.Context, q Asked, after time.Time) ([]Change, error) {
	iq := q.intervals()
	iq.Since = after.UnixMicro()
	return l.changes(ctx, iq, func(*Interval) bool { return true })
}

func (l *Ledger) changes(ctx context.Context, q intervalQuery, wanted func(*Interval) bool) ([]Change, error) {
	var out []Change
	err := l.store.View(ctx, func(v View) error {
		rs, err := l.relations(ctx, v, q, nil)
		if err != nil {
			return err
		}
		rs = slices.DeleteFunc(rs, func(r Relation) bool { return !wanted(&r.row.Interval) })
		keys := keysOf(rs)
		if len(keys) == 0 {
			return nil
		}
		before := map[Key][]IntervalRow{}
		for row, err := range l.intervals(ctx, v, intervalQuery{IntervalQuery{Keys: keys, KnownAt: q.KnownAt}, q.publishedBy}) {
			if err != nil {
				return err
			}
			before[row.Key] = append(before[row.Key], *row)
		}
		for _, r := range rs {
			c := Change{Date: r.Since, Relation: r}
			if s, _, _ := l.table.StatusOf(r.Kind, r.Status); s.Effect != ontology.Point {
				c.Before = statusBefore(before[r.row.Key], &r.row)
			}
			out = append(out, c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: changes: %w", err)
	}
	slices.SortStableFunc(out, func(a, b Change) int {
		return cmp.Or(cmp.Compare(b.row.Interval.Since.Last, a.row.Interval.Since.Last), cmp.Compare(b.Recorded.UnixMicro(), a.Recorded.UnixMicro()))
	})
	return out, nil
}

// statusBefore is the status of the interval that comes before one of the same
// relation.
func statusBefore(rows []IntervalRow, x *IntervalRow) string {
	i := slices.IndexFunc(rows, func(r IntervalRow) bool { return r.Interval.equal(x.Interval) })
	if i < 1 {
		return ""
	}
	return rows[i-1].Status
}

// Interval is the interval that a relation was answered from.
func (r *Relation) Interval() Interval { return r.row.Interval }
