package agent

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"chancery/internal/ledger"
	"chancery/internal/question"
)

// timelineQuestion asks what was done.
type timelineQuestion struct {
	Of      string   `json:"of" jsonschema:"an actor, by code or name"`
	With    string   `json:"with,omitempty" jsonschema:"a second actor"`
	Types   []string `json:"types,omitempty" jsonschema:"PLOVER types: AGREE, CONSULT, SANCTION, ASSAULT, ...; none is all"`
	Since   string   `json:"since,omitempty" jsonschema:"the first day: YYYY-MM-DD, YYYY-MM, YYYY, or 30 days (weeks, months, years) up to today"`
	Until   string   `json:"until,omitempty" jsonschema:"the last day: YYYY-MM-DD, or of a month or year"`
	KnownAt string   `json:"known_at,omitempty" jsonschema:"what the ledger knew then: a day, or a time such as 2022-07-20T18:00:00Z"`
	Limit   int      `json:"limit,omitempty" jsonschema:"how many at most; 20 without it"`
}

// Incident is one act, however many documents tell it.
type Incident struct {
	ID          string   `json:"id"`
	Type        string   `json:"type" jsonschema:"PLOVER"`
	From        string   `json:"from"`
	FromName    string   `json:"from_name"`
	To          string   `json:"to,omitempty"`
	ToName      string   `json:"to_name,omitempty"`
	Kind        string   `json:"kind,omitempty" jsonschema:"the relation it bears on"`
	Status      string   `json:"status,omitempty"`
	What        string   `json:"what,omitempty"`
	Standing    string   `json:"standing" jsonschema:"done, planned, possible or denied"`
	Date        string   `json:"date,omitempty"`
	Dates       []string `json:"dates,omitempty" jsonschema:"every date told, where there are several"`
	Reports     int      `json:"reports" jsonschema:"documents that tell it"`
	Voices      int      `json:"voices" jsonschema:"independent ones"`
	StateVoices int      `json:"state_voices" jsonschema:"of them, state media"`
	By          []string `json:"by,omitempty" jsonschema:"codes of who says so beside the documents themselves"`
	Evidence    *Words   `json:"evidence,omitempty" jsonschema:"the first telling recorded"`
}

// Timeline are acts, newest first.
type Timeline struct {
	Of        string     `json:"of"`
	With      string     `json:"with,omitempty"`
	More      bool       `json:"more" jsonschema:"older ones were left out"`
	Incidents []Incident `json:"incidents"`
}

func (a *Timeline) short() string {
	who := a.Of
	if a.With != "" {
		who += " and " + a.With
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %s, newest first", counted(len(a.Incidents), "incident"), who)
	if a.More {
		b.WriteString("; older ones are left out, give until, types or a larger limit for them")
	}
	b.WriteString(".\n")
	for i := range a.Incidents {
		x := &a.Incidents[i]
		date, to := x.Date, ""
		if date == "" {
			date = "undated"
		}
		if x.To != "" {
			to = " " + plain(x.ToName)
		}
		fmt.Fprintf(&b, "- %s: %s %s%s (%s, %s)\n", date, plain(x.FromName), x.Type, to, x.Standing, counted(x.Reports, "report"))
		if c := x.Evidence.cite(); c != "" {
			b.WriteString("  " + c + "\n")
		}
	}
	return b.String()
}

func (s *Server) timeline(ctx context.Context, f *timelineQuestion) (*Timeline, error) {
	asked, err := s.asked(sides{of: f.Of, with: f.With, knownAt: f.KnownAt})
	if err != nil {
		return nil, err
	}
	q := ledger.TimelineQuery{Asked: asked, Limit: most(f.Limit, 20)}
	for _, t := range f.Types {
		if t = strings.ToUpper(strings.TrimSpace(t)); !s.events.IsType(t) {
			return nil, refuse("types: there is no type of event %q; there are %s", plain(t), strings.Join(s.events.Types(), ", "))
		}
		q.Types = append(q.Types, t)
	}
	days, err := question.Days(f.Since, f.Until, s.today())
	if err != nil {
		return nil, err
	}
	if days != ledger.Unknown {
		q.Days = &days
	}
	out := &Timeline{Of: q.Of, With: q.With}
	xs, more, err := s.ledger.Timeline(ctx, q)
	if err != nil {
		return nil, err
	}
	words, err := s.ledger.Foremost(ctx, xs)
	if err != nil {
		return nil, err
	}
	out.More, out.Incidents = more, make([]Incident, len(xs))
	for i := range xs {
		out.Incidents[i] = s.incident(&xs[i], words[i])
	}
	return out, nil
}

func (s *Server) incident(x *ledger.Incident, words *ledger.Evidence) Incident {
	out := Incident{
		ID: x.ID, Type: x.Type, From: x.From, FromName: s.directory.Name(x.From), To: x.To, Kind: x.Kind, Status: x.Status, What: x.What,
		Standing: string(x.Standing), Date: x.Date.String(), Reports: x.Reports, Voices: x.Voices, StateVoices: x.State, By: x.By, Evidence: wordsOf(words),
	}
	if x.To != "" {
		out.ToName = s.directory.Name(x.To)
	}
	if len(x.Dates) > 1 {
		for _, d := range x.Dates[:min(len(x.Dates), 20)] {
			out.Dates = append(out.Dates, d.Date.String())
		}
	}
	return out
}

// conflictsQuestion asks for contradictions.
type conflictsQuestion struct {
	Of      string `json:"of" jsonschema:"an actor, by code or name"`
	With    string `json:"with,omitempty" jsonschema:"a second actor"`
	Kind    string `json:"kind,omitempty" jsonschema:"one kind of relation: recognition, diplomatic-relations, sanctions, ..."`
	Sort    string `json:"sort,omitempty" jsonschema:"one sort of contradiction: denial, dispute, dates, untold change"`
	KnownAt string `json:"known_at,omitempty" jsonschema:"what the ledger knew then: a day, or a time such as 2022-07-20T18:00:00Z"`
	Limit   int    `json:"limit,omitempty" jsonschema:"how many at most; 10 without it"`
}

// Conflict is a contradiction with some of the words on which its sides rest.
type Conflict struct {
	Contradiction string        `json:"contradiction" jsonschema:"denial, dispute, dates or untold change"`
	Kind          string        `json:"kind"`
	From          string        `json:"from,omitempty" jsonschema:"none where several are concerned"`
	To            string        `json:"to"`
	What          string        `json:"what,omitempty"`
	Sides         []ledger.Side `json:"sides"`
	Evidence      []Words       `json:"evidence"`
}

// Conflicts are contradictions in the order of the relations.
type Conflicts struct {
	Total     int        `json:"total"`
	Conflicts []Conflict `json:"conflicts"`
}

func (a *Conflicts) short() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", counted(a.Total, "contradiction"))
	if a.Total > len(a.Conflicts) {
		fmt.Fprintf(&b, "; %d are shown, give with, kind, sort or a larger limit for others", len(a.Conflicts))
	}
	b.WriteString(".\n")
	for i := range a.Conflicts {
		c := &a.Conflicts[i]
		fmt.Fprintf(&b, "- %s over %s of %s", c.Contradiction, c.Kind, c.To)
		if c.From != "" {
			fmt.Fprintf(&b, " by %s", c.From)
		}
		b.WriteString("\n")
		for _, x := range c.Sides {
			by := strings.Join(x.By, ", ")
			if x.Narrated {
				by = strings.TrimPrefix(by+", sources themselves", ", ")
			}
			fmt.Fprintf(&b, "  %s %s (%s)\n", x.Says, x.When, by)
		}
		for k := range c.Evidence {
			b.WriteString("  " + c.Evidence[k].cite() + "\n")
		}
	}
	return b.String()
}

func (s *Server) conflicts(ctx context.Context, f *conflictsQuestion) (*Conflicts, error) {
	q, err := s.asked(sides{of: f.Of, with: f.With, kind: f.Kind, knownAt: f.KnownAt})
	if err != nil {
		return nil, err
	}
	sorts := []ledger.Contradiction{ledger.Denial, ledger.Dispute, ledger.Dates, ledger.Untold}
	if f.Sort != "" && !slices.Contains(sorts, ledger.Contradiction(f.Sort)) {
		return nil, refuse("sort: there is no sort of contradiction %q; there are denial, dispute, dates, untold change", plain(f.Sort))
	}
	all, err := s.ledger.Conflicts(ctx, q)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(c ledger.Conflict) bool { return f.Sort != "" && string(c.Contradiction) != f.Sort })
	out := &Conflicts{Total: len(all), Conflicts: []Conflict{}}
	for _, c := range all[:min(len(all), most(f.Limit, 10))] {
		x := Conflict{Contradiction: string(c.Contradiction), Kind: c.Kind, From: c.From, To: c.To, What: c.What, Sides: c.Sides}
		if x.Evidence, err = s.conflicting(ctx, &c, q); err != nil {
			return nil, err
		}
		out.Conflicts = append(out.Conflicts, x)
	}
	return out, nil
}

const (
	mostConflicting = 6  // tellings of a contradiction that are told
	mostLookedAt    = 24 // relations that they are looked for in
)

// conflicting are tellings of the relations that a contradiction is between, one of
// each status and standing before a second of any.
func (s *Server) conflicting(ctx context.Context, c *ledger.Conflict, q ledger.Asked) ([]Words, error) {
	q.Of, q.With, q.Kind = c.To, c.From, c.Kind
	rs, err := s.ledger.Relations(ctx, q, nil)
	if err != nil {
		return nil, err
	}
	rs = slices.DeleteFunc(rs, func(r ledger.Relation) bool { return r.What != c.What || r.To != c.To && r.From != c.To })
	rs = inTurn(rs, func(r *ledger.Relation) string { return r.Status })
	var out []Words
	told := map[string]bool{}
	side := map[string]string{} // by the place of a telling
	place := func(w *Words) string { return fmt.Sprint(w.Claim, w.Start, w.End) }
	for i := range rs[:min(len(rs), mostLookedAt)] {
		es, err := s.ledger.OfRelation(ctx, &rs[i], q)
		if err != nil {
			return nil, err
		}
		for k := range es {
			w := wordsOf(&es[k])
			if key := place(w); !told[key] {
				told[key], side[key] = true, rs[i].Status+" "+w.Standing
				out = append(out, *w)
			}
		}
	}
	out = inTurn(out, func(w *Words) string { return side[place(w)] })
	return append([]Words{}, out[:min(len(out), mostConflicting)]...), nil
}

// inTurn orders a list so that the first of each key come before the second of any,
// and else leaves the order as it is.
func inTurn[T any](list []T, key func(*T) string) []T {
	seen := map[string]int{}
	turns := [][]T{}
	for i := range list {
		k := key(&list[i])
		if seen[k] == len(turns) {
			turns = append(turns, nil)
		}
		turns[seen[k]] = append(turns[seen[k]], list[i])
		seen[k]++
	}
	return slices.Concat(turns...)
}
