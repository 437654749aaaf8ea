package main

import (
	"fmt"
	"io"
	"math"

	"chancery/internal/language/infer"
)

// fixed rounds v·2^shift into ±limit and counts what had to be cut.
func fixed(v float32, shift int, limit float64, cut *int) float64 {
	q := math.RoundToEven(float64(v) * math.Ldexp(1, shift))
	if q > limit || q < -limit {
		*cut++
	}
	return min(max(q, -limit), limit)
}

// write stores the network as whole numbers.
func (n *net) write(w io.Writer, inv *inventory, lx *lexicon, log io.Writer) error {
	cut := 0
	p := &infer.Parts{
		Sizes: infer.Sizes{Dense: n.dense, Sum: n.sum, Hidden: n.hidden, Arc: n.arc, Rel: n.rel, Tag: n.tag, Words: len(lx.words), Learnt: lx.learnt},
		Tags:  inv.tags, Rels: inv.rels, WordList: lx.words,
		Bytes: map[string][]int8{}, Matrices: map[string]infer.Matrix{}, Vectors: map[string][]int32{},
	}
	table := func(i int, name string, v []float32, bits int) {
		out := make([]int8, len(v))
		for k, x := range v {
			out[k] = int8(fixed(x, bits, 127, &cut))
		}
		p.Bytes[name] = out
		p.Shifts[i] = uint(infer.StateShift - bits)
	}
	table(0, "vectors", n.vectors, 5)
	table(1, "word", n.word.v, tableBits(n.word.v))
	table(2, "affix", n.affix.v, tableBits(n.affix.v))
	matrix := func(name string, q *param, in, out int) {
		v := make([]int16, 0, in*out)
		for i := range in {
			for _, x := range q.v[i*q.cols : i*q.cols+out] {
				v = append(v, int16(fixed(x, infer.WeightShift, 32767, &cut)))
			}
		}
		p.Matrices[name] = infer.Matrix{In: in, Out: out, Values: v}
	}
	vector := func(name string, q *param, n, shift int) {
		out := make([]int32, n)
		for i := range out {
			out[i] = int32(fixed(q.v[i], shift, 1<<31-1, &cut))
		}
		p.Vectors[name] = out
	}
	const sum = infer.StateShift + infer.WeightShift
	const sumMid = infer.MiddleShift + infer.WeightShift
	for i, l := range n.layers {
		for d, name := range []string{"forward", "backward"} {
			name += string('1' + rune(i))
			matrix(name+".wx", l[d].wx, l[d].in, 4*n.hidden)
			matrix(name+".wh", l[d].wh, n.hidden, 4*n.hidden)
			vector(name+".b", l[d].b, 4*n.hidden, sum)
		}
	}
	matrix("mid", n.mid, 2*n.hidden, n.shape.middle())
	vector("mid.b", n.midB, n.shape.middle(), sum)
	matrix("bilinear", n.bilinear, n.arc, n.arc)
	vector("bilinear.b", n.headB, n.arc, sumMid)
	matrix("rel", n.relOut, n.rel, len(inv.rels))
	vector("rel.b", n.relB, len(inv.rels), sumMid)
	matrix("tag", n.tagOut, n.tag, len(inv.tags))
	vector("tag.b", n.tagB, len(inv.tags), sumMid)
	vector("root.arc", n.rootArc, n.arc, infer.MiddleShift)
	vector("root.rel", n.rootRel, n.rel, infer.MiddleShift)
	fmt.Fprintf(log, "stored: %d values cut to fit; learnt words 2^-%d, affixes 2^-%d\n", cut, tableBits(n.word.v), tableBits(n.affix.v))
	return p.Write(w)
}

// tableBits is the finest scale at which all but one in ten thousand values
// of a table fit a byte.
func tableBits(v []float32) int {
	for bits := 8; ; bits-- {
		over := 0
		for _, x := range v {
			if math.Abs(float64(x))*math.Ldexp(1, bits) > 127.5 {
				over++
			}
		}
		if over*10000 <= len(v) || bits == 4 {
			return bits
		}
	}
}
