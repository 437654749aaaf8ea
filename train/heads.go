package main

import (
	"math"
	"math/rand/v2"
)

// losses sums the cross-entropies of a batch and counts its words.
type losses struct {
	tag, arc, rel float64
	words         int
}

// target is what a choice is learnt from: up to four classes with their
// shares, the first alone with share 1 where a treebank says so.
type target struct {
	class [4]int16
	share [4]float32
}

func certain(class int) target {
	return target{class: [4]int16{int16(class)}, share: [4]float32{1}}
}

// learn turns scores into probabilities, returns the loss against the target
// and leaves the gradient in s.
func (g *target) learn(s []float32) float64 {
	softmax(s)
	loss := 0.0
	for k, p := range g.share {
		if p > 0 {
			loss -= float64(p) * math.Log(float64(s[g.class[k]])+1e-30)
		}
	}
	for k, p := range g.share {
		s[g.class[k]] -= p
	}
	return loss
}

// top is the target of the four most probable classes of s, which it spoils.
func top(s []float32) target {
	var g target
	sum := float32(0)
	for k := range g.class {
		b := best(s)
		g.class[k], g.share[k] = int16(b), max(s[b], 0)
		sum += g.share[k]
		s[b] = -1
	}
	for k := range g.share {
		g.share[k] /= sum
	}
	return g
}

// softmax turns scores into probabilities.
func softmax(s []float32) {
	top := s[0]
	for _, v := range s {
		top = max(top, v)
	}
	sum := float32(0)
	for i, v := range s {
		s[i] = float32(math.Exp(float64(v - top)))
		sum += s[i]
	}
	for i := range s {
		s[i] /= sum
	}
}

// middle computes what is read off the top states. Dependents, heads and tags
// pass a rectifier, the parts of the relation layer do not yet.
func (n *net) middle(w *worker, r *run) {
	m := n.shape.middle()
	r.mid = grow(r.mid, r.s.n*m)
	for i := range r.s.n {
		copy(r.mid[i*m:], n.midB.v)
	}
	w.p.pack(n.mid.v, 2*n.hidden, m, false)
	w.p.mul(r.mid, r.h[1], r.s.n)
	for i := range r.s.n {
		rectify(r.mid[i*m : i*m+2*n.arc])
		rectify(r.mid[i*m+2*n.arc+2*n.rel : (i+1)*m])
	}
}

func rectify(v []float32) {
	for i, x := range v {
		if x < 0 {
			v[i] = 0
		}
	}
}

// part copies columns [from, from+width) of the middle into out.
func (r *run) part(out []float32, m, from, width int) []float32 {
	out = grow(out, r.s.n*width)
	for i := range r.s.n {
		copy(out[i*width:(i+1)*width], r.mid[i*m+from:])
	}
	return out
}

// learn runs a batch forward and backward and adds to the gradients of w.
// scale is what each word's loss is multiplied by.
func (n *net) learn(w *worker, r *run, batch []*example, rng *rand.Rand, drop dropout, scale float32) losses {
	lens := make([]int, len(batch))
	for i, e := range batch {
		lens[i] = len(e.words)
	}
	r.s = newSteps(lens)
	n.encode(w, r, batch, rng, drop)
	n.middle(w, r)
	m := n.shape.middle()
	times(r.mid, r.mask(rng, 3, m, drop.middle, r.s))
	r.dmid = grow(r.dmid, r.s.n*m)
	ls := losses{words: r.s.n}
	ls.tag = n.tagBack(w, r, batch, scale)
	ls.arc = n.arcBack(w, r, batch, scale)
	ls.rel = n.relBack(w, r, batch, scale)
	times(r.dmid, r.masks[3])
	for i := range r.s.n {
		for k := range m {
			if (k < 2*n.arc || k >= 2*n.arc+2*n.rel) && r.mid[i*m+k] <= 0 {
				r.dmid[i*m+k] = 0
			}
		}
	}
	w.outer(w.grad(n.mid), r.h[1], r.dmid, r.s.n, 2*n.hidden, m)
	w.sumRows(w.grad(n.midB), r.dmid, r.s.n)
	r.dh[1] = grow(r.dh[1], r.s.n*2*n.hidden)
	w.p.pack(n.mid.v, m, 2*n.hidden, true)
	w.p.mul(r.dh[1], r.dmid, r.s.n)
	n.encodeBack(w, r, batch)
	return ls
}

// classify is a linear layer with softmax on in[n][width]: it returns the loss
// and leaves the gradient of in in din.
func classify(w *worker, r *run, weights, bias *param, in, din []float32, gold []*target, scale float32) float64 {
	width, k := weights.rows, weights.cols
	r.out = grow(r.out, r.s.n*k)
	for i := range r.s.n {
		copy(r.out[i*k:], bias.v)
	}
	w.p.pack(weights.v, width, k, false)
	w.p.mul(r.out, in, r.s.n)
	loss := 0.0
	for i := range r.s.n {
		o := r.out[i*k : (i+1)*k]
		loss += gold[i].learn(o)
		for j := range o {
			o[j] *= scale
		}
	}
	w.outer(w.grad(weights), in, r.out, r.s.n, width, k)
	w.sumRows(w.grad(bias), r.out, r.s.n)
	w.p.pack(weights.v, k, width, true)
	w.p.mul(din, r.out, r.s.n)
	return loss
}

func (n *net) tagBack(w *worker, r *run, batch []*example, scale float32) float64 {
	m := n.shape.middle()
	from := 2*n.arc + 2*n.rel
	r.tagIn = r.part(r.tagIn, m, from, n.tag)
	gold := make([]*target, r.s.n)
	for j, e := range batch {
		for t := range e.tags {
			gold[r.s.at(j, t)] = &e.tags[t]
		}
	}
	din := grow(r.dt, r.s.n*n.tag)
	r.dt = din
	loss := classify(w, r, n.tagOut, n.tagB, r.tagIn, din, gold, scale)
	for i := range r.s.n {
		add(r.dmid[i*m+from:i*m+from+n.tag], din[i*n.tag:(i+1)*n.tag])
	}
	return loss
}

// arcScores fills scores with those of the heads of word i, the root last:
// the word itself is left out.
func (n *net) arcScores(scores, t []float32, r *run, j, length, word int) {
	m := n.shape.middle()
	for k := range length {
		h := r.mid[r.s.at(j, k)*m+n.arc:][:n.arc]
		scores[k] = dot(t, h)
	}
	scores[word] = -1e9
	scores[length] = dot(t, n.rootArc.v)
}

func dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	i := 0
	b = b[:len(a)]
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	return s0 + s1 + s2 + s3
}

func axpy(y []float32, a float32, x []float32) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] += a * v
	}
}

// queries computes dependents times the bilinear form, plus the bias of heads.
func (n *net) queries(w *worker, r *run) []float32 {
	r.tagIn = r.part(r.tagIn, n.shape.middle(), 0, n.arc)
	r.t = grow(r.t, r.s.n*n.arc)
	for i := range r.s.n {
		copy(r.t[i*n.arc:], n.headB.v)
	}
	w.p.pack(n.bilinear.v, n.arc, n.arc, false)
	w.p.mul(r.t, r.tagIn, r.s.n)
	return r.tagIn
}

func (n *net) arcBack(w *worker, r *run, batch []*example, scale float32) float64 {
	m, a := n.shape.middle(), n.arc
	deps := n.queries(w, r)
	r.dt = grow(r.dt, r.s.n*a)
	loss := 0.0
	for j, e := range batch {
		length := len(e.words)
		r.scores = grow(r.scores, length+1)
		for i := range e.heads {
			row := r.s.at(j, i)
			t, dt := r.t[row*a:(row+1)*a], r.dt[row*a:(row+1)*a]
			n.arcScores(r.scores, t, r, j, length, i)
			loss += e.heads[i].learn(r.scores)
			for k, p := range r.scores[:length+1] {
				if p *= scale; p < 1e-7 && p > -1e-7 {
					continue
				}
				if k == length {
					axpy(dt, p, n.rootArc.v)
					axpy(w.grad(n.rootArc), p, t)
					continue
				}
				at := r.s.at(j, k)*m + a
				axpy(dt, p, r.mid[at:at+a])
				axpy(r.dmid[at:at+a], p, t)
			}
		}
	}
	w.outer(w.grad(n.bilinear), deps, r.dt, r.s.n, a, a)
	w.sumRows(w.grad(n.headB), r.dt, r.s.n)
	din := grow(nil, r.s.n*a)
	w.p.pack(n.bilinear.v, a, a, true)
	w.p.mul(din, r.dt, r.s.n)
	for i := range r.s.n {
		add(r.dmid[i*m:i*m+a], din[i*a:(i+1)*a])
	}
	return loss
}

// relLayer fills r.relH with the rectified relation layer for heads chosen
// by heads.
func (n *net) relLayer(r *run, j int, heads []int) {
	m, k := n.shape.middle(), n.rel
	for i, h := range heads {
		row := r.s.at(j, i)
		out := r.relH[row*k : (row+1)*k]
		copy(out, r.mid[row*m+2*n.arc:])
		if h == len(heads) {
			add(out, n.rootRel.v)
		} else {
			at := r.s.at(j, h)*m + 2*n.arc + k
			add(out, r.mid[at:at+k])
		}
		rectify(out)
	}
}

func (n *net) relBack(w *worker, r *run, batch []*example, scale float32) float64 {
	m, k := n.shape.middle(), n.rel
	r.relH = grow(r.relH, r.s.n*k)
	gold := make([]*target, r.s.n)
	for j, e := range batch {
		n.relLayer(r, j, e.governors)
		for i := range e.rels {
			gold[r.s.at(j, i)] = &e.rels[i]
		}
	}
	r.dRelH = grow(r.dRelH, r.s.n*k)
	loss := classify(w, r, n.relOut, n.relB, r.relH, r.dRelH, gold, scale)
	for j, e := range batch {
		for i, h := range e.governors {
			row := r.s.at(j, i)
			d := r.dRelH[row*k : (row+1)*k]
			for c, v := range r.relH[row*k : (row+1)*k] {
				if v <= 0 {
					d[c] = 0
				}
			}
			add(r.dmid[row*m+2*n.arc:row*m+2*n.arc+k], d)
			if h == len(e.words) {
				add(w.grad(n.rootRel), d)
			} else {
				at := r.s.at(j, h)*m + 2*n.arc + k
				add(r.dmid[at:at+k], d)
			}
		}
	}
	return loss
}
