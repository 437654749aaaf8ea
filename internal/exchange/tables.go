package exchange

import (
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// Tables are what exports need to know of codes: PLOVER's and CAMEO's, those that
// others have for states and organisations, and where places lie.
type Tables struct {
	events *ontology.Events
	cameo  ontology.CAMEOCodes
	states ontology.StateCodes
	names  *ontology.Directory
	codes  *ontology.Codes
	bodies map[string]string // organisations by our id, as CAMEO codes them
	wholes map[string]string // the same, with what kind they are of
	sites  map[string]place
	alpha2 map[string]string // of ISO 3166-1, by our codes
	// What PLOVER and ICEWS have otherwise than we, by our codes, and by CAMEO's.
	ploverCountries map[string]ontology.PLOVERCountry
	icewsCountries  map[string]string
	icewsEvents     map[string]ontology.CAMEOCode
}

// place is somewhere that an act may be told to have happened.
type place struct {
	name, country string // country is our code
	lat, lon      float64
	sort          placeSort
}

// placeSort is how exact a place is.
type placeSort int

const (
	noPlace placeSort = iota
	countryPlace
	regionPlace
	cityPlace
)

// at tells whether it is known where the place lies.
func (p *place) at() bool { return p.lat != 0 || p.lon != 0 }

// NewTables reads the embedded tables.
func NewTables() (*Tables, error) {
	b := &Tables{bodies: map[string]string{}, wholes: map[string]string{}, sites: map[string]place{}, alpha2: map[string]string{}}
	var err error
	if b.events, err = ontology.LoadEvents(); err != nil {
		return nil, err
	}
	if b.cameo, err = ontology.LoadCAMEOCodes(); err != nil {
		return nil, err
	}
	if b.states, err = ontology.LoadStateCodes(); err != nil {
		return nil, err
	}
	if b.ploverCountries, err = ontology.LoadPLOVERCountries(); err != nil {
		return nil, err
	}
	if b.icewsCountries, err = ontology.LoadICEWSCountries(); err != nil {
		return nil, err
	}
	if b.icewsEvents, err = ontology.LoadICEWSEvents(); err != nil {
		return nil, err
	}
	codes, err := ontology.LoadCodes()
	if err != nil {
		return nil, err
	}
	b.codes = codes
	for whole, ours := range codes.Whole {
		b.wholes[ours] = whole
	}
	actors, err := ontology.LoadActors()
	if err != nil {
		return nil, err
	}
	b.names = ontology.NewDirectory(actors)
	for _, theirs := range sorted(codes.Organisations) {
		if ours := codes.Organisations[theirs]; b.bodies[ours] == "" {
			b.bodies[ours] = theirs
		}
	}
	// Territories without a row of their own stand under their state, whose own code
	// is the one that its longer code begins with.
	for _, short := range sorted(codes.ISO2) {
		if ours := codes.ISO2[short]; b.alpha2[ours] == "" || strings.HasPrefix(ours, short) {
			b.alpha2[ours] = short
		}
	}
	// The first row of a name counts, but for one that tells where it lies.
	for _, s := range actors.Sites {
		p := place{s.Name, s.Country, s.Lat, s.Lon, regionPlace}
		if s.City {
			p.sort = cityPlace
		}
		if old, ok := b.sites[s.Name]; !ok || !old.at() && p.at() && old.country == p.country {
			b.sites[s.Name] = p
		}
	}
	for _, s := range actors.States {
		for _, name := range append([]string{s.Name}, s.Aliases...) {
			b.sites[name] = place{s.Name, s.Code, 0, 0, countryPlace}
		}
	}
	return b, nil
}

// place finds where an act happened by the name that the text gives; what the
// tables do not know has its name only.
func (b *Tables) place(name string) place {
	if p, ok := b.sites[name]; ok {
		return p
	}
	if p, ok := b.sites[strings.TrimPrefix(name, "the ")]; ok {
		return p
	}
	return place{name: name}
}

// country is the state or entity that a party counts under, empty if it is none.
func (b *Tables) country(p *chancery.Party) string {
	for _, code := range []string{p.Country, b.names.Country(p.Code), p.Code} {
		if b.names.State(code) != nil {
			return code
		}
	}
	return ""
}

// name is how a party is called.
func (b *Tables) name(p *chancery.Party) string {
	if p.Code == "" {
		return partyWords(p)
	}
	return b.names.Name(p.Code)
}

// score is Goldstein's of an act's CAMEO code; an act without one has none.
func (b *Tables) score(a *act) (float64, bool) {
	c, ok := b.cameo[a.CAMEO]
	return c.Goldstein, ok
}
