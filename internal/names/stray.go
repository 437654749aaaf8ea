package names

import (
	"chancery"
	"chancery/internal/language"
)

// manyTimes is how often a text must name one country before a surname or an
// acronym of a country that it never names is held for somebody else's.
const manyTimes = 3

// countCountries counts the names of countries, their people and places.
func (r *reading) countCountries() {
	r.spoken = map[string]int{}
	for i := range r.marks {
		e := r.entryOf(i)
		switch e.class {
		case stateClass, adjectiveClass, capitalClass, siteClass:
			if a, ok := r.markedActor(i); ok {
				r.spoken[a.Country]++
			}
		}
	}
}

// elsewhere tells whether the text never names a country while it speaks much of
// another: a surname in Dhaka is not that of Pakistan's prime minister.
func (r *reading) elsewhere(country string) bool {
	i, ok := r.lex.byID[country]
	if r.spoken == nil || r.spoken[country] > 0 || !ok || r.lex.actors[i].Kind == chancery.Organisation {
		return false
	}
	for _, n := range r.spoken {
		if n >= manyTimes {
			return true
		}
	}
	return false
}

// stray tells whether a mark is a bare surname or a short acronym from elsewhere.
func (r *reading) stray(m int, a Actor) bool {
	x := r.marks[m].Range
	c := r.entryOf(m).class
	return x.Len() == 1 && (c == personClass || c == bodyClass && isAcronym(r.doc, x)) && r.elsewhere(a.Country)
}

// isAcronym tells whether a token is all capitals, two to five of them.
func isAcronym(doc *language.Doc, x language.Range) bool {
	form := doc.Tokens[x.First].Form
	if len(form) < 2 || len(form) > 5 {
		return false
	}
	for i := range len(form) {
		if form[i] < 'A' || form[i] > 'Z' {
			return false
		}
	}
	return true
}
