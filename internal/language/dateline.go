package language

import (
	"unicode"
	"unicode/utf8"
)

// maxDateline is the length in words beyond which no dateline is looked for.
const maxDateline = 24

// dateline is the number of words of the dateline that a sentence begins with,
// its dash included: NAIROBI, Kenya, Sept. 5 (Agency) -. It is 0 if there is
// none. A dateline begins with a place in capitals, or names an agency in
// brackets right before the dash.
func dateline(tokens []Token) int {
	if len(tokens) < 4 || !unicode.IsUpper(firstRune(tokens[0].Form)) {
		return 0
	}
	capitals := allCapitals(tokens[0].Form)
	for i := 1; i < len(tokens)-1 && i < maxDateline; i++ {
		f := tokens[i].Form
		r := firstRune(f)
		switch {
		case f == "-" || f == "--" || f == "–" || f == "—" || f == "_":
			if !tokens[i-1].Space && !tokens[i].Space && (f == "-" || f == "–") {
				continue // part of a name or a date
			}
			next := firstRune(tokens[i+1].Form)
			if (capitals || tokens[i-1].Form == ")") && !unicode.IsLower(next) {
				return i + 1 + dateBehind(tokens[i+1:])
			}
			return 0
		case f == "," || f == "(" || f == ")" || f == "/" || f == ".":
		case unicode.IsUpper(r) || unicode.IsDigit(r):
		default:
			return 0
		}
	}
	return 0
}

// dateBehind is the number of words of a date with a dash of its own that
// tokens begin with, 0 if there is none: JUNE 27, 2022 -.
func dateBehind(tokens []Token) int {
	figures := false
	for i := 0; i < len(tokens)-1 && i < 6; i++ {
		f := tokens[i].Form
		r := firstRune(f)
		switch {
		case f == "-" || f == "--" || f == "–" || f == "—":
			if figures && tokens[i-1].Space {
				return i + 1
			}
			return 0
		case unicode.IsDigit(r):
			figures = true
		case f == "," || f == "." || i < 3 && unicode.IsUpper(r):
		default:
			return 0
		}
	}
	return 0
}

// allCapitals tells whether s is a word of two or more capitals.
func allCapitals(s string) bool {
	for _, r := range s {
		if !unicode.IsUpper(r) && r != '.' && r != '\'' {
			return false
		}
	}
	return utf8.RuneCountInString(s) > 1
}
