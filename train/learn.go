package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"chancery/internal/language/infer"
)

// plan is how a network is trained.
type plan struct {
	epochs int
	batch  int // words
	rate   float64
	drop   dropout
	// headlines puts some sentences in the capitals of headlines.
	headlines bool
	workers   int
	seed      uint64
}

// fit trains the network: each epoch on the sentences that material gives for
// it.
func (n *net) fit(p plan, lex *infer.Lexicon, material func(epoch int) []*sentence, log io.Writer, each func(epoch int)) {
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
		bs := batches(varied(material(epoch), lex, p.headlines, rng), p.batch, rng)
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
