package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"iter"
	"strings"
	"time"

	"chancery/internal/ledger"
)

// session reads, and in an Update writes, within one transaction.
type session struct {
	tx      *sql.Tx
	prepare func(text string) (*sql.Stmt, error) // for this transaction
	stmts   map[string]*sql.Stmt
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

func (s *session) claims(ctx context.Context, where string, arg int64) ([]ledger.ClaimRow, error) {
	rows, err := all(each(ctx, s, "SELECT "+claimColumns+where+" ORDER BY c.seq", []any{arg}, scanClaim))
	out := make([]ledger.ClaimRow, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out, err
}

func (s *session) ClaimsOf(ctx context.Context, source int64) ([]ledger.ClaimRow, error) {
	return s.claims(ctx, "WHERE c.source = ?", source)
}

func (s *session) About(ctx context.Context, claim int64) ([]ledger.ClaimRow, error) {
	return s.claims(ctx, "WHERE c.about = ? AND c.about > 0", claim)
}

func (s *session) Claims(ctx context.Context, after int64) iter.Seq2[*ledger.ClaimRow, error] {
	return each(ctx, s, "SELECT "+claimColumns+"WHERE c.seq > ? ORDER BY c.seq", []any{after}, scanClaim)
}

// conditions gathers the WHERE of a query.
type conditions struct {
	text []string
	args []any
}

func (c *conditions) add(text string, args ...any) {
	c.text = append(c.text, text)
	c.args = append(c.args, args...)
}

func (c *conditions) where() string {
	if len(c.text) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.text, " AND ")
}

// list writes values as arguments for IN.
func (c *conditions) list(column string, values []string) {
	if len(values) == 0 {
		return
	}
	marks := strings.Repeat(",?", len(values))[1:]
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	c.add(column+" IN ("+marks+")", args...)
}

const dyadColumns = `claim, source, from_code, to_code, type, kind, status, what, standing,
	first_day, last_day, since_first, since_last, by_codes, recorded, until, a, b`

func scanDyad(rows *sql.Rows) (*ledger.Dyad, error) {
	var d ledger.Dyad
	err := rows.Scan(&d.Claim, &d.Source, &d.From, &d.To, &d.Type, &d.Kind, &d.Status, &d.What, &d.Standing,
		&d.When.First, &d.When.Last, &d.Since.First, &d.Since.Last, &d.By, &d.Recorded, &d.Until, &d.Bears.A, &d.Bears.B)
	if d.Bears.A != "" {
		d.Bears.Kind, d.Bears.What = d.Kind, d.What
	}
	return &d, explain(err)
}

func (s *session) Dyads(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	const order = " ORDER BY last_day DESC, first_day DESC, claim DESC, from_code, to_code"
	limit := ""
	if q.Limit > 0 {
		limit = fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	if q.Of == "" {
		c := dyadConditions(q)
		return each(ctx, s, "SELECT "+dyadColumns+" FROM dyads"+c.where()+order+limit, c.args, scanDyad)
	}
	// Each side has an index in the order wanted; SQLite merges the two.
	from, to := dyadConditions(q), dyadConditions(q)
	from.add("from_code = ?", q.Of)
	to.add("to_code = ? AND to_code <> ''", q.Of)
	return each(ctx, s, "SELECT "+dyadColumns+" FROM dyads"+from.where()+
		" UNION ALL SELECT "+dyadColumns+" FROM dyads"+to.where()+order+limit, append(from.args, to.args...), scanDyad)
}

// dyadConditions are all conditions of a query but that on either side.
func dyadConditions(q ledger.DyadQuery) conditions {
	var c conditions
	if q.Pair != [2]string{} {
		c.add("lo = ? AND hi = ?", min(q.Pair[0], q.Pair[1]), max(q.Pair[0], q.Pair[1]))
	}
	if k := q.Key; k != nil {
		c.add("lo = ? AND hi = ? AND a = ? AND b = ? AND kind = ? AND what = ?", min(k.A, k.B), max(k.A, k.B), k.A, k.B, k.Kind, k.What)
	}
	c.list("type", q.Types)
	if q.Kind != "" {
		c.add("kind = ?", q.Kind)
	}
	if q.Days != nil {
		c.add("last_day >= ? AND first_day <= ?", q.Days.First, q.Days.Last)
	}
	if q.KnownAt != 0 {
		c.add("recorded <= ? AND until > ?", q.KnownAt, q.KnownAt)
	}
	return c
}

const transitionColumns = "kind, a, b, what, status, standing, first_day, last_day, since_first, since_last, by_codes, doer"

func scanTransition(rows *sql.Rows) (*ledger.Transition, error) {
	var t ledger.Transition
	err := rows.Scan(&t.Kind, &t.A, &t.B, &t.What, &t.Status, &t.Standing, &t.When.First, &t.When.Last,
		&t.Since.First, &t.Since.Last, &t.By, &t.Doer)
	return &t, explain(err)
}

func (s *session) Transitions(ctx context.Context, k ledger.Key) ([]ledger.Transition, error) {
	rows, err := all(each(ctx, s, "SELECT "+transitionColumns+" FROM transitions WHERE kind = ? AND a = ? AND b = ? AND what = ?",
		[]any{k.Kind, k.A, k.B, k.What}, scanTransition))
	out := make([]ledger.Transition, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out, err
}

func (s *session) AllTransitions(ctx context.Context) iter.Seq2[*ledger.Transition, error] {
	return each(ctx, s, "SELECT "+transitionColumns+" FROM transitions ORDER BY kind, a, b, what", nil, scanTransition)
}

// Intervals asks for each way round of a pair, and for each side of one, by
// itself, so that each finds its index.
func (s *session) Intervals(ctx context.Context, q ledger.IntervalQuery) iter.Seq2[*ledger.IntervalRow, error] {
	ways := []conditions{intervalConditions(q)}
	both := func(first, second string, a, b []any) {
		other := intervalConditions(q)
		ways[0].add(first, a...)
		other.add(second, b...)
		ways = append(ways, other)
	}
	switch {
	case q.Pair != [2]string{}:
		both("a = ? AND b = ?", "a = ? AND b = ?", []any{q.Pair[0], q.Pair[1]}, []any{q.Pair[1], q.Pair[0]})
	case q.Of != "":
		both("a = ?", "b = ? AND a <> b", []any{q.Of}, []any{q.Of})
	}
	var text []string
	var args []any
	for _, c := range ways {
		text = append(text, "SELECT "+intervalColumns+" FROM intervals"+c.where())
		args = append(args, c.args...)
	}
	return each(ctx, s, strings.Join(text, " UNION ALL ")+" ORDER BY kind, a, b, what, since_last, since_first, seq", args, scanInterval)
}

const intervalColumns = `seq, kind, a, b, what, status, doer, since_first, since_last, until_first, until_last,
	holders, narrated, deniers, recorded, until`

// intervalConditions are all conditions of a query but those on either side.
func intervalConditions(q ledger.IntervalQuery) conditions {
	var c conditions
	if k := q.Key; k != nil {
		c.add("a = ? AND b = ? AND kind = ? AND what = ?", k.A, k.B, k.Kind, k.What)
	}
	for _, f := range []struct{ column, value string }{{"a", q.A}, {"b", q.B}, {"kind", q.Kind}, {"status", q.Status}} {
		if f.value != "" {
			c.add(f.column+" = ?", f.value)
		}
	}
	if q.KnownAt != 0 {
		c.add("recorded <= ? AND until > ?", q.KnownAt, q.KnownAt)
	}
	if q.Since != 0 {
		c.add("recorded > ?", q.Since)
	}
	if q.Changed != nil {
		c.add("(since_last BETWEEN ? AND ? OR until_last BETWEEN ? AND ?)", q.Changed.First, q.Changed.Last, q.Changed.First, q.Changed.Last)
	}
	if q.AsOf != nil {
		c.add("since_first <= ? AND until_last >= ?", *q.AsOf, *q.AsOf)
	}
	return c
}

func scanInterval(rows *sql.Rows) (*ledger.IntervalRow, error) {
	var r ledger.IntervalRow
	var holders, deniers string
	err := rows.Scan(&r.Seq, &r.Kind, &r.A, &r.B, &r.What, &r.Status, &r.Doer, &r.Interval.Since.First, &r.Interval.Since.Last,
		&r.Interval.Until.First, &r.Interval.Until.Last, &holders, &r.Narrated, &deniers, &r.Recorded, &r.Until)
	r.Holders, r.Deniers = list(holders), list(deniers)
	return &r, explain(err)
}

// list reads codes with commas between; an empty cell holds none.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ",")
}
