package events

import (
	"fmt"
	"slices"
	"strings"
)

// Trial is a rule that a word of a sentence could have triggered, and what
// became of it.
type Trial struct {
	Token   int    // the trigger
	Rule    string // file:name
	Fired   bool
	Verdict string // why not, or what came out
}

// Explain tries every rule on every word of sentence s and says what became of
// each: the tool with which rules are written.
func (c *Coder) Explain(in Input, s int) []Trial {
	t := tree{doc: in.Doc, who: in.Who, said: in.Said, lex: c.lex}
	sent := in.Doc.Sentences[s]
	var out []Trial
	var found []*match
	for i := sent.First; i < sent.End; i++ {
		best := t.best(i, c.index)
		if best != nil {
			found = append(found, best)
		}
		for _, x := range c.index[strings.ToLower(t.tok(i).Lemma)] {
			if best != nil && x.rule == best.rule {
				continue
			}
			out = append(out, Trial{i, x.rule.id, false, c.whyNot(t, x, i, best)})
		}
	}
	kept := t.unswallowed(found)
	for _, m := range found {
		trial := Trial{Token: m.trigger, Rule: m.rule.id}
		e, ok := c.event(t, in, m, nil, nil)
		switch {
		case !slices.Contains(kept, m):
			trial.Verdict = "is the matter of another event"
		case !ok:
			trial.Verdict = fmt.Sprintf("lacks a party: actor %v, recipient %v", codes(in.Who, e.Actor), codes(in.Who, e.Recipient))
		default:
			trial.Fired = true
			trial.Verdict = fmt.Sprintf("%v %s %v, %s, %s, confidence %.2f", codes(in.Who, e.Actor), e.Type,
				codes(in.Who, e.Recipient), e.Modality, e.Date, e.Confidence)
		}
		out = append(out, trial)
	}
	return out
}

// whyNot says what keeps a rule from firing at token i.
func (c *Coder) whyNot(t tree, x indexed, i int, best *match) string {
	if !t.triggers(x.trigger, i) {
		return fmt.Sprintf("wants a %s here, or another particle or modifier; the word is %s, %s", x.trigger.class, t.tok(i).UPOS, t.tok(i).Rel)
	}
	m := &match{rule: x.rule, trigger: i}
	for n := range x.rule.conditions {
		cond := &x.rule.conditions[n]
		tokens := t.along(m, cond.path)
		ok := false
		var forms []string
		for _, k := range tokens {
			forms = append(forms, t.tok(k).Form)
			if found, _ := t.satisfies(cond, k); found >= 0 {
				ok = true
				m.bind(cond.path, found)
				break
			}
		}
		slot := strings.Join(cond.path, ".")
		switch {
		case ok == cond.absent && cond.absent:
			return fmt.Sprintf("%s must not hold %s", slot, strings.Join(forms, ", "))
		case ok == cond.absent && len(tokens) == 0:
			return slot + " is empty"
		case ok == cond.absent:
			return fmt.Sprintf("%s holds %s, which will not do", slot, strings.Join(forms, ", "))
		}
	}
	if best != nil {
		return "fits, but " + best.rule.id + " fits better"
	}
	return "fits"
}
