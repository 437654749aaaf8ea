package language

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery/internal/language/infer"
)

// morphology holds what the treebanks teach of lemmas and features. It is read
// from weights/morph.tsv, whose rows are
//
//	L  form  XPOS  lemma          a lemma that the rules would get wrong
//	S  suffix  XPOS  cut  add     how lemmas are made: the longest suffix wins
//	F  key  features              the features of a key of MorphKeys
type morphology struct {
	lemmas   map[string]string
	rules    map[string]lemmaRule
	features map[string]string
}

// lemmaRule cuts letters (in bytes) off the end of a form and adds others.
type lemmaRule struct {
	cut int
	add string
}

// maxSuffix is the length of the longest suffix of a lemma rule, in bytes.
const maxSuffix = 6

// readMorphology parses morph.tsv. Its strings are parts of data.
func readMorphology(data string) (*morphology, error) {
	lines := strings.Count(data, "\n")
	m := &morphology{map[string]string{}, map[string]lemmaRule{}, make(map[string]string, lines)}
	for n := 1; data != ""; n++ {
		var line string
		line, data, _ = strings.Cut(data, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		kind, row, _ := strings.Cut(line, "\t")
		key, value, ok := cutLast(row)
		switch {
		case ok && kind == "L":
			m.lemmas[key] = value
		case ok && kind == "F":
			m.features[key] = value
		case ok && kind == "S":
			suffix, cut, ok := cutLast(key)
			if ok && len(cut) == 1 && isDigit(cut[0]) {
				m.rules[suffix] = lemmaRule{int(cut[0] - '0'), value}
				continue
			}
			fallthrough
		default:
			return nil, fmt.Errorf("language: loading model: weights/morph.tsv:%d: malformed row", n)
		}
	}
	return m, nil
}

// cutLast cuts a row before its last cell.
func cutLast(row string) (before, last string, ok bool) {
	i := strings.LastIndexByte(row, '\t')
	if i < 0 {
		return "", "", false
	}
	return row[:i], row[i+1:], true
}

// lemmatise sets the lemma of every token of d. It uses buf as scratch space and returns
// it.
func (m *morphology) lemmatise(d *Doc, words *infer.Lexicon, buf []byte) []byte {
	for i := range d.Tokens {
		buf = m.lemma(buf, &d.Tokens[i], words)
	}
	d.morph = m
	return buf
}

// featuresOf are the features of token i of d. It uses buf as scratch space and returns
// it.
func (m *morphology) featuresOf(d *Doc, i int, buf []byte) (string, []byte) {
	for level := range morphLevels {
		buf = AppendMorphKey(buf[:0], d, i, level)
		if f, ok := m.features[string(buf)]; ok {
			return f, buf
		}
	}
	return "", buf
}

// LemmaForm is the form that lemmas are made of: proper nouns keep their
// capitals but for the letters after the first of words in capitals alone.
func LemmaForm(buf []byte, form, xpos string) []byte {
	proper := strings.HasPrefix(xpos, "NNP") || xpos == "ADD" || xpos == "GW" || xpos == "FW"
	for _, r := range form {
		if !proper {
			r = unicode.ToLower(r)
		}
		if r == '’' {
			r = '\''
		}
		buf = utf8.AppendRune(buf, r)
	}
	return buf
}

// lemma sets the lemma of t.
func (m *morphology) lemma(buf []byte, t *Token, words *infer.Lexicon) []byte {
	buf = LemmaForm(buf[:0], t.Form, t.XPOS)
	n := len(buf)
	buf = append(buf, '\t')
	buf = append(buf, t.XPOS...)
	if l, ok := m.lemmas[string(buf)]; ok {
		t.Lemma = l
		return buf
	}
	verb := strings.HasPrefix(t.XPOS, "VB") && t.XPOS != "VB" && t.XPOS != "VBP"
	if verb {
		for _, p := range verbPrefixes {
			if n > len(p)+2 && string(buf[:len(p)]) == p {
				if l, ok := m.lemmas[string(buf[len(p):])]; ok {
					buf = append(append(buf[:0], p...), l...)
					t.Lemma = words.String(buf)
					return buf
				}
			}
		}
	}
	for k := min(maxSuffix, n); k >= 0; k-- {
		r, ok := m.rules[string(buf[n-k:])]
		if !ok || r.cut >= n && r.cut > 0 {
			continue
		}
		buf = append(buf[:n-r.cut], r.add...)
		if verb {
			buf = likelier(buf, t.Form, words)
		}
		t.Lemma = lemmaString(buf, t.Form, words)
		return buf
	}
	t.Lemma = lemmaString(buf[:n], t.Form, words)
	return buf
}

// lemmaString is b as a string, a part of form or of the lexicon where it can
// be: most lemmas need no memory of their own.
func lemmaString(b []byte, form string, words *infer.Lexicon) string {
	if len(b) <= len(form) && string(b) == form[:len(b)] {
		return form[:len(b)]
	}
	return words.String(b)
}

// verbPrefixes are put before irregular verbs: underwent, rebuilt.
var verbPrefixes = [...]string{"under", "over", "out", "re", "mis", "un", "fore", "with", "up"}

// likelier is a word near b, the lemma that the rules make of an inflected
// verb, if there is one that is known better, else b: provoke for provok, smell for
// smel, shell for shel, which is a name. Of rap one makes rapping, so that raping is of
// rape.
func likelier(b []byte, form string, words *infer.Lexicon) []byte {
	n := len(b)
	if n < 3 {
		return b
	}
	known := words.Has(b)
	single := doubles(b) && n < len(form) && (form[n:] == "ed" || form[n:] == "ing")
	if c := append(b, 'e'); (!known || single) && words.Has(c) {
		return c
	}
	if c := append(b, b[n-1]); !known && words.Has(c) || known && !words.Common(b) && words.Common(c) {
		return c
	}
	if !known && (b[n-1] == 'e' || b[n-1] == b[n-2]) && words.Has(b[:n-1]) {
		return b[:n-1]
	}
	return b
}

// doubles tells whether a verb doubles its last letter before an ending: it has one
// vowel, and one consonant behind it.
func doubles(b []byte) bool {
	vowel := func(c byte) bool { return strings.IndexByte("aeiouy", c) >= 0 }
	n := len(b)
	return !vowel(b[n-1]) && b[n-1] != 'w' && b[n-1] != 'x' && vowel(b[n-2]) && !slices.ContainsFunc(b[:n-2], vowel)
}

// morphLevels is the number of keys of AppendMorphKey, the most exact first.
const morphLevels = 4

// AppendMorphKey appends the key under which the features of token i of d are
// looked up: word, tags and context at level 0, less and less after it.
func AppendMorphKey(b []byte, d *Doc, i, level int) []byte {
	t := &d.Tokens[i]
	if level < 2 {
		for j := 0; j < len(t.Form); j++ {
			c := t.Form[j]
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b = append(b, c)
		}
	}
	b = append(b, ' ')
	b = append(b, t.UPOS...)
	b = append(b, ' ')
	b = append(b, t.XPOS...)
	if level%2 == 0 {
		b = append(b, ' ')
		b = appendMorphContext(b, d, i)
	}
	return b
}

// appendMorphContext appends what of the tree decides the features of word i.
func appendMorphContext(b []byte, d *Doc, i int) []byte {
	t := &d.Tokens[i]
	switch t.XPOS {
	case "VBN":
		if d.Child(i, "aux:pass") >= 0 || d.Child(i, "nsubj:pass") >= 0 {
			return append(b, "pass"...)
		}
		if d.Child(i, "aux") >= 0 {
			return append(b, "active"...)
		}
		return append(b, t.Rel...)
	case "VBG":
		if d.Child(i, "aux") >= 0 {
			return append(b, "aux"...)
		}
		if d.Child(i, "mark", "case") >= 0 {
			return append(b, "mark"...)
		}
		return append(b, t.Rel...)
	case "VB":
		if d.Child(i, "aux", "mark", "nsubj") >= 0 || t.Is("aux") || t.Is("cop") {
			return append(b, "inf"...)
		}
		return append(b, t.Rel...)
	case "VBD", "VBP", "VBZ":
		return appendSubject(b, d, i)
	case "WP", "WDT", "WRB", "IN", "WP$":
		return appendClause(b, d, i)
	}
	return append(b, t.Rel...)
}

// appendSubject appends the word (a pronoun) or the tag of the subject of
// verb or auxiliary i.
func appendSubject(b []byte, d *Doc, i int) []byte {
	v := i
	if t := &d.Tokens[i]; (t.Is("aux") || t.Is("cop")) && t.Head >= 0 {
		v = t.Head
	}
	for range 3 {
		if s := d.Child(v, "nsubj", "expl", "csubj"); s >= 0 {
			switch x := d.Tokens[s].XPOS; x {
			case "PRP", "WDT", "WP", "DT", "EX":
				return lower(b, d.Tokens[s].Form)
			default:
				if d.Child(s, "conj") >= 0 {
					return append(b, "NNS"...)
				}
				return append(b, x...)
			}
		}
		if d.Tokens[v].Rel != "conj" || d.Tokens[v].Head < 0 {
			break
		}
		v = d.Tokens[v].Head
	}
	return append(b, '-')
}

// appendClause appends whether word i stands in a relative clause.
func appendClause(b []byte, d *Doc, i int) []byte {
	for k, v := 0, i; k < 3 && v >= 0; k, v = k+1, d.Tokens[v].Head {
		switch r := d.Tokens[v].Rel; r {
		case "acl:relcl", "advcl:relcl", "ccomp", "advcl", "root":
			return append(b, r...)
		}
	}
	return append(b, d.Tokens[i].Rel...)
}
