package attribution

import "chancery/internal/language"

// stepFeatures appends what speaks for a change or not of role between token
// j-1 and j. Templates 400–449 are of steps.
func (v *view) stepFeatures(c *cueSide, j int, out []uint32) []uint32 {
	t, p := &v.tokens[j], v.near(j-1, c.window)
	own := c.own.Contains(j) && c.own.Contains(j-1)
	same := uint32(0)
	if own {
		a, b := v.wayTo(c, j-1), v.wayTo(c, j)
		same = 1 + b2i(a.top == b.top) + 2*b2i(a.joint == b.joint)
	}
	punct := b2i(t.flags&isPunct != 0) + 2*b2i(p.flags&isPunct != 0)
	from, to := p.upos, t.upos // of punctuation the form
	if p.flags&isPunct != 0 {
		from = p.form
	}
	if t.flags&isPunct != 0 {
		to = t.form
	}
	first := b2i(v.f.doc.SentenceOf(j) != v.f.doc.SentenceOf(max(0, j-1)))
	l := list{out, 400}
	l.add(b2i(j > c.h))
	l.add(same, punct)
	l.add(t.flags&inQuotes, p.flags&inQuotes, first)
	l.add(from, to)
	l.add(from, to, c.token.class)
	l.add(p.rel, t.rel)
	l.add(same, t.form)
	l.add(same, p.form)
	l.add(c.ruleRole(j-1), c.ruleRole(j))
	l.add(same, t.rel, punct)
	if !own {
		return l.out
	}
	return v.edges(c, j, l.out)
}

// edges appends what begins at token j and what ends before it: the largest
// parts of the tree.
func (v *view) edges(c *cueSide, j int, out []uint32) []uint32 {
	h := c.token
	skip := j // the first word behind the comma
	for v.tokens[skip].flags&isPunct != 0 && skip+1 < c.own.End {
		skip++
	}
	comma := b2i(skip != j)
	begin := v.largest(skip, func(r language.Range) bool { return r.First == skip || r.First == j })
	end := v.largest(j-1, func(r language.Range) bool { return r.End == j })
	a, z := &v.tokens[begin], &v.tokens[end]
	at := v.attached(c, begin)
	mark, first := v.marker(begin), v.tokens[skip].form
	last := b2i(a.subtree.End >= c.own.End-1)
	begins := mix(0, a.rel, at, comma, b2i(a.subtree.Contains(c.h)))
	ends := mix(0, z.rel, v.attached(c, end))
	l := list{out, 420}
	l.add(begins)
	l.add(begins, mark)
	l.add(begins, h.class)
	l.add(begins, h.lemma)
	l.add(begins, c.rule)
	l.add(begins, first)
	l.add(begins, last, bucket(a.subtree.End-j))
	l.add(ends, b2i(z.subtree.Contains(c.h)))
	l.add(ends, begins)
	l.add(at, comma, a.upos, mark)
	l.add(at, comma, a.xpos, h.class)
	l.add(a.rel, comma, first, last)
	return l.out
}

// attached tells what token k hangs on, as seen from a cue: its head, a
// dependent of it, something deeper, what the head hangs on, or others.
func (v *view) attached(c *cueSide, k int) uint32 {
	g := int(v.tokens[k].head)
	switch {
	case k == c.h:
		return 1
	case g < 0:
		return 2
	case g == c.h:
		return 3
	case int(v.tokens[g].head) == c.h:
		return mix(4, v.tokens[g].rel)
	case v.f.doc.Dominates(c.h, g):
		return 5
	case g == int(c.token.head):
		return 6
	}
	return 7
}
