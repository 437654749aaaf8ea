package events

import (
	"cmp"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/dates"
	"chancery/internal/language"
	"chancery/internal/names"
)

// Standing is a relation that words tell as holding, or as over, with the
// parties as they are named.
type Standing struct {
	Kind, Status, What string
	From, To           []Participant
	Since, Until       string
	Ended              bool
	Mutual             bool // without To: between all of From
	Act                bool // the words tell the act that brought it about
	Trigger            language.Range
	Token              int
	Quote              int // index into attribution.Result.Quotes, -1 if none
	Rule               string
}

// standings reads what a document tells as holding, in text order.
func (c *Coder) standings(t tree, in Input) []Standing {
	var out []Standing
	for i := range in.Doc.Tokens {
		if m := t.best(i, c.states); m != nil {
			if s, ok := c.standing(t, in, m); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// sides are between whom a match of a standing block says that something holds; ok is
// false where they are not told.
func (c *Coder) sides(t tree, m *match) (from, to []Participant, ok bool) {
	from = t.parties(m, m.rule.actor, nil)
	to = t.parties(m, m.rule.recipient, from)
	return from, to, len(from) > 0 && (len(to) > 0 || c.mutual(m.rule) && len(from) > 1)
}

// mutual tells whether what a standing block tells holds for both sides alike.
func (c *Coder) mutual(r *rule) bool { return r.mutual || c.tax.Mutual(r.relation) }

// standing fills in a match of a standing block.
func (c *Coder) standing(t tree, in Input, m *match) (Standing, bool) {
	r := m.rule
	s := Standing{
		Kind: r.relation, Status: r.status, Trigger: t.words(m), Token: m.trigger,
		Quote: -1, Rule: r.id, Act: r.standing.act, Ended: r.standing.ended,
		Mutual: c.mutual(r),
	}
	var ok bool
	if s.From, s.To, ok = c.sides(t, m); !ok {
		return s, false
	}
	s.Quote = in.Said().Of(m.trigger)
	if !c.told(t, m, &s) {
		return s, false
	}
	if s.Quote >= 0 && t.describes(m.trigger) && in.Said().Quotes[s.Quote].Kind != chancery.Direct {
		s.Quote = -1 // what is described by the way is the reporter's
	}
	s.What = c.what(t, m)
	if s.Act {
		date, basis := in.date(m.trigger)
		s.Since = date
		if basis != dates.Own {
			s.Since = t.begun(in, m.trigger, date, basis == dates.Publication, r.performs)
		}
		if from, until := t.bounds(in, m.trigger); until != "" {
			s.Since, s.Until = cmp.Or(from, s.Since), until
		}
		return s, true
	}
	s.Since, s.Until = t.bounds(in, m.trigger)
	s.Ended = s.Ended || s.Until != ""
	return s, true
}

// told reads whether the words tell their relation as holding, as over or as
// denied, which may be a status, too; ok is false where they tell none of it.
func (c *Coder) told(t tree, m *match, s *Standing) bool {
	i, r := m.trigger, m.rule.standing
	if t.only(i, "unreal-kind") {
		return false
	}
	if t.bygone(i) {
		s.Ended = true
	}
	if t.describes(i) {
		return true
	}
	when := t.timeOf(i)
	if r.present && !t.lasting(i, when) {
		return false
	}
	switch t.modality(i) {
	case chancery.Asserted:
		if r.act {
			return true
		}
		switch when {
		case past:
			return s.Ended && !r.present || t.retold(i)
		case perfect:
			return !r.present
		case pluperfect:
			s.Ended = s.Ended || !t.retold(i)
			return !r.present
		}
		return true
	case chancery.Negated:
		if s.Ended {
			return true
		}
		s.Status = r.denied
		return r.denied != "" && (when != past && when != pluperfect || t.retold(i) || t.refused(i))
	}
	return false
}

// lasting tells whether verb i, which in other forms tells an act, tells that
// it lasts: recognises, is recognised, the states to recognise, a region
// occupied by; refused to recognise, has not recognised.
func (t tree) lasting(i int, when clauseTime) bool {
	if t.headline(i) {
		return false
	}
	if t.tok(i).Is("acl") || t.refused(i) {
		return true
	}
	if t.hasMark(i, "to") {
		return false // decided to recognise
	}
	switch when {
	case untimed:
		return t.tok(i).XPOS == "VBN"
	case perfect, pluperfect:
		return t.clause(i) == chancery.Negated
	}
	return when == present
}

// describes tells whether token i is a noun that only describes somebody, so
// that what is said with it is taken for granted: urged its ally to stop.
func (t tree) describes(i int) bool {
	if t.tok(i).Is("amod") {
		return true // Turkish-occupied Cyprus
	}
	adjective := t.tok(i).UPOS == "ADJ" && !t.lex.has("no-adjective", strings.ToLower(t.tok(i).Lemma))
	return !t.isVerb(i) && !adjective && t.doc.Child(i, "cop") < 0
}

// refused tells whether somebody refuses to do what verb i says.
func (t tree) refused(i int) bool {
	h := t.tok(i).Head
	return h >= 0 && t.tok(i).Is("xcomp") && t.lex.has("refusing", t.tok(h).Lemma)
}

// only tells whether a modifier of token i is of the set.
func (t tree) only(i int, set string) bool {
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); modifies(k) && t.lex.has(set, strings.ToLower(k.Lemma)) {
			return true
		}
	}
	return false
}

// parties are the states, entities, organisations and groups at the end of the
// first path that leads to any. What persons, firms and citizens hold is no
// standing of their states.
func (t tree) parties(m *match, ps []path, taken []Participant) []Participant {
	how := near
	if m.rule.standing.act {
		how = far // the matter of an act may be told at length
	}
	var out []Participant
	for _, p := range ps {
		var found []Participant
		if p[0] == "above" {
			found = t.subjectAbove(m.trigger)
		} else {
			found = t.find(m, []path{p}, how, taken)
		}
		found = slices.DeleteFunc(found, func(q Participant) bool {
			return !t.standsForState(q) || m.rule.relation == "recognition" && t.partOf(q.Mention)
		})
		if out = append(out, found...); t.certain(out) {
			return out
		}
	}
	return out
}

// standsForState tells whether a participant is a state or the like, or its
// authorities or forces.
func (t tree) standsForState(p Participant) bool {
	return t.who.Actors[p.Actor].Kind != chancery.Person && bears(t.who, p)
}

// what is the territory or treaty a relation is about: a known territory by its
// usual name, anything else by the words of the text. A state as a whole is a
// party, not a matter.
func (c *Coder) what(t tree, m *match) string {
	for _, p := range m.rule.what {
		for _, i := range t.along(m, p) {
			text, h := t.phraseText(i), t.who.Head(i)
			if h >= 0 {
				if name, ok := c.lands[t.text(t.who.Mentions[h].Range)]; ok {
					return name
				}
			}
			if t.tok(i).UPOS == "PROPN" && (h < 0 || t.partOf(h)) || m.rule.relation == "treaty" {
				return text
			}
		}
	}
	return ""
}

// ofLand tells whether a participant is a land that is held apart from its state,
// or somebody of such a land: what is done to them is not done to the state.
func (c *Coder) ofLand(in Input, p Participant) bool {
	t := c.tree(in)
	x := in.Who.Mentions[p.Mention].Range
	for k := x.First; k < x.End; k++ {
		if _, ok := c.lands[t.tok(k).Form]; ok {
			return true
		}
	}
	_, ok := c.lands[t.text(x)]
	return ok
}

// partOf tells whether mention m names a place within a state.
func (t tree) partOf(m int) bool {
	x := &t.who.Mentions[m]
	return x.Place && x.Form == names.Name && t.who.Actors[x.Actors[0]].Name != t.phraseText(x.Head)
}

// phraseText are the words of the noun i with its adjectives and names.
func (t tree) phraseText(i int) string {
	first := i
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); int(c) < first && (k.Is("compound") || k.Is("amod") || k.Is("flat") || k.Is("nummod")) {
			first = int(c)
		}
	}
	return t.text(language.Range{First: first, End: i + 1})
}

// text are the words of a range as they stand in the text, white space folded.
func (t tree) text(r language.Range) string {
	var b strings.Builder
	for k := r.First; k < r.End; k++ {
		b.WriteString(t.tok(k).Form)
		if k+1 < r.End && t.tok(k).Space {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// bounds are the days since and until when a standing is told to hold: of the
// expressions of its clause those behind since, from and until; and of what was
// done once, those behind in and on.
func (t tree) bounds(in Input, i int) (since, until string) {
	s := t.doc.Sentences[t.doc.SentenceOf(i)]
	for _, x := range in.Times() {
		if x.First <= s.First || x.End > s.End || !t.sameClause(x.First, i) {
			continue
		}
		start, end, ok := dates.Bounds(x.Value, in.Published)
		if !ok {
			continue
		}
		switch word := strings.ToLower(t.tok(x.First - 1).Form); {
		case word == "since", word == "from":
			since = start
			if end != start {
				until = end
			}
		case (word == "until" || word == "till") && t.notSo(i):
			since = start // did not recognise it until then
		case word == "until", word == "till", word == "to" && since != "":
			until = start
		case (word == "in" || word == "on") && t.tok(i).XPOS == "VBN" && t.doc.Child(i, "aux", "aux:pass") < 0:
			since = start // annexed in 2014
		}
	}
	return since, until
}

// notSo tells whether a predicate has a "not" or "never" of its own.
func (t tree) notSo(i int) bool {
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); k.Is("advmod") && (k.Lemma == "not" || k.Lemma == "never" || k.Form == "n't" || k.Form == "n’t") {
			return true
		}
	}
	return false
}

// sameClause tells whether the word k belongs to the clause of i: going up
// from k one meets i, or i's own verb, before any other verb.
func (t tree) sameClause(k, i int) bool {
	for n := 0; n < 2*maxClimb && k >= 0; n++ {
		if k == i || k == t.tok(i).Head && !t.isVerb(i) {
			return true
		}
		if n > 0 && t.isVerb(k) {
			return false
		}
		k = t.tok(k).Head
	}
	return false
}
