package events

import (
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// settle turns a planned act into what its announcement is (PLOVER manual 2.3
// and 3.1): cooperation to come is AGREE, hostility to come is THREATEN, when
// the actor itself says so.
func (c *Coder) settle(t tree, in Input, m *match, e *Event) {
	quad := c.tax.Quad(e.Type)
	cooperative := quad == ontology.VerbalCooperation || quad == ontology.MaterialCooperation
	if e.Modality == chancery.Negated && cooperative && t.willNot(m.trigger) {
		e.Type, e.CAMEO, e.Mode, e.Modality = "REJECT", "120", "", chancery.Asserted
		e.Relation = ""
		return
	}
	if e.Modality != chancery.Future {
		return
	}
	if m.rule.performs && !later(e.Date, in.Published) && (t.announced(m.trigger) || e.Quote >= 0 && !t.meant(m.trigger) && c.speaks(in, e)) {
		e.Modality = chancery.Asserted
		return
	}
	own := e.Quote < 0 || c.speaks(in, e)
	switch {
	case cooperative && e.Type != "AGREE":
		e.Type, e.CAMEO, e.Mode, e.Modality = "AGREE", c.tax.Agreed(e.CAMEO), "", chancery.Asserted
		e.Relation = ""
	case own && (quad == ontology.MaterialConflict || e.Type == "SANCTION"):
		e.Type, e.CAMEO, e.Mode, e.Modality = "THREATEN", c.tax.Threatened(e.CAMEO), "", chancery.Asserted
		e.Relation = ""
	}
}

// later tells whether a date lies behind that of the publication, as far as it
// is known: what will be done on Friday is not done by saying so on Monday.
func later(date, published string) bool {
	n := min(len(date), len(published))
	return date[:n] > published[:n]
}

// willNot tells whether the clause of i says that somebody will not do it: to
// say that one will not cooperate is to refuse.
func (t tree) willNot(i int) bool {
	will := false
	for _, c := range t.doc.Children(i) {
		k := t.tok(int(c))
		will = will || k.Is("aux") && t.lex.has("future-auxiliary", strings.ToLower(k.Lemma))
	}
	return will && t.clause(i) == chancery.Negated
}

// speaks tells whether the event's actor is the source of the statement that
// holds it.
func (c *Coder) speaks(in Input, e *Event) bool {
	src := in.Said().Quotes[e.Quote].Source.Mention
	if src < 0 {
		return true
	}
	for _, a := range in.Who.Mentions[src].Actors {
		for _, p := range e.Actor {
			if in.Who.Actors[a].Code == in.Who.Actors[p.Actor].Code {
				return true
			}
		}
	}
	return false
}

// announced tells whether the act is announced, decided or declared by words
// above it: saying so is doing so.
func (t tree) announced(i int) bool { return t.underWord("performing", i) }

// meant tells whether the act is only planned, hoped or wished for by words above it.
func (t tree) meant(i int) bool { return t.underWord("intending", i) }

// underWord tells whether the clause of i completes a word of the set, or a word that
// completes one, and so on.
func (t tree) underWord(set string, i int) bool {
	for n := 0; n < maxClimb; n++ {
		tok := t.tok(i)
		if tok.Head < 0 {
			return false
		}
		if lemma := t.tok(tok.Head).Lemma; t.lex.has(set, lemma) {
			return true
		}
		if !tok.Is("ccomp") && !tok.Is("xcomp") && !tok.Is("conj") && !tok.Is("acl") {
			return false
		}
		i = tok.Head
	}
	return false
}
