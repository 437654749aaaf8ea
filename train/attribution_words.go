package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"chancery/internal/attribution"
)

// clusterPasses is how often k-means sorts.
const clusterPasses = 12

// clusters sorts the most frequent words of the file of vectors into many small
// classes, and those into few large ones.
func (r *attributionRecipe) clusters(log io.Writer) (*attribution.Words, error) {
	w := &attribution.Words{}
	if r.vectors == "" {
		return w, nil
	}
	var words []string
	vectors, err := vectorFile(r.vectors, 100, func(rank int, word string) bool {
		if len(words) >= r.words || len(word) > 24 || !plain(word) {
			return false
		}
		words = append(words, word)
		return true
	})
	if err != nil {
		return nil, err
	}
	points := make([][]float32, 0, len(words))
	kept := words[:0]
	for _, word := range words {
		if v := vectors[word]; len(v) == 100 && unit(v) {
			points = append(points, v)
			kept = append(kept, word)
		}
	}
	small, centres := kMeans(points, r.small, r.seed)
	large, _ := kMeans(centres, r.large, r.seed)
	for i, word := range kept {
		w.Add(word, small[i])
	}
	for _, c := range large {
		w.Large = append(w.Large, uint8(c))
	}
	fmt.Fprintf(log, "%d words in %d classes\n", len(kept), r.small)
	return w, nil
}

// plain tells whether a word is of small letters only.
func plain(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}

// unit scales a vector to length one; false if it has none.
func unit(v []float32) bool {
	sum := float32(0)
	for _, x := range v {
		sum += x * x
	}
	if sum == 0 {
		return false
	}
	scale := float32(1 / math.Sqrt(float64(sum)))
	for i := range v {
		v[i] *= scale
	}
	return true
}

// kMeans sorts points of length one into k classes by cosine (spherical
// k-means) and returns each point's class and the classes' centres.
func kMeans(points [][]float32, k int, seed uint64) ([]int, [][]float32) {
	rng := rand.New(rand.NewPCG(seed, 5))
	centres := make([][]float32, k)
	for c, i := range rng.Perm(len(points))[:k] {
		centres[c] = append([]float32(nil), points[i]...)
	}
	class := make([]int, len(points))
	for range clusterPasses {
		sums := make([][]float32, k)
		for c := range sums {
			sums[c] = make([]float32, len(points[0]))
		}
		for i, p := range points {
			best, top := 0, float32(-2)
			for c, q := range centres {
				dot := float32(0)
				for d, x := range p {
					dot += x * q[d]
				}
				if dot > top {
					best, top = c, dot
				}
			}
			class[i] = best
			for d, x := range p {
				sums[best][d] += x
			}
		}
		for c := range sums {
			if unit(sums[c]) {
				centres[c] = sums[c]
			}
		}
	}
	return class, centres
}
