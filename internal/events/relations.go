package events

import (
	"cmp"
	"slices"

	"chancery"
	"chancery/internal/ontology"
)

// Relation is a standing between two actors as one document tells it. From and
// To are actor codes, Events indexes into the document's events, According the
// codes of those who say so.
type Relation struct {
	Kind, From, To, Status string
	Since, Until           string
	According              []string
	Events                 []int
}

// Relate draws the relations that a document's real acts bring about: each
// pair's acts of a kind in the order of their dates, a later status ending the
// one before. Planned, possible and denied acts bring about nothing.
func Relate(in Input, coded []Event, tax *ontology.Events) []Relation {
	var out []Relation
	for n := range coded {
		e := &coded[n]
		if e.Relation == "" || e.Modality != chancery.Asserted && e.Modality != chancery.Historical {
			continue
		}
		for _, p := range pairs(in, e, tax.Mutual(e.Relation)) {
			out = fold(out, Relation{
				Kind: e.Relation, From: p[0], To: p[1], Status: e.Status,
				Since: since(in, e), According: sayers(in, e), Events: []int{n},
			})
		}
	}
	slices.SortStableFunc(out, func(a, b Relation) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To),
			cmp.Compare(a.Since, b.Since))
	})
	for i := 1; i < len(out); i++ {
		before, after := &out[i-1], &out[i]
		if before.Kind == after.Kind && before.From == after.From && before.To == after.To && after.Since > before.Since {
			before.Until = after.Since
		}
	}
	return out
}

// pairs are the pairs of codes between which an event acts. An act done
// together without a recipient relates each actor to each other.
func pairs(in Input, e *Event, mutual bool) [][2]string {
	from, to := codes(in.Who, e.Actor), codes(in.Who, e.Recipient)
	var out [][2]string
	if len(to) == 0 && mutual {
		for i, f := range from {
			for _, t := range from[i+1:] {
				out = append(out, [2]string{f, t})
			}
		}
		return out
	}
	for _, f := range from {
		for _, t := range to {
			if f != t {
				out = append(out, [2]string{f, t})
			}
		}
	}
	return out
}

// since is the event's date when the text gives it one; a date that is only
// the publication's says when the act was told, not since when it holds, but
// for acts of the day.
func since(in Input, e *Event) string {
	if e.Undated && e.Modality == chancery.Historical {
		return ""
	}
	return e.Date
}

// sayers are the codes of the event's source, none if the publisher says so.
func sayers(in Input, e *Event) []string {
	if e.Quote < 0 {
		return nil
	}
	m := in.Said.Quotes[e.Quote].Source.Mention
	if m < 0 {
		return nil
	}
	var out []string
	for _, a := range in.Who.Mentions[m].Actors {
		out = append(out, in.Who.Actors[a].Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fold adds a relation to those found, joining it to one that says the same:
// the earliest date stands, and everybody who says so is kept.
func fold(all []Relation, r Relation) []Relation {
	for i := range all {
		a := &all[i]
		if a.Kind != r.Kind || a.From != r.From || a.To != r.To || a.Status != r.Status {
			continue
		}
		if a.Since == "" || r.Since != "" && r.Since < a.Since {
			a.Since = cmp.Or(r.Since, a.Since)
		}
		a.According = append(a.According, r.According...)
		slices.Sort(a.According)
		a.According = slices.Compact(a.According)
		a.Events = append(a.Events, r.Events...)
		return all
	}
	return append(all, r)
}
