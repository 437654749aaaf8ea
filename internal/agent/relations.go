package agent

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"chancery/internal/ledger"
	"chancery/internal/question"
)

// Relation is a standing between two sides with the words that tell it first.
type Relation struct {
	Kind        string   `json:"kind"`
	From        string   `json:"from"`
	FromName    string   `json:"from_name"`
	To          string   `json:"to"`
	ToName      string   `json:"to_name"`
	What        string   `json:"what,omitempty" jsonschema:"the territory or treaty"`
	Status      string   `json:"status"`
	InForce     bool     `json:"in_force"`
	Since       string   `json:"since,omitempty"`
	Until       string   `json:"until,omitempty"`
	Certain     bool     `json:"certain" jsonschema:"it stood so on the day whatever the days within the bounds told"`
	AccordingTo []string `json:"according_to,omitempty" jsonschema:"codes of those on whose word it stands"`
	Narrated    bool     `json:"narrated" jsonschema:"a source says so in its own name"`
	DeniedBy    []string `json:"denied_by,omitempty"`
	Recorded    string   `json:"recorded" jsonschema:"since when the ledger knows it so"`
	Evidence    *Words   `json:"evidence,omitempty" jsonschema:"the first telling recorded"`
	Claims      int      `json:"claims" jsonschema:"how many claims tell of it"`
}

// worded are relations with their first words, at most so many.
func (s *Server) worded(ctx context.Context, rs []ledger.Relation, q ledger.Asked, limit int) ([]Relation, error) {
	rs = rs[:min(len(rs), limit)]
	words, err := s.ledger.FirstWords(ctx, rs, q)
	if err != nil {
		return nil, err
	}
	out := make([]Relation, len(rs))
	for i := range rs {
		r := &rs[i]
		out[i] = Relation{
			Kind: r.Kind, From: r.From, FromName: s.directory.Name(r.From), To: r.To, ToName: s.directory.Name(r.To), What: r.What,
			Status: r.Status, InForce: r.InForce, Since: r.Since, Until: r.Until, Certain: r.Certain, AccordingTo: r.AccordingTo,
			Narrated: r.Narrated, DeniedBy: r.DeniedBy, Recorded: r.Recorded.UTC().Format(time.RFC3339),
			Evidence: wordsOf(words[i].Evidence), Claims: words[i].Claims,
		}
	}
	return out, nil
}

// line is a relation on one line, its words on the next.
func (r *Relation) line() string {
	var b strings.Builder
	fmt.Fprintf(&b, "- %s → %s: %s %s", plain(r.FromName), plain(r.ToName), r.Kind, r.Status)
	if r.What != "" {
		fmt.Fprintf(&b, " (%s)", plain(r.What))
	}
	if r.Since != "" {
		fmt.Fprintf(&b, ", since %s", r.Since)
	}
	if r.Until != "" {
		fmt.Fprintf(&b, ", until %s", r.Until)
	}
	if !r.Certain {
		b.WriteString(", possibly")
	}
	if !r.Narrated && len(r.AccordingTo) > 0 {
		fmt.Fprintf(&b, ", according to %s", strings.Join(r.AccordingTo, ", "))
	}
	if len(r.DeniedBy) > 0 {
		fmt.Fprintf(&b, ", denied by %s", strings.Join(r.DeniedBy, ", "))
	}
	if c := r.Evidence.cite(); c != "" {
		b.WriteString("\n  " + c)
	}
	return b.String() + "\n"
}

// relationsQuestion asks how sides stand.
type relationsQuestion struct {
	Of      string `json:"of" jsonschema:"an actor, by code or name"`
	With    string `json:"with,omitempty" jsonschema:"a second actor"`
	Kind    string `json:"kind,omitempty" jsonschema:"one kind of relation: recognition, diplomatic-relations, sanctions, ..."`
	On      string `json:"on,omitempty" jsonschema:"the day of the world, YYYY-MM-DD; without it, today"`
	Ever    bool   `json:"ever,omitempty" jsonschema:"all there ever were, not those of a day"`
	KnownAt string `json:"known_at,omitempty" jsonschema:"what the ledger knew then: a day, or a time such as 2022-07-20T18:00:00Z"`
	Limit   int    `json:"limit,omitempty" jsonschema:"how many at most; 30 without it"`
}

// Relations are how sides stand, those begun last first.
type Relations struct {
	Of        string     `json:"of"`
	With      string     `json:"with,omitempty"`
	On        string     `json:"on,omitempty" jsonschema:"none: all there ever were"`
	Total     int        `json:"total"`
	Relations []Relation `json:"relations"`
}

func (a *Relations) short() string {
	who := a.Of
	if a.With != "" {
		who += " and " + a.With
	}
	when := "on " + a.On
	if a.On == "" {
		when = "at any time"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s of %s %s", counted(a.Total, "relation"), who, when)
	if a.Total > len(a.Relations) {
		fmt.Fprintf(&b, "; the %d begun last are shown, give kind, with or a larger limit for others", len(a.Relations))
	}
	b.WriteString(".\n")
	for i := range a.Relations {
		b.WriteString(a.Relations[i].line())
	}
	return b.String()
}

func (s *Server) relations(ctx context.Context, f *relationsQuestion) (*Relations, error) {
	q, err := s.asked(sides{f.Of, f.With, f.Kind, f.On, f.KnownAt})
	if err != nil {
		return nil, err
	}
	on, err := s.dayOrToday("on", f.On)
	if err != nil {
		return nil, err
	}
	out := &Relations{Of: q.Of, With: q.With, On: on.String()}
	asOf := &on
	if f.Ever {
		if f.On != "" {
			return nil, refuse("on and ever exclude one another; give one of them")
		}
		asOf, out.On = nil, ""
	}
	rs, err := s.ledger.Relations(ctx, q, asOf)
	if err != nil {
		return nil, err
	}
	newestFirst(rs)
	out.Total = len(rs)
	out.Relations, err = s.worded(ctx, rs, q, most(f.Limit, 30))
	return out, err
}

// newestFirst orders relations by the last day on which they may have begun.
func newestFirst(rs []ledger.Relation) {
	begun := func(r *ledger.Relation) ledger.Day {
		x := r.Interval()
		if x.Since.Last == ledger.LastDay {
			return x.Since.First
		}
		return x.Since.Last
	}
	slices.SortStableFunc(rs, func(a, b ledger.Relation) int { return cmp.Compare(begun(&b), begun(&a)) })
}

// recognitionQuestion asks who recognises somebody.
type recognitionQuestion struct {
	Entity  string `json:"entity" jsonschema:"the entity or state, by code or name"`
	On      string `json:"on,omitempty" jsonschema:"the day of the world, YYYY-MM-DD; without it, today"`
	KnownAt string `json:"known_at,omitempty" jsonschema:"what the ledger knew then: a day, or a time such as 2022-07-20T18:00:00Z"`
	Limit   int    `json:"limit,omitempty" jsonschema:"how many of each list at most; 50 without it"`
}

// Recognition is who holds somebody to be a state on a day and who does not. Who is in
// several lists is so by the word of different sources.
type Recognition struct {
	Entity     string     `json:"entity"`
	Name       string     `json:"name"`
	On         string     `json:"on"`
	Totals     totals     `json:"totals"`
	Recognised []Relation `json:"recognised_by"`
	Rejected   []Relation `json:"rejected_by"`
	Withdrawn  []Relation `json:"withdrawn_by"`
}

type totals struct {
	Recognised int `json:"recognised"`
	Rejected   int `json:"rejected"`
	Withdrawn  int `json:"withdrawn"`
}

func (a *Recognition) short() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s) on %s: recognised by %d, refused by %d, withdrawn by %d, as far as the ledger tells.\n",
		plain(a.Name), a.Entity, a.On, a.Totals.Recognised, a.Totals.Rejected, a.Totals.Withdrawn)
	for _, list := range [][]Relation{a.Recognised, a.Rejected, a.Withdrawn} {
		for i := range list {
			b.WriteString(list[i].line())
		}
	}
	return b.String()
}

func (s *Server) recognition(ctx context.Context, f *recognitionQuestion) (*Recognition, error) {
	code, err := s.code("entity", f.Entity, f.On)
	if err != nil {
		return nil, err
	}
	if code == "" {
		return nil, refuse("entity: say whose recognition, by code (XKX, PSE, DNR) or name")
	}
	on, err := s.dayOrToday("on", f.On)
	if err != nil {
		return nil, err
	}
	q := ledger.Asked{Of: code}
	if q.KnownAt, err = question.KnownAt("known_at", f.KnownAt); err != nil {
		return nil, err
	}
	found, err := s.ledger.Recognition(ctx, q, &on)
	if err != nil {
		return nil, err
	}
	out := &Recognition{Entity: code, Name: s.directory.Name(code), On: on.String(),
		Totals: totals{len(found.Recognised), len(found.Rejected), len(found.Withdrawn)}}
	for _, l := range []struct {
		from []ledger.Relation
		to   *[]Relation
	}{{found.Recognised, &out.Recognised}, {found.Rejected, &out.Rejected}, {found.Withdrawn, &out.Withdrawn}} {
		newestFirst(l.from)
		if *l.to, err = s.worded(ctx, l.from, q, most(f.Limit, 50)); err != nil {
			return nil, err
		}
	}
	return out, nil
}
