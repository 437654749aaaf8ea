package agent

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"chancery"
	"chancery/internal/ledger"
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
	if f.kind != "" && !slices.Contains(s.events.Kinds(), f.kind) {
		return q, refuse("kind: there is no kind of relation %q; there are %s", plain(f.kind), strings.Join(s.events.Kinds(), ", "))
	}
	q.KnownAt, err = recordingTime(f.knownAt)
	return q, err
}

// codeLike is what may be a code that the tables do not have: of a sector where nobody
// is named (REB), of a person or a group (kim-jong-un).
var codeLike = regexp.MustCompile(`^([A-Z][A-Z0-9]{1,11}|[\pL\d]+(-[\pL\d]+)+)$`)

// code is the code of an actor given by code or name; empty stays so.
func (s *Server) code(field, text, day string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || s.directory.Known(text) {
		return text, nil
	}
	if upper := strings.ToUpper(text); len(text) <= 5 && s.directory.Known(upper) {
		return upper, nil
	}
	if a, ok := s.o.Find(text, day); ok && a.Code != "" {
		return a.Code, nil
	}
	if codeLike.MatchString(text) {
		return text, nil
	}
	return "", refuse("%s: nobody is known by the name %q; give a code (UKR, DNR, NATO) or a full name, or ask the tool actor", field, plain(text))
}

// day reads a day; empty is nil.
func day(field, text string) (*ledger.Day, error) {
	if text == "" {
		return nil, nil
	}
	d, err := ledger.ParseDay(text)
	if err != nil {
		return nil, refuse("%s: it takes a day as YYYY-MM-DD, not %q", field, plain(text))
	}
	return &d, nil
}

// dayOrToday is a day, or that of the clock.
func (s *Server) dayOrToday(field, text string) (ledger.Day, error) {
	d, err := day(field, text)
	if err != nil {
		return 0, err
	}
	if d == nil {
		return ledger.Day(s.o.Now().UTC().Unix() / 86400), nil
	}
	return *d, nil
}

// period are days from and until; all where neither is given.
func period(since, until string) (ledger.Bounds, error) {
	b := ledger.Unknown
	from, err := day("since", since)
	if err != nil {
		return b, err
	}
	to, err := day("until", until)
	if err != nil {
		return b, err
	}
	if from != nil {
		b.First = *from
	}
	if to != nil {
		b.Last = *to
	}
	if b.First > b.Last {
		return b, refuse("since: %s lies after until, %s; give them the other way round", since, until)
	}
	return b, nil
}

// recordingTime reads a time of recording: a day means its end.
func recordingTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil {
		return t.AddDate(0, 0, 1).Add(-time.Microsecond), nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, refuse("known_at: it takes a day (YYYY-MM-DD) or a time (2022-07-20T18:00:00Z), not %q", plain(text))
	}
	return t, nil
}

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
