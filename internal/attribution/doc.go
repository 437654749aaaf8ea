// Package attribution finds what a text reports as said, thought, wanted or
// judged: who says so (source), the words that report it (cue), what is said
// (content), and through whom it came (via).
//
// In: a language.Doc and the actors resolved in it. Out: quotes in text order,
// and the phrases in quotation marks that are no statements but keep a
// distance (scare quotes). The room refuses to decide whether a statement is
// true, and to code events.
//
// Words in quotation marks are read off the surface: the marks, the sentence
// around them, the paragraph's running speaker. Everything else comes from the
// tree: which words report, and which of their dependents are what is said,
// stands in rules/*.rules with examples that are run by go test. A small linear
// model, trained by "go run ./train attribution" and embedded, then decides,
// with what the rules found among its features; DESIGN.md says how.
package attribution
