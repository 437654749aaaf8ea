package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// address tells whether s is a web or mail address, a file name in a path or
// a handle, which stay whole.
func address(s string) bool {
	if strings.Contains(s, "://") || hasPrefixFold(s, "www.") {
		return true
	}
	if i := strings.IndexByte(s, '@'); i >= 0 {
		return i == 0 || i < len(s)-1
	}
	host, _, _ := strings.Cut(s, "/")
	i := strings.LastIndexByte(host, '.')
	if i <= 0 {
		return false
	}
	for j := 0; j < i; j++ {
		if c := host[j]; !('a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	switch strings.ToLower(host[i+1:]) {
	case "com", "org", "net", "gov", "edu", "mil", "int", "info", "biz", "uk", "ca", "au", "de", "fr", "ru", "ua", "cn", "in", "io", "tv", "eu", "ie", "nz", "dk", "htm", "html", "pdf", "doc", "xls":
		return true
	}
	return false
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// core cuts a chunk without outer marks at the marks inside it.
func (t *tokenizer) core(lo, hi int) {
	if telephone(t.text[lo:hi]) {
		t.emit(lo, hi)
		return
	}
	at := lo // where the word being read begins
	for i := lo; i < hi; {
		n := t.inner(lo, i, hi)
		if n == 0 || i == at && i == lo {
			_, w := utf8.DecodeRuneInString(t.text[i:hi])
			i += w
			continue
		}
		t.beforeMark(at, i)
		t.emit(i, i+n)
		i += n
		at = i
	}
	t.word(at, hi)
}

// beforeMark appends the word before a mark inside a chunk, its full stop by
// itself: war.[3]
func (t *tokenizer) beforeMark(lo, hi int) {
	k := 0
	if lo < hi && t.text[hi-1] == '.' {
		k = t.stop(t.text[lo:hi], false)
	}
	t.word(lo, hi-k)
	t.emit(hi-k, hi)
}

// telephone tells whether s is figures in groups: 620-294-1909, 16-11-2004.
func telephone(s string) bool {
	groups, long := 1, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			long++
		case c == '-' && i > 0 && i < len(s)-1:
			groups++
		default:
			return false
		}
	}
	return groups > 2 || groups == 2 && len(s) == 8 && s[3] == '-'
}

// inner is the length of the mark at byte i inside a chunk that parts words
// there, 0 if i belongs to a word.
func (t *tokenizer) inner(lo, i, hi int) int {
	s := t.text
	r, n := utf8.DecodeRuneInString(s[i:hi])
	if r >= utf8.RuneSelf {
		switch r {
		case '—', '–', '…', '“', '”', '„', '«', '»':
			return n
		}
		return 0
	}
	before, after := s[lo:i], s[i+1:hi]
	digits := before != "" && isDigit(before[len(before)-1]) && digit(after)
	switch r {
	case '-':
		if k := run(s[i:hi], "-"); k > 1 {
			return k
		}
		if t.hyphenParts(before, after) && !t.givenName(lo, before, after) {
			return 1
		}
	case '.':
		if k := run(s[i:hi], "."); k > 1 {
			return k
		}
		if sentenceJoin(before, after) {
			return 1
		}
	case '/':
		if !digits && !t.whole[s[lo:hi]] {
			return 1
		}
	case ':':
		if !digits {
			return 1
		}
	case ',':
		if !digits || run(after, "0123456789") != 3 {
			return 1
		}
	case '(', ')', '[', ']', '{', '}', '"', ';', '=', '<', '>', '|':
		return 1
	case '!', '?':
		return run(s[i:hi], "!?")
	}
	return 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// hyphenParts tells whether the hyphen between before and after parts words.
func (t *tokenizer) hyphenParts(before, after string) bool {
	if i := strings.LastIndexAny(before, "-/"); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.IndexAny(after, "-/"); i >= 0 {
		after = after[:i]
	}
	var buf [48]byte
	if len(before)+1+len(after) > len(buf) || before == "" || after == "" {
		return true
	}
	w := lower(buf[:0], before)
	w = append(w, '-')
	w = append(w, after...)
	w = lower(w[:0], string(w))
	k := len(before)
	return !t.prefixes[string(w[:k+1])] && !t.suffixes[string(w[k:])] && !t.whole[string(w)]
}

// givenName tells whether before-after is an East Asian given name behind a
// capitalised family name: Jong-un, Wai-keung.
func (t *tokenizer) givenName(lo int, before, after string) bool {
	if len(before) > 7 || len(after) > 7 || !unicode.IsUpper(firstRune(before)) || !t.syllables[after] {
		return false
	}
	k := len(t.pieces) - 1
	if k < 0 {
		return false
	}
	p := t.pieces[k]
	return p.end < lo && unicode.IsUpper(firstRune(t.text[p.start:p.end]))
}

// sentenceJoin tells whether a full stop between before and after ends a
// sentence that the next follows without a space: end.Start.
func sentenceJoin(before, after string) bool {
	if len(before) < 3 || len(after) < 2 || !unicode.IsLetter(rune(after[0])) {
		return false
	}
	for i := len(before) - 3; i < len(before); i++ {
		if before[i] < 'a' || before[i] > 'z' {
			return false
		}
	}
	return 'A' <= after[0] && after[0] <= 'Z' && 'a' <= after[1] && after[1] <= 'z'
}

// word appends a word, parted if it is a contraction, a possessive or a figure
// with its unit.
func (t *tokenizer) word(lo, hi int) {
	s := t.text[lo:hi]
	if s == "" {
		return
	}
	if i := t.figure(s); i > 0 {
		t.emit(lo, lo+i)
		t.word(lo+i, hi)
		return
	}
	if k := t.suffix(s); k > 0 && k < len(s) {
		t.pieces = append(t.pieces, piece{lo, hi - k, 2}, piece{hi - k, hi, 0})
		return
	}
	var buf [16]byte
	if len(s) <= len(buf) {
		w := lower(buf[:0], s)
		cuts := t.contractions[string(w)]
		if cuts == nil && len(s) > 3 && strings.Contains(s, "’") {
			cuts = t.contractions[strings.ReplaceAll(string(w), "’", "'")]
		}
		if cuts != nil {
			at := lo
			t.pieces = append(t.pieces, piece{lo, lo + cuts[0], len(cuts) + 1})
			for _, c := range cuts {
				t.pieces[len(t.pieces)-1].end = lo + c
				at = lo + c
				t.pieces = append(t.pieces, piece{at, hi, 0})
			}
			return
		}
	}
	t.emit(lo, hi)
}

// figure is where a currency sign or a figure ends and its unit begins (US$10,
// 30km), 0 if s is no such thing.
func (t *tokenizer) figure(s string) int {
	if i := strings.IndexAny(s, "$£€"); i >= 0 {
		_, n := utf8.DecodeRuneInString(s[i:])
		if i+n < len(s) && isDigit(s[i+n]) {
			return i + n
		}
	}
	n := run(s, "0123456789.,:")
	if n == 0 || n == len(s) || len(s)-n > 4 || !isDigit(s[n-1]) {
		return 0
	}
	var buf [8]byte
	if t.units[string(lower(buf[:0], s[n:]))] {
		return n
	}
	return 0
}

// suffix is the length of the clitic that s ends with: n't, 's, 'll … or the
// apostrophe of a plural possessive, 0 if none.
func (t *tokenizer) suffix(s string) int {
	i := strings.LastIndexAny(s, "'’`")
	if i < 0 {
		return 0
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	tail := s[i+n:]
	if i > 0 && s[i-1] == '0' && allDigits(s[:i]) {
		return 0 // the 1970's
	}
	switch {
	case tail == "":
		if i > 1 && (s[i-1]|0x20 == 's' || s[i-1]|0x20 == 'z') {
			return n
		}
	case strings.EqualFold(tail, "t"):
		if i > 1 && s[i-1]|0x20 == 'n' {
			return n + 2
		}
	case len(tail) <= 2:
		for _, c := range [...]string{"s", "m", "d", "re", "ve", "ll"} {
			if strings.EqualFold(tail, c) {
				return n + len(tail)
			}
		}
	}
	return 0
}
