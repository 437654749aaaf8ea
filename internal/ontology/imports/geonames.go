package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// GeoNames dumps (allCountries.txt, cities15000.txt, UA.txt …; CC BY 4.0): a
// line a place, 19 columns parted by tabs, of which these are used: name (2),
// plain name (3), latitude (5), longitude (6), feature class (7) and code (8), ISO
// 3166-1 alpha-2 country (9), population (15). Alternate names (4) are left out:
// they are those of all languages, unmarked.
//
// Kept are first-order divisions (A ADM1) and capitals (P PPLC) always, other
// populated places (P PPL, PPLA…, PPLG, PPLL, PPLS, STLMT) and second-order
// divisions (A ADM2) from Options.MinPopulation on. Of places of the same name
// the capital counts, else the division, else the most populous. A name that
// stands for something else in the embedded tables, or is a common word, is left
// out.

const geoColumns = 19

// gazetteer are the places kept, by folded name.
type gazetteer struct {
	places map[string]place
}

type place struct {
	name, country string
	lat, lon      string
	rank          int // capital, division, other
	population    int
	city          bool
	origin        int
}

func newGazetteer() *gazetteer { return &gazetteer{places: map[string]place{}} }

// Ranks of places.
const (
	otherPlace = iota
	division
	capital
)

func (im *Importer) readGeoNames(l *lines) error {
	var cells [geoColumns][]byte
	for {
		line, err := l.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if n := cutCells(line, &cells); n != geoColumns {
			l.malformed(fmt.Sprintf("%d columns, not %d", n, geoColumns))
			continue
		}
		if err := im.geoPlace(l, &cells); err != nil {
			return err
		}
	}
}

// cutCells cuts a line at its tabs and counts the parts.
func cutCells(line []byte, cells *[geoColumns][]byte) int {
	n := 0
	for more := true; more; n++ {
		var part []byte
		part, line, more = bytes.Cut(line, []byte{'\t'})
		if n < geoColumns {
			cells[n] = part
		}
	}
	return n
}

// feature is the rank of a kind of place; false if it is not one to keep, small
// if only a populous one is.
func feature(class, code []byte) (rank int, small, ok bool) {
	switch {
	case len(class) != 1:
		return 0, false, false
	case class[0] == 'A':
		switch string(code) {
		case "ADM1":
			return division, false, true
		case "ADM2":
			return otherPlace, true, true
		}
	case class[0] == 'P':
		switch string(code) {
		case "PPLC":
			return capital, false, true
		case "PPL", "PPLA", "PPLA2", "PPLA3", "PPLA4", "PPLA5", "PPLG", "PPLL", "PPLS", "STLMT":
			return otherPlace, true, true
		}
	}
	return 0, false, false
}

func (im *Importer) geoPlace(l *lines, c *[geoColumns][]byte) error {
	rank, small, ok := feature(c[6], c[7])
	if !ok {
		return nil
	}
	population := 0
	if len(c[14]) > 0 {
		n, err := strconv.Atoi(string(c[14]))
		if err != nil || n < 0 {
			l.malformed("population is not a number: " + clip(string(c[14])))
			return nil
		}
		population = n
	}
	if small && population < im.o.MinPopulation {
		return nil
	}
	lat, ok1 := degrees(c[4], 90)
	lon, ok2 := degrees(c[5], 180)
	if !ok1 || !ok2 {
		l.malformed(fmt.Sprintf("latitude %q, longitude %q", clip(string(c[4])), clip(string(c[5]))))
		return nil
	}
	country := im.codes.ISO2[string(c[8])]
	if country == "" {
		if len(c[8]) != 0 && len(c[8]) != 2 {
			l.malformed("country is not an alpha-2 code: " + clip(string(c[8])))
		} else {
			im.leave("places of no state")
		}
		return nil
	}
	p := place{country: country, lat: lat, lon: lon, rank: rank, population: population, city: c[6][0] == 'P', origin: im.origin()}
	name, plain := cell(string(c[1])), cell(string(c[2]))
	if name == "" && plain == "" {
		l.malformed("a place without a name")
		return nil
	}
	if err := im.keepPlace(p, name); err != nil {
		return err
	}
	if fold(plain) != fold(name) {
		return im.keepPlace(p, plain)
	}
	return nil
}

// degrees is a coordinate as it stands in the tables.
func degrees(b []byte, most float64) (string, bool) {
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || !(f >= -most && f <= most) {
		return "", false
	}
	return strconv.FormatFloat(f, 'f', 2, 64), true
}

// keepPlace keeps a place under a name, unless a better one has it.
func (im *Importer) keepPlace(p place, name string) error {
	p.name = name
	key := fold(name)
	switch {
	case key == "" || !named(name) || strings.Contains(name, ";"):
		im.leave("what is no name")
	case im.known.says(name, p.country, ""):
		im.leave("known already")
	case im.known.elsewhere(name, p.country):
		im.leave("places whose name stands for something else in the built-in tables")
	case commonWord(key):
		im.leave("places whose name is a common word")
	default:
		places := im.gazetteer.places
		old, ok := places[key]
		if !ok && len(places) >= maxRows {
			return errFull
		}
		if !ok || p.better(&old) {
			places[key] = p
		}
		if ok {
			im.leave("places of the same name as a greater one")
		}
	}
	return nil
}

// better tells whether p has the better claim to a name than q.
func (p *place) better(q *place) bool {
	switch {
	case p.rank != q.rank:
		return p.rank > q.rank
	case p.population != q.population:
		return p.population > q.population
	case p.country != q.country:
		return p.country < q.country
	}
	return p.name < q.name
}

// settleGazetteer makes rows of the places, by country and name.
func (im *Importer) settleGazetteer() error {
	var all []place
	for _, p := range im.gazetteer.places {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b place) int {
		if c := strings.Compare(a.country, b.country); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	for _, p := range all {
		t := regionsTable
		if p.city {
			t = citiesTable
		}
		if err := im.add(t, p.origin, p.country, p.name, p.lat, p.lon); err != nil {
			return err
		}
	}
	return nil
}
