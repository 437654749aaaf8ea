package web

import (
	"context"
	"slices"
	"strings"

	"chancery/internal/ledger"
)

// mapQuery asks for a map as of a day.
type mapQuery struct {
	Show string `query:"show" maxLength:"40" doc:"recognition, diplomatic-relations, sanctions, visits or armed-conflict; without it, sanctions"`
	Of   string `query:"of" maxLength:"200" doc:"whose: a code or a name; needed for recognition and diplomatic-relations"`
	Side string `query:"side" maxLength:"4" doc:"of sanctions and visits: from (those of it) or to (those it is the aim of); without it, both"`
	Days int    `query:"days" minimum:"1" maximum:"36600" default:"365" doc:"of visits: how many days up to the day"`
	AsOf
}

// MapAnswer is a map with the relations it is drawn from.
type MapAnswer struct {
	Show      string     `json:"show"`
	Of        string     `json:"of,omitempty"`
	Name      string     `json:"name,omitempty"` // of Of
	Side      string     `json:"side,omitempty"`
	On        string     `json:"on"`
	Since     string     `json:"since,omitempty"` // of visits: the first day counted
	KnownAt   string     `json:"known_at,omitempty"`
	Missing   string     `json:"missing,omitempty"` // what must be said for anything to be shown
	Total     int        `json:"total"`             // relations or visits shown
	More      bool       `json:"more,omitempty"`    // older visits were left out
	Map       Map        `json:"map"`
	Relations []Relation `json:"relations"` // without evidence
}

// shows are what maps can show.
var shows = []Legend{
	{"recognition", "Who recognises …"},
	{"diplomatic-relations", "Diplomatic relations of …"},
	{"sanctions", "Sanctions"},
	{"visits", "Visits"},
	{"armed-conflict", "Armed conflict"},
}

// mostVisits is how many visits a map counts.
const mostVisits = 500

func (s *Server) mapOf(ctx context.Context, f *mapQuery) (*MapAnswer, error) {
	on, q, err := s.moment(&f.AsOf)
	if err != nil {
		return nil, err
	}
	out := &MapAnswer{Show: f.Show, Side: f.Side, On: on.String(), KnownAt: knownAt(q.KnownAt)}
	if out.Show == "" {
		out.Show = "sanctions"
	}
	if !slices.ContainsFunc(shows, func(l Legend) bool { return l.Class == out.Show }) {
		return nil, badRequest("show: a map can show recognition, diplomatic-relations, sanctions, visits or armed-conflict, not %q", f.Show)
	}
	if f.Side != "" && f.Side != "from" && f.Side != "to" {
		return nil, badRequest("side: it takes from or to, not %q", f.Side)
	}
	if out.Of, err = s.code(f.Of); err != nil {
		return nil, err
	}
	if out.Of != "" {
		out.Name = s.directory.Name(out.Of)
	}
	q.Of = out.Of
	rs, m, err := s.drawn(ctx, out, q, on, f.Days)
	if err != nil {
		return nil, err
	}
	if err := s.disputed(ctx, m, q, on); err != nil {
		return nil, err
	}
	s.label(m)
	out.Map, out.Total = m.Map, len(rs)
	out.Relations, err = s.withEvidence(ctx, rs, q, 0)
	return out, err
}

// drawn draws what is asked for, of these relations.
func (s *Server) drawn(ctx context.Context, out *MapAnswer, q ledger.Asked, on ledger.Day, days int) ([]ledger.Relation, *drawing, error) {
	title := s.mapTitle(out)
	switch out.Show {
	case "recognition", "diplomatic-relations":
		if q.Of == "" {
			out.Missing = "Say whose " + strings.ReplaceAll(out.Show, "-", " ") + " the map is to show."
			return nil, s.newMap(title, on), nil
		}
	case "visits":
		return s.visits(ctx, out, q, on, days)
	}
	if out.Show == "recognition" {
		found, err := s.ledger.Recognition(ctx, q, &on)
		if err != nil {
			return nil, nil, err
		}
		return slices.Concat(found.Recognised, found.Rejected, found.Withdrawn), s.recognitionMap(q.Of, on, found), nil
	}
	q.Kind = out.Show
	rs, err := s.ledger.Relations(ctx, q, &on)
	if err != nil {
		return nil, nil, err
	}
	if out.Show == "diplomatic-relations" {
		return rs, s.diplomacy(title, on, q.Of, rs), nil
	}
	rs = slices.DeleteFunc(rs, func(r ledger.Relation) bool { return !r.InForce })
	if out.Show == "armed-conflict" {
		return rs, s.conflict(title, on, q.Of, rs), nil
	}
	m := s.newMap(title, on)
	m.Legend = []Legend{{"sanctions-from", "Imposes sanctions"}, {"sanctions-to", "Is under sanctions"}, {"sanctions-both", "Both"}}
	rs = s.directed(m, rs, out, "sanctions", "sanctions on %s", "under sanctions of %s")
	return rs, m, nil
}

func (s *Server) mapTitle(out *MapAnswer) string {
	words := map[string]string{
		"recognition": "Recognition", "diplomatic-relations": "Diplomatic relations", "sanctions": "Sanctions", "visits": "Visits", "armed-conflict": "Armed conflict",
	}[out.Show]
	switch aim := map[string]string{"sanctions": "on", "visits": "to"}[out.Show]; {
	case out.Of == "":
	case aim == "" || out.Side == "from":
		words += " of " + out.Name
	case out.Side == "to":
		words += " " + aim + " " + out.Name
	default:
		words += " of and " + aim + " " + out.Name
	}
	return words + " on " + spoken(out.On)
}

// visits draws the visits of the days up to one.
func (s *Server) visits(ctx context.Context, out *MapAnswer, q ledger.Asked, on ledger.Day, days int) ([]ledger.Relation, *drawing, error) {
	if days < 1 {
		days = 365
	}
	first := on - ledger.Day(min(days, 36600)) + 1
	out.Since = first.String()
	q.Kind = "visit"
	found, more, err := s.ledger.NewestChanges(ctx, q, ledger.Bounds{First: first, Last: on}, mostVisits)
	if err != nil {
		return nil, nil, err
	}
	out.More = more
	var rs []ledger.Relation
	for i := range found {
		rs = append(rs, found[i].Relation)
	}
	m := s.newMap(strings.Replace(s.mapTitle(out), " on ", " from "+spoken(out.Since)+" to ", 1), on)
	m.Legend = []Legend{{"visit-from", "Paid visits"}, {"visit-to", "Was visited"}, {"visit-both", "Both"}}
	rs = s.directed(m, rs, out, "visit", "visited %s", "visited by %s")
	return rs, m, nil
}

// directed draws relations that one side has towards another: the places they come
// from as class-from, those they go to as class-to. It keeps those of the side wanted.
func (s *Server) directed(m *drawing, rs []ledger.Relation, out *MapAnswer, class, does, suffers string) []ledger.Relation {
	if out.Of != "" && out.Side != "" {
		rs = slices.DeleteFunc(rs, func(r ledger.Relation) bool { return (out.Side == "from") != (r.From == out.Of) })
	}
	for i := range rs {
		r := &rs[i]
		dated := " " + since(r.Since)
		if out.Show == "visits" {
			dated = ", " + when(r.Since)
		}
		if r.From != out.Of {
			m.add(r.From, class+"-from", class+"-both", pairPath(r.From, r.To), strings.Replace(does, "%s", s.directory.Name(r.To), 1)+dated)
		}
		if r.To != out.Of {
			m.add(r.To, class+"-to", class+"-both", pairPath(r.From, r.To), strings.Replace(suffers, "%s", s.directory.Name(r.From), 1)+dated)
		}
	}
	m.Entity = out.Of
	return rs
}

// diplomacy draws with whom somebody has diplomatic relations.
func (s *Server) diplomacy(title string, on ledger.Day, of string, rs []ledger.Relation) *drawing {
	m := s.newMap(title, on)
	m.Entity = of
	m.Legend = []Legend{{"established", "Has relations"}, {"severed", "Has none, or has broken them off"}, {"contested", "Sources differ"}}
	for i := range rs {
		class := "severed"
		if rs[i].InForce {
			class = "established"
		}
		other := otherSide(&rs[i], of)
		m.add(other, class, "contested", pairPath(of, other), s.standsSince(&rs[i]))
	}
	return m
}

// conflict draws who is at war with whom.
func (s *Server) conflict(title string, on ledger.Day, of string, rs []ledger.Relation) *drawing {
	m := s.newMap(title, on)
	m.Entity = of
	m.Legend = []Legend{{"conflict", "At war"}}
	for i := range rs {
		r := &rs[i]
		m.add(r.From, "conflict", "conflict", pairPath(r.From, r.To), "at war with "+s.directory.Name(r.To)+" "+since(r.Since))
		m.add(r.To, "conflict", "conflict", pairPath(r.From, r.To), "at war with "+s.directory.Name(r.From)+" "+since(r.Since))
	}
	return m
}

// otherSide is the side of a relation that is not the one asked for.
func otherSide(r *ledger.Relation, of string) string {
	if r.From == of {
		return r.To
	}
	return r.From
}

// disputed adds the territories that the ledger knows to be claimed, occupied or
// annexed on the day.
func (s *Server) disputed(ctx context.Context, m *drawing, q ledger.Asked, on ledger.Day) error {
	rs, err := s.ledger.Relations(ctx, ledger.Asked{Kind: "territory", KnownAt: q.KnownAt}, &on)
	if err != nil {
		return err
	}
	for i := range rs {
		code, ok := s.territory(rs[i].What)
		if ok && rs[i].InForce && !slices.Contains(m.Disputed, code) {
			m.Disputed = append(m.Disputed, code)
		}
	}
	slices.Sort(m.Disputed)
	return nil
}

// territory finds the code of an entity or region by its usual name.
func (s *Server) territory(name string) (string, bool) {
	for i := range s.o.Actors.States {
		if st := &s.o.Actors.States[i]; st.ClaimedBy != "" && name != "" && st.Name == name {
			return st.Code, true
		}
	}
	return "", false
}
