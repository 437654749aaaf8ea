package names

import (
	"slices"
	"strings"

	"chancery"
	"chancery/internal/language"
)

// recalled is a mention as what comes later can take it up.
type recalled struct {
	actors         []int
	head, sentence int
	form           Form
	person         bool // he or she
	plural         bool // they
	subject        bool
	weak           bool // an adjective or a literal place: taken up last
	gender         byte // f, m, 0 if unknown
	office, sector string
}

// mentionWord makes the mention of a surname, a pronoun or a description.
func (r *reading) mentionWord(i int) {
	t := &r.doc.Tokens[i]
	x := Mention{Range: language.Range{First: i, End: i + 1}, Head: i}
	switch t.UPOS {
	case "PROPN":
		if idx, ok := r.acronymAt(i); ok {
			x.Actors, x.Form = []int{idx}, Organ
			r.add(x, recalled{})
		} else if idx, ok := r.surnameAt(i); ok {
			x.Actors, x.Form, x.Sector = []int{idx}, PersonName, r.actors[idx].Sector
			r.add(x, recalled{person: true, sector: x.Sector})
		} else if whole, idx, ok := r.unknownPerson(i); ok {
			x.Range, x.Actors, x.Form = whole, []int{idx}, PersonName
			r.add(x, recalled{person: true})
		}
	case "PRON", "DET":
		if x.Actors = r.pronoun(i); len(x.Actors) > 0 {
			x.Form = Pronoun
			k := recalled{person: r.actors[x.Actors[0]].Kind == chancery.Person, plural: len(x.Actors) > 1}
			r.add(x, k)
		}
	case "NOUN":
		if x.Actors = r.described(i); len(x.Actors) > 0 {
			x.Form = Description
			x.First = r.firstOf(i)
			r.add(x, recalled{plural: len(x.Actors) > 1})
		}
	}
}

// acronymAt is the actor that an acronym stands for which this text introduces
// behind the name in full: the US Harbour Service (UHS).
func (r *reading) acronymAt(i int) (int, bool) {
	f := r.doc.Tokens[i].Form
	if len(f) < 2 || f != strings.ToUpper(f) || f[0] < 'A' || f[0] > 'Z' {
		return 0, false
	}
	if idx, ok := r.acronyms[f]; ok {
		return idx, true
	}
	if i < 2 || i+1 >= len(r.doc.Tokens) || r.doc.Tokens[i-1].Form != "(" || r.doc.Tokens[i+1].Form != ")" {
		return 0, false
	}
	for n := len(r.found) - 1; n >= 0 && n > len(r.found)-4; n-- {
		if m := &r.found[n]; m.End == i-1 && m.Form == Organ && len(m.Actors) == 1 && r.actors[m.Actors[0]].Kind != chancery.Person {
			r.acronyms[f] = m.Actors[0]
			return m.Actors[0], true
		}
	}
	return 0, false
}

// firstOf is the first token of the words before noun i that belong to it.
func (r *reading) firstOf(i int) int {
	first := i
	for k := i - 1; k >= 0 && r.markAt[k] < 0 && r.doc.Dominates(i, k); k-- {
		switch t := &r.doc.Tokens[k]; {
		case t.Head == i && (t.Is("det") || t.Is("amod") || t.Is("nummod") || t.Is("compound")):
			first = k
		case t.Head == i && t.UPOS == "ADP", t.UPOS == "SCONJ", t.UPOS == "CCONJ":
			return first
		}
	}
	return first
}

// pronoun are the actors that the pronoun at token i stands for.
func (r *reading) pronoun(i int) []int {
	if r.headed[i] >= 0 {
		return r.recalled[r.headed[i]].actors
	}
	t := &r.doc.Tokens[i]
	var want recalled
	switch strings.ToLower(t.Form) {
	case "he", "him", "his", "himself":
		want = recalled{person: true, gender: 'm'}
	case "she", "her", "hers", "herself":
		want = recalled{person: true, gender: 'f'}
	case "it", "its", "itself":
		if t.Is("expl") || r.expletive(i) {
			return nil
		}
	case "they", "them", "their", "theirs", "themselves":
		want = recalled{plural: true}
	default:
		return nil
	}
	best, score := -1, 0
	s := r.doc.SentenceOf(i)
	for n := len(r.recalled) - 1; n >= 0 && s-r.recalled[n].sentence < 3; n-- {
		if v := r.fits(n, i, s, &want); v > score {
			best, score = n, v
		}
	}
	if want.plural {
		as, v := r.coordination(i, s)
		if bs, w := r.meeting(i); w > v {
			as, v = bs, w
		}
		if v > score {
			return as
		}
	}
	if best < 0 {
		return nil
	}
	if g := want.gender; g != 0 {
		for n := len(r.recalled) - 1; n >= 0 && s-r.recalled[n].sentence < 20; n-- {
			if k := &r.recalled[n]; k.person && k.actors[0] == r.recalled[best].actors[0] && r.actors[k.actors[0]].Kind == chancery.Person {
				k.gender = g
			}
		}
	}
	return r.recalled[best].actors
}

// expletive tells whether "it" stands for nothing: it is feared that …, it
// was the first time.
func (r *reading) expletive(i int) bool {
	t := &r.doc.Tokens[i]
	if !t.Is("nsubj") || t.Head < 0 {
		return false
	}
	h := &r.doc.Tokens[t.Head]
	if h.UPOS == "VERB" && !t.Is("nsubj:pass") {
		switch h.Lemma {
		case "rain", "snow", "seem", "appear", "happen":
			return true
		}
		return false
	}
	return r.doc.Child(t.Head, "ccomp", "csubj") >= 0 || h.UPOS == "ADJ" && r.doc.Child(t.Head, "advcl", "xcomp") >= 0
}

// fits scores recalled mention n as what pronoun i of sentence s stands for; 0
// if it cannot be.
func (r *reading) fits(n, i, s int, want *recalled) int {
	k := &r.recalled[n]
	if k.head >= i || k.form == Adjective {
		return 0
	}
	a := &r.actors[k.actors[0]]
	if a.Code == a.Sector && !want.person && !k.plural {
		return 0
	}
	single := a.Kind == chancery.Person
	switch {
	case want.person:
		if !k.person && !single || k.plural || k.gender != 0 && k.gender != want.gender {
			return 0
		}
	case want.plural:
		if !k.plural && (single || k.person || a.Kind == chancery.State && k.form != Organ || k.weak || !k.subject) {
			return 0
		}
	default:
		if single || k.person || k.plural && len(k.actors) > 1 {
			return 0
		}
	}
	v := 20 - 6*(s-k.sentence)
	if k.subject {
		v += 5
	}
	if k.weak {
		v -= 8
	}
	if k.form == Description || k.form == Pronoun {
		v--
	}
	if want.plural && !k.plural {
		v -= 6
	}
	if !want.plural && !want.person && k.plural {
		v -= 8
	}
	if k.sentence == s {
		v += r.binding(k.head, i)
	} else if d := i - k.head; d < 40 {
		v += 1
	}
	return max(v, 0)
}

// binding adds to the score of an antecedent in the same sentence: the subject
// of a clause around the pronoun is likely, what shares the pronoun's verb is
// ruled out.
func (r *reading) binding(head, i int) int {
	p, t := &r.doc.Tokens[head], &r.doc.Tokens[i]
	if p.Head >= 0 && p.Head == t.Head && !t.Is("nmod:poss") && r.doc.Tokens[p.Head].UPOS == "VERB" && (t.Is("nsubj") || t.Is("obj") || t.Is("iobj")) {
		return -100
	}
	if head > i {
		return -100
	}
	v := 0
	if p.Head >= 0 && p.Is("nsubj") && r.doc.Dominates(p.Head, i) {
		v += 3
	}
	if i-head < 12 {
		v++
	}
	if r.atFault(head, i) {
		v += 12
	}
	return v
}

// atFault tells whether pronoun i is the subject of the reason why whoever head
// names is blamed or thanked: accused France because it recognised them.
func (r *reading) atFault(head, i int) bool {
	p, t := &r.doc.Tokens[head], &r.doc.Tokens[i]
	if !p.Is("obj") || !t.Is("nsubj") || t.Head < 0 || !r.doc.Tokens[t.Head].Is("advcl") || r.doc.Tokens[t.Head].Head != p.Head {
		return false
	}
	m := r.doc.Child(t.Head, "mark")
	return m >= 0 && r.form(m) == "because" && r.words.has("blame", r.doc.Tokens[p.Head].Lemma)
}

// coordination are the members of the last list of actors before token i, with
// the score of them as what "they" stands for.
func (r *reading) coordination(i, s int) ([]int, int) {
	for n := len(r.recalled) - 1; n >= 0 && s-r.recalled[n].sentence < 3; n-- {
		k := &r.recalled[n]
		if k.head >= i || k.form == Adjective || !r.doc.Tokens[k.head].Is("conj") {
			continue
		}
		first := r.doc.Tokens[k.head].Head
		if first < 0 || r.headed[first] < 0 {
			continue
		}
		as := slices.Clone(r.recalled[r.headed[first]].actors)
		for _, c := range r.doc.Children(first) {
			if int(c) < i && r.doc.Tokens[c].Is("conj") && r.headed[c] >= 0 {
				for _, a := range r.recalled[r.headed[c]].actors {
					if !slices.Contains(as, a) {
						as = append(as, a)
					}
				}
			}
		}
		if len(as) < 2 {
			continue
		}
		v := 20 - 6*(s-k.sentence)
		if r.doc.Tokens[first].Is("nsubj") {
			v += 5
		}
		return as, v
	}
	return nil, 0
}

// meeting are the subject of the clause of token i and whom it has to do with,
// with their score as what "their" stands for: A met B during their visit.
func (r *reading) meeting(i int) ([]int, int) {
	if !r.doc.Tokens[i].Is("nmod:poss") {
		return nil, 0
	}
	verb := r.doc.Tokens[i].Head
	for n := 0; verb >= 0 && n < 4 && r.doc.Tokens[verb].UPOS != "VERB"; n++ {
		verb = r.doc.Tokens[verb].Head
	}
	if verb < 0 {
		return nil, 0
	}
	subj := r.doc.Child(verb, "nsubj")
	if subj < 0 || r.headed[subj] < 0 || r.recalled[r.headed[subj]].plural {
		return nil, 0
	}
	as := slices.Clone(r.recalled[r.headed[subj]].actors)
	for _, c := range r.doc.Children(verb) {
		t := &r.doc.Tokens[c]
		if int(c) > i || r.headed[c] < 0 || !t.Is("obj") && !t.Is("obl") || r.recalled[r.headed[c]].weak {
			continue
		}
		o := r.recalled[r.headed[c]].actors
		if r.actors[o[0]].Kind == r.actors[as[0]].Kind && o[0] != as[0] {
			return append(as, o...), 22
		}
	}
	return nil, 0
}
