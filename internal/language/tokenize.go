package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piece is a word of the text before it is tagged: bytes [start, end) of the
// text. parts is the number of words of the multiword token that begins here.
type piece struct {
	start, end int
	parts      int
}

// tokenizer cuts one segment at a time into words, by the conventions of the
// English Web Treebank: marks stand alone, contractions and possessives are
// parted into the words of a multiword token, hyphenated words are parted at
// the hyphen but for affixes.
type tokenizer struct {
	*tables
	text   string
	pieces []piece
	tails  []piece // marks cut off the end of a chunk, last first
	single bool    // a single quotation mark is open
}

// maxChunk is the length in bytes at which a stretch without white space is
// cut by force.
const maxChunk = 2048

// segment appends the words of text[lo:hi].
func (t *tokenizer) segment(lo, hi int) {
	t.single = false
	first := len(t.pieces)
	for lo < hi {
		r, n := utf8.DecodeRuneInString(t.text[lo:hi])
		if blank(r) {
			lo += n
			continue
		}
		end := lo + n
		for end < hi && end-lo < maxChunk {
			r, n := utf8.DecodeRuneInString(t.text[end:hi])
			if blank(r) {
				break
			}
			end += n
		}
		t.chunk(lo, end, len(t.pieces) == first, end == hi)
		lo = end
	}
}

// blank tells whether r is white space or a mark that stands for nothing.
func blank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || r == '\u00ad' || r == 0
}

func (t *tokenizer) emit(lo, hi int) {
	if lo < hi {
		t.pieces = append(t.pieces, piece{lo, hi, 0})
	}
}

// chunk cuts a stretch without white space.
func (t *tokenizer) chunk(lo, hi int, first, last bool) {
	if s := t.text[lo:hi]; smiley(s) || len(s) == 3 && s[0] == '(' && s[2] == ')' && 'a' <= s[1] && s[1] <= 'z' {
		t.emit(lo, hi)
		return
	}
	for lo < hi {
		n := t.leading(t.text[lo:hi])
		if n == 0 {
			break
		}
		t.emit(lo, lo+n)
		lo += n
	}
	t.tails = t.tails[:0]
	for lo < hi {
		n := t.trailing(t.text[lo:hi], first)
		if n == 0 {
			break
		}
		t.tails = append(t.tails, piece{hi - n, hi, 0})
		hi -= n
	}
	if lo < hi {
		if s := t.text[lo:hi]; address(s) {
			t.emit(lo, hi)
		} else {
			t.core(lo, hi)
		}
	}
	for i := len(t.tails) - 1; i >= 0; i-- {
		t.pieces = append(t.pieces, t.tails[i])
	}
}

func smiley(s string) bool {
	switch s {
	case ":)", ":(", ";)", ":-)", ":-(", ";-)", ":D", ":P", "=)", "^_^", "<3", ":/":
		return true
	}
	return false
}

// run is the length of the longest prefix of s made of bytes of set.
func run(s, set string) int {
	n := 0
	for n < len(s) && strings.IndexByte(set, s[n]) >= 0 {
		n++
	}
	return n
}

// leading is the length of the mark that s begins with, 0 if it begins with a
// word.
func (t *tokenizer) leading(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	rest := s[n:]
	switch r {
	case '"', '“', '”', '„', '«', '»', '(', ')', '[', ']', '{', '}', '—', '–', '…', '|', '•', '·', ',', ';', ':', '~', '/', '\\', '%', '^':
		return n
	case '‘', '’':
		if strings.HasPrefix(rest, "‘") || strings.HasPrefix(rest, "’") {
			return 2 * n
		}
		if elided(rest) {
			return 0
		}
		t.single = true
		return n
	case '\'', '`':
		if rest != "" && rest[0] == s[0] {
			return 2
		}
		if elided(rest) || rest != "" && t.suffix(s) == len(s) {
			return 0
		}
		t.single = true
		return 1
	case '.':
		if k := run(s, "."); k > 1 {
			return k
		}
		if rest == "" || !alnum(rest) {
			return 1
		}
	case '!', '?':
		return run(s, "!?")
	case '-', '*', '=', '<', '>', '_', '+', '#', '&':
		k := run(s, s[:1])
		if r == '-' || r == '=' {
			k = run(s, "-=")
		}
		switch {
		case k == len(s) || k > 1 || r == '*' || r == '=' || r == '<' || r == '>' || r == '_' || r == '&':
			return k
		case r == '-', r == '#' && digit(rest):
			return 1
		}
	case '$':
		return run(s, "$")
	case '£', '€', '¥':
		return n
	}
	return 0
}

// elided tells whether an apostrophe stands for left-out letters before s:
// '90s, 'em, 'cause, 'til, 'tis.
func elided(s string) bool {
	if digit(s) {
		return true
	}
	switch strings.ToLower(strings.TrimRight(s, ".,;:!?\"")) {
	case "em", "cause", "cuz", "til", "till", "tis", "twas", "bout", "n":
		return true
	}
	return false
}

// trailing is the length of the mark that s ends with, 0 if it ends with a
// word.
func (t *tokenizer) trailing(s string, first bool) int {
	r, n := utf8.DecodeLastRuneInString(s)
	head := s[:len(s)-n]
	if head == "" {
		return 0
	}
	switch r {
	case '"', '“', '”', '„', '«', '»', ')', ']', '}', '(', '[', '{', ',', ';', ':', '…', '|', '—', '–', '%', '•':
		return n
	case '!', '?', '.':
		return t.stop(s, first)
	case '-', '*', '=', '<', '>', '_':
		k := 1
		for k < len(s) && (s[len(s)-k-1] == s[len(s)-1] || (r == '-' || r == '=') && (s[len(s)-k-1] == '-' || s[len(s)-k-1] == '=')) {
			k++
		}
		if r == '_' && k == 1 {
			return 0
		}
		return k
	case '\'', '’', '`', '‘':
		if strings.HasSuffix(head, s[len(s)-n:]) && r != '`' {
			return 2 * n
		}
		if last, _ := utf8.DecodeLastRuneInString(head); (last == 's' || last == 'S' || last == 'z') && !t.single {
			return 0 // a possessive, parted by word
		}
		if strings.HasSuffix(strings.ToLower(head), "in") && !t.single && len(head) > 4 {
			return 0 // goin'
		}
		t.single = false
		return n
	case '/':
		if !strings.Contains(s, "://") && !strings.HasPrefix(s, "www.") {
			return 1
		}
	}
	return 0
}

// stop is the length of the sentence mark that s ends with: a run of .!?, or
// 0 if the last full stop belongs to an abbreviation.
func (t *tokenizer) stop(s string, first bool) int {
	k := 0
	for k < len(s) && strings.IndexByte(".!?", s[len(s)-k-1]) >= 0 {
		k++
	}
	head := s[:len(s)-k]
	if head == "" {
		return 0
	}
	marks := s[len(head):]
	if marks[0] != '.' {
		return k
	}
	if t.abbreviated(s[:len(head)+1]) || first && len(head) < 6 && run(head, "0123456789.") == len(head) && (len(head) < 3 || strings.Contains(head, ".")) {
		return k - 1 // U.S.? parts before the question mark; U.S. not at all
	}
	if dots := run(marks, "."); dots > 1 && dots < k {
		return k - dots
	}
	return k
}

// abbreviated tells whether s, which ends in a full stop, keeps it.
func (t *tokenizer) abbreviated(s string) bool {
	if i := strings.LastIndexAny(s, "-/("); i >= 0 {
		s = s[i+1:]
	}
	if acronym(s) {
		return true
	}
	var buf [16]byte
	if len(s) > len(buf) {
		return false
	}
	return t.abbreviations[string(lower(buf[:0], s))] != stopNone
}

// acronym tells whether s is letters each with a full stop: J., U.S.
func acronym(s string) bool {
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if !unicode.IsLetter(r) || len(s) == n || s[n] != '.' {
			return false
		}
		if len(s) == n+1 && !unicode.IsUpper(r) {
			return false
		}
		s = s[n+1:]
	}
	return true
}

// lower appends s in ASCII lower case to buf.
func lower(buf []byte, s string) []byte {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf = append(buf, c)
	}
	return buf
}

func digit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

func allDigits(s string) bool { return s != "" && run(s, "0123456789") == len(s) }

// alnum tells whether s begins with a letter or figure.
func alnum(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// endsAlnum tells whether s ends with a letter or figure.
func endsAlnum(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
