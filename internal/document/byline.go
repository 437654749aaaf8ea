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
	if m := byLine.FindStringSubmatch(line); m != nil {
		names = personNames(m[1])
	} else if m := barLine.FindStringSubmatch(line); m != nil && c.body == 0 && len(c.pieces) > 0 {
		names = personNames(m[1])
	}
	if len(names) == 0 {
		return false
	}
	c.byline = append(c.byline, names...)
	c.add(chancery.Byline, line)
	return true
}

// personNames are the people of "Jane Doe, John Roe and Mary Poe in Kyiv,
// Associated Press"; nil unless the first part is a person's name.
func personNames(s string) []string {
	s = strings.NewReplacer(" AND ", " and ", " & ", " and ", " with ", " and ", " And ", " and ").Replace(strings.TrimRight(s, " ):"))
	var out []string
	for part := range strings.SplitSeq(s, ",") {
		for name := range strings.SplitSeq(part, " and ") {
			name = strings.TrimSpace(name)
			if m := inPlace.FindStringSubmatch(name); m != nil {
				name = m[1]
			}
			if !isPersonName(name) {
				if cut := agencyEnd.ReplaceAllString(name, ""); isPersonName(strings.TrimSpace(cut)) {
					name = strings.TrimSpace(cut)
				} else if len(out) == 0 {
					return nil
				} else {
					continue
				}
			}
			if namesAgency(name) {
				continue
			}
			out = append(out, properCase(name))
		}
	}
	return out
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
