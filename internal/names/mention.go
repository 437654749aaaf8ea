package names

import (
	"slices"
	"strings"

	"chancery/internal/ontology"
)

// what an item is.
type itemKind uint8

const (
	phraseItem itemKind = iota
	nameItem            // the name of a phrase that stands apart from it
	markItem
	wordItem // a word that may be a surname, a pronoun or a description
)

// item is something in the text that may become a mention. Items are read in
// text order, for what is said first explains what is said later.
type item struct {
	first, end int
	kind       itemKind
	n          int // index of phrase, mark or token
}

// mention makes all mentions.
func (r *reading) mention() {
	for _, it := range r.items() {
		switch it.kind {
		case phraseItem:
			r.mentionPhrase(it.n)
		case nameItem:
			r.mentionName(it.n)
		case markItem:
			r.mentionMark(it.n)
		case wordItem:
			r.mentionWord(it.n)
		}
	}
}

func (r *reading) items() []item {
	var out []item
	covered := make([]bool, len(r.doc.Tokens)) // words that are part of a phrase or a mark
	personOf := map[int]bool{}
	for i := range r.phrases {
		p := &r.phrases[i]
		out = append(out, item{p.First, p.End, phraseItem, i})
		for k := r.marks[p.role].First; k < r.marks[p.role].End; k++ {
			covered[k] = true
		}
		if p.name.Empty() {
			continue
		}
		for k := p.name.First; k < p.name.End; k++ {
			covered[k] = true
			if m := int(r.markAt[k]); m >= 0 {
				personOf[m] = true
			}
		}
		if p.apart && !r.namedElsewhere(i) {
			out = append(out, item{p.name.First, p.name.End, nameItem, i})
		}
	}
	for m := range r.marks {
		e := r.entryOf(m)
		if e.actor < 0 || personOf[m] {
			continue
		}
		for k := r.marks[m].First; k < r.marks[m].End; k++ {
			covered[k] = true
		}
		out = append(out, item{r.marks[m].First, r.marks[m].End, markItem, m})
	}
	for i := range r.doc.Tokens {
		if !covered[i] {
			switch r.doc.Tokens[i].UPOS {
			case "PROPN", "PRON", "NOUN", "DET":
				out = append(out, item{i, i + 1, wordItem, i})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b item) int {
		if a.first != b.first {
			return a.first - b.first
		}
		return b.end - a.end
	})
	return out
}

// namedElsewhere tells whether the name of a phrase is part of another phrase's
// mention.
func (r *reading) namedElsewhere(n int) bool {
	p := &r.phrases[n]
	for i := max(0, n-3); i < min(len(r.phrases), n+4); i++ {
		if q := &r.phrases[i]; q != p && q.name == p.name && (!q.apart || q.First < p.First) {
			return true
		}
	}
	return false
}

// add keeps a mention and what can be said of it later.
func (r *reading) add(m Mention, k recalled) {
	r.found = append(r.found, m)
	k.actors, k.head, k.sentence = m.Actors, m.Head, r.doc.SentenceOf(m.Head)
	t := &r.doc.Tokens[m.Head]
	k.subject = t.Is("nsubj") && t.Rel != "nsubj:pass" || t.Is("nsubj")
	k.plural = k.plural || len(m.Actors) > 1 || t.XPOS == "NNS" || t.XPOS == "NNPS" && m.Form != Name
	k.form = m.Form
	if r.headed[m.Head] < 0 || m.Form != Adjective {
		r.headed[m.Head] = int32(len(r.recalled))
	}
	r.recalled = append(r.recalled, k)
}

// mentionMark makes the mention of a name that belongs to no named role.
func (r *reading) mentionMark(m int) {
	e := r.entryOf(m)
	a, ok := r.markedActor(m)
	if !ok || r.titled[m] || r.stray(m, a) || r.foreignAcronym(r.marks[m].Range) {
		return
	}
	k := r.marks[m]
	if (e.class == siteClass || e.class == capitalClass) && r.namesDocument(k.head) {
		return
	}
	if e.class == siteClass && k.Len() == 1 && r.nameWord(k.First) && !r.locative(m) {
		// A town that bears the surname of somebody in this text.
		if idx, ok := r.people[string(foldWord(r.doc.Tokens[k.First].Form))]; ok {
			r.add(Mention{Range: k.Range, Head: k.head, Actors: []int{idx}, Form: PersonName, Sector: r.actors[idx].Sector},
				recalled{person: true, sector: r.actors[idx].Sector})
			return
		}
		if r.words.has("given", r.form(k.First)) {
			return
		}
	}
	x := Mention{Range: k.Range, Head: k.head, Sector: e.sector, StateMedia: e.stateMedia}
	var know recalled
	switch e.class {
	case personClass:
		x.Form = PersonName
		know.person = true
		if x.Sector == "GOV" && r.asOf != "" && e.until != "" && !ontology.Within(r.asOf, "", e.until) {
			x.Sector = "ELI" // out of office
		}
	case bodyClass:
		x.Form = Organ
		if b, ok := r.namesake(m); ok {
			a = b
		} else if b, ok := r.localChamber(m, a); ok {
			a = b
		}
	case adjectiveClass:
		if r.modifies(k.head) {
			x.Form = Adjective
			know.weak = true
		}
	case stateClass, capitalClass:
		x.Place = r.locative(m)
		know.weak = x.Place && e.class == capitalClass
	case siteClass:
		if entity, ok := r.spokenOf(m); ok && !r.locative(m) {
			a = r.lex.actors[entity].Actor
			break
		}
		x.Place, know.weak = true, true
	}
	x.Actors = []int{r.use(a)}
	if e.class == personClass {
		r.remember(a, x.Actors[0])
	}
	if r.home < 0 && x.Place && k.First < 4 {
		r.home = x.Actors[0]
	}
	r.add(x, know)
}

// spokenOf is the entity that a region's name stands for in this text: it has
// been named in full, and the region's name says no "region" with it.
func (r *reading) spokenOf(m int) (int32, bool) {
	a, ok := r.shortFor(m)
	if !ok || !slices.Contains(r.entities, a) {
		return 0, false
	}
	return a, true
}

// modifies tells whether token i only describes another noun.
func (r *reading) modifies(i int) bool {
	t := &r.doc.Tokens[i]
	return t.Is("amod") || t.Is("compound") || t.Is("nmod") && r.doc.Child(i, "case") < 0 && t.Head > i
}

// namesDocument tells whether the city headed by token i only says where a text
// was signed or a meeting held: the Minsk agreements, the Arusha declaration.
func (r *reading) namesDocument(i int) bool {
	h := r.doc.Tokens[i].Head
	return h >= 0 && r.modifies(i) && r.words.has("document", strings.ToLower(r.doc.Tokens[h].Lemma))
}

// locative tells whether a name says where something is: in Moscow, eastern
// Ukraine, the Moscow region; or completes a place before it: Kyiv, Ukraine.
func (r *reading) locative(m int) bool {
	k := r.marks[m]
	for h, n := k.head, 0; h >= 0 && n < 3; n++ {
		for _, c := range r.doc.Children(h) {
			t := &r.doc.Tokens[c]
			if t.Is("case") && int(c) < h && r.words.has("locative", r.form(int(c))) {
				return true
			}
			if t.Is("case") && int(c) == h-1 && h >= 2 && r.form(int(c)) == "of" && r.words.has("compass", r.form(h-2)) {
				return true // west of Baghdad
			}
			if int(c) == k.First-1 && t.Is("amod") && r.words.has("compass", r.form(int(c))) {
				return true
			}
		}
		t := &r.doc.Tokens[h]
		if t.Head < 0 {
			break
		}
		switch {
		case t.Is("compound") || t.Is("nmod:poss"):
			if head := &r.doc.Tokens[t.Head]; r.words.has("place", head.Lemma) || r.words.has("place", strings.ToLower(head.Lemma)) {
				return true
			}
			h = -1
		case t.Is("conj"):
			h = t.Head
		default:
			h = -1
		}
	}
	return r.completes(m)
}

// completes tells whether a state's or region's name stands behind a place of
// the same state and a comma, or is a dateline.
func (r *reading) completes(m int) bool {
	k := r.marks[m]
	s := r.doc.Sentences[r.doc.SentenceOf(k.First)]
	if k.First >= s.First+2 && r.doc.Tokens[k.First-1].Form == "," {
		if o := int(r.markAt[k.First-2]); o >= 0 && r.entryOf(o).actor == r.entryOf(m).actor {
			if c := r.entryOf(o).class; c == siteClass || c == capitalClass {
				return r.entryOf(o).class == siteClass || r.locative(o)
			}
		}
	}
	if r.entryOf(m).class == stateClass || k.First != s.First || k.End+1 >= s.End || strings.ToUpper(r.doc.Tokens[k.First].Form) != r.doc.Tokens[k.First].Form {
		return false
	}
	switch r.doc.Tokens[k.End].Form {
	case ",", "(", "-", "–", "—", "--", "/":
		return true
	}
	return false
}

// mentionPhrase makes the mention of a role, with the person's name if that
// stands right behind it.
func (r *reading) mentionPhrase(n int) {
	p := &r.phrases[n]
	e := r.entryOf(p.role)
	if !p.name.Empty() {
		idx := r.personOf(p)
		sector := r.sectorOf(p, idx)
		x := Mention{Range: p.Range, Head: r.headOf(p.Range), Actors: []int{idx}, Form: PersonName, Sector: sector}
		if p.apart {
			x.Form, x.Head = Organ, r.roleHead(p)
		}
		r.add(x, recalled{person: true, office: r.office(p), sector: sector, gender: r.genderOf(p)})
		return
	}
	if e.class != tailClass && r.inApposition(p) {
		return
	}
	if r.isTitleOf(p) {
		return
	}
	owners := r.owners(p)
	form := Organ
	if len(owners) == 0 {
		if owners = r.implied(p); len(owners) == 0 {
			return
		}
		form = Description
	}
	x := Mention{Range: p.Range, Head: r.roleHead(p), Form: form, Sector: r.sectorFor(p)}
	for _, o := range owners {
		if k := r.use(r.acting(o, x.Sector)); !slices.Contains(x.Actors, k) {
			x.Actors = append(x.Actors, k)
		}
	}
	r.add(x, recalled{
		person: e.office && !e.plural, plural: e.plural, office: r.office(p), sector: e.sector, gender: r.genderOf(p),
	})
}

// roleHead is the head of a phrase: that of its role noun when the tree has it
// there, else that of the phrase.
func (r *reading) roleHead(p *phrase) int {
	return r.marks[p.role].head
}

// office is the role's words, by which it can be taken up: the ministry.
func (r *reading) office(p *phrase) string {
	return strings.ToLower(r.doc.Tokens[r.roleLast(p)].Lemma)
}

// roleLast is the noun of a role: the last word before a preposition.
func (r *reading) roleLast(p *phrase) int {
	x := r.marks[p.role].Range
	for i := x.First + 1; i < x.End; i++ {
		if r.doc.Tokens[i].UPOS == "ADP" {
			return i - 1
		}
	}
	return x.End - 1
}

func (r *reading) genderOf(p *phrase) byte {
	switch w := r.office(p); {
	case r.words.has("she", w):
		return 'f'
	case r.words.has("he", w):
		return 'm'
	}
	return 0
}

// mentionName makes the mention of a name that stands apart from its role.
func (r *reading) mentionName(n int) {
	p := &r.phrases[n]
	idx := r.personOf(p)
	sector := r.sectorOf(p, idx)
	r.add(Mention{Range: p.name, Head: r.headOf(p.name), Actors: []int{idx}, Form: PersonName, Sector: sector},
		recalled{person: true, office: r.office(p), sector: sector, gender: r.genderOf(p)})
}

func (r *reading) sectorOf(p *phrase, person int) string {
	switch s := r.sectorFor(p); {
	case p.former:
		return "ELI"
	case s != "":
		return s
	}
	return r.actors[person].Sector
}

// inApposition makes the mention of a role that only says what the actor
// before it is: Hamas, the Palestinian militant group.
func (r *reading) inApposition(p *phrase) bool {
	h := r.roleHead(p)
	t := &r.doc.Tokens[h]
	if !t.Is("appos") || t.Head < 0 || t.Head > h {
		return false
	}
	m := int(r.markAt[t.Head])
	if m < 0 || r.headed[t.Head] < 0 || r.entryOf(m).class == siteClass || r.entryOf(m).class == adjectiveClass {
		return false
	}
	k := r.recalled[r.headed[t.Head]]
	r.add(Mention{Range: p.Range, Head: h, Actors: k.actors, Form: Description, Sector: r.entryOf(p.role).sector}, k)
	return true
}

// isTitleOf makes the mention of an institution that is named right behind its
// role: the newspaper Al Ahram, the Lebanese group Hezbollah.
func (r *reading) isTitleOf(p *phrase) bool {
	if p.End >= len(r.doc.Tokens) || r.entryOf(p.role).office || r.doc.SentenceOf(p.End) != r.doc.SentenceOf(p.First) {
		return false
	}
	m := int(r.markAt[p.End])
	if m < 0 || r.marks[m].First != p.End || p.End != r.marks[p.role].End {
		return false
	}
	e := r.entryOf(m)
	if e.class != orgClass && e.class != bodyClass {
		return false
	}
	a, _ := r.markedActor(m)
	p.End = r.marks[m].End
	r.titled[m] = true
	r.add(Mention{
		Range: p.Range, Head: r.headOf(p.Range), Actors: []int{r.use(a)}, Form: Organ, Sector: e.sector, StateMedia: e.stateMedia,
	}, recalled{office: r.office(p), sector: e.sector})
	return true
}

// localChamber is the state that a text speaks of, when it names a body of which
// many states have one (the Congress, the Senate) and not the state whose that is
// elsewhere.
func (r *reading) localChamber(m int, owner Actor) (Actor, bool) {
	if !r.words.has("chamber", strings.ToLower(r.wordsOf(r.marks[m].Range))) {
		return Actor{}, false
	}
	for i := range r.recalled {
		if a, ok := r.stateAt(r.recalled[i].head); ok && a.Country == owner.Country {
			return Actor{}, false
		}
	}
	if r.home >= 0 {
		return r.actors[r.home], true
	}
	return r.prevailing()
}

// namesake is the state whose adjective or name stands right before the name of
// another state's body: the Kenyan Food and Drug Administration, Peru's Congress.
func (r *reading) namesake(m int) (Actor, bool) {
	k := r.marks[m].First
	genitive := k > 1 && r.doc.Tokens[k-1].UPOS == "PART"
	if genitive {
		k--
	}
	if k == 0 || r.markAt[k-1] < 0 || r.doc.SentenceOf(k-1) != r.doc.SentenceOf(k) {
		return Actor{}, false
	}
	o := int(r.markAt[k-1])
	if c := r.entryOf(o).class; c != stateClass && (c != adjectiveClass || genitive) || !genitive && !r.modifies(r.marks[o].head) {
		return Actor{}, false
	}
	return r.markedActor(o)
}
