package document

import (
	"fmt"

	"chancery"
)

// Document is one text as it came in, cleaned, with its parts told apart.
type Document struct {
	ID        string
	URL       string
	Title     string
	Publisher string
	Byline    []string
	// Published is nil where neither the caller, nor the input, nor the text
	// states a date, nor a server when it sent it; the pipeline then infers one.
	Published *chancery.Published
	// Text is the cleaned text; Blocks are stretches of it in order, in code
	// points. All of Text but white space lies in a block.
	Text   string
	Blocks []chancery.Block
	// Origin is where it was read from.
	Origin Origin

	// pending makes the document of bytes that have been read and not yet been
	// taken apart; nobody but Open sees one.
	pending func() (*Document, error)
}

// Error is an input, or a part of one, that could not be read. ID is what its
// Document's would have been.
type Error struct {
	ID  string
	Err error
}

func (e *Error) Error() string { return fmt.Sprintf("document: reading %s: %v", e.ID, e.Err) }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// fields is what an input says of itself before its text is looked at.
type fields struct {
	id, url, title, publisher string
	authors                   []string
	published                 *chancery.Published
	units                     []unit
	// taken is the day by which the text was there: the date of last resort.
	taken string
}

// unit is one line or paragraph of an input before it is classified.
type unit struct {
	text string
	// caption, title: the page marks it as one.
	caption, title bool
	// close: it follows the unit before it without a blank line.
	close bool
}
