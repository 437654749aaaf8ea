package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
)

// learnCues fits a logistic regression: does a token head a cue?
func (r *attributionRecipe) learnCues(lessons []cueLesson, log io.Writer) [][1]float32 {
	t := newWeights[[1]float32](r.cues.bits, r.rate)
	r.fitCues(t, lessons, log)
	t = t.chosen(r.cues.rows)
	r.fitCues(t, lessons, log)
	return t.w
}

// fitCues trains a table, and leaves it the mean of the weights after the
// passes of the second half.
func (r *attributionRecipe) fitCues(t *weights[[1]float32], lessons []cueLesson, log io.Writer) {
	order := rand.New(rand.NewPCG(r.seed, 1)).Perm(len(lessons))
	rng := rand.New(rand.NewPCG(r.seed, 2))
	var features []uint32
	for epoch := range r.epochs {
		loss := 0.0
		for _, k := range order {
			x := &lessons[k]
			features = thinned(x.features, r.keep, rng, features)
			var s [1]float32
			t.total(features, &s)
			p := 1 / (1 + math.Exp(-float64(s[0])))
			d := [1]float32{float32(p)}
			if x.cue {
				d[0]--
				p = 1 - p
			}
			loss -= math.Log(max(1e-9, 1-p))
			t.step(features, &d)
		}
		if epoch >= r.epochs/2 {
			t.note()
		}
		fmt.Fprintf(log, "cues %d: loss %.4f\n", epoch+1, loss/float64(len(lessons)))
	}
	t.average(r.epochs-r.epochs/2, r.keep)
}
