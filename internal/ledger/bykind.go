package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"chancery/internal/ontology"
)

// KindStandings are the relations of one kind that hold on a day: how many there are,
// and those that began last.
type KindStandings struct {
	Kind   string
	Total  int
	Newest []Relation
}

// StandingsByKind are the relations that Standings gives and that are wanted, of each
// kind at most so many, those begun last first; kinds in the order of the tables. Of the
// others little is read: an actor much in the news has thousands.
func (l *Ledger) StandingsByKind(ctx context.Context, q Asked, on Day, most int, wanted func(*Interval) bool) ([]KindStandings, error) {
	var out []KindStandings
	err := l.store.View(ctx, func(v View) error {
		iq := q.intervals()
		iq.AsOf, iq.Brief = &on, true
		byKind, err := l.heldByKind(ctx, v, iq, wanted)
		if err != nil {
			return err
		}
		for _, kind := range l.table.Kinds() {
			rows := byKind[kind]
			if len(rows) == 0 {
				continue
			}
			slices.SortStableFunc(rows, begunLast)
			out = append(out, KindStandings{Kind: kind, Total: len(rows)})
			byKind[kind] = rows[:min(len(rows), most)]
		}
		if iq.publishedBy == nil {
			if err := l.inFull(ctx, v, iq, byKind); err != nil {
				return err
			}
		}
		for i := range out {
			for _, row := range byKind[out[i].Kind] {
				r := answer(row, l.table)
				_, r.Certain = row.on(on, l.point(&row.Interval))
				out[i].Newest = append(out[i].Newest, r)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: relations by their kinds: %w", err)
	}
	return out, nil
}

// heldByKind are the wanted intervals that may hold on a day.
func (l *Ledger) heldByKind(ctx context.Context, v View, q intervalQuery, wanted func(*Interval) bool) (map[string][]*IntervalRow, error) {
	out := map[string][]*IntervalRow{}
	for row, err := range l.intervals(ctx, v, q) {
		if err != nil {
			return nil, err
		}
		if may, _ := row.on(*q.AsOf, l.point(&row.Interval)); may && wanted(&row.Interval) {
			out[row.Kind] = append(out[row.Kind], row)
		}
	}
	return out, nil
}

// inFull puts the whole of intervals in the place of what was read of them.
func (l *Ledger) inFull(ctx context.Context, v View, q intervalQuery, byKind map[string][]*IntervalRow) error {
	places := map[int64]**IntervalRow{}
	full := IntervalQuery{KnownAt: q.KnownAt, AsOf: q.AsOf}
	seen := map[Key]bool{}
	for _, rows := range byKind {
		for i, row := range rows {
			places[row.Seq] = &rows[i]
			if !seen[row.Key] {
				seen[row.Key] = true
				full.Keys = append(full.Keys, row.Key)
			}
		}
	}
	if len(full.Keys) == 0 {
		return nil
	}
	for row, err := range v.Intervals(ctx, full) {
		if err != nil {
			return err
		}
		if place := places[row.Seq]; place != nil {
			*place = row
		}
	}
	return nil
}

// point tells whether an interval is of what is done within a day.
func (l *Ledger) point(x *Interval) bool {
	s, _, _ := l.table.StatusOf(x.Kind, x.Status)
	return s.Effect == ontology.Point
}

// begunLast orders intervals of one kind by the last day on which they may have begun,
// those last first, then by their sides, then as View.Intervals gives them.
func begunLast(a, b *IntervalRow) int {
	if by := cmp.Compare(b.Begun(), a.Begun()); by != 0 {
		return by
	}
	aFrom, aTo := a.Sides()
	bFrom, bTo := b.Sides()
	if by := cmp.Or(cmp.Compare(aFrom, bFrom), cmp.Compare(aTo, bTo), compareKeys(&a.Key, &b.Key)); by != 0 || a.Seq == b.Seq {
		return by // of those that are drawn for the question none has a number
	}
	x, y := a.Interval.Since, b.Interval.Since
	return cmp.Or(cmp.Compare(x.Last, y.Last), cmp.Compare(x.First, y.First), cmp.Compare(a.Seq, b.Seq))
}

// Begun is the day by which an interval had begun; nothing is known of it before all.
func (x *Interval) Begun() Day {
	if x.Since.Last == LastDay {
		return x.Since.First
	}
	return x.Since.Last
}

// Sides are who does what towards whom: as the key has them, or the other way round where
// the second brought it about.
func (x *Interval) Sides() (from, to string) {
	if x.Doer == x.B {
		return x.B, x.A
	}
	return x.A, x.B
}
