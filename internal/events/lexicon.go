package events

import (
	"strings"

	"chancery/internal/language"
	"chancery/internal/rulefile"
)

// lexicon holds the sets of the rule files: words and phrases by lemma, keyed
// by their last word, which is the head of an English phrase.
type lexicon struct {
	sets map[string]map[string][]phrase
}

// phrase is an entry of a set; mods are the words before its head, each of
// which must modify the head in the tree.
type phrase struct {
	head string
	mods []string
	prt  string // particle of a phrasal verb, "off" in "break off"
}

// parsePhrase splits "diplomatic relation" into head and modifiers; a verb
// with a particle is written verb_particle.
func parsePhrase(text string) phrase {
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return phrase{}
	}
	head, prt, _ := strings.Cut(words[len(words)-1], "_")
	return phrase{head: head, mods: words[:len(words)-1], prt: prt}
}

// compileSets reads the set blocks; a set may include others as @name.
func compileSets(blocks []rulefile.Block) (*lexicon, error) {
	lex := &lexicon{sets: map[string]map[string][]phrase{}}
	for i := range blocks {
		b := &blocks[i]
		if b.Kind != "set" {
			continue
		}
		if err := b.Known("words", "note"); err != nil {
			return nil, err
		}
		set := lex.sets[b.Name]
		if set == nil {
			set = map[string][]phrase{}
			lex.sets[b.Name] = set
		}
		for _, f := range b.All("words") {
			if err := lex.fill(set, b, f); err != nil {
				return nil, err
			}
		}
	}
	return lex, nil
}

func (l *lexicon) fill(set map[string][]phrase, b *rulefile.Block, f rulefile.Field) error {
	for _, w := range rulefile.Words(f.Value) {
		if name, ok := strings.CutPrefix(w, "@"); ok {
			other, ok := l.sets[name]
			if !ok {
				return b.Errorf(f.Line, "set @%s is not known here; a set must stand before those that include it", name)
			}
			for head, ps := range other {
				set[head] = append(set[head], ps...)
			}
			continue
		}
		p := parsePhrase(w)
		set[p.head] = append(set[p.head], p)
	}
	return nil
}

// has tells whether the set holds the lemma as a word of its own.
func (l *lexicon) has(set, lemma string) bool {
	for _, p := range l.sets[set][lemma] {
		if len(p.mods) == 0 && p.prt == "" {
			return true
		}
	}
	return false
}

// holds tells whether token i is the head of a phrase of the set.
// A word that is mostly plural counts by its singular, too, since treebanks
// differ over the lemma of troops or talks.
func (t tree) holds(set map[string][]phrase, i int) bool {
	lemma := strings.ToLower(t.tok(i).Lemma)
	if t.holdsWord(set, lemma, i) {
		return true
	}
	singular, plural := strings.CutSuffix(lemma, "s")
	return plural && t.tok(i).XPOS == "NNS" && t.holdsWord(set, singular, i)
}

func (t tree) holdsWord(set map[string][]phrase, word string, i int) bool {
	for _, p := range set[word] {
		if t.phraseAt(p, i) {
			return true
		}
	}
	return false
}

// phraseAt tells whether token i is the head of the phrase p.
func (t tree) phraseAt(p phrase, i int) bool {
	if p.prt != "" {
		if prt, _ := t.particle(i); prt != p.prt {
			return false
		}
	}
	for _, m := range p.mods {
		if !t.modifiedBy(i, m) {
			return false
		}
	}
	return true
}

// modifiedBy tells whether a modifier of token i has the lemma.
func (t tree) modifiedBy(i int, lemma string) bool {
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); strings.EqualFold(k.Lemma, lemma) && modifies(k) {
			return true
		}
	}
	return false
}

func modifies(k *language.Token) bool {
	for _, rel := range []string{"amod", "compound", "nmod", "nummod", "advmod", "flat", "det", "case"} {
		if k.Is(rel) {
			return true
		}
	}
	return false
}
