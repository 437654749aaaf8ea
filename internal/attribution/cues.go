package attribution

import "chancery/internal/language"

// candidate tells whether token i may head a cue.
func (v *view) candidate(i int) bool {
	t := &v.f.doc.Tokens[i]
	switch t.UPOS {
	case "VERB", "NOUN", "ADJ", "ADP", "ADV", "AUX", "PROPN", "SCONJ", "PART", "INTJ", "X":
		return true
	case "PUNCT":
		return t.Form == ":" || isMark(t.Form)
	}
	return false
}

// cueFeatures appends the numbers of what speaks for or against token i being
// the head of a cue. Templates 0–199 are of cues.
func (v *view) cueFeatures(i int, out []uint32) []uint32 {
	s := v.f.doc.Sentences[v.f.doc.SentenceOf(i)].Range
	out = v.itself(i, s, out)
	out = v.neighbours(i, s, out)
	out = v.speech(i, s, out)
	out = v.governor(i, out)
	out = v.dependents(i, out)
	return v.ruled(i, out)
}

// itself appends what token i is and where it stands.
func (v *view) itself(i int, s language.Range, out []uint32) []uint32 {
	t := &v.tokens[i]
	quoted := t.flags & inQuotes
	l := list{out, 0}
	l.add()
	l.add(t.lemma)
	l.add(t.form)
	l.add(t.lemma, t.upos)
	l.add(t.lemma, t.xpos)
	l.add(t.lemma, t.rel)
	l.add(t.xpos)
	l.add(t.upos, t.rel)
	l.add(t.suffix, t.upos)
	l.add(t.class, t.upos)
	l.add(t.class, t.xpos)
	l.add(t.class, t.rel)
	l.add(quoted, t.upos)
	l.add(quoted, t.lemma)
	l.add(quoted, t.class)
	l.add(t.flags&(inQuotes|afterMark|beforeMark), t.upos)
	l.add(bucket(i - s.First))
	l.add(bucket(s.End-i), t.upos)
	l.add(bucket(s.Len()), t.upos)
	l.add(t.small, t.upos)
	l.add(t.small, t.xpos)
	l.add(t.small, t.rel)
	l.add(t.small, quoted)
	l.add(t.large, t.xpos, t.rel)
	return l.out
}

// neighbours appends what stands beside token i.
func (v *view) neighbours(i int, s language.Range, out []uint32) []uint32 {
	t := &v.tokens[i]
	p1, p2 := v.near(i-1, s), v.near(i-2, s)
	n1, n2, n3 := v.near(i+1, s), v.near(i+2, s), v.near(i+3, s)
	l := list{out, 30}
	l.add(p1.form, t.lemma)
	l.add(n1.form, t.lemma)
	l.add(n1.lemma, t.upos)
	l.add(p1.lemma, t.upos)
	l.add(n1.upos, t.lemma)
	l.add(p1.upos, t.lemma)
	l.add(n1.form, t.class)
	l.add(p1.form, t.class)
	l.add(p1.upos, n1.upos, t.upos)
	l.add(p1.xpos, n1.xpos, t.xpos)
	l.add(p2.form, p1.form)
	l.add(n1.form, n2.form)
	l.add(n2.form, t.upos)
	l.add(p2.form, t.upos)
	l.add(n1.form, n2.form, t.lemma)
	l.add(n2.upos, t.class)
	l.add(n1.upos, n2.upos, n3.upos, t.class)
	l.add(t.small, p1.form)
	l.add(t.small, n1.form)
	l.add(t.small, n1.small)
	l.add(t.large, n1.form, t.upos)
	l.add(p1.large, t.lemma)
	l.add(n1.large, t.lemma)
	l.add(p1.large, t.large, n1.large)
	return l.out
}

// speech appends how token i stands to quotation marks and colons.
func (v *view) speech(i int, s language.Range, out []uint32) []uint32 {
	t := &v.tokens[i]
	before, after := 99, 99 // words to the nearest quoted one
	for k := i - 1; k >= max(s.First, i-12); k-- {
		if v.tokens[k].flags&(inQuotes|isMarkFlag) != 0 {
			before = i - k
			break
		}
	}
	for k := i + 1; k < min(s.End, i+12); k++ {
		if v.tokens[k].flags&(inQuotes|isMarkFlag) != 0 {
			after = k - i
			break
		}
	}
	b, a := bucket(before), bucket(after)
	colon, quoted := b2i(v.colon(i)), t.flags&inQuotes
	on, back := b2i(v.leadsOn(min(s.End, len(v.tokens)-1))), b2i(v.leadsBack(s.First))
	first := b2i(v.f.doc.SentenceOf(i) == 0)
	l := list{out, 70}
	l.add(b, quoted, t.upos)
	l.add(a, quoted, t.upos)
	l.add(b, quoted, t.class)
	l.add(a, quoted, t.class)
	l.add(b, a, quoted, t.upos)
	l.add(b, quoted, t.lemma)
	l.add(a, quoted, t.lemma)
	l.add(colon, t.lemma)
	l.add(colon, t.class, t.upos)
	l.add(on, t.class)
	l.add(on, colon, t.upos)
	l.add(back, t.class, t.upos)
	l.add(back, b, t.class)
	l.add(first, t.upos)
	l.add(first, t.lemma)
	return l.out
}

// governor appends what token i hangs on.
func (v *view) governor(i int, out []uint32) []uint32 {
	t := &v.tokens[i]
	h, g := &nobody, &nobody
	if t.head >= 0 {
		h = &v.tokens[t.head]
	}
	if h.head >= 0 {
		g = &v.tokens[h.head]
	}
	l := list{out, 100}
	l.add(h.lemma, t.upos)
	l.add(h.lemma, t.lemma)
	l.add(h.upos, t.lemma)
	l.add(h.upos, t.rel, t.upos)
	l.add(h.class, t.rel, t.class)
	l.add(h.rel, t.rel, t.class)
	l.add(h.lemma, t.rel)
	l.add(h.class, t.rel, t.lemma)
	l.add(b2i(int(t.head) > i), t.rel, t.class)
	l.add(g.upos, h.rel, t.rel)
	l.add(g.lemma, h.rel, t.rel)
	l.add(h.small, t.rel, t.upos)
	l.add(h.large, t.rel, t.small)
	l.add(h.small, t.class)
	l.add(h.large, t.rel, t.large)
	return l.out
}

// dependents appends what token i governs.
func (v *view) dependents(i int, out []uint32) []uint32 {
	t := &v.tokens[i]
	l := list{out, 120}
	set, order := uint32(0), uint32(0)
	for _, c := range v.f.doc.Children(i) {
		k := &v.tokens[c]
		if k.flags&isPunct != 0 {
			continue
		}
		side, mark := b2i(int(c) > i), v.marker(int(c))
		set += k.rel | 1
		order = mix(0, order, k.rel)
		l.n = 120
		l.add(k.rel, side, t.upos)
		l.add(k.rel, t.lemma)
		l.add(k.rel, k.lemma, t.upos)
		l.add(k.rel, k.upos, t.class)
		l.add(k.rel, mark, t.upos)
		l.add(k.rel, mark, t.lemma)
		l.add(k.rel, mark, t.class)
		l.add(k.rel, k.class, t.class)
		l.add(k.rel, k.lemma, t.class)
		l.add(k.rel, k.lemma, t.lemma)
		l.add(k.rel, k.xpos, t.lemma)
		l.add(k.rel, k.flags&inQuotes, t.flags&inQuotes, t.class)
		l.add(k.rel, k.small, t.upos)
		l.add(k.rel, k.large, t.lemma)
		l.add(k.rel, k.large, t.small)
		l.add(k.rel, mark, t.small)
		l.add(k.rel, side, t.small)
		l.add(k.rel, k.large, t.large)
		l.add(k.rel, k.small, t.class)
	}
	l.n = 145
	l.add(set, t.upos)
	l.add(set, t.class)
	l.add(order, t.upos)
	l.add(set, t.lemma)
	l.add(set, t.small)
	return l.out
}

// ruled appends what the rules make of token i.
func (v *view) ruled(i int, out []uint32) []uint32 {
	t := &v.tokens[i]
	quoted := t.flags & inQuotes
	kind := uint32(0)
	l := list{out, 160}
	if k := v.draft[i]; k >= 0 {
		d := &v.f.drafts[k]
		kind = 1
		if d.cueHead == i {
			kind = 2
			id, source, size := hashed(d.rule), v.named(d.source), 0
			for _, c := range d.content {
				size += c.Len()
			}
			l.add(id)
			l.add(id, source)
			l.add(id, bucket(size))
			l.add(id, t.lemma)
			l.add(id, quoted)
			l.add(id, t.flags&(inQuotes|reported))
			l.add(source, t.class, quoted)
		}
	}
	l.n = 170
	l.add(kind, t.upos)
	l.add(kind, t.lemma)
	l.add(kind, t.rel)
	l.add(t.flags&reported, t.class)
	l.add(t.flags&(reported|inQuotes), t.upos)
	return l.out
}

// named is the lemma of the head of a range, or that it is a name; 0 for an
// empty range.
func (v *view) named(r language.Range) uint32 {
	if r.Empty() {
		return 0
	}
	t := &v.tokens[v.f.headOf(r)]
	if t.flags&isName != 0 {
		return t.upos
	}
	return t.lemma
}
