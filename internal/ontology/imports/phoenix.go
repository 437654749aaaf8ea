package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// PETRARCH and Phoenix dictionaries (Schrodt; the codebook of CAMEO 1.1b3 and
// TABARI's manual describe them). An actor is a block: a root line with a name,
// lines with "+" and a synonym, codes in brackets behind any of them or on
// indented lines:
//
//	RURITANIA_ [RUR]
//	+RURITANIAN_
//	RUDOLF_ELPHBERG_  # king
//		[RURELI <940101]
//		[RURGOV 19940101-20010630]
//		[RURELI]
//
// An agent is a line: a noun, its plural in braces if it is irregular (none
// if they are empty), a code with "~" in the place of the actor's:
//
//	!PERSON! = MAN, WOMAN
//	CHAIR!PERSON! [~GOV]
//	ATTORNEY_GENERAL {ATTORNEYS_GENERAL} [~GOVJUD]
//
// Underscores are blanks. "#" and ";" begin a comment; <!-- and --> enclose one.

const (
	maxNames = 20000 // names and codes of one block
	maxCodes = 200
	maxSets  = 1000 // substitution sets, and words of one
)

// dictionary is what lasts over the lines of Phoenix dictionaries.
type dictionary struct {
	comment bool // inside <!-- … -->
	block   block
	sets    map[string][]string // !PERSON! to its words
	fresh   map[string]*freshState
	order   []string // codes of fresh, as they came
	dated   []row    // rows of states that stand behind those that define them
}

// block is an actor of a dictionary.
type block struct {
	line   int
	origin int
	names  []string
	codes  []datedCode
	faulty bool // a code was told to be malformed
}

func newDictionary() *dictionary {
	return &dictionary{sets: map[string][]string{}, fresh: map[string]*freshState{}}
}

func (im *Importer) readDictionary(l *lines) error {
	d := im.dictionary
	d.comment, d.block = false, block{}
	for {
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			return im.endBlock(l)
		}
		if err != nil {
			return err
		}
		if err := im.dictionaryLine(l, string(d.uncomment(line))); err != nil {
			return err
		}
	}
}

// uncomment is a line without comments.
func (d *dictionary) uncomment(line []byte) []byte {
	if d.comment {
		_, rest, ok := bytes.Cut(line, []byte("-->"))
		if !ok {
			return nil
		}
		d.comment, line = false, rest
	}
	if t := bytes.TrimSpace(line); bytes.HasPrefix(t, []byte("<!")) {
		d.comment = !bytes.Contains(t, []byte("-->"))
		return nil
	}
	if i := bytes.IndexAny(line, "#;"); i >= 0 {
		line = line[:i]
	}
	return line
}

func (im *Importer) dictionaryLine(l *lines, line string) error {
	d := im.dictionary
	text := strings.TrimSpace(line)
	if text == "" {
		return nil
	}
	name, rest := text, ""
	if i := strings.IndexByte(text, '['); i >= 0 {
		name, rest = strings.TrimSpace(text[:i]), text[i:]
	}
	switch {
	case text[0] == '!' && strings.Contains(name, "="):
		d.addSet(l, text)
		return nil
	case strings.Contains(rest, "~") || strings.ContainsAny(name, "{}!"):
		if err := im.endBlock(l); err != nil {
			return err
		}
		return im.agent(l, name, rest)
	case text[0] == '+':
		if len(d.block.names) == 0 {
			l.malformed("a synonym without an actor above it: " + clip(text))
			return nil
		}
		name = strings.TrimSpace(name[1:])
	case line[0] == ' ' || line[0] == '\t':
		if name != "" {
			l.malformed("an indented line holds codes in brackets only: " + clip(text))
			return nil
		}
		if len(d.block.names) == 0 {
			l.malformed("codes without an actor above them: " + clip(text))
			return nil
		}
	default:
		if err := im.endBlock(l); err != nil {
			return err
		}
		d.block = block{line: l.n, origin: im.origin()}
	}
	if name != "" {
		if len(d.block.names) >= maxNames {
			l.malformed(fmt.Sprintf("more than %d names of one actor", maxNames))
			return nil
		}
		d.block.names = append(d.block.names, im.known.names(name)...)
	}
	d.block.addCodes(l, rest)
	return nil
}

// addSet takes in a line "!NAME! = WORD, WORD".
func (d *dictionary) addSet(l *lines, text string) {
	name, words, _ := strings.Cut(text, "=")
	name = strings.TrimSpace(name)
	if len(name) < 3 || name[len(name)-1] != '!' {
		l.malformed("a set is written !NAME! = WORD, WORD: " + clip(text))
		return
	}
	var set []string
	for w := range strings.SplitSeq(words, ",") {
		if w = strings.TrimSpace(w); w != "" {
			set = append(set, w)
		}
	}
	if len(set) == 0 || len(set) > maxSets || len(d.sets) >= maxSets {
		l.malformed("a set without words, or with too many: " + clip(text))
		return
	}
	d.sets[name] = set
}

// addCodes takes in "[CODE] [CODE date-date] …".
func (b *block) addCodes(l *lines, text string) {
	for text != "" {
		inner, rest, ok := strings.Cut(text[1:], "]")
		if !ok {
			b.faulty = true
			l.malformed("a bracket is not closed: " + clip(text))
			return
		}
		c, err := parseCode(inner)
		switch {
		case err != nil:
			b.faulty = true
			l.malformed(err.Error())
		case len(b.codes) >= maxCodes:
			b.faulty = true
			l.malformed(fmt.Sprintf("more than %d codes of one actor", maxCodes))
			return
		default:
			b.codes = append(b.codes, c)
		}
		text = strings.TrimSpace(rest)
		if text != "" && text[0] != '[' {
			b.faulty = true
			l.malformed("words behind a code: " + clip(text))
			return
		}
	}
}

// endBlock makes rows of the block that the lines before told.
func (im *Importer) endBlock(l *lines) error {
	b := im.dictionary.block
	im.dictionary.block = block{}
	switch {
	case len(b.names) == 0:
		return nil
	case len(b.codes) == 0:
		if !b.faulty {
			l.malformedAt(b.line, "no code in brackets for "+clip(b.names[0]))
		}
		return nil
	}
	return im.actor(&b)
}

// agent makes rows of a role noun.
func (im *Importer) agent(l *lines, name, code string) error {
	noun, plural, braced := strings.Cut(name, "{")
	plural, behind, closed := strings.Cut(plural, "}")
	inner, rest, ok := strings.Cut(strings.TrimPrefix(code, "["), "]")
	switch {
	case braced && (!closed || strings.TrimSpace(behind) != ""):
		l.malformed("a plural stands in braces behind the noun: " + clip(name))
		return nil
	case code == "" || !ok:
		l.malformed("no code in brackets for " + clip(name))
		return nil
	case strings.TrimSpace(rest) != "":
		l.malformed("words behind a code: " + clip(rest))
		return nil
	case !strings.Contains(inner, "~"):
		l.malformed("the code of an agent has a ~: " + clip(inner))
		return nil
	}
	sector := im.sectorOf(triples(strings.ReplaceAll(inner, "~", "")))
	if sector == "" {
		im.leave("role nouns of no sector that PLOVER has")
		return nil
	}
	nouns, ok := im.dictionary.expand(noun)
	if !ok {
		l.malformed("a set that is not defined above: " + clip(noun))
		return nil
	}
	if plural = strings.TrimSpace(plural); plural != "" {
		nouns = append(nouns, plural)
	}
	for _, n := range nouns {
		phrase := strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(n, "_", " ")), " "))
		if !named(phrase) {
			im.leave("what is no name")
			continue
		}
		if r, ok := im.known.roles[fold(phrase)]; ok && (r.Sector == sector || sector == "UNK" && r.Sector == "") {
			im.leave("known already")
			continue
		}
		if err := im.add(rolesTable, im.origin(), sector, im.known.roleClass(phrase), phrase); err != nil {
			return err
		}
	}
	return nil
}

// expand puts the words of sets in their place: CHAIR!PERSON! → CHAIRMAN,
// CHAIRWOMAN. One set a noun.
func (d *dictionary) expand(noun string) ([]string, bool) {
	before, rest, ok := strings.Cut(noun, "!")
	if !ok {
		return []string{noun}, true
	}
	set, after, ok := strings.Cut(rest, "!")
	words := d.sets["!"+set+"!"]
	if !ok || len(words) == 0 || strings.Contains(after, "!") {
		return nil, false
	}
	var out []string
	for _, w := range words {
		out = append(out, before+w+after)
	}
	return out, true
}

// roleClass tells whether a role noun is that of one person (office) or of a
// body (organ): as the longest known noun at its end, else by its ending.
func (k *known) roleClass(phrase string) string {
	noun, _, _ := strings.Cut(phrase, " of ")
	words := strings.Fields(fold(noun))
	for i := range words {
		if r, ok := k.roles[strings.Join(words[i:], " ")]; ok {
			if r.Office {
				return "office"
			}
			return "organ"
		}
	}
	if len(words) == 0 {
		return "organ"
	}
	last := words[len(words)-1]
	for _, end := range []string{"er", "or", "ist", "ian", "man", "woman", "person", "ant", "ee", "eer"} {
		if strings.HasSuffix(last, end) {
			return "office"
		}
	}
	return "organ"
}
