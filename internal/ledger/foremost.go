package ledger

import (
	"context"
	"fmt"
	"slices"
)

// Foremost is, of each of some incidents, the first telling that was recorded: what a
// list shows of it, where OfIncident is all. It is nil where none is kept.
func (l *Ledger) Foremost(ctx context.Context, xs []Incident) ([]*Evidence, error) {
	first := make([]int64, len(xs))
	for i := range xs {
		for _, seq := range xs[i].claims {
			if first[i] == 0 || seq < first[i] {
				first[i] = seq
			}
		}
	}
	var out []*Evidence
	err := l.store.View(ctx, func(v View) (err error) {
		out, err = l.firstTellings(ctx, v, first)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: first words of incidents: %w", err)
	}
	return out, nil
}

// Worded is what a list shows of a relation: the first telling that was recorded of
// those that say it is so, or where there is none of those that deny it, and how many
// claims tell of it at all.
type Worded struct {
	Evidence *Evidence
	Claims   int
}

// FirstWords is what a list shows of each of some relations, where OfRelation is all
// evidence. q is what the relations were asked by.
func (l *Ledger) FirstWords(ctx context.Context, rs []Relation, q Asked) ([]Worded, error) {
	out := make([]Worded, len(rs))
	first := make([]int64, len(rs))
	err := l.store.View(ctx, func(v View) error {
		byKey, err := bearingOn(ctx, v, rs, q)
		if err != nil {
			return err
		}
		for i := range rs {
			first[i], out[i].Claims = firstOf(byKey[rs[i].row.Key], &rs[i])
		}
		words, err := l.firstTellings(ctx, v, first)
		for i := range words {
			out[i].Evidence = words[i]
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: first words of relations: %w", err)
	}
	return out, nil
}

// bearingOn are the dyads that bear on each of some relations. Of what is known now
// the transitions tell on which days they are to be looked for; a pair much in the
// news has thousands.
func bearingOn(ctx context.Context, v View, rs []Relation, q Asked) (map[Key][]Dyad, error) {
	dq := DyadQuery{Keys: keysOf(rs), KnownAt: q.knownAt()}
	if len(rs) == 0 {
		return nil, nil
	}
	if q.KnownAt.IsZero() && q.PublishedBy == nil {
		ts, err := v.Transitions(ctx, dq.Keys...)
		if err != nil {
			return nil, err
		}
		if dq.Keys, dq.Dated = nil, datesOf(rs, ts); len(dq.Dated) == 0 {
			return nil, nil
		}
	}
	ds, err := dyadsOf(ctx, v, dq, q.PublishedBy)
	out := map[Key][]Dyad{}
	for _, d := range ds {
		out[d.Bears] = append(out[d.Bears], d)
	}
	return out, err
}

// datesOf are the dates of the transitions that bear on some of these relations within
// their times.
func datesOf(rs []Relation, ts []Transition) []DatedKey {
	byKey := map[Key][]*Relation{}
	for i := range rs {
		byKey[rs[i].row.Key] = append(byKey[rs[i].row.Key], &rs[i])
	}
	var out []DatedKey
	seen := map[DatedKey]bool{}
	for i := range ts {
		t := &ts[i]
		k := DatedKey{t.Key, t.When}
		if !seen[k] && slices.ContainsFunc(byKey[t.Key], func(r *Relation) bool { return r.Status == t.Status && within(t.When, &r.row.Interval) }) {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// firstOf is the claim that was recorded first of those that bear on a relation within
// its time, one that denies it only where none says it is so, and how many there are.
func firstOf(ds []Dyad, r *Relation) (first int64, n int) {
	seen := map[int64]bool{}
	denied := true
	for i := range ds {
		d := &ds[i]
		if d.Status != r.Status || !within(d.When, &r.row.Interval) || seen[d.Claim] {
			continue
		}
		seen[d.Claim] = true
		deny := d.Standing == Denied
		if first == 0 || denied && !deny || denied == deny && d.Claim < first {
			first, denied = d.Claim, deny
		}
	}
	return first, len(seen)
}

// firstTellings unfolds the first telling of each claim; 0 is none.
func (l *Ledger) firstTellings(ctx context.Context, v View, claims []int64) ([]*Evidence, error) {
	var wanted []int64
	for _, seq := range claims {
		if seq != 0 {
			wanted = append(wanted, seq)
		}
	}
	rows, err := v.ClaimsBySeq(ctx, wanted)
	if err != nil {
		return nil, err
	}
	known, err := l.unfolded(ctx, v, rows)
	if err != nil {
		return nil, err
	}
	out := make([]*Evidence, len(claims))
	for i, seq := range claims {
		if es := known[seq]; len(es) > 0 {
			out[i] = &es[0]
		}
	}
	return out, nil
}
