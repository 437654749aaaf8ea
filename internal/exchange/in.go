package exchange

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"chancery"
)

// InFormat is a format of others that can be loaded.
type InFormat struct {
	Name      string // as it is asked for
	Reader    string // the reader's name in the ledger
	Publisher string // on whose word such rows are, if it is always the same
	What      string // in a line
	rows      func(*Loader, *lines) rowReader
}

// rowReader reads one row into a record, or says why there is none: an error of
// the row, or a reason for which rows like it are left out.
type rowReader func(*row) (*chancery.Record, string, error)

// InFormats are the formats that can be loaded. A reader whose results change
// needs a new name (/2), or what was loaded before would be taken for read.
func InFormats() []InFormat {
	return []InFormat{
		{"gdelt", "gdelt 2.0/2", "GDELT", "events of GDELT 2.0: 61 columns, tab-separated, without a header", (*Loader).gdelt},
		{"icews", "icews/2", "ICEWS", "events of ICEWS: tab-separated with a header", (*Loader).icews},
		{"polecat", "polecat/2", "POLECAT", "events of POLECAT: tab-separated with a header", (*Loader).polecat},
		{"plover", "plover 2.0/2", "", "PLOVER events: JSON Lines, or one JSON list", (*Loader).plover},
		{"cow-diplomatic", "cow diplomatic exchange", "Correlates of War", "diplomatic exchange as of the Correlates of War: CSV of pairs and years", (*Loader).diplomatic},
		{"recognition", "recognition list", "", "a list of recognitions kept by hand: CSV of recogniser, entity, date, status, source", (*Loader).recognition},
	}
}

// FindInFormat is the format with a name.
func FindInFormat(name string) (InFormat, error) {
	var names []string
	for _, f := range InFormats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return InFormat{}, fmt.Errorf("there is no format %q to load; there are %s", name, strings.Join(names, ", "))
}

// Loader reads rows of others into records: each row is a document whose text is
// the row, with one act or standing in it whose words are the row's fields. It is
// for one goroutine.
type Loader struct {
	format    InFormat
	publisher string
	book      *theirCodes
	left      []LeftOut
}

// NewLoader makes a loader of a format. publisher is on whose word the rows are.
func NewLoader(format InFormat, publisher string) (*Loader, error) {
	book, err := loadTheirCodes()
	if err != nil {
		return nil, err
	}
	return &Loader{format: format, publisher: publisher, book: book}, nil
}

// LeftOut counts rows that are well formed and tell nothing that the ledger keeps.
type LeftOut struct {
	Why string `json:"why"`
	N   int    `json:"n"`
}

// LeftOut are the rows left out so far, in the order in which each reason came up.
func (l *Loader) LeftOut() []LeftOut { return slices.Clone(l.left) }

func (l *Loader) leaveOut(why string) {
	i := slices.IndexFunc(l.left, func(x LeftOut) bool { return x.Why == why })
	if i < 0 {
		l.left = append(l.left, LeftOut{why, 0})
		i = len(l.left) - 1
	}
	l.left[i].N++
}

// RowError is a row that cannot be read; those after it are read nevertheless.
type RowError struct {
	File string
	Line int
	Err  error
}

func (e *RowError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }

func (e *RowError) Unwrap() error { return e.Err }

// Load reads an input row by row, in memory that does not grow with it. It may be
// compressed with gzip, or, if it is a file, be a zip archive of one file. A row
// that cannot be read is a *RowError; any other error is the last.
func (l *Loader) Load(ctx context.Context, name string, r io.Reader) iter.Seq2[*chancery.Record, error] {
	return func(yield func(*chancery.Record, error) bool) {
		in, err := openLines(name, r)
		if err != nil {
			yield(nil, fmt.Errorf("exchange: loading %s: %w", name, err))
			return
		}
		read := l.format.rows(l, in)
		for {
			row, err := in.next()
			switch {
			case err == io.EOF && in.header != nil:
				yield(nil, fmt.Errorf("exchange: loading %s: it has no rows; its first line must name the columns (%s)", name, strings.Join(in.header, ", ")))
				return
			case err == io.EOF:
				return
			case ctx.Err() != nil:
				yield(nil, ctx.Err())
				return
			case in.fatal != nil:
				yield(nil, fmt.Errorf("exchange: loading %s: %w", name, in.fatal))
				return
			case err != nil:
				if !yield(nil, &RowError{name, in.at, err}) {
					return
				}
				continue
			}
			record, why, err := read(row)
			switch {
			case in.fatal != nil:
				yield(nil, fmt.Errorf("exchange: loading %s: %w", name, in.fatal))
				return
			case err != nil:
				if !yield(nil, &RowError{name, row.line, err}) {
					return
				}
			case why != "":
				l.leaveOut(why)
			case record != nil:
				if !yield(record, nil) {
					return
				}
			}
		}
	}
}
