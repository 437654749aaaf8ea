package ledger

import (
	"context"
	"fmt"
	"iter"
	"time"

	"chancery"
)

// Recorded is a claim with what it says of each pair.
type Recorded struct {
	chancery.Claim
	Dyads []Dyad
}

// sinceTogether is how many claims are fetched at a time: their sources are
// looked up between, which no store does while it iterates.
const sinceTogether = 512

// ClaimsSince are the claims recorded after a time, in the order of recording,
// as of one moment. The zero time is before all.
func (l *Ledger) ClaimsSince(ctx context.Context, after time.Time) iter.Seq2[*Recorded, error] {
	return func(yield func(*Recorded, error) bool) {
		err := l.store.View(ctx, func(v View) error {
			head, err := v.Head(ctx)
			if err != nil {
				return err
			}
			first, err := firstAfter(head.Claims, after, func(seq int64) (int64, error) {
				rows, err := v.ClaimsBySeq(ctx, []int64{seq})
				if err != nil || rows[seq] == nil {
					return 0, missing("claim", seq, err)
				}
				return rows[seq].Recorded, nil
			})
			if err != nil {
				return err
			}
			for ; first <= head.Claims; first += sinceTogether {
				if err := l.yieldClaims(ctx, v, first, min(first+sinceTogether-1, head.Claims), yield); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(nil, fmt.Errorf("ledger: reading claims: %w", err))
		}
	}
}

// yieldClaims gives the claims of the sequence numbers first to last.
func (l *Ledger) yieldClaims(ctx context.Context, v View, first, last int64, yield func(*Recorded, error) bool) error {
	var seqs, sources []int64
	for seq := first; seq <= last; seq++ {
		seqs = append(seqs, seq)
	}
	rows, err := v.ClaimsBySeq(ctx, seqs)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		if rows[seq] == nil {
			return missing("claim", seq, nil)
		}
		sources = append(sources, rows[seq].Source)
	}
	of, err := sourcesOf(ctx, v, sources)
	if err != nil {
		return err
	}
	for _, seq := range seqs {
		c, err := rows[seq].claim()
		if err != nil {
			return err
		}
		source := of[rows[seq].Source]
		if source == nil {
			return missing("source", rows[seq].Source, nil)
		}
		if !yield(&Recorded{c, Dyads(&c, l.table, source.Published)}, nil) {
			return errStopped
		}
	}
	return nil
}

// SourcesSince are the sources recorded after a time, with their texts, in the
// order of recording, as of one moment. The zero time is before all.
func (l *Ledger) SourcesSince(ctx context.Context, after time.Time) iter.Seq2[*chancery.Source, error] {
	return func(yield func(*chancery.Source, error) bool) {
		err := l.store.View(ctx, func(v View) error {
			head, err := v.Head(ctx)
			if err != nil {
				return err
			}
			first, err := firstAfter(head.Sources, after, func(seq int64) (int64, error) {
				rows, err := v.SourcesBySeq(ctx, []int64{seq})
				if err != nil || rows[seq] == nil {
					return 0, missing("source", seq, err)
				}
				return rows[seq].Recorded.UnixMicro(), nil
			})
			if err != nil {
				return err
			}
			for row, err := range v.Sources(ctx, first-1) {
				if err != nil {
					return err
				}
				if !yield(&row.Source, nil) {
					return errStopped
				}
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(nil, fmt.Errorf("ledger: reading sources: %w", err))
		}
	}
}

// LastRecorded is the time of the last recording; of an empty ledger, zero.
func (l *Ledger) LastRecorded(ctx context.Context) (time.Time, error) {
	var at time.Time
	err := l.store.View(ctx, func(v View) error {
		head, err := v.Head(ctx)
		if err == nil && head.Recorded > 0 {
			at = time.UnixMicro(head.Recorded).UTC()
		}
		return err
	})
	if err != nil {
		return at, fmt.Errorf("ledger: reading how far it has come: %w", err)
	}
	return at, nil
}

// firstAfter is the first sequence number of 1 to last that was recorded after a
// time, last+1 if none was. Sequence numbers have no gaps and times of recording
// never run back, so that it is found by halving, without an index of times.
func firstAfter(last int64, after time.Time, recorded func(seq int64) (int64, error)) (int64, error) {
	lo, hi := int64(1), last+1
	if after.IsZero() {
		return lo, nil
	}
	for lo < hi {
		mid := lo + (hi-lo)/2
		at, err := recorded(mid)
		if err != nil {
			return 0, err
		}
		if at > after.UnixMicro() {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo, nil
}

// missing is the error of a row that should be there, or the one that kept it
// from being read.
func missing(what string, seq int64, err error) error {
	if err != nil {
		return err
	}
	return fmt.Errorf("%s number %d is not there; see chancery verify: %w", what, seq, ErrCorrupt)
}
