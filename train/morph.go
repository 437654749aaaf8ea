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

// writeMorphology learns lemma rules and feature tables from trees and writes
// them as morph.tsv.
func writeMorphology(name string, trees []*language.Tree) error {
	lemmas, slips, rules := ballots{}, ballots{}, ballots{}
	feats := [4]ballots{{}, {}, {}, {}}
	for _, t := range trees {
		d := language.NewDoc(t.Text, t.Tokens, []language.Sentence{{Range: language.Range{First: 0, End: len(t.Tokens)}}})
		for i := range t.Tokens {
			tok := &t.Tokens[i]
			form := string(language.LemmaForm(nil, tok.Form, tok.XPOS))
			if tok.XPOS != "GW" && tok.Lemma != "_" && tok.Lemma != "" {
				lemmas.add(form+"\t"+tok.XPOS, tok.Lemma)
				if strings.Contains(tok.Feats, "Typo=Yes") {
					slips.add(form+"\t"+tok.XPOS, tok.Lemma)
				}
			}
			if strings.Contains(tok.Feats, "Typo=Yes") {
				continue
			}
			for level := range feats {
				feats[level].add(string(language.AppendMorphKey(nil, d, i, level)), tok.Feats)
			}
		}
	}
	keys := slices.Sorted(maps.Keys(lemmas))
	for _, k := range keys {
		form, xpos, _ := strings.Cut(k, "\t")
		lemma := lemmas.lemma(k)
		edit, ok := editOf(form, lemma)
		if !ok || slips[k][lemma] == lemmas[k][lemma] {
			continue // rules are not made of slips of the pen
		}
		for n := 0; n <= min(6, len(form)); n++ {
			rules.add(form[len(form)-n:]+"\t"+xpos, edit)
		}
	}
	var b bytes.Buffer
	b.WriteString("# Lemmas and features, learnt by train from the treebanks named in MODEL_CARD.md.\n")
	kept := map[string]string{}
	rk := slices.SortedFunc(maps.Keys(rules), func(a, b string) int {
		if d := strings.IndexByte(a, '\t') - strings.IndexByte(b, '\t'); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for _, k := range rk {
		edit, n, all := rules.winner(k)
		suffix, xpos, _ := strings.Cut(k, "\t")
		if suffix != "" && (n < 2 || n*3 < all*2) {
			continue
		}
		if suffix != "" && inherited(kept, suffix, xpos) == edit {
			continue
		}
		kept[k] = edit
		fmt.Fprintf(&b, "S\t%s\t%s\n", k, edit)
	}
	for _, k := range keys {
		form, xpos, _ := strings.Cut(k, "\t")
		lemma := lemmas.lemma(k)
		if n := lemmas[k][lemma]; n == slips[k][lemma] && n < 2 {
			continue
		}
		if apply(form, inherited(kept, form+" ", xpos)) != lemma {
			fmt.Fprintf(&b, "L\t%s\t%s\n", k, lemma)
		}
	}
	for level := len(feats) - 1; level >= 0; level-- {
		for _, k := range slices.Sorted(maps.Keys(feats[level])) {
			v, n, _ := feats[level].winner(k)
			if n < 2 && level < 3 {
				continue
			}
			fmt.Fprintf(&b, "F\t%s\t%s\n", k, v)
		}
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
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
