package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"chancery/internal/ledger"
	"chancery/internal/question"
)

// AsOf is the day of the world and the time of recording that a question is about.
type AsOf struct {
	On      string `query:"on" maxLength:"10" doc:"as of this day, YYYY-MM-DD; without it, today"`
	KnownAt string `query:"known_at" maxLength:"40" doc:"what the ledger knew then: a day, or a time such as 2022-07-20T18:00:00Z"`
}

// moment is the day asked for and what the ledger is asked of any side.
func (s *Server) moment(f *AsOf) (ledger.Day, ledger.Asked, error) {
	at, err := question.KnownAt("known_at", f.KnownAt)
	if err != nil {
		return 0, ledger.Asked{}, err
	}
	on, err := question.Day("on", f.On)
	if err != nil {
		return 0, ledger.Asked{}, err
	}
	if on == nil {
		today := s.today()
		on = &today
	}
	return *on, ledger.Asked{KnownAt: at}, nil
}

// Relation is a standing between two sides with the words that tell it first.
type Relation struct {
	ledger.Relation
	Evidence *ledger.Evidence `json:"evidence,omitempty"` // left out where a list is long
	Tellings int              `json:"tellings,omitempty"` // claims; none where Evidence is left out
}

// withEvidence adds to the first relations, at most so many, the words that tell them.
func (s *Server) withEvidence(ctx context.Context, rs []ledger.Relation, q ledger.Asked, most int) ([]Relation, error) {
	out := make([]Relation, len(rs))
	for i := range rs {
		out[i].Relation = rs[i]
	}
	words, err := s.ledger.FirstWords(ctx, rs[:min(len(rs), most)], q)
	for i := range words {
		out[i].Evidence, out[i].Tellings = words[i].Evidence, words[i].Claims
	}
	return out, err
}

// firstOfEach adds to the first relations of lists, at most so many of all together, the
// words that tell them.
func (s *Server) firstOfEach(ctx context.Context, lists [][]ledger.Relation, q ledger.Asked, most int) ([][]Relation, error) {
	var first []ledger.Relation
	for _, rs := range lists {
		first = append(first, rs[:min(len(rs), most-len(first))]...)
	}
	words, err := s.withEvidence(ctx, first, q, len(first))
	if err != nil {
		return nil, err
	}
	out := make([][]Relation, len(lists))
	for i, rs := range lists {
		n := min(len(rs), len(words))
		out[i] = append(make([]Relation, 0, len(rs)), words[:n]...)
		for _, r := range rs[n:] {
			out[i] = append(out[i], Relation{Relation: r})
		}
		words = words[n:]
	}
	return out, nil
}

// newestFirst orders relations by the last day on which they may have begun.
func newestFirst(rs []ledger.Relation) {
	type dated struct {
		day ledger.Day
		at  int
	}
	order := make([]dated, len(rs))
	for i := range rs {
		x := rs[i].Interval()
		order[i] = dated{x.Begun(), i}
	}
	slices.SortFunc(order, func(x, y dated) int {
		a, b := &rs[x.at], &rs[y.at]
		return cmp.Or(cmp.Compare(y.day, x.day), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(x.at, y.at))
	})
	unordered := slices.Clone(rs)
	for i, o := range order {
		rs[i] = unordered[o.at]
	}
}

// relationsQuery asks for relations.
type relationsQuery struct {
	Sides
	On     string `query:"on" maxLength:"10" doc:"those that hold on this day; without it, today"`
	Ever   bool   `query:"ever" doc:"all there ever were between two sides (of and with)"`
	Limit  int    `query:"limit" minimum:"1" maximum:"60" default:"30" doc:"how many at most"`
	Cursor string `query:"cursor" maxLength:"20" doc:"next of the page before"`
}

// RelationList are relations, those begun last first.
type RelationList struct {
	On        string     `json:"on,omitempty"` // empty where all there ever were are listed
	Relations []Relation `json:"relations"`
	Total     int        `json:"total"`
	Next      string     `json:"next,omitempty"` // cursor of the next page
}

const (
	mostRelations  = 60 // relations that a list shows at once with their words
	usualRelations = 30 // where it is not asked how many
)

func (s *Server) relationList(ctx context.Context, f *relationsQuery) (*RelationList, error) {
	q, err := s.asked(&f.Sides)
	if err != nil {
		return nil, err
	}
	on, _, err := s.moment(&AsOf{On: f.On})
	if err != nil {
		return nil, err
	}
	asOf := &on
	switch {
	case q.Of == "" && q.Kind == "":
		return nil, badRequest("Say of whom (of) or of what kind (kind): all relations of everybody are more than a list can show.")
	case f.Ever && q.With == "":
		return nil, badRequest("ever: it takes two sides (of and with); what changed for one is in the list of changes")
	case f.Ever:
		asOf = nil
	}
	skip, err := offset(f.Cursor)
	if err != nil {
		return nil, err
	}
	rs, err := s.ledger.Relations(ctx, q, asOf)
	if err != nil {
		return nil, err
	}
	newestFirst(rs)
	out := &RelationList{Total: len(rs)}
	if asOf != nil {
		out.On = on.String()
	}
	limit := usualRelations
	if f.Limit > 0 {
		limit = min(f.Limit, mostRelations)
	}
	rs = rs[min(skip, len(rs)):]
	if len(rs) > limit {
		rs, out.Next = rs[:limit], strconv.Itoa(skip+limit)
	}
	if err := s.ledger.LastTold(ctx, rs, q); err != nil {
		return nil, err
	}
	out.Relations, err = s.withEvidence(ctx, rs, q, limit)
	return out, err
}

// offset reads a cursor that is a number of entries seen; empty is none.
func offset(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 10_000_000 {
		return 0, badRequest("cursor: %q is none of ours; take it from next of the page before", text)
	}
	return n, nil
}

// instant is a time of recording (knownAt) as people say it.
func instant(text string) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return t.UTC().Format("2 January 2006, 15:04 UTC")
}

// knownAt is a time of recording as an answer tells it, empty for all that is known.
func knownAt(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
