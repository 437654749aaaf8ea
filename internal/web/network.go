package web

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// networkQuery asks who supports and who opposes whom.
type networkQuery struct {
	Since string `query:"since" maxLength:"20" doc:"the first day (YYYY-MM-DD, YYYY-MM, YYYY, or 30 days up to today); without it, a year before the last"`
	Until string `query:"until" maxLength:"10" doc:"the last day (YYYY-MM-DD, or of a month or year); without it, the last one that the ledger tells of"`
	Min   int    `query:"min" minimum:"1" maximum:"100000" default:"1" doc:"links of at least so many reports"`
}

// Network is who supports and who opposes whom within some days, counted in reports:
// acts of cooperation are support, acts of conflict opposition.
type Network struct {
	Since    string `json:"since"`
	Until    string `json:"until"`
	Min      int    `json:"min"`
	Nodes    []Node `json:"nodes"` // those with most reports first
	Links    []Link `json:"links"` // those with most reports first
	LeftOut  int    `json:"left_out"`
	Weaker   int    `json:"weaker"`    // links between nodes shown that are left out
	LastTold string `json:"last_told"` // the last day that the ledger tells of, up to today
}

// Node is somebody who acts or is acted towards.
type Node struct {
	Code    string `json:"code"`
	Name    string `json:"name"`
	Href    string `json:"href"`
	Reports int    `json:"reports"`
}

// Link is what one side did towards another.
type Link struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Support int    `json:"support"`
	Oppose  int    `json:"oppose"`
	Href    string `json:"href"`
}

const (
	mostNodes = 60  // more cannot be told apart in a drawing
	mostLinks = 150 // likewise
)

func (s *Server) network(ctx context.Context, f *networkQuery) (*Network, error) {
	days, err := s.days(f.Since, f.Until)
	if err != nil {
		return nil, err
	}
	told, err := s.lastTold(ctx, &struct{}{})
	if err != nil {
		return nil, err
	}
	last := *told
	if days.Last == ledger.LastDay {
		days.Last = max(last, days.First)
	}
	if days.First == ledger.FirstDay {
		days.First = days.Last - 364
	}
	counts, err := s.ledger.Counts(ctx, days, nil)
	if err != nil {
		return nil, err
	}
	out := &Network{Since: days.First.String(), Until: days.Last.String(), Min: max(f.Min, 1), LastTold: last.String()}
	s.connect(out, counts)
	return out, nil
}

// lastDay is the last day up to today of which the ledger tells an act that was done;
// today if it tells none among the newest.
func (s *Server) lastDay(ctx context.Context, _ *struct{}) (*ledger.Day, error) {
	today := s.today()
	newest, _, err := s.ledger.Timeline(ctx, ledger.TimelineQuery{Days: &ledger.Bounds{First: ledger.FirstDay, Last: today}, Within: aMonth, Limit: 20})
	for i := range newest {
		if x := &newest[i]; x.Standing == ledger.Done && x.Date.Last <= today {
			return &x.Date.Last, nil
		}
	}
	return &today, err
}

// connect makes nodes and links of counts.
func (s *Server) connect(out *Network, counts []ledger.Count) {
	reports := map[string]int{}
	for l := range s.links(counts, out.Min) {
		reports[l.From] += l.Support + l.Oppose
		reports[l.To] += l.Support + l.Oppose
	}
	out.Nodes, out.Links = []Node{}, []Link{}
	for code, n := range reports {
		out.Nodes = append(out.Nodes, Node{Code: code, Reports: n})
	}
	slices.SortFunc(out.Nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(b.Reports, a.Reports), cmp.Compare(a.Code, b.Code))
	})
	if len(out.Nodes) > mostNodes {
		out.LeftOut = len(out.Nodes) - mostNodes
		out.Nodes = out.Nodes[:mostNodes]
	}
	shown := map[string]bool{}
	for i := range out.Nodes {
		n := &out.Nodes[i]
		n.Name, n.Href = s.directory.Name(n.Code), actorPath(n.Code)
		shown[n.Code] = true
	}
	// Of the thousands of links those between nodes shown are few.
	links := make([]Link, 0, len(shown)*len(shown))
	for l := range s.links(counts, out.Min) {
		if shown[l.From] && shown[l.To] {
			links = append(links, l)
		}
	}
	slices.SortFunc(links, func(a, b Link) int {
		if by := cmp.Compare(b.Support+b.Oppose, a.Support+a.Oppose); by != 0 {
			return by
		}
		if by := cmp.Compare(a.From, b.From); by != 0 {
			return by
		}
		return cmp.Compare(a.To, b.To)
	})
	most := min(len(links), mostLinks)
	out.Weaker = len(links) - most
	for _, l := range links[:most] {
		l.Href = pairPath(l.From, l.To)
		out.Links = append(out.Links, l)
	}
}

// links adds up what each side did towards each other, of at least so many reports, in
// the order of their sides, as counts come.
func (s *Server) links(counts []ledger.Count, least int) iter.Seq[Link] {
	return func(yield func(Link) bool) {
		for rest := counts; len(rest) > 0; {
			l := Link{From: rest[0].From, To: rest[0].To}
			for len(rest) > 0 && rest[0].From == l.From && rest[0].To == l.To {
				switch s.events.Quad(rest[0].Type) {
				case ontology.VerbalCooperation, ontology.MaterialCooperation:
					l.Support += rest[0].Reports
				case ontology.VerbalConflict, ontology.MaterialConflict:
					l.Oppose += rest[0].Reports
				}
				rest = rest[1:]
			}
			if l.From != l.To && l.Support+l.Oppose >= least && !yield(l) {
				return
			}
		}
	}
}
