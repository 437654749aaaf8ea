package events

import (
	"strings"

	"chancery"
)

// standing is how real a clause makes an act: its modality, whether the act is
// only the matter of another speech act (a demand, a charge), and whether it
// was set for the future by the actor's own intention or by the author.
type standing struct {
	modality chancery.Modality
	// swallowed: a rule that fired above takes this act as its own content.
	swallowed bool
}

// strength orders modalities: the weakest claim to reality in a chain wins.
var strength = map[chancery.Modality]int{
	chancery.Asserted: 0, chancery.Future: 1, chancery.Hypothetical: 2, chancery.Negated: 3,
}

// weaker is the modality that claims less.
func weaker(a, b chancery.Modality) chancery.Modality {
	if strength[b] > strength[a] {
		return b
	}
	return a
}

// standing reads the words on and above token i: auxiliaries, negation,
// conditions, and the verbs and nouns that take the act as their complement.
// Lemmas of those are in the sets intending, refusing, asking, doubting and
// carrying of modality.rules.
func (t tree) standing(i int) chancery.Modality {
	m := t.clause(i)
	for n := 0; n < 2*maxClimb; n++ {
		tok := t.tok(i)
		h := tok.Head
		if h < 0 {
			return m
		}
		switch {
		case tok.Is("conj"):
			m = weaker(m, t.sharedAuxiliary(i, h))
		case tok.Is("xcomp"), tok.Is("ccomp"), tok.Is("advcl"), tok.Is("acl"), tok.Is("obj"), tok.Is("obl"), tok.Is("nmod"), tok.Is("nsubj:pass"):
			m = weaker(m, t.over(i, h))
		case tok.Is("parataxis"), tok.Is("appos"), tok.Is("nsubj"), tok.Is("dep"), tok.Is("csubj"):
			// Said beside it, or its subject: what stands above does not weaken it.
			if !tok.Is("nsubj") && !tok.Is("csubj") {
				return m
			}
			if t.isVerb(h) {
				m = weaker(m, t.clause(h))
			}
		default:
			return m
		}
		i = h
	}
	return m
}

// clause is what the words of i's own clause say: will, would, not, if.
func (t tree) clause(i int) chancery.Modality {
	m := chancery.Asserted
	for _, c := range t.doc.Children(i) {
		k := t.tok(int(c))
		lemma := strings.ToLower(k.Lemma)
		switch {
		case k.Is("aux") && t.lex.has("future-auxiliary", lemma):
			m = weaker(m, t.futureOrUnreal(i, lemma))
		case k.Is("aux") && t.lex.has("unreal-auxiliary", lemma):
			m = weaker(m, chancery.Hypothetical)
		case (k.Is("advmod") || k.Is("det") || k.Is("cc")) && t.lex.has("negation", lemma):
			m = weaker(m, t.negation(i, int(c)))
		case k.Is("mark") && t.lex.has("condition", lemma):
			m = weaker(m, chancery.Hypothetical)
		case k.Is("advmod") && t.lex.has("nearly", lemma):
			m = weaker(m, chancery.Hypothetical)
		}
	}
	return m
}

// negation: "did not recognise X until this year" says that it did, then.
func (t tree) negation(i, neg int) chancery.Modality {
	for _, c := range t.doc.Children(i) {
		k := t.tok(int(c))
		if int(c) < neg || !k.Is("obl") && !k.Is("advcl") && !k.Is("advmod") {
			continue
		}
		if k.Lemma == "until" || t.hasMark(int(c), "until") {
			return chancery.Asserted
		}
	}
	if strings.EqualFold(t.tok(neg).Form, "not") && neg+1 < len(t.doc.Tokens) && strings.EqualFold(t.tok(neg+1).Form, "only") {
		return chancery.Asserted
	}
	return chancery.Negated
}

// futureOrUnreal: would after a reporting verb in the past is reported will;
// elsewhere it is a condition.
func (t tree) futureOrUnreal(i int, lemma string) chancery.Modality {
	if lemma != "would" {
		return chancery.Future
	}
	for n, k := 0, i; n < maxClimb && k >= 0; n, k = n+1, t.tok(k).Head {
		tok := t.tok(k)
		if h := tok.Head; tok.Is("ccomp") && h >= 0 && (t.lex.has("reporting", t.tok(h).Lemma) || t.lex.has("deciding", t.tok(h).Lemma)) {
			return chancery.Future
		}
		if tok.Is("parataxis") {
			return chancery.Future
		}
		if !tok.Is("conj") && !tok.Is("ccomp") {
			break
		}
	}
	return chancery.Hypothetical
}

// sharedAuxiliary: "will sign and ratify" is future throughout.
func (t tree) sharedAuxiliary(i, h int) chancery.Modality {
	if t.doc.Child(i, "aux", "nsubj", "cop") >= 0 || t.tok(i).XPOS != t.tok(h).XPOS {
		return chancery.Asserted
	}
	return t.clause(h)
}

// over is how the governor h of an act i weakens it.
func (t tree) over(i, h int) chancery.Modality {
	lemma := strings.ToLower(t.tok(h).Lemma)
	tok := t.tok(i)
	m := t.clause(h)
	switch {
	case tok.Is("advcl") || tok.Is("obl") && t.isVerb(i):
		return weaker(t.adverbial(i, h), chancery.Asserted)
	case t.lex.has("performing", lemma), t.lex.has("reporting", lemma):
		if tok.Is("ccomp") {
			return chancery.Asserted // what is said stands by itself
		}
		return m
	case t.lex.has("refusing", lemma):
		return weaker(m, t.flip(h))
	case t.lex.has("asking", lemma), t.lex.has("doubting", lemma):
		return weaker(m, chancery.Hypothetical)
	case t.lex.has("intending", lemma):
		return weaker(m, chancery.Future)
	case tok.Is("nmod"), tok.Is("obl"), tok.Is("acl"):
		if tok.Is("acl") && !t.hasMark(i, "to") {
			return chancery.Asserted
		}
		return chancery.Asserted
	}
	return m
}

// flip: not to refuse is to do.
func (t tree) flip(h int) chancery.Modality {
	if t.clause(h) == chancery.Negated {
		return chancery.Asserted
	}
	return chancery.Negated
}

// adverbial is the standing of an act in an adverbial clause: a purpose is not
// yet an act, but for the errand one is sent or travels on; after, when and
// while tell facts.
func (t tree) adverbial(i, h int) chancery.Modality {
	if t.clause(i) == chancery.Hypothetical {
		return chancery.Hypothetical
	}
	if !t.hasMark(i, "to") && !t.hasMark(i, "for") {
		return chancery.Asserted
	}
	if t.lex.has("sending", t.tok(h).Lemma) || t.lex.has("travelling", t.tok(h).Lemma) {
		return t.clause(h)
	}
	return chancery.Hypothetical
}
