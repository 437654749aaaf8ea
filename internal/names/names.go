package names

import (
	"chancery"
	"chancery/internal/language"
)

// Form tells in what form of words an actor is mentioned.
type Form uint8

// Forms of mention.
const (
	Name        Form = iota // a proper name of the actor itself: North Korea, the UN, Hamas
	PersonName              // a named person: Kim, President Maia Sandu
	Organ                   // a part of it: the Ukrainian foreign ministry, KCNA, Russian troops
	Adjective               // only as a modifier: Russian in "the Russian ambassador's residence"
	Description             // a definite description: the separatists, the two countries
	Pronoun                 // she, they, its
)

// Actor is a resolved political actor of one document.
type Actor struct {
	ID      string // PRK, DNR, UNO, hamas; a person's own slug: kim-jong-un
	Name    string // North Korea
	Country string // ISO alpha-3, entity code, or IGO, NGO, MNC; empty if unknown
	Sector  string // PLOVER sector; GOV for a state taken as a whole
	Kind    chancery.ActorKind
	// Code is who answers for it: the state, entity or organisation a person
	// acts for, else the actor's own ID. Events and quotes are coded with it.
	Code string
}

// Mention is a stretch of tokens that names one actor, or several
// ("the two republics").
type Mention struct {
	language.Range
	Head   int   // the token that governs the mention's others
	Actors []int // indexes into Result.Actors, at least one
	Form   Form
	Sector string // of the mention: MIL for "Russian troops", MED for KCNA
	// Place: the words stand for a location here (in Moscow, the Kremlin in
	// Moscow, Donetsk Oblast), not for an agent.
	Place      bool
	StateMedia bool // a state-owned news outlet
}

// Result is who a document speaks of.
type Result struct {
	Actors   []Actor
	Mentions []Mention // in text order; may nest, outer first, never cross
	byToken  []int32
	byHead   []int32
}

// At is the index of the innermost mention that token i belongs to, -1 if none.
func (r *Result) At(i int) int { return int(r.byToken[i]) }

// Head is the index of the mention whose head is token i, the innermost if
// there are several, -1 if none.
func (r *Result) Head(i int) int { return int(r.byHead[i]) }
