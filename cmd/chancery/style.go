package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/term"
)

// clean makes foreign text safe to print: control characters, terminal escapes
// and marks that reorder text become U+FFFD, breaks of lines become spaces.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || unicode.In(r, unicode.Zl, unicode.Zp) {
			return ' '
		}
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return utf8.RuneError
		}
		return r
	}, s)
}

// paint is a way to set off words on a terminal (ECMA-48 SGR).
type paint string

const (
	bold   paint = "1"
	dim    paint = "2"
	blue   paint = "34"
	green  paint = "32"
	red    paint = "31"
	yellow paint = "33"
)

// page is where text for people is printed.
type page struct {
	w       io.Writer
	colour  bool
	width   int // columns
	printed bool
}

// newPage fits the page to where it goes; color is auto, always or never.
// With NO_COLOR in the environment auto means never (no-color.org).
func newPage(w io.Writer, color string) *page {
	p := &page{w: w, width: 88}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.colour = color == "auto" && os.Getenv("NO_COLOR") == ""
		if cols, _, err := term.GetSize(int(f.Fd())); err == nil && cols > 0 {
			p.width = min(max(cols, 40), 110)
		}
	}
	p.colour = p.colour || color == "always"
	return p
}

// paint colours each word for itself, so that no colour runs over the end of a
// wrapped line.
func (p *page) paint(c paint, s string) string {
	if !p.colour {
		return s
	}
	words := strings.Split(s, " ")
	for i, w := range words {
		if w != "" {
			words[i] = "\x1b[" + string(c) + "m" + w + "\x1b[0m"
		}
	}
	return strings.Join(words, " ")
}

// wrap breaks a line into lines of at most the page's width; all are indented
// by indent, all after the first also by hang. Escapes take no room.
func (p *page) wrap(s, indent, hang string) string {
	var b strings.Builder
	line := 0
	for i, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }) {
		n := visible(word)
		switch {
		case i == 0:
			b.WriteString(indent)
			line = len(indent)
		case line+1+n > p.width:
			b.WriteString("\n" + indent + hang)
			line = len(indent) + len(hang)
		default:
			b.WriteByte(' ')
			line++
		}
		b.WriteString(word)
		line += n
	}
	b.WriteByte('\n')
	return b.String()
}

// visible is how many columns a word takes, escapes aside.
func visible(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] == '\x1b' {
			for i < len(s) && s[i] != 'm' {
				i++
			}
			i++
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
		n++
	}
	return n
}

// spoken writes an ISO date of any precision as people do: 14 July 2022.
func spoken(date string) string {
	for _, l := range []struct{ iso, words string }{{time.DateOnly, "2 January 2006"}, {"2006-01", "January 2006"}} {
		if t, err := time.Parse(l.iso, date); err == nil {
			return t.Format(l.words)
		}
	}
	return date
}

// counted is "1 event", "2 events".
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
