package exchange

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	"chancery"
)

// gdeltOutColumns are the columns of a GDELT 2.0 event in their order. Files of GDELT
// have no header.
var gdeltOutColumns = strings.Fields(`GLOBALEVENTID SQLDATE MonthYear Year FractionDate
	Actor1Code Actor1Name Actor1CountryCode Actor1KnownGroupCode Actor1EthnicCode Actor1Religion1Code Actor1Religion2Code
	Actor1Type1Code Actor1Type2Code Actor1Type3Code
	Actor2Code Actor2Name Actor2CountryCode Actor2KnownGroupCode Actor2EthnicCode Actor2Religion1Code Actor2Religion2Code
	Actor2Type1Code Actor2Type2Code Actor2Type3Code
	IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale NumMentions NumSources NumArticles AvgTone
	Actor1Geo_Type Actor1Geo_FullName Actor1Geo_CountryCode Actor1Geo_ADM1Code Actor1Geo_ADM2Code Actor1Geo_Lat Actor1Geo_Long Actor1Geo_FeatureID
	Actor2Geo_Type Actor2Geo_FullName Actor2Geo_CountryCode Actor2Geo_ADM1Code Actor2Geo_ADM2Code Actor2Geo_Lat Actor2Geo_Long Actor2Geo_FeatureID
	ActionGeo_Type ActionGeo_FullName ActionGeo_CountryCode ActionGeo_ADM1Code ActionGeo_ADM2Code ActionGeo_Lat ActionGeo_Long ActionGeo_FeatureID
	DATEADDED SOURCEURL`)

// gdeltStamp is how GDELT writes a time.
const gdeltStamp = "20060102150405"

// WriteGDELT writes acts that were done as GDELT 2.0 events: 61 columns parted by
// tabs, without a header. Acts without a CAMEO code or a day are left out, since
// GDELT has none.
func WriteGDELT(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	err := x.eachAct(b, true, func(a *act) error {
		cells, ok := b.gdelt(a)
		if !ok {
			return nil
		}
		x.round(a)
		return tabbed(out, cells)
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing GDELT events: %w", err)
	}
	return nil
}

func (b *Tables) gdelt(a *act) ([]string, bool) {
	code, known := b.cameo[a.CAMEO]
	day, dated := a.day()
	if !known || !dated {
		return nil, false
	}
	cells := make([]string, 0, len(gdeltOutColumns))
	// GDELT counts a month as thirty days and a year as 365.
	fraction := float64(day.Year()) + float64((int(day.Month())-1)*30+day.Day())/365
	cells = append(cells, a.serial(), day.Format("20060102"), day.Format("200601"), day.Format("2006"), strconv.FormatFloat(fraction, 'f', 4, 64))
	cells = append(cells, b.gdeltActor(&a.actor)...)
	cells = append(cells, b.gdeltActor(&a.recipient)...)
	cells = append(cells, flag01(b.lead(a)), code.Code, b.cameo.Base(code.Code), b.cameo.Root(code.Code),
		strconv.Itoa(b.cameo.QuadClass(code.Code)), decimal(code.Goldstein),
		strconv.Itoa(max(1, len(a.Told))), "1", "1", "")
	none := []string{"0", "", "", "", "", "", "", ""}
	cells = append(cells, none...)
	cells = append(cells, none...)
	cells = append(cells, b.gdeltPlace(a)...)
	return append(cells, a.added().Format(gdeltStamp), a.address()), true
}

// lead tells whether an act is told at the beginning of its document: GDELT's
// IsRootEvent is of the lead paragraph.
func (b *Tables) lead(a *act) bool {
	if len(a.Told) == 0 {
		return false
	}
	head := spanOf(a.Doc.Text, chancery.Span{Start: 0, End: a.Told[0].Sentence.Start})
	return strings.Count(strings.TrimSpace(head), "\n\n") <= 1
}

// address is where the document is; one without an address goes by its name.
func (a *act) address() string {
	if a.Doc.URL != "" {
		return a.Doc.URL
	}
	return a.Doc.Name
}

func (b *Tables) gdeltActor(p *chancery.Party) []string {
	c := b.cameoActor(p)
	cells := make([]string, 10)
	if c.code == "" {
		return cells
	}
	cells[0], cells[1], cells[2], cells[3], cells[5] = c.code, strings.ToUpper(b.name(p)), c.country, c.group, c.religion
	copy(cells[7:], c.types) // GDELT has room for three
	return cells
}

// gdeltPlace is where an act happened. Types of places are 1 country, 4 city and 5
// province of the world, 3 and 2 of the United States; country codes are FIPS's.
func (b *Tables) gdeltPlace(a *act) []string {
	p := b.place(a.Place)
	fips := b.states.On(p.country, a.dateOnly()).FIPS
	if fips == "" {
		return []string{"0", "", "", "", "", "", "", ""}
	}
	kind, full := "1", b.names.Name(p.country)
	if p.sort != countryPlace {
		full = p.name + ", " + full
		switch {
		case p.sort == cityPlace && fips == "US":
			kind = "3"
		case p.sort == cityPlace:
			kind = "4"
		case fips == "US":
			kind = "2"
		default:
			kind = "5"
		}
	}
	feature := ""
	if kind == "1" {
		feature = fips
	}
	return []string{kind, full, fips, fips, "", b.degrees(a, false), b.degrees(a, true), feature}
}

// WriteGDELTMentions writes each telling of the acts that WriteGDELT writes as a
// GDELT 2.0 mention: 16 columns parted by tabs, without a header. Offsets are in code
// points of the text as it is kept.
func WriteGDELTMentions(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	err := x.eachAct(b, true, func(a *act) error {
		if _, ok := b.gdelt(a); !ok {
			return nil
		}
		x.round(a)
		for i := range a.Told {
			if err := tabbed(out, gdeltMention(a, &a.Told[i])); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing GDELT mentions: %w", err)
	}
	return nil
}

func gdeltMention(a *act, s *chancery.Saying) []string {
	told := a.added()
	if day, err := time.Parse(time.DateOnly, a.Doc.Published); err == nil {
		told = day
	}
	name, kind := a.Doc.Publisher, "2" // known by a citation only
	if u, err := url.Parse(a.Doc.URL); err == nil && u.Host != "" {
		kind = "1" // found on the web
		if name = strings.TrimPrefix(u.Hostname(), "www."); name == "" {
			name = a.Doc.Publisher
		}
	}
	offset := func(w *chancery.Words) string {
		if w == nil {
			return "-1"
		}
		return strconv.Itoa(w.Start)
	}
	event, _ := a.day()
	extras := ""
	if precision(a.pair.When) != toDay {
		extras = "date=" + a.dateTold()
	}
	return []string{
		a.serial(), event.Format(gdeltStamp), told.Format(gdeltStamp), kind, name, a.address(),
		strconv.Itoa(sentenceNumber(a.Doc.Text, s.Sentence.Start)), offset(a.actor.Words), offset(a.recipient.Words),
		strconv.Itoa(s.Trigger.Start), "1", strconv.Itoa(int(a.Confidence*100 + 0.5)), strconv.Itoa(len([]rune(a.Doc.Text))), "", "", extras,
	}
}

// sentenceNumber is about the number of the sentence that begins at an offset, from 1:
// the ends of sentences before it are counted, since documents are kept without
// their sentences.
func sentenceNumber(text string, start int) int {
	n, at, ended := 1, 0, false
	for _, r := range text {
		if at >= start {
			break
		}
		switch {
		case r == '.' || r == '!' || r == '?' || r == '\n':
			ended = true
		case ended && r != ' ' && r != '”' && r != '"':
			ended = false
			n++
		}
		at++
	}
	if ended {
		n++
	}
	return n
}
