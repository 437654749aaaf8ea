package web

import (
	"context"
	"strings"

	"chancery/internal/ledger"
)

// suggestQuery asks for actors by the beginning of a name.
type suggestQuery struct {
	Q string `query:"q" maxLength:"200" doc:"a name, or its beginning"`
}

// Suggestions are actors that may be meant.
type Suggestions struct {
	Items []Suggestion `json:"items"`
}

// Suggestion is an actor that may be meant: its code, what it is called, the address
// of its page, and what it is.
type Suggestion struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Href  string `json:"href"`
	Kind  string `json:"kind,omitempty"`
}

func (s *Server) suggest(_ context.Context, q *suggestQuery) (*Suggestions, error) {
	out := &Suggestions{Items: []Suggestion{}}
	for _, m := range s.register.find(s.directory, q.Q, 8) {
		x := Suggestion{Code: m.Code, Label: m.Name, Href: actorPath(m.Code)}
		switch {
		case m.Office != "":
			x.Label, x.Kind = m.Name+" – "+m.As, m.Office
		case m.As != "":
			x.Label = m.Name + " – " + m.As
		}
		if x.Kind == "" {
			x.Kind = s.sortOf(m.Code)
		}
		out.Items = append(out.Items, x)
	}
	return out, nil
}

// searchQuery asks for actors, articles and events.
type searchQuery struct {
	Q         string `query:"q" maxLength:"200" doc:"words, or names of actors; \"in quotes\" words stand together, a trailing * begins a word"`
	Since     string `query:"since" maxLength:"20" doc:"the first day of publication: YYYY-MM-DD, YYYY-MM, YYYY, or 30 days (weeks, months, years) up to today"`
	Until     string `query:"until" maxLength:"10" doc:"the last day of publication: YYYY-MM-DD, or of a month or year"`
	Publisher string `query:"publisher" maxLength:"200" doc:"of this publisher alone"`
	Limit     int    `query:"limit" minimum:"1" maximum:"200" default:"20" doc:"how many articles at most"`
	Offset    int    `query:"offset" minimum:"0" maximum:"10000" doc:"how many articles to pass over"`
}

// Found is what was found: actors called so, articles with these words, and, where
// one or two actors are named, events of theirs.
type Found struct {
	Query    string       `json:"query"`
	Actors   []Match      `json:"actors"`
	Articles []ledger.Hit `json:"articles"`
	More     bool         `json:"more"` // articles
	Of       string       `json:"of,omitempty"`
	With     string       `json:"with,omitempty"`
	Events   []Incident   `json:"events"`
}

// Shown is the offset of the next articles.
func (f *Found) Shown() int { return len(f.Articles) }

func (s *Server) search(ctx context.Context, q *searchQuery) (*Found, error) {
	out := &Found{Query: q.Q, Actors: []Match{}, Articles: []ledger.Hit{}, Events: []Incident{}}
	if strings.TrimSpace(q.Q) == "" {
		return out, nil
	}
	sq := ledger.SearchQuery{Words: q.Q, Publisher: q.Publisher, Limit: 20, Offset: max(q.Offset, 0)}
	if q.Limit > 0 {
		sq.Limit = min(q.Limit, 200)
	}
	days, err := s.days(q.Since, q.Until)
	if err != nil {
		return nil, err
	}
	sq.From, sq.To = days.Ends()
	hits, more, err := s.ledger.Search(ctx, sq)
	if err != nil {
		return nil, err
	}
	out.Articles, out.More = append(out.Articles, hits...), more
	out.Actors = append(out.Actors, s.register.find(s.directory, q.Q, 8)...)
	if out.Of, out.With = s.named(q.Q, out.Actors); out.Of != "" {
		list, err := s.eventList(ctx, &eventsQuery{Sides: Sides{Of: out.Of, With: out.With}, Paging: Paging{Limit: 10}})
		if err != nil {
			return nil, err
		}
		out.Events = list.Incidents
	}
	return out, nil
}

// named are the one or two actors that a search names: all of it is the name of one,
// or it is two names side by side.
func (s *Server) named(text string, whole []Match) (of, with string) {
	if len(whole) > 0 && !whole[0].Near && whole[0].Office == "" {
		return whole[0].Code, ""
	}
	words := strings.Fields(text)
	for i := 1; i < len(words); i++ {
		first, second := words[:i], words[i:]
		for _, joint := range []string{"and", "vs", "with", "–", "-"} {
			if len(second) > 1 && strings.EqualFold(second[0], joint) {
				second = second[1:]
			}
		}
		a := s.register.find(s.directory, strings.Join(first, " "), 1)
		b := s.register.find(s.directory, strings.Join(second, " "), 1)
		if len(a) == 1 && len(b) == 1 && a[0].fits(first) && b[0].fits(second) && a[0].Code != b[0].Code {
			return a[0].Code, b[0].Code
		}
	}
	if len(whole) > 0 {
		return whole[0].Code, ""
	}
	return "", ""
}

// fits tells whether an actor is called by these words, a slip of the pen forgiven.
func (m *Match) fits(words []string) bool {
	text := fold(strings.Join(words, " "))
	return m.Near || text == fold(m.Name) || text == fold(m.As) || text == fold(m.Code)
}
