package events

import (
	"iter"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/language"
	"chancery/internal/names"
)

// match is a rule that fits a trigger, with the tokens that met its
// conditions.
type match struct {
	rule    *rule
	trigger int
	weight  int
	bound   []binding
}

// binding is the token that met a condition on a slot.
type binding struct {
	path  string
	token int
}

func (m *match) bind(p path, tok int) {
	m.bound = append(m.bound, binding{strings.Join(p, "."), tok})
}

func (m *match) boundTo(slot string) int {
	for _, b := range m.bound {
		if b.path == slot {
			return b.token
		}
	}
	return -1
}

// best is the most specific rule that fits token i, by the weights of its
// trigger and conditions; nil if none does. Of rules of equal weight the
// earlier in the files wins.
func (t tree) best(i int, index map[string][]indexed) *match {
	var best *match
	for m := range t.fitting(i, index) {
		if best == nil || m.weight > best.weight {
			best = m
		}
	}
	return best
}

// fitting are the matches of all rules that fit token i.
func (t tree) fitting(i int, index map[string][]indexed) iter.Seq[*match] {
	return func(yield func(*match) bool) {
		for _, x := range index[strings.ToLower(t.tok(i).Lemma)] {
			if !t.triggers(x.trigger, i) {
				continue
			}
			m := &match{rule: x.rule, trigger: i, weight: x.trigger.weight()}
			if t.meets(m) && !yield(m) {
				return
			}
		}
	}
}

// triggers tells whether token i is worded as the trigger says.
func (t tree) triggers(tr trigger, i int) bool {
	tok := t.tok(i)
	switch tr.class {
	case "verb":
		if tok.UPOS != "VERB" || tok.Is("amod") || tok.Is("case") || tok.Is("compound") {
			return false
		}
	case "noun":
		if tok.UPOS != "NOUN" && tok.UPOS != "PROPN" && !t.lex.has("no-adjective", strings.ToLower(tok.Lemma)) || tok.Is("compound") || t.who.Head(i) >= 0 && tok.UPOS == "PROPN" {
			return false
		}
	case "adj":
		if tok.UPOS != "ADJ" && tok.UPOS != "VERB" || tok.Is("amod") {
			return false
		}
	case "amod":
		if tok.UPOS != "ADJ" && tok.UPOS != "VERB" || !tok.Is("amod") {
			return false
		}
	case "aux":
		if tok.UPOS != "AUX" {
			return false
		}
	}
	if tr.class == "verb" && tr.phrase.prt == "" {
		if prt, _ := t.particle(i); prt != "" && t.lex.has("changing-particle", prt) {
			return false
		}
	}
	return t.phraseAt(tr.phrase, i)
}

// meets tells whether all conditions of the match's rule hold, and binds the
// slots that met them.
func (t tree) meets(m *match) bool {
	for n := range m.rule.conditions {
		c := &m.rule.conditions[n]
		found, byWord := -1, false
		for _, k := range t.along(m, c.path) {
			if found, byWord = t.satisfies(c, k); found >= 0 {
				break
			}
		}
		if (found >= 0) == c.absent && !(c.absent && t.onlySupposed(found)) {
			return false
		}
		m.weight += c.weight(byWord)
		if found >= 0 {
			m.bind(c.path, found)
		}
	}
	return true
}

// along are the tokens at the end of a path from the trigger.
func (t tree) along(m *match, p path) []int {
	at := []int{m.trigger}
	for n, slot := range p {
		if n == 0 && len(p) > 1 {
			if b := m.boundTo(slot); b >= 0 {
				at = []int{b}
				continue
			}
		}
		var next []int
		for _, i := range at {
			if slot == "inside" {
				next = append(next, slices.DeleteFunc(t.inside(i), func(k int) bool { return k == m.boundTo("obj") })...)
			} else {
				next = append(next, t.slot(i, slot)...)
			}
		}
		at = next
	}
	return at
}

// satisfies is the token, among k and what is coordinated with it, that meets
// the condition, or what the pronoun k stands for, and whether a word of the
// condition's met it rather than a kind; -1 if none does.
func (t tree) satisfies(c *condition, k int) (token int, byWord bool) {
	for _, i := range t.members(k) {
		if len(c.set) > 0 {
			if h := t.measured(c.set, i); h >= 0 {
				return h, true
			}
		}
		if slices.ContainsFunc(c.kinds, func(kind string) bool { return t.isKind(kind, i) }) {
			return i, false
		}
		if len(c.set) > 0 && t.tok(i).UPOS == "PRON" {
			if a := t.recall(c, i); a >= 0 {
				return a, true
			}
		}
	}
	return -1, false
}

// measured is token i when it heads a phrase of the set, or the thing that i
// only measures: 700 kg of medicine, a first batch of troops; -1 if neither.
func (t tree) measured(set map[string][]phrase, i int) int {
	if t.holds(set, i) {
		return i
	}
	if t.lex.has("measure", t.tok(i).Lemma) || t.tok(i).UPOS == "NUM" {
		for _, o := range t.ownPrepositional(i, "of") {
			for _, m := range t.members(o) {
				if t.holds(set, m) {
					return m
				}
			}
		}
	}
	return -1
}

func (t tree) isKind(kind string, i int) bool {
	if kind == "ANY" {
		return true
	}
	if kind == "PARTY" && t.who.Head(i) < 0 {
		return false
	}
	ps := t.participants(i, near)
	if len(ps) == 0 {
		return false
	}
	if t.isSupposed(ps[0]) {
		return true
	}
	switch kind {
	case "PLACE":
		return t.who.Mentions[ps[0].Mention].Place
	case "PERSON":
		return t.who.Actors[ps[0].Actor].Kind == chancery.Person
	case "ORGANISATION":
		return t.who.Actors[ps[0].Actor].Kind == chancery.Organisation
	case "ENTITY":
		return t.who.Actors[ps[0].Actor].Kind == chancery.Entity
	case "STATE":
		k := t.who.Actors[ps[0].Actor].Kind
		return (k == chancery.State || k == chancery.Entity) && t.who.Mentions[ps[0].Mention].Form == names.Name
	case "PRESS":
		s := t.who.Mentions[ps[0].Mention].Sector
		return s == "MED" || s == "JRN" || t.who.Mentions[ps[0].Mention].StateMedia
	}
	return true
}

// recall finds what "it" or "them" stands for among the nouns before it in its
// sentence and the one before, nearest first: "ties …, and cut them".
func (t tree) recall(c *condition, i int) int {
	form := strings.ToLower(t.tok(i).Form)
	plural := form == "them" || form == "they" || form == "these" || form == "those"
	if !plural && form != "it" && form != "this" && form != "that" {
		return -1
	}
	s := t.doc.SentenceOf(i)
	first := t.doc.Sentences[max(s-1, 0)].First
	for k := i - 1; k >= first; k-- {
		tok := t.tok(k)
		if tok.UPOS == "NOUN" && plural == (tok.XPOS == "NNS") && t.holds(c.set, k) {
			return k
		}
	}
	return -1
}

// inside are the heads of all mentions below token i and after it, in text
// order: the last resort for whom a promise or a demand is about.
func (t tree) inside(i int) []int {
	var out []int
	r := t.doc.Subtree(i)
	for k := max(i+1, r.First); k < r.End; k++ {
		if t.who.Head(k) >= 0 && t.doc.Dominates(i, k) && !t.afar(i, k) {
			out = append(out, k)
		}
	}
	return out
}

// afar tells whether between i and k below it stands a clause that is not part
// of what i says: a coordinated verb, an aside, a relative clause, the
// participle of a compound adjective.
func (t tree) afar(i, k int) bool {
	for ; k != i && k >= 0; k = t.tok(k).Head {
		tok := t.tok(k)
		if (tok.Is("obl") || tok.Is("nmod")) && t.aside(k) {
			return true
		}
		if tok.Is("amod") && t.isVerb(k) || tok.Is("conj") && t.gapped(k) {
			return true // Russian-backed regions; and Canada four
		}
		if tok.Is("parataxis") || tok.Is("advcl") && !t.hasMark(k, "to") || tok.Is("conj") && t.isVerb(k) && tok.Head == i || tok.Is("acl:relcl") {
			return true
		}
	}
	return false
}

// aside tells whether a phrase says only when, why or in spite of what.
func (t tree) aside(i int) bool {
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); (k.Is("case") || k.Is("mark")) && t.lex.has("aside", strings.ToLower(k.Lemma)) {
			return true
		}
	}
	return false
}

// words is the trigger as a range: the trigger token with its particle, and
// the noun that completes it (cut … ties) when it stands close by.
func (t tree) words(m *match) language.Range {
	r := language.Range{First: m.trigger, End: m.trigger + 1}
	widen := func(i int) {
		if i >= r.First-5 && i < r.End+5 {
			r.First, r.End = min(r.First, i), max(r.End, i+1)
		}
	}
	if _, p := t.particle(m.trigger); p >= 0 {
		widen(p)
	}
	for _, b := range m.bound {
		if b.path == "obj" && t.who.Head(b.token) < 0 {
			widen(b.token)
			if n := b.token + 1; n < len(t.doc.Tokens) && t.tok(b.token).UPOS == "SYM" && t.tok(n).UPOS == "NUM" {
				widen(n) // $ 85
			}
		}
	}
	return r
}
