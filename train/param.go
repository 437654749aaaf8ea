package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
)

// param is a matrix or vector of weights with its optimiser state. Sparse
// parameters are tables of which a batch touches few rows of width cols.
type param struct {
	name       string
	rows, cols int
	v, m, s    []float32
	sparse     bool
	id         int
}

// params is all that is learnt.
type params struct {
	list []*param
	rng  *rand.Rand
}

// matrix adds rows × cols weights drawn evenly from ±bound.
func (p *params) matrix(name string, rows, cols int, bound float64) *param {
	q := &param{name: name, rows: rows, cols: cols, id: len(p.list)}
	n := rows * cols
	q.v, q.m, q.s = make([]float32, n), make([]float32, n), make([]float32, n)
	for i := range q.v {
		q.v[i] = float32((2*p.rng.Float64() - 1) * bound)
	}
	p.list = append(p.list, q)
	return q
}

// glorot is matrix with the usual bound.
func (p *params) glorot(name string, rows, cols int) *param {
	return p.matrix(name, rows, cols, math.Sqrt(6/float64(rows+cols)))
}

// worker is the scratch space and the gradients of one goroutine.
type worker struct {
	p     packed
	t     []float32
	dense [][]float32         // by param id
	rows  []map[int][]float32 // of sparse params, by param id and row
	free  [][]float32
}

func newWorker(ps *params) *worker {
	w := &worker{dense: make([][]float32, len(ps.list)), rows: make([]map[int][]float32, len(ps.list))}
	for _, p := range ps.list {
		if p.sparse {
			w.rows[p.id] = map[int][]float32{}
		} else {
			w.dense[p.id] = make([]float32, len(p.v))
		}
	}
	return w
}

// grad is the gradient of a dense parameter.
func (w *worker) grad(p *param) []float32 { return w.dense[p.id] }

// row is the gradient of a row of a sparse parameter.
func (w *worker) row(p *param, r int) []float32 {
	g, ok := w.rows[p.id][r]
	if !ok {
		if n := len(w.free); n > 0 && len(w.free[n-1]) == p.cols {
			g, w.free = w.free[n-1], w.free[:n-1]
			clear(g)
		} else {
			g = make([]float32, p.cols)
		}
		w.rows[p.id][r] = g
	}
	return g
}

// sumRows adds the rows of d[n][len(out)] to out.
func (w *worker) sumRows(out, d []float32, n int) {
	k := len(out)
	for i := range n {
		for j, v := range d[i*k : (i+1)*k] {
			out[j] += v
		}
	}
}

// adam is the optimiser of Kingma and Ba (2015); moments of untouched rows
// stand still.
type adam struct {
	beta1, beta2, clip float64
	step               int
}

// update adds up the workers' gradients, clips them by their norm, changes the
// weights and clears the gradients. Each worker sees to its share of the
// weights; how many there are does not change the result.
func (a *adam) update(ps *params, ws []*worker, rate float64) {
	a.step++
	norms := make([]float64, len(ps.list))
	shares(len(ws), len(ps.list), func(i int) { norms[i] = gather(ps.list[i], ws) })
	norm := 0.0
	for _, v := range norms {
		norm += v
	}
	scale := 1.0
	if n := math.Sqrt(norm); n > a.clip {
		scale = a.clip / n
	}
	c1 := 1 - math.Pow(a.beta1, float64(a.step))
	c2 := 1 - math.Pow(a.beta2, float64(a.step))
	lr := rate * math.Sqrt(c2) / c1
	shares(len(ws), len(ps.list), func(i int) {
		p := ps.list[i]
		if !p.sparse {
			a.apply(p.v, p.m, p.s, ws[0].dense[p.id], lr, scale)
			clear(ws[0].dense[p.id])
			return
		}
		for r, g := range ws[0].rows[p.id] {
			from, to := r*p.cols, (r+1)*p.cols
			a.apply(p.v[from:to], p.m[from:to], p.s[from:to], g, lr, scale)
		}
	})
	for _, w := range ws {
		w.recycle()
	}
}

// gather adds the gradients of p of all workers to those of the first and
// returns the square of their norm, 0 for a sparse parameter.
func gather(p *param, ws []*worker) float64 {
	for _, w := range ws[1:] {
		if !p.sparse {
			add(ws[0].dense[p.id], w.dense[p.id])
			clear(w.dense[p.id])
			continue
		}
		for r, g := range w.rows[p.id] {
			if t, ok := ws[0].rows[p.id][r]; ok {
				add(t, g)
			} else {
				ws[0].rows[p.id][r] = slices.Clone(g)
			}
		}
	}
	norm := 0.0
	if !p.sparse {
		for _, v := range ws[0].dense[p.id] {
			norm += float64(v) * float64(v)
		}
	}
	return norm
}

// recycle empties the gradients of the sparse parameters.
func (w *worker) recycle() {
	for _, rows := range w.rows {
		for _, g := range rows {
			w.free = append(w.free, g)
		}
		clear(rows)
	}
}

// shares calls f for 0 to n-1 from k goroutines.
func shares(k, n int, f func(i int)) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range k {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

func (a *adam) apply(v, m, s, g []float32, lr, scale float64) {
	b1, b2 := float32(a.beta1), float32(a.beta2)
	sc, rate := float32(scale), float32(lr)
	for i, x := range g {
		x *= sc
		m[i] = b1*m[i] + (1-b1)*x
		s[i] = b2*s[i] + (1-b2)*x*x
		v[i] -= rate * m[i] / (float32(math.Sqrt(float64(s[i]))) + 1e-8)
	}
}
