package main

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"chancery/internal/language"
)

// ballots counts the values seen for a key.
type ballots map[string]map[string]int

func (b ballots) add(key, value string) {
	if b[key] == nil {
		b[key] = map[string]int{}
	}
	b[key][value]++
}

// winner is the most frequent value of a key, the smaller string on a tie,
// with its count and the count of all.
func (b ballots) winner(key string) (value string, n, all int) {
	for v, c := range b[key] {
		if c > n || c == n && v < value {
			value, n = v, c
		}
		all += c
	}
	return value, n, all
}

// lemma is the lemma to learn for a form and tag: the most frequent, but a
// proper noun is its own lemma where the treebanks are of two minds.
func (b ballots) lemma(key string) string {
	lemma, n, all := b.winner(key)
	form, xpos, _ := strings.Cut(key, "\t")
	if strings.HasPrefix(xpos, "NNP") && n*10 < all*7 && b[key][form]*3 >= all {
		return form
	}
	return lemma
}

// lessons is what the treebanks teach of lemmas and features.
type lessons struct {
	lemmas, slips, rules ballots // slips: of lemmas, those of misspelt words
	feats                [4]ballots
}

// study counts the lemmas and features of trees.
func study(trees []*language.Tree) *lessons {
	l := &lessons{ballots{}, ballots{}, ballots{}, [4]ballots{{}, {}, {}, {}}}
	for _, t := range trees {
		d := language.NewDoc(t.Text, t.Tokens, []language.Sentence{{Range: language.Range{First: 0, End: len(t.Tokens)}}})
		for i := range t.Tokens {
			tok := &t.Tokens[i]
			slip := strings.Contains(tok.Feats, "Typo=Yes")
			key := string(language.LemmaForm(nil, tok.Form, tok.XPOS)) + "\t" + tok.XPOS
			if tok.XPOS != "GW" && tok.Lemma != "_" && tok.Lemma != "" {
				l.lemmas.add(key, tok.Lemma)
				if slip {
					l.slips.add(key, tok.Lemma)
				}
			}
			for level := 0; level < len(l.feats) && !slip; level++ {
				l.feats[level].add(string(language.AppendMorphKey(nil, d, i, level)), tok.Feats)
			}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(l.lemmas)) {
		form, xpos, _ := strings.Cut(k, "\t")
		lemma := l.lemmas.lemma(k)
		edit, ok := editOf(form, lemma)
		if !ok || l.slips[k][lemma] == l.lemmas[k][lemma] {
			continue // rules are not made of slips of the pen
		}
		for n := 0; n <= min(6, len(form)); n++ {
			l.rules.add(form[len(form)-n:]+"\t"+xpos, edit)
		}
	}
	return l
}

// writeMorphology learns lemma rules and feature tables from trees and writes
// them as morph.tsv.
func writeMorphology(name string, trees []*language.Tree) error {
	l := study(trees)
	var b bytes.Buffer
	b.WriteString("# Lemmas and features, learnt by train from the treebanks named in MODEL_CARD.md.\n")
	l.writeLemmas(&b, l.writeRules(&b))
	for level := len(l.feats) - 1; level >= 0; level-- {
		for _, k := range slices.Sorted(maps.Keys(l.feats[level])) {
			v, n, _ := l.feats[level].winner(k)
			if n < 2 && level < 3 {
				continue
			}
			fmt.Fprintf(&b, "F\t%s\t%s\n", k, v)
		}
	}
	if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("train: writing lemmas and features: %w", err)
	}
	return nil
}

// writeRules writes the edits of suffixes, the shortest first, and returns
// those kept: what a shorter suffix gives already is not.
func (l *lessons) writeRules(b *bytes.Buffer) map[string]string {
	kept := map[string]string{}
	keys := slices.SortedFunc(maps.Keys(l.rules), func(a, b string) int {
		if d := strings.IndexByte(a, '\t') - strings.IndexByte(b, '\t'); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, k := range keys {
		edit, n, all := l.rules.winner(k)
		suffix, xpos, _ := strings.Cut(k, "\t")
		if suffix != "" && (n < 2 || n*3 < all*2) {
			continue
		}
		if suffix != "" && inherited(kept, suffix, xpos) == edit {
			continue
		}
		kept[k] = edit
		fmt.Fprintf(b, "S\t%s\t%s\n", k, edit)
	}
	return kept
}

// writeLemmas writes the lemmas that the rules kept get wrong.
func (l *lessons) writeLemmas(b *bytes.Buffer, kept map[string]string) {
	for _, k := range slices.Sorted(maps.Keys(l.lemmas)) {
		form, xpos, _ := strings.Cut(k, "\t")
		lemma := l.lemmas.lemma(k)
		if n := l.lemmas[k][lemma]; n == l.slips[k][lemma] && n < 2 {
			continue
		}
		if apply(form, inherited(kept, form+" ", xpos)) != lemma {
			fmt.Fprintf(b, "L\t%s\t%s\n", k, lemma)
		}
	}
}

// inherited is the edit that the longest shorter suffix gives; pass the form
// with a letter more to have the whole form among the suffixes.
func inherited(kept map[string]string, suffix, xpos string) string {
	whole := strings.TrimSuffix(suffix, " ")
	start := 1
	if whole != suffix {
		start = max(0, len(whole)-6)
	}
	for i := start; i <= len(whole); i++ {
		if e, ok := kept[whole[i:]+"\t"+xpos]; ok {
			return e
		}
	}
	return ""
}

func apply(form, edit string) string {
	c, add, ok := strings.Cut(edit, "\t")
	if !ok || int(c[0]-'0') > len(form) {
		return form
	}
	return form[:len(form)-int(c[0]-'0')] + add
}

// editOf is "cut TAB add", the change at the end of form that makes lemma.
func editOf(form, lemma string) (string, bool) {
	n := 0
	for n < len(form) && n < len(lemma) && form[n] == lemma[n] {
		n++
	}
	if n == 0 || len(form)-n > 5 {
		return "", false
	}
	return fmt.Sprintf("%d\t%s", len(form)-n, lemma[n:]), true
}
