package main

import (
	"math"
	"slices"
)

// weights are a table of weights that is trained by AdaGrad (Duchi, Hazan and
// Singer 2011); a feature's row is its hash modulo the length. R is the type of
// a row.
type weights[R row] struct {
	w, grad, sum []R
	off          []bool // rows that stay zero; nil for none
	rate         float32
}

// row is the weights of one feature.
type row interface {
	[1]float32 | [nRoles]float32 | [nSteps]float32
}

func newWeights[R row](bits int, rate float64) *weights[R] {
	n := 1 << bits
	return &weights[R]{w: make([]R, n), grad: make([]R, n), sum: make([]R, n), rate: float32(rate)}
}

// step moves the rows of the features against the gradient d.
func (t *weights[R]) step(features []uint32, d *R) {
	mask := uint32(len(t.w) - 1)
	small := true
	for k := range len(*d) {
		small = small && (*d)[k] < 1e-3 && (*d)[k] > -1e-3
	}
	if small {
		return
	}
	for _, f := range features {
		i := f & mask
		if t.off != nil && t.off[i] {
			continue
		}
		w, g := &t.w[i], &t.grad[i]
		for k := range len(*d) {
			x := (*d)[k]
			(*g)[k] += x * x
			(*w)[k] -= t.rate * x / (float32(math.Sqrt(float64((*g)[k]))) + 1e-3)
		}
	}
}

// total adds up the rows of the features.
func (t *weights[R]) total(features []uint32, out *R) {
	mask := uint32(len(t.w) - 1)
	for _, f := range features {
		w := &t.w[f&mask]
		for k := range len(*out) {
			(*out)[k] += (*w)[k]
		}
	}
}

// forget sets the weights back to zero, but not their sum.
func (t *weights[R]) forget() {
	clear(t.w)
	clear(t.grad)
}

// note adds the weights as they are to their sum.
func (t *weights[R]) note() {
	for i := range t.w {
		for k := range len(t.w[i]) {
			t.sum[i][k] += t.w[i][k]
		}
	}
}

// average makes the weights the mean of n notes, times scale.
func (t *weights[R]) average(n int, scale float64) {
	for i := range t.w {
		for k := range len(t.w[i]) {
			t.w[i][k] = t.sum[i][k] * float32(scale) / float32(n)
		}
	}
}

// chosen is a fresh table in which only the given number of rows may be other
// than zero, those whose loss would cost most: by squared weight times sum of
// squared gradients.
func (t *weights[R]) chosen(rows int) *weights[R] {
	n := len(t.w)
	cost := make([]float32, n)
	for i := range t.w {
		for k := range len(t.w[i]) {
			cost[i] += t.w[i][k] * t.w[i][k] * t.grad[i][k]
		}
	}
	sorted := slices.Clone(cost)
	slices.Sort(sorted)
	least := sorted[max(0, n-rows)]
	out := &weights[R]{w: make([]R, n), grad: make([]R, n), sum: make([]R, n), off: make([]bool, n), rate: t.rate}
	for i := range cost {
		out.off[i] = cost[i] < least || cost[i] == 0
	}
	return out
}
