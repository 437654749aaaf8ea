package names

import (
	"slices"
	"strings"

	"chancery"
)

// described are the actors that a noun phrase headed by token i takes up: the
// country, both sides, the two republics.
func (r *reading) described(i int) []int {
	t := &r.doc.Tokens[i]
	lemma := strings.ToLower(t.Lemma)
	d := r.definite(i)
	plural := t.XPOS == "NNS"
	if as := r.fellowsAt(i, lemma); as != nil {
		return as
	}
	if d == indefinite || r.doc.Child(i, "appos") >= 0 || r.doc.Child(i, "nmod:poss", "acl:relcl") >= 0 {
		return nil
	}
	for _, c := range r.doc.Children(i) {
		k := &r.doc.Tokens[c]
		if k.Is("nmod") || r.headed[c] >= 0 && r.recalled[r.headed[c]].form != Adjective || r.singlesOut(int(c)) {
			return nil
		}
		if k.Is("amod") && r.headed[c] >= 0 {
			return nil
		}
	}
	if plural {
		if es := r.namedEntities(""); len(es) == 2 && r.words.has("entity", lemma) {
			return r.indexes(es) // both entities, the two enclaves
		}
		if r.words.has("pair", lemma) {
			return r.indexes(r.pair(i, lemma == "leader" || lemma == "president" || lemma == "minister" || lemma == "man"))
		}
		return nil
	}
	for _, class := range []string{"state", "entity", "organisation"} {
		if r.words.has(class, lemma) {
			if a := r.last(class, i); a >= 0 {
				return []int{a}
			}
		}
	}
	return nil
}

// singlesOut tells whether token i picks one of several: the first, the largest.
func (r *reading) singlesOut(i int) bool {
	f := r.doc.Features(i)
	return strings.Contains(f, "Degree=Sup") || strings.Contains(f, "NumType=Ord")
}

// doerTo is who does what is done to token i: the subject of the verb that it is an
// object of, or for whom that speaks; empty if nobody known does.
func (r *reading) doerTo(i int) string {
	t := &r.doc.Tokens[i]
	if !t.Is("obj") && !t.Is("iobj") && !t.Is("obl") || t.Head < 0 {
		return ""
	}
	subject := r.doc.Child(t.Head, "nsubj")
	if subject < 0 || r.headed[subject] < 0 {
		return ""
	}
	as := r.recalled[r.headed[subject]].actors
	if len(as) != 1 {
		return ""
	}
	return r.answering(r.actors[as[0]]).ID
}

// fellowsAt are the entities that a noun with a region's name or a word such as
// "separatist" before it means: both Donbas groups, two breakaway entities.
func (r *reading) fellowsAt(i int, lemma string) []int {
	if !r.words.has("fellow", lemma) && !r.words.has("entity", lemma) && lemma != "region" {
		return nil
	}
	for _, c := range r.doc.Children(i) {
		if m := int(r.markAt[c]); m >= 0 && r.entryOf(m).class == siteClass && r.doc.Tokens[c].Is("compound") && r.words.has("fellow", lemma) {
			if a, ok := r.markedActor(m); ok {
				return r.indexes(r.separatists(m, a, false))
			}
		}
		if r.doc.Tokens[c].Is("amod") && r.isSeparatist(int(c)) && r.doc.Child(i, "appos") < 0 && !r.doc.Tokens[i].Is("appos") &&
			r.doc.Tokens[i].XPOS == "NNS" {
			return r.indexes(r.namedEntities(""))
		}
	}
	return nil
}

func (r *reading) indexes(as []Actor) []int {
	var out []int
	for _, a := range as {
		out = append(out, r.use(a))
	}
	return out
}

// last is the best actor of a class of words that a description at token i
// can take up, -1 if none.
func (r *reading) last(class string, i int) int {
	s := r.doc.SentenceOf(i)
	best, score := -1, 0
	for n := len(r.recalled) - 1; n >= 0 && s-r.recalled[n].sentence < 4; n-- {
		k := &r.recalled[n]
		if len(k.actors) != 1 || k.head >= i || k.form == Pronoun || k.form == Adjective {
			continue
		}
		a := r.actors[k.actors[0]]
		if class == "state" {
			a = r.answering(a)
		}
		switch class {
		case "state":
			if a.Kind != chancery.State && a.Kind != chancery.Entity {
				continue
			}
		case "entity":
			if a.Kind != chancery.Entity {
				continue
			}
		default:
			if a.Kind != chancery.Organisation && a.Kind != chancery.Group {
				continue
			}
		}
		v := 20 - 5*(s-k.sentence)
		if k.subject {
			v += 4
		}
		if k.form == Organ || k.weak && class != "state" {
			v -= 3
		}
		if v > score {
			best, score = r.use(a), v
		}
	}
	return best
}

// pair are the last two actors of one sort before token i, in text order: two
// persons if wanted and there are two, else two states or organisations.
func (r *reading) pair(i int, persons bool) []Actor {
	s, doer := r.doc.SentenceOf(i), r.doerTo(i)
	numbered := r.definite(i) == both || r.definite(i) == two
	collect := func(person bool) []Actor {
		var out []Actor
		for n := len(r.recalled) - 1; n >= 0 && s-r.recalled[n].sentence < 4 && len(out) < 2; n-- {
			k := &r.recalled[n]
			if k.head >= i || k.form == Pronoun || k.weak && k.form != Adjective {
				continue
			}
			for j := len(k.actors) - 1; j >= 0 && len(out) < 2; j-- {
				a := r.actors[k.actors[j]]
				if doer != "" && r.answering(a).ID == doer {
					if !numbered {
						return nil // whom Britain thanks is not Britain, and may be many
					}
					continue
				}
				if person != (a.Kind == chancery.Person) && person {
					continue
				}
				if !person {
					a = r.answering(a)
					if a.Kind == chancery.Person || a.Code == a.Sector || a.Sector == "MED" {
						continue
					}
				}
				if !slices.ContainsFunc(out, func(o Actor) bool { return o.ID == a.ID }) {
					out = append(out, a)
				}
			}
		}
		slices.Reverse(out)
		return out
	}
	if persons {
		if out := collect(true); len(out) == 2 {
			return out
		}
	}
	if out := collect(false); len(out) == 2 {
		return out
	}
	return nil
}
