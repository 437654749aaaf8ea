package postgres

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"

	"chancery/internal/ledger"
)

// conditions gathers the WHERE of a query. Its arguments are numbered on from
// those it begins with.
type conditions struct {
	text []string
	args []any
}

// add adds a condition; each "?" stands for the next argument.
func (c *conditions) add(text string, args ...any) {
	for _, a := range args {
		c.args = append(c.args, a)
		text = strings.Replace(text, "?", fmt.Sprintf("$%d", len(c.args)), 1)
	}
	c.text = append(c.text, text)
}

func (c *conditions) where() string {
	if len(c.text) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(c.text, " AND ")
}

// ofKeys chooses the rows of some relations.
func (c *conditions) ofKeys(keys []ledger.Key) {
	if len(keys) == 1 {
		k := keys[0]
		c.add("kind = ? AND a = ? AND b = ? AND what = ?", k.Kind, k.A, k.B, k.What)
		return
	}
	var kinds, as, bs, whats []string
	for _, k := range keys {
		kinds, as, bs, whats = append(kinds, k.Kind), append(as, k.A), append(bs, k.B), append(whats, k.What)
	}
	c.add("(kind, a, b, what) IN (SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]))", kinds, as, bs, whats)
}

const transitionColumns = "SELECT kind, a, b, what, status, standing, first_day, last_day, since_first, since_last, by_codes, doer FROM transitions"

func scanTransition(rows pgx.Rows) (*ledger.Transition, error) {
	var t ledger.Transition
	err := rows.Scan(&t.Kind, &t.A, &t.B, &t.What, &t.Status, (*string)(&t.Standing), (*int32)(&t.When.First), (*int32)(&t.When.Last),
		(*int32)(&t.Since.First), (*int32)(&t.Since.Last), &t.By, &t.Doer)
	return &t, err
}

func (s *session) Transitions(ctx context.Context, keys ...ledger.Key) ([]ledger.Transition, error) {
	if len(keys) == 1 {
		if expected, err := s.fetch(ctx, keys[0]); expected || err != nil {
			return s.ahead.transitions[keys[0]], err
		}
	}
	var c conditions
	c.ofKeys(keys)
	return all(each(ctx, s, transitionColumns+c.where(), c.args, scanTransition))
}

func (s *session) AllTransitions(ctx context.Context) iter.Seq2[*ledger.Transition, error] {
	return each(ctx, s, transitionColumns+" ORDER BY kind, a, b, what", nil, scanTransition)
}

const intervalColumns = `SELECT seq, kind, a, b, what, status, doer, since_first, since_last, until_first, until_last,
	holders, narrated, deniers, recorded, until FROM intervals`

func (s *session) Intervals(ctx context.Context, q ledger.IntervalQuery) iter.Seq2[*ledger.IntervalRow, error] {
	if foreseen(&q) {
		if expected, err := s.fetch(ctx, q.Keys[0]); expected || err != nil {
			return fetched(s.ahead.intervals[q.Keys[0]], err)
		}
	}
	order := " ORDER BY kind, a, b, what, since_last, since_first, seq"
	if q.Newest > 0 {
		order = fmt.Sprintf(" ORDER BY since_last DESC, recorded DESC, kind, a, b, what, since_first, seq LIMIT %d", q.Newest)
	}
	c := intervalConditions(q, nil)
	query := func(c, other conditions) iter.Seq2[*ledger.IntervalRow, error] {
		return each(ctx, s, intervalColumns+c.where()+" UNION ALL "+intervalColumns+other.where()+order, other.args, scanInterval)
	}
	switch {
	case q.Pair != [2]string{}:
		c.add("a = ? AND b = ?", q.Pair[0], q.Pair[1])
		other := intervalConditions(q, c.args)
		other.add("a = ? AND b = ? AND a <> b", q.Pair[1], q.Pair[0])
		return query(c, other)
	case q.Of != "":
		c.add("a = ?", q.Of)
		other := intervalConditions(q, c.args)
		other.add("b = ? AND a <> b", q.Of)
		return query(c, other)
	}
	return each(ctx, s, intervalColumns+c.where()+order, c.args, scanInterval)
}

// intervalConditions are all conditions of a query but those on either side.
func intervalConditions(q ledger.IntervalQuery, args []any) conditions {
	c := conditions{args: args}
	if len(q.Keys) > 0 {
		c.ofKeys(q.Keys)
	}
	for _, f := range []struct{ column, value string }{{"a", q.A}, {"kind", q.Kind}, {"status", q.Status}} {
		if f.value != "" {
			c.add(f.column+" = ?", f.value)
		}
	}
	if len(q.B) == 1 {
		c.add("b = ?", q.B[0])
	} else if len(q.B) > 1 {
		c.add("b = ANY(?)", q.B)
	}
	if q.KnownAt != 0 {
		c.add("recorded <= ? AND until > ?", q.KnownAt, q.KnownAt)
	}
	if q.Since != 0 {
		c.add("recorded > ?", q.Since)
	}
	if q.Changed != nil {
		first, last := int32(q.Changed.First), int32(q.Changed.Last)
		c.add("(since_last BETWEEN ? AND ? OR until_last BETWEEN ? AND ?)", first, last, first, last)
	}
	if q.Begun != nil {
		c.add("since_last BETWEEN ? AND ? AND since_first <> ?", int32(q.Begun.First), int32(q.Begun.Last), int32(ledger.FirstDay))
	}
	if q.AsOf != nil {
		c.add("since_first <= ? AND until_last >= ?", int32(*q.AsOf), int32(*q.AsOf))
	}
	return c
}

func scanInterval(rows pgx.Rows) (*ledger.IntervalRow, error) {
	var r ledger.IntervalRow
	var holders, deniers string
	since, until := &r.Interval.Since, &r.Interval.Until
	err := rows.Scan(&r.Seq, &r.Kind, &r.A, &r.B, &r.What, &r.Status, &r.Doer, (*int32)(&since.First), (*int32)(&since.Last),
		(*int32)(&until.First), (*int32)(&until.Last), &holders, &r.Narrated, &deniers, &r.Recorded, &r.Until)
	r.Holders, r.Deniers = list(holders), list(deniers)
	return &r, err
}

// list reads codes with commas between; an empty cell holds none.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ",")
}
