package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"chancery/internal/ledger"
)

func (s *session) AddDyads(ctx context.Context, ds []ledger.Dyad) error {
	for i := range ds {
		if err := s.month(ctx, ds[i].Recorded); err != nil {
			return err
		}
	}
	return s.insert(ctx, "dyads", strings.ReplaceAll(dyadColumns, ",", " ")+" lo hi", len(ds), func(i int) ([]any, error) {
		d := &ds[i]
		return []any{d.Claim, d.Source, d.From, d.To, d.Type, d.Kind, d.Status, d.What, string(d.Standing),
			int32(d.When.First), int32(d.When.Last), int32(d.Since.First), int32(d.Since.Last), d.By, d.Recorded, d.Until,
			d.Bears.A, d.Bears.B, min(d.From, d.To), max(d.From, d.To)}, nil
	})
}

func (s *session) EndDyads(ctx context.Context, ds []ledger.Dyad, at int64) error {
	if len(ds) == 0 {
		return nil
	}
	var from, to, lo, hi []string
	var first, last []int32
	var claims []int64
	for i := range ds {
		d := &ds[i]
		from, to, claims = append(from, d.From), append(to, d.To), append(claims, d.Claim)
		lo, hi = append(lo, min(d.From, d.To)), append(hi, max(d.From, d.To))
		first, last = append(first, int32(d.When.First)), append(last, int32(d.When.Last))
	}
	_, err := s.tx.Exec(ctx, `UPDATE dyads d SET until = $1
		FROM unnest($2::text[], $3::text[], $4::integer[], $5::integer[], $6::bigint[], $7::text[], $8::text[])
			AS e (lo, hi, last_day, first_day, claim, from_code, to_code)
		WHERE d.lo = e.lo AND d.hi = e.hi AND d.last_day = e.last_day AND d.first_day = e.first_day AND d.claim = e.claim
			AND d.from_code = e.from_code AND d.to_code = e.to_code AND d.until = $9`,
		at, lo, hi, last, first, claims, from, to, ledger.Forever)
	return err
}

func (s *session) AddIntervals(ctx context.Context, rows []ledger.IntervalRow) error {
	s.expect(nil)
	return s.insert(ctx, "intervals", `kind a b what status doer since_first since_last until_first until_last
		holders narrated deniers recorded until`, len(rows), func(i int) ([]any, error) {
		r := &rows[i]
		since, until := r.Interval.Since, r.Interval.Until
		return []any{r.Kind, r.A, r.B, r.What, r.Status, r.Doer, int32(since.First), int32(since.Last), int32(until.First), int32(until.Last),
			strings.Join(r.Holders, ","), r.Narrated, strings.Join(r.Deniers, ","), r.Recorded, r.Until}, nil
	})
}

func (s *session) EndIntervals(ctx context.Context, seqs []int64, at int64) error {
	s.expect(nil)
	if len(seqs) == 0 {
		return nil
	}
	var b pgx.Batch
	b.Queue("DELETE FROM intervals WHERE recorded = $1 AND seq = ANY($2)", at, seqs)
	b.Queue("UPDATE intervals SET until = $1 WHERE seq = ANY($2)", at, seqs)
	return s.tx.SendBatch(ctx, &b).Close()
}

// Forget deletes: TRUNCATE would be quicker, but views that go on would see the
// tables empty.
func (s *session) Forget(ctx context.Context) error {
	s.expect(nil)
	var b pgx.Batch
	for _, table := range []string{"dyads", "transitions", "intervals"} {
		b.Queue("DELETE FROM " + table)
	}
	return s.tx.SendBatch(ctx, &b).Close()
}

// Remade has nothing to do: Forget leaves the indexes, since to drop one would wait
// for all views, and have new ones wait.
func (s *session) Remade(context.Context) error { return nil }
