package exchange

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"chancery"
)

// gdeltColumns are the columns of GDELT 2.0 events, in their order (GDELT Event
// Database data format codebook 2.0).
var gdeltColumns = strings.Fields(`
	GLOBALEVENTID SQLDATE MonthYear Year FractionDate
	Actor1Code Actor1Name Actor1CountryCode Actor1KnownGroupCode Actor1EthnicCode
	Actor1Religion1Code Actor1Religion2Code Actor1Type1Code Actor1Type2Code Actor1Type3Code
	Actor2Code Actor2Name Actor2CountryCode Actor2KnownGroupCode Actor2EthnicCode
	Actor2Religion1Code Actor2Religion2Code Actor2Type1Code Actor2Type2Code Actor2Type3Code
	IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale
	NumMentions NumSources NumArticles AvgTone
	Actor1Geo_Type Actor1Geo_FullName Actor1Geo_CountryCode Actor1Geo_ADM1Code Actor1Geo_ADM2Code
	Actor1Geo_Lat Actor1Geo_Long Actor1Geo_FeatureID
	Actor2Geo_Type Actor2Geo_FullName Actor2Geo_CountryCode Actor2Geo_ADM1Code Actor2Geo_ADM2Code
	Actor2Geo_Lat Actor2Geo_Long Actor2Geo_FeatureID
	ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code ActionGeo_ADM2Code
	ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID
	DATEADDED SOURCEURL`)

// gdelt reads rows of GDELT 2.0 events.
func (l *Loader) gdelt(in *lines) rowReader {
	at := &header{columns: map[string]int{}, n: len(gdeltColumns)}
	for i, name := range gdeltColumns {
		at.columns[columnName(name)] = i
	}
	return func(r *row) (*chancery.Record, string, error) {
		r.cut()
		if len(r.fields) != at.n && r.line == 1 && detected(r.text) != "" {
			in.fatal = ofAnother(fmt.Errorf("line 1: %d columns, GDELT 2.0 has %d", len(r.fields), at.n), r.text)
			return nil, "", nil
		}
		if len(r.fields) != at.n {
			return nil, "", fmt.Errorf("%d columns, GDELT 2.0 has %d%s", len(r.fields), at.n, gdeltRemedy(len(r.fields)))
		}
		if r.line == 1 && r.fields[0].value == gdeltColumns[0] {
			return nil, "", nil // a header that somebody added
		}
		return l.gdeltRow(at, r)
	}
}

// gdeltRemedy guesses what rows with another number of columns are.
func gdeltRemedy(n int) string {
	switch n {
	case 57, 58:
		return "; this is GDELT 1.0, which is not read: take the files of GDELT 2.0 (*.export.CSV.zip)"
	case 16, 27:
		return "; these are mentions or a knowledge graph: take the files *.export.CSV.zip"
	case 1:
		return "; are its columns parted by tabs?"
	}
	return ""
}

func (l *Loader) gdeltRow(at *header, r *row) (*chancery.Record, string, error) {
	get := func(name string) field { return at.get(r, name) }
	code := get("EventCode")
	typ, mode, cameo, why, err := l.book.act(code.value)
	if why != "" || err != nil {
		return nil, why, err
	}
	d := &draft{id: get("GLOBALEVENTID").value, url: address(get("SOURCEURL").value), trigger: code}
	if d.id == "" {
		return nil, "", errors.New("GLOBALEVENTID is empty")
	}
	d.event = &chancery.Event{Type: typ, Mode: mode, CAMEO: cameo}
	if d.event.Date, err = day(get("SQLDATE").value); err != nil {
		return nil, "", fmt.Errorf("SQLDATE: %w", err)
	}
	if d.published, err = dayAdded(get("DATEADDED").value); err != nil {
		return nil, "", fmt.Errorf("DATEADDED: %w", err)
	}
	party := func(name, code field) []side {
		p := l.book.ofCAMEO(code.value)
		if p.sector == "REB" { // an entity that few recognise is a state's separatists there
			if e := l.book.ofName(name.value, p.country, p.sector); e.country != p.country && e.code == e.country {
				p = e
			}
		}
		if p.at = name; name.value == "" {
			p.at = code
		}
		return []side{p}
	}
	d.from, d.to = party(get("Actor1Name"), get("Actor1Code")), party(get("Actor2Name"), get("Actor2Code"))
	if !d.someone() {
		return nil, nobody, nil
	}
	d.event.Place = placed(get("ActionGeo_FullName").value, get("ActionGeo_Lat").value, get("ActionGeo_Long").value)
	return l.record(r, d)
}

// dayAdded is the day of YYYYMMDDHHMMSS or YYYYMMDD.
func dayAdded(s string) (string, error) {
	if len(s) == 14 {
		s = s[:8]
	}
	return day(s)
}

// placed is where an act was, with its position in degrees if both are given.
func placed(name, lat, lon string) *chancery.Place {
	if name == "" {
		return nil
	}
	p := &chancery.Place{Name: name}
	y, errY := strconv.ParseFloat(lat, 64)
	x, errX := strconv.ParseFloat(lon, 64)
	if errY == nil && errX == nil && y >= -90 && y <= 90 && x >= -180 && x <= 180 {
		p.Lat, p.Lon = y, x
	}
	return p
}
