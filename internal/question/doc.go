// Package question understands what people and programs write when they ask: days and
// stretches of days, times of recording, who is meant, which kind of relation. The
// command line, the reading room and the server of tools take the same words, and refuse
// the same words in the same way.
//
// In: the text of one field. Out: what a ledger is asked. It refuses with an Error that
// names the field and says what it takes.
package question
