package postgres

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"chancery/internal/ledger"
)

// AddTerms adds to the vocabulary.
func (s *session) AddTerms(ctx context.Context, terms []string) error {
	if len(terms) == 0 {
		return nil
	}
	_, err := s.tx.Exec(ctx, "INSERT INTO terms SELECT unnest($1::text[]) ON CONFLICT DO NOTHING", terms)
	return err
}

// addWords has sources found by their terms.
func (s *session) addWords(ctx context.Context, rows []ledger.SourceRow) error {
	if len(rows) == 0 {
		return nil
	}
	seqs, days, terms := make([]int64, len(rows)), make([]*int32, len(rows)), make([]string, len(rows))
	for i := range rows {
		seqs[i], terms[i] = rows[i].Seq, vector(rows[i].Terms)
		if d, err := ledger.ParseDay(rows[i].Published); err == nil {
			day := int32(d)
			days[i] = &day
		}
	}
	_, err := s.tx.Exec(ctx, `INSERT INTO words (source, day, terms)
		SELECT source, day, terms::tsvector FROM unnest($1::bigint[], $2::integer[], $3::text[]) AS w (source, day, terms)`, seqs, days, terms)
	return err
}

// vector writes terms with their places as a tsvector; they hold no quotes.
func vector(terms []string) string {
	var b strings.Builder
	for i, t := range terms {
		fmt.Fprintf(&b, "'%s':%d ", t, i+1)
	}
	return b.String()
}

// Find asks either the index of terms or that of days: the server knows which
// words are rare.
func (s *session) Find(ctx context.Context, q ledger.FindQuery) ([]int64, error) {
	match := matching(q.All)
	if len(q.But) > 0 {
		match = "(" + match + ") & !(" + matching(q.But) + ")"
	}
	var c conditions
	c.add("terms @@ ?::tsquery", match)
	if q.Days != nil {
		c.add("day BETWEEN ? AND ?", int32(q.Days.First), int32(q.Days.Last))
	}
	return all(each(ctx, s, "SELECT source FROM words"+c.where()+fmt.Sprintf(" ORDER BY day DESC NULLS LAST, source DESC LIMIT %d", q.Limit), c.args,
		func(rows pgx.Rows) (*int64, error) {
			var seq int64
			err := rows.Scan(&seq)
			return &seq, err
		}))
}

// matching writes what is looked for as a tsquery: terms hold no quotes.
func matching(all []ledger.AnyOf) string {
	var wanted []string
	for _, any := range all {
		var of []string
		for _, p := range any {
			phrase := "'" + strings.Join(p.Terms, "' <-> '") + "'"
			if p.Prefix {
				phrase += ":*"
			}
			of = append(of, "("+phrase+")")
		}
		wanted = append(wanted, "("+strings.Join(of, " | ")+")")
	}
	return strings.Join(wanted, " & ")
}

func (s *session) Terms(ctx context.Context, first, last string) ([]string, error) {
	return all(each(ctx, s, "SELECT term FROM terms WHERE term BETWEEN $1 AND $2 ORDER BY term", []any{first, last}, func(rows pgx.Rows) (*string, error) {
		var t string
		err := rows.Scan(&t)
		return &t, err
	}))
}

// fillWords has the sources found that a ledger held before there were terms.
func (s *session) fillWords(ctx context.Context) error {
	const together = 500
	for after := int64(0); ; {
		rows, err := all(each(ctx, s, "SELECT "+sourceColumns+", text FROM sources WHERE seq > $1 ORDER BY seq LIMIT $2", []any{after, together}, scanWhole))
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			rows[i].Terms = ledger.TermsOf(&rows[i].Source)
			after = rows[i].Seq
		}
		if err := s.addWords(ctx, rows); err != nil {
			return fmt.Errorf("words of sources: %w", err)
		}
		if err := s.AddTerms(ctx, ledger.Vocabulary(rows)); err != nil {
			return fmt.Errorf("vocabulary: %w", err)
		}
	}
}
