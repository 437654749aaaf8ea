package events

import "slices"

// surface is the grammatical subject of predicate i, its own or the one it
// shares with the clause it depends on; -1 if none.
func (t tree) surface(i int) int {
	if s := t.inverted(i); s >= 0 {
		return s
	}
	for n := 0; n < maxClimb; n++ {
		if s := t.doc.Child(i, "nsubj"); s >= 0 {
			return t.antecedent(s)
		}
		tok := t.tok(i)
		h := tok.Head
		if h < 0 {
			return -1
		}
		if s := t.mistaken(i); s >= 0 {
			return s
		}
		switch {
		case tok.Is("acl"):
			return h
		case tok.Is("xcomp"), tok.Is("ccomp"), tok.Is("advcl"):
			if o := t.controller(i, h); o >= 0 {
				return o
			}
			i = h
		case tok.Is("conj"), tok.Is("parataxis") && t.isVerb(h):
			i = h
		default:
			return -1
		}
	}
	return -1
}

// mistaken is the subject of the clause of verb i when the tree hangs the word
// that opens the clause on it instead: "after a fire in Rome killed ten".
func (t tree) mistaken(i int) int {
	if !t.tok(i).Is("advcl") {
		return -1
	}
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); int(c) < i && k.Is("obl") && t.who.Head(i) < 0 {
			if w := t.doc.Child(int(c), "case"); w >= 0 && w < int(c) && t.lex.has("clause-opener", t.tok(w).Lemma) && t.tok(i).XPOS != "VBG" {
				return int(c)
			}
		}
	}
	return -1
}

// inverted is the subject of verb i where it stands behind the verb and what is
// said before, and the tree takes it for the object: "Go home, urged Peru."
func (t tree) inverted(i int) int {
	tok := t.tok(i)
	if i == 0 || tok.XPOS != "VBD" && tok.XPOS != "VBZ" || t.doc.Child(i, "nsubj", "ccomp", "xcomp", "advcl", "obl", "aux") >= 0 {
		return -1
	}
	if f := t.tok(i - 1).Form; f != "," && f != "”" && f != "\"" && f != "’" {
		return -1
	}
	if !t.lex.has("reporting", tok.Lemma) && !t.lex.has("asking", tok.Lemma) {
		return -1
	}
	if o := t.doc.Child(i, "obj"); o > i && t.who.Head(o) >= 0 {
		return o
	}
	return -1
}

// controller is the object of governor h when it, not h's subject, acts in the
// complement i: "urged Israel to stop", "sent envoys to meet".
func (t tree) controller(i, h int) int {
	if !t.isVerb(h) || t.lex.has("subject-control", t.tok(h).Lemma) {
		return -1
	}
	infinitive := t.hasMark(i, "to")
	if t.tok(i).Is("xcomp") && (infinitive || t.tok(i).XPOS == "VBG" || t.tok(i).XPOS == "VB") || t.tok(i).Is("advcl") && infinitive && t.lex.has("sending", t.tok(h).Lemma) {
		if t.passive(h) {
			return t.doc.Child(h, "nsubj:pass")
		}
		if o := t.doc.Child(h, "iobj"); o >= 0 {
			return t.antecedent(o)
		}
		if o := t.doc.Child(h, "obj"); o >= 0 && o < i {
			return t.antecedent(o)
		}
	}
	if t.tok(i).Is("advcl") && t.hasMark(i, "from") {
		if o := t.doc.Child(h, "obj"); o >= 0 {
			return t.antecedent(o)
		}
	}
	return -1
}

// subjects are the logical subjects: who acts, in any voice or word class.
func (t tree) subjects(i int) []int {
	if !t.isVerb(i) && !t.isPredicate(i) {
		return t.nominalSubjects(i)
	}
	if t.isVerb(i) && t.passive(i) {
		if by := t.children(i, "obl:agent"); len(by) > 0 {
			return by
		}
		return t.ownPrepositional(i, "by")
	}
	s := t.surface(i)
	if s < 0 {
		return nil
	}
	if by := t.authors(s); len(by) > 0 {
		return by
	}
	// China, U.S. hold talks: headlines leave out the "and".
	if all := t.children(i, "nsubj", "vocative", "dislocated"); len(all) > 1 && slices.Contains(all, s) && all[len(all)-1] < i {
		return all
	}
	return []int{s}
}

// authors are those by whom the thing that acts was made: a motion presented by
// the Netherlands called on Iran.
func (t tree) authors(s int) []int {
	if t.who.Head(s) >= 0 || len(t.owners(s)) > 0 {
		return nil
	}
	for _, c := range t.children(s, "acl") {
		if by := t.children(c, "obl:agent"); len(by) > 0 {
			return by
		}
	}
	return nil
}

// speakers are who says the clause of predicate i: the subject of the
// reporting verb above it, else the source of the quote that holds it.
func (t tree) speakers(i int) []int {
	for k, n := i, 0; n < maxClimb; n++ {
		tok := t.tok(k)
		if tok.Head < 0 || !tok.Is("ccomp") && !tok.Is("conj") && !tok.Is("xcomp") && !tok.Is("parataxis") {
			break
		}
		k = tok.Head
		if t.lex.has("reporting", t.tok(k).Lemma) {
			if s := t.surface(k); s >= 0 {
				return []int{s}
			}
			break
		}
	}
	if m := t.source(i); m >= 0 {
		return []int{t.who.Mentions[m].Head}
	}
	return nil
}
