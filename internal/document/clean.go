package document

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fold replaces or drops the characters that carry no words: every kind of
// blank becomes a space, every kind of line end a line feed; controls,
// terminal escapes, marks of direction and zero-width characters go. Quotation
// marks stay as they are.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if c := s[i]; ' ' <= c && c <= '~' {
			b.WriteByte(c)
			i++
			continue
		}
		c, n := utf8.DecodeRuneInString(s[i:])
		if c == '\x1b' {
			i += escapeLen(s[i:])
			continue
		}
		i += n
		switch {
		case c == '\r':
			if i < len(s) && s[i] == '\n' {
				i++
			}
			b.WriteByte('\n')
		case c == '\n', c == 0x85, c == 0x2028, c == 0x2029:
			b.WriteByte('\n')
		case c == '\t', c == '\v', c == '\f', unicode.Is(unicode.Zs, c):
			b.WriteByte(' ')
		case unicode.Is(unicode.Cc, c), unicode.Is(unicode.Cf, c):
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// escapeLen is the length in bytes of the terminal escape that s begins with
// (ECMA-48: CSI sequences, OSC strings up to their end on the line, else two
// characters).
func escapeLen(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s) && i < 64; i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
		}
	case ']':
		for i := 2; i < len(s) && i < 256 && s[i] != '\n'; i++ {
			if s[i] == '\a' {
				return i + 1
			}
		}
	}
	return 1
}

// squeeze trims a line and makes each run of spaces one space.
func squeeze(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), " ") }

func isSpace(c rune) bool { return c == ' ' || c == '\n' }

// lines are the squeezed lines of a folded text, empty ones included.
func lines(s string) []string {
	out := strings.Split(fold(s), "\n")
	for i := range out {
		out[i] = squeeze(out[i])
	}
	return out
}

// paragraphs are the units of a plain text. A text wrapped at a fixed width is
// parted at blank lines, any other at every line.
func paragraphs(s string) []unit {
	ls := lines(s)
	width := wrappedAt(ls)
	var out []unit
	for i := 0; i < len(ls); {
		if ls[i] == "" {
			i++
			continue
		}
		n := 1
		for i+n < len(ls) && continues(ls[i+n-1], ls[i+n], width) {
			n++
		}
		out = append(out, unit{text: joinLines(ls[i : i+n]), close: i > 0 && ls[i-1] != ""})
		i += n
	}
	return out
}

// wrapWidth is the longest line of a text wrapped for a terminal or a letter.
const wrapWidth = 100

// wrappedAt is the width in characters at which lines were broken, 0 for a text
// that was not: no line is longer than wrapWidth, and most of those that another
// follows are over half of it and end no sentence.
func wrappedAt(ls []string) int {
	inner, long, width := 0, 0, 0
	for i, l := range ls {
		n := utf8.RuneCountInString(l)
		if n > wrapWidth {
			return 0
		}
		width = max(width, n)
		if n > 0 && i+1 < len(ls) && ls[i+1] != "" {
			inner++
			if n > wrapWidth/2 && !ends(l) {
				long++
			}
		}
	}
	if inner < 3 || long*2 <= inner {
		return 0
	}
	return width
}

// continues tells whether line next goes on where line was broken at width: it
// is not a short line (a headline, a date), nor one that ends a sentence though
// the next word would have fitted, as the last line of a paragraph does.
func continues(line, next string, width int) bool {
	if width == 0 || next == "" || utf8.RuneCountInString(line)*2 <= width || isCreditLine(next) {
		return false
	}
	word, _, _ := strings.Cut(next, " ")
	return !ends(line) || utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width
}

// joinLines joins wrapped lines; a word parted by a hyphen keeps it.
func joinLines(ls []string) string {
	if len(ls) == 1 {
		return ls[0]
	}
	var b strings.Builder
	for i, l := range ls {
		b.WriteString(l)
		if i+1 < len(ls) && (!strings.HasSuffix(l, "-") || strings.HasSuffix(l, " -")) {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// ends tells whether a line ends as a sentence does.
func ends(l string) bool {
	l = strings.TrimRight(l, "”’\"')]» ")
	return strings.HasSuffix(l, ".") || strings.HasSuffix(l, "!") || strings.HasSuffix(l, "?")
}
