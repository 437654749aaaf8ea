package web

import (
	"regexp"
	"strings"
	"time"

	"chancery/internal/ledger"
)

// Sides are the filters that most questions have.
type Sides struct {
	Of      string `query:"of" maxLength:"200" doc:"an actor, by code or name"`
	With    string `query:"with" maxLength:"200" doc:"a second actor"`
	Kind    string `query:"kind" maxLength:"50" doc:"a kind of relation"`
	KnownAt string `query:"known_at" maxLength:"40" doc:"what the ledger knew then: a day, or a time such as 2022-07-20T18:00:00Z"`
}

// asked turns the filters into what a ledger is asked.
func (s *Server) asked(f *Sides) (ledger.Asked, error) {
	q := ledger.Asked{Kind: f.Kind}
	var err error
	if q.Of, err = s.code(f.Of); err != nil {
		return q, err
	}
	if q.With, err = s.code(f.With); err != nil {
		return q, err
	}
	if q.Of == "" {
		q.Of, q.With = q.With, ""
	}
	if f.Kind != "" && len(s.events.Statuses(f.Kind)) == 0 {
		return q, badRequest("kind: there is no kind of relation %q; there are %s", f.Kind, strings.Join(s.events.Kinds(), ", "))
	}
	q.KnownAt, err = recordingTime(f.KnownAt)
	return q, err
}

// codeLike is what may be a code that the tables do not have: of a sector where nobody
// is named (REB), of a ledger that was filled with data of others (A01), of a person or
// a group (kim-jong-un).
var codeLike = regexp.MustCompile(`^([A-Z][A-Z0-9]{1,11}|[\pL\d]+(-[\pL\d]+)+)$`)

// code is the code of an actor given by code or name; empty stays so.
func (s *Server) code(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || s.directory.Known(text) {
		return text, nil
	}
	if upper := strings.ToUpper(text); s.directory.Known(upper) {
		return upper, nil
	}
	like := s.register.find(s.directory, text, 1)
	if len(like) > 0 && like[0].fits([]string{text}) && !like[0].Near {
		return like[0].Code, nil
	}
	if code, ok := s.o.Find(text, ""); ok {
		return code, nil
	}
	if codeLike.MatchString(text) {
		return text, nil
	}
	if len(like) > 0 {
		return "", notFound("Nobody is known by the name %q; is %s (%s) meant?", text, like[0].Name, like[0].Code)
	}
	return "", notFound("Nobody is known by the name %q; give a code (UKR, DNR, NATO) or a name.", text)
}

// day reads a day of an address; empty is nil.
func day(name, text string) (*ledger.Day, error) {
	if text == "" {
		return nil, nil
	}
	d, err := ledger.ParseDay(text)
	if err != nil {
		return nil, badRequest("%s: it takes a day as YYYY-MM-DD, not %q", name, text)
	}
	return &d, nil
}

// period are days from and until; all where neither is given.
func period(since, until string) (ledger.Bounds, error) {
	b := ledger.Bounds{First: ledger.FirstDay, Last: ledger.LastDay}
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
		return b, badRequest("since: %s lies after until, %s", since, until)
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
		return t, badRequest("known_at: it takes a day (YYYY-MM-DD) or a time (2022-07-20T18:00:00Z), not %q", text)
	}
	return t, nil
}

// Paging is how much of a list is wanted, and from where on.
type Paging struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"how many at most"`
	Cursor string `query:"cursor" maxLength:"50" doc:"next of the page before"`
}

// most is how many entries are wanted.
func (p *Paging) most() int {
	if p.Limit == 0 {
		return 50
	}
	return min(max(p.Limit, 1), 200)
}
