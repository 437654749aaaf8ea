// Package whatlanggo stands in for github.com/RadhiFadlillah/whatlanggo, by the
// replace directive in chancery's go.mod. go-trafilatura guesses the language of
// every text that it takes out of a page, which costs a third of what it does and
// cannot be turned off; the answer is never used here. The language of a text is
// told by internal/language, with the library that the original was forked from.
// So this module has the few names that go-trafilatura compiles against, and
// recognises no language.
package whatlanggo

// Lang is a language; there is only the unknown one.
type Lang struct{}

// DetectLang gives the unknown language, whatever the text.
func DetectLang(string) Lang { return Lang{} }

// Iso6391 is empty, as the original gives it for languages without a code.
func (Lang) Iso6391() string { return "" }
