package question

import (
	"fmt"
	"slices"
	"strings"

	"chancery/internal/ontology"
)

// Error is what is wrong with one field of a question.
type Error struct {
	Field string // as the asker calls it: since, known_at
	Text  string // what it takes, and what was given
	// Unknown tells that the field is well written and means nobody.
	Unknown bool
}

func (e *Error) Error() string { return e.Field + ": " + e.Text }

// wrong is an error of a field, with what was given at the end.
func wrong(field, takes, given string) error {
	return &Error{Field: field, Text: fmt.Sprintf("it takes %s, not %s", takes, quoted(given))}
}

// maxQuoted is how much of what was given an error repeats, in code points.
const maxQuoted = 80

// quoted is foreign text in quotes, what cannot be printed escaped.
func quoted(s string) string {
	if r := []rune(s); len(r) > maxQuoted {
		s = string(r[:maxQuoted]) + "…"
	}
	return fmt.Sprintf("%q", s)
}

// Kind refuses a kind of relation that the tables do not have; empty is all.
func Kind(field, kind string, events *ontology.Events) error {
	if kind == "" || slices.Contains(events.Kinds(), kind) {
		return nil
	}
	return &Error{Field: field, Text: fmt.Sprintf("there is no kind of relation %s; there are %s", quoted(kind), strings.Join(events.Kinds(), ", "))}
}
