package document

import (
	"regexp"
	"strings"
	"unicode"

	"chancery"
)

var (
	byLine    = regexp.MustCompile(`^(?i:by|story by|written by|words by|from) ([\p{L}].{2,120})$`)
	barLine   = regexp.MustCompile(`^([\p{L}][^|]{2,60}?) ?[|•] ?(.{2,60})$`)
	inPlace   = regexp.MustCompile(`^(.+?) in [\p{Lu}][\p{L}. -]{1,40}$`)
	agencyEnd = regexp.MustCompile(`[,/|-] *[\p{Lu}][^,]*$`)
)

// mostByline is how many words a byline has at most.
const mostByline = 14

// bylineLine takes a line that names the authors. It stands before the second
// paragraph, or after the last; "by" alone does not make a byline, the rest must
// be names.
func (c *classifier) bylineLine(line string, words []string) bool {
	if len(words) < 2 || len(words) > mostByline || strings.HasSuffix(line, ".") && !strings.HasSuffix(line, "Jr.") {
		return false
	}
	var names []string
	agency := false
	if m := byLine.FindStringSubmatch(line); m != nil {
		names = personNames(m[1])
		agency = isAgency(m[1])
	} else if m := barLine.FindStringSubmatch(line); m != nil && c.body == 0 && len(c.pieces) > 0 {
		names = personNames(m[1])
	} else if m := inPlace.FindStringSubmatch(line); m != nil && c.headline && c.body == 0 && !holdsTitle(words) {
		names = personNames(m[1])
	}
	if len(names) == 0 && !agency {
		return false
	}
	c.byline = append(c.byline, names...)
	c.add(chancery.Byline, line)
	return true
}

// holdsTitle tells whether a word shows that a line speaks of an office or an
// affair, not of who wrote.
func holdsTitle(words []string) bool {
	for _, w := range words {
		if known().titles[strings.ToLower(w)] {
			return true
		}
	}
	return false
}

// personNames are the people of "Jane Doe, John Roe and Mary Poe in Kyiv,
// Associated Press"; nil unless the first part is a person's name.
func personNames(s string) []string {
	s = strings.NewReplacer(" AND ", " and ", " & ", " and ", " with ", " and ", " And ", " and ").Replace(strings.TrimRight(s, " ):"))
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		for name := range strings.SplitSeq(part, " and ") {
			name = writer(name)
			switch {
			case isPersonName(name):
			case len(out) == 0:
				return nil
			default:
				continue
			}
			out = append(out, properCase(name))
		}
	}
	return out
}

// writer is the person of "Jane Doe in Kyiv", "Jane Doe for The Post",
// "Jane Doe BBC News" or "Jane Doe | Reuters"; "" of an agency alone.
func writer(s string) string {
	s = strings.TrimSpace(s)
	if m := inPlace.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	words := strings.Fields(s)
	for i, w := range words {
		if known().after[w] || w[0] == '@' || w[0] == '(' {
			words = words[:i]
			break
		}
	}
	s = strings.Join(words, " ")
	if !isPersonName(s) {
		s = agencyEnd.ReplaceAllString(s, "")
	}
	if at := agencyAt(s); at >= 0 {
		s = s[:at]
	}
	return strings.TrimRight(strings.TrimSpace(s), ":")
}

// properCase writes a name that is all capitals as a name.
func properCase(name string) string {
	if name != strings.ToUpper(name) {
		return name
	}
	start := true
	return strings.Map(func(r rune) rune {
		out := r
		if !start {
			out = unicode.ToLower(r)
		}
		start = !unicode.IsLetter(r) && r != '’' && r != '\''
		return out
	}, name)
}
