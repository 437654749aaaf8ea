package names

import (
	"fmt"

	"chancery"
)

// Lookup resolves a string alone, as of a day (YYYY-MM-DD, empty if unknown):
// "Ukrainian foreign minister", "IRGC", "students in Egypt". why tells in words
// how the answer was found; ok is false if nothing in the string is known. A
// role without a country gives an actor without one. A name of a state, a people
// or a city with one slip of the pen is read as meant, and why says so.
func (r *Resolver) Lookup(text, asOf string) (a Actor, why string, ok bool) {
	a, why, ok = r.lookup(text, asOf)
	if a.Country != "" {
		return a, why, ok
	}
	fixed, was, is, found := r.corrected(text)
	if !found {
		return a, why, ok
	}
	if b, because, ok := r.lookup(fixed, asOf); ok && b.Country != "" {
		return b, because + ", " + was + " read as " + is, true
	}
	return a, why, ok
}

// lookup resolves a string as it is spelt.
func (r *Resolver) lookup(text, asOf string) (a Actor, why string, ok bool) {
	if !dateLike(asOf) {
		asOf = ""
	}
	doc := bare(text)
	w := r.reading(doc, asOf)
	w.alone = true
	w.scan()
	w.findPhrases()
	w.findEntities()
	w.mention()
	root := 0
	if len(doc.Sentences) > 0 {
		root = doc.Sentences[0].Root
	}
	best := -1
	for i := range w.found {
		if best < 0 || w.rank(i, root) > w.rank(best, root) {
			best = i
		}
	}
	if best < 0 {
		return Actor{}, "", false
	}
	m := &w.found[best]
	a = w.actors[m.Actors[0]]
	why = w.why(m)
	if m.Sector != "" {
		a.Sector = m.Sector
	}
	switch {
	case m.StateMedia:
		a.Sector = "GOV"
	case m.Form == Name && (a.Kind == chancery.State || a.Kind == chancery.Entity):
		a.Sector = w.sectorOfName(m.First)
	}
	return a, why, true
}

// rank orders mentions by how well they answer for the whole string: those
// with its head before others, those with a country before others, the longer.
func (r *reading) rank(i, root int) int {
	m := &r.found[i]
	v := m.Len()
	if m.Contains(root) {
		v += 1000
	}
	if r.actors[m.Actors[0]].Country != "" {
		v += 100
	}
	return v
}

// sectorOfName is what a state's name or that of a place stands for when it
// stands alone: a capital for the government, another place for its people; a
// country's name says nothing of it.
func (r *reading) sectorOfName(i int) string {
	if m := int(r.markAt[i]); m >= 0 {
		switch r.entryOf(m).class {
		case capitalClass:
			return "GOV"
		case siteClass:
			return "CVL"
		}
	}
	return ""
}

// why tells how a mention was understood.
func (r *reading) why(m *Mention) string {
	a := &r.actors[m.Actors[0]]
	of := ""
	if i, ok := r.lex.byID[a.Code]; ok {
		of = r.lex.actors[i].Name
	}
	for i := range r.phrases {
		p := &r.phrases[i]
		if p.Range != m.Range {
			continue
		}
		role := r.wordsOf(r.marks[p.role].Range)
		switch {
		case !p.name.Empty() && of != "":
			return fmt.Sprintf("%s, %s of %s", r.wordsOf(p.name), role, of)
		case !p.name.Empty():
			return fmt.Sprintf("%s, %s", r.wordsOf(p.name), role)
		case of != "":
			return fmt.Sprintf("%s of %s", role, of)
		}
		return fmt.Sprintf("role noun %s", role)
	}
	k := int(r.markAt[m.First])
	if k < 0 {
		return "surname of " + a.Name
	}
	e := r.entryOf(k)
	switch e.class {
	case personClass:
		return term(a.Name, of, e)
	case stateClass:
		return "name of " + a.Name
	case orgClass:
		return fmt.Sprintf("name of the %s %s", a.Kind, a.Name)
	case bodyClass:
		return "organ of " + a.Name
	case capitalClass:
		return "seat of government of " + a.Name
	case adjectiveClass:
		return "adjective or people of " + a.Name
	}
	return "place in " + a.Name
}

// term tells of a person's time in office.
func term(name, of string, e *entry) string {
	switch {
	case e.from != "" && e.until != "":
		return fmt.Sprintf("%s, in office in %s from %s until %s", name, of, e.from, e.until)
	case e.from != "":
		return fmt.Sprintf("%s, in office in %s since %s", name, of, e.from)
	}
	return fmt.Sprintf("%s of %s", name, of)
}
