package agent

import (
	"fmt"
	"strings"
	"unicode"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/question"
)

// sides are the filters that most questions have, as they are asked.
type sides struct{ of, with, kind, on, knownAt string }

// asked turns filters into what a ledger is asked. Who is named is understood as of
// the day asked about, where there is one.
func (s *Server) asked(f sides) (ledger.Asked, error) {
	q := ledger.Asked{Kind: f.kind}
	var err error
	if q.Of, err = s.code("of", f.of, f.on); err != nil {
		return q, err
	}
	if q.With, err = s.code("with", f.with, f.on); err != nil {
		return q, err
	}
	if q.Of == "" {
		return q, refuse("of: say of whom, by code (UKR, PRK, DNR, NATO) or name")
	}
	if q.Of == q.With {
		return q, refuse("of and with are the same, %s; give two actors, or leave out with", q.Of)
	}
	if err = question.Kind("kind", f.kind, s.events); err != nil {
		return q, err
	}
	q.KnownAt, err = question.KnownAt("known_at", f.knownAt)
	return q, err
}

// code is the code of an actor given by code or name; empty stays so.
func (s *Server) code(field, text, day string) (string, error) {
	return s.names.Code(field, text, day)
}

// dayOrToday is a day, or that of the clock.
func (s *Server) dayOrToday(field, text string) (ledger.Day, error) {
	d, err := question.Day(field, text)
	if err != nil {
		return 0, err
	}
	if d == nil {
		return s.today(), nil
	}
	return *d, nil
}

func (s *Server) today() ledger.Day { return ledger.Day(s.o.Now().UTC().Unix() / 86400) }

// most is a limit, or what stands for none.
func most(limit, usual int) int {
	if limit <= 0 {
		return usual
	}
	return min(limit, maxLimit)
}

// plain is foreign text on one line, without signs that change how what is around it
// is shown.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return unicode.ReplacementChar
		}
		return r
	}, s)), " ")
}

// maxSentence is how much of a sentence is told, in code points.
const maxSentence = 1000

// clipped is the beginning of a long text.
func clipped(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// stretch is what stands in a span of a text; nothing where the span lies outside.
func stretch(text []rune, s chancery.Span) string {
	if s.Start < 0 || s.End > len(text) || s.Start > s.End {
		return ""
	}
	return string(text[s.Start:s.End])
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
