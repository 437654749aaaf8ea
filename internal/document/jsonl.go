package document

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"chancery"
)

// jsonLine is one document of a JSON Lines file; all but text is optional,
// other keys are ignored.
type jsonLine struct {
	ID        string  `json:"id"`
	Date      string  `json:"date"`
	Title     string  `json:"title"`
	Publisher string  `json:"publisher"`
	URL       string  `json:"url"`
	Text      *string `json:"text"`
}

// readJSONLines reads one document a line. A line that cannot be read is an
// Error of its own; an error of the reader ends the file.
func (o *Options) readJSONLines(ctx context.Context, name string, r *bufio.Reader, yield func(*Document, error) bool) bool {
	for n := 1; ; n++ {
		if ctx.Err() != nil {
			yield(nil, ctx.Err())
			return false
		}
		line, err := limitedLine(r, o.maxBytes())
		if err != nil && !errors.Is(err, io.EOF) && ctx.Err() != nil {
			continue
		}
		id := fmt.Sprintf("%s:%d", name, n)
		more := true
		switch {
		case err != nil && !errors.Is(err, io.EOF):
			more = yield(nil, &Error{id, plain(err)})
		case len(bytes.TrimSpace(line)) > 0:
			d, err := o.parseJSONLine(&id, line)
			if err != nil {
				more = yield(nil, &Error{id, err})
			} else {
				d.Origin = Origin{File: name}
				more = yield(d, nil)
			}
		}
		if !more {
			return false
		}
		if err != nil && !errors.Is(err, errTooLarge) {
			return true
		}
	}
}

// parseJSONLine reads one line; id is replaced by the line's own.
func (o *Options) parseJSONLine(id *string, line []byte) (*Document, error) {
	text, err := decode(line, false, "")
	if err != nil {
		return nil, err
	}
	var j jsonLine
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return nil, fmt.Errorf("its JSON: %w; a line holds one object with at least \"text\"", err)
	}
	if j.ID != "" {
		*id = j.ID
	} else if j.URL != "" {
		*id = j.URL
	}
	if j.Text == nil {
		return nil, errors.New("it has no \"text\"")
	}
	f := fields{id: *id, url: j.URL, title: j.Title, publisher: j.Publisher, units: paragraphs(*j.Text)}
	if j.Date != "" {
		date, err := day(j.Date)
		if err != nil {
			return nil, err
		}
		f.published = &chancery.Published{Date: date, Basis: chancery.Given}
	}
	if len(f.units) == 0 {
		return nil, errNoText
	}
	return build(f, o.Date)
}

// day is the day of a date (YYYY-MM-DD) or a date with time (RFC 3339).
func day(s string) (string, error) {
	s = strings.TrimSpace(s)
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(time.DateOnly), nil
		}
	}
	return "", fmt.Errorf("its date %q is none; write YYYY-MM-DD", s)
}

// limitedLine reads to the end of a line. A line of more than most bytes is
// read to its end, but not kept, and errTooLarge.
func limitedLine(r *bufio.Reader, most int64) ([]byte, error) {
	var out []byte
	large := false
	for {
		part, err := r.ReadSlice('\n')
		if !large {
			out = append(out, part...)
		}
		if int64(len(out)) > most {
			large, out = true, nil
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if large && (err == nil || errors.Is(err, io.EOF)) {
			return nil, tooLarge(most)
		}
		return out, err
	}
}
