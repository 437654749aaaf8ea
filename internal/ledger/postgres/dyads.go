package postgres

import (
	"context"
	"fmt"
	"iter"

	"github.com/jackc/pgx/v5"

	"chancery/internal/ledger"
)

const dyadColumns = `claim, source, from_code, to_code, type, kind, status, what, standing,
	first_day, last_day, since_first, since_last, by_codes, recorded, until, a, b`

func scanDyad(rows pgx.Rows) (*ledger.Dyad, error) {
	var d ledger.Dyad
	err := rows.Scan(&d.Claim, &d.Source, &d.From, &d.To, &d.Type, &d.Kind, &d.Status, &d.What, (*string)(&d.Standing),
		(*int32)(&d.When.First), (*int32)(&d.When.Last), (*int32)(&d.Since.First), (*int32)(&d.Since.Last), &d.By,
		&d.Recorded, &d.Until, &d.Bears.A, &d.Bears.B)
	if d.Bears.A != "" {
		d.Bears.Kind, d.Bears.What = d.Kind, d.What
	}
	return &d, err
}

func (s *session) Dyads(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	order := " ORDER BY last_day DESC, first_day DESC, claim DESC, from_code, to_code"
	if q.Limit > 0 {
		order += fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	const query = "SELECT " + dyadColumns + " FROM dyads"
	c := dyadConditions(q, nil)
	switch {
	case len(q.Acts) > 0:
		return s.dyadsOfActs(ctx, q)
	case q.Of != "":
		// Each side has an index in the order wanted; the two are merged.
		c.add("from_code = ?", q.Of)
		to := dyadConditions(q, c.args)
		to.add("to_code = ? AND to_code <> ''", q.Of)
		return each(ctx, s, query+c.where()+" UNION ALL "+query+to.where()+order, to.args, scanDyad)
	case q.Days != nil && q.Limit > 0 && int64(q.Days.Last)+longestDated < int64(ledger.LastDay):
		// What may be of some days is dated not much later or has no beginning.
		after := int32(q.Days.Last) + longestDated
		c.add("last_day <= ?", after)
		undated := dyadConditions(q, c.args)
		undated.add(fmt.Sprintf("last_day > ? AND first_day = %d", ledger.FirstDay), after)
		return each(ctx, s, query+c.where()+" UNION ALL "+query+undated.where()+order, undated.args, scanDyad)
	}
	return each(ctx, s, query+c.where()+order, c.args, scanDyad)
}

// longestDated is more days than any date spans that has a beginning.
const longestDated = 366

// dyadsOfActs looks each act's pair up.
func (s *session) dyadsOfActs(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	var lo, hi, types []string
	for _, a := range q.Acts {
		lo, hi, types = append(lo, min(a.From, a.To)), append(hi, max(a.From, a.To)), append(types, a.Type)
	}
	c := dyadConditions(q, []any{lo, hi, types})
	return each(ctx, s, "SELECT "+dyadColumns+" FROM dyads JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted (lo, hi, type) USING (lo, hi, type)"+
		c.where(), c.args, scanDyad)
}

// dyadConditions are all conditions of a query but that on either side, with
// arguments after those given.
func dyadConditions(q ledger.DyadQuery, args []any) conditions {
	c := conditions{args: args}
	if q.Pair != [2]string{} {
		c.add("lo = ? AND hi = ?", min(q.Pair[0], q.Pair[1]), max(q.Pair[0], q.Pair[1]))
	}
	if len(q.Dated) > 0 {
		var kinds, as, bs, whats, los, his []string
		var firsts, lasts []int32
		for _, d := range q.Dated {
			kinds, as, bs, whats = append(kinds, d.Kind), append(as, d.A), append(bs, d.B), append(whats, d.What)
			los, his = append(los, min(d.A, d.B)), append(his, max(d.A, d.B))
			firsts, lasts = append(firsts, int32(d.When.First)), append(lasts, int32(d.When.Last))
		}
		c.add(`(lo, hi, last_day, first_day, kind, a, b, what) IN (SELECT * FROM unnest(?::text[], ?::text[], ?::int[], ?::int[],
			?::text[], ?::text[], ?::text[], ?::text[]))`, los, his, lasts, firsts, kinds, as, bs, whats)
	}
	if len(q.Keys) > 0 {
		var los, his []string // as the index has them
		for _, k := range q.Keys {
			los, his = append(los, min(k.A, k.B)), append(his, max(k.A, k.B))
		}
		c.add("(lo, hi) IN (SELECT * FROM unnest(?::text[], ?::text[]))", los, his)
		c.ofKeys(q.Keys)
	}
	if len(q.Types) > 0 {
		c.add("type = ANY(?)", q.Types)
	}
	if q.Kind != "" {
		c.add("kind = ? AND kind <> ''", q.Kind) // as the index of kinds has it
	}
	if q.Days != nil {
		c.add("last_day >= ? AND first_day <= ?", int32(q.Days.First), int32(q.Days.Last))
	}
	if q.Within != 0 {
		c.add("last_day::bigint - first_day < ?", q.Within)
		if q.Days != nil && int64(q.Days.Last)+int64(q.Within) < int64(ledger.LastDay) {
			c.add("last_day <= ?", int32(q.Days.Last)+int32(q.Within)) // follows, and is found within an index
		}
	}
	if q.Bearing {
		c.add("a <> ''")
	}
	if q.PublishedBy != nil {
		c.add("source IN (SELECT seq FROM sources WHERE published <> '' AND published <= ?)", []byte(q.PublishedBy.String()))
	}
	if q.KnownAt != 0 {
		c.add("recorded <= ? AND until > ?", q.KnownAt, q.KnownAt)
	}
	return c
}

func (s *session) Counts(ctx context.Context, days ledger.Bounds, types []string) ([]ledger.Count, error) {
	var c conditions
	c.add("last_day BETWEEN ? AND ? AND first_day >= ? AND standing = ? AND until = ? AND to_code <> ''",
		int32(days.First), int32(days.Last), int32(days.First), string(ledger.Done), ledger.Forever)
	if len(types) > 0 {
		c.add("type = ANY(?)", types)
	}
	return all(each(ctx, s, "SELECT from_code, to_code, type, count(DISTINCT source) FROM dyads"+c.where()+
		" GROUP BY from_code, to_code, type ORDER BY from_code, to_code, type", c.args, func(rows pgx.Rows) (*ledger.Count, error) {
		var n ledger.Count
		err := rows.Scan(&n.From, &n.To, &n.Type, &n.Reports)
		return &n, err
	}))
}
