package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"chancery/internal/ledger"
)

// session reads, and in an Update writes, within one transaction.
type session struct {
	tx      *sql.Tx
	prepare func(text string) (*sql.Stmt, error) // for this transaction
	stmts   map[string]*sql.Stmt
	dropped []index // by Forget, until Remade
	roomy   bool    // Forget took a larger cache
}

// each yields what scan makes of every row of a query.
func each[T any](ctx context.Context, s *session, query string, args []any, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := s.query(ctx, query, args)
		if err != nil {
			yield(zero, explain(err))
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
			yield(zero, explain(err))
		}
	}
}

// query runs a query. Those that differ by their arguments alone are prepared
// once.
func (s *session) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	if len(args) == 0 {
		return s.tx.QueryContext(ctx, query, args...)
	}
	st, err := s.prepared(query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

// all gathers what each yields.
func all[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
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
	err := s.tx.QueryRowContext(ctx, `SELECT
		coalesce((SELECT max(seq) FROM sources), 0),
		coalesce((SELECT max(seq) FROM claims), 0),
		max(coalesce((SELECT recorded FROM claims ORDER BY seq DESC LIMIT 1), 0),
		    coalesce((SELECT recorded FROM sources ORDER BY seq DESC LIMIT 1), 0))`).Scan(&h.Sources, &h.Claims, &h.Recorded)
	return h, explain(err)
}

const sourceColumns = "seq, id, name, url, title, publisher, language, published, basis, sketch, recorded"

func scanSource(rows *sql.Rows, text *string) (*ledger.SourceRow, error) {
	var r ledger.SourceRow
	var id, sketch []byte
	var recorded int64
	to := []any{&r.Seq, &id, &r.Name, &r.URL, &r.Title, &r.Publisher, &r.Language, &r.Published, &r.Basis, &sketch, &recorded}
	if text != nil {
		to = append(to, text)
	}
	if err := rows.Scan(to...); err != nil {
		return nil, explain(err)
	}
	r.ID, r.Sketch, r.Recorded = hex.EncodeToString(id), ledger.ParseSketch(sketch), time.UnixMicro(recorded).UTC()
	return &r, nil
}

func scanWhole(rows *sql.Rows) (*ledger.SourceRow, error) {
	var text string
	r, err := scanSource(rows, &text)
	if r != nil {
		r.Text = text
	}
	return r, err
}

func (s *session) SourceByID(ctx context.Context, id string) (*ledger.SourceRow, error) {
	raw, err := hex.DecodeString(id)
	if err != nil {
		return nil, nil
	}
	return first(each(ctx, s, "SELECT "+sourceColumns+", text FROM sources WHERE id = ?", []any{raw}, scanWhole))
}

func (s *session) SourcesByID(ctx context.Context, ids []string) (map[string]*ledger.SourceRow, error) {
	out := make(map[string]*ledger.SourceRow, len(ids))
	for _, id := range ids {
		raw, err := hex.DecodeString(id)
		if err != nil {
			continue
		}
		row, err := first(each(ctx, s, "SELECT "+sourceColumns+" FROM sources WHERE id = ?", []any{raw},
			func(rows *sql.Rows) (*ledger.SourceRow, error) { return scanSource(rows, nil) }))
		if err != nil {
			return nil, err
		}
		if row != nil {
			out[id] = row
		}
	}
	return out, nil
}

func (s *session) SourcesBySeq(ctx context.Context, seqs []int64) (map[int64]*ledger.SourceRow, error) {
	out := make(map[int64]*ledger.SourceRow, len(seqs))
	for part := range parts(seqs) {
		for r, err := range each(ctx, s, "SELECT "+sourceColumns+" FROM sources WHERE seq IN ("+part+")", nil,
			func(rows *sql.Rows) (*ledger.SourceRow, error) { return scanSource(rows, nil) }) {
			if err != nil {
				return nil, err
			}
			out[r.Seq] = r
		}
	}
	return out, nil
}

func (s *session) TextsBySeq(ctx context.Context, seqs []int64) (map[int64]string, error) {
	out := make(map[int64]string, len(seqs))
	for part := range parts(seqs) {
		for r, err := range each(ctx, s, "SELECT seq, text FROM sources WHERE seq IN ("+part+")", nil,
			func(rows *sql.Rows) (*ledger.SourceRow, error) {
				var r ledger.SourceRow
				return &r, explain(rows.Scan(&r.Seq, &r.Text))
			}) {
			if err != nil {
				return nil, err
			}
			out[r.Seq] = r.Text
		}
	}
	return out, nil
}

// parts writes sequence numbers as lists for IN, so many at a time.
func parts(seqs []int64) iter.Seq[string] {
	return func(yield func(string) bool) {
		for len(seqs) > 0 {
			n := min(len(seqs), 500)
			var b strings.Builder
			for i, q := range seqs[:n] {
				if i > 0 {
					b.WriteByte(',')
				}
				fmt.Fprint(&b, q)
			}
			if !yield(b.String()) {
				return
			}
			seqs = seqs[n:]
		}
	}
}

func (s *session) Sources(ctx context.Context, after int64) iter.Seq2[*ledger.SourceRow, error] {
	return each(ctx, s, "SELECT "+sourceColumns+", text FROM sources WHERE seq > ? ORDER BY seq", []any{after}, scanWhole)
}

func (s *session) NewestSources(ctx context.Context, publisher string, before int64, limit int) iter.Seq2[*ledger.SourceRow, error] {
	var c conditions
	if publisher != "" {
		c.add("publisher = ?", publisher)
	}
	if before != 0 {
		c.add("seq < ?", before)
	}
	return each(ctx, s, "SELECT "+sourceColumns+" FROM sources"+c.where()+" ORDER BY seq DESC LIMIT ?", append(c.args, limit),
		func(rows *sql.Rows) (*ledger.SourceRow, error) { return scanSource(rows, nil) })
}

func (s *session) ReadBy(ctx context.Context, source int64, reader string) (bool, error) {
	found, err := first(each(ctx, s, "SELECT 1 FROM readings WHERE source = ? AND reader = (SELECT seq FROM readers WHERE name = ?)",
		[]any{source, reader}, func(rows *sql.Rows) (*int, error) {
			var one int
			return &one, rows.Scan(&one)
		}))
	return found != nil, explain(err)
}

const claimColumns = `c.seq, c.source, c.about, s.id, c.hash, c.recorded, r.name, c.body
	FROM claims c JOIN sources s ON s.seq = c.source JOIN readers r ON r.seq = c.reader `

func scanClaim(rows *sql.Rows) (*ledger.ClaimRow, error) {
	var r ledger.ClaimRow
	var source, hash []byte
	if err := rows.Scan(&r.Seq, &r.Source, &r.About, &source, &hash, &r.Recorded, &r.Reader, &r.Body); err != nil {
		return nil, explain(err)
	}
	if len(source) < 8 {
		return nil, fmt.Errorf("%w (source %d has no id)", ledger.ErrCorrupt, r.Source)
	}
	r.ID = hex.EncodeToString(source[:8]) + hex.EncodeToString(hash)
	return &r, nil
}

func (s *session) ClaimByID(ctx context.Context, id string) (*ledger.ClaimRow, error) {
	raw, err := hex.DecodeString(id)
	if err != nil || len(raw) != 24 {
		return nil, nil
	}
	return first(each(ctx, s, "SELECT "+claimColumns+"WHERE s.id >= ? AND s.id < ? AND c.hash = ?", []any{raw[:8], after(raw[:8]), raw[8:]}, scanClaim))
}

// after is the first id that does not begin with a prefix.
func after(prefix []byte) []byte {
	out := append([]byte(nil), prefix...)
	for i := len(out) - 1; i >= 0; i-- {
		out[i]++
		if out[i] != 0 {
			return out
		}
	}
	return append([]byte(nil), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"...)
}

func (s *session) ClaimsBySeq(ctx context.Context, seqs []int64) (map[int64]*ledger.ClaimRow, error) {
	out := make(map[int64]*ledger.ClaimRow, len(seqs))
	for part := range parts(seqs) {
		for r, err := range each(ctx, s, "SELECT "+claimColumns+"WHERE c.seq IN ("+part+")", nil, scanClaim) {
			if err != nil {
				return nil, err
			}
			out[r.Seq] = r
		}
	}
	return out, nil
}

func (s *session) claims(ctx context.Context, where string, args ...any) ([]ledger.ClaimRow, error) {
	rows, err := all(each(ctx, s, "SELECT "+claimColumns+where+" ORDER BY c.seq", args, scanClaim))
	out := make([]ledger.ClaimRow, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out, err
}

func (s *session) ClaimsOf(ctx context.Context, source int64) ([]ledger.ClaimRow, error) {
	return s.claims(ctx, "WHERE c.source = ?", source)
}

func (s *session) About(ctx context.Context, claims ...int64) ([]ledger.ClaimRow, error) {
	if len(claims) == 1 {
		return s.claims(ctx, "WHERE c.about = ? AND c.about > 0", claims[0])
	}
	var out []ledger.ClaimRow
	for part := range parts(claims) {
		rows, err := s.claims(ctx, "WHERE c.about IN ("+part+") AND c.about > 0")
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
	}
	slices.SortFunc(out, func(a, b ledger.ClaimRow) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, nil
}

func (s *session) Judgements(ctx context.Context) iter.Seq2[*ledger.ClaimRow, error] {
	return each(ctx, s, "SELECT "+claimColumns+"WHERE c.seq IN (SELECT seq FROM claims WHERE about > 0) ORDER BY c.seq", nil, scanClaim)
}

func (s *session) Claims(ctx context.Context, after int64) iter.Seq2[*ledger.ClaimRow, error] {
	return each(ctx, s, "SELECT "+claimColumns+"WHERE c.seq > ? ORDER BY c.seq", []any{after}, scanClaim)
}
