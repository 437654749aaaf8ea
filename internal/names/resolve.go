package names

import (
	"fmt"
	"slices"

	"chancery/internal/language"
	"chancery/internal/ontology"
)

// Resolver finds actors by the embedded tables. It is safe for concurrent use.
type Resolver struct{ lex *lexicon }

// New loads the tables. The error names the file and line of a bad row.
func New() (*Resolver, error) {
	t, err := ontology.LoadActors()
	if err != nil {
		return nil, fmt.Errorf("names: loading tables: %w", err)
	}
	return &Resolver{newLexicon(t)}, nil
}

// reading is the work on one document.
type reading struct {
	lex     *lexicon
	doc     *language.Doc
	asOf    string // day of the text, "" if unknown
	pieces  pieces
	marks   []mark
	markAt  []int32 // token to the mark that holds it, -1 if none
	phrases []phrase
	// people are the persons of this text by what they are called for short.
	people map[string]int
	ids    map[string]int // id and code to index in actors
	actors []Actor
	found  []Mention
}

// Resolve finds who a document speaks of, as of the day it was printed
// (YYYY-MM-DD, empty if unknown).
func (r *Resolver) Resolve(doc *language.Doc, asOf string) *Result {
	if !dateLike(asOf) {
		asOf = ""
	}
	w := &reading{lex: r.lex, doc: doc, asOf: asOf, pieces: r.lex.pieces(doc), people: map[string]int{}, ids: map[string]int{}}
	w.scan()
	w.findPhrases()
	w.mention()
	return w.result()
}

// dateLike tells whether s begins with YYYY-MM-DD or less of it.
func dateLike(s string) bool {
	return len(s) >= 4 && s[0] >= '0' && s[0] <= '9' && (len(s) == 4 || s[4] == '-')
}

// result orders and indexes the mentions.
func (r *reading) result() *Result {
	slices.SortStableFunc(r.found, func(a, b Mention) int {
		if a.First != b.First {
			return a.First - b.First
		}
		return b.End - a.End
	})
	out := &Result{Actors: r.actors, byToken: make([]int32, len(r.doc.Tokens)), byHead: make([]int32, len(r.doc.Tokens))}
	for i := range out.byToken {
		out.byToken[i], out.byHead[i] = -1, -1
	}
	var open []int // the mentions around the next one
	for _, m := range r.found {
		for len(open) > 0 && out.Mentions[open[len(open)-1]].End <= m.First {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			if o := out.Mentions[open[len(open)-1]]; o.End < m.End || o.Range == m.Range {
				continue
			}
		}
		n := len(out.Mentions)
		out.Mentions = append(out.Mentions, m)
		open = append(open, n)
		for i := m.First; i < m.End; i++ {
			out.byToken[i] = int32(n)
		}
		out.byHead[m.Head] = int32(n)
	}
	return out
}

// use is the index in actors of an actor, which it adds if it is new.
func (r *reading) use(a Actor) int {
	key := a.ID + "|" + a.Code
	if i, ok := r.ids[key]; ok {
		return i
	}
	r.ids[key] = len(r.actors)
	r.actors = append(r.actors, a)
	return len(r.actors) - 1
}

func (r *reading) entryOf(m int) *entry { return &r.lex.entries[r.marks[m].entry] }

// markedActor is the actor that a mark names; false for roles.
func (r *reading) markedActor(m int) (Actor, bool) {
	e := r.entryOf(m)
	if e.actor < 0 {
		return Actor{}, false
	}
	return r.lex.actors[e.actor].Actor, true
}
