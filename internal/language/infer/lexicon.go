package infer

import (
	"math/bits"
	"unicode"
	"unicode/utf8"
)

// Affixes is the number of hashed features of a word: endings of 2, 3 and 4
// letters, beginnings of 2 and 3, and the shape.
const Affixes = 6

// affixSizes are the numbers of rows of the features' tables, powers of two.
var affixSizes = [Affixes]uint32{2048, 8192, 8192, 2048, 8192, 1024}

// AffixRows is the number of rows of the affix tables together.
const AffixRows = 2048 + 8192 + 8192 + 2048 + 8192 + 1024

// Lexicon finds the row of a word in the word tables. Row 0 is any word that
// is not in it.
type Lexicon struct {
	words  []string // by row; words[0] is empty
	slots  []int32  // open addressing, 0 = free
	common int
}

// NewLexicon indexes words, whose first must be empty; so many of them, the first, are
// common.
func NewLexicon(words []string, common int) *Lexicon {
	l := &Lexicon{words: words, common: common}
	l.slots = make([]int32, 1<<bits.Len(uint(2*len(words))))
	for row := 1; row < len(words); row++ {
		w := words[row]
		h := fnv(fnvStart, w)
		for l.slots[h&uint32(len(l.slots)-1)] != 0 {
			h++
		}
		l.slots[h&uint32(len(l.slots)-1)] = int32(row)
	}
	return l
}

// Words are the words by row.
func (l *Lexicon) Words() []string { return l.words }

const fnvStart = 2166136261

func fnv[T string | []byte](h uint32, s T) uint32 {
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>15
}

func (l *Lexicon) find(w []byte) int {
	for h := fnv(fnvStart, w); ; h++ {
		row := l.slots[h&uint32(len(l.slots)-1)]
		if row == 0 || l.words[row] == string(w) {
			return int(row)
		}
	}
}

// Has tells whether a word, in lower case, is in the lexicon.
func (l *Lexicon) Has(w []byte) bool { return l.find(w) > 0 }

// Common tells whether a word, in lower case, is one of the common words, which are those
// of the treebanks.
func (l *Lexicon) Common(w []byte) bool {
	row := l.find(w)
	return row > 0 && row < l.common
}

// String is w as a string, that of the lexicon itself if w is in it.
func (l *Lexicon) String(w []byte) string {
	if row := l.find(w); row > 0 {
		return l.words[row]
	}
	return string(w)
}

// Normal appends form in lower case with plain apostrophes to buf.
func Normal(buf []byte, form string) []byte {
	for _, r := range form {
		switch {
		case 'A' <= r && r <= 'Z':
			buf = append(buf, byte(r)+'a'-'A')
		case r < utf8.RuneSelf:
			buf = append(buf, byte(r))
		case r == '’', r == '‘':
			buf = append(buf, '\'')
		case r == '“', r == '”':
			buf = append(buf, '"')
		case r == '–', r == '—':
			buf = append(buf, '-')
		default:
			buf = utf8.AppendRune(buf, unicode.ToLower(r))
		}
	}
	return buf
}

// Zeros replaces the figures of a word by 0 and tells whether there were any.
func Zeros(w []byte) bool {
	any := false
	for i, c := range w {
		if '0' <= c && c <= '9' {
			w[i], any = '0', true
		}
	}
	return any
}

// Look finds the row of a word and the rows of its affixes. It uses buf as
// scratch space and returns it.
func (l *Lexicon) Look(form string, buf []byte, affixes *[Affixes]int32) (int, []byte) {
	buf = Normal(buf[:0], form)
	row := l.find(buf)
	n := len(buf)
	parts := [...][]byte{buf[max(0, n-2):], buf[max(0, n-3):], buf[max(0, n-4):], buf[:min(2, n)], buf[:min(3, n)]}
	base := uint32(0)
	for i, p := range parts {
		affixes[i] = int32(base + fnv(fnvStart, p)&(affixSizes[i]-1))
		base += affixSizes[i]
	}
	affixes[5] = int32(base + shapeHash(form)&(affixSizes[5]-1))
	if row == 0 && Zeros(buf) {
		row = l.find(buf)
	}
	return row, buf
}

// shapeHash hashes the kinds of the letters of a form, runs of a kind
// counted up to two.
func shapeHash(form string) uint32 {
	h := uint32(fnvStart)
	last, count := byte(0), 0
	for _, r := range form {
		c := byte('u')
		switch {
		case 'a' <= r && r <= 'z':
			c = 'a'
		case 'A' <= r && r <= 'Z':
			c = 'A'
		case '0' <= r && r <= '9':
			c = '9'
		case r < utf8.RuneSelf:
			c = byte(r)
		case unicode.IsUpper(r):
			c = 'A'
		case unicode.IsLetter(r):
			c = 'a'
		}
		if c == last {
			count++
		} else {
			last, count = c, 1
		}
		if count <= 2 {
			h = (h ^ uint32(c)) * 16777619
		}
	}
	return h ^ h>>15
}
