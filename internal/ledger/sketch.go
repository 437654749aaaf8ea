package ledger

import (
	"encoding/binary"
	"math"
	"strings"
	"unicode"

	"github.com/cespare/xxhash/v2"
)

// Near-duplicates are found by MinHash (A. Broder, On the resemblance and
// containment of documents, 1997) with one permutation and densification by
// rotation (A. Shrivastava and P. Li, Densifying one permutation hashing via
// rotation, 2014): one hash for each shingle, whatever the sketch's size.
const (
	sketchBins = 128
	shingle    = 4 // words
	// nearDuplicate is the share of bins that texts must have in common to count
	// as one: agency copy with a new first paragraph or cut at the end still
	// does, two reports of one event by two hands do not.
	nearDuplicate = 0.5
)

// Sketch stands for a text's set of shingles; the share of equal bins of two
// sketches estimates the Jaccard similarity of their sets. A text without words
// has none.
type Sketch []uint32

// SketchOf makes the sketch of a text. Case, punctuation and white space do not
// matter.
func SketchOf(text string) Sketch {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) == 0 {
		return nil
	}
	bins := make(Sketch, sketchBins)
	filled := make([]bool, sketchBins)
	var d xxhash.Digest
	for i := range max(1, len(words)-shingle+1) {
		d.Reset()
		for _, w := range words[i:min(i+shingle, len(words))] {
			d.WriteString(w)
			d.WriteString(" ")
		}
		h := d.Sum64()
		bin, v := h%sketchBins, uint32(h>>32)
		if !filled[bin] || v < bins[bin] {
			bins[bin], filled[bin] = v, true
		}
	}
	out := make(Sketch, sketchBins)
	for i := range out {
		for k := range sketchBins {
			if j := (i + k) % sketchBins; filled[j] {
				// The distance is mixed in, so that a borrowed bin equals
				// another only when that borrowed from as far.
				out[i] = bins[j] + uint32(k)*0x9e3779b1
				break
			}
		}
	}
	return out
}

// Similar is the estimated Jaccard similarity of two texts, 0 to 1.
func (s Sketch) Similar(o Sketch) float64 {
	if len(s) != len(o) || len(s) == 0 {
		return 0
	}
	same := 0
	for i := range s {
		if s[i] == o[i] {
			same++
		}
	}
	return float64(same) / float64(len(s))
}

// Bytes is the sketch as it is stored.
func (s Sketch) Bytes() []byte {
	out := make([]byte, 0, 4*len(s))
	for _, v := range s {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return out
}

// ParseSketch reads what Bytes wrote.
func ParseSketch(b []byte) Sketch {
	if len(b) < 4 {
		return nil
	}
	s := make(Sketch, min(len(b)/4, math.MaxUint16))
	for i := range s {
		s[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return s
}

// voices tells which of several sources speak with one voice: copies of one
// text, and texts of one publisher. It gives each source the number of its
// voice; voices are numbered in the order of their first source.
func voices(sources []*SourceRow) []int {
	group := make([]int, len(sources))
	for i := range group {
		group[i] = i
	}
	find := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	for i := range sources {
		for j := range i {
			same := sources[i].Publisher != "" && strings.EqualFold(sources[i].Publisher, sources[j].Publisher)
			if same || sources[i].Sketch.Similar(sources[j].Sketch) >= nearDuplicate {
				a, b := find(i), find(j)
				group[max(a, b)] = min(a, b)
			}
		}
	}
	number := map[int]int{}
	out := make([]int, len(sources))
	for i := range out {
		root := find(i)
		if _, ok := number[root]; !ok {
			number[root] = len(number)
		}
		out[i] = number[root]
	}
	return out
}
