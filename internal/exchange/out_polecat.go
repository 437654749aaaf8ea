package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"chancery"
)

// polecatOutColumns are the columns of a POLECAT file in their order.
var polecatOutColumns = []string{
	"Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
	"Actor Name", "Actor Country", "Actor COW", "Primary Actor Sector", "Actor Sectors", "Actor Title", "Actor Name Raw", "Wikipedia Actor ID",
	"Recipient Name", "Recipient Country", "Recipient COW", "Primary Recipient Sector", "Recipient Sectors", "Recipient Title", "Recipient Name Raw", "Wikipedia Recipient ID",
	"Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename", "Feature Type",
	"Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language", "Version",
}

// polecatVersion names what made the rows, where POLECAT names its release; of an act that
// is not dated to a day, how exactly it is follows.
const polecatVersion = "CHANCERY1"

// WritePOLECAT writes acts that were done with POLECAT's 40 columns, parted by tabs,
// under a header. What is missing is "None", lists are parted by "; ".
func WritePOLECAT(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	err := tabbed(out, append([]string(nil), polecatOutColumns...))
	if err == nil {
		err = x.eachAct(b, true, func(a *act) error {
			x.round(a)
			cells := b.polecat(a)
			for i := range cells {
				if cells[i] == "" {
					cells[i] = "None"
				}
			}
			return tabbed(out, cells)
		})
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing POLECAT events: %w", err)
	}
	return nil
}

func (b *Tables) polecat(a *act) []string {
	p := b.place(a.Place)
	city, province, where, feature := "", "", "", ""
	switch p.sort {
	case cityPlace:
		city, feature = p.name, "PPL"
	case regionPlace:
		province, feature = p.name, "ADM1"
	case countryPlace:
		feature = "PCLI"
	}
	if p.country != "" {
		where, _ = b.ploverParty(&chancery.Party{Code: p.country, Country: p.country})
	}
	version := polecatVersion
	if to := precision(a.pair.When); to != toDay {
		version += " (" + to + ")"
	}
	cells := []string{
		a.id(), a.dateOnly(), a.Type, a.Mode, decimal(*a.row.Score), strings.ToUpper(quadName(b.events.Quad(a.Type))), joined(a.Contexts),
	}
	cells = append(cells, b.polecatSide(a, &a.actor)...)
	cells = append(cells, b.polecatSide(a, &a.recipient)...)
	return append(cells, p.name, city, "", province, where, b.degrees(a, false), b.degrees(a, true), "", a.Place, feature,
		a.Doc.Publisher, a.Doc.Published, "", "", "", a.Doc.Language, version)
}

func (b *Tables) polecatSide(a *act, p *chancery.Party) []string {
	code, sectors := b.ploverParty(p)
	primary := ""
	if len(sectors) > 0 {
		primary = sectors[0]
	}
	return []string{b.name(p), code, b.states.On(b.country(p), a.dateOnly()).COW, primary, joined(sectors), "", partyWords(p), ""}
}
