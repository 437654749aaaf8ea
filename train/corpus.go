package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"

	"chancery/internal/language"
	"chancery/internal/language/infer"
)

// maxTraining is the length in words above which a sentence is not learnt from.
const maxTraining = 120

// readTrees reads all sentences of the files.
func readTrees(files []string) ([]*language.Tree, error) {
	var out []*language.Tree
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return nil, fmt.Errorf("train: reading treebank: %w", err)
		}
		for t, err := range language.ReadCoNLLU(f) {
			if err != nil {
				f.Close()
				return nil, fmt.Errorf("train: reading %s: %w", name, err)
			}
			out = append(out, t)
		}
		f.Close()
	}
	return out, nil
}

// inventory numbers the tags and relations and the words seen at least twice.
type inventory struct {
	tags, rels []string
	tag, rel   map[string]int
	words      []string
}

func newInventory(trees []*language.Tree) *inventory {
	inv := &inventory{}
	tags, rels, words := map[string]int{}, map[string]int{}, map[string]int{}
	var buf []byte
	for _, t := range trees {
		for i := range t.Tokens {
			tok := &t.Tokens[i]
			tags[tagOf(tok)]++
			rels[tok.Rel]++
			buf = infer.Normal(buf[:0], tok.Form)
			words[string(buf)]++
			if infer.Zeros(buf) {
				words[string(buf)]++
			}
		}
	}
	inv.tags = slices.Sorted(maps.Keys(tags))
	inv.rels = slices.Sorted(maps.Keys(rels))
	inv.tag, inv.rel = map[string]int{}, map[string]int{}
	for i, t := range inv.tags {
		inv.tag[t] = i
	}
	for i, r := range inv.rels {
		inv.rel[r] = i
	}
	for _, w := range slices.Sorted(maps.Keys(words)) {
		if words[w] >= 2 && len(w) <= 32 {
			inv.words = append(inv.words, w)
		}
	}
	return inv
}

func tagOf(t *language.Token) string { return t.UPOS + "|" + t.XPOS }

func newExample(n int) *example {
	return &example{make([]int, n), make([][infer.Affixes]int32, n), make([]target, n), make([]target, n), make([]target, n), make([]int, n)}
}

// example makes a sentence ready; forms, if given, stand for the tokens' own.
func (inv *inventory) example(t *language.Tree, lex *infer.Lexicon, form func(string) string) *example {
	n := len(t.Tokens)
	e := newExample(n)
	var buf []byte
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		f := tok.Form
		if form != nil {
			f = form(f)
		}
		e.words[i], buf = lex.Look(f, buf, &e.affixes[i])
		e.tags[i] = certain(inv.tag[tagOf(tok)])
		e.rels[i] = certain(inv.rel[tok.Rel])
		e.governors[i] = tok.Head
		if tok.Head < 0 {
			e.governors[i] = n
		}
		e.heads[i] = certain(e.governors[i])
	}
	return e
}

// varied makes the examples of an epoch: a few sentences in capitals, as
// wires and headlines have them, a few in lower case, and a few without their
// final stop.
func (inv *inventory) varied(trees []*language.Tree, lex *infer.Lexicon, rng *rand.Rand) []*example {
	var out []*example
	for _, t := range trees {
		if len(t.Tokens) > maxTraining {
			continue
		}
		var form func(string) string
		switch p := rng.Float64(); {
		case p < 0.03:
			form = strings.ToUpper
		case p < 0.04:
			form = strings.ToLower
		}
		if n := len(t.Tokens); n > 3 && t.Tokens[n-1].Form == "." && t.Tokens[n-1].Head >= 0 && rng.Float64() < 0.05 {
			c := *t
			c.Tokens = t.Tokens[:n-1]
			t = &c
		}
		out = append(out, inv.example(t, lex, form))
	}
	return out
}

// batches groups examples of like length into batches of about size words,
// in random order; each batch is sorted longest first.
func batches(ex []*example, size int, rng *rand.Rand) [][]*example {
	keys := make([]float64, len(ex))
	order := make([]int, len(ex))
	for i, e := range ex {
		keys[i] = float64(len(e.words)) * (0.85 + 0.3*rng.Float64())
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case keys[a] < keys[b]:
			return -1
		case keys[a] > keys[b]:
			return 1
		}
		return a - b
	})
	var out [][]*example
	var cur []*example
	n := 0
	for _, i := range order {
		cur = append(cur, ex[i])
		if n += len(ex[i].words); n >= size {
			out = append(out, cur)
			cur, n = nil, 0
		}
	}
	if cur != nil {
		out = append(out, cur)
	}
	rng.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// longestFirst sorts a share of a batch as packed order wants it.
func longestFirst(b []*example) {
	slices.SortStableFunc(b, func(a, c *example) int { return len(c.words) - len(a.words) })
}
