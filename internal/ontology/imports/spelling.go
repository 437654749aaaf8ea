package imports

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// names are the names that a dictionary's entry stands for: as one reads them,
// and what stands in brackets behind if it is an acronym.
func (k *known) names(entry string) []string {
	s := strings.Join(strings.Fields(strings.ReplaceAll(entry, "_", " ")), " ")
	var more []string
	if before, rest, ok := strings.Cut(s, "("); ok {
		inner, after, _ := strings.Cut(rest, ")")
		s = strings.Join(strings.Fields(before+" "+after), " ")
		if inner = strings.TrimSpace(inner); len(inner) > 1 && len(inner) < 7 && !strings.Contains(inner, " ") {
			more = append(more, inner)
		}
	}
	s = strings.ReplaceAll(s, ";", ",")
	return append([]string{k.recase(s)}, more...)
}

// small are words that names hold in small letters.
var small = map[string]bool{
	"of": true, "the": true, "and": true, "for": true, "to": true, "in": true, "on": true, "at": true, "by": true, "against": true,
	"de": true, "del": true, "des": true, "du": true, "la": true, "le": true, "el": true, "al": true, "ul": true, "ur": true,
	"e": true, "i": true, "y": true, "bin": true, "ibn": true, "bint": true, "von": true, "van": true, "der": true, "den": true,
	"da": true, "do": true, "dos": true, "das": true, "di": true, "ad": true, "ash": true, "ar": true, "az": true,
}

// recase writes a name that is in capitals throughout as a text would:
// PRINCE_OF_WALES → Prince of Wales. Acronyms stay: U.N., PLO, words without a
// vowel, short words that the tables have as names.
func (k *known) recase(s string) string {
	if strings.IndexFunc(s, unicode.IsLower) >= 0 || !strings.ContainsFunc(s, unicode.IsLetter) {
		return s
	}
	words := strings.Split(s, " ")
	if len(words) > 1 && words[0] == "THE" {
		words = words[1:]
	}
	alone := len(words) == 1 && !strings.Contains(words[0], "-")
	for i, w := range words {
		parts := strings.Split(w, "-")
		for j, p := range parts {
			parts[j] = k.recaseWord(p, alone, i == 0 && j == 0 && len(parts) == 1)
		}
		words[i] = strings.Join(parts, "-")
	}
	return strings.Join(words, " ")
}

func (k *known) recaseWord(w string, alone, first bool) string {
	lower := strings.ToLower(w)
	switch {
	case w == "":
		return ""
	case strings.Contains(strings.TrimSuffix(w, "."), "."):
		return w
	case alone && utf8.RuneCountInString(w) <= 3:
		return w
	case !strings.ContainsAny(lower, "aeiouy") && len(w) > 1 && w != "ST." && w != "MR." && w != "DR." && w != "ST":
		return w
	case !alone && len(w) <= 3 && len(k.facts[lower]) > 0:
		return w
	case !alone && !first && small[lower]:
		return lower
	}
	r, n := utf8.DecodeRuneInString(lower)
	return string(unicode.ToUpper(r)) + lower[n:]
}

// adjectival tells whether a word ends as adjectives of nationality do.
func adjectival(name string) bool {
	f := fold(name)
	if strings.Contains(f, " ") {
		return false
	}
	for _, end := range []string{"an", "ans", "ish", "ese", "i", "is", "ch", "ic"} {
		if strings.HasSuffix(f, end) {
			return true
		}
	}
	return false
}

// akin tells whether a word of one name begins as a word of another does.
func akin(a, b string) bool {
	const most = 4
	for x := range strings.FieldsSeq(fold(a)) {
		for y := range strings.FieldsSeq(fold(b)) {
			if len(x) >= most && len(y) >= most && x[:most] == y[:most] {
				return true
			}
		}
	}
	return false
}

// resembles tells whether a name is akin to one of a state's own.
func (k *known) resembles(name, code string) bool {
	for _, n := range k.stateNames[code] {
		if akin(name, n) {
			return true
		}
	}
	return false
}
