package names

import (
	"slices"
	"strings"

	"chancery"
)

// owners are the actors that a phrase belongs to by its own words.
func (r *reading) owners(p *phrase) []Actor {
	var out []Actor
	separate := r.separatist(p)
	for _, m := range p.by {
		a, ok := r.markedActor(m)
		if !ok {
			continue
		}
		if r.entryOf(m).class == siteClass || separate {
			if es := r.separatists(m, a, separate); len(es) > 0 {
				out = append(out, es...)
				continue
			}
		}
		out = append(out, r.answering(a))
	}
	if len(out) > 0 {
		return out
	}
	if r.entryOf(p.role).class == tailClass {
		return r.namedEntities("")
	}
	if p.person >= 0 {
		if idx, ok := r.surnameAt(p.person); ok {
			p.First = min(p.First, p.person)
			return []Actor{r.answering(r.actors[idx])}
		}
	}
	if p.own >= 0 {
		for _, a := range r.pronoun(p.own) {
			out = append(out, r.answering(r.actors[a]))
		}
	}
	if len(out) == 0 && separate {
		return r.namedEntities("")
	}
	return out
}

// separatist tells whether a phrase speaks of people or lands that want to
// leave a state.
func (r *reading) separatist(p *phrase) bool {
	for i := p.First; i < p.End; i++ {
		if r.isSeparatist(i) {
			return true
		}
	}
	return r.entryOf(p.role).class == tailClass
}

func (r *reading) isSeparatist(i int) bool {
	f := r.form(i)
	return r.words.has("separatist", f) || r.words.has("separatist", strings.TrimSuffix(f, "s"))
}

// separatists are the entities of this text that the place or state of a mark
// stands for.
func (r *reading) separatists(m int, a Actor, separate bool) []Actor {
	if e, ok := r.spokenOf(m); ok {
		return []Actor{r.lex.actors[e].Actor}
	}
	if e, ok := r.shortFor(m); ok && separate {
		return []Actor{r.lex.actors[e].Actor}
	}
	if !separate && !r.fellows(m) {
		return nil
	}
	return r.namedEntities(a.Code)
}

// fellows tells whether a region's name describes a group in it: the Ruritanian
// groups, both Delta republics.
func (r *reading) fellows(m int) bool {
	h := r.doc.Tokens[r.marks[m].head].Head
	return h >= 0 && r.doc.Tokens[r.marks[m].head].Is("compound") && r.words.has("fellow", strings.ToLower(r.doc.Tokens[h].Lemma))
}

// namedEntities are the entities that this text names in full and that the
// state claims; any state if it is empty.
func (r *reading) namedEntities(state string) []Actor {
	var out []Actor
	for _, e := range r.entities {
		a := &r.lex.actors[e]
		if state == "" && a.claimedBy != "" || a.claimedBy == state {
			out = append(out, a.Actor)
		}
	}
	if state != "" || len(out) == 0 {
		return out
	}
	// Without a state: those of the state whose entity was named first.
	by := r.lex.actors[r.entities[0]].claimedBy
	return slices.DeleteFunc(out, func(a Actor) bool { return r.lex.actors[r.lex.byID[a.ID]].claimedBy != by })
}

// sectorFor is the sector of a role that belongs to the marks of phrase p: the
// speaker of a parliament and the head of a secret service are of its sector,
// and so are a rebel group's gunmen.
func (r *reading) sectorFor(p *phrase) string {
	sector := r.entryOf(p.role).sector
	if len(p.by) == 0 {
		return sector
	}
	e := r.entryOf(p.by[0])
	switch e.class {
	case bodyClass:
		if sector == "GOV" && e.sector != "" && e.sector != "MED" {
			return e.sector
		}
	case orgClass:
		if e.sector == "REB" && (sector == "UAF" || sector == "MIL" || sector == "PRM" || sector == "GOV") {
			return "REB"
		}
	}
	return sector
}

// acting is who acts when a body of people of a sector of owner does: rebels
// and other groups are actors of their own.
func (r *reading) acting(owner Actor, sector string) Actor {
	if owner.Kind != chancery.State || !grouped(sector) {
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

// implied are the actors that a phrase without an owner belongs to by what
// else the text says.
func (r *reading) implied(p *phrase) []Actor {
	e := r.entryOf(p.role)
	head := r.roleHead(p)
	if r.doc.Child(head, "appos") >= 0 {
		return nil // it is named there
	}
	if as := r.ofDescribed(head); as != nil {
		return as
	}
	definite := r.definite(head)
	if (definite == both || definite == two) && e.plural && r.words.has("pair", r.office(p)) {
		if as := r.pair(head, e.office); as != nil {
			return as
		}
	}
	if definite != indefinite || e.plural || r.words.has("mission", r.office(p)) {
		if a, ok := r.sameOffice(p, head); ok {
			return []Actor{a}
		}
	}
	if e.sector == "UAF" && r.words.has("weapon", r.office(p)) {
		return r.bombers(head)
	}
	if !r.alone && (r.marks[p.role].Len() == 1 && r.words.has("vague", r.office(p)) || r.modifies(head)) {
		return r.patients(p, head)
	}
	if e.sector == "JRN" && (r.form(p.First) == "official" || r.form(p.First) == "state") {
		if a, ok := r.topic(head, false); ok {
			return []Actor{a}
		}
	}
	servant := r.words.has("servant", r.office(p))
	switch e.sector {
	case "GOV", "LEG", "JUD", "SPY":
		if a, ok := r.topic(head, servant); ok {
			return []Actor{a}
		}
		if a, ok := r.clausePlace(head); ok {
			return []Actor{a}
		}
	case "COP", "REB", "UAF", "OPP", "CRM", "PRM", "CVL", "EDU", "MED", "JRN", "REL", "LAB", "PTY", "AGR", "BUS", "REF":
		if a, ok := r.clausePlace(head); ok {
			return []Actor{a}
		}
		if e.sector == "COP" {
			if a, ok := r.topic(head, servant); ok {
				return []Actor{a}
			}
		}
	case "MIL":
		if a, ok := r.topic(head, servant); ok {
			return []Actor{a}
		}
	}
	if r.alone && e.sector == "" {
		return []Actor{{ID: "UNK", Name: r.office(p), Sector: "UNK", Kind: chancery.Group, Code: "UNK"}}
	}
	if e.sector != "" {
		return []Actor{{ID: e.sector, Name: r.office(p), Sector: e.sector, Kind: chancery.Group, Code: e.sector}}
	}
	return nil
}

// patients are the people, called by no more than a vague word, that an act is
// done to, or who demonstrate: a man arrested in Harare, three people killed near
// Basra, thousands of people marched in Zadar. Those whom
// police, courts or a government lay hands on are their own state's people, if
// the clause names no place.
func (r *reading) patients(p *phrase, head int) []Actor {
	t := &r.doc.Tokens[head]
	for n := 0; n < 3 && t.Is("nmod") && r.words.has("crowd", strings.ToLower(r.doc.Tokens[t.Head].Lemma)); n++ {
		t = &r.doc.Tokens[t.Head] // thousands of people
	}
	dissents := t.Is("nsubj") && t.Head >= 0 && r.words.has("dissent", r.doc.Tokens[t.Head].Lemma)
	if !r.words.has("patient", r.office(p)) || !dissents && !t.Is("obj") && !t.Is("nsubj:pass") || r.definite(head) == both {
		return nil
	}
	if a, ok := r.clausePlace(head); ok {
		return []Actor{a}
	}
	if !t.Is("obj") {
		return nil
	}
	for _, c := range r.doc.Children(t.Head) {
		if !r.doc.Tokens[c].Is("nsubj") || r.headed[c] < 0 {
			continue
		}
		switch k := &r.recalled[r.headed[c]]; k.sector {
		case "COP", "JUD", "SPY":
			if a, ok := r.stateAt(int(c)); ok && a.Kind != chancery.Organisation {
				return []Actor{a}
			}
		}
	}
	return nil
}

// bombers are the unknown who used the weapon headed by token i, when it is told
// as the doer: killed by a bomb near Basra, a car bomb wounded ten in Beirut.
func (r *reading) bombers(i int) []Actor {
	t := &r.doc.Tokens[i]
	agent := t.Is("obl:agent") || t.Is("obl") && r.doc.Child(i, "case") >= 0 && r.form(r.doc.Child(i, "case")) == "by"
	if !agent && (t.Is("nsubj:pass") || !t.Is("nsubj")) {
		return nil
	}
	if a, ok := r.clausePlace(i); ok {
		return []Actor{a}
	}
	return nil
}

// ofDescribed are the actors that the phrase behind a role takes up: envoys of
// both republics, the leaders of the two countries.
func (r *reading) ofDescribed(head int) []Actor {
	for _, c := range r.doc.Children(head) {
		if !r.doc.Tokens[c].Is("nmod") || int(c) < head {
			continue
		}
		of := r.doc.Child(int(c), "case")
		if of < 0 || r.form(of) != "of" && r.form(of) != "from" {
			continue
		}
		var out []Actor
		for _, a := range r.described(int(c)) {
			out = append(out, r.answering(r.actors[a]))
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

// sameOffice is the actor whose office or institution was last called by the
// same word (the ministry, the president), or whose mission it is: expelled the
// Swedish ambassador and closed the embassy.
func (r *reading) sameOffice(p *phrase, head int) (Actor, bool) {
	e := r.entryOf(p.role)
	word, sector := r.office(p), e.sector
	// "Envoys" alone may be anybody's.
	onMission := r.words.has("mission", word) && (!e.plural || r.definite(head) != indefinite)
	s := r.doc.SentenceOf(head)
	for i := len(r.recalled) - 1; i >= 0 && s-r.recalled[i].sentence < 30; i-- {
		k := &r.recalled[i]
		mission := onMission && r.words.has("mission", k.office)
		if k.office != word && !mission && (k.sector != sector || !grouped(sector) || k.office == "") {
			continue
		}
		a := r.actors[k.actors[0]]
		if a.Code == a.Sector {
			continue // as unknown as this one
		}
		if a.Kind == chancery.Person && !r.entryOf(p.role).office {
			continue
		}
		return a, true
	}
	return Actor{}, false
}

// topic is the state or organisation that the text speaks of at token i: the
// subject of a clause around it, of the sentence before, or the state of the
// dateline. Organisations count if wanted.
func (r *reading) topic(i int, organisations bool) (Actor, bool) {
	for up, n := r.doc.Tokens[i].Head, 0; up >= 0 && n < 6; up, n = r.doc.Tokens[up].Head, n+1 {
		for _, c := range r.doc.Children(up) {
			if int(c) < i && r.doc.Tokens[c].Is("nsubj") && r.governs(int(c)) {
				if a, ok := r.stateAt(int(c)); ok && (organisations || a.Kind != chancery.Organisation) {
					return a, true
				}
			}
		}
	}
	s := r.doc.SentenceOf(i)
	for n := len(r.recalled) - 1; n >= 0 && s-r.recalled[n].sentence < 3; n-- {
		k := &r.recalled[n]
		if k.subject && k.sentence < s && r.governs(k.head) {
			if a, ok := r.stateAt(k.head); ok && (organisations || a.Kind != chancery.Organisation) {
				return a, true
			}
		}
	}
	if r.home >= 0 {
		return r.actors[r.home], true
	}
	return r.prevailing()
}

// governs tells whether the mention headed by token i speaks for a state: the
// army does, a tourist does not.
func (r *reading) governs(i int) bool {
	if r.headed[i] < 0 {
		return false
	}
	switch r.recalled[r.headed[i]].sector {
	case "CVL", "BUS", "EDU", "MED", "JRN", "REL", "LAB", "AGR", "REF", "CRM":
		return false
	}
	return true
}

// prevailing is the state that a text without a dateline has spoken of most so
// far: more than once, and more than of any other.
func (r *reading) prevailing() (Actor, bool) {
	counts := map[string]int{}
	var best Actor
	for i := range r.recalled {
		a, ok := r.stateAt(r.recalled[i].head)
		if !ok || a.Kind == chancery.Organisation {
			continue
		}
		if counts[a.ID]++; counts[a.ID] > counts[best.ID] {
			best = a
		}
	}
	if counts[best.ID] < 2 {
		return Actor{}, false
	}
	for id, n := range counts {
		if id != best.ID && n == counts[best.ID] {
			return Actor{}, false
		}
	}
	return best, true
}

// stateAt is whom the mention headed by token i answers to, if that is a state,
// an entity or an organisation.
func (r *reading) stateAt(i int) (Actor, bool) {
	if r.headed[i] < 0 {
		return Actor{}, false
	}
	a := r.answering(r.actors[r.recalled[r.headed[i]].actors[0]])
	if a.Kind == chancery.Group || a.Kind == chancery.Person {
		if i, ok := r.lex.byID[a.Country]; ok && a.Country != "" {
			return r.lex.actors[i].Actor, true
		}
		return Actor{}, false
	}
	return a, a.Kind == chancery.State || a.Kind == chancery.Entity || a.Kind == chancery.Organisation && a.Sector != "MED"
}

// clausePlace is the state in which the clause of token i takes place: police
// arrested two men in Kabul.
func (r *reading) clausePlace(i int) (Actor, bool) {
	verb := r.doc.Tokens[i].Head
	for n := 0; verb >= 0 && n < 3 && r.doc.Tokens[verb].UPOS != "VERB"; n++ {
		verb = r.doc.Tokens[verb].Head
	}
	if verb < 0 {
		verb = r.doc.Sentences[r.doc.SentenceOf(i)].Root
	}
	s := r.doc.Sentences[r.doc.SentenceOf(i)]
	best := -1
	for k := s.First; k < s.End; k++ {
		m := int(r.markAt[k])
		if m < 0 || k != r.marks[m].head || r.entryOf(m).actor < 0 {
			continue
		}
		switch r.entryOf(m).class {
		case siteClass, capitalClass, stateClass:
		default:
			continue
		}
		if r.doc.Dominates(verb, k) && r.locative(m) && (best < 0 || abs(k-i) < abs(best-i)) {
			best = k
		}
	}
	if best >= 0 {
		a, ok := r.markedActor(int(r.markAt[best]))
		return a, ok
	}
	return Actor{}, false
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// determination is how a noun phrase points.
type determination uint8

const (
	indefinite determination = iota
	definite                 // the, this, that
	both
	two // the two, the three …
)

func (r *reading) definite(head int) determination {
	d := indefinite
	for _, c := range r.doc.Children(head) {
		t := &r.doc.Tokens[c]
		switch r.form(int(c)) {
		case "the", "this", "that", "these", "those":
			if t.Is("det") {
				d = max(d, definite)
			}
		case "both":
			return both
		case "two":
			return two
		}
	}
	return d
}
