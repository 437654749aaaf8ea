package language

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"unicode/utf8"
)

// maxStretch is the size in bytes up to which paragraphs are read together,
// and above which a paragraph is cut.
const maxStretch = 64 << 10

// Stretch is a part of a long text that is analysed by itself: whole
// paragraphs, or a part of a paragraph that is too long.
type Stretch struct {
	Text      string
	Base      int  // code points of the whole text before it
	Continued bool // it begins within a paragraph
}

// Stretches reads a text as a sequence of stretches, whatever its size, in
// constant memory. Paragraphs end at blank lines; one that is too long is cut
// behind a sentence, failing that at white space, failing that anywhere. Bytes
// that are not UTF-8 become U+FFFD, each one code point.
func Stretches(r io.Reader) iter.Seq2[*Stretch, error] {
	return func(yield func(*Stretch, error) bool) {
		buf := make([]byte, 0, maxStretch)
		base, inside := 0, false
		for {
			n, err := io.ReadFull(r, buf[len(buf):maxStretch])
			buf = buf[:len(buf)+n]
			last := err == io.EOF || err == io.ErrUnexpectedEOF
			if err != nil && !last {
				yield(nil, fmt.Errorf("language: reading text: %w", err))
				return
			}
			cut, within := len(buf), false
			if !last {
				cut, within = stretchEnd(buf)
			}
			if cut > 0 {
				s := &Stretch{Text: validText(buf[:cut]), Base: base, Continued: inside && !opensParagraph(buf)}
				base += utf8.RuneCountInString(s.Text)
				inside = within
				if !yield(s, nil) {
					return
				}
			}
			if last {
				return
			}
			buf = buf[:copy(buf, buf[cut:])]
		}
	}
}

// validText is b with U+FFFD for each byte that is not UTF-8.
func validText(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string([]rune(string(b)))
}

// opensParagraph tells whether b begins with a blank line.
func opensParagraph(b []byte) bool {
	lines := 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if !blank(r) {
			break
		}
		if r == '\n' {
			lines++
		}
		b = b[n:]
	}
	return lines > 1
}

// stretchEnd is where the full buffer b is to be cut, and whether that is
// within a paragraph.
func stretchEnd(b []byte) (cut int, within bool) {
	if at := lastBlankLine(b); at > 0 {
		return at, false
	}
	half := len(b) / 2
	space := 0
	for i := len(b) - 1; i > half; i-- {
		if c := b[i]; c != ' ' && c != '\n' && c != '\t' {
			continue
		}
		if space == 0 {
			space = i
		}
		if sentenceEnd(b[:i]) && i+1 < len(b) && 'A' <= b[i+1] && b[i+1] <= 'Z' {
			return i + 1, true
		}
	}
	if space > 0 {
		return space, true
	}
	cut = len(b)
	for k := 1; k < utf8.UTFMax; k++ { // no letter is cut in two
		if utf8.RuneStart(b[len(b)-k]) {
			if !utf8.FullRune(b[len(b)-k:]) {
				cut = len(b) - k
			}
			break
		}
	}
	return cut, true
}

// lastBlankLine is the end of the last blank line of b, 0 if there is none.
func lastBlankLine(b []byte) int {
	for end := len(b); ; {
		i := bytes.LastIndexByte(b[:end], '\n')
		if i < 0 {
			return 0
		}
		j := i
		for j > 0 && (b[j-1] == ' ' || b[j-1] == '\t' || b[j-1] == '\r') {
			j--
		}
		if j > 0 && b[j-1] == '\n' {
			return i + 1
		}
		end = j
	}
}

// sentenceEnd tells whether b ends in a sentence mark, quotation marks and
// brackets behind it not counted, after a word of lower case.
func sentenceEnd(b []byte) bool {
	n := len(b)
	for n > 0 && bytes.IndexByte([]byte("\"')]"), b[n-1]) >= 0 {
		n--
	}
	if n < 4 {
		return false
	}
	switch b[n-1] {
	case '!', '?':
		return true
	case '.':
		for _, c := range b[n-4 : n-1] {
			if c < 'a' || c > 'z' {
				return false
			}
		}
		return true
	}
	return false
}
