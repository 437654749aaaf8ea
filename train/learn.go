package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"sync"
	"time"

	"chancery/internal/language"
	"chancery/internal/language/infer"
)

// plan is how a network is trained.
type plan struct {
	epochs  int
	batch   int // words
	rate    float64
	drop    dropout
	workers int
	seed    uint64
}

// fit trains the network on trees.
func (n *net) fit(p plan, inv *inventory, lex *infer.Lexicon, trees []*language.Tree, log io.Writer, each func(epoch int)) {
	ws := make([]*worker, p.workers)
	runs := make([]*run, p.workers)
	for i := range ws {
		ws[i], runs[i] = newWorker(&n.params), &run{}
	}
	opt := &adam{beta1: 0.9, beta2: 0.98, clip: 5}
	rng := rand.New(rand.NewPCG(p.seed, 2))
	total, step := 0, 0
	for epoch := range p.epochs {
		start := time.Now()
		bs := batches(inv.varied(trees, lex, rng), p.batch, rng)
		total = p.epochs * len(bs)
		var sum losses
		for _, b := range bs {
			done := float64(step) / float64(total)
			rate := p.rate * min(1, float64(step+1)/200) * max(0.02, 1-max(0, done-0.1)/0.9)
			step++
			words := 0
			for _, e := range b {
				words += len(e.words)
			}
			ls := make([]losses, p.workers)
			var wg sync.WaitGroup
			for i := range ws {
				var share []*example
				for k := i; k < len(b); k += p.workers {
					share = append(share, b[k])
				}
				if len(share) == 0 {
					continue
				}
				longestFirst(share)
				r := rand.New(rand.NewPCG(p.seed+uint64(step), uint64(i)+10))
				wg.Go(func() {
					ls[i] = n.learn(ws[i], runs[i], share, r, p.drop, 1/float32(words))
				})
			}
			wg.Wait()
			for _, l := range ls {
				sum.tag += l.tag
				sum.arc += l.arc
				sum.rel += l.rel
				sum.words += l.words
			}
			opt.update(&n.params, ws, rate)
		}
		w := float64(sum.words)
		fmt.Fprintf(log, "epoch %d: loss of tags %.4f, heads %.4f, relations %.4f; %.0f s\n", epoch+1, sum.tag/w, sum.arc/w, sum.rel/w, time.Since(start).Seconds())
		if each != nil {
			each(epoch + 1)
		}
	}
}

// quick measures shares of right tags, heads and relations on gold words with
// heads chosen one by one, without the rule of one root or the ban on cycles.
func (n *net) quick(inv *inventory, lex *infer.Lexicon, trees []*language.Tree) (tag, uas, las float64) {
	w, r := newWorker(&n.params), &run{}
	var right [3]int
	words := 0
	for _, t := range trees {
		e := inv.example(t, lex, nil)
		b := []*example{e}
		r.s = newSteps([]int{len(e.words)})
		n.encode(w, r, b, nil, dropout{})
		n.middle(w, r)
		n.queries(w, r)
		heads := make([]int, len(e.words))
		r.scores = grow(r.scores, len(e.words)+1)
		for i := range e.words {
			n.arcScores(r.scores, r.t[i*n.arc:(i+1)*n.arc], r, 0, len(e.words), i)
			heads[i] = best(r.scores)
		}
		r.relH = grow(r.relH, len(e.words)*n.rel)
		n.relLayer(r, 0, heads)
		rels := n.outputs(w, r, n.relOut, n.relB, r.relH, len(inv.rels))
		from := 2*n.arc + 2*n.rel
		r.tagIn = r.part(r.tagIn, n.shape.middle(), from, n.tag)
		tags := n.outputs(w, r, n.tagOut, n.tagB, r.tagIn, len(inv.tags))
		for i := range e.words {
			words++
			if tags[i] == int(e.tags[i].class[0]) {
				right[0]++
			}
			if heads[i] == e.governors[i] {
				right[1]++
				if rels[i] == int(e.rels[i].class[0]) {
					right[2]++
				}
			}
		}
	}
	f := 100 / math.Max(1, float64(words))
	return float64(right[0]) * f, float64(right[1]) * f, float64(right[2]) * f
}

// outputs is the best class of each row of a linear layer.
func (n *net) outputs(w *worker, r *run, weights, bias *param, in []float32, classes int) []int {
	k := weights.cols
	r.out = grow(r.out, r.s.n*k)
	for i := range r.s.n {
		copy(r.out[i*k:], bias.v)
	}
	w.p.pack(weights.v, weights.rows, k, false)
	w.p.mul(r.out, in, r.s.n)
	out := make([]int, r.s.n)
	for i := range out {
		out[i] = best(r.out[i*k : i*k+classes])
	}
	return out
}

func best(s []float32) int {
	b := 0
	for i, v := range s {
		if v > s[b] {
			b = i
		}
	}
	return b
}
