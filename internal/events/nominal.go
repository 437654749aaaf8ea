package events

// nominalSubjects are who does what a noun names: Syria's recognition, the
// Russian assault, an attack by rebels, talks between A and B; else the
// subject of the verb that the noun completes: announced the severance, held
// talks.
func (t tree) nominalSubjects(i int) []int {
	if out := t.blamed(i); len(out) > 0 {
		return out
	}
	if out := t.owners(i); len(out) > 0 {
		return out
	}
	for _, p := range []string{"by", "between", "among"} {
		if out := t.ownPrepositional(i, p); len(out) > 0 {
			return out
		}
	}
	h := t.tok(i).Head
	if h < 0 {
		return nil
	}
	switch tok := t.tok(i); {
	case tok.Is("obj") && t.isVerb(h) && t.doc.Child(h, "nsubj") >= 0 && !t.passive(h) && !t.lex.has("onlooking", t.tok(h).Lemma):
		return t.subjects(h)
	case tok.Is("obj"), tok.Is("obl"), tok.Is("xcomp"):
		if t.lex.has("onlooking", t.tok(h).Lemma) {
			return nil
		}
		if t.passive(h) {
			return t.ownPrepositional(h, "by")
		}
		if s := t.surface(h); s >= 0 {
			return []int{s}
		}
	case tok.Is("nsubj:pass"):
		return t.ownPrepositional(h, "by")
	case tok.Is("conj"), tok.Is("nmod") && t.hasMark(i, "of") && (t.lex.has("phase", t.tok(h).Lemma) || t.lex.has("measure", t.tok(h).Lemma)):
		return t.nominalSubjects(h)
	}
	return nil
}

// blamed are who a deed belongs to that is the ground of another act, when only
// a pronoun says whose it is: what one cuts ties over, condemns or thanks
// somebody for is the other's deed.
func (t tree) blamed(i int) []int {
	p := t.doc.Child(i, "nmod:poss")
	if p < 0 || t.tok(p).UPOS != "PRON" || !t.hasMark(i, "over") && !t.hasMark(i, "for") {
		return nil
	}
	h := t.tok(i).Head
	if h >= 0 && !t.isVerb(h) {
		h = t.tok(h).Head
	}
	if h < 0 || !t.isVerb(h) || t.passive(h) {
		return nil
	}
	for _, slot := range []string{"obj", "with", "from", "against"} {
		for _, k := range t.slot(h, slot) {
			if k != i && t.who.Head(k) >= 0 {
				return []int{k}
			}
		}
	}
	return nil
}

// owners are the possessors of a noun and the adjectives of nationality or
// names that modify it.
func (t tree) owners(i int) []int {
	out := t.children(i, "nmod:poss")
	for _, c := range t.doc.Children(i) {
		k := t.tok(int(c))
		if (k.Is("amod") || k.Is("compound") || k.Is("nmod")) && int(c) < i && t.who.Head(int(c)) >= 0 && t.doc.Child(int(c), "case") < 0 {
			out = append(out, int(c))
		}
	}
	return out
}

// moreThan are the nouns that "more than" or "less than" right behind verb i
// counts.
func (t tree) moreThan(i int) []int {
	if i+2 >= len(t.doc.Tokens) || t.tok(i+2).Lemma != "than" || t.tok(i+2).Head < 0 {
		return nil
	}
	o := t.tok(i + 2).Head
	if t.tok(o).Is("nummod") {
		o = t.tok(o).Head
	}
	if o >= 0 && t.tok(o).Head == i && t.tok(o).Is("obl") {
		return []int{o}
	}
	return nil
}
