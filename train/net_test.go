package main

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"chancery/internal/language/infer"
)

// TestGradients compares every kind of gradient with differences of the loss.
func TestGradients(t *testing.T) {
	s := shape{dense: 4, sum: 12, hidden: 16, arc: 16, rel: 16, tag: 16, tags: 16, rels: 16}
	rng := rand.New(rand.NewPCG(5, 6))
	vectors := make([]float32, 10*4)
	for i := range vectors {
		vectors[i] = float32(rng.NormFloat64())
	}
	n := newNet(s, vectors, 8, 3)
	var batch []*example
	for _, l := range []int{7, 5, 5, 1} {
		e := &example{}
		for i := range l {
			e.words = append(e.words, rng.IntN(10))
			var a [infer.Affixes]int32
			for k := range a {
				a[k] = int32(rng.IntN(50))
			}
			e.affixes = append(e.affixes, a)
			e.tags = append(e.tags, certain(rng.IntN(9)))
			e.rels = append(e.rels, target{[4]int16{3, 5, 1, 7}, [4]float32{0.5, 0.25, 0.25}})
			h := rng.IntN(l + 1)
			if h == i {
				h = l
			}
			e.heads = append(e.heads, certain(h))
			e.governors = append(e.governors, h)
		}
		batch = append(batch, e)
	}
	drop := dropout{0.1, 0.2, 0.2, 0.2, 0.2}
	loss := func(w *worker) float64 {
		l := n.learn(w, &run{}, batch, rand.New(rand.NewPCG(1, 1)), drop, 1)
		return l.tag + l.arc + l.rel
	}
	w := newWorker(&n.params)
	loss(w)
	checked := 0
	for _, p := range n.list {
		for range 6 {
			i := rng.IntN(len(p.v))
			g := float32(0)
			if p.sparse {
				rows := slices.Sorted(maps.Keys(w.rows[p.id]))
				i = rows[rng.IntN(len(rows))]*p.cols + rng.IntN(p.cols)
				g = w.rows[p.id][i/p.cols][i%p.cols]
			} else {
				g = w.dense[p.id][i]
			}
			const eps = 2e-3
			old := p.v[i]
			p.v[i] = old + eps
			up := loss(newWorker(&n.params))
			p.v[i] = old - eps
			down := loss(newWorker(&n.params))
			p.v[i] = old
			num := (up - down) / (2 * eps)
			if math.Abs(num-float64(g)) > 0.02+0.05*math.Abs(num) {
				t.Errorf("%s[%d]: gradient %.4f, difference quotient %.4f", p.name, i, g, num)
			}
			checked++
		}
	}
	if checked == 0 {
		t.Fatal("nothing checked")
	}
}
