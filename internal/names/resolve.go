package names

import (
	"fmt"
	"slices"

	"chancery/internal/language"
	"chancery/internal/ontology"
)

// Resolver finds actors by the tables of who is who. It is safe for concurrent use.
type Resolver struct {
	lex   *lexicon
	words words
}

// New loads the tables, with folders of a user's on top. The error names the
// file and line of a bad row.
func New(folders ...ontology.Folder) (*Resolver, error) {
	t, err := ontology.LoadActors(folders...)
	if err != nil {
		return nil, fmt.Errorf("names: loading tables: %w", err)
	}
	return Of(t)
}

// Of is the resolver of tables that were loaded.
func Of(t *ontology.Actors) (*Resolver, error) {
	w, err := readWords()
	if err != nil {
		return nil, fmt.Errorf("names: loading tables: %w", err)
	}
	l := newLexicon(t, w["acronym"])
	for word := range w["institution"] {
		l.add(word, entry{class: roleClass, actor: -1, capitals: 1})
	}
	return &Resolver{l, w}, nil
}

// reading is the work on one document.
type reading struct {
	lex     *lexicon
	words   words
	doc     *language.Doc
	asOf    string // day of the text, "" if unknown
	pieces  pieces
	marks   []mark
	markAt  []int32 // token to the mark that holds it, -1 if none
	phrases []phrase
	titled  map[int]bool // marks that stand behind a role and are part of its mention
	// entities are the entities that the text names in full, in that order.
	entities []int32
	people   map[string]int // what persons are called for short, to index in actors
	ids      map[string]int // id and code to index in actors
	actors   []Actor
	found    []Mention
	recalled []recalled      // what pronouns can stand for, oldest first
	headed   []int32         // token to index in recalled of what it heads, -1 if none
	acronyms map[string]int  // introduced in this text, to index in actors
	alone    bool            // the text is one noun phrase, not a document
	home     int             // index in actors of the dateline's state, -1 if none
	own      map[string]bool // acronyms that the text has for what no table holds
	spoken   map[string]int  // how often the text names a country or one of its places
}

// Resolve finds who a document speaks of, as of the day it was printed
// (YYYY-MM-DD, empty if unknown).
func (r *Resolver) Resolve(doc *language.Doc, asOf string) *Result {
	if !dateLike(asOf) {
		asOf = ""
	}
	w := r.reading(doc, asOf)
	w.scan()
	w.countCountries()
	w.findPhrases()
	w.findEntities()
	w.mention()
	return w.result()
}

func (r *Resolver) reading(doc *language.Doc, asOf string) *reading {
	w := &reading{
		lex: r.lex, words: r.words, doc: doc, asOf: asOf, pieces: r.lex.pieces(doc),
		people: map[string]int{}, ids: map[string]int{}, titled: map[int]bool{}, acronyms: map[string]int{}, headed: make([]int32, len(doc.Tokens)), home: -1,
	}
	for i := range w.headed {
		w.headed[i] = -1
	}
	return w
}

// dateLike tells whether s begins with YYYY-MM-DD or less of it.
func dateLike(s string) bool {
	return len(s) >= 4 && s[0] >= '0' && s[0] <= '9' && (len(s) == 4 || s[4] == '-')
}

// findEntities notes the entities that stand in the text under a name of
// their own, so that shorter words for them are understood.
func (r *reading) findEntities() {
	add := func(a int32) {
		if a >= 0 && r.lex.actors[a].own && !slices.Contains(r.entities, a) {
			r.entities = append(r.entities, a)
		}
	}
	for m := range r.marks {
		if e := r.entryOf(m); e.class == stateClass {
			add(e.actor)
		}
	}
	for i := range r.phrases {
		if p := &r.phrases[i]; r.entryOf(p.role).class == tailClass {
			for _, m := range p.by {
				if a, ok := r.shortFor(m); ok {
					add(a)
				}
			}
		}
	}
}

// shortFor is the entity that calls itself after the region of a mark.
func (r *reading) shortFor(m int) (int32, bool) {
	x := r.marks[m].Range
	if x.Len() != 1 {
		return 0, false
	}
	a, ok := r.lex.short[string(foldWord(r.doc.Tokens[x.First].Form))]
	return a, ok
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
	a := &r.lex.actors[e.actor]
	if e.class == siteClass || e.class == capitalClass {
		// Kinshasa was in Zaire, Kyiv in the Soviet Union.
		for _, f := range a.formerly {
			if i, ok := r.lex.byID[f.Code]; ok && r.asOf != "" && r.asOf < f.Before {
				return r.lex.actors[i].Actor, true
			}
		}
	}
	return a.Actor, true
}
