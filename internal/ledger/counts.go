package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

// Count is how many reports tell acts of one type that one side did towards
// another.
type Count struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Type    string `json:"type"` // PLOVER
	Reports int    `json:"reports"`
}

// Counts are how many reports tell acts that were done within some days, by who
// did what to whom, in the order of the alphabet. A report is a document; what it
// tells several times counts once. Acts of which it is not sure that they were
// done within the days, and those towards nobody, are left out. types are PLOVER
// types; none are all.
func (l *Ledger) Counts(ctx context.Context, days Bounds, types []string) ([]Count, error) {
	var out []Count
	err := l.store.View(ctx, func(v View) error {
		sources := map[Count]map[int64]bool{}
		for d, err := range v.Dyads(ctx, DyadQuery{Types: types, Days: &days, KnownAt: Now}) {
			if err != nil {
				return err
			}
			if d.Standing != Done || d.To == "" || d.When.First < days.First || d.When.Last > days.Last {
				continue
			}
			c := Count{From: d.From, To: d.To, Type: d.Type}
			if sources[c] == nil {
				sources[c] = map[int64]bool{}
			}
			sources[c][d.Source] = true
		}
		for c, of := range sources {
			c.Reports = len(of)
			out = append(out, c)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: counting reports: %w", err)
	}
	slices.SortFunc(out, func(a, b Count) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Type, b.Type))
	})
	return out, nil
}
