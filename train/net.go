package main

import (
	"math"
	"math/rand/v2"

	"chancery/internal/language/infer"
)

// shape holds the sizes of the network.
type shape struct {
	dense  int // width of the given word vectors
	sum    int // width of the learnt word and affix vectors, which are added
	hidden int // of one direction of a layer
	arc    int // width of the arc representations
	rel    int // width of the relation layer
	tag    int // width of the tag layer
	tags   int // tags, filled up to a multiple of panel
	rels   int
}

func (s shape) input() int { return s.dense + s.sum }

// middle is the width of all that is read off the top states: dependents,
// heads, relations of dependents and of heads, tags.
func (s shape) middle() int { return 2*s.arc + 2*s.rel + s.tag }

// net is the network: word and affix vectors, two bidirectional layers, and
// on their states a tagger, a biaffine choice of heads (Dozat and Manning
// 2017) and a relation classifier.
type net struct {
	shape
	params
	vectors     []float32 // [words][dense], given
	word, affix *param
	layers      [2][2]*lstm // by layer and direction
	mid, midB   *param
	bilinear    *param // arc × arc
	headB       *param // bias of heads
	rootArc     *param // the root as a head
	rootRel     *param
	relOut      *param
	relB        *param
	tagOut      *param
	tagB        *param
}

func newNet(s shape, vectors []float32, learnt int, seed uint64) *net {
	n := &net{shape: s, vectors: vectors}
	n.rng = rand.New(rand.NewPCG(seed, 1))
	n.word = n.matrix("word", learnt, s.sum, 0.1)
	n.affix = n.matrix("affix", infer.AffixRows, s.sum, 0.1)
	n.word.sparse, n.affix.sparse = true, true
	in := s.input()
	for l := range n.layers {
		for d := range n.layers[l] {
			name := []string{"forward", "backward"}[d] + []string{"1", "2"}[l]
			m := &lstm{in: in, h: s.hidden}
			m.wx = n.matrix(name+".wx", in, 4*s.hidden, math.Sqrt(6/float64(in+s.hidden)))
			m.wh = n.matrix(name+".wh", s.hidden, 4*s.hidden, math.Sqrt(3/float64(s.hidden)))
			m.b = n.matrix(name+".b", 1, 4*s.hidden, 0)
			for k := range s.hidden {
				m.b.v[s.hidden+k] = 1
			}
			n.layers[l][d] = m
		}
		in = 2 * s.hidden
	}
	n.mid = n.glorot("mid", in, s.middle())
	n.midB = n.matrix("mid.b", 1, s.middle(), 0)
	n.bilinear = n.matrix("bilinear", s.arc, s.arc, 0.05)
	n.headB = n.matrix("head.b", 1, s.arc, 0)
	n.rootArc = n.matrix("root.arc", 1, s.arc, 0.1)
	n.rootRel = n.matrix("root.rel", 1, s.rel, 0.1)
	n.relOut = n.glorot("rel", s.rel, s.rels)
	n.relB = n.matrix("rel.b", 1, s.rels, 0)
	n.tagOut = n.glorot("tag", s.tag, s.tags)
	n.tagB = n.matrix("tag.b", 1, s.tags, 0)
	return n
}

// dropout gives the shares of values that are dropped in training.
type dropout struct{ word, input, state, top, middle float64 }

// run is the memory of one pass over a batch.
type run struct {
	s           *steps
	x, dx       []float32
	l           [2][2]lstmRun
	h, dh       [2][]float32
	hr, dhr     []float32
	xr          [2][]float32
	masks       [4][]float32
	mid, dmid   []float32
	t, dt       []float32 // dependents times bilinear
	relH, dRelH []float32
	out, dout   []float32
	tagIn       []float32
	scores      []float32
}

// example is a sentence made ready: rows of the tables and what is to be
// learnt. A head of len(words) is the root; governors are the heads that the
// relations are learnt for.
type example struct {
	words     []int
	affixes   [][infer.Affixes]int32
	tags      []target
	heads     []target
	rels      []target
	governors []int
}

// mask fills m with 0 at share p and 1/(1-p) elsewhere, one value for all
// words of a sequence if s is not nil.
func (r *run) mask(rng *rand.Rand, which int, width int, p float64, s *steps) []float32 {
	m := grow(r.masks[which], r.s.n*width)
	r.masks[which] = m
	keep := float32(1 / (1 - p))
	for j, l := range s.lens {
		for k := range width {
			if rng.Float64() < p {
				continue
			}
			for t := range l {
				m[s.at(j, t)*width+k] = keep
			}
		}
	}
	return m
}

func times(a, b []float32) {
	for i, v := range b {
		a[i] *= v
	}
}

// encode runs the words through the layers; with rng it drops out.
func (n *net) encode(w *worker, r *run, batch []*example, rng *rand.Rand, drop dropout) {
	in := n.input()
	r.x = grow(r.x, r.s.n*in)
	for j, e := range batch {
		for t := range e.words {
			x := r.x[r.s.at(j, t)*in:][:in]
			if rng == nil || rng.Float64() >= drop.word {
				word := e.words[t]
				copy(x[:n.dense], n.vectors[word*n.dense:(word+1)*n.dense])
				if word*n.sum < len(n.word.v) {
					add(x[n.dense:], n.word.v[word*n.sum:(word+1)*n.sum])
				}
			} else {
				add(x[n.dense:], n.word.v[:n.sum])
			}
			for _, a := range e.affixes[t] {
				add(x[n.dense:], n.affix.v[int(a)*n.sum:(int(a)+1)*n.sum])
			}
		}
	}
	x := r.x
	if rng != nil {
		times(x, r.mask(rng, 0, in, drop.input, r.s))
	}
	h := n.hidden
	for l := range n.layers {
		width := n.layers[l][0].in
		r.xr[l] = grow(r.xr[l], r.s.n*width)
		for i, k := range r.s.rev {
			copy(r.xr[l][k*width:(k+1)*width], x[i*width:(i+1)*width])
		}
		r.l[l][0].x, r.l[l][1].x = x, r.xr[l]
		n.layers[l][0].forward(w, r.s, &r.l[l][0])
		n.layers[l][1].forward(w, r.s, &r.l[l][1])
		r.h[l] = grow(r.h[l], r.s.n*2*h)
		for i, k := range r.s.rev {
			copy(r.h[l][i*2*h:], r.l[l][0].h[i*h:(i+1)*h])
			copy(r.h[l][i*2*h+h:], r.l[l][1].h[k*h:(k+1)*h])
		}
		x = r.h[l]
		if rng != nil {
			p := drop.state
			if l == 1 {
				p = drop.top
			}
			times(x, r.mask(rng, 1+l, 2*h, p, r.s))
		}
	}
}

func add(a, b []float32) {
	for i, v := range b {
		a[i] += v
	}
}

// decodeBack takes the gradient of the top states in r.dh[1] down to the
// tables.
func (n *net) encodeBack(w *worker, r *run, batch []*example) {
	h := n.hidden
	for l := 1; l >= 0; l-- {
		times(r.dh[l], r.masks[1+l])
		fw, bw := grow(nil, r.s.n*h), grow(nil, r.s.n*h)
		for i, k := range r.s.rev {
			copy(fw[i*h:(i+1)*h], r.dh[l][i*2*h:])
			copy(bw[k*h:(k+1)*h], r.dh[l][i*2*h+h:])
		}
		width := n.layers[l][0].in
		dx := grow(r.dx, r.s.n*width)
		if l == 1 {
			r.dh[0] = grow(r.dh[0], r.s.n*width)
			dx = r.dh[0]
		} else {
			r.dx = dx
		}
		dxr := grow(r.dhr, r.s.n*width)
		r.dhr = dxr
		n.layers[l][0].backward(w, r.s, &r.l[l][0], fw, dx)
		n.layers[l][1].backward(w, r.s, &r.l[l][1], bw, dxr)
		for i, k := range r.s.rev {
			add(dx[i*width:(i+1)*width], dxr[k*width:(k+1)*width])
		}
	}
	in := n.input()
	times(r.dx, r.masks[0])
	for j, e := range batch {
		for t := range e.words {
			d := r.dx[r.s.at(j, t)*in+n.dense:][:n.sum]
			if word := e.words[t]; word*n.sum < len(n.word.v) {
				add(w.row(n.word, word), d)
			}
			for _, a := range e.affixes[t] {
				add(w.row(n.affix, int(a)), d)
			}
		}
	}
}
