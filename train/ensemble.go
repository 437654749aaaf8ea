package main

import (
	"math"
	"slices"

	"chancery/internal/language"
	"chancery/internal/language/infer"
)

// ensemble is networks that read together: their probabilities are averaged.
type ensemble struct {
	nets []*net
	lex  *infer.Lexicon
	inv  *inventory
}

// reader is the memory of one goroutine that reads with an ensemble.
type reader struct {
	w          *worker
	runs       []*run
	tags, rels []float32   // [words][classes], sums of probabilities
	heads      [][]float32 // by word of the batch in its order
}

func (m *ensemble) newReader() *reader {
	r := &reader{w: &worker{}}
	for range m.nets {
		r.runs = append(r.runs, &run{})
	}
	return r
}

// read sets the targets of sentences to what the networks think of them, from
// k goroutines.
func (m *ensemble) read(sentences []*sentence, k int) {
	order := slices.Clone(sentences)
	slices.SortStableFunc(order, func(a, b *sentence) int { return len(b.forms) - len(a.forms) })
	const size = 32
	readers := make(chan *reader, k)
	for range k {
		readers <- m.newReader()
	}
	shares(k, (len(order)+size-1)/size, func(i int) {
		r := <-readers
		m.batch(r, order[i*size:min((i+1)*size, len(order))])
		readers <- r
	})
}

// batch reads sentences that stand longest first.
func (m *ensemble) batch(r *reader, batch []*sentence) {
	examples := make([]*example, len(batch))
	lens := make([]int, len(batch))
	for j, s := range batch {
		bare := &sentence{forms: s.forms}
		examples[j] = bare.example(m.lex, len(s.forms), nil)
		lens[j] = len(s.forms)
		s.tags, s.heads, s.rels = make([]target, lens[j]), make([]target, lens[j]), make([]target, lens[j])
		s.governors = make([]int, lens[j])
	}
	steps := newSteps(lens)
	tags, rels := len(m.inv.tags), len(m.inv.rels)
	r.tags, r.rels = grow(r.tags, steps.n*tags), grow(r.rels, steps.n*rels)
	r.heads = make([][]float32, steps.n)
	for k, n := range m.nets {
		x := r.runs[k]
		x.s = steps
		n.encode(r.w, x, examples, nil, dropout{})
		n.middle(r.w, x)
		x.tagIn = x.part(x.tagIn, n.shape.middle(), 2*n.arc+2*n.rel, n.tag)
		n.probabilities(r.w, x, n.tagOut, n.tagB, x.tagIn, r.tags, tags)
		n.queries(r.w, x)
		for j, l := range lens {
			x.scores = grow(x.scores, l+1)
			for i := range l {
				row := steps.at(j, i)
				n.arcScores(x.scores, x.t[row*n.arc:(row+1)*n.arc], x, j, l, i)
				softmax(x.scores)
				if r.heads[row] == nil {
					r.heads[row] = make([]float32, l+1)
				}
				add(r.heads[row], x.scores)
			}
		}
	}
	for j, s := range batch {
		for i := range s.forms {
			g := top(r.heads[steps.at(j, i)])
			s.governors[i] = int(g.class[0])
			s.heads[i] = g
		}
	}
	for k, n := range m.nets {
		x := r.runs[k]
		x.relH = grow(x.relH, steps.n*n.rel)
		for j, s := range batch {
			n.relLayer(x, j, s.governors)
		}
		n.probabilities(r.w, x, n.relOut, n.relB, x.relH, r.rels, rels)
	}
	for j, s := range batch {
		for i := range s.forms {
			row := steps.at(j, i)
			s.tags[i] = top(r.tags[row*tags : (row+1)*tags])
			s.rels[i] = top(r.rels[row*rels : (row+1)*rels])
		}
		s.markRoot()
	}
}

// markRoot turns the head that stands for the root from len(forms) into -1.
func (s *sentence) markRoot() {
	for i := range s.heads {
		for k, c := range s.heads[i].class {
			if int(c) == len(s.forms) {
				s.heads[i].class[k] = -1
			}
		}
		if s.governors[i] == len(s.forms) {
			s.governors[i] = -1
		}
	}
}

// probabilities adds those of a linear layer with softmax to out.
func (n *net) probabilities(w *worker, r *run, weights, bias *param, in, out []float32, classes int) {
	k := weights.cols
	r.out = grow(r.out, r.s.n*k)
	for i := range r.s.n {
		copy(r.out[i*k:], bias.v)
	}
	w.p.pack(weights.v, weights.rows, k, false)
	w.p.mul(r.out, in, r.s.n)
	for i := range r.s.n {
		o := r.out[i*k : i*k+classes]
		softmax(o)
		add(out[i*classes:(i+1)*classes], o)
	}
}

// quick measures shares of right tags, heads and relations on given words,
// heads chosen one by one, without the rule of one root or the ban on cycles.
func (m *ensemble) quick(trees []*language.Tree, k int) (tag, uas, las float64) {
	var read []*sentence
	for _, t := range trees {
		s := &sentence{}
		for i := range t.Tokens {
			s.forms = append(s.forms, t.Tokens[i].Form)
		}
		read = append(read, s)
	}
	m.read(read, k)
	words := 0
	for j, t := range trees {
		s := read[j]
		for i := range t.Tokens {
			tok := &t.Tokens[i]
			words++
			if m.inv.tags[s.tags[i].class[0]] == tagOf(tok) {
				tag++
			}
			if s.governors[i] == tok.Head {
				uas++
				if m.inv.rels[s.rels[i].class[0]] == tok.Rel {
					las++
				}
			}
		}
	}
	f := 100 / math.Max(1, float64(words))
	return tag * f, uas * f, las * f
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
