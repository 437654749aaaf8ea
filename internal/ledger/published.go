package ledger

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
)

// intervalQuery chooses intervals drawn from what was published by a day.
type intervalQuery struct {
	IntervalQuery
	publishedBy *Day // nil: all, as they are kept
}

// intervals are those kept or, where a day of publication bounds them, those
// that the dyads of the sources published by then give.
func (l *Ledger) intervals(ctx context.Context, v View, q intervalQuery) iter.Seq2[*IntervalRow, error] {
	if q.publishedBy == nil {
		return v.Intervals(ctx, q.IntervalQuery)
	}
	return func(yield func(*IntervalRow, error) bool) {
		rows, err := l.drawn(ctx, v, q)
		if err != nil {
			yield(nil, err)
			return
		}
		for i := range rows {
			if !yield(&rows[i], nil) {
				return
			}
		}
	}
}

// drawn draws intervals anew from what was published by a day.
func (l *Ledger) drawn(ctx context.Context, v View, q intervalQuery) ([]IntervalRow, error) {
	dq := DyadQuery{Keys: q.Keys, Pair: q.Pair, Kind: q.Kind, KnownAt: q.KnownAt, Bearing: true}
	sides := []string{q.Of}
	if q.Of == "" && q.Pair == [2]string{} && len(q.Keys) == 0 {
		if sides = []string{q.A}; q.A == "" && len(q.B) > 0 {
			sides = q.B
		}
	}
	seen := map[Key]bool{} // of two of these sides, what is told is told once
	var ds []Dyad
	for _, side := range sides {
		dq.Of = side
		of, err := dyadsOf(ctx, v, dq, q.publishedBy)
		if err != nil {
			return nil, err
		}
		before := maps.Clone(seen)
		for i := range of {
			if !before[of[i].Bears] {
				seen[of[i].Bears] = true
				ds = append(ds, of[i])
			}
		}
	}
	byKey := map[Key][]Transition{}
	for _, t := range transitionsFrom(ds, l.table) {
		byKey[t.Key] = append(byKey[t.Key], t)
	}
	var out []IntervalRow
	for _, ts := range byKey {
		for _, x := range Derive(l.table, ts) {
			if q.takes(&x) {
				out = append(out, IntervalRow{Interval: x, Until: Forever})
			}
		}
	}
	// Those of one relation stand in the order they were drawn in.
	slices.SortStableFunc(out, func(a, b IntervalRow) int { return compareKeys(&a.Key, &b.Key) })
	if q.Newest > 0 {
		slices.SortStableFunc(out, func(a, b IntervalRow) int {
			return cmp.Compare(b.Interval.Since.Last, a.Interval.Since.Last)
		})
		out = out[:min(len(out), q.Newest)]
	}
	return out, nil
}

// takes tells whether an interval is one of those asked for.
func (q *intervalQuery) takes(x *Interval) bool {
	return (q.A == "" || q.A == x.A) && (len(q.B) == 0 || slices.Contains(q.B, x.B)) && (q.Status == "" || q.Status == x.Status) &&
		(q.Begun == nil || q.Begun.First <= x.Since.Last && x.Since.Last <= q.Begun.Last && x.Since.First != FirstDay) &&
		(q.AsOf == nil || x.Since.First <= *q.AsOf && x.Until.Last >= *q.AsOf) &&
		(q.Changed == nil || q.Changed.First <= x.Since.Last && x.Since.Last <= q.Changed.Last ||
			q.Changed.First <= x.Until.Last && x.Until.Last <= q.Changed.Last)
}

// dyadsOf are the dyads of a query, of sources published by a day if one is given.
func dyadsOf(ctx context.Context, v View, q DyadQuery, publishedBy *Day) ([]Dyad, error) {
	ds, err := gather(v.Dyads(ctx, q))
	if err != nil {
		return nil, err
	}
	return withinPress(ctx, v, ds, publishedBy)
}

// withinPress leaves those dyads whose sources were published by a day.
func withinPress(ctx context.Context, v View, ds []Dyad, day *Day) ([]Dyad, error) {
	if day == nil {
		return ds, nil
	}
	var seqs []int64
	for i := range ds {
		seqs = append(seqs, ds[i].Source)
	}
	rows, err := sourcesOf(ctx, v, seqs)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(ds, func(d Dyad) bool {
		s := rows[d.Source]
		return s == nil || s.Published == "" || s.Published > day.String()
	}), nil
}

// sourcesOf are the sources of these sequence numbers, some of which may stand
// several times.
func sourcesOf(ctx context.Context, v View, seqs []int64) (map[int64]*SourceRow, error) {
	slices.Sort(seqs)
	return v.SourcesBySeq(ctx, slices.Compact(seqs))
}
