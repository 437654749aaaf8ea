package main

// squash is the rational function that stands for tanh, in training and in
// inference alike: x(27+x²)/(27+9x²) within ±3, ±1 outside.
func squash(x float32) float32 {
	if x >= 3 {
		return 1
	}
	if x <= -3 {
		return -1
	}
	y := x * x
	return x * (27 + y) / (27 + 9*y)
}

// slope is the derivative of squash at x.
func slope(x float32) float32 {
	if x >= 3 || x <= -3 {
		return 0
	}
	y := x * x
	d := 3 + y
	d = (9 - y) / d
	return d * d / 9
}

// steps is a batch of sequences in packed order, the longest first: the words
// at position t of all sequences that have one stand together, from off[t] on.
type steps struct {
	n    int
	lens []int
	off  []int
	rev  []int // row of the same word when every sequence is read backwards
}

func newSteps(lens []int) *steps {
	s := &steps{lens: lens}
	for t := 0; t < lens[0]; t++ {
		s.off = append(s.off, s.n)
		for _, l := range lens {
			if l > t {
				s.n++
			}
		}
	}
	s.off = append(s.off, s.n)
	s.rev = make([]int, s.n)
	for j, l := range lens {
		for t := range l {
			s.rev[s.off[t]+j] = s.off[l-1-t] + j
		}
	}
	return s
}

// at is the row of word t of sequence j.
func (s *steps) at(j, t int) int { return s.off[t] + j }

// lstm is one direction of a layer: gates = x wx + h wh + b, in the order
// input, forget, candidate, output.
type lstm struct {
	in, h     int
	wx, wh, b *param
}

// lstmRun keeps what the backward pass needs of one forward pass.
type lstmRun struct {
	x         []float32 // [n][in]
	pre, act  []float32 // [n][4h], before and after squashing
	c, h      []float32 // [n][h]
	prevH     []float32 // [n][h], the states that the rows began with
	dpre, dc  []float32
	dh, dprev []float32
}

// forward reads r.x and leaves the states in r.h.
func (l *lstm) forward(w *worker, s *steps, r *lstmRun) {
	g, h := 4*l.h, l.h
	r.pre, r.act = grow(r.pre, s.n*g), grow(r.act, s.n*g)
	r.c, r.h = grow(r.c, s.n*h), grow(r.h, s.n*h)
	r.prevH = grow(r.prevH, s.n*h)
	for i := range s.n {
		copy(r.pre[i*g:(i+1)*g], l.b.v)
	}
	w.p.pack(l.wx.v, l.in, g, false)
	w.p.mul(r.pre, r.x, s.n)
	w.p.pack(l.wh.v, h, g, false)
	for t := 0; t+1 < len(s.off); t++ {
		from, to := s.off[t], s.off[t+1]
		prev := from
		if t > 0 {
			prev = s.off[t-1]
			copy(r.prevH[from*h:to*h], r.h[prev*h:(prev+to-from)*h])
			w.p.mul(r.pre[from*g:], r.prevH[from*h:], to-from)
		}
		for i := from; i < to; i++ {
			var before []float32
			if t > 0 {
				before = r.c[(prev+i-from)*h:]
			}
			cell(r.pre[i*g:(i+1)*g], r.act[i*g:(i+1)*g], before, r.c[i*h:(i+1)*h], r.h[i*h:(i+1)*h])
		}
	}
}

// cell computes one step of one sequence from the gates before squashing.
func cell(pre, act, before, c, out []float32) {
	h := len(c)
	for k := range h {
		i := 0.5 + 0.5*squash(0.5*pre[k])
		f := 0.5 + 0.5*squash(0.5*pre[h+k])
		z := squash(pre[2*h+k])
		o := 0.5 + 0.5*squash(0.5*pre[3*h+k])
		act[k], act[h+k], act[2*h+k], act[3*h+k] = i, f, z, o
		v := i * z
		if before != nil {
			v += f * before[k]
		}
		c[k] = v
		out[k] = o * squash(v)
	}
}

// backward takes dh[n][h], the gradient of the states (which it spoils), adds
// the gradient of the input to dx[n][in] and those of the weights to w.
func (l *lstm) backward(w *worker, s *steps, r *lstmRun, dh, dx []float32) {
	g, h := 4*l.h, l.h
	r.dpre, r.dc = grow(r.dpre, s.n*g), grow(r.dc, s.n*h)
	r.dprev = grow(r.dprev, len(s.lens)*h)
	w.p.pack(l.wh.v, g, h, true)
	for t := len(s.off) - 2; t >= 0; t-- {
		from, to := s.off[t], s.off[t+1]
		prev := 0
		if t > 0 {
			prev = s.off[t-1]
		}
		for i := from; i < to; i++ {
			var before, dbefore []float32
			if t > 0 {
				p := prev + i - from
				before, dbefore = r.c[p*h:(p+1)*h], r.dc[p*h:(p+1)*h]
			}
			cellBack(r.pre[i*g:(i+1)*g], r.act[i*g:(i+1)*g], before, r.c[i*h:(i+1)*h],
				dh[i*h:(i+1)*h], r.dc[i*h:(i+1)*h], dbefore, r.dpre[i*g:(i+1)*g])
		}
		if t > 0 {
			w.p.mul(dh[prev*h:(prev+to-from)*h], r.dpre[from*g:to*g], to-from)
		}
	}
	w.outer(w.grad(l.wh), r.prevH, r.dpre, s.n, h, g)
	w.outer(w.grad(l.wx), r.x, r.dpre, s.n, l.in, g)
	w.sumRows(w.grad(l.b), r.dpre, s.n)
	w.p.pack(l.wx.v, g, l.in, true)
	w.p.mul(dx, r.dpre, s.n)
}

// cellBack is the gradient of cell: from dh and dc to dpre and dbefore.
func cellBack(pre, act, before, c, dh, dc, dbefore, dpre []float32) {
	h := len(c)
	for k := range h {
		i, f, z, o := act[k], act[h+k], act[2*h+k], act[3*h+k]
		d := dc[k] + dh[k]*o*slope(c[k])
		dpre[3*h+k] = dh[k] * squash(c[k]) * 0.25 * slope(0.5*pre[3*h+k])
		dpre[k] = d * z * 0.25 * slope(0.5*pre[k])
		dpre[2*h+k] = d * i * slope(pre[2*h+k])
		if before != nil {
			dpre[h+k] = d * before[k] * 0.25 * slope(0.5*pre[h+k])
			dbefore[k] += d * f
		}
	}
}
