package events

import (
	"cmp"
	"slices"

	"chancery"
	"chancery/internal/dates"
	"chancery/internal/language"
	"chancery/internal/names"
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

// Relate draws the relations that a document tells. Its real acts bring about
// relations, each pair's acts of a kind in the order of their dates, a later
// status ending the one before; planned, possible and denied acts bring about
// nothing. What is told as holding stands beside, unless an act tells the same.
func (c *Coder) Relate(in Input, coded []Event) []Relation {
	var acts, states []Relation
	t := c.tree(in)
	told := c.standings(t, in)
	for n := range coded {
		e := &coded[n]
		if e.Relation == "" || e.Modality != chancery.Asserted && e.Modality != chancery.Historical {
			continue
		}
		if later(e.Date, in.Published) || finer(told, e) {
			continue
		}
		r := Relation{
			Kind: e.Relation, Status: e.Status, What: e.What, Since: c.since(in, e),
			According: sayers(in, e.sources()), Events: []int{n}, Evidence: e.words(),
		}
		if from, until := t.bounds(in, e.Token); until != "" {
			r.Since, r.Until = cmp.Or(from, r.Since), until
		}
		acts = append(acts, r.between(c.pairs(in, &r, e.Actor, e.Recipient, e.mutual))...)
	}
	for _, s := range told {
		r := Relation{
			Kind: s.Kind, Status: s.Status, What: s.What, Since: s.Since, Until: s.Until, Ended: s.Ended,
			According: sayers(in, []int{s.Quote}), Evidence: []language.Range{s.Trigger},
		}
		both := c.pairs(in, &r, s.From, s.To, s.Mutual)
		if s.Act && later(s.Since, in.Published) {
			continue
		}
		if s.Act {
			r.Events = actsAt(coded, s.Token)
			acts = append(acts, r.between(both)...)
			continue
		}
		r.Basis = chancery.FromState
		if !r.Ended {
			r.At = in.Published
		}
		states = append(states, r.between(both)...)
	}
	c.oneWay(acts, states)
	acts = c.fold(acts)
	c.end(acts)
	out := beside(acts, c.fold(states))
	slices.SortStableFunc(out, byPair)
	return out
}

// between is the relation for each of the pairs.
func (r *Relation) between(pairs [][2]string) []Relation {
	var out []Relation
	for _, p := range pairs {
		one := *r
		one.From, one.To = p[0], p[1]
		one.According, one.Events, one.Evidence = slices.Clone(r.According), slices.Clone(r.Events), slices.Clone(r.Evidence)
		out = append(out, one)
	}
	return out
}

// actsAt are the indexes of the real events told by token i.
func actsAt(coded []Event, i int) []int {
	var out []int
	for n := range coded {
		e := &coded[n]
		at := slices.ContainsFunc(e.words(), func(w language.Range) bool { return w.Contains(i) })
		if at && (e.Modality == chancery.Asserted || e.Modality == chancery.Historical) {
			out = append(out, n)
		}
	}
	return out
}

// oneWay writes mutual relations of the same two the same way round, that in
// which the text first tells of them.
func (c *Coder) oneWay(lists ...[]Relation) {
	first := map[[3]string]bool{}
	for _, list := range lists {
		for i := range list {
			r := &list[i]
			if !c.tax.Mutual(r.Kind) {
				continue
			}
			if first[[3]string{r.Kind, r.To, r.From}] {
				r.From, r.To = r.To, r.From
			}
			first[[3]string{r.Kind, r.From, r.To}] = true
		}
	}
}

// end lets a later status of a pair end the one before.
func (c *Coder) end(acts []Relation) {
	for i := 1; i < len(acts); i++ {
		before, after := &acts[i-1], &acts[i]
		if before.about(after) && before.Since != "" && after.Since > before.Since && !c.point(before) {
			before.Until = after.Since
		}
	}
}

// point tells whether a relation is done within a day or a few, so that each
// time is another.
func (c *Coder) point(r *Relation) bool {
	s, _, _ := c.tax.StatusOf(r.Kind, r.Status)
	return s.Effect == ontology.Point
}

// beside adds to acts the states that no act tells; the words of the others
// show what the act brought about.
func beside(acts, states []Relation) []Relation {
	out := slices.Clone(acts)
	for _, s := range states {
		k := slices.IndexFunc(acts, func(a Relation) bool { return a.same(&s) && a.Until == "" })
		if k < 0 || s.Ended || s.Since != "" && acts[k].Since != "" && s.Since != acts[k].Since {
			out = append(out, s)
			continue
		}
		out[k].Evidence = union(out[k].Evidence, s.Evidence)
		if out[k].Since == "" {
			out[k].Since = s.Since
		}
	}
	return out
}

func byPair(a, b Relation) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To),
		cmp.Compare(a.What, b.What), cmp.Compare(a.Since, b.Since))
}

// finer tells whether a standing read at the words of an event tells better
// what the event brings about, between the same parties.
func finer(told []Standing, e *Event) bool {
	sides := slices.Concat(e.Actor, e.Recipient)
	in := func(p Participant) bool {
		return slices.ContainsFunc(sides, func(q Participant) bool { return q.Actor == p.Actor })
	}
	return slices.ContainsFunc(told, func(s Standing) bool {
		return s.Act && s.Token == e.Token && s.Kind == e.Relation && !slices.ContainsFunc(slices.Concat(s.From, s.To), func(p Participant) bool { return !in(p) })
	})
}

// pairs are the pairs of codes between which something of a relation's kind
// stands. What is done or held together without a second side relates each
// party to each other; of a kind that has a direction, either way.
func (c *Coder) pairs(in Input, r *Relation, a, b []Participant, together bool) [][2]string {
	mutual := c.tax.Mutual(r.Kind)
	from, to := bearers(in.Who, a), bearers(in.Who, b)
	if r.Kind == "visit" { // of a person of no known office it is private
		from = slices.DeleteFunc(from, func(p Participant) bool {
			x := &in.Who.Actors[p.Actor]
			return x.Kind == chancery.Person && cmp.Or(in.Who.Mentions[p.Mention].Sector, x.Sector) == ""
		})
	}
	if kinds, ok := secondOf[r.Kind]; ok {
		to = slices.DeleteFunc(to, func(p Participant) bool { return !slices.Contains(kinds, standsAs(in.Who, p)) })
	}
	if r.Kind == "sanctions" {
		to = slices.DeleteFunc(to, func(p Participant) bool { return c.ofLand(in, p) })
	}
	var out [][2]string
	add := func(p, q Participant) {
		x, y := &in.Who.Actors[p.Actor], &in.Who.Actors[q.Actor]
		if x.Code == y.Code || x.Country == y.Country && !ofOrganisations(x.Country) && r.Kind != "armed-conflict" {
			return
		}
		out = append(out, [2]string{x.Code, y.Code})
		if together && !mutual {
			out = append(out, [2]string{y.Code, x.Code})
		}
	}
	for i, p := range from {
		if len(b) == 0 && (mutual || together) {
			to = from[i+1:]
		}
		for _, q := range to {
			add(p, q)
		}
	}
	slices.SortFunc(out, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return slices.Compact(out)
}

// secondOf says what the second party of a kind of relation can be.
var secondOf = map[string][]chancery.ActorKind{
	"membership":           {chancery.Organisation},
	"recognition":          {chancery.State, chancery.Entity, chancery.Group},
	"diplomatic-relations": {chancery.State, chancery.Entity, chancery.Organisation},
	"ambassador":           {chancery.State, chancery.Entity, chancery.Organisation},
	"territory":            {chancery.State, chancery.Entity},
}

// standsAs is what a participant stands for: persons for their states.
func standsAs(who *names.Result, p Participant) chancery.ActorKind {
	a := &who.Actors[p.Actor]
	if a.Kind == chancery.Person {
		return chancery.State
	}
	return a.Kind
}

// ofOrganisations tells whether a country's code is that of all organisations.
func ofOrganisations(country string) bool {
	return country == "IGO" || country == "NGO" || country == "MNC" || country == "IMG"
}

// bearers are the participants that can have relations.
func bearers(who *names.Result, ps []Participant) []Participant {
	return slices.DeleteFunc(slices.Clone(ps), func(p Participant) bool { return !bears(who, p) })
}

// bears tells whether a participant acts for a state, entity, organisation or
// group: what firms, papers, crowds and private persons do changes no relation
// of their country.
func bears(who *names.Result, p Participant) bool {
	a, sector := &who.Actors[p.Actor], who.Mentions[p.Mention].Sector
	if a.Country == "" {
		return a.Kind == chancery.Organisation
	}
	if a.Kind == chancery.Person && sector == "" {
		sector = a.Sector
	}
	switch sector {
	case "CVL", "BUS", "EDU", "MED", "JRN", "REL", "HLH", "LAB", "AGR", "ENV", "CRM", "HRI", "MNC", "NGO", "REF":
		return false
	}
	return true
}

// since is the event's date when the text gives it one. The date of publication
// says when the act was told; it is the act's only for acts of the day, not for
// what has been done or had been done, or what is only the setting of another
// act: fled during the invasion.
func (c *Coder) since(in Input, e *Event) string {
	if !e.lent {
		return e.Date
	}
	return c.tree(in).begun(in, e.Token, e.Date, e.Undated, e.performs)
}

// begun is the day on which the act at token i was done, by a date that is not
// its own but the passage's, or the publication's if it is undated; performs
// tells that the act is done by saying so.
func (t tree) begun(in Input, i int, date string, undated, performs bool) string {
	when := t.timeOf(i)
	switch {
	case when == pluperfect, !t.isVerb(i) && t.setting(in, i):
		return ""
	case undated && (dates.Historical(date, in.Published) || when == perfect || t.background(i)):
		return ""
	case undated && when == present && !performs && !t.headline(i):
		return "" // are fighting
	}
	return date
}

// background tells whether the words at i are told by the way, in a clause that
// describes something or says when it was.
func (t tree) background(i int) bool {
	for n := 0; n < maxClimb && i >= 0; n++ {
		if tok := t.tok(i); tok.Is("acl:relcl") || tok.Is("acl") && tok.XPOS == "VBN" || tok.Is("advcl") && t.circumstance(i) {
			return true
		}
		i = t.tok(i).Head
	}
	return false
}

// setting tells whether noun i only says when or amid what another thing was,
// and has no date of its own.
func (t tree) setting(in Input, i int) bool {
	if !t.aside(i) && !t.hasMark(i, "in") && !t.hasMark(i, "with") {
		return false
	}
	own := t.doc.Subtree(i)
	return !slices.ContainsFunc(in.Times(), func(x dates.Expression) bool { return !x.Event && own.Contains(x.First) })
}

// words are the trigger words of an event wherever it is told.
func (e *Event) words() []language.Range {
	out := []language.Range{e.Trigger}
	for _, a := range e.Also {
		out = append(out, a.Trigger)
	}
	return out
}

// sayers are the codes of the sources of quotes; -1 is the text itself.
func sayers(in Input, quotes []int) []string {
	var out []string
	for _, q := range quotes {
		if q < 0 {
			continue
		}
		m := in.Said().Quotes[q].Source.Mention
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

// fold sorts relations by pair and date and joins those that say the same of a
// pair: the first date stands, and everybody who says so is kept. What is said
// without a date joins the first that says the same at any date.
func (c *Coder) fold(all []Relation) []Relation {
	slices.SortStableFunc(all, byPair)
	var out, undated []Relation
	for _, r := range all {
		switch k := len(out) - 1; {
		case r.Since == "":
			undated = append(undated, r)
		case k >= 0 && out[k].same(&r) && (!c.point(&r) || out[k].Since == r.Since):
			out[k].join(&r)
		default:
			out = append(out, r)
		}
	}
	for _, r := range undated {
		if k := slices.IndexFunc(out, func(o Relation) bool { return o.same(&r) }); k >= 0 {
			out[k].join(&r)
		} else {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, byPair)
	return out
}

// about tells whether two relations are of the same kind, pair and matter.
func (r *Relation) about(o *Relation) bool {
	return r.Kind == o.Kind && r.From == o.From && r.To == o.To && r.What == o.What
}

// same tells whether two relations are the same standing of the same pair.
func (r *Relation) same(o *Relation) bool {
	return r.about(o) && r.Status == o.Status && r.Ended == o.Ended
}

// join adds who says so, the events and the words of a relation that says the
// same.
func (r *Relation) join(o *Relation) {
	r.According = append(r.According, o.According...)
	slices.Sort(r.According)
	r.According = slices.Compact(r.According)
	r.Events = append(r.Events, o.Events...)
	slices.Sort(r.Events)
	r.Events = slices.Compact(r.Events)
	r.Evidence = union(r.Evidence, o.Evidence)
}

// union are the ranges of both lists in text order.
func union(a, b []language.Range) []language.Range {
	out := append(slices.Clone(a), b...)
	slices.SortFunc(out, func(a, b language.Range) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.End, b.End))
	})
	return slices.Compact(out)
}
