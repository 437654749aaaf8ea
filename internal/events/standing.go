package events

import (
	"chancery/internal/names"
	"chancery/internal/rulefile"
)

// standing is what a block says that reads a standing and no event: its words
// tell that a relation holds, not the act that brought it about.
type standing struct {
	denied  string // the status that the same words tell when they are denied
	act     bool   // the words tell the act after all; events code it under another head
	present bool   // only in the present tense: in the past the words tell an act
	ended   bool   // the words themselves say that it is over
}

// compileStanding reads a standing block. It takes the triggers, slots and
// conditions of a rule.
func (c *compiler) compileStanding(b *rulefile.Block) (*rule, error) {
	c.rule = &rule{id: b.ID(), actor: []path{{"subj"}}, recipient: []path{{"obj"}}, confidence: 1, standing: &standing{}}
	for _, f := range b.Fields {
		if err := c.standingField(b, f); err != nil {
			return nil, err
		}
	}
	r := c.rule
	if len(r.on) == 0 || r.relation == "" {
		return nil, b.Errorf(b.Line, "standing %s lacks its words or what they tell; write on: noun … and relation: KIND STATUS", b.Name)
	}
	if d := r.standing.denied; d != "" && !c.tax.IsRelation(r.relation, d) {
		return nil, b.Errorf(b.Line, "%s has no status %q in ontology/relations.tsv", r.relation, d)
	}
	return r, nil
}

func (c *compiler) standingField(b *rulefile.Block, f rulefile.Field) error {
	s := c.rule.standing
	only := func(want string, flag *bool) error {
		if f.Value != want {
			return b.Errorf(f.Line, "%s takes %s or is left out, found %q", f.Key, want, f.Value)
		}
		*flag = true
		return nil
	}
	switch f.Key {
	case "on", "actor", "recipient", "relation", "what", "yes", "no", "note":
		return c.field(b, f)
	case "mutual", "performs":
		return c.flag(b, f)
	case "denied":
		s.denied = f.Value
	case "basis":
		return only("act", &s.act)
	case "tense":
		return only("present", &s.present)
	case "ended":
		return only("yes", &s.ended)
	case "type", "mode", "cameo", "contexts", "needs", "swallow", "confidence":
		return b.Errorf(f.Line, "a standing is no event and has no %s", f.Key)
	default:
		return c.condition(b, f)
	}
	return nil
}

// listed are the names behind a plural and a comma, which the tree takes for
// more of the same list: two regions, Abkhazia and South Ossetia.
func (t tree) listed(i int) []int {
	if t.tok(i).XPOS != "NNS" || t.who.Head(i) >= 0 && t.who.Mentions[t.who.Head(i)].Form == names.Name {
		return nil
	}
	out := t.children(i, "conj")
	if len(out) == 0 || t.doc.Child(out[0], "cc") >= 0 {
		return nil
	}
	for _, k := range out {
		if t.who.Head(k) < 0 || t.tok(k).UPOS != "PROPN" {
			return nil
		}
	}
	return out
}

// described are those of whom a noun is said: Turkey is a member; Turkey, a
// member; member Turkey.
func (t tree) described(i int) []int {
	if s := t.doc.Child(i, "nsubj"); s >= 0 && t.doc.Child(i, "cop") >= 0 {
		return []int{t.antecedent(s)} // Turkey is a member
	}
	tok := t.tok(i)
	if h := tok.Head; h >= 0 && (tok.Is("appos") || tok.Is("conj") && t.tok(h).Is("appos")) {
		if tok.Is("conj") {
			h = t.tok(h).Head
		}
		return []int{h} // Turkey, a member, …; Turkey, a neighbour and member, …
	}
	if h := tok.Head; h >= 0 && tok.Is("conj") && t.doc.Child(h, "cop") >= 0 {
		return t.described(h) // is a neighbour and member
	}
	if h := tok.Head; h >= 0 && h > i && (tok.Is("compound") || tok.Is("amod")) && t.who.Head(h) >= 0 {
		return []int{h} // member Turkey
	}
	if out := t.children(i, "appos", "flat"); len(out) > 0 {
		return out // allies Russia and Syria
	}
	if out := t.listed(i); len(out) > 0 {
		return out
	}
	// The tree often loses the name right behind the noun: NATO member Turkey.
	if n := i + 1; n < len(t.doc.Tokens) && t.tok(n).UPOS == "PROPN" {
		if m := t.who.At(n); m >= 0 && t.who.Mentions[m].First == n {
			return []int{t.who.Mentions[m].Head}
		}
	}
	return nil
}
