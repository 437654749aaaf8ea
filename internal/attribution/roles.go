package attribution

import "chancery/internal/language"

// Role is what a token is to one cue.
type Role uint8

// The roles in a statement.
const (
	Outside Role = iota
	IsCue
	IsSource
	IsContent
	roles
)

// cueSide is what all tokens of a window have in common: their cue.
type cueSide struct {
	h      int
	token  *seen
	draft  *draft // what the rules made of the cue, nil for nothing
	rule   uint32
	kids   uint32         // the set of its dependents' relations
	shape  uint32         // passive or not, with subject, clause, object or not
	colon  bool           // its sentence ends with a colon, or it is one
	window language.Range // the tokens that may belong to the statement
	own    language.Range // its sentence
	way    branch         // to the token that was looked at last
	wayOf  int
}

func (v *view) cueSide(h int) cueSide {
	doc := v.f.doc
	c := cueSide{
		h: h, token: &v.tokens[h], window: v.window(h), own: doc.Sentences[doc.SentenceOf(h)].Range, colon: v.colon(h), wayOf: -1,
	}
	if k := v.draft[h]; k >= 0 {
		c.draft = &v.f.drafts[k]
		c.rule = hashed(c.draft.rule)
	}
	for _, k := range doc.Children(h) {
		if v.tokens[k].flags&isPunct == 0 {
			c.kids += v.tokens[k].rel | 1
		}
	}
	has := func(rels ...string) uint32 { return b2i(doc.Child(h, rels...) >= 0) }
	c.shape = mix(0, has("nsubj", "csubj"), has("aux:pass", "nsubj:pass"), has("ccomp"), has("obj"), has("xcomp"))
	return c
}

// ruleRole is what the rules make of token j in the statement of a cue.
func (c *cueSide) ruleRole(j int) uint32 {
	switch d := c.draft; {
	case d == nil:
		return 9
	case d.cue.Contains(j):
		return uint32(IsCue)
	case d.source.Contains(j):
		return uint32(IsSource)
	case d.says(j):
		return uint32(IsContent)
	}
	return uint32(Outside)
}

// says tells whether token j is in the content of a draft.
func (d *draft) says(j int) bool {
	for _, r := range d.content {
		if r.Contains(j) {
			return true
		}
	}
	return false
}

// spot is how a token of a window stands to its cue.
type spot struct {
	j           int
	side, dist  uint32 // before, behind or the head itself; how far
	delta       uint32 // sentences from the cue
	speech      uint32 // in quotation marks or not, as the cue
	where       uint32 // the tree's branch that it lies on
	top, second *seen
	topMark     uint32
}

func (v *view) spot(c *cueSide, j int) spot {
	s := spot{j: j, dist: bucket(j - c.h), side: b2i(j > c.h), top: &nobody, second: &nobody}
	if j == c.h {
		s.side = 2
	}
	s.delta = bucket(v.f.doc.SentenceOf(j) - v.f.doc.SentenceOf(c.h))
	same := b2i(v.f.inside[j] >= 0 && v.f.inside[j] == v.f.inside[c.h])
	s.speech = mix(0, v.tokens[j].flags&(inQuotes|inSingle), c.token.flags&inQuotes, same)
	return s
}

// roleFeatures appends the numbers of what speaks for a role of token j in the
// statement of a cue. Templates 200–399 are of roles.
func (v *view) roleFeatures(c *cueSide, j int, out []uint32) []uint32 {
	s := v.spot(c, j)
	out = v.placed(c, &s, out)
	out = v.drawn(c, &s, out)
	out = v.quoted(c, &s, out)
	if !c.own.Contains(j) {
		l := list{out, 270}
		l.add(s.delta, v.tokens[j].upos)
		l.add(s.delta, v.tokens[j].upos, b2i(c.colon))
		l.add(s.speech, b2i(c.colon))
		l.add(s.delta, s.speech, v.tokens[j].form)
		return l.out
	}
	b := v.wayTo(c, j)
	if b.top >= 0 {
		s.top, s.topMark = &v.tokens[b.top], v.marker(b.top)
	}
	if b.second >= 0 {
		s.second = &v.tokens[b.second]
	}
	s.where = mix(0, b.up, s.top.rel, s.side)
	out = v.onBranch(c, &s, &b, out)
	out = v.onPath(c, &s, &b, out)
	out = v.aside(c, &s, &b, out)
	return v.between(c, &s, out)
}

// placed appends the token and its neighbours by place.
func (v *view) placed(c *cueSide, s *spot, out []uint32) []uint32 {
	t, h := &v.tokens[s.j], c.token
	p1, n1 := v.near(s.j-1, c.window), v.near(s.j+1, c.window)
	l := list{out, 200}
	l.add(s.side)
	l.add(s.dist)
	l.add(s.dist, t.upos)
	l.add(s.dist, t.form)
	l.add(s.dist, h.class, t.upos)
	l.add(t.lemma, s.side)
	l.add(t.form, s.side, s.delta)
	l.add(t.form, h.lemma, s.side)
	l.add(t.upos, t.rel, s.side)
	l.add(p1.form, t.upos, s.side)
	l.add(n1.form, t.upos, s.side)
	l.add(p1.form, t.form)
	l.add(t.form, n1.form)
	l.add(t.class, s.side)
	return l.out
}

// drawn appends what the rules make of the token.
func (v *view) drawn(c *cueSide, s *spot, out []uint32) []uint32 {
	t := &v.tokens[s.j]
	role := c.ruleRole(s.j)
	other := v.draft[s.j] >= 0 && c.draft != &v.f.drafts[v.draft[s.j]]
	l := list{out, 220}
	l.add(role, c.rule)
	l.add(role, s.side, t.upos)
	l.add(role, s.speech, s.side)
	l.add(role, c.ruleRole(s.j-1), c.ruleRole(s.j+1), t.upos)
	l.add(role, t.form)
	l.add(t.flags&reported, role, s.speech)
	l.add(b2i(other), s.side, t.upos)
	return l.out
}

// quoted appends how the token's quotation stands to the cue.
func (v *view) quoted(c *cueSide, s *spot, out []uint32) []uint32 {
	t, h := &v.tokens[s.j], c.token
	l := list{out, 240}
	l.add(s.speech, s.side)
	l.add(s.speech, t.upos, s.side)
	l.add(s.speech, h.class, s.side)
	l.add(s.speech, s.delta)
	l.add(s.speech, s.delta, s.side)
	q := v.f.inside[s.j]
	if q < 0 {
		return l.out
	}
	x := &v.f.quotes[q]
	gap := x.First - c.h
	if c.h > x.First {
		gap = c.h - x.End
	}
	nth, size := bucket(int(q)-int(v.quotesBefore[c.h])), bucket(x.Len())
	l.add(bucket(gap), s.side, size)
	l.add(bucket(gap), s.side, h.class)
	l.add(size, h.class, c.ruleRole(s.j))
	l.add(nth, s.side)
	l.add(nth, h.class, s.side)
	l.add(v.spoken[q], s.side, h.class)
	return l.out
}
