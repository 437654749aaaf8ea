package events

import (
	"slices"

	"chancery/internal/ontology"
)

// takeUp finds the recipient of an event that is done to a deed told before:
// "Ukraine condemned the decision" is aimed at whoever took it, "the attack" at
// whoever attacked. earlier are the events of the document so far, in text
// order; the nearest that the word can mean counts.
func (c *Coder) takeUp(t tree, e *Event, earlier []Event) {
	class := t.deed(e.Token)
	if class == "" || e.Type != "ACCUSE" && e.Type != "SUPPORT" && e.Type != "REJECT" {
		return
	}
	for n := 2*len(earlier) - 1; n >= 0; n-- {
		// What the text itself tells comes before what somebody in it says.
		told := &earlier[n%len(earlier)]
		if !c.means(class, told) || (told.Quote < 0) != (n >= len(earlier)) {
			continue
		}
		parties := told.Actor
		if class == "pact" {
			parties = append(slices.Clone(parties), told.Recipient...)
		}
		var doers []Participant
		for _, p := range parties {
			if !t.sameCode(p, e.Actor) && !t.sameCode(p, doers) {
				doers = append(doers, p)
			}
		}
		if len(doers) > 0 {
			e.Recipient = doers
			e.Confidence = round2(e.Confidence * 0.9)
			return
		}
	}
}

// means tells whether a noun of the class (a set of sets.rules) can take up an
// event.
func (c *Coder) means(class string, e *Event) bool {
	force := c.tax.Quad(e.Type) == ontology.MaterialConflict
	switch class {
	case "violent-deed":
		return force
	case "pact":
		return e.mutual || e.Type == "AGREE"
	}
	return force || e.performs
}

// deed is the class of what token i acts on, when that is a deed spoken of
// before and not told whose it is: the decision, this move; "" otherwise.
func (t tree) deed(i int) string {
	for _, o := range t.objects(i) {
		d := t.doc.Child(o, "det")
		if d < 0 || !t.lex.has("definite", t.tok(d).Lemma) || len(t.owners(o)) > 0 || t.doc.Child(o, "nmod", "acl") >= 0 {
			continue
		}
		for _, class := range []string{"violent-deed", "deed", "pact"} {
			if t.lex.has(class, t.tok(o).Lemma) {
				return class
			}
		}
	}
	return ""
}

// sameCode tells whether one of ps answers under p's code.
func (t tree) sameCode(p Participant, ps []Participant) bool {
	return slices.ContainsFunc(ps, func(q Participant) bool { return t.who.Actors[p.Actor].Code == t.who.Actors[q.Actor].Code })
}
