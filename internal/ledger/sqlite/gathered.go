package sqlite

import (
	"database/sql"
	"strconv"
	"strings"

	"chancery/internal/ledger"
)

// To pass a row takes several times as long as to read it. Where an answer has thousands,
// the engine writes each column of theirs into one text. Codes, types and the names of
// what a relation is about hold no control characters (ledger.Read).

// gathered is what a query selects of columns of texts and numbers; scanGathered reads it.
func gathered(columns ...string) string {
	list := "count(*)"
	for _, c := range columns {
		list += ", coalesce(group_concat(" + c + ", '\t'), '')"
	}
	return list
}

// cells are those of rows, by columns.
type cells struct {
	rows    int
	columns []string
	err     error // of the first cell that should be a number and is none
}

func scanGathered(rows *sql.Rows) (*cells, error) {
	names, err := rows.Columns()
	if err != nil {
		return nil, explain(err)
	}
	c := &cells{columns: make([]string, len(names)-1)}
	to := []any{&c.rows}
	for i := range c.columns {
		to = append(to, &c.columns[i])
	}
	return c, explain(rows.Scan(to...))
}

// text is the next cell of a column.
func (c *cells) text(column int) string {
	cell, rest, _ := strings.Cut(c.columns[column], "\t")
	c.columns[column] = rest
	return cell
}

// number is the next cell of a column of numbers.
func (c *cells) number(column int) int64 {
	n, err := strconv.ParseInt(c.text(column), 10, 64)
	if err != nil && c.err == nil {
		c.err = ledger.ErrCorrupt
	}
	return n
}
