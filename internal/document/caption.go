package document

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery"
)

// mostCaption and mostCredit are how many words a caption and a credit have at
// most.
const (
	mostCaption = 90
	mostCredit  = 16
)

// captionLine takes a caption, with the restrictions and the credit that stand
// behind it. Known by how it begins, by the credit on its line or, if the page
// does not mark it, by the credit on the next.
func (c *classifier) captionLine(u, next unit) bool {
	line := u.text
	if !u.caption && len(strings.Fields(line)) > mostCaption {
		return false
	}
	text, credit := splitCredit(line)
	switch {
	case u.caption:
	case credit != "":
	case opensWith(line, known().captions["opens"]):
	case libraryDateline.MatchString(line):
	case next.close && len(next.text) <= mostLine && isCreditLine(next.text) && (len(c.pieces) > 0 || !isHeadline(line, strings.Fields(line))):
	default:
		return false
	}
	glued := false
	put := func(kind chancery.BlockKind, s string) {
		if s = strings.TrimSpace(s); s != "" {
			c.pieces = append(c.pieces, piece{kind, s, glued})
			glued = true
		}
	}
	caption, restrictions := splitRestrictions(text)
	put(chancery.Caption, caption)
	put(chancery.Boilerplate, restrictions)
	put(chancery.Credit, credit)
	return true
}

// libraryDateline is how picture libraries begin a caption: KYIV, UKRAINE -
// JUNE 27, 2022 - or LONDON, ENGLAND – MARCH 03:.
var libraryDateline = regexp.MustCompile(`^\p{Lu}[\p{Lu} .,'’-]{2,50} [-–—] (?:JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER) \d{1,2}\b`)

var closingBracket = regexp.MustCompile(`\(([^()]{3,160})\)\.?$`)

// splitCredit parts a line from the credit at its end: in brackets, or a
// sentence of its own. The credit is empty if there is none, or nothing but it.
func splitCredit(line string) (text, credit string) {
	if m := closingBracket.FindStringSubmatchIndex(line); m != nil {
		if inner := line[m[2]:m[3]]; creditInBrackets(inner) {
			return line[:m[0]], line[m[0]:]
		}
	}
	for i := len(line) - 1; i > 0; i-- {
		if !isSentenceEnd(line, i) {
			continue
		}
		rest := strings.TrimSpace(line[i:])
		if len(strings.Fields(rest)) > mostCredit {
			break
		}
		if isCreditLine(rest) && (showsPicture(rest) || strings.ContainsAny(rest, "/©") || strings.Contains(rest, " via ")) {
			return line[:i], line[i:]
		}
	}
	return line, ""
}

// isSentenceEnd tells whether a sentence may end before byte i of line, a
// space.
func isSentenceEnd(line string, i int) bool {
	return line[i] == ' ' && strings.ContainsAny(line[i-1:i], ".!?”\"’")
}

// creditInBrackets tells whether what brackets hold credits a picture: an
// agency or a word for picture, and more than the agency alone, which would
// only say who reported.
func creditInBrackets(s string) bool {
	if opensWith(s, known().credits["opens"]) {
		return true
	}
	if len(strings.Fields(s)) > mostCredit {
		return false
	}
	more := strings.ContainsAny(s, "/,©") || strings.Contains(s, " via ") || showsPicture(s)
	return more && (namesAgency(s) || showsPicture(s)) && onlyNames(s)
}

// isCreditLine tells whether a whole line is a credit: names, an agency, and
// joining words.
func isCreditLine(line string) bool {
	n := len(strings.Fields(line))
	if n > mostCredit {
		return false
	}
	if opensWith(line, known().credits["opens"]) {
		return n <= mostCredit && !ends(line) || onlyNames(line)
	}
	if inner, ok := strings.CutPrefix(line, "("); ok && strings.HasSuffix(strings.TrimRight(inner, "."), ")") {
		return creditInBrackets(strings.TrimRight(inner, ".)"))
	}
	// Square brackets name the source of what a line tells, not of a picture.
	return !strings.HasPrefix(line, "[") && namesAgency(line) && onlyNames(line) && !strings.HasSuffix(line, "?") && creditShape(line)
}

// creditShape tells a credit from a headline in capitals that names an agency:
// it is the agency alone, or has the marks by which credits join names.
func creditShape(line string) bool {
	if strings.ContainsAny(line, "/©") || strings.Contains(line, " via ") || showsPicture(line) {
		return true
	}
	return isAgency(line)
}

// isAgency tells whether a line is an agency's name alone.
func isAgency(line string) bool {
	return slices.Contains(known().agencies, strings.TrimPrefix(strings.TrimRight(line, "."), "The "))
}

// namesAgency tells whether a line holds an agency's name as whole words.
func namesAgency(line string) bool { return agencyAt(line) >= 0 }

// agencyAt is where the first of the agencies that a line names begins, -1 if
// it names none.
func agencyAt(line string) int {
	first := -1
	for _, a := range known().agencies {
		for from := 0; ; {
			i := strings.Index(line[from:], a)
			if i < 0 {
				break
			}
			i += from
			if wordEdge(line, i) && wordEdge(line, i+len(a)) {
				if first < 0 || i < first {
					first = i
				}
				break
			}
			from = i + 1
		}
	}
	return first
}

// wordEdge tells whether no word runs across byte i.
func wordEdge(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return !(unicode.IsLetter(before) && unicode.IsLetter(after))
}

func showsPicture(line string) bool {
	for w := range strings.FieldsFuncSeq(strings.ToLower(line), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, p := range known().credits["picture"] {
			if w == p {
				return true
			}
		}
	}
	return false
}

// onlyNames tells whether all words of a line are capitalised or join names.
func onlyNames(line string) bool {
	for w := range strings.FieldsFuncSeq(line, func(r rune) bool { return !unicode.IsLetter(r) && r != '’' && r != '\'' && r != '.' && r != '-' }) {
		first, _ := utf8.DecodeRuneInString(w)
		if unicode.IsLower(first) && !known().joining[w] && !particles[w] {
			return false
		}
	}
	return true
}

// splitRestrictions parts a caption from the sentences at its end that say
// what may not be done with the picture.
func splitRestrictions(text string) (caption, restrictions string) {
	for i := 1; i < len(text); i++ {
		if isSentenceEnd(text, i) && holdsPhrase(text[i:], known().captions["restrictions"]) {
			first := text[i:]
			if j := strings.IndexAny(first[1:], ".!?"); j >= 0 && holdsPhrase(first[:j+2], known().captions["restrictions"]) || j < 0 {
				return text[:i], text[i:]
			}
		}
	}
	return text, ""
}
