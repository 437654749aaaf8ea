package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"chancery/internal/ledger"
)

// The number of a row of words: the day of publication, 0 for none, then the
// source's number in the last 32 bits.
const (
	dayShift = 32
	dayZero  = 1 << 20 // added to days so that all days that can be written are positive
	lastDay  = 1 << 22 // after all that can be written
)

func wordsRow(day ledger.Day, dated bool, seq int64) int64 {
	if !dated {
		return seq
	}
	return (int64(day)+dayZero)<<dayShift | seq
}

// AddTerms adds to the vocabulary.
func (s *session) AddTerms(ctx context.Context, terms []string) error {
	return s.insert(ctx, "INSERT OR IGNORE INTO terms (term)", 1, len(terms), func(i int) []any { return []any{terms[i]} })
}

// addWords has sources found by their terms.
func (s *session) addWords(ctx context.Context, rows []ledger.SourceRow) error {
	type entry struct {
		row   int64
		terms string
	}
	entries := make([]entry, len(rows))
	for i := range rows {
		day, err := ledger.ParseDay(rows[i].Published)
		entries[i] = entry{wordsRow(day, err == nil, rows[i].Seq), strings.Join(rows[i].Terms, " ")}
	}
	// FTS5 begins a segment anew with each number that is not above the last.
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.row, b.row) })
	for _, e := range entries {
		if _, err := s.exec(ctx, "INSERT INTO words (rowid, terms) VALUES (?, ?)", e.row, e.terms); err != nil {
			return err
		}
	}
	return nil
}

// Find asks FTS5, whose rows come by their numbers without being sorted.
func (s *session) Find(ctx context.Context, q ledger.FindQuery) ([]int64, error) {
	match := matching(q.All)
	if len(q.But) > 0 {
		match = "(" + match + ") NOT (" + matching(q.But) + ")"
	}
	c := conditions{}
	c.add("words MATCH ?", match)
	if q.Days != nil {
		first, last := max(int64(q.Days.First)+dayZero, 1), min(int64(q.Days.Last)+dayZero, lastDay)
		c.add("rowid >= ? AND rowid < ?", first<<dayShift, (last+1)<<dayShift)
	}
	rows, err := all(each(ctx, s, "SELECT rowid FROM words"+c.where()+" ORDER BY rowid DESC LIMIT ?", append(c.args, q.Limit),
		func(rows *sql.Rows) (int64, error) {
			var n int64
			err := rows.Scan(&n)
			return n & (1<<dayShift - 1), explain(err)
		}))
	return rows, err
}

// matching writes what is looked for in FTS5's language: terms hold no quotes.
func matching(all []ledger.AnyOf) string {
	var wanted []string
	for _, any := range all {
		var of []string
		for _, p := range any {
			phrase := `"` + strings.Join(p.Terms, " ") + `"`
			if p.Prefix {
				phrase += " *"
			}
			of = append(of, phrase)
		}
		wanted = append(wanted, "("+strings.Join(of, " OR ")+")")
	}
	return strings.Join(wanted, " AND ")
}

func (s *session) Terms(ctx context.Context, first, last string) ([]string, error) {
	return all(each(ctx, s, "SELECT term FROM terms WHERE term BETWEEN ? AND ?", []any{first, last}, func(rows *sql.Rows) (string, error) {
		var t string
		err := rows.Scan(&t)
		return t, explain(err)
	}))
}

// fillWords has the sources found that a ledger held before there were terms.
func (s *session) fillWords(ctx context.Context) error {
	const together = 500
	for after := int64(0); ; {
		rows, err := all(each(ctx, s, "SELECT "+sourceColumns+", text FROM sources WHERE seq > ? ORDER BY seq LIMIT ?", []any{after, together}, scanWhole))
		if err != nil || len(rows) == 0 {
			return err
		}
		batch := make([]ledger.SourceRow, len(rows))
		for i, r := range rows {
			batch[i] = *r
			batch[i].Terms = ledger.TermsOf(&r.Source)
			after = r.Seq
		}
		if err := s.addWords(ctx, batch); err != nil {
			return fmt.Errorf("words of sources: %w", err)
		}
		if err := s.AddTerms(ctx, ledger.Vocabulary(batch)); err != nil {
			return fmt.Errorf("vocabulary: %w", err)
		}
	}
}
