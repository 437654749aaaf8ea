package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"chancery/internal/ledger"
)

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
	if len(q.Acts) > 0 {
		return s.dyadsOfActs(ctx, q)
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

// dyadsOfActs looks each act's pair up.
func (s *session) dyadsOfActs(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	acts := make([][3]string, len(q.Acts))
	for i, a := range q.Acts {
		acts[i] = [3]string{min(a.From, a.To), max(a.From, a.To), a.Type}
	}
	list, err := json.Marshal(acts)
	if err != nil {
		return func(yield func(*ledger.Dyad, error) bool) { yield(nil, err) }
	}
	c := dyadConditions(q)
	return each(ctx, s, "SELECT "+dyadColumns+` FROM (SELECT value ->> 0 AS wanted_lo, value ->> 1 AS wanted_hi, value ->> 2 AS wanted_type FROM json_each(?))
		CROSS JOIN dyads ON lo = wanted_lo AND hi = wanted_hi AND type = wanted_type`+c.where(), append([]any{string(list)}, c.args...), scanDyad)
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
	if q.Within != 0 {
		c.add("last_day - first_day < ?", q.Within)
	}
	if q.KnownAt != 0 {
		c.add("recorded <= ? AND until > ?", q.KnownAt, q.KnownAt)
	}
	return c
}

func (s *session) Counts(ctx context.Context, days ledger.Bounds, types []string) iter.Seq2[*ledger.Count, error] {
	var c conditions
	c.add("last_day BETWEEN ? AND ? AND first_day >= ? AND standing = ? AND until = ? AND to_code <> ''",
		days.First, days.Last, days.First, string(ledger.Done), ledger.Forever)
	c.list("type", types)
	return each(ctx, s, "SELECT from_code, to_code, type, count(DISTINCT source) FROM dyads INDEXED BY dyads_day"+c.where()+
		" GROUP BY from_code, to_code, type ORDER BY from_code, to_code, type", c.args, func(rows *sql.Rows) (*ledger.Count, error) {
		var n ledger.Count
		err := rows.Scan(&n.From, &n.To, &n.Type, &n.Reports)
		return &n, explain(err)
	})
}
