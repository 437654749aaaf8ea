package web

import (
	"context"

	"chancery"
	"chancery/internal/ledger"
)

// claimQuery asks for one claim.
type claimQuery struct {
	ID string `path:"id" maxLength:"64" doc:"the id of a claim"`
}

// ClaimAnswer is a claim with the words that tell it, what people made of it, and
// what rests on it.
type ClaimAnswer struct {
	ledger.Judged
	Document  chancery.Source   `json:"document"` // without its text
	Evidence  []ledger.Evidence `json:"evidence"`
	Incidents []ledger.Incident `json:"incidents"`
	Relations []ledger.Relation `json:"relations"` // that it bears on
	Conflicts []ledger.Conflict `json:"conflicts"` // of these
	Instead   []ledger.Judged   `json:"instead"`   // corrections that stand in its place
}

// claimWords are the kind and status by which a claim is worded: its relation's
// where it brings one about, else its type.
func claimWords(c *chancery.Claim) [2]string {
	if c.Kind != "" && c.Status != "" {
		return [2]string{c.Kind, c.Status}
	}
	return [2]string{"act", c.Type}
}

func (s *Server) claim(ctx context.Context, q *claimQuery) (*ClaimAnswer, error) {
	j, err := s.ledger.JudgedClaim(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	if j.Class == chancery.VerdictClaim {
		return nil, notFound("Claim %s is a verdict on claim %s; see that.", j.ID, j.About)
	}
	src, err := s.ledger.Source(ctx, j.Source)
	if err != nil {
		return nil, err
	}
	doc := *src
	doc.Text = ""
	out := &ClaimAnswer{Judged: j, Document: doc, Incidents: []ledger.Incident{}, Relations: []ledger.Relation{}, Conflicts: []ledger.Conflict{}, Instead: []ledger.Judged{}}
	if out.Evidence, err = s.ledger.OfClaim(ctx, q.ID); err != nil {
		return nil, err
	}
	all, err := s.ledger.OfSource(ctx, j.Source)
	if err != nil {
		return nil, err
	}
	for _, other := range all {
		if other.About == j.ID {
			out.Instead = append(out.Instead, other)
		}
	}
	if j.Class == chancery.EventClaim {
		found, err := s.ledger.IncidentsOf(ctx, q.ID)
		if err != nil {
			return nil, err
		}
		out.Incidents = append(out.Incidents, found...)
	}
	return out, s.bearing(ctx, out)
}

// mostPairs is of how many pairs of one claim the relations are shown.
const mostPairs = 12

// bearing adds the relations that a claim bears on, and the contradictions on them.
func (s *Server) bearing(ctx context.Context, out *ClaimAnswer) error {
	if out.Kind == "" {
		return nil
	}
	pairs := 0
	for _, from := range out.Actors {
		for _, to := range out.Recipients {
			if pairs++; pairs > mostPairs || from.Code == to.Code {
				continue
			}
			q := ledger.Asked{Of: from.Code, With: to.Code, Kind: out.Kind}
			rs, err := s.ledger.Relations(ctx, q, nil)
			if err != nil {
				return err
			}
			for _, r := range rs {
				if r.What == out.What {
					out.Relations = append(out.Relations, r)
				}
			}
			cs, err := s.ledger.Conflicts(ctx, q)
			if err != nil {
				return err
			}
			out.Conflicts = append(out.Conflicts, cs...)
		}
	}
	return nil
}

// incidentQuery asks for the incidents that a claim is a report of.
type incidentQuery struct {
	Claim string `path:"claim" maxLength:"64" doc:"the id of a claim that reports the incident"`
}

// IncidentAnswer is an incident with its reports side by side, and what was said
// against it.
type IncidentAnswer struct {
	Claim     string     `json:"claim"`
	Incidents []Reported `json:"incidents"`
}

// Reported is an incident with all its reports.
type Reported struct {
	ledger.Incident
	ReportList []Report `json:"report_list"`
	// Otherwise are incidents of the same act and about the same days that are told
	// with another standing: denied, planned, possible.
	Otherwise []Otherwise       `json:"otherwise"`
	Conflicts []ledger.Conflict `json:"conflicts"`
}

// Report is all that one document tells of an incident.
type Report struct {
	Source    string            `json:"source"`
	Title     string            `json:"title,omitempty"`
	Name      string            `json:"name,omitempty"`
	Publisher string            `json:"publisher,omitempty"`
	Published string            `json:"published,omitempty"`
	State     bool              `json:"state_media"`
	Tellings  []ledger.Evidence `json:"tellings"`
}

// Otherwise is an incident told with another standing, with its words.
type Otherwise struct {
	ledger.Incident
	Evidence []ledger.Evidence `json:"evidence"`
}

func (s *Server) incident(ctx context.Context, q *incidentQuery) (*IncidentAnswer, error) {
	found, err := s.ledger.IncidentsOf(ctx, q.Claim)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, notFound("Claim %s reports no incident: it tells a standing, or was put aside.", q.Claim)
	}
	out := &IncidentAnswer{Claim: q.Claim}
	for i := range found[:min(len(found), mostPairs)] {
		x := Reported{Incident: found[i], Otherwise: []Otherwise{}, Conflicts: []ledger.Conflict{}}
		ev, err := s.ledger.OfIncident(ctx, &found[i])
		if err != nil {
			return nil, err
		}
		x.ReportList = reports(ev)
		if err := s.otherwise(ctx, &x); err != nil {
			return nil, err
		}
		out.Incidents = append(out.Incidents, x)
	}
	return out, nil
}

// reports puts evidence together by document, in the order of the claims.
func reports(evidence []ledger.Evidence) []Report {
	var out []Report
	at := map[string]int{}
	for _, e := range evidence {
		i, ok := at[e.Source]
		if !ok {
			i = len(out)
			at[e.Source] = i
			out = append(out, Report{Source: e.Source, Title: e.Title, Name: e.Name, Publisher: e.Publisher, Published: e.Published, State: e.State})
		}
		out[i].Tellings = append(out[i].Tellings, e)
	}
	return out
}

// around is how many days before and after an incident what is told otherwise may be.
const around = 31

// otherwise finds what is told against an incident or otherwise of it.
func (s *Server) otherwise(ctx context.Context, x *Reported) error {
	if x.To == "" {
		return nil
	}
	asked := ledger.Asked{Of: x.From, With: x.To}
	q := ledger.TimelineQuery{Asked: asked, Types: []string{x.Type}, Limit: 50}
	if x.Date.Known() {
		days := x.Date
		if days.First != ledger.FirstDay {
			days.First -= around
		}
		if days.Last != ledger.LastDay {
			days.Last += around
		}
		q.Days = &days
	}
	near, _, err := s.ledger.Timeline(ctx, q)
	if err != nil {
		return err
	}
	for i := range near {
		if n := &near[i]; n.Standing != x.Standing && n.From == x.From && n.To == x.To && len(x.Otherwise) < mostPairs {
			ev, err := s.ledger.OfIncident(ctx, n)
			if err != nil {
				return err
			}
			x.Otherwise = append(x.Otherwise, Otherwise{*n, ev})
		}
	}
	if x.Kind == "" {
		return nil
	}
	asked.Kind = x.Kind
	cs, err := s.ledger.Conflicts(ctx, asked)
	x.Conflicts = append(x.Conflicts, cs...)
	return err
}
