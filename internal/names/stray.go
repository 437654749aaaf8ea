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

// foreignAcronym tells whether this text introduces the acronym at token i for
// something that no table holds, behind the name that it is made of: the Seven
// Party Alliance (SPA) is no press agency.
func (r *reading) foreignAcronym(x language.Range) bool {
	if x.Len() != 1 || !isAcronym(r.doc, x) {
		return false
	}
	form := r.doc.Tokens[x.First].Form
	if known, ok := r.own[form]; ok {
		return known
	}
	if r.own == nil {
		r.own = map[string]bool{}
	}
	r.own[form] = false
	for i := 2; i+1 < len(r.doc.Tokens); i++ {
		if r.doc.Tokens[i].Form != form || r.doc.Tokens[i-1].Form != "(" || r.doc.Tokens[i+1].Form != ")" {
			continue
		}
		r.own[form] = r.spellsOut(i-2, form)
		break
	}
	return r.own[form]
}

// spellsOut tells whether the words that end with token last spell an acronym by
// their initials, and no table holds them.
func (r *reading) spellsOut(last int, form string) bool {
	k := last
	for n := len(form) - 1; n >= 0; n-- {
		for k >= 0 && (r.doc.Tokens[k].Form[0] < 'A' || r.doc.Tokens[k].Form[0] > 'Z') {
			switch r.form(k) {
			case "of", "for", "and", "the", "on", "in", "to", "-", "&", "de":
				k--
				continue
			}
			return false
		}
		if k < 0 || r.doc.Tokens[k].Form[0] != form[n] {
			return false
		}
		if m := r.markAt[k]; m >= 0 && r.marks[m].Len() == len(form) {
			return false // the tables know it by its full name
		}
		k--
	}
	return true
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
