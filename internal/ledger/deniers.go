package ledger

import (
	"context"
	"fmt"
	"slices"

	"chancery/internal/ontology"
)

// Deniers adds to those of some relations that are in force who denies that there can
// be any such with their second side. q and asOf are what the relations were asked by.
func (l *Ledger) Deniers(ctx context.Context, rs []Relation, q Asked, asOf *Day) error {
	err := l.store.View(ctx, func(v View) error { return l.deniers(ctx, v, rs, q.intervals(), asOf) })
	if err != nil {
		return fmt.Errorf("ledger: who denies relations: %w", err)
	}
	return nil
}

// deniers adds to the relations in force those who deny that there can be such a
// relation with their second side at all: Kyiv, to whom the recognition of
// Donetsk by anybody is null and void.
func (l *Ledger) deniers(ctx context.Context, v View, rs []Relation, q intervalQuery, asOf *Day) error {
	held := map[string][]string{} // with whom, by kind
	for i := range rs {
		if r := &rs[i]; r.InForce && !slices.Contains(held[r.Kind], r.row.B) {
			held[r.Kind] = append(held[r.Kind], r.row.B)
		}
	}
	denied := map[party][]string{}
	for kind, with := range held {
		if err := l.rejecters(ctx, v, intervalQuery{IntervalQuery{Kind: kind, B: with, KnownAt: q.KnownAt}, q.publishedBy}, asOf, denied); err != nil {
			return err
		}
	}
	for i := range rs {
		if r := &rs[i]; r.InForce {
			r.DeniedBy = withDeniers(r, denied[party{r.Kind, r.row.B}])
		}
	}
	return nil
}

// withDeniers are those who deny a relation with those who deny that there can be any
// such; who has it does not.
func withDeniers(r *Relation, more []string) []string {
	var added []string
	for _, who := range more {
		if who != r.From && !slices.Contains(r.DeniedBy, who) {
			added = append(added, who)
		}
	}
	if len(added) == 0 {
		return r.DeniedBy
	}
	out := slices.Concat(r.DeniedBy, added)
	slices.Sort(out)
	return slices.Compact(out)
}

// rejecters adds the codes of those who deny the kind of relation asked for.
func (l *Ledger) rejecters(ctx context.Context, v View, q intervalQuery, asOf *Day, denied map[party][]string) error {
	for _, s := range l.table.Statuses(q.Kind) {
		if s.Effect != ontology.Deny {
			continue
		}
		q.Status, q.AsOf, q.Brief = s.Name, asOf, true
		for row, err := range l.intervals(ctx, v, q) {
			if err != nil {
				return err
			}
			if asOf != nil {
				if may, _ := row.on(*asOf, false); !may {
					continue
				}
			}
			p := party{row.Kind, row.B}
			denied[p] = append(denied[p], row.A)
		}
	}
	return nil
}
