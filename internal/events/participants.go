package events

import (
	"slices"

	"chancery"
	"chancery/internal/language"
	"chancery/internal/names"
)

// Participant is an actor in its part of an event.
type Participant struct {
	Actor   int // index into names.Result.Actors
	Mention int // index into names.Result.Mentions
	Range   language.Range
}

// reach tells how far from a slot's head its actor may be looked for.
type reach uint8

const (
	near reach = iota // the head itself, its owner, its members
	far               // also any phrase inside: an attack *on Kyiv*, talks *in Geneva*
)

// ownerPreps are the prepositions by which a noun names whose it is, tailPreps
// those by which it names whom it touches.
var (
	ownerPreps = []string{"of", "by", "from", "between", "among"}
	tailPreps  = []string{"with", "against", "to", "towards", "toward", "on", "for", "at", "in", "over", "into", "about"}
)

// participants are the actors that the phrase headed by token i stands for:
// the ones it names, else those that own what it names (the decision of the
// DPRK), with all the members of a coordination.
func (t tree) participants(i int, r reach) []Participant {
	var out []Participant
	for _, m := range t.members(i) {
		for _, p := range t.named(m, r, 0) {
			if !slices.ContainsFunc(out, func(q Participant) bool { return q.Actor == p.Actor }) {
				out = append(out, p)
			}
		}
	}
	return out
}

// members are token i and what is coordinated with it, also where the tree hangs
// the others on its apposition or takes them for one: the leader, Ann Lee, and
// the envoy; China, Peru hold talks.
func (t tree) members(i int) []int {
	out := []int{i}
	t.join(&out, i, 0)
	return out
}

func (t tree) join(out *[]int, i, depth int) {
	for _, c := range t.children(i, "conj") {
		if t.gapped(c) {
			continue
		}
		*out = append(*out, c)
		if depth < 3 && t.who.Head(i) >= 0 && t.who.Head(c) >= 0 {
			t.join(out, c, depth+1) // Chad, the Niger, Mali and Togo: each hangs on the one before
		}
	}
	if depth == 3 {
		return
	}
	for _, c := range t.children(i, "appos", "flat") {
		if t.twoStates(i, c) {
			*out = append(*out, c)
			continue
		}
		t.join(out, c, depth+1)
	}
}

// gapped tells whether i stands in a clause that leaves out its verb, which the
// tree takes for more of the object: expelled ten diplomats and Canada four.
func (t tree) gapped(i int) bool {
	h := t.tok(i).Head
	if h < 0 {
		return false
	}
	before := -1
	for _, c := range t.doc.Children(h) {
		k := int(c)
		if !t.tok(k).Is("conj") {
			continue
		}
		if before >= 0 && (k == i || before == i) && t.tok(k).UPOS == "NUM" && t.who.Head(before) >= 0 && !t.parted(before, k) {
			return true
		}
		before = k
	}
	return false
}

// parted tells whether a comma or an "and" stands between tokens i and k.
func (t tree) parted(i, k int) bool {
	for n := i + 1; n < k; n++ {
		if t.tok(n).Is("punct") || t.tok(n).Is("cc") {
			return true
		}
	}
	return false
}

// twoStates tells whether tokens i and k name two states.
func (t tree) twoStates(i, k int) bool {
	a, b := t.who.Head(i), t.who.Head(k)
	if a < 0 || b < 0 || t.who.Mentions[a].Form != names.Name || t.who.Mentions[b].Form != names.Name {
		return false
	}
	x, y := &t.who.Actors[t.who.Mentions[a].Actors[0]], &t.who.Actors[t.who.Mentions[b].Actors[0]]
	return x.Kind == chancery.State && y.Kind == chancery.State && x.ID != y.ID && !t.who.Mentions[b].Place
}

func (t tree) named(i int, r reach, depth int) []Participant {
	if depth > 3 {
		return nil
	}
	if out := t.mentionAt(i); out != nil {
		return out
	}
	if !t.isNominal(i) {
		return nil
	}
	if s := t.doc.Child(i, "nsubj"); s >= 0 && t.doc.Child(i, "cop") >= 0 {
		if out := t.participantsDeeper(t.antecedent(s), r, depth); out != nil {
			return out // A and B are the only states to …
		}
	}
	for _, c := range t.children(i, "appos", "flat") {
		if out := t.mentionAt(c); out != nil {
			return out
		}
	}
	for _, o := range t.owners(i) {
		if out := t.participantsDeeper(o, r, depth); out != nil {
			return out
		}
	}
	for _, prep := range ownerPreps {
		for _, o := range t.ownPrepositional(i, prep) {
			if out := t.participantsDeeper(o, r, depth); out != nil {
				return out
			}
		}
	}
	if r == near {
		return nil
	}
	for _, prep := range tailPreps {
		for _, o := range t.ownPrepositional(i, prep) {
			if out := t.participantsDeeper(o, r, depth); out != nil {
				return out
			}
		}
	}
	for _, c := range t.children(i, "acl:relcl") {
		if s := t.doc.Child(c, "nsubj"); s >= 0 && t.antecedent(s) == s {
			if out := t.participantsDeeper(s, r, depth); out != nil {
				return out // sanctions that the EU had imposed
			}
		}
	}
	return t.inClause(i, r, depth)
}

// inClause looks into the clause that describes a noun: the decision to
// recognise Donetsk, rebels fighting in Syria.
func (t tree) inClause(i int, r reach, depth int) []Participant {
	for _, c := range t.children(i, "acl") {
		for _, name := range []string{"obj", "with", "against", "to", "in", "from"} {
			for _, o := range t.slot(c, name) {
				if o == i {
					continue
				}
				if out := t.participantsDeeper(o, r, depth); out != nil {
					return out
				}
			}
		}
	}
	return nil
}

func (t tree) participantsDeeper(i int, r reach, depth int) []Participant {
	var out []Participant
	for _, m := range t.members(i) {
		out = append(out, t.named(m, r, depth+1)...)
	}
	return out
}

// isNominal tells whether a token can stand for a thing that has an owner.
func (t tree) isNominal(i int) bool {
	switch t.tok(i).UPOS {
	case "NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ", "X":
		return true
	}
	return t.isVerb(i) // an act nominalised or in a clause: "the killing of"
}

// mentionAt are the actors that the mention headed by token i names.
func (t tree) mentionAt(i int) []Participant {
	m := t.who.Head(i)
	if m < 0 && firstPerson(t.tok(i)) {
		m = t.speaker(i)
	}
	if m < 0 {
		return nil
	}
	mention := &t.who.Mentions[m]
	var out []Participant
	for _, a := range mention.Actors {
		by := t.namedBy(m, a)
		out = append(out, Participant{Actor: a, Mention: by, Range: t.who.Mentions[by].Range})
	}
	return out
}

// namedBy is the mention whose words show who mention m stands for: m itself,
// but for a pronoun the name that its sentence gives before it.
func (t tree) namedBy(m, actor int) int {
	if t.who.Mentions[m].Form != names.Pronoun {
		return m
	}
	s := t.doc.SentenceOf(t.who.Mentions[m].Head)
	for k := m - 1; k >= 0 && t.doc.SentenceOf(t.who.Mentions[k].Head) == s; k-- {
		if x := &t.who.Mentions[k]; x.Form != names.Pronoun && !x.Place && slices.Contains(x.Actors, actor) {
			return k
		}
	}
	return m
}

// political tells whether an actor can bear an event in the record of
// relations: it acts for a state, entity, organisation or group.
func (t tree) political(p Participant) bool {
	a := &t.who.Actors[p.Actor]
	return a.Country != "" || a.Kind != chancery.Person || t.who.Mentions[p.Mention].Sector != ""
}

// codes are the sorted codes of participants, each once.
func codes(who *names.Result, ps []Participant) []string {
	var out []string
	for _, p := range ps {
		out = append(out, who.Actors[p.Actor].Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
