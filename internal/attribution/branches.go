package attribution

import "chancery/internal/language"

// branch is the way through the tree from a cue's head to a token.
type branch struct {
	up          uint32 // steps up
	upPath      uint32 // relations up
	down        uint32 // relations down
	depth       uint32
	joint       int // the lowest common ancestor
	top, second int // the tokens below it on the way down, -1 for none
}

// wayTo finds the branch from a cue to token j of its sentence.
func (v *view) wayTo(c *cueSide, j int) branch {
	if c.wayOf == j {
		return c.way
	}
	b := branch{joint: -1, top: -1, second: -1}
	for a := c.h; a >= 0; a = int(v.tokens[a].head) {
		if v.tokens[a].subtree.Contains(j) && v.f.doc.Dominates(a, j) {
			b.joint = a
			break
		}
		b.up++
		b.upPath = mix(b.up, b.upPath, v.tokens[a].rel)
	}
	for k := j; k >= 0 && k != b.joint; k = int(v.tokens[k].head) {
		b.second, b.top = b.top, k
		b.down = mix(b.depth, b.down, v.tokens[k].rel)
		b.depth++
	}
	b.up, b.depth = min(b.up, 4), min(b.depth, 5)
	c.way, c.wayOf = b, j
	return b
}

// onBranch appends the first step of the way from the cue to a token.
func (v *view) onBranch(c *cueSide, s *spot, b *branch, out []uint32) []uint32 {
	t, h, top := &v.tokens[s.j], c.token, s.top
	edge := mix(0, b2i(top.subtree.First == s.j), b2i(top.subtree.End == s.j+1))
	l := list{out, 280}
	l.add(s.where)
	l.add(s.where, h.class)
	l.add(s.where, h.lemma)
	l.add(s.where, h.upos, c.shape)
	l.add(s.where, c.kids)
	l.add(s.where, s.topMark)
	l.add(s.where, s.topMark, h.class)
	l.add(s.where, s.topMark, h.lemma)
	l.add(s.where, s.topMark, c.shape, h.class)
	l.add(s.where, s.topMark, h.small)
	l.add(s.where, s.topMark, top.large, h.large)
	l.add(s.where, top.lemma)
	l.add(s.where, top.lemma, h.class)
	l.add(s.where, top.lemma, h.lemma)
	l.add(s.where, top.large)
	l.add(s.where, top.small)
	l.add(s.where, top.upos, top.flags&inQuotes, s.speech)
	l.add(s.where, b.upPath)
	l.add(s.where, t.upos, b.depth)
	l.add(s.where, t.form, b.depth)
	l.add(s.where, t.small, b.depth)
	l.add(s.where, t.form, h.class, b.depth)
	l.add(s.where, t.large, h.large, b.depth)
	l.add(s.where, edge, t.upos)
	l.add(s.where, s.speech, h.class)
	l.add(s.where, h.rel)
	l.add(s.where, h.small)
	l.add(s.where, h.large)
	l.add(s.where, h.xpos, h.rel, c.shape)
	return l.out
}

// onPath appends more of the way from the cue to a token.
func (v *view) onPath(c *cueSide, s *spot, b *branch, out []uint32) []uint32 {
	t, h, top := &v.tokens[s.j], c.token, s.top
	secondMark := uint32(0)
	if b.second >= 0 {
		secondMark = v.marker(b.second)
	}
	l := list{out, 310}
	l.add(b.upPath, b.down, s.side)
	l.add(b.upPath, b.down, h.class, s.side)
	l.add(b.upPath, b.down, h.xpos, s.side)
	l.add(b.upPath, b.down, h.rel)
	l.add(b.upPath, b.down, t.form)
	l.add(b.upPath, b.down, t.upos, h.lemma)
	l.add(b.upPath, top.rel, s.second.rel, s.side)
	l.add(b.upPath, top.rel, s.second.rel, secondMark, s.side)
	l.add(b.upPath, top.rel, s.topMark, s.second.rel, secondMark)
	l.add(b.upPath, top.rel, s.topMark, h.class, s.side)
	l.add(b.upPath, top.upos, top.rel, h.class, c.shape)
	l.add(b.upPath, top.xpos, h.xpos, s.side)
	return l.out
}

// part is how a part of the tree is set off: its relation, the mark before it,
// its conjunction or preposition, its first word.
type part struct{ rel, comma, mark, first uint32 }

func (v *view) partAt(k int, c *cueSide) part {
	if k < 0 {
		return part{}
	}
	r := v.tokens[k].subtree
	p := part{rel: v.tokens[k].rel, mark: v.marker(k), first: v.tokens[r.First].form}
	switch {
	case r.First > c.window.First && v.tokens[r.First-1].flags&isPunct != 0:
		p.comma = v.tokens[r.First-1].form
	case v.tokens[r.First].flags&isPunct != 0:
		p.comma = p.first
	}
	return p
}

// aside appends what says that a token lies in a part of the cue's clause that
// may be left out: in a clause or an addition, behind a comma or not.
func (v *view) aside(c *cueSide, s *spot, b *branch, out []uint32) []uint32 {
	t, h := &v.tokens[s.j], c.token
	high, low, all := -1, -1, uint32(0)
	for k := s.j; k >= 0 && k != b.joint; k = int(v.tokens[k].head) {
		if v.clausal(k) {
			if low < 0 {
				low = k
			}
			high = k
			all = mix(0, all, v.tokens[k].rel)
		}
	}
	x, y, z := v.partAt(high, c), v.partAt(low, c), v.partAt(b.top, c)
	l := list{out, 330}
	l.add(s.where, x.rel, x.comma)
	l.add(s.where, x.rel, x.mark)
	l.add(s.where, x.rel, x.comma, x.mark, h.class)
	l.add(s.where, x.rel, x.first)
	l.add(s.where, x.rel, x.comma, h.lemma)
	l.add(s.where, y.rel, y.comma, y.mark)
	l.add(s.where, y.rel, y.mark, h.class)
	l.add(s.where, all)
	l.add(s.where, all, h.class)
	l.add(z.rel, z.comma, z.first, s.side)
	l.add(z.rel, z.comma, h.class, s.side)
	l.add(z.rel, z.first, h.class, s.side)
	l.add(z.rel, z.comma, x.rel, x.comma, s.side, t.upos)
	return l.out
}

// clausal tells whether token k begins a clause or an addition.
func (v *view) clausal(k int) bool {
	t := &v.f.doc.Tokens[k]
	return t.Is("acl") || t.Is("advcl") || t.Is("conj") || t.Is("parataxis") || t.Is("appos") || t.Is("ccomp") || t.Is("csubj")
}

// between appends what stands between the cue and a token of its sentence.
func (v *view) between(c *cueSide, s *spot, out []uint32) []uint32 {
	t := &v.tokens[s.j]
	commas, verbs, known, marks := 0, 0, 0, 0
	for k := min(c.h, s.j) + 1; k < max(c.h, s.j); k++ {
		x := &v.tokens[k]
		commas += int(b2i(x.form == commaForm))
		verbs += int(b2i(x.flags&isFinite != 0))
		known += int(b2i(x.class != 0))
		marks += int(b2i(x.flags&isMarkFlag != 0))
	}
	l := list{out, 350}
	l.add(s.side, bucket(commas), s.where)
	l.add(s.side, bucket(commas), bucket(verbs), t.upos)
	l.add(s.side, bucket(verbs), s.where)
	l.add(s.side, bucket(known), s.where)
	l.add(s.side, bucket(marks), t.flags&inQuotes)
	l.add(s.side, bucket(marks), t.flags&inQuotes, c.token.class)
	l.add(s.side, bucket(c.own.End-s.j), bucket(commas))
	return l.out
}

var commaForm = hashed(",")

// largest is the highest token over i whose subtree fits.
func (v *view) largest(i int, fits func(language.Range) bool) int {
	best := i
	for k := i; k >= 0 && (k == i || fits(v.tokens[k].subtree)); k = int(v.tokens[k].head) {
		best = k
	}
	return best
}
