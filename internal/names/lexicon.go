package names

import (
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// class is what sort of word an entry is.
type class uint8

// Classes, most telling first: of two entries for the same words the one of
// the earlier class counts.
const (
	personClass    class = iota
	stateClass           // the name of a state or entity
	orgClass             // the name of an organisation or group
	bodyClass            // an organ of a state
	capitalClass         // a city whose name stands for a government
	adjectiveClass       // Syrian, Syrians
	siteClass            // a region or city
	roleClass            // foreign minister, troops
	tailClass            // people's republics: the common part of entities' names
)

// entry is one meaning of a phrase.
type entry struct {
	class       class
	actor       int32  // index into lexicon.actors, -1 for roles
	sector      string // of mentions by this entry
	from, until string
	stateMedia  bool
	office      bool // a role of one person
	plural      bool // a role in the plural
	head        bool // a term as head of state or government
	capitals    uint16
	caps        uint16 // pieces that must be written in capitals throughout
	next        int32  // the next entry of the same phrase, -1 at the end
}

// listed is an actor of the tables.
type listed struct {
	Actor
	from, until string
	claimedBy   string // of entities
	own         bool   // an entity under its own code
	formerly    []ontology.Former
}

// lexicon is the tables as phrases.
type lexicon struct {
	words    map[string]int32 // pieces
	arcs     map[uint64]int32 // node and piece to node
	first    []int32          // node to its first entry, -1 if none
	entries  []entry
	actors   []listed
	byID     map[string]int32
	surnames map[string][]int32 // last piece of a full name to person entries
	short    map[string]int32   // a region's name to the entity that calls itself after it
	strict   map[string]bool    // acronyms that are words or names when not in capitals
}

func newLexicon(t *ontology.Actors, strict map[string]bool) *lexicon {
	l := &lexicon{
		words: make(map[string]int32, 16000), arcs: make(map[uint64]int32, 32000),
		first: make([]int32, 1, 32000), entries: make([]entry, 0, 20000),
		byID: make(map[string]int32, 2000), surnames: map[string][]int32{}, short: map[string]int32{},
		strict: strict,
	}
	l.first[0] = -1
	l.addStates(t.States)
	l.addOrganisations(t.Organisations)
	l.addBodies(t.Bodies)
	for i := range t.Sites {
		s := &t.Sites[i]
		if a, ok := l.byID[s.Country]; ok {
			l.add(s.Name, entry{class: siteClass, actor: a})
		}
	}
	l.addShort(t.States)
	for i := range t.Roles {
		l.addRole(&t.Roles[i])
	}
	l.addOffices(t.Offices)
	return l
}

// actor adds an actor unless its id is known, and gives its index.
func (l *lexicon) actor(a listed) int32 {
	if i, ok := l.byID[a.ID]; ok {
		return i
	}
	i := int32(len(l.actors))
	l.actors = append(l.actors, a)
	l.byID[a.ID] = i
	return i
}

// add enters a phrase. Words written in capitals must be so in the text, words
// with a capital must have one; of a longer acronym that capital is enough, as
// British papers write Nato and Farc.
func (l *lexicon) add(phrase string, e entry) {
	node := int32(0)
	n := 0
	role := e.class == roleClass || e.class == tailClass
	if role {
		phrase = strings.ToLower(phrase)
	}
	var scratch [64]byte
	cutPieces(strings.TrimPrefix(phrase, "the "), scratch[:0], func(piece []byte, sh shape) {
		id, ok := l.words[string(piece)]
		if !ok {
			id = int32(len(l.words))
			l.words[string(piece)] = id
		}
		if n < 16 && !role {
			switch sh {
			case capers:
				if len(piece) < 4 || l.strict[string(piece)] {
					e.caps |= 1 << n
				}
				e.capitals |= 1 << n
			case title:
				e.capitals |= 1 << n
			}
		}
		n++
		key := uint64(node)<<32 | uint64(id)
		to, ok := l.arcs[key]
		if !ok {
			to = int32(len(l.first))
			l.first = append(l.first, -1)
			l.arcs[key] = to
		}
		node = to
	})
	if n == 0 {
		return
	}
	// Behind the entries that are already there: the earlier counts.
	e.next = -1
	at := int32(len(l.entries))
	l.entries = append(l.entries, e)
	if l.first[node] < 0 {
		l.first[node] = at
		return
	}
	k := l.first[node]
	for l.entries[k].next >= 0 {
		k = l.entries[k].next
	}
	l.entries[k].next = at
}

func (l *lexicon) addStates(states []ontology.State) {
	for i := range states {
		s := &states[i]
		a := listed{from: s.From, until: s.Until, claimedBy: s.ClaimedBy, own: s.Kind == "own", formerly: s.Formerly}
		a.Actor = Actor{ID: s.Code, Name: s.Name, Country: s.Code, Sector: "GOV", Kind: chancery.State, Code: s.Code}
		name := stateClass
		switch s.Kind {
		case "own":
			a.Kind = chancery.Entity
		case "within":
			a.Kind, a.Country, a.Code = chancery.Entity, s.ClaimedBy, s.ClaimedBy
		case "region":
			name = siteClass
		}
		var idx int32
		if s.Kind == "region" {
			var ok bool
			if idx, ok = l.byID[s.ClaimedBy]; !ok {
				continue
			}
		} else {
			idx = l.actor(a)
		}
		e := entry{class: name, actor: idx, from: s.From, until: s.Until}
		for _, n := range append([]string{s.Name}, s.Aliases...) {
			l.add(n, e)
		}
		e.class = adjectiveClass
		for _, n := range append(append([]string{}, s.Adjectives...), s.People...) {
			l.add(n, e)
		}
		e.class = capitalClass
		if s.Kind == "region" {
			e.class = siteClass
		}
		for _, n := range s.Capitals {
			l.add(n, e)
		}
	}
}

// addShort finds the regions that entities call themselves after (Donetsk), and
// the rest of such names in the plural (people's republics).
func (l *lexicon) addShort(states []ontology.State) {
	tails := map[string]bool{}
	for i := range states {
		s := &states[i]
		state, ok := l.byID[s.ClaimedBy]
		if s.Kind != "own" || !ok {
			continue
		}
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			head, tail, ok := strings.Cut(name, " ")
			if !ok || strings.Contains(tail, " of ") {
				continue
			}
			if key := string(foldWord(head)); l.isSite(key, state) {
				l.short[key] = l.byID[s.Code]
				if p := plural(strings.ToLower(tail)); p != "" && !tails[p] && strings.Contains(p, "republics") {
					tails[p] = true
					l.add(p, entry{class: tailClass, actor: -1, plural: true})
				}
			}
		}
	}
}

// isSite tells whether a piece is the name of a region or city of a state.
func (l *lexicon) isSite(piece string, state int32) bool {
	id, ok := l.words[piece]
	if !ok {
		return false
	}
	node, ok := l.arcs[uint64(id)]
	if !ok {
		return false
	}
	for e := l.first[node]; e >= 0; e = l.entries[e].next {
		if x := &l.entries[e]; x.class == siteClass && x.actor == state {
			return true
		}
	}
	return false
}

func (l *lexicon) addOrganisations(orgs []ontology.Organisation) {
	for i := range orgs {
		o := &orgs[i]
		idx := l.actor(listed{from: o.From, until: o.Until, Actor: Actor{
			ID: o.ID, Name: o.Name, Country: o.Country, Sector: o.Sector, Kind: o.Kind, Code: o.ID,
		}})
		e := entry{class: orgClass, actor: idx, sector: o.Sector, from: o.From, until: o.Until}
		for _, n := range append([]string{o.Name}, o.Aliases...) {
			l.add(n, e)
		}
	}
}

// standsAlone tells whether a body of this sector is an actor of its own, not
// an organ of the state.
func standsAlone(sector string) bool {
	switch sector {
	case "REB", "PTY", "OPP", "PRM", "UAF", "CRM", "CVL", "BUS", "MED", "EDU", "REL", "LAB":
		return true
	}
	return false
}

func (l *lexicon) addBodies(bodies []ontology.Body) {
	for i := range bodies {
		b := &bodies[i]
		state, ok := l.byID[b.Country]
		if !ok {
			continue
		}
		e := entry{class: bodyClass, actor: state, sector: b.Sector, stateMedia: b.StateMedia}
		if standsAlone(b.Sector) && !b.StateMedia {
			kind := chancery.Organisation
			if b.Sector == "REB" || b.Sector == "PRM" || b.Sector == "UAF" || b.Sector == "CRM" {
				kind = chancery.Group
			}
			id := slug(b.Name)
			e.class = orgClass
			e.actor = l.actor(listed{Actor: Actor{
				ID: id, Name: b.Name, Country: b.Country, Sector: b.Sector, Kind: kind, Code: id,
			}})
		}
		l.add(b.Name, e)
	}
}

func (l *lexicon) addRole(r *ontology.Role) {
	e := entry{class: roleClass, actor: -1, sector: r.Sector, office: r.Office}
	l.add(r.Phrase, e)
	e.plural, e.office = true, r.Office
	if p := plural(r.Phrase); p != "" {
		l.add(p, e)
	}
}

// plural is the plural of a role phrase by rule: of its last word, or of the
// one before a preposition.
func plural(phrase string) string {
	head, tail := phrase, ""
	for _, prep := range []string{" of ", " for ", " to ", " at ", " in "} {
		if i := strings.Index(head, prep); i > 0 {
			head, tail = head[:i], head[i:]+tail
		}
	}
	switch {
	case strings.HasSuffix(head, "men"), strings.HasSuffix(head, "people"):
		return ""
	case strings.HasSuffix(head, "man"):
		head = head[:len(head)-3] + "men"
	case strings.HasSuffix(head, "person"):
		head = head[:len(head)-6] + "people"
	case strings.HasSuffix(head, "child"):
		head += "ren"
	case strings.HasSuffix(head, "wife"):
		head = head[:len(head)-2] + "ves"
	case strings.HasSuffix(head, "thief"):
		head = head[:len(head)-1] + "ves"
	case strings.HasSuffix(head, "y") && !strings.HasSuffix(head, "ay") && !strings.HasSuffix(head, "ey") && !strings.HasSuffix(head, "oy"):
		head = head[:len(head)-1] + "ies"
	case strings.HasSuffix(head, "ch"), strings.HasSuffix(head, "sh"), strings.HasSuffix(head, "x"), strings.HasSuffix(head, "ss"):
		head += "es"
	case strings.HasSuffix(head, "s"):
		return ""
	default:
		head += "s"
	}
	return head + tail
}

func (l *lexicon) addOffices(offices []ontology.Office) {
	for i := range offices {
		o := &offices[i]
		idx, ok := l.byID[o.Country]
		if !ok {
			continue
		}
		of := &l.actors[idx]
		// One person may serve two states or organisations: the id tells whom.
		id := slug(o.Name)
		person := listed{Actor: Actor{
			ID: id, Name: o.Name, Country: of.Country, Sector: o.Sector, Kind: chancery.Person, Code: of.Code,
		}}
		key := id + "|" + of.ID
		at, known := l.byID[key]
		if !known {
			at = int32(len(l.actors))
			l.actors = append(l.actors, person)
			l.byID[key] = at
			if _, ok := l.byID[id]; !ok {
				l.byID[id] = at
			}
		}
		e := entry{class: personClass, actor: at, sector: o.Sector, from: o.From, until: o.Until, head: headsState(o.Title)}
		n := int32(len(l.entries))
		l.add(o.Name, e)
		for _, alias := range o.Aliases {
			l.add(alias, e)
		}
		if int(n) == len(l.entries) {
			continue // nothing in the name can be found in a text
		}
		if s := familyName(o.Name, of.Country); s != "" {
			l.surnames[s] = append(l.surnames[s], n)
		}
	}
}

// headsState tells whether the holder of an office is the one whom the surname
// alone means: a head of state or government.
func headsState(title string) bool {
	switch title {
	case "president", "prime minister", "leader", "chancellor", "premier", "supreme leader":
		return true
	}
	return false
}

// familyFirst tells whether the names of a country begin with the family's.
func familyFirst(country string) bool {
	switch country {
	case "PRK", "KOR", "CHN", "TWN", "HKG", "VNM", "KHM":
		return true
	}
	return false
}

// familyName is the piece of a name by which its bearer is called for short,
// folded; empty if the name is one piece.
func familyName(name, country string) string {
	first, last := ends(name)
	switch {
	case first == last:
		return ""
	case familyFirst(country) && country != "VNM":
		return first
	}
	return last
}

// slug is a name as an id: lower case, without accents, words joined by hyphens.
func slug(name string) string {
	var b strings.Builder
	cutPieces(name, nil, func(p []byte, _ shape) {
		if p[0] < '0' || p[0] > '9' && p[0] < 'a' {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('-')
		}
		b.Write(p)
	})
	return b.String()
}
