package infer

import (
	"slices"
	"strings"
)

// below names the relations that the dependents of function words may have;
// UD lets nothing else hang on these words, and the treebanks hold to that but
// for a few slips. What hangs on them all the same is moved to their heads.
var below = map[string][]string{
	"aux":   {"conj", "punct", "reparandum", "goeswith"},
	"cop":   {"conj", "punct", "reparandum", "goeswith"},
	"case":  {"fixed", "conj", "punct", "reparandum", "goeswith"},
	"mark":  {"fixed", "conj", "punct", "reparandum", "goeswith"},
	"cc":    {"fixed", "conj", "punct", "reparandum", "goeswith"},
	"det":   {"fixed", "conj", "punct", "reparandum", "goeswith", "advmod", "obl"},
	"punct": {"punct"},
	"fixed": {"fixed", "punct", "goeswith", "reparandum"},
}

// barred tells for each pair of relations, the head's first, whether the
// second may not stand below the first.
func barred(rels []string) [][]bool {
	base := func(rel string) string {
		b, _, _ := strings.Cut(rel, ":")
		return b
	}
	out := make([][]bool, len(rels))
	for i, head := range rels {
		out[i] = make([]bool, len(rels))
		may, ok := below[base(head)]
		if !ok {
			continue
		}
		for j, rel := range rels {
			out[i][j] = !slices.Contains(may, base(rel))
		}
	}
	return out
}

// repair sees to the words that have dependents which their relation bars:
// either these dependents move to the word's own head, or the word takes the
// best relation that bars none of its dependents, whichever costs less of the
// scores. start is the row of the first word of the sentence. Dependents only
// ever move towards the root and what a changed relation may break is nearer to
// the root, so it ends.
func (m *Model) repair(start int, out []Result, x *Scratch) {
	for again := true; again; {
		again = false
		for h := range out {
			if out[h].Head < 0 {
				continue
			}
			cost, any := m.moving(h, out, x)
			if !any {
				continue
			}
			again = true
			if !m.relabel(start, h, out, cost, x) {
				m.move(start, h, out, x)
			}
		}
	}
}

// moving is what it costs to move the barred dependents of word h to its
// head, on the scale of relation scores; any tells whether there are such.
func (m *Model) moving(h int, out []Result, x *Scratch) (cost int64, any bool) {
	const scale = MiddleShift + WeightShift - (MiddleShift + QueryShift)
	bars := m.barred[out[h].Rel]
	for i := range out {
		if int(out[i].Head) == h && bars[out[i].Rel] {
			any = true
			row := x.scores[i*x.heads.out:]
			cost += (int64(row[h]) - int64(row[out[h].Head])) << scale
		}
	}
	return cost, any
}

// relabel gives word h the best relation that bars none of its dependents if
// that costs less than the given cost.
func (m *Model) relabel(start, h int, out []Result, cost int64, x *Scratch) bool {
	s := m.relate(start, h, int(out[h].Head), x)
	rel := -1
	for r := range s {
		if r == m.rootLabel || rel >= 0 && s[r] <= s[rel] {
			continue
		}
		fits := true
		for i := range out {
			fits = fits && (int(out[i].Head) != h || !m.barred[r][out[i].Rel])
		}
		if fits {
			rel = r
		}
	}
	if rel < 0 || int64(s[out[h].Rel])-int64(s[rel]) >= cost {
		return false
	}
	out[h].Rel = uint8(rel)
	return true
}

// move hangs the barred dependents of word h on its head.
func (m *Model) move(start, h int, out []Result, x *Scratch) {
	bars := m.barred[out[h].Rel]
	for i := range out {
		if int(out[i].Head) == h && bars[out[i].Rel] {
			out[i].Head = out[h].Head
			s := m.relate(start, i, int(out[i].Head), x)
			s[m.rootLabel] = -1 << 31
			out[i].Rel = uint8(argmax(s))
		}
	}
}

// relate scores the relations of word i to head.
func (m *Model) relate(start, i, head int, x *Scratch) []int32 {
	in := x.relIn[:m.Rel]
	m.relation(in, start+i, start+head, x)
	m.kernels.mul(x.acc[:m.rel.out], in, &m.rel.matrix, m.rel.b, 1)
	return x.acc[:len(m.Rels)]
}
