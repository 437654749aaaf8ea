package names

import (
	"strings"

	"chancery"
	"chancery/internal/language"
)

// mention makes the mentions of all phrases and marks.
func (r *reading) mention() {
	taken := make([]bool, len(r.marks))
	for i := range r.phrases {
		r.mentionPhrase(&r.phrases[i], taken)
	}
	for m := range r.marks {
		if !taken[m] {
			r.mentionMark(m)
		}
	}
	r.shortNames()
}

// owners are the actors that a phrase belongs to.
func (r *reading) owners(p *phrase) []Actor {
	var out []Actor
	for _, m := range p.by {
		if a, ok := r.markedActor(m); ok {
			if a.Kind == chancery.Person {
				a = r.answering(a)
			}
			out = append(out, a)
		}
	}
	return out
}

// answering is the state, entity or organisation that a person acts for.
func (r *reading) answering(a Actor) Actor {
	if i, ok := r.lex.byID[a.Code]; ok {
		return r.lex.actors[i].Actor
	}
	return a
}

func (r *reading) mentionPhrase(p *phrase, taken []bool) {
	e := r.entryOf(p.role)
	owners := r.owners(p)
	if !p.name.Empty() {
		r.mentionNamed(p, owners, taken)
		return
	}
	if len(owners) == 0 {
		return
	}
	var actors []int
	for _, o := range owners {
		actors = append(actors, r.use(r.acting(o, e.sector)))
	}
	r.found = append(r.found, Mention{
		Range: p.Range, Head: r.headOf(p.Range), Actors: actors, Form: Organ, Sector: e.sector,
	})
}

// acting is who acts when a body of people of a sector of owner does: rebels
// and other groups are actors of their own.
func (r *reading) acting(owner Actor, sector string) Actor {
	if owner.Kind != chancery.State && owner.Kind != chancery.Entity || !grouped(sector) {
		return owner
	}
	return Actor{
		ID: owner.Country + sector, Name: groupName[sector] + " (" + owner.Name + ")", Country: owner.Country,
		Sector: sector, Kind: chancery.Group, Code: owner.Country + sector,
	}
}

// groupName names the groups that stand against or beside a state.
var groupName = map[string]string{
	"REB": "rebels", "OPP": "opposition", "PTY": "party", "UAF": "armed men", "CRM": "criminals", "PRM": "paramilitaries",
}

func grouped(sector string) bool { return groupName[sector] != "" }

// mentionNamed makes the mentions of a role with a person's name.
func (r *reading) mentionNamed(p *phrase, owners []Actor, taken []bool) {
	e := r.entryOf(p.role)
	var person Actor
	m := int(r.markAt[p.name.First])
	if m >= 0 && r.entryOf(m).class == personClass {
		person, _ = r.markedActor(m)
		person.Sector = r.entryOf(m).sector
		taken[m] = true
	} else {
		person = r.newPerson(p.name, owners, e.sector)
	}
	sector := e.sector
	if p.former {
		sector = "ELI"
	}
	if sector == "" {
		sector = person.Sector
	}
	idx := r.use(person)
	r.remember(person, idx)
	name := Mention{Range: p.name, Head: r.headOf(p.name), Actors: []int{idx}, Form: PersonName, Sector: sector}
	if !p.apart {
		name.Range, name.Head = p.Range, r.headOf(p.Range)
	} else {
		r.found = append(r.found, Mention{Range: p.Range, Head: r.headOf(p.Range), Actors: []int{idx}, Form: Organ, Sector: sector})
	}
	r.found = append(r.found, name)
}

// newPerson is a person whom only this text knows.
func (r *reading) newPerson(name language.Range, owners []Actor, sector string) Actor {
	words := r.words(name)
	a := Actor{ID: slug(words), Name: words, Sector: sector, Kind: chancery.Person}
	if len(owners) > 0 {
		a.Country, a.Code = owners[0].Country, owners[0].Code
	}
	if a.Code == "" {
		a.Code = a.ID
	}
	return a
}

// words are the forms of a range as they stand in the text.
func (r *reading) words(x language.Range) string {
	var b strings.Builder
	for i := x.First; i < x.End; i++ {
		b.WriteString(r.doc.Tokens[i].Form)
		if r.doc.Tokens[i].Space && i+1 < x.End {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// remember notes what a person is called for short in this text.
func (r *reading) remember(a Actor, idx int) {
	first, last := "", ""
	cutPieces(a.Name, nil, func(p []byte, _ shape) {
		if first == "" {
			first = string(p)
		}
		last = string(p)
	})
	if last == "" {
		return
	}
	r.people[last] = idx
	switch a.Country {
	case "PRK", "KOR", "CHN", "TWN", "VNM", "HKG":
		r.people[first] = idx
	}
}

// shortNames finds the persons that are named by surname alone.
func (r *reading) shortNames() {
	for i := range r.doc.Tokens {
		if r.markAt[i] >= 0 || !r.nameWord(i) {
			continue
		}
		if idx, ok := r.people[string(foldWord(r.doc.Tokens[i].Form))]; ok && !r.inName(i) {
			r.found = append(r.found, Mention{
				Range: language.Range{First: i, End: i + 1}, Head: i, Actors: []int{idx}, Form: PersonName, Sector: r.actors[idx].Sector,
			})
		}
	}
}

// inName tells whether the words beside token i belong to the same name.
func (r *reading) inName(i int) bool {
	s := r.doc.Sentences[r.doc.SentenceOf(i)]
	return i > s.First && r.nameWord(i-1) && r.markAt[i-1] < 0 || i+1 < s.End && r.nameWord(i+1) && r.markAt[i+1] < 0
}

func foldWord(s string) []byte {
	var b []byte
	for _, c := range s {
		b = appendFolded(b, c)
	}
	return b
}

// mentionMark makes the mention of a name that belongs to no named role.
func (r *reading) mentionMark(m int) {
	e := r.entryOf(m)
	a, ok := r.markedActor(m)
	if !ok {
		return
	}
	k := r.marks[m]
	x := Mention{Range: k.Range, Head: k.head, Actors: []int{r.use(a)}, Sector: e.sector, StateMedia: e.stateMedia}
	switch e.class {
	case personClass:
		x.Form = PersonName
		r.remember(a, x.Actors[0])
	case bodyClass:
		x.Form = Organ
	case adjectiveClass:
		if r.modifies(k.head) {
			x.Form = Adjective
		}
	case stateClass, capitalClass:
		x.Place = r.locative(k.head)
	case siteClass:
		x.Place = true
	}
	r.found = append(r.found, x)
}

// modifies tells whether token i only describes another noun.
func (r *reading) modifies(i int) bool {
	t := &r.doc.Tokens[i]
	return t.Is("amod") || t.Is("compound") || t.Is("nmod") && r.doc.Child(i, "case") < 0 && t.Head > i
}

// locative tells whether a name says where something is: in Moscow, at the
// Kremlin, the Moscow suburbs.
func (r *reading) locative(i int) bool {
	if c := r.doc.Child(i, "case"); c >= 0 {
		switch r.form(c) {
		case "in", "at", "near", "outside", "inside", "around", "across", "throughout", "within", "into", "off":
			return true
		}
	}
	return false
}
