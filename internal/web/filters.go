package web

import (
	"context"

	"chancery/internal/ledger"
	"chancery/internal/question"
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
	if err = question.Kind("kind", f.Kind, s.events); err != nil {
		return q, err
	}
	q.KnownAt, err = question.KnownAt("known_at", f.KnownAt)
	return q, err
}

// called is how actors of questions are understood: first by the names that are
// suggested, then as texts are read.
func (s *Server) called() *question.Names {
	like := func(text string) (m Match, ok bool) {
		found := s.register.find(s.directory, text, 1)
		if len(found) == 0 {
			return m, false
		}
		return found[0], true
	}
	return &question.Names{
		Directory: s.directory,
		Find: func(name, day string) (string, bool) {
			if m, ok := like(name); ok && !m.Near && m.fits([]string{name}) {
				return m.Code, true
			}
			return s.o.Find(name, day)
		},
		Like: func(name string) (string, bool) { m, ok := like(name); return m.Code, ok },
		// A bank or a band has a page where somebody did something to it.
		Held: func(code string) bool {
			acts, _, err := s.ledger.Timeline(context.Background(), ledger.TimelineQuery{Asked: ledger.Asked{Of: code}, Limit: 1})
			return err == nil && len(acts) > 0
		},
	}
}

// code is the code of an actor given by code or name; empty stays so.
func (s *Server) code(text string) (string, error) { return s.names.Code("actor", text, "") }

// days are those of the fields since and until; all where neither is given.
func (s *Server) days(since, until string) (ledger.Bounds, error) {
	return question.Days(since, until, s.today())
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
