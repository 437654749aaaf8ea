package imports

import (
	"slices"
	"strings"

	"chancery/internal/ontology"
)

// freshState is a state under a code that no table has.
type freshState struct {
	origin             int
	names, parts       []string // of the whole, of what belongs to it
	adjectives, people []string
	dated              bool // rows with dates define it
}

// actor makes rows of a block.
func (im *Importer) actor(b *block) error {
	b.names = slices.DeleteFunc(b.names, func(n string) bool { return !named(n) })
	if len(b.names) == 0 {
		im.leave("what is no name")
		return nil
	}
	ts := terms(b.codes)
	dated := slices.ContainsFunc(ts, func(t term) bool { return date(t.from) != "" || date(t.until) != "" })
	sectors := false
	means := make([]meaning, len(ts))
	for i, t := range ts {
		var why string
		if means[i], why = im.meaning(t.code); why != "" {
			im.leave(why)
			means[i] = meaning{}
			continue
		}
		sectors = sectors || means[i].sector != "" || !means[i].state
	}
	person := im.known.isPerson(b.names, means) || dated && sectors && !im.known.isBody(b.names[0])
	for i, t := range ts {
		m := means[i]
		if m.owner == "" && m.realm == "" {
			continue
		}
		var err error
		switch {
		case person:
			err = im.termRow(b, m, t)
		case m.state && m.sector == "" && !sectors && dated:
			im.datedState(b, m, t)
		case m.state && m.sector == "":
			err = im.stateNames(b, m)
		case m.state && !dated && !standsAlone(m.sector):
			err = im.bodyRows(b, m)
		default:
			err = im.organisationRow(b, m, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// title parts the role that stands before a person's name from it.
func (k *known) title(name string) (ontology.Role, string, bool) {
	words := strings.Fields(name)
	for i := min(len(words)-1, 4); i > 0; i-- {
		r, ok := k.roles[fold(strings.Join(words[:i], " "))]
		if ok && r.Office && words[i][0] >= 'A' && words[i][0] <= 'Z' {
			return r, strings.Join(words[i:], " "), true
		}
	}
	return ontology.Role{}, name, false
}

// isPerson tells whether a title of the sector of the code stands before a name
// that no noun of a body ends.
func (k *known) isPerson(names []string, means []meaning) bool {
	for _, n := range names {
		r, rest, ok := k.title(n)
		if ok && !k.isBody(rest) && slices.ContainsFunc(means, func(m meaning) bool { return m.sector == r.Sector && m.owner != "" }) {
			return true
		}
	}
	return false
}

// isBody tells whether a name is that of an organisation, or ends with a noun
// of one: front, army, council.
func (k *known) isBody(name string) bool {
	f := fold(name)
	if k.byName[f] != "" {
		return true
	}
	words := strings.Fields(f)
	if len(words) < 2 {
		return false
	}
	r, ok := k.roles[words[len(words)-1]]
	return ok && !r.Office
}

// standsAlone tells whether a body of this sector is an actor of its own.
func standsAlone(sector string) bool {
	switch sector {
	case "REB", "PTY", "OPP", "PRM", "UAF", "CRM", "CVL", "BUS", "MED", "EDU", "REL", "LAB":
		return true
	}
	return false
}

// need has a row made for an owner that no table has.
func (im *Importer) need(m meaning, origin int) *freshState {
	if !m.fresh {
		return nil
	}
	d := im.dictionary
	if d.fresh[m.owner] == nil {
		d.fresh[m.owner] = &freshState{origin: origin}
		d.order = append(d.order, m.owner)
	}
	return d.fresh[m.owner]
}

// news are the names that do not stand for a code and sector already.
func (im *Importer) news(names []string, code, sector string) []string {
	var out []string
	for _, n := range names {
		switch {
		case im.known.says(n, code, sector):
			im.leave("known already")
		case !slices.Contains(out, n):
			out = append(out, n)
		}
	}
	return out
}

// termRow makes a row of a person's time under a code.
func (im *Importer) termRow(b *block, m meaning, t term) error {
	if m.owner == "" {
		im.leave("persons of organisations that no table has")
		return nil
	}
	from, until := date(t.from), date(t.until)
	role, name, _ := im.known.title(b.names[0])
	aliases := b.names[1:]
	if from == "" && until == "" {
		// What is known with dates is better known.
		if im.known.says(name, m.owner, m.sector) {
			im.leave("known already")
			return nil
		}
	}
	im.need(m, b.origin)
	sector := m.sector
	if sector == "" && !m.state {
		sector = im.known.orgs[m.owner].Country
	}
	return im.add(officesTable, b.origin, m.owner, sector, role.Phrase, name, list(aliases), from, until)
}

// datedState makes a row of names that stood for a state for a time.
func (im *Importer) datedState(b *block, m meaning, t term) {
	kind, name, aliases := "", "", b.names
	if f := im.need(m, b.origin); f != nil {
		f.dated = true
		kind, name, aliases = "state", b.names[0], b.names[1:]
	}
	im.dictionary.dated = append(im.dictionary.dated, row{statesTable, b.origin,
		[]string{m.owner, kind, date(t.from), date(t.until), cell(name), cell(list(aliases))}})
}

// stateNames makes rows of names for a state as a whole: other names and
// adjectives of it, and what lies in it.
func (im *Importer) stateNames(b *block, m meaning) error {
	if f := im.need(m, b.origin); f != nil {
		for i, n := range b.names {
			if i > 0 && adjectival(n) && akin(n, b.names[0]) {
				f.adjectives = append(f.adjectives, n)
				f.people = append(f.people, n)
			} else if m.whole {
				f.names = append(f.names, n)
			} else {
				f.parts = append(f.parts, n)
			}
		}
		return nil
	}
	var names, adjectives, places []string
	for _, n := range im.news(b.names, m.owner, "") {
		switch like := im.known.resembles(n, m.owner); {
		case like && adjectival(n):
			adjectives = append(adjectives, n)
		case like:
			names = append(names, n)
		default:
			places = append(places, n)
		}
	}
	for _, n := range places {
		if err := im.add(regionsTable, b.origin, m.owner, n, "", ""); err != nil {
			return err
		}
	}
	if len(names)+len(adjectives) == 0 {
		return nil
	}
	return im.add(statesTable, b.origin, m.owner, "", "", "", "", list(names), list(adjectives), list(adjectives))
}

// bodyRows makes rows of organs of a state.
func (im *Importer) bodyRows(b *block, m meaning) error {
	im.need(m, b.origin)
	for _, n := range im.news(b.names, m.owner, m.sector) {
		sector, flag := m.sector, ""
		if m.press {
			sector, flag = "MED", "state"
		}
		if err := im.add(bodiesTable, b.origin, m.owner, sector, n, flag); err != nil {
			return err
		}
	}
	return nil
}

// organisationRow makes a row of an organisation or group.
func (im *Importer) organisationRow(b *block, m meaning, t term) error {
	im.need(m, b.origin)
	from, until := date(t.from), date(t.until)
	undated := from == "" && until == ""
	id, country, sector := "", m.owner, m.sector
	switch {
	case m.realm != "":
		country = m.realm
	case !m.state:
		id = m.owner
	}
	if known := im.known.byName[fold(b.names[0])]; id == "" && known != "" && im.known.orgs[known].Country == country {
		id = known
	}
	if id != "" {
		aliases := b.names
		if undated {
			aliases = im.news(b.names, id, "")
		}
		if len(aliases) == 0 {
			return nil
		}
		if undated {
			sector = "" // of what is known by itself, the table knows it
		}
		return im.add(organisationsTable, b.origin, id, "", "", sector, "", from, until, list(aliases))
	}
	names := b.names
	if undated && m.realm == "" {
		names = im.news(b.names, country, sector)
	}
	if len(names) == 0 {
		return nil
	}
	kind := "organisation"
	switch sector {
	case "REB", "PRM", "UAF", "CRM":
		kind = "group"
	case "":
		sector = map[string]string{"IGO": "IGO", "NGO": "CVL", "MNC": "BUS", "IMG": "REB"}[m.realm]
		if m.realm == "IMG" {
			kind = "group"
		}
	}
	return im.add(organisationsTable, b.origin, slug(names[0]), names[0], country, sector, kind, from, until, list(names[1:]))
}

// settleDictionary makes the rows of states that no table has.
func (im *Importer) settleDictionary() error {
	d := im.dictionary
	var rows []row
	for _, code := range d.order {
		f := d.fresh[code]
		names := append(f.names, f.parts...)
		if len(names) == 0 && f.dated {
			continue
		}
		name, aliases := code, names
		if len(names) > 0 {
			name, aliases = names[0], names[1:]
		}
		rows = append(rows, row{statesTable, f.origin, []string{
			cell(code), "state", "", "", cell(name), cell(list(aliases)), cell(list(f.adjectives)), cell(list(f.people)),
		}})
	}
	rows = append(rows, d.dated...)
	if len(im.rows)+len(rows) > maxRows {
		return errFull
	}
	im.rows = append(rows, im.rows...)
	return nil
}
