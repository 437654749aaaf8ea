package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"strings"

	"chancery/internal/ledger"
)

const transitionColumns = "kind, a, b, what, status, standing, first_day, last_day, since_first, since_last, by_codes, doer"

func scanTransition(rows *sql.Rows) (*ledger.Transition, error) {
	var t ledger.Transition
	err := rows.Scan(&t.Kind, &t.A, &t.B, &t.What, &t.Status, &t.Standing, &t.When.First, &t.When.Last,
		&t.Since.First, &t.Since.Last, &t.By, &t.Doer)
	return &t, explain(err)
}

func (s *session) Transitions(ctx context.Context, keys ...ledger.Key) ([]ledger.Transition, error) {
	from, c := ofKeys("transitions", keys)
	if len(keys) > 1 {
		rows, err := first(each(ctx, s, "SELECT "+gathered(strings.Split(transitionColumns, ", ")...)+" FROM "+from+c.where(), c.args, scanGathered))
		if err != nil {
			return nil, err
		}
		return transitionsIn(rows), rows.err
	}
	rows, err := all(each(ctx, s, "SELECT "+transitionColumns+" FROM "+from+c.where(), c.args, scanTransition))
	out := make([]ledger.Transition, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out, err
}

func transitionsIn(c *cells) []ledger.Transition {
	out := make([]ledger.Transition, c.rows)
	day := func(column int) ledger.Day { return ledger.Day(c.number(column)) }
	for i := range out {
		t := &out[i]
		t.Key = ledger.Key{Kind: c.text(0), A: c.text(1), B: c.text(2), What: c.text(3)}
		t.Status, t.Standing = c.text(4), ledger.Standing(c.text(5))
		t.When, t.Since = ledger.Bounds{First: day(6), Last: day(7)}, ledger.Bounds{First: day(8), Last: day(9)}
		t.By, t.Doer = c.text(10), c.text(11)
	}
	return out
}

func (s *session) AllTransitions(ctx context.Context) iter.Seq2[*ledger.Transition, error] {
	return each(ctx, s, "SELECT "+transitionColumns+" FROM transitions ORDER BY kind, a, b, what", nil, scanTransition)
}

// Intervals asks for each way round of a pair, and for each side of one, by
// itself, so that each finds its index.
func (s *session) Intervals(ctx context.Context, q ledger.IntervalQuery) iter.Seq2[*ledger.IntervalRow, error] {
	if q.Brief && (q.Of != "" || len(q.B) > 0) && q.Newest == 0 && q.Pair == [2]string{} && len(q.Keys) == 0 {
		return s.briefIntervals(ctx, q)
	}
	from, keys := ofKeys("intervals", q.Keys)
	ways := []conditions{keys.and(intervalConditions(q))}
	both := func(first, second string, a, b []any) {
		other := keys.and(intervalConditions(q))
		ways[0].add(first, a...)
		other.add(second, b...)
		ways = append(ways, other)
	}
	switch {
	case q.Newest > 0 && q.Pair == [2]string{} && len(q.Keys) == 0:
		// Of the newest few, however rare the side or the kind, it is quicker to look
		// through the index by beginnings than to sort all.
		from += " INDEXED BY intervals_begun"
		if q.Of != "" {
			ways[0].add("(a = ? OR b = ?)", q.Of, q.Of)
		}
	case q.Pair != [2]string{}:
		both("a = ? AND b = ?", "a = ? AND b = ?", []any{q.Pair[0], q.Pair[1]}, []any{q.Pair[1], q.Pair[0]})
	case q.Of != "":
		both("a = ?", "b = ? AND a <> b", []any{q.Of}, []any{q.Of})
	}
	var text []string
	var args []any
	for _, c := range ways {
		text = append(text, "SELECT "+intervalColumns+" FROM "+from+c.where())
		args = append(args, c.args...)
	}
	order := " ORDER BY kind, a, b, what, since_last, since_first, seq"
	if q.Newest > 0 {
		order = fmt.Sprintf(" ORDER BY since_last DESC, recorded DESC, kind, a, b, what, since_first, seq LIMIT %d", q.Newest)
	}
	return each(ctx, s, strings.Join(text, " UNION ALL ")+order, args, scanInterval)
}

// briefIntervals are those of one side or with some, of which little is wanted.
func (s *session) briefIntervals(ctx context.Context, q ledger.IntervalQuery) iter.Seq2[*ledger.IntervalRow, error] {
	columns := gathered("seq", "kind", "a", "b", "what", "status", "doer", "since_first", "since_last", "until_first", "until_last")
	c := intervalConditions(q)
	query, args := "SELECT "+columns+" FROM intervals INDEXED BY intervals_second"+c.where(), c.args
	if q.Of != "" {
		second := c.and(conditions{[]string{"b = ? AND a <> b"}, []any{q.Of}})
		c.add("a = ?", q.Of)
		query = "SELECT " + columns + " FROM intervals INDEXED BY intervals_pair" + c.where() +
			" UNION ALL SELECT " + columns + " FROM intervals INDEXED BY intervals_second" + second.where()
		args = slices.Concat(c.args, second.args)
	}
	return func(yield func(*ledger.IntervalRow, error) bool) {
		for c, err := range each(ctx, s, query, args, scanGathered) {
			if err != nil {
				yield(nil, err)
				return
			}
			rows := briefRows(c)
			if c.err != nil {
				yield(nil, c.err)
				return
			}
			for i := range rows {
				if !yield(&rows[i], nil) {
					return
				}
			}
		}
	}
}

func briefRows(c *cells) []ledger.IntervalRow {
	out := make([]ledger.IntervalRow, c.rows)
	day := func(column int) ledger.Day { return ledger.Day(c.number(column)) }
	for i := range out {
		r := &out[i]
		r.Seq, r.Key = c.number(0), ledger.Key{Kind: c.text(1), A: c.text(2), B: c.text(3), What: c.text(4)}
		r.Status, r.Doer = c.text(5), c.text(6)
		r.Interval.Since = ledger.Bounds{First: day(7), Last: day(8)}
		r.Interval.Until = ledger.Bounds{First: day(9), Last: day(10)}
	}
	return out
}

const intervalColumns = `seq, kind, a, b, what, status, doer, since_first, since_last, until_first, until_last,
	holders, narrated, deniers, recorded, until`

// ofKeys is a table from which the rows of some relations are to be read, and the
// conditions on them; without any, all. One is looked up as it is.
func ofKeys(table string, keys []ledger.Key) (from string, c conditions) {
	switch len(keys) {
	case 0:
		return table, c
	case 1:
		c.add("kind = ? AND a = ? AND b = ? AND what = ?", keys[0].Kind, keys[0].A, keys[0].B, keys[0].What)
		return table, c
	}
	lists := make([][4]string, len(keys))
	for i, k := range keys {
		lists[i] = [4]string{k.Kind, k.A, k.B, k.What}
	}
	c.args = append(c.args, listed(lists))
	return `(SELECT value ->> 0 AS k_kind, value ->> 1 AS k_a, value ->> 2 AS k_b, value ->> 3 AS k_what FROM json_each(?))
		CROSS JOIN ` + table + ` ON kind = k_kind AND a = k_a AND b = k_b AND what = k_what`, c
}

// intervalConditions are all conditions of a query but those on relations and on
// either side.
func intervalConditions(q ledger.IntervalQuery) conditions {
	var c conditions
	for _, f := range []struct{ column, value string }{{"a", q.A}, {"kind", q.Kind}, {"status", q.Status}} {
		if f.value != "" {
			c.add(f.column+" = ?", f.value)
		}
	}
	if len(q.B) == 1 {
		c.add("b = ?", q.B[0])
	} else if len(q.B) > 1 {
		c.add("b IN (SELECT value FROM json_each(?))", listed(q.B))
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
	if q.Begun != nil {
		c.add("since_last BETWEEN ? AND ? AND since_first <> ?", q.Begun.First, q.Begun.Last, ledger.FirstDay)
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
