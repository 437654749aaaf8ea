package stream

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"chancery"
)

// Item is a piece of work: a document that was cleaned (it has Blocks), one as it
// came (Text alone), or the place of one in an archive (At). docs/formats/stream.md.
type Item struct {
	ID        string   `json:"id,omitempty"`
	Date      string   `json:"date,omitempty"` // of a document as it came
	Title     string   `json:"title,omitempty"`
	Publisher string   `json:"publisher,omitempty"`
	URL       string   `json:"url,omitempty"`
	Byline    []string `json:"byline,omitempty"`
	Text      string   `json:"text,omitempty"`

	Published *chancery.Published `json:"published,omitempty"`
	Blocks    []chancery.Block    `json:"blocks,omitempty"`

	At *Reference `json:"at,omitempty"`
}

// Reference is where a page lies in a web archive.
type Reference struct {
	// File is below the folder of archives of whoever reads it, with slashes.
	File string `json:"file"`
	// Offset is the byte at which the record, or its gzip member, begins, Within
	// the byte of what the member unpacks to.
	Offset int64 `json:"offset"`
	Within int64 `json:"within,omitempty"`
	// Length is how many bytes it has, where that is known; the record says so too.
	Length int64 `json:"length,omitempty"`
	// Date is the day of publication where the page has none.
	Date string `json:"date,omitempty"`
}

// encode is an item as it is sent.
func (i *Item) encode() ([]byte, error) {
	if err := i.check(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(i); err != nil {
		return nil, fmt.Errorf("encoding: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// idOf is the id by which the stream knows an item again: that of its content.
func idOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// decode reads an item that anybody may have sent. One that is refused comes along
// with the error if it could be read at all.
func decode(data []byte) (*Item, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("it is not UTF-8")
	}
	var i Item
	if err := json.Unmarshal(data, &i); err != nil {
		return nil, fmt.Errorf("its JSON: %w; an item is one object with \"text\" or \"at\"", err)
	}
	return &i, i.check()
}

// check refuses an item that does not keep to its own text: the reading rooms
// take spans for what document found.
func (i *Item) check() error {
	switch {
	case i.At != nil && (i.Text != "" || len(i.Blocks) > 0):
		return errors.New("it has both \"text\" and \"at\"")
	case i.At != nil:
		return i.At.check()
	case strings.TrimSpace(i.Text) == "":
		return errors.New("it has neither \"text\" nor \"at\"")
	}
	n := utf8.RuneCountInString(i.Text)
	end := 0
	for _, b := range i.Blocks {
		if b.Start < end || b.End < b.Start || b.End > n {
			return fmt.Errorf("its block %d-%d lies outside its text of %d code points, or before the end of the one before", b.Start, b.End, n)
		}
		switch b.Kind {
		case chancery.Headline, chancery.Byline, chancery.Paragraph, chancery.Caption, chancery.Credit, chancery.Boilerplate:
		default:
			return fmt.Errorf("its block %d-%d is a %q, which is none of headline, byline, paragraph, caption, credit, boilerplate", b.Start, b.End, b.Kind)
		}
		end = b.End
	}
	if i.Published == nil {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, i.Published.Date); err != nil {
		return fmt.Errorf("its date of publication %q is none; write YYYY-MM-DD", i.Published.Date)
	}
	for _, s := range i.Published.Evidence {
		if s.Start < 0 || s.End < s.Start || s.End > n {
			return fmt.Errorf("the words of its date %d-%d lie outside its text of %d code points", s.Start, s.End, n)
		}
	}
	return nil
}

// check refuses places outside the folder of archives.
func (r *Reference) check() error {
	if r.File == "" || strings.HasPrefix(r.File, "/") || strings.ContainsAny(r.File, "\\\x00") || path.Clean(r.File) != r.File || strings.HasPrefix(r.File, "..") {
		return fmt.Errorf("its file %q does not lie below the folder of archives", r.File)
	}
	if r.Offset < 0 || r.Within < 0 || r.Length < 0 {
		return fmt.Errorf("its place %d+%d in %s is none", r.Offset, r.Within, r.File)
	}
	return nil
}
