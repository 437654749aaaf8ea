package events

import (
	"cmp"
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

// Explain tries every rule on every word of a document and says, sentence by
// sentence, what became of each: the tool with which rules are written.
func (c *Coder) Explain(in Input) [][]Trial {
	t := c.tree(in)
	states := map[int]Standing{}
	for _, s := range c.standings(t, in) {
		states[s.Token] = s
	}
	out := make([][]Trial, len(in.Doc.Sentences))
	var earlier []Event
	for s := range in.Doc.Sentences {
		var found []*match
		out[s], found = c.missed(t, s)
		for i := in.Doc.Sentences[s].First; i < in.Doc.Sentences[s].End; i++ {
			if x, ok := states[i]; ok {
				out[s] = append(out[s], Trial{i, x.Rule, true, "standing " + standingLine(in, &x)})
			}
		}
		found = slices.DeleteFunc(found, func(m *match) bool {
			x, ok := states[m.trigger]
			return ok && !x.Act
		})
		fired, coded := c.fired(t, in, s, found, earlier)
		out[s] = append(out[s], fired...)
		earlier = append(earlier, coded...)
	}
	return out
}

// missed are the rules that words of sentence s could have triggered but did
// not, and the matches that it has.
func (c *Coder) missed(t tree, s int) (out []Trial, found []*match) {
	sent := t.doc.Sentences[s]
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
	return out, found
}

// fired says what came out of the matches of sentence s, as sentence codes
// them, and gives their events.
func (c *Coder) fired(t tree, in Input, s int, found []*match, earlier []Event) (trials []Trial, out []Event) {
	kept := t.unswallowed(found)
	for _, m := range found {
		trial := Trial{Token: m.trigger, Rule: m.rule.id}
		if !slices.Contains(kept, m) {
			trial.Verdict = "is the matter of another event"
			trials = append(trials, trial)
			continue
		}
		e, ok := c.event(t, in, m, earlier, out)
		e.Sentence = s
		switch {
		case !ok:
			trial.Verdict = fmt.Sprintf("lacks a party: actor %v, recipient %v", codes(in.Who, e.Actor), codes(in.Who, e.Recipient))
		case slices.ContainsFunc(out, func(f Event) bool { return sameAct(in.Who, &e, &f) }):
			trial.Verdict = "tells an act that this sentence has told already"
		default:
			trial.Fired = true
			trial.Verdict = fmt.Sprintf("%v %s %v, %s, %s, confidence %.2f", codes(in.Who, e.Actor), e.Type,
				codes(in.Who, e.Recipient), e.Modality, cmp.Or(e.Date, "no date"), e.Confidence)
			if k := slices.IndexFunc(earlier, func(f Event) bool { return c.oneAct(t, &f, &e) }); k >= 0 {
				trial.Verdict += fmt.Sprintf("; the act of sentence %d told again", earlier[k].Sentence)
			}
			out = append(out, e)
		}
		trials = append(trials, trial)
	}
	return trials, out
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
