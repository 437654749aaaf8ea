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
	said func() *attribution.Result
	lex  *lexicon
	// worthAsking tells whether it may matter who says "we".
	worthAsking func() bool
	supposed    *supposition // nil where said can tell who says it
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
	tok := t.tok(i)
	if t.doc.Child(i, "aux:pass") >= 0 || tok.XPOS != "VBD" && t.doc.Child(i, "nsubj:pass", "csubj:pass") >= 0 {
		return true
	}
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
	case "mod":
		return t.children(i, "amod", "advmod", "compound", "nmod")
	case "aux":
		return t.children(i, "aux")
	case "case":
		return t.children(i, "case")
	case "described":
		return t.described(i)
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
	if o := t.borrowed(i); o >= 0 {
		return []int{o}
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

// borrowed is the object of verb i when the tree gives it as a first subject to
// the verb of saying that ends the sentence: "Oman broke off talks, envoys said."
func (t tree) borrowed(i int) int {
	tok := t.tok(i)
	if h := tok.Head; tok.Is("ccomp") && h > i && t.lex.has("reporting", t.tok(h).Lemma) {
		if all := t.children(h, "nsubj"); len(all) == 2 && all[0] > i && all[0]-i < 6 {
			return all[0]
		}
	}
	return -1
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
					if k := t.tok(int(a)); a > c && (k.Is("amod") || k.UPOS == "ADJ" && k.Is("nmod")) {
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
			if w := t.tok(int(m)); (w.Is("case") || w.Is("mark") && prep != "to") && (w.Lemma == prep || prep == "upon" && w.Lemma == "on" || prep == "including" && w.Lemma == "include") {
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
