package infer

import (
	"math"
	"slices"
)

// group is how many sentences are read in step; the result does not depend
// on it.
const group = 8

// batch is about how many words are looked at together for forms that occur more than
// once among them; the result does not depend on it.
const batch = 600

// Scratch is the working space of one goroutine.
type Scratch struct {
	buf     []byte
	order   []int
	x       []int16
	seen    map[string]int32 // rare forms of a batch, by their row
	rare    [2][]int32       // what they add to the first layer, by direction
	words   []int32          // of a group: rows of Model.ready, or of rare from -1 downwards
	pre     []int32          // what the input adds to one direction of a later layer
	acc     []int32
	state   []int16
	cell    []float32
	z       [2][]int16
	mid     []int32
	arc     []int16 // dependents, then queries
	key     []int16 // of one head
	heads   matrix  // of one sentence, as the weights of a product
	scores  []int32
	relIn   []int16
	out     []int32
	tagIn   []int16
	decoder decoder
	Results []Result // by word, in the order of the sentences
}

// Result is what is found for a word. Head is an index into its sentence, -1
// for the root.
type Result struct {
	Tag, Rel uint8
	Head     int32
}

// Run reads sentences, given by the ends of each in forms, and leaves the
// results in x.Results.
func (m *Model) Run(forms []string, ends []int, x *Scratch) {
	x.Results = resize(x.Results, len(forms))
	x.order = x.order[:0]
	for i := range ends {
		x.order = append(x.order, i)
	}
	length := func(i int) int {
		if i == 0 {
			return ends[0]
		}
		return ends[i] - ends[i-1]
	}
	slices.SortFunc(x.order, func(a, b int) int {
		if d := length(b) - length(a); d != 0 {
			return d
		}
		return a - b
	})
	for from := 0; from < len(x.order); {
		to, words := from, 0
		for to < len(x.order) && (to == from || words < batch) {
			for end := min(to+group, len(x.order)); to < end; to++ {
				words += length(x.order[to])
			}
		}
		m.first(forms, ends, x.order[from:to], length, x)
		for ; from < to; from += group {
			m.runGroup(forms, ends, x.order[from:min(from+group, to)], length, x)
		}
		from = to
	}
}

func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}

// runGroup reads the sentences g, the longest first.
func (m *Model) runGroup(forms []string, ends []int, g []int, length func(int) int, x *Scratch) {
	var starts, lens [group]int // rows in the group
	n := 0
	for k, s := range g {
		starts[k], lens[k] = n, length(s)
		n += lens[k]
	}
	if n == 0 {
		return
	}
	m.find(forms, ends, g, lens[:len(g)], x)
	for l := range m.layers {
		x.z[l] = resize(x.z[l], n*2*m.Hidden)
		for d := range m.layers[l] {
			if l > 0 {
				x.pre = resize(x.pre, n*4*m.Hidden)
				m.kernels.mul(x.pre, x.z[l-1], &m.layers[l][d].wx, m.layers[l][d].b, n)
			}
			m.recur(l, d, x.z[l], starts[:len(g)], lens[:len(g)], x)
		}
	}
	input := x.z[len(m.layers)-1]
	mid := m.Middle()
	x.mid = resize(x.mid, n*mid)
	m.kernels.mul(x.mid, input, &m.mid.matrix, m.mid.b, n)
	m.tags(n, x)
	m.queries(n, x)
	for k, s := range g {
		first := ends[s] - lens[k]
		m.attach(starts[k], lens[k], x.Results[first:first+lens[k]], x)
	}
	for k, s := range g {
		first := ends[s] - lens[k]
		for i := range lens[k] {
			x.Results[first+i].Tag = x.tagOf(starts[k]+i, &m.tag, len(m.Tags))
		}
	}
}

// first computes what the words of the sentences g add to the gates of the first layer,
// x.rare. It depends on the form of a word alone: that of frequent words is at hand,
// that of others is computed once.
func (m *Model) first(forms []string, ends []int, g []int, length func(int) int, x *Scratch) {
	if x.seen == nil {
		x.seen = map[string]int32{}
	}
	clear(x.seen)
	in, out := m.Dense+m.Sum, 4*m.Hidden
	x.x = x.x[:0]
	for _, s := range g {
		for _, form := range forms[ends[s]-length(s) : ends[s]] {
			if _, ok := m.frequent[form]; ok {
				continue
			}
			if _, ok := x.seen[form]; !ok {
				i := len(x.seen)
				x.seen[form] = int32(i)
				x.x = slices.Grow(x.x, in)[:(i+1)*in]
				x.buf = m.embed(x.x[i*in:], form, x.buf)
			}
		}
	}
	rare := len(x.seen)
	for d := range x.rare {
		x.rare[d] = resize(x.rare[d], rare*out)
		m.kernels.mul(x.rare[d], x.x, &m.layers[0][d].wx, m.layers[0][d].b, rare)
	}
}

// find finds the words of the group g, after first, in what is computed of them.
func (m *Model) find(forms []string, ends []int, g, lens []int, x *Scratch) {
	x.words = x.words[:0]
	for k, s := range g {
		for _, form := range forms[ends[s]-lens[k] : ends[s]] {
			row, ok := m.frequent[form]
			if !ok {
				row = -1 - x.seen[form]
			}
			x.words = append(x.words, row)
		}
	}
}

// gates is what the input of a layer adds to the gates of one word of a group.
func (m *Model) gates(layer, dir, word int, x *Scratch) *int32 {
	g := 4 * m.Hidden
	switch {
	case layer > 0:
		return &x.pre[word*g]
	case x.words[word] >= 0:
		return &m.ready[dir][int(x.words[word])*g]
	}
	return &x.rare[dir][int(-1-x.words[word])*g]
}

// Prepare computes once what is needed of each of the forms, which are the
// frequent ones; it takes 32 bytes a unit of a layer's direction and form.
// It must not be called while sentences are read.
func (m *Model) Prepare(forms []string) {
	m.frequent = nil
	var x Scratch
	ends := []int{len(forms)}
	if len(forms) == 0 {
		return
	}
	m.first(forms, ends, []int{0}, func(int) int { return len(forms) }, &x)
	m.ready, m.frequent = x.rare, x.seen
}

// embed writes the vector of a word.
func (m *Model) embed(out []int16, form string, buf []byte) []byte {
	var affixes [Affixes]int32
	word, buf := m.Lexicon.Look(form, buf, &affixes)
	clear(out)
	if m.Dense > 0 {
		m.kernels.bytes(&out[0], &m.vectors[word*m.Dense], m.Dense, m.shifts[0])
	}
	if m.Sum == 0 {
		return buf
	}
	sum := &out[m.Dense]
	if word < m.Learnt {
		m.kernels.bytes(sum, &m.word[word*m.Sum], m.Sum, m.shifts[1])
	}
	for _, a := range affixes {
		m.kernels.bytes(sum, &m.affix[int(a)*m.Sum], m.Sum, m.shifts[2])
	}
	return buf
}

// recur runs one direction of a layer over the sentences, from what the input
// adds to its gates, and writes its states to its half of z.
func (m *Model) recur(layer, dir int, z []int16, starts, lens []int, x *Scratch) {
	h := m.Hidden
	g := 4 * h
	wh := &m.layers[layer][dir].wh
	k := len(starts)
	x.state, x.cell, x.acc = resize(x.state, group*h), resize(x.cell, group*h), resize(x.acc, group*g)
	clear(x.state)
	clear(x.cell)
	active := k
	for t := range lens[0] {
		for active > 0 && lens[active-1] <= t {
			active--
		}
		rows := m.kernels.rounded(active)
		acc := x.acc[:rows*g]
		if t > 0 {
			m.kernels.mul(acc, x.state, wh, nil, rows)
		} else {
			clear(acc)
		}
		for j := range active {
			row := starts[j] + t
			if dir == 1 {
				row = starts[j] + lens[j] - 1 - t
			}
			m.kernels.cell(h, m.gates(layer, dir, row, x), &acc[j*g], &x.cell[j*h], &x.state[j*h])
			copy(z[row*2*h+dir*h:][:h], x.state[j*h:(j+1)*h])
		}
	}
}

// toMiddle is how much finer the sums of what is read off the states are than what is
// made of them.
const toMiddle = StateShift + WeightShift - MiddleShift

// clip rounds v into an int16.
func clip(v int32) int16 { return int16(min(max(v, -32768), 32767)) }

// positive is clip of v or 0.
func positive(v int32) int16 { return int16(min(max(v, 0), 32767)) }

// tags scores the tags of all words.
func (m *Model) tags(n int, x *Scratch) {
	mid, from := m.Middle(), 2*m.Arc+2*m.Rel
	x.tagIn = resize(x.tagIn, n*m.Tag)
	for i := range n {
		m.kernels.narrow(&x.tagIn[i*m.Tag], &x.mid[i*mid+from], m.Tag, toMiddle, 0)
	}
	x.out = resize(x.out, n*m.tag.out)
	m.kernels.mul(x.out, x.tagIn, &m.tag.matrix, m.tag.b, n)
}

// tagOf is the best class of row i of x.out.
func (x *Scratch) tagOf(i int, d *dense, classes int) uint8 {
	return uint8(argmax(x.out[i*d.out : i*d.out+classes]))
}

func argmax(s []int32) int {
	b := 0
	for i, v := range s {
		if v > s[b] {
			b = i
		}
	}
	return b
}

// queries computes the dependents' side of the arc scores.
func (m *Model) queries(n int, x *Scratch) {
	mid, a := m.Middle(), m.Arc
	x.arc = resize(x.arc, (n+group)*a) // attach reads some rows more
	for i := range n {
		m.kernels.narrow(&x.arc[i*a], &x.mid[i*mid], a, toMiddle, 0)
	}
	x.acc = resize(x.acc, n*a)
	m.kernels.mul(x.acc, x.arc, &m.bilinear.matrix, m.bilinear.b, n)
	m.kernels.narrow(&x.arc[0], &x.acc[0], n*a, MiddleShift+WeightShift-QueryShift, math.MinInt16)
}

// attach finds heads and relations of the sentence of n words whose first is
// row start of the group.
func (m *Model) attach(start, n int, out []Result, x *Scratch) {
	mid, a := m.Middle(), m.Arc
	h := &x.heads
	h.in, h.out = a, (n+1+stripe-1)/stripe*stripe
	h.w = resize(h.w, h.in*h.out)
	clear(h.w)
	x.key = resize(x.key, a)
	for j := range n + 1 {
		key := m.rootArc
		if j < n {
			key = x.key
			m.kernels.narrow(&key[0], &x.mid[(start+j)*mid+a], a, toMiddle, 0)
		}
		at := h.index(0, j)
		for k := 0; k < a; k += 2 {
			h.w[at], h.w[at+1] = key[k], key[k+1]
			at += 2 * stripe
		}
	}
	rows := m.kernels.rounded(n)
	x.scores = resize(x.scores, rows*h.out)
	m.kernels.mul(x.scores, x.arc[start*a:(start+rows)*a], h, nil, rows)
	x.decoder.decode(x.scores, h.out, n)
	r := m.Rel
	x.relIn = resize(x.relIn, rows*r)
	for i := range n {
		head := start + x.decoder.head[i]
		if x.decoder.head[i] == n {
			head = -1
		}
		m.relation(x.relIn[i*r:(i+1)*r], start+i, head, x)
	}
	x.acc = resize(x.acc, rows*m.rel.out)
	m.kernels.mul(x.acc, x.relIn, &m.rel.matrix, m.rel.b, rows)
	for i := range n {
		s := x.acc[i*m.rel.out:][:len(m.Rels)]
		if x.decoder.head[i] == n {
			out[i] = Result{Head: -1, Rel: uint8(m.rootLabel)}
			continue
		}
		s[m.rootLabel] = -1 << 31
		out[i] = Result{Head: int32(x.decoder.head[i]), Rel: uint8(argmax(s))}
	}
	m.repair(start, out, x)
}

// relation writes what the relation of two rows of the group is told by; head is -1 for
// the root.
func (m *Model) relation(in []int16, dependent, head int, x *Scratch) {
	mid, at := m.Middle(), 2*m.Arc
	dep := x.mid[dependent*mid+at:][:len(in)]
	if head < 0 {
		for k, v := range dep {
			in[k] = positive(rounded(v, toMiddle) + m.rootRel[k])
		}
		return
	}
	gov := x.mid[head*mid+at+m.Rel:][:len(in)]
	for k, v := range dep {
		in[k] = positive(rounded(v, toMiddle) + rounded(gov[k], toMiddle))
	}
}
