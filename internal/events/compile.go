package events

import (
	"slices"
	"strconv"
	"strings"

	"chancery/internal/ontology"
	"chancery/internal/rulefile"
)

// rule is a compiled rule block.
type rule struct {
	id         string
	on         []trigger
	conditions []condition
	typ        string
	mode       string
	cameo      string
	contexts   []string
	actor      []path
	recipient  []path
	needs      []string // what must be found: actor, recipient
	mutual     bool     // actor and recipient do it together
	swallow    bool     // acts in its complement are its matter, not events
	performs   bool     // the act is done by saying so: will recognise = recognises
	relation   string
	status     string
	what       []path // the territory or treaty that the relation is about
	confidence float64
	standing   *standing // of a block that reads a standing; nil of a rule
}

// trigger is one way in which a rule's act is worded.
type trigger struct {
	class  string // verb, noun, adj, amod, aux
	phrase phrase
}

// path leads from the trigger to a slot: obj.with.
type path []string

// condition says what a slot must, or must not, hold.
type condition struct {
	path   path
	absent bool
	set    map[string][]phrase
	kinds  []string // ACTOR, PLACE, OTHER, any
}

// ruleKeys are the fields of a rule block that are not conditions.
var ruleKeys = []string{"on", "type", "mode", "cameo", "contexts", "actor", "recipient", "needs", "mutual",
	"swallow", "performs", "relation", "what", "confidence", "yes", "no", "note"}

// kindWords are the conditions on what a slot's head is, not on its lemma.
var kindWords = []string{"ACTOR", "PARTY", "STATE", "ENTITY", "PRESS", "PLACE", "PERSON", "ORGANISATION", "ANY"}

// compiler turns blocks into rules, with positions in its errors.
type compiler struct {
	lex  *lexicon
	tax  *ontology.Events
	rule *rule
}

func (c *compiler) compile(b *rulefile.Block) (*rule, error) {
	c.rule = &rule{id: b.ID(), actor: []path{{"subj"}}, recipient: []path{{"obj"}}, confidence: 0.8}
	for _, f := range b.Fields {
		if err := c.field(b, f); err != nil {
			return nil, err
		}
	}
	r := c.rule
	if len(r.on) == 0 {
		return nil, b.Errorf(b.Line, "rule %s has no trigger; write on: verb …", b.Name)
	}
	if !c.tax.IsType(r.typ) {
		return nil, b.Errorf(b.Line, "rule %s has type %q; it must be one of %s", b.Name, r.typ, strings.Join(c.tax.Types(), " "))
	}
	if !c.tax.HasMode(r.typ, r.mode) {
		return nil, b.Errorf(b.Line, "%s has no mode %q; its modes are %s", r.typ, r.mode, strings.Join(c.tax.Modes(r.typ), " "))
	}
	if r.cameo == "" || !c.tax.IsCAMEO(r.cameo) {
		return nil, b.Errorf(b.Line, "rule %s has CAMEO code %q, which is not in ontology/events-cameo.tsv", b.Name, r.cameo)
	}
	return r, nil
}

func (c *compiler) field(b *rulefile.Block, f rulefile.Field) error {
	r := c.rule
	switch f.Key {
	case "on":
		return c.trigger(b, f)
	case "type":
		r.typ = f.Value
	case "mode":
		r.mode = f.Value
	case "cameo":
		r.cameo = f.Value
	case "contexts":
		r.contexts = rulefile.Words(f.Value)
	case "actor":
		r.actor = paths(f.Value)
	case "recipient":
		r.recipient = paths(f.Value)
	case "needs":
		r.needs = rulefile.Words(f.Value)
		for _, n := range r.needs {
			if n != "actor" && n != "recipient" {
				return b.Errorf(f.Line, "needs takes actor and recipient, found %q", n)
			}
		}
	case "mutual", "swallow", "performs":
		return c.flag(b, f)
	case "relation":
		kind, status, ok := strings.Cut(f.Value, " ")
		if !ok || !c.tax.IsRelation(kind, status) {
			return b.Errorf(f.Line, "relation takes a kind and a status of ontology/relations.tsv, found %q", f.Value)
		}
		r.relation, r.status = kind, status
	case "what":
		r.what = paths(f.Value)
	case "confidence":
		v, err := strconv.ParseFloat(f.Value, 64)
		if err != nil || v <= 0 || v > 1 {
			return b.Errorf(f.Line, "confidence is a number above 0 and up to 1, found %q", f.Value)
		}
		r.confidence = v
	case "yes", "no", "note":
	default:
		return c.condition(b, f)
	}
	return nil
}

func (c *compiler) flag(b *rulefile.Block, f rulefile.Field) error {
	if f.Value != "yes" {
		return b.Errorf(f.Line, "%s takes yes or is left out, found %q", f.Key, f.Value)
	}
	switch f.Key {
	case "mutual":
		c.rule.mutual = true
	case "swallow":
		c.rule.swallow = true
	case "performs":
		c.rule.performs = true
	}
	return nil
}

// trigger reads "verb cut, break_off, @severing".
func (c *compiler) trigger(b *rulefile.Block, f rulefile.Field) error {
	class, list, _ := strings.Cut(f.Value, " ")
	if class != "verb" && class != "noun" && class != "adj" && class != "amod" && class != "aux" {
		return b.Errorf(f.Line, "a trigger begins with verb, noun, adj, amod or aux, found %q", class)
	}
	words := rulefile.Words(list)
	if len(words) == 0 {
		return b.Errorf(f.Line, "no trigger words after %q", class)
	}
	for _, w := range words {
		name, isSet := strings.CutPrefix(w, "@")
		if !isSet {
			c.rule.on = append(c.rule.on, trigger{class, parsePhrase(w)})
			continue
		}
		set, ok := c.lex.sets[name]
		if !ok {
			return b.Errorf(f.Line, "set @%s is not known", name)
		}
		heads := make([]string, 0, len(set))
		for head := range set {
			heads = append(heads, head)
		}
		slices.Sort(heads)
		for _, head := range heads {
			for _, p := range set[head] {
				c.rule.on = append(c.rule.on, trigger{class, p})
			}
		}
	}
	return nil
}

// condition reads "obj: @tie, accord, ACTOR" or "!obj.of: weapon".
func (c *compiler) condition(b *rulefile.Block, f rulefile.Field) error {
	key, absent := strings.CutPrefix(f.Key, "!")
	cond := condition{path: strings.Split(key, "."), absent: absent, set: map[string][]phrase{}}
	for _, slot := range cond.path {
		if !c.lex.has("slots", slot) {
			return b.Errorf(f.Line, "%q is neither a field nor a slot; slots are subj, obj, iobj, comp, poss, head and the prepositions in set slots", f.Key)
		}
	}
	words := rulefile.Words(f.Value)
	if len(words) == 0 {
		return b.Errorf(f.Line, "%s: no words; write lemmas, @sets or %s", f.Key, strings.Join(kindWords, ", "))
	}
	for _, w := range words {
		switch name, isSet := strings.CutPrefix(w, "@"); {
		case isSet:
			set, ok := c.lex.sets[name]
			if !ok {
				return b.Errorf(f.Line, "set @%s is not known", name)
			}
			for head, ps := range set {
				cond.set[head] = append(cond.set[head], ps...)
			}
		case slices.Contains(kindWords, w):
			cond.kinds = append(cond.kinds, w)
		case w == strings.ToUpper(w) && w != strings.ToLower(w):
			return b.Errorf(f.Line, "%q is no kind; kinds are %s", w, strings.Join(kindWords, ", "))
		default:
			p := parsePhrase(w)
			cond.set[p.head] = append(cond.set[p.head], p)
		}
	}
	c.rule.conditions = append(c.rule.conditions, cond)
	return nil
}

// paths reads "obj.with | with | to"; "none" means that the rule has no such
// part.
func paths(value string) []path {
	var out []path
	for p := range strings.SplitSeq(value, "|") {
		if p = strings.TrimSpace(p); p != "" && p != "none" {
			out = append(out, strings.Split(p, "."))
		}
	}
	return out
}

// weight is how specific a trigger is by itself: its modifiers and particle.
func (t trigger) weight() int {
	w := 2 * len(t.phrase.mods)
	if t.phrase.prt != "" {
		w += 2
	}
	return w
}

// fewWords is how many words a condition may offer and still count as special.
const fewWords = 12

// weight is how specific a condition is when met by one of its words, or else
// by one of its kinds.
func (c *condition) weight(byWord bool) int {
	switch {
	case c.absent:
		return 1
	case byWord && len(c.set) <= fewWords:
		return 4
	case byWord:
		return 3
	case slices.Contains(c.kinds, "ANY"):
		return 0
	}
	return 1
}
