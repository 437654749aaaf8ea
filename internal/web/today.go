package web

import (
	"context"
	"slices"
	"time"

	"chancery"
	"chancery/internal/ledger"
)

// changesQuery asks for changes of relations.
type changesQuery struct {
	Sides
	Since  string `query:"since" maxLength:"20" doc:"the first day of change: YYYY-MM-DD, YYYY-MM, YYYY, or 30 days (weeks, months, years) up to today"`
	Until  string `query:"until" maxLength:"10" doc:"the last day of change: YYYY-MM-DD, or of a month or year"`
	Source string `query:"source" maxLength:"200" doc:"on whose word: a publisher's name or an actor"`
	Paging
}

// Change is a change of a relation with the words that tell it.
type Change struct {
	ledger.Change
	Evidence *ledger.Evidence `json:"evidence,omitempty"` // the first of it
	Tellings int              `json:"tellings"`           // claims that tell it
}

// ChangeList are changes, newest first.
type ChangeList struct {
	Changes []Change `json:"changes"`
	Next    string   `json:"next,omitempty"` // cursor of the next page
}

// mostLooked is how many entries are looked through for a filter that no index knows.
const mostLooked = 400

func (s *Server) changes(ctx context.Context, f *changesQuery) (*ChangeList, error) {
	q, err := s.asked(&f.Sides)
	if err != nil {
		return nil, err
	}
	days, err := s.days(f.Since, f.Until)
	if err != nil {
		return nil, err
	}
	at, err := parseCursor(f.Cursor)
	if err != nil {
		return nil, err
	}
	days, skip := at.window(days)
	want := f.most()
	if f.Source != "" {
		want = mostLooked
	}
	found, more, err := s.ledger.NewestChanges(ctx, q, days, want+skip)
	if err != nil {
		return nil, err
	}
	found = found[min(skip, len(found)):]
	if f.Source == "" && len(found) > f.most() {
		found, more = found[:f.most()], true
	}
	told, err := s.inWords(ctx, found, q, f.Source)
	if err != nil {
		return nil, err
	}
	fits := func(c *Change) bool { return f.Source == "" || c.Evidence != nil }
	shown, seen, more := onPage(told, f.most(), more, fits, func(c *Change) ledger.Day { return changeDay(&c.Change) })
	return &ChangeList{Changes: shown, Next: nextCursor(seen, at, more)}, nil
}

// onPage are the entries of a page: of all, those that fit, at most so many. seen are the
// days of those that were looked at for it; left tells whether there are more behind them.
func onPage[T any](all []T, most int, more bool, fits func(*T) bool, day func(*T) ledger.Day) (shown []T, seen []ledger.Day, left bool) {
	shown = []T{}
	for i := range all {
		if len(shown) == most {
			return shown, seen, true
		}
		seen = append(seen, day(&all[i]))
		if fits(&all[i]) {
			shown = append(shown, all[i])
		}
	}
	return shown, seen, more
}

// changeDay is the day that changes are ordered by.
func changeDay(c *ledger.Change) ledger.Day {
	x := c.Interval()
	return x.Since.Last
}

// inWords gives changes the words that tell them, on the word of a source if one is
// asked for: without words where it does not tell them.
func (s *Server) inWords(ctx context.Context, cs []ledger.Change, q ledger.Asked, source string) ([]Change, error) {
	out := make([]Change, len(cs))
	rs := make([]ledger.Relation, len(cs))
	for i := range cs {
		out[i].Change, rs[i] = cs[i], cs[i].Relation
	}
	if source == "" {
		words, err := s.ledger.FirstWords(ctx, rs, q)
		for i := range words {
			out[i].Evidence, out[i].Tellings = words[i].Evidence, words[i].Claims
		}
		return out, err
	}
	who := s.tellerOf(source)
	for i := range rs {
		ev, err := s.ledger.OfRelation(ctx, &rs[i], q)
		if err != nil {
			return nil, err
		}
		out[i].Evidence, out[i].Tellings = who.foremost(ev), len(ev)
	}
	return out, nil
}

// teller is on whose word something is asked for: a publisher's or medium's name, or an
// actor's code, empty where the name is nobody's.
type teller struct{ name, code string }

func (s *Server) tellerOf(source string) teller {
	code, _ := s.code(source) // a publisher is no actor, which is no error
	return teller{source, code}
}

// foremost is the first telling on the teller's word, one that denies only where none
// says it is so; nil if there is none.
func (t teller) foremost(evidence []ledger.Evidence) *ledger.Evidence {
	for _, deny := range []bool{false, true} {
		for i := range evidence {
			if e := &evidence[i]; (e.Standing == ledger.Denied) == deny && t.tells(e) {
				return e
			}
		}
	}
	return nil
}

// tells tells whether evidence is on the teller's word: its publisher's, that of a
// medium it quotes, or of who says so.
func (t teller) tells(e *ledger.Evidence) bool {
	return e.Publisher == t.name || t.code != "" && e.By == t.code || slices.ContainsFunc(e.Via, func(v ledger.Through) bool {
		return v.Medium == t.name || t.code != "" && v.Code == t.code
	})
}

// eventsQuery asks for incidents.
type eventsQuery struct {
	Sides
	Type   []string `query:"type" maxItems:"20" doc:"PLOVER types"`
	Since  string   `query:"since" maxLength:"20" doc:"the first day: YYYY-MM-DD, YYYY-MM, YYYY, or 30 days (weeks, months, years) up to today"`
	Until  string   `query:"until" maxLength:"10" doc:"the last day: YYYY-MM-DD, or of a month or year"`
	Source string   `query:"source" maxLength:"200" doc:"on whose word: a publisher's name or an actor"`
	// Undated takes in what has no place in a list of days.
	Undated bool `query:"undated" doc:"also what is dated to no year, or with nobody given as of to no month; it comes first"`
	Paging
}

// How many days an incident may be dated to that has a place in a list of days: of one
// side's, and of everybody's, in which what is dated to a year would hide its days.
const (
	aYear  = 366
	aMonth = 31
)

// Incident is an incident with the words that tell it first.
type Incident struct {
	ledger.Incident
	Evidence *ledger.Evidence `json:"evidence,omitempty"`
}

// IncidentList are incidents, newest first.
type IncidentList struct {
	Incidents []Incident `json:"incidents"`
	Next      string     `json:"next,omitempty"`
}

func (s *Server) eventList(ctx context.Context, f *eventsQuery) (*IncidentList, error) {
	asked, err := s.asked(&f.Sides)
	if err != nil {
		return nil, err
	}
	days, err := s.days(f.Since, f.Until)
	if err != nil {
		return nil, err
	}
	for _, t := range f.Type {
		if !s.events.IsType(t) {
			return nil, badRequest("type: there is no type of event %q", t)
		}
	}
	at, err := parseCursor(f.Cursor)
	if err != nil {
		return nil, err
	}
	days, skip := at.window(days)
	q := ledger.TimelineQuery{Asked: asked, Types: f.Type, Limit: f.most() + skip}
	if days != ledger.Unknown {
		q.Days = &days
	}
	if !f.Undated {
		if q.Within = aYear; asked.Of == "" {
			q.Within = aMonth
		}
	}
	if f.Source != "" {
		q.Limit = mostLooked + skip
	}
	return s.incidents(ctx, q, f, at, skip)
}

// newest are the incidents from a cursor on, of which those told of a month or a year
// that reaches beyond it were shown before.
func (s *Server) newest(ctx context.Context, q ledger.TimelineQuery, at *cursor) ([]ledger.Incident, bool, error) {
	for want := q.Limit; ; q.Limit *= 2 {
		found, more, err := s.ledger.Timeline(ctx, q)
		if err != nil || at == nil {
			return found, more, err
		}
		found = slices.DeleteFunc(found, func(x ledger.Incident) bool { return x.Date.Last > at.day })
		if len(found) >= want || !more {
			more = more || len(found) > want
			return found[:min(want, len(found))], more, nil
		}
	}
}

// incidents answers a question for incidents from a cursor on.
func (s *Server) incidents(ctx context.Context, q ledger.TimelineQuery, f *eventsQuery, at *cursor, skip int) (*IncidentList, error) {
	found, more, err := s.newest(ctx, q, at)
	if err != nil {
		return nil, err
	}
	found = found[min(skip, len(found)):]
	if f.Source == "" && len(found) > f.most() {
		found, more = found[:f.most()], true
	}
	told, err := s.incidentWords(ctx, found, f.Source)
	if err != nil {
		return nil, err
	}
	fits := func(x *Incident) bool { return f.Source == "" || x.Evidence != nil }
	shown, seen, more := onPage(told, f.most(), more, fits, func(x *Incident) ledger.Day { return x.Date.Last })
	return &IncidentList{Incidents: shown, Next: nextCursor(seen, at, more)}, nil
}

// incidentWords gives incidents the words that tell them, on the word of a source if one
// is asked for: without words where it does not tell them.
func (s *Server) incidentWords(ctx context.Context, xs []ledger.Incident, source string) ([]Incident, error) {
	out := make([]Incident, len(xs))
	if source == "" {
		words, err := s.ledger.Foremost(ctx, xs)
		for i := range words {
			out[i] = Incident{xs[i], words[i]}
		}
		return out, err
	}
	who := s.tellerOf(source)
	for i := range xs {
		ev, err := s.ledger.OfIncident(ctx, &xs[i])
		if err != nil {
			return nil, err
		}
		out[i] = Incident{xs[i], who.foremost(ev)}
	}
	return out, nil
}

// articlesQuery asks for documents.
type articlesQuery struct {
	Publisher string `query:"publisher" maxLength:"200" doc:"of this publisher alone"`
	Limit     int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"how many at most"`
	Cursor    string `query:"cursor" maxLength:"64" doc:"next of the page before"`
}

// ArticleList are documents, those recorded last first.
type ArticleList struct {
	Articles []chancery.Source `json:"articles"` // without their texts
	Next     string            `json:"next,omitempty"`
}

func (s *Server) articles(ctx context.Context, f *articlesQuery) (*ArticleList, error) {
	p := Paging{Limit: f.Limit}
	found, err := s.ledger.Newest(ctx, f.Publisher, f.Cursor, p.most()+1)
	if err != nil {
		return nil, err
	}
	out := &ArticleList{Articles: found}
	if len(found) > p.most() {
		out.Articles = found[:p.most()]
		out.Next = out.Articles[p.most()-1].ID
	}
	if out.Articles == nil {
		out.Articles = []chancery.Source{}
	}
	return out, nil
}

// Today is what happened last and what was read last.
type Today struct {
	Sources  int64             `json:"sources"`
	Claims   int64             `json:"claims"`
	Recorded time.Time         `json:"recorded"` // the last time of recording
	Changes  []Change          `json:"changes"`
	Events   []Incident        `json:"events"`
	Articles []chancery.Source `json:"articles"`
}

// shownToday is how many of each the first page shows.
const shownToday = 12

func (s *Server) todayAnswer(ctx context.Context, _ *struct{}) (*Today, error) {
	stats, err := s.ledger.Stats(ctx)
	if err != nil {
		return nil, err
	}
	// What is told of days to come is no news.
	until := s.today().String()
	changes, err := s.changes(ctx, &changesQuery{Until: until, Paging: Paging{Limit: shownToday}})
	if err != nil {
		return nil, err
	}
	events, err := s.eventList(ctx, &eventsQuery{Until: until, Paging: Paging{Limit: shownToday}})
	if err != nil {
		return nil, err
	}
	articles, err := s.articles(ctx, &articlesQuery{Limit: shownToday})
	if err != nil {
		return nil, err
	}
	return &Today{stats.Sources, stats.Claims, stats.Recorded, changes.Changes, events.Incidents, articles.Articles}, nil
}
