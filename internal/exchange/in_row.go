package exchange

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"chancery"
)

// row is one row of an input with its fields.
type row struct {
	file   string
	line   int
	text   string
	fields []field
}

// field is a value and where it begins in the row's text, in bytes; -1 if it does
// not stand there as it is.
type field struct {
	value string
	start int
}

// span is where a field stands, in code points; the whole row if it is empty or
// does not stand there as it is.
func (r *row) span(c field) chancery.Span {
	if c.value == "" || c.start < 0 {
		return r.whole()
	}
	start := utf8.RuneCountInString(r.text[:c.start])
	return chancery.Span{Start: start, End: start + utf8.RuneCountInString(c.value)}
}

func (r *row) whole() chancery.Span { return chancery.Span{End: utf8.RuneCountInString(r.text)} }

// cut parts a row into its fields by tabs.
func (r *row) cut() {
	at := 0
	for value := range strings.SplitSeq(r.text, "\t") {
		r.fields = append(r.fields, trimmed(value, at))
		at += len(value) + 1
	}
}

// trimmed is a field without the spaces around it.
func trimmed(value string, start int) field {
	left := strings.TrimLeft(value, " ")
	return field{strings.TrimRight(left, " "), start + len(value) - len(left)}
}

// cutCSV parts a row into its fields by commas or what stands for them.
func (r *row) cutCSV(comma rune) error {
	in := csv.NewReader(strings.NewReader(r.text))
	in.Comma, in.FieldsPerRecord = comma, -1
	values, err := in.Read()
	if err != nil {
		var p *csv.ParseError
		if errors.As(err, &p) {
			err = p.Err
		}
		return fmt.Errorf("its CSV: %w; quote a field that holds quotes or commas, and keep it on one line", err)
	}
	for i, value := range values {
		_, column := in.FieldPos(i)
		c := trimmed(value, column-1)
		if c.start > len(r.text) || !strings.HasPrefix(r.text[c.start:], c.value) {
			c.start = -1 // a quoted field with quotes in it
		}
		r.fields = append(r.fields, c)
	}
	return nil
}

// parts are the values of a field that holds several.
func (c field) parts(sep string) []field {
	if c.value == "" {
		return nil
	}
	var out []field
	at := 0
	for value := range strings.SplitSeq(c.value, sep) {
		part := field{strings.TrimSpace(value), -1}
		if c.start >= 0 {
			part.start = c.start + at + strings.Index(value, part.value)
		}
		if at += len(value) + len(sep); part.value != "" {
			out = append(out, part)
		}
	}
	return out
}

// header finds columns by their names.
type header struct {
	columns map[string]int
	n       int
	comma   rune // 0 for tabs
}

// readHeader reads a header row in which the required columns must stand.
func readHeader(r *row, tabs bool, required ...string) (*header, error) {
	h := &header{columns: map[string]int{}}
	if tabs {
		r.cut()
	} else {
		h.comma = ','
		for _, sep := range []rune{';', '\t'} {
			if !strings.ContainsRune(r.text, ',') && strings.ContainsRune(r.text, sep) {
				h.comma = sep
			}
		}
		if err := r.cutCSV(h.comma); err != nil {
			return nil, fmt.Errorf("line %d: the header: %w", r.line, err)
		}
	}
	for i, c := range r.fields {
		name := columnName(c.value)
		if _, twice := h.columns[name]; !twice {
			h.columns[name] = i
		}
	}
	h.n = len(r.fields)
	var missing []string
	for _, name := range required {
		if _, ok := h.columns[columnName(name)]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("line %d: the header lacks %s; its first line must name the columns (%s)",
			r.line, strings.Join(missing, ", "), strings.Join(required, ", "))
	}
	return h, nil
}

// columnName is a name by which a column is found, however it is written.
func columnName(s string) string {
	return strings.NewReplacer(" ", "", "_", "", ".", "", "#!", "").Replace(strings.ToLower(s))
}

// cut parts a row into as many fields as the header has.
func (h *header) cut(r *row) error {
	if h.comma == 0 {
		r.cut()
	} else if err := r.cutCSV(h.comma); err != nil {
		return err
	}
	if len(r.fields) != h.n {
		return fmt.Errorf("%d columns, the header has %d; is a tab, comma or line break missing or too much?", len(r.fields), h.n)
	}
	return nil
}

// get is a row's field by its column's name; empty if there is no such column, and
// where it says that there is no value.
func (h *header) get(r *row, name string) field {
	i, ok := h.columns[columnName(name)]
	if !ok {
		return field{start: -1}
	}
	switch c := r.fields[i]; c.value {
	case "None", "NULL", "NA", "nan":
		return field{start: -1}
	default:
		return c
	}
}

// withHeader reads rows whose columns a first row names.
func withHeader(in *lines, tabs bool, required []string, read func(*header, *row) (*chancery.Record, string, error)) rowReader {
	var h *header
	in.header = required
	return func(r *row) (*chancery.Record, string, error) {
		if h == nil {
			in.header = nil
			if h, in.fatal = readHeader(r, tabs, required...); in.fatal != nil {
				h, in.fatal = nil, ofAnother(in.fatal, r.text)
			}
			return nil, "", nil
		}
		if err := h.cut(r); err != nil {
			return nil, "", err
		}
		return read(h, r)
	}
}

// ofAnother adds to what is wrong with a first row what the input looks like.
func ofAnother(err error, first string) error {
	switch is := detected(first); is {
	case "":
		return err
	case "records":
		return fmt.Errorf("%w; these are records of chancery read, which chancery export and compare take", err)
	default:
		return fmt.Errorf("%w; it looks like --format %s", err, is)
	}
}
