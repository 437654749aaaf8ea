package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
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

// and are the conditions of both, those of c first.
func (c conditions) and(other conditions) conditions {
	return conditions{slices.Concat(c.text, other.text), slices.Concat(c.args, other.args)}
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

// listed is a list for json_each.
func listed(values any) string {
	list, _ := json.Marshal(values) // strings and numbers can be marshalled
	return string(list)
}

// briefColumns are what of a dyad is read where no more is wanted.
const briefColumns = "claim, source, from_code, to_code, type, first_day, last_day"

func scanBrief(rows *sql.Rows) (*ledger.Dyad, error) {
	var d ledger.Dyad
	err := rows.Scan(&d.Claim, &d.Source, &d.From, &d.To, &d.Type, &d.When.First, &d.When.Last)
	return &d, explain(err)
}

// newestFirst is the order that dyads come in.
const newestFirst = " ORDER BY last_day DESC, first_day DESC, claim DESC, from_code, to_code"

func (s *session) Dyads(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	limit := ""
	if q.Limit > 0 {
		limit = fmt.Sprintf(" LIMIT %d", q.Limit)
	}
	switch {
	case len(q.Acts) > 0:
		return s.dyadsOfActs(ctx, q)
	case len(q.Dated) > 0:
		return s.datedDyads(ctx, q)
	case len(q.Keys) > 0:
		return s.dyadsOfKeys(ctx, q, limit)
	case q.Of == "" && q.Pair == [2]string{} && q.Limit > 0:
		return s.newestDyads(ctx, q)
	case q.Of == "":
		c := dyadConditions(q)
		return each(ctx, s, "SELECT "+dyadColumns+" FROM dyads"+c.where()+newestFirst+limit, c.args, scanDyad)
	}
	return s.dyadsOf(ctx, q, limit)
}

// dyadKey is what tells the rows of dyads apart, by which they lie and which every
// index holds.
const dyadKey = "lo, hi, last_day, first_day, claim, from_code, to_code, recorded"

// dyadsOf are those of one side. On either it has an index in the order wanted, and
// SQLite merges the two. Rows are looked up only when the index does not tell that they
// are of other days: of the newest by a day long ago there are thousands of those.
func (s *session) dyadsOf(ctx context.Context, q ledger.DyadQuery, limit string) iter.Seq2[*ledger.Dyad, error] {
	columns, scan := dyadColumns, scanDyad
	if q.Brief {
		columns, scan = briefColumns, scanBrief
	}
	c := dyadConditions(q)
	side := func(is string) string {
		return "SELECT " + columns + " FROM (SELECT " + dyadKey + " FROM dyads WHERE " + is + ") CROSS JOIN dyads USING (" + dyadKey + ")" + c.where()
	}
	args := slices.Concat([]any{q.Of}, c.args)
	return each(ctx, s, side("from_code = ?")+" UNION ALL "+side("to_code = ? AND to_code <> ''")+newestFirst+limit, slices.Concat(args, args), scan)
}

// longestDated is more days than any date spans that has a beginning.
const longestDated = 366

// byDates are the conditions of a query, with days to search for in two parts: what may
// be of them is dated not much later or has no beginning, and the latter is in indexes
// of its own.
func byDates(q ledger.DyadQuery) []conditions {
	dated := dyadConditions(q)
	if q.Within != 0 || q.Days == nil || int64(q.Days.Last)+longestDated >= int64(ledger.LastDay) {
		return []conditions{dated}
	}
	after := q.Days.Last + longestDated
	undated := dyadConditions(q)
	undated.add(fmt.Sprintf("last_day > ? AND first_day = %d", ledger.FirstDay), after)
	dated.add("last_day <= ?", after)
	return []conditions{dated, undated}
}

// newestDyads are the newest of everybody. Which they are is found within an index
// by day; looking each row up to see whether it is wanted takes twenty times as
// long.
func (s *session) newestDyads(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	ways := byDates(q)
	if q.Kind != "" {
		ways[0].add("kind <> ''") // as the index of kinds has it
	}
	if q.Brief && q.Kind == "" { // that of kinds does not hold all that is wanted
		return s.briefDyads(ctx, ways, q.Limit)
	}
	var text []string
	var args []any
	for _, c := range ways {
		text = append(text, "SELECT "+dyadKey+" FROM dyads"+c.where())
		args = append(args, c.args...)
	}
	return each(ctx, s, "SELECT "+dyadColumns+" FROM ("+strings.Join(text, " UNION ALL ")+newestFirst+fmt.Sprintf(" LIMIT %d", q.Limit)+
		") CROSS JOIN dyads USING ("+dyadKey+")"+newestFirst, args, scanDyad)
}

// briefDyads reads within the index by day alone.
func (s *session) briefDyads(ctx context.Context, ways []conditions, limit int) iter.Seq2[*ledger.Dyad, error] {
	var text []string
	var args []any
	for _, c := range ways {
		text = append(text, "SELECT "+briefColumns+" FROM dyads"+c.where())
		args = append(args, c.args...)
	}
	return each(ctx, s, strings.Join(text, " UNION ALL ")+newestFirst+fmt.Sprintf(" LIMIT %d", limit), args, scanBrief)
}

// dyadsOfActs looks each act's pair up. What came long after the days searched for is
// passed over: of a pair much in the news that is thousands.
func (s *session) dyadsOfActs(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	acts := make([][3]string, len(q.Acts))
	for i, a := range q.Acts {
		acts[i] = [3]string{min(a.From, a.To), max(a.From, a.To), a.Type}
	}
	wanted := listed(acts)
	table := "dyads"
	var text []string
	var args []any
	for _, c := range byDates(q) {
		text = append(text, "SELECT "+dyadColumns+` FROM (SELECT value ->> 0 AS wanted_lo, value ->> 1 AS wanted_hi, value ->> 2 AS wanted_type FROM json_each(?))
			CROSS JOIN `+table+" ON lo = wanted_lo AND hi = wanted_hi AND type = wanted_type"+c.where())
		args = append(append(args, wanted), c.args...)
		table = "dyads INDEXED BY dyads_pair_undated"
	}
	return each(ctx, s, strings.Join(text, " UNION ALL "), args, scanDyad)
}

// dyadsOfKeys looks each relation's pair up.
func (s *session) dyadsOfKeys(ctx context.Context, q ledger.DyadQuery, limit string) iter.Seq2[*ledger.Dyad, error] {
	from, c := ofKeys("dyads", q.Keys)
	if k := q.Keys[0]; len(q.Keys) == 1 {
		c.add("lo = ? AND hi = ?", min(k.A, k.B), max(k.A, k.B))
	} else {
		from += " AND lo = min(k_a, k_b) AND hi = max(k_a, k_b)"
	}
	c = c.and(dyadConditions(q))
	return each(ctx, s, "SELECT "+dyadColumns+" FROM "+from+c.where()+newestFirst+limit, c.args, scanDyad)
}

// datedDyads looks the days of each relation's pair up.
func (s *session) datedDyads(ctx context.Context, q ledger.DyadQuery) iter.Seq2[*ledger.Dyad, error] {
	rows := make([][6]any, len(q.Dated))
	for i, d := range q.Dated {
		rows[i] = [6]any{d.Kind, d.A, d.B, d.What, d.When.First, d.When.Last}
	}
	c := conditions{args: []any{listed(rows)}}.and(dyadConditions(q))
	return each(ctx, s, "SELECT "+dyadColumns+` FROM (SELECT value ->> 0 AS k_kind, value ->> 1 AS k_a, value ->> 2 AS k_b, value ->> 3 AS k_what,
			value ->> 4 AS k_first, value ->> 5 AS k_last FROM json_each(?))
		CROSS JOIN dyads ON lo = min(k_a, k_b) AND hi = max(k_a, k_b) AND last_day = k_last AND first_day = k_first
			AND kind = k_kind AND a = k_a AND b = k_b AND what = k_what`+c.where()+newestFirst, c.args, scanDyad)
}

// dyadConditions are all conditions of a query but those on relations and on either side.
func dyadConditions(q ledger.DyadQuery) conditions {
	var c conditions
	if q.Pair != [2]string{} {
		c.add("lo = ? AND hi = ?", min(q.Pair[0], q.Pair[1]), max(q.Pair[0], q.Pair[1]))
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
		if q.Days != nil && int64(q.Days.Last)+int64(q.Within) < int64(ledger.LastDay) {
			c.add("last_day <= ?", q.Days.Last+ledger.Day(q.Within)) // follows, and is found within an index
		}
	}
	if q.Bearing {
		c.add("a <> ''")
	}
	if q.PublishedBy != nil {
		c.add("source IN (SELECT seq FROM sources WHERE published <> '' AND published <= ?)", q.PublishedBy.String())
	}
	if q.KnownAt != 0 {
		c.add("recorded <= ? AND until > ?", q.KnownAt, q.KnownAt)
	}
	return c
}
