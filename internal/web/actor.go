package web

import (
	"context"
	"slices"

	"chancery/internal/ledger"
	"chancery/internal/ontology"
	"chancery/internal/question"
)

// actorQuery asks for all that is known of an actor.
type actorQuery struct {
	Code string `path:"code" maxLength:"200" doc:"a code or a name"`
	AsOf
}

// Actor is what the tables and the ledger know of an actor, as of a day.
type Actor struct {
	About
	On          string          `json:"on"`
	KnownAt     string          `json:"known_at,omitempty"`
	Recognition *Recognition    `json:"recognition,omitempty"` // of states and entities, where anything is told of it
	Relations   []RelationGroup `json:"relations"`             // as of the day, in the order of kinds
	Incidents   []Incident      `json:"incidents"`             // newest first
	Next        string          `json:"next,omitempty"`        // cursor of older ones, for /events
	Statements  []Incident      `json:"statements"`            // its own verbal acts, newest first
	Voices      []ledger.Voice  `json:"voices"`                // none where VoicesApart
	// VoicesApart tells that so much is known of the actor that those on whose word
	// it is known are an answer of their own.
	VoicesApart bool `json:"voices_apart,omitempty"`
}

// RelationGroup are relations of one kind.
type RelationGroup struct {
	Kind      string     `json:"kind"`
	Total     int        `json:"total"`
	Relations []Relation `json:"relations"` // the first of them
}

const (
	mostIncidents  = 25
	mostStatements = 20
	fewStatements  = 5  // with fewer among the incidents, older ones are looked for
	mostInGroup    = 6  // relations of one kind on an actor's page
	recognisers    = 30 // relations with their words in a page's part on recognition
)

func (s *Server) actor(ctx context.Context, f *actorQuery) (*Actor, error) {
	code, err := s.actorCode(f.Code)
	if err != nil {
		return nil, err
	}
	on, q, err := s.moment(&f.AsOf)
	if err != nil {
		return nil, err
	}
	q.Of = code
	out := &Actor{About: s.described(code, on.String()), On: on.String(), KnownAt: knownAt(q.KnownAt), Voices: []ledger.Voice{}}
	var days *ledger.Bounds
	if f.On != "" {
		upTo := ledger.By(on)
		days = &upTo
	}
	err = atOnce(
		func() error { return s.actsOf(ctx, out, q, days) },
		func() (err error) { out.Relations, err = s.standings(ctx, q, on); return err },
		func() (err error) {
			if s.directory.State(code) != nil {
				out.Recognition, err = s.everRecognised(ctx, q, on)
			}
			return err
		},
	)
	if err != nil {
		return nil, err
	}
	if len(out.Incidents) == 0 && len(out.Relations) == 0 && out.Sort == "other" {
		return nil, notFound("Nothing is known of %q: neither the tables of who is who nor the ledger have it.", code)
	}
	if out.VoicesApart = out.Next != ""; !out.VoicesApart {
		out.Voices, err = s.voices(ctx, q)
	}
	return out, err
}

// actorCode is the code that a page is about: of a person's id it is that itself, and
// not the code of the state that the person speaks for.
func (s *Server) actorCode(text string) (string, error) {
	if len(s.officesOf(text)) > 0 {
		return text, nil
	}
	return s.code(text)
}

// actsOf fills in what the actor did and what was done to it, up to the day if one is
// asked for, and what it said.
func (s *Server) actsOf(ctx context.Context, out *Actor, q ledger.Asked, days *ledger.Bounds) error {
	list, err := s.newestOf(ctx, q, days)
	if err != nil {
		return err
	}
	out.Incidents, out.Next = list.Incidents, list.Next
	if out.Statements = s.saidBy(q.Of, list.Incidents); len(out.Statements) >= fewStatements || list.Next == "" {
		return nil
	}
	said, _, err := s.ledger.Timeline(ctx, ledger.TimelineQuery{Asked: q, Types: s.verbal(), Days: days, Within: aYear, Limit: 2 * mostStatements})
	if err != nil {
		return err
	}
	said = slices.DeleteFunc(said, func(x ledger.Incident) bool { return x.From != q.Of })
	out.Statements, err = s.incidentWords(ctx, said[:min(len(said), mostStatements)], "")
	return err
}

// saidBy are the acts among incidents that an actor did by words.
func (s *Server) saidBy(code string, xs []Incident) []Incident {
	verbal := s.verbal()
	out := []Incident{}
	for i := range xs {
		if xs[i].From == code && slices.Contains(verbal, xs[i].Type) && len(out) < mostStatements {
			out = append(out, xs[i])
		}
	}
	return out
}

// newestOf are the newest incidents of an actor or a pair, of all days or some.
func (s *Server) newestOf(ctx context.Context, q ledger.Asked, days *ledger.Bounds) (*IncidentList, error) {
	f := &eventsQuery{Paging: Paging{Limit: mostIncidents}}
	return s.incidents(ctx, ledger.TimelineQuery{Asked: q, Days: days, Within: aYear, Limit: mostIncidents}, f, nil, 0)
}

// verbal are the types of acts that are words.
func (s *Server) verbal() []string {
	return slices.DeleteFunc(slices.Clone(s.events.Types()), func(t string) bool {
		q := s.events.Quad(t)
		return q != ontology.VerbalCooperation && q != ontology.VerbalConflict
	})
}

// standings are the relations of an actor on a day by kind, but for its recognition by
// others and for what is done within a day.
func (s *Server) standings(ctx context.Context, q ledger.Asked, on ledger.Day) ([]RelationGroup, error) {
	held, err := s.ledger.StandingsByKind(ctx, q, on, mostInGroup, func(x *ledger.Interval) bool {
		_, to := x.Sides()
		return (x.Kind != "recognition" || to != q.Of) && s.effect(x.Kind, x.Status) != string(ontology.Point)
	})
	if err != nil {
		return nil, err
	}
	var rs []ledger.Relation
	for i := range held {
		rs = append(rs, held[i].Newest...)
	}
	if err := s.ledger.Deniers(ctx, rs, q, &on); err != nil {
		return nil, err
	}
	if err := s.ledger.LastTold(ctx, rs, q); err != nil {
		return nil, err
	}
	shown, err := s.withEvidence(ctx, rs, q, len(rs))
	if err != nil {
		return nil, err
	}
	groups := []RelationGroup{}
	for _, h := range held {
		n := len(h.Newest)
		groups = append(groups, RelationGroup{Kind: h.Kind, Total: h.Total, Relations: shown[:n]})
		shown = shown[n:]
	}
	return groups, nil
}

// everRecognised is the recognition of somebody on a day, nil if nothing is told of it
// for any day.
func (s *Server) everRecognised(ctx context.Context, q ledger.Asked, on ledger.Day) (*Recognition, error) {
	out, err := s.recognitionOf(ctx, q, on, recognisers)
	if err != nil || out.Counts != (Holders{}) {
		return out, err
	}
	ever, err := s.ledger.Recognition(ctx, q, nil)
	if err != nil || len(ever.Recognised)+len(ever.Rejected)+len(ever.Withdrawn) == 0 {
		return nil, err
	}
	return out, nil
}

// voices are those on whose word the ledger tells of an actor.
func (s *Server) voices(ctx context.Context, q ledger.Asked) ([]ledger.Voice, error) {
	found, err := s.ledger.Voices(ctx, q, false)
	if found == nil {
		found = []ledger.Voice{}
	}
	return found, err
}

// VoiceList are those on whose word the ledger tells of an actor.
type VoiceList struct {
	Code    string         `json:"code"`
	Name    string         `json:"name"`
	KnownAt string         `json:"known_at,omitempty"`
	Voices  []ledger.Voice `json:"voices"`
}

// voicesQuery asks on whose word an actor is known.
type voicesQuery struct {
	Code    string `path:"code" maxLength:"200" doc:"a code or a name"`
	KnownAt string `query:"known_at" maxLength:"40" doc:"what the ledger knew then"`
}

func (s *Server) voiceList(ctx context.Context, f *voicesQuery) (*VoiceList, error) {
	code, err := s.code(f.Code)
	if err != nil {
		return nil, err
	}
	q := ledger.Asked{Of: code}
	if q.KnownAt, err = question.KnownAt("known_at", f.KnownAt); err != nil {
		return nil, err
	}
	out := &VoiceList{Code: code, Name: s.directory.Name(code), KnownAt: knownAt(q.KnownAt)}
	out.Voices, err = s.voices(ctx, q)
	return out, err
}
