package document

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery"
)

// piece is a stretch of text of one kind.
type piece struct {
	kind chancery.BlockKind
	text string
	// glued: the piece stands on the same line as the one before it.
	glued bool
}

// classifier tells the parts of one document apart, unit by unit.
type classifier struct {
	pieces    []piece
	byline    []string
	byFollow  []string // names of "Follow NAME on …", if no byline says better
	publisher string
	stated    *statement
	body      int // paragraphs so far
	headline  bool
}

// statement is where the text states its own date.
type statement struct {
	date   string
	words  string
	piece  int
	revise bool // only of an update
}

// classify parts units into pieces.
func classify(units []unit) *classifier {
	c := &classifier{}
	for i := range units {
		next := unit{}
		if i+1 < len(units) {
			next = units[i+1]
		}
		c.unit(i, units[i], next, len(units))
	}
	return c
}

func (c *classifier) add(kind chancery.BlockKind, text string) {
	c.pieces = append(c.pieces, piece{kind: kind, text: text})
	if kind == chancery.Paragraph {
		c.body++
	}
}

// unit classifies unit i of n; next is the one after it.
func (c *classifier) unit(i int, u, next unit, n int) {
	line := u.text
	if len(line) > mostLine && !u.title {
		c.long(u)
		return
	}
	words := strings.Fields(line)
	switch {
	case u.title:
		c.headline = true
		c.add(chancery.Headline, line)
	case c.dateLine(line, len(words)):
	case c.bylineLine(line, words):
	case c.boilerplateLine(line, len(words)):
	case isCreditLine(line):
		c.add(chancery.Credit, line)
	case c.captionLine(u, next):
	case i == 0 && n > 1 && !c.headline && isHeadline(line, words):
		c.headline = true
		c.add(chancery.Headline, line)
	default:
		c.dateline(line)
		c.add(chancery.Paragraph, line)
	}
}

// mostLine is how many bytes a line has at most that is looked at closely;
// anything longer is text. It bounds the work on what has no line ends.
const mostLine = 2000

// long adds a line of more than mostLine bytes.
func (c *classifier) long(u unit) {
	kind := chancery.Paragraph
	if u.caption {
		kind = chancery.Caption
	} else {
		c.dateline(u.text)
	}
	c.add(kind, u.text)
}

// isHeadline: short, and not ended by a full stop.
func isHeadline(line string, words []string) bool {
	return len(words) <= 25 && utf8.RuneCountInString(line) <= 200 && !strings.HasSuffix(strings.TrimRight(line, "”’\"'"), ".")
}

// mostBoilerplate is how many words a line of boilerplate has at most.
const mostBoilerplate = 40

// boilerplateLine takes what pages carry beside the article.
func (c *classifier) boilerplateLine(line string, words int) bool {
	if words > mostBoilerplate {
		return false
	}
	b := known().boilerplate
	is := false
	for _, p := range b["is"] {
		is = is || strings.EqualFold(strings.TrimRight(line, ".:"), p)
	}
	name, follow := followed(line)
	if !is && !follow && !opensWith(line, b["opens"]) && !holdsPhrase(line, b["holds"]) {
		return false
	}
	if follow {
		c.byFollow = append(c.byFollow, name...)
	} else if c.body > 0 {
		c.byFollow = append(c.byFollow, reporters(line)...)
	}
	c.add(chancery.Boilerplate, line)
	return true
}

var followLine = regexp.MustCompile(`^Follow (.{2,60}?) (?:on |at |@)(.*)$`)

// followed reads "Follow NAME on PLATFORM"; the name is empty when it is none
// of a person.
func followed(line string) (names []string, ok bool) {
	m := followLine.FindStringSubmatch(line)
	if m == nil {
		return nil, false
	}
	ok = strings.HasPrefix(m[2], "@")
	for w := range strings.FieldsSeq(strings.ToLower(m[2])) {
		ok = ok || known().platforms[strings.Trim(w, ".,:;!")]
	}
	if !ok {
		return nil, false
	}
	if isPersonName(m[1]) {
		names = []string{m[1]}
	}
	return names, true
}

var reportingLine = regexp.MustCompile(`(?i)^\(?(?:reporting|story|writing) by ([^;.]+)`)

// reporters are the names of "Reporting by A and B; editing by C".
func reporters(line string) []string {
	if m := reportingLine.FindStringSubmatch(line); m != nil {
		return personNames(m[1])
	}
	return nil
}

// isPersonName tells whether s is two to five capitalised words without
// figures: Maia Sandu, Ana de la Cruz, J. R. Smith.
func isPersonName(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	capital := 0
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(first):
			capital++
		case !particles[w]:
			return false
		}
		for _, r := range w {
			if !unicode.IsLetter(r) && !strings.ContainsRune(".-'’", r) {
				return false
			}
		}
	}
	return capital >= 2
}

// particles are the lower-case parts of personal names.
var particles = wordSet([]string{"de", "la", "le", "van", "von", "der", "den", "da", "dos", "del", "di", "al", "el", "bin", "ibn", "ter", "y", "e"})
