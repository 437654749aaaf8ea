package web

import (
	"context"
	"slices"

	"chancery/internal/ledger"
)

// pairQuery asks for all that is known between two sides.
type pairQuery struct {
	A string `path:"a" maxLength:"200" doc:"one side, by code or name"`
	B string `path:"b" maxLength:"200" doc:"the other"`
	AsOf
}

// Pair is how two sides stood and stand, and what they did to each other.
type Pair struct {
	A         string            `json:"a"`
	B         string            `json:"b"`
	On        string            `json:"on"`
	KnownAt   string            `json:"known_at,omitempty"`
	Standing  []Relation        `json:"standing"`       // on the day
	Relations []Relation        `json:"relations"`      // all there ever were, those begun last first
	Total     int               `json:"total"`          // of relations, of which the first are listed
	Incidents []Incident        `json:"incidents"`      // newest first
	Next      string            `json:"next,omitempty"` // cursor of older ones, for /events
	Conflicts []ledger.Conflict `json:"conflicts"`
	Band      Band              `json:"band"`
	// Path is the address of the page with its sides in the order of the alphabet.
	Path string `json:"path"`
}

// mostSpans is how many relations a band chart draws.
const mostSpans = 400

// mostOfPair is how many relations the page of a pair lists with their words.
const mostOfPair = 20

func (s *Server) pair(ctx context.Context, f *pairQuery) (*Pair, error) {
	a, err := s.code(f.A)
	if err != nil {
		return nil, err
	}
	b, err := s.code(f.B)
	if err != nil {
		return nil, err
	}
	if a == b {
		return nil, &elsewhere{actorPath(a), "Both sides are the same; ask for the actor."}
	}
	on, q, err := s.moment(&f.AsOf)
	if err != nil {
		return nil, err
	}
	q.Of, q.With = a, b
	out := &Pair{A: a, B: b, On: on.String(), KnownAt: knownAt(q.KnownAt), Path: pairPath(min(a, b), max(a, b))}
	var list *IncidentList
	err = atOnce(
		func() error { return s.standing(ctx, out, q, on) },
		func() (err error) { list, err = s.newestOf(ctx, q, nil); return err },
		func() (err error) { out.Conflicts, err = s.ledger.Conflicts(ctx, q); return err },
	)
	if err != nil {
		return nil, err
	}
	out.Incidents, out.Next = list.Incidents, list.Next
	if out.Conflicts == nil {
		out.Conflicts = []ledger.Conflict{}
	}
	if out.Total == 0 && len(out.Incidents) == 0 && !s.tabled(a, b) {
		return nil, notFound("Nothing is known between %q and %q.", a, b)
	}
	out.Band = s.band(out.Relations, out.Incidents, s.today())
	out.Relations = out.Relations[:min(len(out.Relations), mostOfPair)]
	return out, nil
}

// tabled tells whether the tables have all these codes.
func (s *Server) tabled(codes ...string) bool {
	for _, c := range codes {
		if !s.directory.Known(c) && len(s.officesOf(c)) == 0 {
			return false
		}
	}
	return true
}

// standing fills in the relations between two sides: on a day, and all there were.
func (s *Server) standing(ctx context.Context, out *Pair, q ledger.Asked, on ledger.Day) error {
	ever, err := s.ledger.Relations(ctx, q, nil)
	if err != nil {
		return err
	}
	newestFirst(ever)
	out.Total = len(ever)
	if out.Relations, err = s.withEvidence(ctx, ever[:min(len(ever), mostSpans)], q, mostOfPair); err != nil {
		return err
	}
	then, err := s.ledger.Relations(ctx, q, &on)
	if err != nil {
		return err
	}
	newestFirst(then)
	if err := s.ledger.LastTold(ctx, then, q); err != nil {
		return err
	}
	out.Standing, err = s.asShown(ctx, then, out.Relations, q)
	return err
}

// asShown adds to relations the words that tell them, which some were given before.
func (s *Server) asShown(ctx context.Context, rs []ledger.Relation, shown []Relation, q ledger.Asked) ([]Relation, error) {
	out := make([]Relation, len(rs))
	for i := range rs {
		x := rs[i].Interval()
		at := slices.IndexFunc(shown, func(r Relation) bool {
			y := r.Interval()
			return r.Tellings > 0 && x.Key == y.Key && x.Status == y.Status && x.Since == y.Since
		})
		if at >= 0 {
			out[i] = Relation{rs[i], shown[at].Evidence, shown[at].Tellings}
			continue
		}
		one, err := s.withEvidence(ctx, rs[i:i+1], q, 1)
		if err != nil {
			return nil, err
		}
		out[i] = one[0]
	}
	return out, nil
}
