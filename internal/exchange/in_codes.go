package exchange

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"chancery/internal/ontology"
)

// theirCodes turns codes and names of others into ours.
type theirCodes struct {
	events    *ontology.Events
	modes     map[string]string
	codes     *ontology.Codes
	directory *ontology.Directory
	sectors   ontology.SectorWords
	states    map[string]string // folded name or alias to code
	bodies    map[string]string // the same of organisations
	cow       cowNumbers
}

func loadTheirCodes() (*theirCodes, error) {
	b := &theirCodes{states: map[string]string{}, bodies: map[string]string{}}
	var err error
	if b.events, err = ontology.LoadEvents(); err != nil {
		return nil, err
	}
	if b.modes, err = ontology.LoadModes(b.events); err != nil {
		return nil, err
	}
	if b.codes, err = ontology.LoadCodes(); err != nil {
		return nil, err
	}
	if b.sectors, err = ontology.LoadSectorWords(); err != nil {
		return nil, err
	}
	actors, err := ontology.LoadActors()
	if err != nil {
		return nil, err
	}
	if b.cow, err = loadCOW(actors); err != nil {
		return nil, err
	}
	b.directory = ontology.NewDirectory(actors)
	for i := range actors.States {
		if s := &actors.States[i]; s.Kind != "region" {
			add(b.states, s.Code, append(s.Aliases, s.Name))
		}
	}
	others, err := ontology.LoadTheirCountries()
	if err != nil {
		return nil, err
	}
	for name, code := range others {
		add(b.states, code, []string{name})
	}
	for i := range actors.Organisations {
		o := &actors.Organisations[i]
		add(b.bodies, o.ID, append(o.Aliases, o.Name))
	}
	return b, nil
}

// add gives names to a code; the first that has a name keeps it.
func add(to map[string]string, code string, names []string) {
	for _, name := range names {
		if key := folded(name); to[key] == "" {
			to[key] = code
		}
	}
}

// folded is a name without what writers differ in: case, accents, the article.
func folded(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r), r == '.', r == '\'', r == '’':
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(name))
	return strings.TrimPrefix(strings.Join(strings.Fields(name), " "), "the ")
}

// side is one party of what a row tells, in our codes; all may be empty.
type side struct {
	code, country, sector string
	at                    field // the words that name it
}

// named tells whether anything is known of a party.
func (p *side) named() bool {
	return p.code != "" || p.country != "" || p.sector != "" || p.at.value != ""
}

// apart are the sectors whose people are actors of their own beside their state,
// as they are when texts are read: SYRREB.
var apart = []string{"REB", "OPP", "PTY", "UAF", "CRM", "PRM", "PRE"}

// acting is the code under which people of a sector of a state act.
func acting(state, sector string) string {
	if slices.Contains(apart, sector) {
		return state + sector
	}
	return state
}

// ofCAMEO reads an actor's code of CAMEO: USAGOV, IGOUNO, COP. A region's code
// names nobody.
func (b *theirCodes) ofCAMEO(code string) side {
	var p side
	var parts []string
	for rest := strings.ToUpper(code); rest != ""; {
		n := min(3, len(rest))
		parts, rest = append(parts, rest[:n]), rest[n:]
	}
	if len(parts) == 0 {
		return p
	}
	state := b.cameoState(parts[0])
	for i, part := range parts {
		if i == 0 && state != "" {
			continue // CIV is Ivory Coast, whoever uses it for civilians too
		}
		if s := b.codes.Sectors[part]; s != "" && p.sector == "" && b.codes.Realms[part] == "" {
			p.sector = s
		}
	}
	// The last organisation or group that the code names is who it means, if it is
	// that state's or of no state.
	for i := len(parts) - 1; i >= 0; i-- {
		id := b.codes.Organisations[parts[i]]
		if id == "" || state != "" && (i == 0 || b.directory.Country(id) != state) {
			continue
		}
		p.code, p.country = id, b.directory.Country(id)
		return p
	}
	switch realm := b.codes.Realms[parts[0]]; {
	case state != "":
		p.code, p.country = acting(state, p.sector), state
	case realm != "":
		p.country = realm
	case b.codes.Regions[parts[0]] == "":
		p.code = p.sector
	}
	return p
}

// cameoState is the state of a CAMEO country code. A state of ISO 3166 comes before a role
// of the same letters, roles and regions come before entities of ours.
func (b *theirCodes) cameoState(code string) string {
	if ours := b.codes.Countries[code]; ours != "" {
		return ours
	}
	s := b.directory.State(code)
	switch {
	case s == nil:
		return ""
	case s.Kind == "state":
		return code
	case s.Kind == "region" || s.Kind == "within" || b.codes.Sectors[code] != "" || b.codes.Regions[code] != "":
		return ""
	}
	return code
}

// ofName reads an actor of whom a name, a country and a PLOVER sector are given,
// any of which may be empty.
func (b *theirCodes) ofName(name, country, sector string) side {
	p := side{sector: sector}
	state := b.country(country)
	if id := b.bodies[folded(name)]; id != "" {
		if of := b.directory.Country(id); state == "" && b.directory.State(of) == nil || of == state {
			p.code, p.country = id, of
			return p
		}
	}
	named := b.states[folded(name)]
	if state == "" && country == "" {
		state = named
	}
	// Entities that few recognise stand under the state that claims them.
	if e := b.directory.State(named); e != nil && e.Kind == "own" && e.ClaimedBy == state {
		if state = named; sector == "PRE" || sector == "REB" {
			sector, p.sector = "", ""
		}
	}
	switch {
	case state != "":
		p.code, p.country = acting(state, sector), state
	case ploverBodies[country] != "":
		p.code = ploverBodies[country]
		p.country = b.directory.Country(p.code)
	case b.codes.Realms[country] != "":
		p.country = b.codes.Realms[country]
	case country == "":
		p.code = sector
	}
	return p
}

// ploverBodies are the organisations that PLOVER lists among the countries.
var ploverBodies = map[string]string{"UNO": "UNO", "EUR": "EU"}

// partly is PLOVER's sector of entities that few states recognise. It stands beside others
// and comes before them: who has it does not act for the state under which it stands.
const partly = "PRE"

// ploverSector is the sector that counts of those given, in one text of three letters each
// or in several.
func (b *theirCodes) ploverSector(main string, all ...string) string {
	for _, s := range append(all, main) {
		for i := 0; i+3 <= len(s); i += 3 {
			if s[i:i+3] == partly {
				return partly
			}
		}
	}
	return b.sector(main[:min(3, len(main))])
}

// country is the code of a state or entity given by its code or name; empty if it
// is none that we know.
func (b *theirCodes) country(s string) string {
	if ours := b.codes.Countries[s]; ours != "" {
		return ours
	}
	if state := b.directory.State(s); state != nil && state.Kind != "region" {
		return s
	}
	if ours := b.codes.ISO2[s]; ours != "" {
		return ours
	}
	return b.states[folded(s)]
}

// sector is a PLOVER or CAMEO sector as a PLOVER one.
func (b *theirCodes) sector(s string) string { return b.codes.Sectors[strings.ToUpper(s)] }

// act is the PLOVER type and mode of a CAMEO code, and the code as it is written
// in CAMEO's codebook. why tells that such rows are left out.
func (b *theirCodes) act(code string) (typ, mode, cameo, why string, err error) {
	cameo = code
	if !b.events.IsCAMEO(cameo) && !statement(cameo) {
		switch {
		case len(code) == 2 && b.events.IsCAMEO(code+"0"): // a root: 14 is 140
			cameo = code + "0"
		case b.events.IsCAMEO("0" + code), statement("0" + code): // a number that lost its zero
			cameo = "0" + code
		}
	}
	if statement(cameo) {
		return "", "", cameo, "statements (CAMEO 01), which are no events of PLOVER's", nil
	}
	if typ = b.events.TypeOf(cameo); typ == "" {
		return "", "", cameo, "", fmt.Errorf("%q is no event code of CAMEO 1.1b3 (030 to 2042)", clip(code))
	}
	return typ, b.modes[cameo], cameo, "", nil
}

// statement tells whether a CAMEO code is one of making a statement.
func statement(code string) bool {
	return len(code) >= 2 && len(code) <= 4 && strings.HasPrefix(code, "01")
}

// plover checks a PLOVER type and mode as others write them. A mode that the
// type does not have is left out: it stands in the row.
func (b *theirCodes) plover(typ, mode string) (string, string, error) {
	typ = strings.ToUpper(typ)
	switch typ { // names of the drafts before 2.0
	case "DEMAND":
		typ = "REQUEST"
	case "DISAPPROVE", "INVESTIGATE":
		typ = "ACCUSE"
	case "FIGHT":
		typ = "ASSAULT"
	}
	if !b.events.IsType(typ) {
		return "", "", fmt.Errorf("%q is no type of event of PLOVER 2.0; they are %s", clip(typ), strings.Join(b.events.Types(), ", "))
	}
	mode = strings.NewReplacer(" ", "-", "_", "-").Replace(strings.ToLower(mode))
	if !b.events.HasMode(typ, mode) {
		mode = ""
	}
	return typ, mode, nil
}

// day reads a date as others write it: YYYYMMDD or YYYY-MM-DD, a time after it
// being left out; and YYYY-MM or YYYY. Empty stays empty.
func day(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	whole := s
	if len(s) > 10 && (s[10] == ' ' || s[10] == 'T') {
		s = s[:10]
	}
	for _, f := range [][2]string{{time.DateOnly, time.DateOnly}, {"20060102", time.DateOnly}, {"2006-01", "2006-01"}, {"2006", "2006"}} {
		if t, err := time.Parse(f[0], s); err == nil && len(s) == len(f[0]) {
			return t.Format(f[1]), nil
		}
	}
	return "", fmt.Errorf("%q is no date; write it YYYY-MM-DD or YYYYMMDD", clip(whole))
}

// clip shortens what is quoted in a complaint.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
