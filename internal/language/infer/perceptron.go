package infer

import "strings"

// Word is what the model reads of a word.
type Word struct {
	Form string
	low  uint64
	pre  [2]uint64
	suf  [4]uint64
	form uint64
	shp  uint64
}

func mix(a, b uint64) uint64 {
	h := (a ^ b) * 0x9E3779B97F4A7C15
	return h ^ h>>29
}

func hashString(s string, low bool) uint64 {
	h := uint64(14695981039346656037)
	for i := 0; i < len(s); i++ {
		c := s[i]
		if low && 'A' <= c && c <= 'Z' {
			c += 32
		}
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h ^ h>>31
}

// Prepare fills the hashes of the words.
func Prepare(ws []Word) {
	for i := range ws {
		w := &ws[i]
		f := w.Form
		w.form = hashString(f, false)
		w.low = hashString(f, true)
		for k := range w.suf {
			w.suf[k] = hashString(f[max(0, len(f)-k-1):], true) + uint64(k)
		}
		for k := range w.pre {
			w.pre[k] = hashString(f[:min(len(f), k*2+1)], true) + uint64(k)
		}
		w.shp = shape(f)
	}
}

func shape(f string) uint64 {
	var b strings.Builder
	last := byte(0)
	for i := 0; i < len(f); i++ {
		c := f[i]
		switch {
		case 'a' <= c && c <= 'z':
			c = 'a'
		case 'A' <= c && c <= 'Z':
			c = 'A'
		case '0' <= c && c <= '9':
			c = '9'
		case c >= 0x80:
			c = 'u'
		}
		if c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return hashString(b.String(), false)
}

var none = Word{low: 7, form: 7, shp: 7}

// TagFeats appends the features of word i.
func TagFeats(out []uint64, ws []Word, tags []uint8, i int) []uint64 {
	at := func(k int) *Word {
		if i+k < 0 || i+k >= len(ws) {
			return &none
		}
		return &ws[i+k]
	}
	t1, t2 := uint64(255), uint64(255)
	if i > 0 {
		t1 = uint64(tags[i-1])
	}
	if i > 1 {
		t2 = uint64(tags[i-2])
	}
	w, p, n := at(0), at(-1), at(1)
	n2, p2 := at(2), at(-2)
	first := uint64(0)
	if i == 0 {
		first = 1
	}
	k := uint64(0)
	add := func(a, b uint64) {
		k++
		out = append(out, mix(mix(a, k*0x1234567), b))
	}
	add(w.form, 0)
	add(w.low, 0)
	add(w.suf[0], 0)
	add(w.suf[1], 0)
	add(w.suf[2], 0)
	add(w.suf[3], 0)
	add(w.pre[0], 0)
	add(w.pre[1], 0)
	add(w.shp, first)
	add(p.low, 0)
	add(n.low, 0)
	add(p2.low, 0)
	add(n2.low, 0)
	add(t1, 0)
	add(t1, t2)
	add(t1, w.low)
	add(t1, w.suf[2])
	add(p.low, w.low)
	add(w.low, n.low)
	add(n.suf[2], 0)
	add(p.suf[2], 0)
	add(n.shp, w.shp)
	add(p.shp, w.shp)
	add(n.suf[1], t1)
	add(0, 0)
	return out
}

// State is a configuration of the arc-hybrid system.
type State struct {
	N           int
	Stack       []int
	B           int
	Head, Lab   []int
	L1, L2      []int // leftmost kids
	R1, R2      []int // rightmost kids
	NumL, NumR  []int
	StackLabels int
}

// Reset readies the state for n words. Word n is the root.
func (s *State) Reset(n int) {
	s.N, s.B = n, 0
	s.Stack = s.Stack[:0]
	for _, p := range []*[]int{&s.Head, &s.Lab, &s.L1, &s.L2, &s.R1, &s.R2, &s.NumL, &s.NumR} {
		*p = append((*p)[:0], make([]int, n+1)...)
	}
	for i := range s.Head {
		s.Head[i], s.Lab[i] = -1, -1
		s.L1[i], s.L2[i], s.R1[i], s.R2[i] = -1, -1, -1, -1
	}
}

// Done: the buffer holds only the root and the stack is empty.
func (s *State) Done() bool { return s.B == s.N && len(s.Stack) == 0 }

// Moves.
const (
	Shift = iota
	Left
	Right
)

// Can tells whether a move is allowed.
func (s *State) Can(m int) bool {
	switch m {
	case Shift:
		return s.B < s.N
	case Left:
		// only one word may hang from the root
		return len(s.Stack) > 0 && (s.B < s.N || len(s.Stack) == 1)
	}
	return len(s.Stack) > 1
}

func (s *State) arc(h, d, l int) {
	s.Head[d], s.Lab[d] = h, l
	if d < h {
		s.L2[h] = s.L1[h]
		s.L1[h] = d
		s.NumL[h]++
	} else {
		s.R2[h] = s.R1[h]
		s.R1[h] = d
		s.NumR[h]++
	}
}

// Do makes a move with label l.
func (s *State) Do(m, l int) {
	switch m {
	case Shift:
		s.Stack = append(s.Stack, s.B)
		s.B++
	case Left:
		d := s.Stack[len(s.Stack)-1]
		s.Stack = s.Stack[:len(s.Stack)-1]
		s.arc(s.B, d, l)
	case Right:
		d := s.Stack[len(s.Stack)-1]
		s.Stack = s.Stack[:len(s.Stack)-1]
		s.arc(s.Stack[len(s.Stack)-1], d, l)
	}
}

// ParseFeats appends the features of a state.
func ParseFeats(out []uint64, s *State, ws []Word, tags []uint8) []uint64 {
	stack := func(k int) int {
		if k >= len(s.Stack) {
			return -1
		}
		return s.Stack[len(s.Stack)-1-k]
	}
	buf := func(k int) int {
		if s.B+k > s.N {
			return -1
		}
		return s.B + k
	}
	w := func(i int) uint64 {
		switch {
		case i < 0:
			return 1
		case i >= s.N:
			return 2
		}
		return ws[i].low
	}
	t := func(i int) uint64 {
		switch {
		case i < 0:
			return 254
		case i >= s.N:
			return 253
		}
		return uint64(tags[i])
	}
	kid := func(a []int, i int) int {
		if i < 0 {
			return -1
		}
		return a[i]
	}
	lab := func(i int) uint64 {
		if i < 0 || s.Lab[i] < 0 {
			return 200
		}
		return uint64(s.Lab[i])
	}
	val := func(i int) uint64 {
		if i < 0 {
			return 99
		}
		return uint64(min(s.NumL[i], 3)*4 + min(s.NumR[i], 3))
	}
	s0, s1, s2 := stack(0), stack(1), stack(2)
	b0, b1, b2 := buf(0), buf(1), buf(2)
	s0l, s0r, s1l, s1r, b0l := kid(s.L1, s0), kid(s.R1, s0), kid(s.L1, s1), kid(s.R1, s1), kid(s.L1, b0)
	s0l2, s0r2, s1r2, b0l2 := kid(s.L2, s0), kid(s.R2, s0), kid(s.R2, s1), kid(s.L2, b0)
	dist := uint64(0)
	if s0 >= 0 && b0 >= 0 {
		switch d := b0 - s0; {
		case d > 10:
			dist = 6
		case d > 5:
			dist = 5
		default:
			dist = uint64(d)
		}
	}
	dist2 := uint64(0)
	if s1 >= 0 {
		switch d := s0 - s1; {
		case d > 10:
			dist2 = 6
		case d > 5:
			dist2 = 5
		default:
			dist2 = uint64(d)
		}
	}
	k := uint64(1000)
	f := func(a ...uint64) {
		k++
		h := k * 0x9E3779B97F4A7C15
		for _, x := range a {
			h = mix(h, x)
		}
		out = append(out, h)
	}
	w0, w1, wb := w(s0), w(s1), w(b0)
	t0, t1, tb := t(s0), t(s1), t(b0)
	f(w0, t0)
	f(t0)
	f(w1, t1)
	f(t1)
	f(wb, tb)
	f(tb)
	f(w(s2))
	f(t(s2))
	f(w(b1), t(b1))
	f(t(b1))
	f(w(b2))
	f(t(b2))
	f(w0, wb)
	f(w0, t0, tb)
	f(t0, wb, tb)
	f(t0, tb)
	f(w0, w1)
	f(w1, t1, t0)
	f(t1, w0, t0)
	f(t0, t1)
	f(t0, t1, tb)
	f(tb, t(b1), t0)
	f(t(b1), t(b2), tb)
	f(t(s2), t1, t0)
	f(t0, t(s0l), tb)
	f(t0, t(s0r), tb)
	f(t0, t(b0l), tb)
	f(t1, t(s1l), t0)
	f(t1, t(s1r), t0)
	f(t0, t(s0r), t1)
	f(t0, t(s0l), t1)
	f(w0, lab(s0l), lab(s0r))
	f(t0, lab(s0l), lab(s0r), tb)
	f(w1, lab(s1l), lab(s1r))
	f(t1, lab(s1l), lab(s1r), t0)
	f(wb, lab(b0l))
	f(tb, lab(b0l), lab(b0l2), t0)
	f(t0, lab(s0l2), lab(s0r2))
	f(t1, lab(s1r2), lab(s1r))
	f(w(s0l))
	f(w(s0r))
	f(w(b0l))
	f(w(s1r))
	f(dist, t0, tb)
	f(dist, w0, wb)
	f(dist2, t0, t1)
	f(val(s0), t0, w0)
	f(val(s1), t1, t0)
	f(val(b0), tb, t0)
	f(0)
	return out
}

// Model is a tagger and parser of hashed linear weights.
type Model struct {
	Tags []string // UPOS|XPOS
	Rels []string
	// Tagger and Parser hold the int8 weights of label l of feature h at
	// (h & mask) + l.
	Tagger, Parser []int16
}

// Scratch is one worker's space.
type Scratch struct {
	feats []uint64
	sc    []int32
	State State
	Tag   []uint8
}

func score(sc []int32, feats []uint64, table []int16) {
	clear(sc)
	mask := uint64(len(table)-1024) - 1
	for _, h := range feats {
		row := table[h&mask:]
		row = row[:len(sc)]
		for l, v := range row {
			sc[l] += int32(v)
		}
	}
}

// Run tags and parses the words: x.Tag and x.State.Head and Lab hold the result.
func (m *Model) Run(ws []Word, x *Scratch) {
	Prepare(ws)
	x.Tag = append(x.Tag[:0], make([]uint8, len(ws))...)
	x.sc = append(x.sc[:0], make([]int32, len(m.Tags)+1+2*len(m.Rels))...)
	for i := range ws {
		x.feats = TagFeats(x.feats[:0], ws, x.Tag, i)
		sc := x.sc[:len(m.Tags)]
		score(sc, x.feats, m.Tagger)
		best := 0
		for l := range sc {
			if sc[l] > sc[best] {
				best = l
			}
		}
		x.Tag[i] = uint8(best)
	}
	s := &x.State
	s.Reset(len(ws))
	sc := x.sc[:1+2*len(m.Rels)]
	for !s.Done() {
		x.feats = ParseFeats(x.feats[:0], s, ws, x.Tag)
		score(sc, x.feats, m.Parser)
		best, mv, lb := int32(-1<<31), Shift, 0
		for mm := range 3 {
			if !s.Can(mm) {
				continue
			}
			if mm == Shift {
				if sc[0] > best {
					best, mv, lb = sc[0], mm, 0
				}
				continue
			}
			off := 1 + (mm-1)*len(m.Rels)
			for l := range m.Rels {
				if sc[off+l] > best {
					best, mv, lb = sc[off+l], mm, l
				}
			}
		}
		s.Do(mv, lb)
	}
}
