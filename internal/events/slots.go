package events

import (
	"slices"
	"strings"

	"chancery/internal/attribution"
	"chancery/internal/language"
	"chancery/internal/names"
)

// maxClimb bounds every walk up or along a tree, so that a wrong parse cannot
// cost more than a right one.
const maxClimb = 6

// tree reads a Doc as predicates with slots. A slot is named as in rules:
// subj, obj, iobj, comp, inf, poss, or a preposition.
type tree struct {
	doc  *language.Doc
	who  *names.Result
	said *attribution.Result
	lex  *lexicon
}

func (t tree) tok(i int) *language.Token { return &t.doc.Tokens[i] }

// isVerb tells whether token i is a verb of its own, not an auxiliary.
func (t tree) isVerb(i int) bool { return t.tok(i).UPOS == "VERB" }

// isPredicate tells whether token i can govern a clause: a verb, or anything
// with a subject or a copula.
func (t tree) isPredicate(i int) bool {
	return t.isVerb(i) || t.doc.Child(i, "nsubj", "cop") >= 0
}

// passive tells whether verb i stands in the passive voice.
func (t tree) passive(i int) bool {
	if t.doc.Child(i, "nsubj:pass", "aux:pass", "csubj:pass") >= 0 {
		return true
	}
	tok := t.tok(i)
	if tok.XPOS != "VBN" || t.doc.Child(i, "aux", "nsubj") >= 0 {
		return false
	}
	// The doctor sent by Oman; was arrested by the army and refused a lawyer.
	return tok.Rel == "acl" || tok.Is("conj") && tok.Head >= 0 && t.tok(tok.Head).XPOS == "VBN" && t.passive(tok.Head)
}

// antecedent replaces a relative pronoun by the noun its clause describes.
func (t tree) antecedent(i int) int {
	tok := t.tok(i)
	switch strings.ToLower(tok.Form) {
	case "who", "which", "that", "whom", "whose":
	default:
		return i
	}
	for up, n := tok.Head, 0; up >= 0 && n < maxClimb; up, n = t.tok(up).Head, n+1 {
		if t.tok(up).Is("acl:relcl") && t.tok(up).Head >= 0 {
			return t.tok(up).Head
		}
	}
	return i
}

// surface is the grammatical subject of predicate i, its own or the one it
// shares with the clause it depends on; -1 if none.
func (t tree) surface(i int) int {
	if s := t.inverted(i); s >= 0 {
		return s
	}
	for n := 0; n < maxClimb; n++ {
		if s := t.doc.Child(i, "nsubj"); s >= 0 {
			return t.antecedent(s)
		}
		tok := t.tok(i)
		h := tok.Head
		if h < 0 {
			return -1
		}
		if s := t.mistaken(i); s >= 0 {
			return s
		}
		switch {
		case tok.Is("acl"):
			return h
		case tok.Is("xcomp"), tok.Is("ccomp"), tok.Is("advcl"):
			if o := t.controller(i, h); o >= 0 {
				return o
			}
			i = h
		case tok.Is("conj"), tok.Is("parataxis") && t.isVerb(h):
			i = h
		default:
			return -1
		}
	}
	return -1
}

// mistaken is the subject of the clause of verb i when the tree hangs the word
// that opens the clause on it instead: "after a fire in Rome killed ten".
func (t tree) mistaken(i int) int {
	if !t.tok(i).Is("advcl") {
		return -1
	}
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); int(c) < i && k.Is("obl") && t.who.Head(i) < 0 {
			if w := t.doc.Child(int(c), "case"); w >= 0 && w < int(c) && t.lex.has("clause-opener", t.tok(w).Lemma) && t.tok(i).XPOS != "VBG" {
				return int(c)
			}
		}
	}
	return -1
}

// inverted is the subject of verb i where it stands behind the verb and what is
// said before, and the tree takes it for the object: "Go home, urged Peru."
func (t tree) inverted(i int) int {
	tok := t.tok(i)
	if i == 0 || tok.XPOS != "VBD" && tok.XPOS != "VBZ" || t.doc.Child(i, "nsubj", "ccomp", "xcomp", "advcl", "obl", "aux") >= 0 {
		return -1
	}
	if f := t.tok(i - 1).Form; f != "," && f != "”" && f != "\"" && f != "’" {
		return -1
	}
	if !t.lex.has("reporting", tok.Lemma) && !t.lex.has("asking", tok.Lemma) {
		return -1
	}
	if o := t.doc.Child(i, "obj"); o > i && t.who.Head(o) >= 0 {
		return o
	}
	return -1
}

// controller is the object of governor h when it, not h's subject, acts in the
// complement i: "urged Israel to stop", "sent envoys to meet".
func (t tree) controller(i, h int) int {
	if !t.isVerb(h) || t.lex.has("subject-control", t.tok(h).Lemma) {
		return -1
	}
	infinitive := t.hasMark(i, "to")
	if t.tok(i).Is("xcomp") && (infinitive || t.tok(i).XPOS == "VBG" || t.tok(i).XPOS == "VB") || t.tok(i).Is("advcl") && infinitive && t.lex.has("sending", t.tok(h).Lemma) {
		if t.passive(h) {
			return t.doc.Child(h, "nsubj:pass")
		}
		if o := t.doc.Child(h, "iobj"); o >= 0 {
			return t.antecedent(o)
		}
		if o := t.doc.Child(h, "obj"); o >= 0 && o < i {
			return t.antecedent(o)
		}
	}
	if t.tok(i).Is("advcl") && t.hasMark(i, "from") {
		if o := t.doc.Child(h, "obj"); o >= 0 {
			return t.antecedent(o)
		}
	}
	return -1
}

// hasMark tells whether clause i is introduced by the word: to, if, from …
func (t tree) hasMark(i int, word string) bool {
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); (k.Is("mark") || k.Is("case")) && k.Lemma == word {
			return true
		}
	}
	return false
}

// slot are the tokens that fill a slot of token i, nearest reading first.
func (t tree) slot(i int, name string) []int {
	switch name {
	case "subj":
		return t.subjects(i)
	case "obj":
		return t.objects(i)
	case "iobj":
		return t.indirect(i)
	case "comp":
		return t.complements(i)
	case "inf":
		return slices.DeleteFunc(t.complements(i), func(k int) bool { return !t.hasMark(k, "to") })
	case "poss":
		return t.owners(i)
	case "head":
		h := t.tok(i).Head
		for n := 0; n < maxClimb && h >= 0 && t.tok(i).Is("nmod") && t.lex.has("measure", t.tok(h).Lemma); n++ {
			i, h = h, t.tok(h).Head // held a round of talks
		}
		if h >= 0 {
			return []int{h}
		}
		return nil
	case "speaker":
		return t.speakers(i)
	case "not":
		return t.denials(i)
	}
	return t.prepositional(i, name)
}

func (t tree) children(i int, rels ...string) []int {
	var out []int
	for _, c := range t.doc.Children(i) {
		for _, r := range rels {
			if t.tok(int(c)).Is(r) {
				out = append(out, t.antecedent(int(c)))
				break
			}
		}
	}
	return out
}

// subjects are the logical subjects: who acts, in any voice or word class.
func (t tree) subjects(i int) []int {
	if !t.isVerb(i) && !t.isPredicate(i) {
		return t.nominalSubjects(i)
	}
	if t.isVerb(i) && t.passive(i) {
		if by := t.children(i, "obl:agent"); len(by) > 0 {
			return by
		}
		return t.ownPrepositional(i, "by")
	}
	s := t.surface(i)
	if s < 0 {
		return nil
	}
	// China, U.S. hold talks: headlines leave out the "and".
	if all := t.children(i, "nsubj"); len(all) > 1 && all[0] == s {
		return all
	}
	return []int{s}
}

// speakers are who says the clause of predicate i: the subject of the
// reporting verb above it, else the source of the quote that holds it.
func (t tree) speakers(i int) []int {
	for k, n := i, 0; n < maxClimb; n++ {
		tok := t.tok(k)
		if tok.Head < 0 || !tok.Is("ccomp") && !tok.Is("conj") && !tok.Is("xcomp") && !tok.Is("parataxis") {
			break
		}
		k = tok.Head
		if t.lex.has("reporting", t.tok(k).Lemma) {
			if s := t.surface(k); s >= 0 {
				return []int{s}
			}
			break
		}
	}
	if q := t.said.Of(i); q >= 0 {
		if m := t.said.Quotes[q].Source.Mention; m >= 0 {
			return []int{t.who.Mentions[m].Head}
		}
	}
	return nil
}

// objects are the logical objects: who or what the act is done to.
func (t tree) objects(i int) []int {
	if !t.isVerb(i) {
		return t.ownPrepositional(i, "of")
	}
	if t.passive(i) {
		if s := t.surface(i); s >= 0 {
			return append([]int{s}, t.children(i, "obj")...)
		}
		return nil
	}
	if t.inverted(i) >= 0 {
		return nil
	}
	if out := t.children(i, "obj"); len(out) > 0 {
		return out
	}
	// telephoned the minister: one object alone is the object, whichever the
	// tree calls it; so is arrested more than 100 people.
	if out := t.children(i, "iobj"); len(out) > 0 {
		return out
	}
	if out := t.moreThan(i); len(out) > 0 {
		return out
	}
	tok := t.tok(i)
	switch {
	case tok.Is("acl:relcl") && tok.Head >= 0 && t.surface(i) != tok.Head:
		return []int{tok.Head} // the nations that Kim has visited
	case tok.Is("acl") && t.hasMark(i, "to") && tok.Head >= 0:
		return nil
	case tok.Is("conj") && tok.Head >= 0 && t.isVerb(tok.Head) && t.doc.Child(i, "ccomp", "xcomp", "obl") < 0:
		for _, o := range t.children(tok.Head, "obj") {
			if o > i {
				return []int{o} // condemned and rejected the plan
			}
		}
	}
	return nil
}

// indirect are the indirect objects; of two that the tree calls objects, it is
// the first: gave the president a warning.
func (t tree) indirect(i int) []int {
	if out := t.children(i, "iobj"); len(out) > 0 {
		return out
	}
	if out := t.children(i, "obj"); len(out) == 2 {
		return out[:1]
	}
	return nil
}

// complements are the clauses that complete a predicate or a noun.
func (t tree) complements(i int) []int {
	if t.isPredicate(i) {
		out := t.children(i, "xcomp", "ccomp")
		for _, c := range t.doc.Children(i) {
			switch k := t.tok(int(c)); {
			case k.Is("advcl") && int(c) > i && !t.circumstance(int(c)):
				out = append(out, int(c))
			case k.Is("obj"):
				// called the raid illegal: parsers hang the adjective on the noun
				for _, a := range t.doc.Children(int(c)) {
					if t.tok(int(a)).Is("amod") && a > c {
						out = append(out, int(a))
					}
				}
			}
		}
		return out
	}
	return t.children(i, "acl", "ccomp", "xcomp")
}

// circumstance tells whether an adverbial clause says when, why or on what
// condition, not what for: it completes no verb.
func (t tree) circumstance(i int) bool {
	for _, c := range t.doc.Children(i) {
		if k := t.tok(int(c)); (k.Is("mark") || k.Is("advmod")) && int(c) < i && t.lex.has("circumstance", strings.ToLower(k.Lemma)) {
			return true
		}
	}
	return false
}

// prepositional are the phrases with a preposition that belong to i. Parsers
// cannot tell well whether "ties with Iran" hangs on the noun or on the verb
// above it, so either place counts, the nearer first.
func (t tree) prepositional(i int, prep string) []int {
	out := t.ownPrepositional(i, prep)
	if len(out) > 0 {
		return out
	}
	if t.isVerb(i) {
		for _, o := range t.doc.Children(i) {
			if k := t.tok(int(o)); k.Is("obj") || k.Is("nsubj:pass") || k.Is("obl") && t.doc.Child(int(o), "case") < 0 {
				out = append(out, t.ownPrepositional(int(o), prep)...)
			}
		}
		return out
	}
	if tok := t.tok(i); tok.Head >= 0 && (tok.Is("obj") || tok.Is("nsubj") || tok.Is("obl") || tok.Is("conj")) {
		return t.ownPrepositional(tok.Head, prep)
	}
	return nil
}

// ownPrepositional are the phrases with a preposition that the tree hangs on
// i itself. Upon is on, too, since "on" begins a rule's trigger.
func (t tree) ownPrepositional(i int, prep string) []int {
	var out []int
	for _, c := range t.doc.Children(i) {
		k := t.tok(int(c))
		if !k.Is("obl") && !k.Is("nmod") && !k.Is("advcl") && !k.Is("acl") && !k.Is("xcomp") {
			continue
		}
		for _, m := range t.doc.Children(int(c)) {
			if w := t.tok(int(m)); (w.Is("case") || w.Is("mark") && prep != "to") && (w.Lemma == prep || prep == "upon" && w.Lemma == "on") {
				out = append(out, t.antecedent(int(c)))
				break
			}
		}
	}
	return out
}

// particle is the particle of a phrasal verb, "" if none: break off → off.
func (t tree) particle(i int) (string, int) {
	if c := t.doc.Child(i, "compound:prt"); c >= 0 {
		return t.tok(c).Lemma, c
	}
	if n := i + 1; n < len(t.doc.Tokens) && t.tok(n).Head == i && t.tok(n).Is("advmod") && t.lex.has("particle", t.tok(n).Lemma) {
		return t.tok(n).Lemma, n
	}
	return "", -1
}
