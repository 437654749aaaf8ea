package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// icewsOutColumns are the columns of an ICEWS file in their order.
var icewsOutColumns = []string{
	"Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
	"Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
	"City", "District", "Province", "Country", "Latitude", "Longitude",
}

// icewsSectors are ICEWS's names of the PLOVER sectors, from the narrow to the wide.
var icewsSectors = map[string]string{
	"GOV": "Government", "LEG": "Legislative / Parliamentary,Government", "JUD": "Judicial,Government", "MIL": "Military,Government",
	"COP": "Police,Government", "SPY": "Intelligence Ministry,Executive,Government",
	"PTY": "Parties", "OPP": "Opposition Major Party (Out Of Government),Parties",
	"REB": "Rebel,Dissident", "UAF": "Unidentified Forces", "PRM": "Unidentified Forces", "CRM": "Criminals / Gangs,Dissident",
	"REF": "Refugees / Displaced,General Population / Civilian / Social,Social", "JRN": "News,Media,Social", "EDU": "Education,Social",
	"MED": "Medical / Health,Social", "AGR": "Agricultural,Business,Social", "LAB": "Labor,Social", "BUS": "Business,Social",
	"REL": "National Religious,Social", "CVL": "General Population / Civilian / Social,Social", "ELI": "Elite",
	"SOC": "Nongovernmental Organizations / Activists,Social", "IGO": "International Government Organization",
	"NGO": "Nongovernmental Organizations / Activists", "MNC": "Multinational Corporation",
	"IMG": "International Radicals / Extremists / Fundamentalists,International Dissident",
}

// WriteICEWS writes acts that were done with ICEWS's columns, parted by tabs, under a
// header. Acts without a CAMEO code or a day are left out. Its key is event and date.
func WriteICEWS(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	err := tabbed(out, append([]string(nil), icewsOutColumns...))
	if err == nil {
		err = x.eachAct(b, true, func(a *act) error {
			code, known := b.icewsEvent(a.CAMEO)
			date := a.dateOnly()
			if !known || date == "" {
				return nil
			}
			x.round(a)
			p := b.place(a.Place)
			city, province := "", ""
			switch p.sort {
			case cityPlace, noPlace:
				city = p.name
			case regionPlace:
				province = p.name
			}
			sentence := ""
			if len(a.Told) > 0 {
				sentence = strconv.Itoa(sentenceNumber(a.Doc.Text, a.Told[0].Sentence.Start))
			}
			return tabbed(out, []string{
				a.serial(), date, b.name(&a.actor), b.icewsSector(&a.actor), b.icewsCountry(b.country(&a.actor)), code.Title, code.Code,
				strconv.FormatFloat(code.Goldstein, 'f', 1, 64),
				b.name(&a.recipient), b.icewsSector(&a.recipient), b.icewsCountry(b.country(&a.recipient)), a.Doc.ID, sentence, a.Doc.Publisher,
				city, "", province, b.icewsCountry(p.country), b.degrees(a, false), b.degrees(a, true),
			})
		})
	}
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing ICEWS events: %w", err)
	}
	return nil
}

// icewsEvent is a CAMEO code as ICEWS has it.
func (b *Tables) icewsEvent(code string) (ontology.CAMEOCode, bool) {
	if theirs, ok := b.icewsEvents[code]; ok {
		return theirs, true
	}
	c, ok := b.cameo[code]
	c.Title = strings.TrimSuffix(c.Title, ", not specified below")
	return c, ok
}

func (b *Tables) icewsSector(p *chancery.Party) string {
	s := icewsSectors[p.Sector]
	if s == "" || p.Sector == "GOV" && icewsSectors[p.Country] != "" {
		s = icewsSectors[p.Country] // an organisation's
	}
	// ICEWS has entities that are no states of ISO's as separatists of a state.
	if c := b.names.State(b.country(p)); c != nil && c.ClaimedBy != "" && b.states.On(c.Code, "").ISO3 == "" {
		s = strings.TrimSuffix("Separatists,Dissident,"+s, ",")
	}
	return s
}
