package document

import "chancery"

// Document is one text as it came in, cleaned, with its parts told apart.
type Document struct {
	ID        string
	URL       string
	Title     string
	Publisher string
	Byline    []string
	// Published is nil where neither the caller, nor the input, nor the text
	// states a date; the pipeline then infers one.
	Published *chancery.Published
	// Text is the cleaned text; Blocks are stretches of it in order.
	Text   string
	Blocks []chancery.Block
}
