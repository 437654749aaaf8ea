package web

import (
	"context"
	"slices"
	"strings"

	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// recognitionQuery asks who recognises somebody as a state.
type recognitionQuery struct {
	Code string `path:"code" maxLength:"200" doc:"the entity or state, by code or name"`
	AsOf
}

// Recognition is who holds somebody to be a state on a day and who does not. Who is
// in several lists is so by the word of different sources.
type Recognition struct {
	Entity     string     `json:"entity"`
	Name       string     `json:"name"`
	On         string     `json:"on"`
	KnownAt    string     `json:"known_at,omitempty"`
	Counts     Holders    `json:"counts"`
	Recognised []Relation `json:"recognised_by"`
	Rejected   []Relation `json:"rejected_by"`
	Withdrawn  []Relation `json:"withdrawn_by"`
	Map        Map        `json:"map"`
}

// Holders are how many recognise an entity, refuse to, and have withdrawn it.
type Holders struct {
	Recognised int `json:"recognised"`
	Rejected   int `json:"rejected"`
	Withdrawn  int `json:"withdrawn"`
}

func (s *Server) recognition(ctx context.Context, f *recognitionQuery) (*Recognition, error) {
	code, err := s.code(f.Code)
	if err != nil {
		return nil, err
	}
	on, q, err := s.moment(&f.AsOf)
	if err != nil {
		return nil, err
	}
	q.Of = code
	return s.recognitionOf(ctx, q, on, mostRelations)
}

// recognitionOf answers for q.Of, the first words of at most so many relations with it.
func (s *Server) recognitionOf(ctx context.Context, q ledger.Asked, on ledger.Day, words int) (*Recognition, error) {
	found, err := s.ledger.Recognition(ctx, q, &on)
	if err != nil {
		return nil, err
	}
	out := &Recognition{
		Entity: q.Of, Name: s.directory.Name(q.Of), On: on.String(), KnownAt: knownAt(q.KnownAt),
		Counts: Holders{len(found.Recognised), len(found.Rejected), len(found.Withdrawn)},
	}
	m := s.recognitionMap(q.Of, on, found)
	s.label(m)
	out.Map = m.Map
	lists := [][]ledger.Relation{found.Recognised, found.Rejected, found.Withdrawn}
	for _, rs := range lists {
		newestFirst(rs)
	}
	shown, err := s.firstOfEach(ctx, lists, q, words)
	if err != nil {
		return nil, err
	}
	out.Recognised, out.Rejected, out.Withdrawn = shown[0], shown[1], shown[2]
	return out, nil
}

// recognitionMap draws who recognises an entity, its labels yet to be written.
func (s *Server) recognitionMap(entity string, on ledger.Day, found *ledger.Recognition) *drawing {
	m := s.newMap("Recognition of "+s.directory.Name(entity)+" on "+spoken(on.String()), on)
	m.Entity = entity
	m.Legend = []Legend{
		{"recognised", "Recognises it"}, {"rejected", "Refuses to recognise it"},
		{"withdrawn", "Has withdrawn its recognition"}, {"contested", "Sources differ"},
	}
	for class, rs := range map[string][]ledger.Relation{
		"recognised": found.Recognised, "rejected": found.Rejected, "withdrawn": found.Withdrawn,
	} {
		for i := range rs {
			m.add(rs[i].From, class, "contested", pairPath(rs[i].From, entity), s.standsSince(&rs[i]))
		}
	}
	return m
}

// standsSince says in words how a relation stands: its noun, since when, and on whose
// word where no source says so in its own name.
func (s *Server) standsSince(r *ledger.Relation) string {
	text := s.wording.noun[[2]string{r.Kind, r.Status}]
	switch {
	case s.effect(r.Kind, r.Status) == string(ontology.Point):
		text += ", " + when(r.Since)
	case r.Since != "":
		text += " " + since(r.Since)
	}
	if !r.Certain {
		text = "possibly " + text
	}
	switch {
	case r.Narrated || len(r.AccordingTo) == 0:
	case slices.Equal(r.AccordingTo, []string{r.From}):
		text += ", by its own word"
	default:
		var names []string
		for _, code := range r.AccordingTo {
			names = append(names, s.directory.Name(code))
		}
		text += ", on the word of " + strings.Join(names, " and ")
	}
	return text
}

// recognitionPart is a list of a page's part on recognition.
type recognitionPart struct {
	Title     string
	Relations []Relation
}

func recognitionParts(r *Recognition) []recognitionPart {
	return []recognitionPart{
		{"It is recognised", r.Recognised}, {"Recognition is refused", r.Rejected}, {"Recognition was withdrawn", r.Withdrawn},
	}
}
