package sqlite

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strings"

	"chancery/internal/ledger"
)

// prepared is a statement that is prepared once in a transaction at most.
func (s *session) prepared(query string) (*sql.Stmt, error) {
	if st, ok := s.stmts[query]; ok {
		return st, nil
	}
	st, err := s.prepare(query)
	if err != nil {
		return nil, explain(err)
	}
	if s.stmts == nil {
		s.stmts = map[string]*sql.Stmt{}
	}
	s.stmts[query] = st
	return st, nil
}

// exec runs a prepared statement.
func (s *session) exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	st, err := s.prepared(query)
	if err != nil {
		return nil, err
	}
	res, err := st.ExecContext(ctx, args...)
	return res, explain(err)
}

// rowsAtOnce is how many rows one INSERT writes: the engine's own work is small
// beside that of passing a statement to it.
const rowsAtOnce = 32

// insert writes rows of so many columns each, many with one statement. OR FAIL in
// it spares the engine a copy of each page before it is written to: an error ends
// the transaction and undoes the statement with it.
func (s *session) insert(ctx context.Context, into string, columns, rows int, cells func(i int) []any) error {
	one := "(" + strings.Repeat("?,", columns)[:2*columns-1] + ")"
	many := into + " VALUES " + strings.Repeat(one+",", rowsAtOnce)[:rowsAtOnce*(len(one)+1)-1]
	args := make([]any, 0, columns*rowsAtOnce)
	i := 0
	for ; rows-i >= rowsAtOnce; i += rowsAtOnce {
		args = args[:0]
		for j := range rowsAtOnce {
			args = append(args, cells(i+j)...)
		}
		if _, err := s.exec(ctx, many, args...); err != nil {
			return err
		}
	}
	for ; i < rows; i++ {
		if _, err := s.exec(ctx, into+" VALUES "+one, cells(i)...); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) AddSources(ctx context.Context, rows []ledger.SourceRow) error {
	err := s.insert(ctx, "INSERT OR FAIL INTO sources (seq, id, name, url, title, publisher, language, published, basis, text, sketch, recorded)", 12, len(rows), func(i int) []any {
		r := &rows[i]
		id, _ := hex.DecodeString(r.ID)
		return []any{r.Seq, id, r.Name, r.URL, r.Title, r.Publisher, r.Language, r.Published, string(r.Basis), r.Text,
			r.Sketch.Bytes(), r.Recorded.UnixMicro()}
	})
	if err != nil {
		return err
	}
	return s.addWords(ctx, rows)
}

// reader is the number of a reader's name.
func (s *session) reader(ctx context.Context, name string) (int64, error) {
	if _, err := s.exec(ctx, "INSERT INTO readers (name) VALUES (?) ON CONFLICT DO NOTHING", name); err != nil {
		return 0, err
	}
	var seq int64
	err := s.tx.QueryRowContext(ctx, "SELECT seq FROM readers WHERE name = ?", name).Scan(&seq)
	return seq, explain(err)
}

func (s *session) AddReadings(ctx context.Context, sources []int64, reader string, recorded int64) error {
	if len(sources) == 0 {
		return nil
	}
	seq, err := s.reader(ctx, reader)
	if err != nil {
		return err
	}
	return s.insert(ctx, "INSERT OR FAIL INTO readings (source, reader, recorded)", 3, len(sources), func(i int) []any {
		return []any{sources[i], seq, recorded}
	})
}

func (s *session) AddClaims(ctx context.Context, rows []ledger.ClaimRow) error {
	readers := map[string]int64{}
	for i := range rows {
		if _, ok := readers[rows[i].Reader]; ok {
			continue
		}
		seq, err := s.reader(ctx, rows[i].Reader)
		if err != nil {
			return err
		}
		readers[rows[i].Reader] = seq
	}
	return s.insert(ctx, "INSERT OR FAIL INTO claims (seq, source, hash, about, recorded, reader, body)", 7, len(rows), func(i int) []any {
		r := &rows[i]
		hash, _ := hex.DecodeString(r.ID[16:])
		return []any{r.Seq, r.Source, hash, r.About, r.Recorded, readers[r.Reader], r.Body}
	})
}

func (s *session) AddDyads(ctx context.Context, ds []ledger.Dyad) error {
	return s.insert(ctx, "INSERT OR FAIL INTO dyads ("+dyadColumns+", lo, hi)", 20, len(ds), func(i int) []any {
		d := &ds[i]
		return []any{d.Claim, d.Source, d.From, d.To, d.Type, d.Kind, d.Status, d.What, string(d.Standing),
			d.When.First, d.When.Last, d.Since.First, d.Since.Last, d.By, d.Recorded, d.Until, d.Bears.A, d.Bears.B,
			min(d.From, d.To), max(d.From, d.To)}
	})
}

func (s *session) EndDyads(ctx context.Context, ds []ledger.Dyad, at int64) error {
	for i := range ds {
		d := &ds[i]
		if _, err := s.exec(ctx, `UPDATE dyads SET until = ? WHERE lo = ? AND hi = ? AND last_day = ? AND first_day = ? AND claim = ?
			AND from_code = ? AND to_code = ? AND until = ?`,
			at, min(d.From, d.To), max(d.From, d.To), d.When.Last, d.When.First, d.Claim, d.From, d.To, ledger.Forever); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) CountTransitions(ctx context.Context, ts []ledger.CountedTransition) ([]ledger.Key, error) {
	var touched []ledger.Key
	seen := map[ledger.Key]bool{}
	count, err := s.prepared("INSERT INTO transitions (" + transitionColumns + `, n) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT DO UPDATE SET n = n + excluded.n RETURNING n`)
	if err != nil {
		return nil, err
	}
	for i := range ts {
		t := &ts[i]
		args := []any{t.Kind, t.A, t.B, t.What, t.Status, string(t.Standing), t.When.First, t.When.Last,
			t.Since.First, t.Since.Last, t.By, t.Doer, t.N}
		var n int
		if err := count.QueryRowContext(ctx, args...).Scan(&n); err != nil {
			return nil, explain(err)
		}
		if n < 0 {
			return nil, fmt.Errorf("%w (fewer than no claims tell %v)", ledger.ErrCorrupt, t.Key)
		}
		if n == 0 {
			if _, err := s.exec(ctx, `DELETE FROM transitions WHERE kind = ? AND a = ? AND b = ? AND what = ? AND status = ? AND standing = ?
				AND first_day = ? AND last_day = ? AND since_first = ? AND since_last = ? AND by_codes = ? AND doer = ?`, args[:12]...); err != nil {
				return nil, err
			}
		}
		if (n == 0 || n == t.N) && !seen[t.Key] {
			seen[t.Key] = true
			touched = append(touched, t.Key)
		}
	}
	return touched, nil
}

func (s *session) AddIntervals(ctx context.Context, rows []ledger.IntervalRow) error {
	return s.insert(ctx, `INSERT OR FAIL INTO intervals (kind, a, b, what, status, doer, since_first, since_last, until_first, until_last,
		holders, narrated, deniers, recorded, until)`, 15, len(rows), func(i int) []any {
		r := &rows[i]
		return []any{r.Kind, r.A, r.B, r.What, r.Status, r.Doer, r.Interval.Since.First, r.Interval.Since.Last,
			r.Interval.Until.First, r.Interval.Until.Last, strings.Join(r.Holders, ","), r.Narrated, strings.Join(r.Deniers, ","), r.Recorded, r.Until}
	})
}

func (s *session) EndIntervals(ctx context.Context, seqs []int64, at int64) error {
	for part := range parts(seqs) {
		if _, err := s.tx.ExecContext(ctx, "DELETE FROM intervals WHERE recorded = ? AND seq IN ("+part+")", at); err != nil {
			return explain(err)
		}
		if _, err := s.tx.ExecContext(ctx, "UPDATE intervals SET until = ? WHERE seq IN ("+part+")", at); err != nil {
			return explain(err)
		}
	}
	return nil
}

// Forget drops the indexes that drawing relations does without: made at the end,
// from sorted rows, they cost a fraction of what they cost row by row.
func (s *session) Forget(ctx context.Context) error {
	s.roomy = true
	if _, err := s.tx.ExecContext(ctx, fmt.Sprintf("PRAGMA cache_size = -%d", redrawCache)); err != nil {
		return explain(err)
	}
	indexes, err := s.spared(ctx)
	if err != nil {
		return err
	}
	for _, x := range indexes {
		if _, err := s.tx.ExecContext(ctx, "DROP INDEX "+x.name); err != nil {
			return explain(err)
		}
	}
	s.dropped = indexes
	for _, table := range []string{"dyads", "transitions", "intervals"} {
		if _, err := s.tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
			return explain(err)
		}
	}
	return nil
}

// Remade makes the indexes again that Forget dropped.
func (s *session) Remade(ctx context.Context) error {
	for _, x := range s.dropped {
		if _, err := s.tx.ExecContext(ctx, x.sql); err != nil {
			return explain(err)
		}
	}
	s.dropped = nil
	return nil
}

// index is an index with the statement that makes it.
type index struct{ name, sql string }

// spared are the indexes of dyads and intervals but those by which a relation is
// drawn.
func (s *session) spared(ctx context.Context) ([]index, error) {
	return all(each(ctx, s, `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name IN ('dyads', 'intervals')
		AND sql IS NOT NULL AND name <> ? ORDER BY name`, []any{"intervals_key"}, func(rows *sql.Rows) (index, error) {
		var x index
		err := rows.Scan(&x.name, &x.sql)
		return x, explain(err)
	}))
}
