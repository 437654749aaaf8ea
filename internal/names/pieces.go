package names

import (
	"unicode"
	"unicode/utf8"

	"chancery/internal/language"
)

// Names are compared by pieces: runs of letters and digits, folded to lower
// case without accents. So it does not matter whether the text writes
// al-Assad or al Assad, U.S. or US, ’ or ', and how words are cut at hyphens.

// folded maps accented letters to the plain ones they are compared as.
var folded = func() map[rune]string {
	m := map[rune]string{'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'þ': "th", 'ł': "l", 'ı': "i", 'ħ': "h", 'ə': "a"}
	for plain, accented := range map[string]string{
		"a": "áàâäãåāăąạảấầẩẫậắằẳẵặ", "c": "çćĉċč", "d": "ďḍḑ", "e": "éèêëēĕėęěẹẻẽếềểễệ", "g": "ĝğġģ", "h": "ĥḥḩ",
		"i": "íìîïĩīĭįỉị", "j": "ĵ", "k": "ķ", "l": "ĺļľŀ", "n": "ñńņňŉ", "o": "óòôöõōŏőơọỏốồổỗộớờởỡợ", "r": "ŕŗř",
		"s": "śŝşšșṣ", "t": "ţťŧțṭ", "u": "úùûüũūŭůűųưụủứừửữự", "w": "ŵ", "y": "ýÿŷỳỵỷỹ", "z": "źżžẓ",
	} {
		for _, r := range accented {
			m[r] = plain
		}
	}
	return m
}()

// appendFolded appends r in lower case without accents.
func appendFolded(b []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(b, byte(r))
	}
	r = unicode.ToLower(r)
	if s, ok := folded[r]; ok {
		return append(b, s...)
	}
	return utf8.AppendRune(b, r)
}

// Shape is how a piece is written.
type shape uint8

const (
	lower  shape = iota // or no letters
	title               // first letter a capital
	capers              // two capitals or more and no small letter
)

// cutPieces calls yield with each piece of s, folded, and its shape. A mark
// that parts phrases (a comma, a quotation mark, a bracket …) is a piece of
// its own; hyphens, full stops and apostrophes are none. The slice is reused.
func cutPieces(s string, buf []byte, yield func(piece []byte, sh shape)) []byte {
	buf = buf[:0]
	upper, small := 0, 0
	first := false
	flush := func() {
		if len(buf) == 0 {
			return
		}
		sh := lower
		switch {
		case upper > 1 && small == 0:
			sh = capers
		case first:
			sh = title
		}
		yield(buf, sh)
		buf, upper, small, first = buf[:0], 0, 0, false
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if unicode.IsUpper(r) {
				upper++
				first = first || len(buf) == 0
			} else if unicode.IsLower(r) {
				small++
			}
			buf = appendFolded(buf, r)
		case unicode.Is(unicode.Mn, r):
		case r == '.' && acronymStop(s, i):
			// U.S. is one piece
		case joins(r):
			flush()
		case unicode.IsSpace(r):
			flush()
		default:
			flush()
			buf = utf8.AppendRune(buf[:0], r)
			yield(buf, lower)
			buf = buf[:0]
		}
	}
	flush()
	return buf
}

// acronymStop tells whether the full stop at byte i stands behind a single
// capital: U.S., U.N.
func acronymStop(s string, i int) bool {
	return i > 0 && s[i-1] >= 'A' && s[i-1] <= 'Z' && (i == 1 || s[i-2] == '.')
}

// joins tells whether a mark binds the words around it.
func joins(r rune) bool {
	switch r {
	case '-', '–', '‐', '‑', '.', '\'', '’', '‘', '`', '/':
		return true
	}
	return false
}

// token pieces of a document: piece k belongs to token of[k].
type pieces struct {
	ids    []int32 // index of the piece in the lexicon's words, -1 if unknown
	of     []int32
	shapes []shape
	start  []int32 // first piece of each token; one more at the end
}

func (l *lexicon) pieces(doc *language.Doc) pieces {
	n := len(doc.Tokens)
	p := pieces{
		ids: make([]int32, 0, n+n/8), of: make([]int32, 0, n+n/8), shapes: make([]shape, 0, n+n/8),
		start: make([]int32, n+1),
	}
	var buf []byte
	for i := range doc.Tokens {
		p.start[i] = int32(len(p.ids))
		buf = cutPieces(doc.Tokens[i].Form, buf, func(piece []byte, sh shape) {
			id, ok := l.words[string(piece)]
			if !ok {
				id = -1
			}
			p.ids = append(p.ids, id)
			p.of = append(p.of, int32(i))
			p.shapes = append(p.shapes, sh)
		})
	}
	p.start[n] = int32(len(p.ids))
	return p
}
