// Command train rebuilds the model of internal/language.
package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"

	"chancery/internal/language"
	"chancery/internal/language/infer"
)

type sent struct {
	words []infer.Word
	tags  []uint8
	pred  []uint8
	heads []int
	labs  []int
}

const pad = 1024

type weights struct {
	w, acc []float32
	ts     []int32
	mask   uint64
}

func newWeights(bits int) *weights {
	n := 1<<bits + pad
	return &weights{make([]float32, n), make([]float32, n), make([]int32, n), uint64(1<<bits - 1)}
}

func (w *weights) score(sc []float32, feats []uint64) {
	clear(sc)
	for _, h := range feats {
		row := w.w[h&w.mask:][:len(sc)]
		for l, v := range row {
			sc[l] += v
		}
	}
}

func (w *weights) add(feats []uint64, l int, v float32, now int32) {
	for _, h := range feats {
		i := h&w.mask + uint64(l)
		w.acc[i] += float32(now-w.ts[i]) * w.w[i]
		w.ts[i] = now
		w.w[i] += v
	}
}

func (w *weights) quant(now int32) []int16 {
	out := make([]int16, len(w.w))
	var vals []float32
	for i := range w.w {
		w.acc[i] += float32(now-w.ts[i]) * w.w[i]
		w.acc[i] /= float32(now)
		if w.acc[i] != 0 {
			vals = append(vals, max(w.acc[i], -w.acc[i]))
		}
	}
	slices.Sort(vals)
	scale := float32(12)
	_ = vals
	nz := 0
	for i, v := range w.acc {
		q := v * scale
		q = min(max(q, -32000), 32000)
		if q < 0 {
			out[i] = int16(q - 0.5)
		} else {
			out[i] = int16(q + 0.5)
		}
		if out[i] != 0 {
			nz++
		}
	}
	fmt.Println("nonzero", nz, len(vals), "scale", scale)
	return out
}

func trainTagger(data []*sent, ntags, epochs, bits int) []int16 {
	w := newWeights(bits)
	rng := rand.New(rand.NewPCG(1, 2))
	now := int32(1)
	sc := make([]float32, ntags)
	var feats []uint64
	pred := make([]uint8, 1000)
	order := rng.Perm(len(data))
	for range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, si := range order {
			s := data[si]
			for i := range s.words {
				feats = infer.TagFeats(feats[:0], s.words, pred, i)
				w.score(sc, feats)
				best := 0
				for l := range sc {
					if sc[l] > sc[best] {
						best = l
					}
				}
				now++
				if g := int(s.tags[i]); g != best {
					w.add(feats, g, 1, now)
					w.add(feats, best, -1, now)
				}
				pred[i] = uint8(best)
			}
		}
	}
	return w.quant(now)
}

// costs of arc-hybrid moves.
func zeroCost(s *infer.State, heads []int, m int) bool {
	switch m {
	case infer.Shift:
		b := s.B
		// b loses kids on the stack and heads on the stack but the top
		for i, d := range s.Stack {
			if heads[d] == b {
				return false
			}
			if i < len(s.Stack)-1 && b < s.N && heads[b] == d {
				return false
			}
		}
		return true
	case infer.Left:
		d := s.Stack[len(s.Stack)-1]
		// d loses head s1 or in buffer beyond b, and kids in the buffer
		if len(s.Stack) > 1 && heads[d] == s.Stack[len(s.Stack)-2] {
			return false
		}
		if heads[d] > s.B {
			return false
		}
		for i := s.B; i < s.N; i++ {
			if heads[i] == d {
				return false
			}
		}
		return true
	}
	d := s.Stack[len(s.Stack)-1]
	if heads[d] >= s.B {
		return false
	}
	for i := s.B; i < s.N; i++ {
		if heads[i] == d {
			return false
		}
	}
	return true
}

func trainParser(data []*sent, nrels, epochs, bits int) []int16 {
	w := newWeights(bits)
	rng := rand.New(rand.NewPCG(3, 4))
	now := int32(1)
	sc := make([]float32, 1+2*nrels)
	var feats []uint64
	var st infer.State
	order := rng.Perm(len(data))
	for ep := range epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		upd := 0
		for _, si := range order {
			s := data[si]
			st.Reset(len(s.words))
			for !st.Done() {
				feats = infer.ParseFeats(feats[:0], &st, s.words, s.pred)
				w.score(sc, feats)
				now++
				bestP, bestG := -1, -1
				for c := range sc {
					m, l := 0, 0
					if c > 0 {
						m, l = 1+(c-1)/nrels, (c-1)%nrels
					}
					if !st.Can(m) {
						continue
					}
					if bestP < 0 || sc[c] > sc[bestP] {
						bestP = c
					}
					if bestG >= 0 && sc[c] <= sc[bestG] {
						continue
					}
					if m != infer.Shift {
						d := st.Stack[len(st.Stack)-1]
						h := st.B
						if m == infer.Right {
							h = st.Stack[len(st.Stack)-2]
						}
						if s.heads[d] == h && s.labs[d] != l {
							continue
						}
					}
					if !zeroCost(&st, s.heads, m) {
						continue
					}
					bestG = c
				}
				if bestG >= 0 && bestG != bestP {
					upd++
					w.add(feats, bestG, 1, now)
					w.add(feats, bestP, -1, now)
				}
				go_ := bestP
				if bestG >= 0 && (ep == 0 || rng.Float64() < 0.1) {
					go_ = bestG
				}
				m, l := 0, 0
				if go_ > 0 {
					m, l = 1+(go_-1)/nrels, (go_-1)%nrels
				}
				st.Do(m, l)
			}
		}
		fmt.Println("epoch", ep, "updates", upd)
	}
	return w.quant(now)
}

func load(files []string, tags, rels *[]string, grow bool) []*sent {
	var out []*sent
	idx := func(list *[]string, s string) int {
		i := slices.Index(*list, s)
		if i < 0 && grow {
			*list = append(*list, s)
			i = len(*list) - 1
		}
		return max(i, 0)
	}
	for _, f := range files {
		r, err := os.Open(f)
		if err != nil {
			panic(err)
		}
		for t, err := range language.ReadCoNLLU(r) {
			if err != nil {
				panic(err)
			}
			s := &sent{}
			for _, tok := range t.Tokens {
				s.words = append(s.words, infer.Word{Form: tok.Form})
				s.tags = append(s.tags, uint8(idx(tags, tok.UPOS+"|"+tok.XPOS)))
				h := tok.Head
				if h < 0 {
					h = len(t.Tokens)
				}
				s.heads = append(s.heads, h)
				s.labs = append(s.labs, idx(rels, tok.Rel))
			}
			infer.Prepare(s.words)
			s.pred = s.tags
			out = append(out, s)
		}
		r.Close()
	}
	return out
}

func main() {
	d := "/work/shared/data/ud/"
	m := &infer.Model{}
	data := load([]string{d + "en_ewt-train.conllu", d + "en_gum-train.conllu"}, &m.Tags, &m.Rels, true)
	fmt.Println(len(data), len(m.Tags), len(m.Rels))
	const folds = 4
	for f := range folds {
		var tr []*sent
		for i, s := range data {
			if i%folds != f {
				tr = append(tr, s)
			}
		}
		m.Tagger = trainTagger(tr, len(m.Tags), 4, 22)
		x := &infer.Scratch{}
		good, n := 0, 0
		for i, s := range data {
			if i%folds == f {
				s.pred = slices.Clone(m.TagOnly(s.words, x))
				for j := range s.pred {
					n++
					if s.pred[j] == s.tags[j] {
						good++
					}
				}
			}
		}
		fmt.Println("fold", f, float64(good)/float64(n))
	}
	m.Tagger = trainTagger(data, len(m.Tags), 6, 22)
	m.Parser = trainParser(data, len(m.Rels), 8, 23)
	if err := m.Save("/work/main/internal/language/weights/model.bin"); err != nil {
		panic(err)
	}
	for _, f := range []string{"en_ewt-dev.conllu", "en_gum-dev.conllu"} {
		dev := load([]string{d + f}, &m.Tags, &m.Rels, false)
		x := &infer.Scratch{}
		var n, tg, ua, la int
		for _, s := range dev {
			m.Run(s.words, x)
			for i := range s.words {
				n++
				if x.Tag[i] == s.tags[i] {
					tg++
				}
				if x.State.Head[i] == s.heads[i] {
					ua++
					if x.State.Lab[i] == s.labs[i] {
						la++
					}
				}
			}
		}
		p := func(a int) float64 { return 100 * float64(a) / float64(n) }
		fmt.Println(f, n, p(tg), p(ua), p(la))
	}
}
