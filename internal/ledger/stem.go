package ledger

import "strings"

// stem takes the endings off an English word in small letters: those of
// inflection and of derivation, as M. F. Porter, "An algorithm for suffix
// stripping", Program 14(3), 1980, has it. Words of fewer than three letters, and
// such as are not of the letters a to z alone, stay as they are.
func stem(w string) string {
	if len(w) < 3 || strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' }) {
		return w
	}
	b := []byte(w)
	b = plurals(b)
	b = participles(b)
	if hasEnd(b, "y") && hasVowel(b[:len(b)-1]) {
		b[len(b)-1] = 'i'
	}
	b = exchange(b, doubleSuffixes, 1)
	b = exchange(b, suffixes, 1)
	b = residues(b)
	return string(final(b))
}

// consonant tells whether a letter is one; y is where it follows a vowel or begins.
func consonant(b []byte, i int) bool {
	switch b[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return false
	case 'y':
		return i == 0 || !consonant(b, i-1)
	}
	return true
}

// measure is how many times consonants follow vowels.
func measure(b []byte) int {
	m := 0
	for i := 1; i < len(b); i++ {
		if consonant(b, i) && !consonant(b, i-1) {
			m++
		}
	}
	return m
}

func hasVowel(b []byte) bool {
	for i := range b {
		if !consonant(b, i) {
			return true
		}
	}
	return false
}

func hasEnd(b []byte, end string) bool { return strings.HasSuffix(string(b), end) }

// doubled tells whether a word ends with a consonant twice.
func doubled(b []byte) bool {
	n := len(b)
	return n > 1 && b[n-1] == b[n-2] && consonant(b, n-1)
}

// short tells whether a word ends with consonant, vowel, consonant, the last not
// w, x or y: what has lost an e.
func short(b []byte) bool {
	n := len(b)
	return n > 2 && consonant(b, n-1) && !consonant(b, n-2) && consonant(b, n-3) && !strings.ContainsRune("wxy", rune(b[n-1]))
}

func plurals(b []byte) []byte {
	switch {
	case hasEnd(b, "sses"), hasEnd(b, "ies"):
		return b[:len(b)-2]
	case hasEnd(b, "ss"), !hasEnd(b, "s"):
		return b
	}
	return b[:len(b)-1]
}

func participles(b []byte) []byte {
	if hasEnd(b, "eed") {
		if measure(b[:len(b)-3]) > 0 {
			return b[:len(b)-1]
		}
		return b
	}
	for _, end := range []string{"ed", "ing"} {
		if rest := b[:max(0, len(b)-len(end))]; hasEnd(b, end) && hasVowel(rest) {
			return mended(rest)
		}
	}
	return b
}

// mended gives a word that lost ed or ing its e, or one of two consonants takes.
func mended(b []byte) []byte {
	switch {
	case hasEnd(b, "at"), hasEnd(b, "bl"), hasEnd(b, "iz"):
		return append(b, 'e')
	case doubled(b) && !strings.ContainsRune("lsz", rune(b[len(b)-1])):
		return b[:len(b)-1]
	case measure(b) == 1 && short(b):
		return append(b, 'e')
	}
	return b
}

// An ending with what stands in its place.
type ending struct{ from, to string }

// Those of longer words come before the shorter ones that they end with.
var doubleSuffixes = []ending{
	{"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"}, {"abli", "able"},
	{"alli", "al"}, {"entli", "ent"}, {"eli", "e"}, {"ousli", "ous"}, {"ization", "ize"}, {"ation", "ate"}, {"ator", "ate"},
	{"alism", "al"}, {"iveness", "ive"}, {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"}, {"iviti", "ive"}, {"biliti", "ble"},
}

var suffixes = []ending{
	{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ful", ""}, {"ness", ""},
}

// exchange exchanges the first ending that fits, where enough is before it.
func exchange(b []byte, by []ending, enough int) []byte {
	for _, e := range by {
		if hasEnd(b, e.from) {
			if rest := b[:len(b)-len(e.from)]; measure(rest) >= enough {
				return append(rest, e.to...)
			}
			return b
		}
	}
	return b
}

var lastSuffixes = []ending{
	{"al", ""}, {"ance", ""}, {"ence", ""}, {"er", ""}, {"ic", ""}, {"able", ""}, {"ible", ""}, {"ant", ""}, {"ement", ""},
	{"ment", ""}, {"ent", ""}, {"ou", ""}, {"ism", ""}, {"ate", ""}, {"iti", ""}, {"ous", ""}, {"ive", ""}, {"ize", ""},
}

// residues takes off the last suffix of a word that is long without it.
func residues(b []byte) []byte {
	if hasEnd(b, "sion") || hasEnd(b, "tion") {
		if rest := b[:len(b)-3]; measure(rest) > 1 {
			return rest
		}
		return b
	}
	return exchange(b, lastSuffixes, 2)
}

// final takes off a last e and one of two l.
func final(b []byte) []byte {
	if hasEnd(b, "e") {
		if rest := b[:len(b)-1]; measure(rest) > 1 || measure(rest) == 1 && !short(rest) {
			b = rest
		}
	}
	if hasEnd(b, "ll") && measure(b) > 1 {
		b = b[:len(b)-1]
	}
	return b
}
