package events

import (
	"strings"

	"chancery"
)

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

// modality reads the words on and above token i: auxiliaries, negation,
// conditions, and the verbs and nouns that take the act as their complement.
// Lemmas of those are in the sets refusing, asking, doubting, intending … of
// sets.rules. Two denials in a chain assert: "failed to prevent X from doing"
// says that X did.
func (t tree) modality(i int) chancery.Modality {
	m := t.clause(i)
	denials := 0
	if m == chancery.Negated {
		denials, m = 1, chancery.Asserted
	}
	for n := 0; n < 2*maxClimb; n++ {
		h := t.tok(i).Head
		if h < 0 || t.standsAlone(i) {
			break
		}
		step := t.step(i, h)
		if t.reported(i, h) {
			break
		}
		if step == chancery.Negated {
			denials++
		} else {
			m = weaker(m, step)
		}
		if t.tok(i).Is("parataxis") || t.tok(i).Is("appos") || t.tok(i).Is("dep") {
			break
		}
		if t.tok(i).Is("acl:relcl") && t.doc.Child(i, "nsubj", "aux") >= 0 {
			break // told of a thing by the way, as a fact
		}
		i = h
	}
	switch {
	case denials == 0:
		return m
	case denials%2 == 0:
		return chancery.Asserted
	}
	return chancery.Negated
}

// reported tells whether i is what h says, claims or reports: told as it is,
// whenever and by whomever that is said.
func (t tree) reported(i, h int) bool {
	lemma := t.tok(h).Lemma
	return t.tok(i).Is("ccomp") && t.lex.has("reporting", lemma) && !t.lex.has("performing", lemma) && t.clause(h) != chancery.Negated
}

// standsAlone tells whether i is a participle that goes on after a comma with
// what happened: "…, sending envoys to the talks".
func (t tree) standsAlone(i int) bool {
	tok := t.tok(i)
	if tok.XPOS != "VBG" || i == 0 || t.tok(i-1).Form != "," || t.doc.Child(i, "mark") >= 0 {
		return false
	}
	return tok.Is("advcl") || tok.Is("conj") && t.doc.Child(i, "cc") < 0
}

// step is what going from an act i up to its governor h does to it.
func (t tree) step(i, h int) chancery.Modality {
	tok := t.tok(i)
	switch {
	case tok.Is("conj"):
		return t.sharedAuxiliary(i, h)
	case tok.Is("xcomp"), tok.Is("ccomp"), tok.Is("advcl"), tok.Is("acl"), tok.Is("obj"), tok.Is("obl"), tok.Is("nmod"), tok.Is("nsubj:pass"):
		return t.over(i, h)
	case tok.Is("nsubj"), tok.Is("csubj"):
		if t.isVerb(h) {
			return t.clause(h)
		}
	}
	return chancery.Asserted
}

// clause is what the words of i's own clause say: will, would, not, if.
func (t tree) clause(i int) chancery.Modality {
	m := chancery.Asserted
	if t.isTo(i) {
		m = chancery.Future
	}
	for _, c := range t.doc.Children(i) {
		k := t.tok(int(c))
		lemma := strings.ToLower(k.Lemma)
		switch {
		case k.Is("aux") && t.lex.has("future-auxiliary", lemma):
			m = weaker(m, t.futureOrUnreal(i, lemma))
		case k.Is("aux") && k.XPOS == "MD" && t.lex.has("unreal-auxiliary", lemma):
			m = weaker(m, chancery.Hypothetical)
		case (k.Is("advmod") || k.Is("det") || k.Is("cc")) && t.lex.has("negation", lemma):
			m = weaker(m, t.negation(i, int(c)))
		case (k.Is("obj") || k.Is("nsubj")) && t.none(int(c)):
			m = weaker(m, chancery.Negated) // imposed no sanctions; no state agreed
		case k.Is("mark") && t.lex.has("condition", lemma):
			m = weaker(m, chancery.Hypothetical)
		case k.Is("advmod") && t.lex.has("nearly", lemma):
			m = weaker(m, chancery.Hypothetical)
		}
	}
	return m
}

// isTo tells whether the clause of i is of what is to be: the ministers are to
// meet; as a headline, President to visit Chad.
func (t tree) isTo(i int) bool {
	if !t.isVerb(i) || i < 2 || !t.hasMark(i, "to") {
		return false
	}
	tok := t.tok(i)
	if tok.Is("acl") && tok.Head >= 0 && t.tok(tok.Head).Head < 0 && tok.Head < i && t.doc.Child(tok.Head, "cop") < 0 {
		return true
	}
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); int(c) < i && (k.Is("cop") || k.Is("aux")) && k.Lemma == "be" && t.tok(int(c)+1).Lemma == "to" {
			return true
		}
	}
	return false
}

// none tells whether a noun phrase denies its own existence: no sanctions, none
// of the states, neither side.
func (t tree) none(i int) bool {
	if t.lex.has("none", strings.ToLower(t.tok(i).Lemma)) {
		return true
	}
	d := t.doc.Child(i, "det")
	return d >= 0 && t.lex.has("none", strings.ToLower(t.tok(d).Lemma))
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
	if t.tok(neg).Lemma == "yet" && !t.yetTo(i, neg) {
		return chancery.Asserted
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

// denials are the words that deny the clause of i: not, never.
func (t tree) denials(i int) []int {
	var out []int
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); (k.Is("advmod") || k.Is("det") || k.Is("cc")) && t.lex.has("negation", strings.ToLower(k.Lemma)) {
			out = append(out, int(c))
		}
	}
	return out
}

// yetTo tells whether the "yet" at token k denies the act at i: has yet to sign,
// is yet to be told.
func (t tree) yetTo(i, k int) bool {
	n := k + 1
	if n >= len(t.doc.Tokens) || t.tok(n).Lemma != "to" {
		return false
	}
	for n++; n < i && t.tok(n).UPOS == "AUX"; n++ {
	}
	return n == i || i < k
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
	if tok.Is("advcl") && t.lex.has("refusing", lemma) && t.hasMark(i, "from") {
		return chancery.Negated // prevented … from doing
	}
	if tok.Is("advcl") && !t.completing(i) || tok.Is("obl") && t.isVerb(i) {
		return t.adverbial(i, h)
	}
	m := t.clause(h)
	if !t.isVerb(h) && t.none(h) {
		return chancery.Negated // had no intention of joining
	}
	if tok.Is("obl") && t.occasion(i) {
		return m // discussed the plan in talks, threatened it during a visit
	}
	switch {
	case t.lex.has("performing", lemma), t.lex.has("reporting", lemma):
		if tok.Is("ccomp") {
			return chancery.Asserted // what is said stands by itself
		}
	case t.lex.has("refusing", lemma):
		if m == chancery.Negated {
			return chancery.Asserted // did not refuse to
		}
		return weaker(m, chancery.Negated)
	case tok.Is("ccomp") && t.clause(i) == chancery.Future && t.sameSubject(i, h):
		return chancery.Asserted // warned that it would: its own act, still to come
	case t.lex.has("asking", lemma), t.lex.has("doubting", lemma):
		return weaker(m, chancery.Hypothetical)
	case t.lex.has("intending", lemma):
		return weaker(m, chancery.Future)
	case lemma == "go" && t.tok(h).XPOS == "VBG" && t.hasMark(i, "to"):
		return weaker(m, chancery.Future) // is going to
	case tok.Is("nmod"), tok.Is("acl"):
		return chancery.Asserted
	}
	return m
}

// sameSubject tells whether one actor is the subject of both i and h.
func (t tree) sameSubject(i, h int) bool {
	a, b := t.surface(i), t.surface(h)
	if a < 0 || b < 0 {
		return false
	}
	x, y := t.mentionAt(a), t.mentionAt(b)
	return len(x) > 0 && len(y) > 0 && t.sameCode(x[0], y)
}

// completing tells whether a clause completes the verb above it though the tree
// calls it adverbial: accused of killing, advised against going.
func (t tree) completing(i int) bool {
	return t.hasMark(i, "of") || t.hasMark(i, "against") || t.hasMark(i, "about") || t.hasMark(i, "into")
}

// occasion tells whether a phrase says only on what occasion something was done.
func (t tree) occasion(i int) bool {
	for _, prep := range []string{"in", "during", "at", "after", "following", "before", "since", "despite"} {
		if t.hasMark(i, prep) {
			return true
		}
	}
	return false
}

// adverbial is the standing of an act in an adverbial clause: a purpose is not
// yet an act, but for the errand one is sent or travels on; after, when and
// while tell facts.
func (t tree) adverbial(i, h int) chancery.Modality {
	if t.clause(i) == chancery.Hypothetical {
		return chancery.Hypothetical
	}
	if !t.hasMark(i, "to") && !t.hasMark(i, "for") {
		if finite(t.tok(i).XPOS) == present && !t.headline(i) && (t.hasMark(i, "after") || t.hasMark(i, "once") || t.hasMark(i, "until")) {
			return weaker(t.clause(h), chancery.Hypothetical) // could open only after it recognises
		}
		return chancery.Asserted
	}
	if t.hasMark(i, "to") && t.lex.has("performing", t.tok(h).Lemma) && t.doc.Child(h, "obj", "xcomp", "ccomp") < 0 {
		return t.clause(h) // decided on Monday to recognise
	}
	if t.lex.has("sending", t.tok(h).Lemma) || t.lex.has("travelling", t.tok(h).Lemma) {
		return t.clause(h)
	}
	return chancery.Hypothetical
}
