package events

import (
	"slices"

	"chancery"
	"chancery/internal/names"
)

// find follows the paths in turn to the first that leads to political actors
// other than those taken already.
func (t tree) find(m *match, ps []path, r reach, taken []Participant) []Participant {
	var out []Participant
	for _, p := range ps {
		for _, i := range t.along(m, p) {
			if t.certain(out) && p[len(p)-1] == "in" {
				break // in the village, in connection with: the first is the place
			}
			for _, q := range t.participants(i, r) {
				if t.political(q) && (!t.clashes(q, taken) || t.ownPeople(m, q, taken)) && !among(q, out) {
					out = append(out, q)
				}
			}
			if t.certain(out) && p[len(p)-1] == "inside" {
				break
			}
		}
		if t.certain(out) {
			return out
		}
	}
	return out
}

// onlyInside tells whether the recipient was found by no path but the last
// resort of looking anywhere inside.
func (t tree) onlyInside(m *match, r *rule, e *Event) bool {
	direct := slices.DeleteFunc(slices.Clone(r.recipient), func(p path) bool { return p[len(p)-1] == "inside" })
	return len(e.Recipient) > 0 && len(t.find(m, direct, far, e.Actor)) == 0
}

// subjectAbove is the first political actor among the subjects of the clauses
// that govern token i: a plan, a move or a decision to do something belongs to
// whoever is said to have it.
func (t tree) subjectAbove(i int) []Participant {
	if t.isVerb(i) && (t.passive(i) || t.doc.Child(i, "nsubj") >= 0 || t.mistaken(i) >= 0) {
		return nil
	}
	for n := 0; n < maxClimb; n++ {
		tok := t.tok(i)
		h := tok.Head
		if h < 0 || tok.Is("parataxis") || tok.Is("nsubj") || tok.Is("acl:relcl") || tok.Is("ccomp") {
			return nil
		}
		if t.isVerb(h) && !t.isVerb(i) && tok.Is("obj") && t.lex.has("onlooking", t.tok(h).Lemma) {
			return nil // condemned the recognition
		}
		if t.isVerb(h) {
			if s := t.surface(h); s >= 0 && s != i {
				ps := t.participants(s, near)
				if len(ps) > 0 && t.political(ps[0]) {
					return ps
				}
				return nil
			}
		}
		i = h
	}
	return nil
}

// authority is the state in which somebody is arrested, tried, expelled or freed
// by nobody named: "was detained in Harare" is told of Zimbabwe's authorities.
func (t tree) authority(m *match) []Participant {
	if m.rule.typ != "COERCE" && m.rule.mode != "release" || !t.isVerb(m.trigger) || !t.passive(m.trigger) || len(t.subjects(m.trigger)) > 0 {
		return nil
	}
	place := t.place(m.trigger)
	if place < 0 {
		return nil
	}
	x := &t.who.Mentions[place]
	if k := t.who.Actors[x.Actors[0]].Kind; k != chancery.State && k != chancery.Entity {
		return nil
	}
	return []Participant{{Actor: x.Actors[0], Mention: place, Range: x.Range}}
}

// clashes tells whether a participant is among the taken ones: by its words, by
// what it is, or, where only a description or a pronoun names it, by what
// answers for it. States do act on their own people, but then say whom.
func (t tree) clashes(q Participant, taken []Participant) bool {
	form := t.who.Mentions[q.Mention].Form
	vague := form == names.Description || form == names.Pronoun
	return slices.ContainsFunc(taken, func(p Participant) bool {
		return p.Actor == q.Actor || p.Mention == q.Mention || vague && t.who.Actors[p.Actor].Code == t.who.Actors[q.Actor].Code
	})
}

// ownPeople tells whether q are people or places of the actors' own state that
// force is used on: police arrested a man, soldiers shot demonstrators, a curfew
// in the capital.
func (t tree) ownPeople(m *match, q Participant, taken []Participant) bool {
	if m.rule.typ != "ASSAULT" && m.rule.typ != "COERCE" {
		return false
	}
	if t.who.Mentions[q.Mention].Place {
		return true
	}
	if t.who.Mentions[q.Mention].Form != names.Description {
		return false
	}
	sector := t.who.Mentions[q.Mention].Sector
	return sector != "" && !slices.ContainsFunc(taken, func(p Participant) bool {
		return p.Mention == q.Mention || t.who.Mentions[p.Mention].Sector == sector
	})
}

// shared gives an event without a recipient that of the act it is coordinated
// with: closed its embassy in Quito and recalled its envoy.
func (t tree) shared(e *Event, before []Event) {
	if len(e.Recipient) > 0 || !t.tok(e.Token).Is("conj") {
		return
	}
	for n := range before {
		f := &before[n]
		if t.tok(e.Token).Head == f.Token && len(f.Recipient) > 0 && slices.Equal(codes(t.who, e.Actor), codes(t.who, f.Actor)) {
			e.Recipient = f.Recipient
			e.Confidence = round2(e.Confidence * 0.9)
			return
		}
	}
}

// among tells whether an actor is one of ps.
func among(q Participant, ps []Participant) bool {
	return slices.ContainsFunc(ps, func(p Participant) bool { return p.Actor == q.Actor })
}

// anyCountry tells whether one of ps is somebody of a known state, entity or
// organisation.
func (t tree) anyCountry(ps []Participant) bool {
	return slices.ContainsFunc(ps, func(p Participant) bool { return t.who.Actors[p.Actor].Country != "" })
}

// reciprocate writes an act that several did together as the first's towards the
// others, which is how records of pairs of states are kept.
func (t tree) reciprocate(e *Event) {
	first := t.who.Actors[e.Actor[0].Actor].Code
	var own, others []Participant
	for _, p := range e.Actor {
		if t.who.Actors[p.Actor].Code == first {
			own = append(own, p)
		} else {
			others = append(others, p)
		}
	}
	e.Actor, e.Recipient = own, others
}

// towards tells whether acts of a type are by nature towards somebody: without a
// recipient, they are talk.
func towards(typ string) bool {
	switch typ {
	case "ACCUSE", "SUPPORT", "REQUEST", "REJECT", "AGREE", "CONSULT":
		return true
	}
	return false
}

// complete tells whether an event has the parts its rule needs. An act done
// together needs two; any other, an actor.
func (t tree) complete(r *rule, e *Event) bool {
	if r.mode == "visit" && len(e.Recipient) > 0 && slices.Equal(codes(t.who, e.Actor), codes(t.who, e.Recipient)) {
		return false // came home
	}
	if !t.anyCountry(e.Actor) && !t.anyCountry(e.Recipient) {
		return false // nobody whom the record could name
	}
	if r.mutual && len(r.needs) == 0 {
		return len(e.Actor) > 0 && len(codes(t.who, append(slices.Clone(e.Actor), e.Recipient...))) > 1
	}
	if len(r.needs) == 0 {
		return len(e.Actor) > 0 && (!towards(r.typ) || len(e.Recipient) > 0 || len(codes(t.who, e.Actor)) > 1)
	}
	return (len(e.Actor) > 0 || !slices.Contains(r.needs, "actor")) &&
		(len(e.Recipient) > 0 || !slices.Contains(r.needs, "recipient")) &&
		len(e.Actor)+len(e.Recipient) > 0
}
