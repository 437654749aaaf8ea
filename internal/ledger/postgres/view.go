package postgres

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"iter"
	"time"

	"github.com/jackc/pgx/v5"

	"chancery"
	"chancery/internal/ledger"
)

// session reads, and in an Update writes, within one transaction.
type session struct {
	tx      pgx.Tx
	readers map[string]int32   // numbers of names
	months  map[time.Time]bool // partitions known to be there
	ahead   ahead
}

// each yields what scan makes of every row of a query, as rows come from the
// server.
func each[T any](ctx context.Context, s *session, query string, args []any, scan func(pgx.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := s.tx.Query(ctx, query, args...)
		if err != nil {
			yield(zero, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scan(rows)
			if !yield(v, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, err)
		}
	}
}

// Pages of a walk through a whole table. A query that is broken off still has
// all its rows sent, so whoever wants the first few may not pay for all.
const firstPage, largestPage = 32, 1024

// paged yields all rows after a sequence number, which is the query's $1, in
// pages of $2 rows that grow.
func paged[T any](ctx context.Context, s *session, query string, after int64, scan func(pgx.Rows) (*T, error), seq func(*T) int64) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for size := firstPage; ; size = min(2*size, largestPage) {
			n := 0
			for v, err := range each(ctx, s, query, []any{after, size}, scan) {
				if !yield(v, err) || err != nil {
					return
				}
				after = seq(v)
				n++
			}
			if n < size {
				return
			}
		}
	}
}

// all gathers what each yields.
func all[T any](seq iter.Seq2[*T, error]) ([]T, error) {
	var out []T
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		out = append(out, *v)
	}
	return out, nil
}

// first is the first that each yields, nil if there is none.
func first[T any](seq iter.Seq2[*T, error]) (*T, error) {
	for v, err := range seq {
		return v, err
	}
	return nil, nil
}

func (s *session) Head(ctx context.Context) (ledger.Head, error) {
	var h ledger.Head
	var source, claim int64
	err := s.tx.QueryRow(ctx, `SELECT coalesce(s.seq, 0), coalesce(s.recorded, 0), coalesce(c.seq, 0), coalesce(c.recorded, 0)
		FROM (SELECT) one
		LEFT JOIN (SELECT seq, recorded FROM sources ORDER BY seq DESC LIMIT 1) s ON true
		LEFT JOIN (SELECT seq, recorded FROM claims ORDER BY seq DESC LIMIT 1) c ON true`).Scan(&h.Sources, &source, &h.Claims, &claim)
	h.Recorded = max(source, claim)
	return h, err
}

const sourceColumns = "seq, id, name, url, title, publisher, language, published, basis, sketch, recorded"

func scanSource(rows pgx.Rows, more ...any) (*ledger.SourceRow, error) {
	var r ledger.SourceRow
	var id, name, url, title, publisher, language, published, basis, sketch []byte
	var recorded int64
	to := append([]any{&r.Seq, &id, &name, &url, &title, &publisher, &language, &published, &basis, &sketch, &recorded}, more...)
	if err := rows.Scan(to...); err != nil {
		return nil, err
	}
	r.Name, r.URL, r.Title, r.Publisher = string(name), string(url), string(title), string(publisher)
	r.Language, r.Published, r.Basis = string(language), string(published), chancery.Basis(basis)
	r.ID, r.Sketch, r.Recorded = hex.EncodeToString(id), ledger.ParseSketch(sketch), time.UnixMicro(recorded).UTC()
	return &r, nil
}

func scanWhole(rows pgx.Rows) (*ledger.SourceRow, error) {
	var text []byte
	r, err := scanSource(rows, &text)
	if r != nil {
		r.Text = string(text)
	}
	return r, err
}

func (s *session) SourceByID(ctx context.Context, id string) (*ledger.SourceRow, error) {
	raw, err := hex.DecodeString(id)
	if err != nil {
		return nil, nil
	}
	return first(each(ctx, s, "SELECT "+sourceColumns+", text FROM sources WHERE id = $1", []any{raw}, scanWhole))
}

func (s *session) SourcesByID(ctx context.Context, ids []string) (map[string]*ledger.SourceRow, error) {
	raws := make([][]byte, 0, len(ids))
	for _, id := range ids {
		if raw, err := hex.DecodeString(id); err == nil {
			raws = append(raws, raw)
		}
	}
	out := make(map[string]*ledger.SourceRow, len(ids))
	for r, err := range each(ctx, s, "SELECT "+sourceColumns+" FROM sources WHERE id = ANY($1)", []any{raws},
		func(rows pgx.Rows) (*ledger.SourceRow, error) { return scanSource(rows) }) {
		if err != nil {
			return nil, err
		}
		out[r.ID] = r
	}
	return out, nil
}

func (s *session) SourcesBySeq(ctx context.Context, seqs []int64) (map[int64]*ledger.SourceRow, error) {
	out := make(map[int64]*ledger.SourceRow, len(seqs))
	for r, err := range each(ctx, s, "SELECT "+sourceColumns+" FROM sources WHERE seq = ANY($1)", []any{seqs},
		func(rows pgx.Rows) (*ledger.SourceRow, error) { return scanSource(rows) }) {
		if err != nil {
			return nil, err
		}
		out[r.Seq] = r
	}
	return out, nil
}

func (s *session) TextsBySeq(ctx context.Context, seqs []int64) (map[int64]string, error) {
	out := make(map[int64]string, len(seqs))
	for r, err := range each(ctx, s, "SELECT seq, text FROM sources WHERE seq = ANY($1)", []any{seqs},
		func(rows pgx.Rows) (*ledger.SourceRow, error) {
			var r ledger.SourceRow
			var text []byte
			err := rows.Scan(&r.Seq, &text)
			r.Text = string(text)
			return &r, err
		}) {
		if err != nil {
			return nil, err
		}
		out[r.Seq] = r.Text
	}
	return out, nil
}

func (s *session) Sources(ctx context.Context, after int64) iter.Seq2[*ledger.SourceRow, error] {
	return paged(ctx, s, "SELECT "+sourceColumns+", text FROM sources WHERE seq > $1 ORDER BY seq LIMIT $2", after, scanWhole,
		func(r *ledger.SourceRow) int64 { return r.Seq })
}

func (s *session) NewestSources(ctx context.Context, publisher string, before int64, limit int) iter.Seq2[*ledger.SourceRow, error] {
	var c conditions
	if publisher != "" {
		c.add("md5(publisher) = md5(?::bytea) AND publisher = ?", []byte(publisher), []byte(publisher))
	}
	if before != 0 {
		c.add("seq < ?", before)
	}
	return each(ctx, s, "SELECT "+sourceColumns+" FROM sources"+c.where()+fmt.Sprintf(" ORDER BY seq DESC LIMIT %d", limit), c.args,
		func(rows pgx.Rows) (*ledger.SourceRow, error) { return scanSource(rows) })
}

func (s *session) ReadBy(ctx context.Context, source int64, reader string) (bool, error) {
	var read bool
	err := s.tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM readings WHERE source = $1 AND reader = (SELECT seq FROM readers WHERE name = $2))", source, reader).Scan(&read)
	return read, err
}

const claimColumns = `SELECT c.seq, c.source, c.about, c.id, c.recorded, r.name, c.body
	FROM claims c JOIN readers r ON r.seq = c.reader `

func scanClaim(rows pgx.Rows) (*ledger.ClaimRow, error) {
	var r ledger.ClaimRow
	var id []byte
	err := rows.Scan(&r.Seq, &r.Source, &r.About, &id, &r.Recorded, &r.Reader, &r.Body)
	r.ID = hex.EncodeToString(id)
	return &r, err
}

// ClaimByID finds a claim by its source, of whose id the claim's own begins with
// the first 8 bytes: sources are one index, claims one in every partition.
func (s *session) ClaimByID(ctx context.Context, id string) (*ledger.ClaimRow, error) {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != 24 {
		return nil, nil
	}
	last := append(raw[:8:8], bytes.Repeat([]byte{0xff}, 9)...)
	return first(each(ctx, s, claimColumns+"WHERE c.source IN (SELECT seq FROM sources WHERE id >= $1 AND id < $2) AND c.id = $3",
		[]any{raw[:8], last, raw}, scanClaim))
}

func (s *session) ClaimsBySeq(ctx context.Context, seqs []int64) (map[int64]*ledger.ClaimRow, error) {
	out := make(map[int64]*ledger.ClaimRow, len(seqs))
	for r, err := range each(ctx, s, claimColumns+"WHERE c.seq = ANY($1)", []any{seqs}, scanClaim) {
		if err != nil {
			return nil, err
		}
		out[r.Seq] = r
	}
	return out, nil
}

func (s *session) ClaimsOf(ctx context.Context, source int64) ([]ledger.ClaimRow, error) {
	return all(each(ctx, s, claimColumns+"WHERE c.source = $1 ORDER BY c.seq", []any{source}, scanClaim))
}

func (s *session) About(ctx context.Context, claims ...int64) ([]ledger.ClaimRow, error) {
	return all(each(ctx, s, claimColumns+"WHERE c.about = ANY($1) AND c.about > 0 ORDER BY c.seq", []any{claims}, scanClaim))
}

func (s *session) Judgements(ctx context.Context) iter.Seq2[*ledger.ClaimRow, error] {
	return each(ctx, s, claimColumns+"WHERE c.about > 0 ORDER BY c.seq", nil, func(rows pgx.Rows) (*ledger.ClaimRow, error) { return scanClaim(rows) })
}

func (s *session) Claims(ctx context.Context, after int64) iter.Seq2[*ledger.ClaimRow, error] {
	return paged(ctx, s, claimColumns+"WHERE c.seq > $1 ORDER BY c.seq LIMIT $2", after, scanClaim,
		func(r *ledger.ClaimRow) int64 { return r.Seq })
}
