// Package events codes who did what to whom: PLOVER 2.0 events with a CAMEO
// code, read from dependency trees, resolved actors, dates and attributions.
//
// In: a language.Doc with its names, dates and quotes. Out: Events, whose
// parts are token ranges, and Relations drawn from them. Refuses: to look at
// the characters of a text.
//
// The knowledge stands in rules/*.rules (grammar: docs/formats/rules.md). The
// engine reads each tree as predicates with slots (slots.go): the logical
// subject and object, the prepositional phrases, the complement, whatever the
// form of words — active, passive, nominal, participial, coordinated. A rule
// names a trigger and what its slots must hold (match.go); the actors in its
// slots become the event's actor and recipient (participants.go); the words
// above the trigger decide how real the act is (modality.go). Standing blocks
// read in the same way what holds and is no event (standing.go, holds.go);
// relations.go puts both together.
package events
