// Package licences is what a user of the bare binary must be told: the notice of the data
// and models it embeds, and the licences of the modules that are linked into it.
//
// In: third-party.txt, which go run ./internal/licences/collect makes of NOTICE, of the
// licence files of the linked modules and of internal/web/static/licences.txt. Out: its text.
package licences
