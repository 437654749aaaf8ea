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
	r.fitCues(t, lessons, 1, log)
	t = t.chosen(r.cues.rows)
	r.fitCues(t, lessons, r.rounds, log)
	return t.w
}

// fitCues trains a table from nothing, so many times, and leaves it the mean of
// the weights after the passes of the second half of each round.
func (r *attributionRecipe) fitCues(t *weights[[1]float32], lessons []cueLesson, rounds int, log io.Writer) {
	var features []uint32
	for round := range rounds {
		t.forget()
		order := rand.New(rand.NewPCG(r.seed+uint64(round), 1)).Perm(len(lessons))
		rng := rand.New(rand.NewPCG(r.seed+uint64(round), 2))
		for epoch := range r.epochs {
			loss := 0.0
			for _, k := range order {
				features = thinned(lessons[k].features, r.keep, rng, features)
				loss += learnCue(t, features, lessons[k].cue)
			}
			if epoch >= r.epochs/2 {
				t.note()
			}
			fmt.Fprintf(log, "cues %d.%d: loss %.4f\n", round+1, epoch+1, loss/float64(len(lessons)))
		}
	}
	t.average(rounds*(r.epochs-r.epochs/2), r.keep)
}

// learnCue takes one step and returns the loss.
func learnCue(t *weights[[1]float32], features []uint32, cue bool) float64 {
	var s [1]float32
	t.total(features, &s)
	p := 1 / (1 + math.Exp(-float64(s[0])))
	d := [1]float32{float32(p)}
	if cue {
		d[0]--
		p = 1 - p
	}
	t.step(features, &d)
	return -math.Log(max(1e-9, 1-p))
}
