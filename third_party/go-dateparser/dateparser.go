// Package dateparser stands in for github.com/markusmobius/go-dateparser, by
// the replace directive in chancery's go.mod. go-htmldate refers to that module
// for its extensive mode, which parses the running text of a page in 205
// languages; compiling their expressions takes a third of a second whenever the
// program starts, and reading them makes its binary half as large again. The
// extensive mode is never used here: dates in running text are the matter of
// internal/document and internal/dates. So this module has the few names that
// go-htmldate compiles against, and a parser that reads no date.
package dateparser

import (
	"errors"
	"time"
)

// ParserType and PreferredDateSource choose among the original's ways of
// parsing; here they choose nothing.
type (
	ParserType          uint8
	PreferredDateSource uint8
)

// The constants that go-htmldate names.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// Past is the date source that go-htmldate prefers.
const Past PreferredDateSource = 1

// Configuration has the fields that go-htmldate sets.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Parser has the field that go-htmldate sets.
type Parser struct{ ParserTypes []ParserType }

// Date is a parsed date.
type Date struct{ Time time.Time }

var errExtensive = errors.New("dateparser: dates in running text are not parsed here")

// Parse reads no date: it returns the zero Date and an error.
func (p *Parser) Parse(*Configuration, string, ...string) (Date, error) {
	return Date{}, errExtensive
}
