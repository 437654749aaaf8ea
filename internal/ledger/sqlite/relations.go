package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
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
	from := "intervals"
	ways := []conditions{intervalConditions(q)}
	both := func(first, second string, a, b []any) {
		other := intervalConditions(q)
		ways[0].add(first, a...)
		other.add(second, b...)
		ways = append(ways, other)
	}
	switch {
	case q.Newest > 0 && q.Pair == [2]string{} && q.Key == nil:
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
