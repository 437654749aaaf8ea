package names

import (
	"strings"
	"unicode/utf8"

	"chancery/internal/spelling"
)

// shortestMisspelt is the least length in bytes of a word that is taken for a
// slip of the pen; shorter ones are too like one another.
const shortestMisspelt = 5

// corrected is a text with one unknown capitalised word read as the name of a
// state, a people or a city that differs from it by one letter left out, added
// or changed, or by two that have changed places (Damerau 1964): "Dehli police".
// ok is false if there is no such word, or no one name for it.
func (r *Resolver) corrected(text string) (fixed, was, is string, ok bool) {
	for _, word := range strings.Fields(text) {
		w := strings.Trim(word, ".,;:'\"()")
		if c, _ := utf8.DecodeRuneInString(w); len(w) < shortestMisspelt || c < 'A' || c > 'Z' {
			continue
		}
		folded := string(foldWord(w))
		if _, known := r.lex.words[folded]; known {
			continue
		}
		if found := meant(folded, r.placeNames()); found != "" {
			found = strings.ToUpper(found[:1]) + found[1:]
			return strings.Replace(text, w, found, 1), w, found, true
		}
	}
	return "", "", "", false
}

// meant is the one name that a word can be a slip for; of several, the one of
// which two letters have changed places.
func meant(word string, names []string) string {
	var near, swapped []string
	as := []rune(word)
	for _, name := range names {
		if name[0] != word[0] || spelling.Slips(as, []rune(name), 1) != 1 {
			continue
		}
		near = append(near, name)
		if len(name) == len(word) && !oneLetter(word, name) {
			swapped = append(swapped, name)
		}
	}
	switch {
	case len(near) == 1:
		return near[0]
	case len(swapped) == 1:
		return swapped[0]
	}
	return ""
}

// placeNames are the folded names of one word of states, peoples and cities.
func (r *Resolver) placeNames() []string {
	var out []string
	for word, id := range r.lex.words {
		if len(word) < shortestMisspelt {
			continue
		}
		node, ok := r.lex.arcs[uint64(id)]
		if !ok {
			continue
		}
		if r.namesPlace(r.lex.first[node]) {
			out = append(out, word)
		}
	}
	return out
}

// namesPlace tells whether one of the entries of a phrase names a state, a people
// or a city.
func (r *Resolver) namesPlace(e int32) bool {
	for ; e >= 0; e = r.lex.entries[e].next {
		switch r.lex.entries[e].class {
		case stateClass, adjectiveClass, capitalClass, siteClass:
			return true
		}
	}
	return false
}

// oneLetter tells whether two words of equal length differ by one letter.
func oneLetter(a, b string) bool {
	differ := 0
	for i := range len(a) {
		if a[i] != b[i] {
			differ++
		}
	}
	return differ == 1
}
