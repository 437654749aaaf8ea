package ledger

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"chancery"
)

// Claim is the claim with an id.
func (l *Ledger) Claim(ctx context.Context, id string) (chancery.Claim, error) {
	var c chancery.Claim
	err := l.store.View(ctx, func(v View) error {
		row, err := v.ClaimByID(ctx, id)
		if err != nil {
			return err
		}
		if row == nil {
			return ErrNoClaim
		}
		c, err = row.claim()
		return err
	})
	if err != nil {
		return c, fmt.Errorf("ledger: claim %s: %w", id, err)
	}
	return c, nil
}

// AllClaims are all claims in the order of their recording, as of one moment.
func (l *Ledger) AllClaims(ctx context.Context) iter.Seq2[*chancery.Claim, error] {
	return func(yield func(*chancery.Claim, error) bool) {
		err := l.store.View(ctx, func(v View) error {
			for row, err := range v.Claims(ctx, 0) {
				if err != nil {
					return err
				}
				c, err := row.claim()
				if err != nil {
					return err
				}
				if !yield(&c, nil) {
					return errStopped
				}
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(nil, fmt.Errorf("ledger: reading claims: %w", err))
		}
	}
}

// AllSources are all sources in the order of their recording, with their texts.
func (l *Ledger) AllSources(ctx context.Context) iter.Seq2[*chancery.Source, error] {
	return l.SourcesSince(ctx, time.Time{})
}

// errStopped ends a view whose reader wants no more.
var errStopped = errors.New("stopped")
