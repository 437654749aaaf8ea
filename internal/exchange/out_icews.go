package exchange

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"chancery"
)

// icewsOutColumns are the columns of an ICEWS file in their order.
var icewsOutColumns = []string{
	"Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text", "CAMEO Code", "Intensity",
	"Target Name", "Target Sectors", "Target Country", "Story ID", "Sentence Number", "Publisher",
	"City", "District", "Province", "Country", "Latitude", "Longitude",
}

// icewsSectors are ICEWS's names of the PLOVER sectors.
var icewsSectors = map[string]string{
	"GOV": "Government", "LEG": "Legislative / Parliamentary,Government", "JUD": "Judicial,Government", "MIL": "Military,Government",
	"COP": "Police,Government", "SPY": "Intelligence,Government", "PTY": "Parties", "OPP": "Opposition Major Party (Out Of Government),Parties",
	"REB": "Rebel,Dissident", "UAF": "Unidentified Forces", "PRM": "Paramilitary,Unidentified Forces", "CRM": "Criminals / Gangs,Dissident",
	"REF": "Refugees / Displaced,General Population / Civilian / Social,Social", "JRN": "News,Media,Business,Social", "EDU": "Education,Social",
	"MED": "Medical / Health,Social", "AGR": "Agricultural,Business,Social", "LAB": "Labor,Social", "BUS": "Business,Social",
	"REL": "Religious,Ideological", "CVL": "Civilian,Social,General Population / Civilian / Social", "ELI": "Elite",
	"IGO": "International Government Organization", "NGO": "Nongovernmental Organization / Activist",
}

// WriteICEWS writes acts that were done with ICEWS's columns, parted by tabs, under a
// header. Acts without a CAMEO code or a day are left out. Its key is event and date.
func WriteICEWS(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	err := tabbed(out, append([]string(nil), icewsOutColumns...))
	if err == nil {
		err = x.eachAct(b, true, func(a *act) error {
			code, known := b.cameo[a.CAMEO]
			date := a.dateOnly()
			if !known || date == "" {
				return nil
			}
			p := b.place(a.Place)
			city, province := "", ""
			switch p.sort {
			case cityPlace, noPlace:
				city = p.name
			case regionPlace:
				province = p.name
			}
			where := ""
			if p.country != "" {
				where = b.names.Name(p.country)
			}
			title := strings.TrimSuffix(code.Title, ", not specified below")
			sentence := ""
			if len(a.Told) > 0 {
				sentence = strconv.Itoa(sentenceNumber(a.Doc.Text, a.Told[0].Sentence.Start))
			}
			return tabbed(out, []string{
				a.serial(), date, b.name(&a.actor), b.icewsSector(&a.actor), b.countryName(&a.actor), title, code.Code, decimal(code.Goldstein),
				b.name(&a.recipient), b.icewsSector(&a.recipient), b.countryName(&a.recipient), a.Doc.ID, sentence, a.Doc.Publisher,
				city, "", province, where, b.degrees(a, false), b.degrees(a, true),
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

func (b *Tables) icewsSector(p *chancery.Party) string {
	if s := icewsSectors[p.Sector]; s != "" {
		return s
	}
	return icewsSectors[p.Country] // an organisation's
}
