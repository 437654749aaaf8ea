// Package web is the reading room: pages on which people look at a ledger, check it
// against its sources' words and correct it, and the same answers as JSON.
//
// In: a ledger, the tables of who is who, and functions of cmd's that read a text and
// find an actor by name. Out: an http.Handler. Each address is one question with one
// answer (ask); its page is a template over the answer, its API the answer itself, so
// that neither shows what the other does not.
//
// Refuses: to show foreign text unescaped, to load anything from another host, to
// change anything but by a claim about a claim.
package web
