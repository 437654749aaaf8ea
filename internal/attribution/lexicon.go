package attribution

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"chancery/internal/language"
	"chancery/internal/rulefile"
)

//go:embed rules/*.rules
var files embed.FS

//go:embed weights/model.bin
var weights []byte

// slot is a kind of dependent that holds content.
type slot struct {
	name string // clause, to, gerund, object, subject, as, predicate, sentence, none or a preposition
	cue  bool   // the preposition belongs to the cue
}

// choice is one content line: the first slot must be filled.
type choice struct {
	need slot
	with []slot
}

// rule tells how a group of cue words behaves.
type rule struct {
	id       string
	hash     uint32 // of the id, for the models
	content  []choice
	passive  []choice
	needs    []slot // one of them must be filled, too
	particle string // word that must follow: point out
	quotes   bool   // may introduce words in quotation marks
	owner    bool   // a noun that must have a possessor
}

// Attributor finds reported statements. It is read-only once made.
type Attributor struct {
	verbs      map[string][]*rule
	nouns      map[string][]*rule
	adjectives map[string][]*rule
	phrases    []phrase
	papers     map[string]bool // nouns for what is written and can be quoted from
	acts       map[string]bool // verbs for what is done, not said
	blocks     []rulefile.Block
	model      *Model
}

// With is an Attributor that also asks a model.
func (a *Attributor) With(m *Model) *Attributor {
	b := *a
	b.model = m
	return &b
}

// phrase is a cue of fixed words.
type phrase struct {
	words []string
	rule  *rule
}

// New reads the embedded rules and weights. An error names file, line and fault.
func New() (*Attributor, error) {
	a, err := Rules()
	if err != nil {
		return nil, err
	}
	m, err := ReadModel(weights)
	if err != nil {
		return nil, err
	}
	return a.With(m), nil
}

// Rules is an Attributor that has the embedded rules alone.
func Rules() (*Attributor, error) {
	sub, err := fs.Sub(files, "rules")
	if err != nil {
		return nil, fmt.Errorf("attribution: opening the rules: %w", err)
	}
	blocks, err := rulefile.ParseFS(sub, "*.rules")
	if err != nil {
		return nil, fmt.Errorf("attribution: reading the rules: %w", err)
	}
	return build(blocks)
}

func build(blocks []rulefile.Block) (*Attributor, error) {
	a := &Attributor{
		verbs: map[string][]*rule{}, nouns: map[string][]*rule{}, adjectives: map[string][]*rule{},
		papers: map[string]bool{}, acts: map[string]bool{}, blocks: blocks,
	}
	for i := range blocks {
		if err := a.add(&blocks[i]); err != nil {
			return nil, fmt.Errorf("attribution: %w", err)
		}
	}
	return a, nil
}

// add takes in one rule.
func (a *Attributor) add(b *rulefile.Block) error {
	if b.Kind == "set" {
		return a.set(b)
	}
	if b.Kind != "rule" {
		return b.Errorf(b.Line, "a block is a rule or a set, not a %s", b.Kind)
	}
	if err := b.Known("verbs", "nouns", "adjectives", "words", "content", "passive", "needs", "particle",
		"quotes", "owner", "yes", "no"); err != nil {
		return err
	}
	r := &rule{id: b.ID(), hash: hashed(b.ID())}
	for _, f := range b.Fields {
		var err error
		switch f.Key {
		case "content":
			r.content, err = appendChoice(r.content, f.Value)
		case "passive":
			r.passive, err = appendChoice(r.passive, f.Value)
		case "needs":
			for _, w := range rulefile.Words(f.Value) {
				r.needs = append(r.needs, slot{name: w})
			}
		case "particle":
			r.particle = f.Value
		case "quotes", "owner":
			if f.Value != "yes" {
				err = fmt.Errorf("%s is yes or left out", f.Key)
			}
			r.quotes = r.quotes || f.Key == "quotes"
			r.owner = r.owner || f.Key == "owner"
		}
		if err != nil {
			return b.Errorf(f.Line, "%v", err)
		}
	}
	if len(r.content) == 0 {
		return b.Errorf(b.Line, "rule %s names no content", b.Name)
	}
	return a.words(b, r)
}

// set reads a list of words that the engine asks for by name.
func (a *Attributor) set(b *rulefile.Block) error {
	words := map[string]map[string]bool{"papers": a.papers, "acts": a.acts}[b.Name]
	if words == nil {
		return b.Errorf(b.Line, "set %s is not known; there are: papers, acts", b.Name)
	}
	if err := b.Known("words"); err != nil {
		return err
	}
	for _, f := range b.Fields {
		for _, w := range rulefile.Words(f.Value) {
			words[w] = true
		}
	}
	return nil
}

// words files the rule under its cue words.
func (a *Attributor) words(b *rulefile.Block, r *rule) error {
	n := 0
	for _, f := range b.Fields {
		table := map[string]map[string][]*rule{"verbs": a.verbs, "nouns": a.nouns, "adjectives": a.adjectives}[f.Key]
		if table == nil && f.Key != "words" {
			continue
		}
		n++
		if table == nil {
			a.phrases = append(a.phrases, phrase{strings.Fields(f.Value), r})
			continue
		}
		for _, w := range rulefile.Words(f.Value) {
			if list := table[w]; len(list) > 0 && list[len(list)-1] == r {
				continue
			}
			table[w] = append(table[w], r)
		}
	}
	if n == 0 {
		return b.Errorf(b.Line, "rule %s names no cue words", b.Name)
	}
	return nil
}

// appendChoice reads "~for with to, of".
func appendChoice(list []choice, value string) ([]choice, error) {
	need, with, _ := strings.Cut(value, " with ")
	one := func(w string) slot {
		name, cue := strings.CutPrefix(strings.TrimSpace(w), "~")
		return slot{name, cue}
	}
	c := choice{need: one(need)}
	if c.need.name == "" || strings.ContainsAny(c.need.name, " ,") {
		return nil, fmt.Errorf("%q is no slot; others stand behind \"with\"", need)
	}
	for _, w := range rulefile.Words(with) {
		c.with = append(c.with, one(w))
	}
	return append(list, c), nil
}

// verb finds the rules of a verb. Lemmas that a guesser cut wrong (blam,
// blaste) are tried with and without the final e.
func (a *Attributor) verb(t *language.Token) []*rule {
	if t.UPOS != "VERB" {
		return nil
	}
	low := strings.ToLower(t.Lemma)
	if r, ok := a.verbs[low]; ok {
		return r
	}
	if r, ok := a.verbs[low+"e"]; ok {
		return r
	}
	return a.verbs[strings.TrimSuffix(low, "e")]
}
