package names

import (
	"slices"
	"strconv"
	"strings"

	"chancery"
	"chancery/internal/language"
	"chancery/internal/ontology"
)

// personOf is the index of the person whom a phrase names.
func (r *reading) personOf(p *phrase) int {
	m := int(r.markAt[p.name.First])
	if m >= 0 && r.entryOf(m).class == personClass {
		person, _ := r.markedActor(m)
		idx := r.use(person)
		r.remember(person, idx)
		return idx
	}
	owners := r.nameOwners(p)
	if len(owners) == 0 && p.name.Len() == 1 && !p.apart {
		if idx, ok := r.onceHead(p); ok {
			return idx
		}
	}
	words := r.wordsOf(p.name)
	if idx, ok := r.known(words, owners); ok {
		return idx
	}
	if len(owners) == 0 {
		owners = r.implied(p)
		owners = slices.DeleteFunc(owners, func(a Actor) bool { return a.Country == "" })
	}
	a := Actor{ID: slug(words), Name: words, Sector: r.entryOf(p.role).sector, Kind: chancery.Person}
	if p.former {
		a.Sector = "ELI"
	}
	if len(owners) > 0 {
		a.Country, a.Code = owners[0].Country, owners[0].Code
		if owners[0].Kind == chancery.Person {
			a.Code = r.answering(owners[0]).Code
		}
	}
	if a.Code == "" {
		a.Code = a.ID
	}
	idx := r.use(a)
	r.remember(a, idx)
	return idx
}

// onceHead is the one person of the surname in a phrase who ever was head of a
// state, where the phrase says president or the like and nobody of the name is
// in office on the day of the text: President Carter, in a look back.
func (r *reading) onceHead(p *phrase) (int, bool) {
	key := string(foldWord(r.doc.Tokens[p.name.First].Form))
	if _, ok := r.people[key]; ok || !headsState(r.form(r.roleLast(p))) {
		return 0, false
	}
	if a, ok := r.holder(key, nil); ok {
		return r.introduce(a, ok)
	}
	best := int32(-1)
	for _, n := range r.lex.surnames[key] {
		if e := &r.lex.entries[n]; e.head && (best < 0 || r.lex.entries[best].actor == e.actor) {
			best = n
		} else if e.head {
			return 0, false
		}
	}
	if best < 0 {
		return 0, false
	}
	a := r.lex.actors[r.lex.entries[best].actor].Actor
	idx := r.use(a)
	r.remember(a, idx)
	return idx, true
}

// nameOwners are the owners of a phrase, or of another phrase with the same
// name: Cardinal Ann Lee, head of the Ruritanian church.
func (r *reading) nameOwners(p *phrase) []Actor {
	if out := r.owners(p); len(out) > 0 {
		return out
	}
	for i := p.n - 3; i < p.n+4; i++ {
		if i < 0 || i >= len(r.phrases) || i == p.n {
			continue
		}
		if q := &r.phrases[i]; q.name == p.name {
			if out := r.owners(q); len(out) > 0 {
				return out
			}
		}
	}
	return nil
}

// known is the person of this text, or the holder of an office as of its day,
// who is called so: President Putin, Kim Jong-un a second time.
func (r *reading) known(words string, owners []Actor) (int, bool) {
	idx, ok := r.people[string(foldWord(words))]
	if !ok {
		first, last := ends(words)
		if first != last {
			for _, key := range []string{first, last} {
				if k, seen := r.people[key]; seen && slug(r.actors[k].Name) == slug(words) {
					return k, true
				}
			}
			return 0, false
		}
		return r.introduce(r.holder(string(foldWord(words)), owners))
	}
	if len(owners) > 0 && r.actors[idx].Country != "" && owners[0].Country != r.actors[idx].Country {
		return 0, false
	}
	return idx, true
}

// holder is the one holder of an office, as of the day of the text, with a
// surname; of one of the owners if there are any.
func (r *reading) holder(last string, owners []Actor) (Actor, bool) {
	best, ambiguous := int32(-1), false
	for _, n := range r.lex.surnames[last] {
		e := &r.lex.entries[n]
		a := &r.lex.actors[e.actor]
		if len(owners) > 0 && owners[0].Country != a.Country {
			continue
		}
		if !ontology.Within(r.asOf, e.from, e.until) {
			continue
		}
		switch {
		case r.asOf == "" && best >= 0 && e.until != "" && r.lex.entries[best].until == "":
		case r.asOf == "" && best >= 0 && e.until == "" && r.lex.entries[best].until != "":
			best, ambiguous = n, false
		case best < 0 || e.head && !r.lex.entries[best].head:
			best, ambiguous = n, false
		case r.lex.entries[best].actor != e.actor && e.head == r.lex.entries[best].head:
			ambiguous = true
		}
	}
	if best < 0 || ambiguous {
		return Actor{}, false
	}
	return r.lex.actors[r.lex.entries[best].actor].Actor, true
}

// introduce takes a person of the tables into the text.
func (r *reading) introduce(a Actor, ok bool) (int, bool) {
	if !ok {
		return 0, false
	}
	idx := r.use(a)
	r.remember(a, idx)
	return idx, true
}

// wordsOf are the forms of a range as they stand in the text.
func (r *reading) wordsOf(x language.Range) string {
	var b strings.Builder
	for i := x.First; i < x.End; i++ {
		b.WriteString(r.doc.Tokens[i].Form)
		if r.doc.Tokens[i].Space && i+1 < x.End {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// remember notes what a person is called for short in this text. Of two with
// the same surname the first keeps it.
func (r *reading) remember(a Actor, idx int) {
	first, last := ends(a.Name)
	note := func(s string) {
		if _, ok := r.people[s]; !ok && s != "" {
			r.people[s] = idx
		}
	}
	if familyFirst(a.Country) {
		note(first)
	}
	if !familyFirst(a.Country) || a.Country == "VNM" || a.Country == "KHM" {
		note(last)
	}
}

// ends are the first and the last piece of a name, folded.
func ends(name string) (first, last string) {
	cutPieces(name, nil, func(p []byte, _ shape) {
		if first == "" {
			first = string(p)
		}
		last = string(p)
	})
	return first, last
}

// surnameAt is the person who is named by surname alone at token i.
func (r *reading) surnameAt(i int) (int, bool) {
	if !r.nameWord(i) || r.markAt[i] >= 0 || r.inName(i) {
		return 0, false
	}
	key := string(foldWord(r.doc.Tokens[i].Form))
	if idx, ok := r.people[key]; ok {
		return idx, true
	}
	a, ok := r.holder(key, nil)
	if !ok {
		a, ok = r.formerHead(key)
	}
	return r.introduce(a, ok && !r.elsewhere(a.Country))
}

// formerHead is the only person of the tables with a surname, if that was head of
// a state or government until some years before: Milosevic in 2005.
func (r *reading) formerHead(last string) (Actor, bool) {
	best := int32(-1)
	for _, n := range r.lex.surnames[last] {
		e := &r.lex.entries[n]
		if best >= 0 && r.lex.entries[best].actor != e.actor {
			return Actor{}, false
		}
		if best < 0 || r.lately(e) {
			best = n
		}
	}
	if best < 0 || !r.lately(&r.lex.entries[best]) {
		return Actor{}, false
	}
	a := r.lex.actors[r.lex.entries[best].actor].Actor
	a.Sector = "ELI"
	return a, true
}

// remembered is for how many years a former head of a state is still called by
// surname alone.
const remembered = 12

// lately tells whether an entry is of a head of a state or government whose term
// ended some years before the day of the text at most.
func (r *reading) lately(e *entry) bool {
	if !e.head || len(r.asOf) < 4 || len(e.until) < 4 || r.asOf < e.until {
		return false
	}
	then, err1 := strconv.Atoi(e.until[:4])
	now, err2 := strconv.Atoi(r.asOf[:4])
	return err1 == nil && err2 == nil && now-then <= remembered
}

// inName tells whether the words beside token i belong to the same name.
func (r *reading) inName(i int) bool {
	s := r.doc.Sentences[r.doc.SentenceOf(i)]
	return i > s.First && r.nameWord(i-1) && r.markAt[i-1] < 0 && !r.honorific(i-1) || i+1 < s.End && r.nameWord(i+1) && r.markAt[i+1] < 0 && r.doc.Tokens[i+1].Is("flat")
}

// honorific tells whether token i is a title such as Mr or Sir.
func (r *reading) honorific(i int) bool {
	f := strings.TrimSuffix(r.form(i), ".")
	return r.words.has("honorific", f)
}

func foldWord(s string) []byte {
	b := make([]byte, 0, 24)
	for _, c := range s {
		b = appendFolded(b, c)
	}
	return b
}

// answering is the state, entity or organisation that a person acts for.
func (r *reading) answering(a Actor) Actor {
	if i, ok := r.lex.byID[a.Code]; ok {
		return r.lex.actors[i].Actor
	}
	return a
}
