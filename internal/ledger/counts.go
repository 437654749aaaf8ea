package ledger

import (
	"context"
	"fmt"
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
		var err error
		out, err = v.Counts(ctx, days, types)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: counting reports: %w", err)
	}
	return out, nil
}
