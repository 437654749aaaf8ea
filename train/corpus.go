package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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

// inventory numbers the tags and relations and lists the words that get a
// learnt vector, in order of the alphabet.
type inventory struct {
	tags, rels []string
	tag, rel   map[string]int
	words      []string
}

// newInventory takes tags and relations from the treebanks, and the words seen
// there at least twice or in the other sentences at least often times.
func newInventory(trees []*language.Tree, others []*sentence, often int) *inventory {
	inv := &inventory{}
	tags, rels := map[string]int{}, map[string]int{}
	seen, elsewhere := map[string]int{}, map[string]int{}
	for _, t := range trees {
		for i := range t.Tokens {
			tok := &t.Tokens[i]
			tags[tagOf(tok)]++
			rels[tok.Rel]++
			count(seen, tok.Form)
		}
	}
	for _, s := range others {
		for _, f := range s.forms {
			count(elsewhere, f)
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
	for w, n := range elsewhere {
		if n >= often {
			seen[w] += 2
		}
	}
	for _, w := range slices.Sorted(maps.Keys(seen)) {
		if seen[w] >= 2 && len(w) <= 32 {
			inv.words = append(inv.words, w)
		}
	}
	return inv
}

// count counts a word as the lexicon will look it up, also with its figures
// as zeros.
func count(words map[string]int, form string) {
	buf := infer.Normal(nil, form)
	words[string(buf)]++
	if infer.Zeros(buf) {
		words[string(buf)]++
	}
}

func tagOf(t *language.Token) string { return t.UPOS + "|" + t.XPOS }

// sentence is what is learnt from: a sentence of a treebank, or one that
// networks have read. Heads are indexes into forms, -1 for the root; governors
// are the heads that the relations belong to.
type sentence struct {
	forms             []string
	tags, heads, rels []target
	governors         []int
}

// sentences turns trees into sentences, leaving out the longest.
func (inv *inventory) sentences(trees []*language.Tree) []*sentence {
	var out []*sentence
	for _, t := range trees {
		if len(t.Tokens) > maxTraining {
			continue
		}
		s := &sentence{}
		for i := range t.Tokens {
			tok := &t.Tokens[i]
			s.forms = append(s.forms, tok.Form)
			s.tags = append(s.tags, certain(inv.tag[tagOf(tok)]))
			s.rels = append(s.rels, certain(inv.rel[tok.Rel]))
			s.heads = append(s.heads, certain(tok.Head))
			s.governors = append(s.governors, tok.Head)
		}
		out = append(out, s)
	}
	return out
}

// example makes the first n words of s ready for a network; form, if given,
// changes the words.
func (s *sentence) example(lex *infer.Lexicon, n int, form func(string) string) *example {
	e := &example{words: make([]int, n), affixes: make([][infer.Affixes]int32, n)}
	var buf []byte
	for i, f := range s.forms[:n] {
		if form != nil {
			f = form(f)
		}
		e.words[i], buf = lex.Look(f, buf, &e.affixes[i])
	}
	if s.tags == nil {
		return e
	}
	e.tags, e.rels, e.heads, e.governors = s.tags[:n], s.rels[:n], slices.Clone(s.heads[:n]), slices.Clone(s.governors[:n])
	for i := range n {
		for k, c := range e.heads[i].class {
			if c < 0 {
				e.heads[i].class[k] = int16(n)
			}
		}
		if e.governors[i] < 0 {
			e.governors[i] = n
		}
	}
	return e
}

// headlineForm is a word as headlines have it: with a capital, but for short
// function words.
func headlineForm(w string) string {
	switch w {
	case "a", "an", "the", "of", "in", "on", "to", "and", "for", "at", "by", "with", "from", "as", "or", "but", "'s", "n't", "’s", "n’t":
		return w
	}
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[n:]
}

// varied makes the examples of an epoch: a few sentences in capitals, as
// wires have them, a few in lower case, a few with the capitals of headlines if
// these are asked for, and a few without their final stop.
func varied(sentences []*sentence, lex *infer.Lexicon, headlines bool, rng *rand.Rand) []*example {
	var out []*example
	for _, s := range sentences {
		var form func(string) string
		switch p := rng.Float64(); {
		case p < 0.03:
			form = strings.ToUpper
		case p < 0.04:
			form = strings.ToLower
		case headlines && p < 0.07:
			form = headlineForm
		}
		n := len(s.forms)
		if rng.Float64() < 0.05 && s.stopped() {
			n--
		}
		out = append(out, s.example(lex, n, form))
	}
	return out
}

// stopped tells whether s ends in a full stop that it can do without.
func (s *sentence) stopped() bool {
	n := len(s.forms)
	if n < 4 || s.forms[n-1] != "." || s.governors[n-1] < 0 {
		return false
	}
	for i := range s.heads {
		for k, c := range s.heads[i].class {
			if int(c) == n-1 && s.heads[i].share[k] > 0 {
				return false
			}
		}
	}
	return true
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
