package eval

import (
	"slices"
	"strings"
)

// udResult holds the scores of one comparison.
type udResult struct {
	tokens, sentences, words udScore
	upos, xpos, lemma, feats udScore
	uas, las                 udScore
}

func (r *udResult) add(o udResult) {
	for _, p := range []struct{ a, b *udScore }{
		{&r.tokens, &o.tokens}, {&r.sentences, &o.sentences}, {&r.words, &o.words}, {&r.upos, &o.upos},
		{&r.xpos, &o.xpos}, {&r.lemma, &o.lemma}, {&r.feats, &o.feats}, {&r.uas, &o.uas}, {&r.las, &o.las},
	} {
		p.a.correct += p.b.correct
		p.a.system += p.b.system
		p.a.gold += p.b.gold
	}
}

// compare scores system against gold by the definitions of the CoNLL 2018
// shared task (Zeman et al. 2018): relations without their subtype, universal
// features alone, a lemma of "_" in gold always right.
func compare(gold, system *udSide) udResult {
	pair := align(gold.words, system.words)
	back := make([]int, len(system.words))
	for i := range back {
		back[i] = -1
	}
	for i, j := range pair {
		if j >= 0 {
			back[j] = i
		}
	}
	all := udScore{0, len(system.words), len(gold.words)}
	r := udResult{
		tokens: spans(gold.tokens, system.tokens), sentences: spans(gold.sentences, system.sentences),
		words: all, upos: all, xpos: all, lemma: all, feats: all, uas: all, las: all,
	}
	count := func(s *udScore, ok bool) {
		if ok {
			s.correct++
		}
	}
	for i, j := range pair {
		if j < 0 {
			continue
		}
		g, s := gold.words[i], system.words[j]
		r.words.correct++
		count(&r.upos, g.UPOS == s.UPOS)
		count(&r.xpos, g.XPOS == s.XPOS)
		count(&r.lemma, g.Lemma == s.Lemma || g.Lemma == "" || g.Lemma == "_")
		count(&r.feats, universal(g.Feats) == universal(s.Feats))
		head := s.head < 0 && g.head < 0 || s.head >= 0 && g.head >= 0 && back[s.head] == g.head
		count(&r.uas, head)
		count(&r.las, head && base(g.Rel) == base(s.Rel))
	}
	return r
}

// universalFeatures are the features that count.
var universalFeatures = []string{"PronType", "NumType", "Poss", "Reflex", "Foreign", "Abbr", "Gender", "Animacy", "Number",
	"Case", "Definite", "Degree", "VerbForm", "Mood", "Tense", "Aspect", "Voice", "Evident", "Polarity", "Person", "Polite"}

// universal leaves the other features out of feats.
func universal(feats string) string {
	var kept []string
	for f := range strings.SplitSeq(feats, "|") {
		name, _, _ := strings.Cut(f, "=")
		if slices.Contains(universalFeatures, name) {
			kept = append(kept, f)
		}
	}
	slices.Sort(kept)
	return strings.Join(kept, "|")
}

func base(rel string) string {
	b, _, _ := strings.Cut(rel, ":")
	return b
}
