package events

import (
	"cmp"
	"slices"

	"chancery"
	"chancery/internal/language"
	"chancery/internal/ontology"
)

// Relation is a standing between two actors as one document tells it
// (chancery.Relation says what the fields mean). From and To are actor codes,
// Events indexes into the document's events, According the codes of those who
// say so.
type Relation struct {
	Kind, From, To, Status string
	What                   string
	Basis                  chancery.RelationBasis
	Since, Until, At       string
	Ended                  bool
	According              []string
	Events                 []int
	Evidence               []language.Range
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
			out = append(out, Relation{
				Kind: e.Relation, From: p[0], To: p[1], Status: e.Status,
				Since: since(in, e), According: sayers(in, e), Events: []int{n}, Evidence: e.words(),
			})
		}
	}
	slices.SortStableFunc(out, func(a, b Relation) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To),
			cmp.Compare(a.Since, b.Since))
	})
	out = fold(out)
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

// words are the trigger words of an event wherever it is told.
func (e *Event) words() []language.Range {
	out := []language.Range{e.Trigger}
	for _, a := range e.Also {
		out = append(out, a.Trigger)
	}
	return out
}

// sayers are the codes of those who tell the event, without the publisher.
func sayers(in Input, e *Event) []string {
	var out []string
	for _, q := range e.sources() {
		if q < 0 {
			continue
		}
		m := in.Said.Quotes[q].Source.Mention
		if m < 0 {
			continue
		}
		for _, a := range in.Who.Mentions[m].Actors {
			out = append(out, in.Who.Actors[a].Code)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fold joins neighbours that say the same of a pair: the first date stands, and
// everybody who says so is kept. What is said without a date joins the first
// that says the same at any date.
func fold(sorted []Relation) []Relation {
	var out []Relation
	var undated []Relation
	for _, r := range sorted {
		switch k := len(out) - 1; {
		case r.Since == "":
			undated = append(undated, r)
		case k >= 0 && out[k].same(&r):
			out[k].join(&r)
		default:
			out = append(out, r)
		}
	}
	for _, r := range undated {
		k := slices.IndexFunc(out, func(o Relation) bool { return o.same(&r) })
		if k < 0 {
			k = slices.IndexFunc(out, func(o Relation) bool {
				return cmp.Or(cmp.Compare(o.Kind, r.Kind), cmp.Compare(o.From, r.From), cmp.Compare(o.To, r.To)) >= 0
			})
			if k < 0 {
				k = len(out)
			}
			out = slices.Insert(out, k, r)
			continue
		}
		out[k].join(&r)
	}
	return out
}

// same tells whether two relations are the same standing of the same pair.
func (r *Relation) same(o *Relation) bool {
	return r.Kind == o.Kind && r.From == o.From && r.To == o.To && r.Status == o.Status
}

// join adds who says so and the events of a relation that says the same.
func (r *Relation) join(o *Relation) {
	r.According = append(r.According, o.According...)
	slices.Sort(r.According)
	r.According = slices.Compact(r.According)
	r.Events = append(r.Events, o.Events...)
	slices.Sort(r.Events)
	r.Evidence = append(r.Evidence, o.Evidence...)
	slices.SortFunc(r.Evidence, func(a, b language.Range) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.End, b.End))
	})
	r.Evidence = slices.Compact(r.Evidence)
}
