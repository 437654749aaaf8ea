package attribution

import (
	"chancery"
	"chancery/internal/language"
)

// Voice is somebody who makes or passes on a statement.
type Voice struct {
	language.Range     // the words that name the voice; empty for none
	Mention        int // index into names.Result.Mentions, -1 if unresolved
}

// Quote is one reported statement.
type Quote struct {
	Kind    chancery.QuoteKind
	Source  Voice
	Cue     language.Range   // the reporting verb or noun; empty if none
	Content []language.Range // in text order, without the quotation marks
	Via     []Voice          // who passed it on
	Rule    string           // what found it
}

// Result is what a document reports as said, and which words it holds at a
// distance.
type Result struct {
	Quotes []Quote
	// Scare are the phrases in quotation marks that are not statements.
	Scare   []language.Range
	byToken []int32
}

// Of is the index of the innermost quote whose content holds token i, -1 if
// none.
func (r *Result) Of(i int) int { return int(r.byToken[i]) }
