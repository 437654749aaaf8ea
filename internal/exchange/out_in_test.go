package exchange

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chancery"
)

// readBack is what a loader reads in an export: each act with all that it has of it.
func readBack(t *testing.T, format string, data []byte) []string {
	t.Helper()
	f, err := FindInFormat(format)
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewLoader(f, "test")
	if err != nil {
		t.Fatal(err)
	}
	parties := func(ps []chancery.Participant) string {
		var out []string
		for _, p := range ps {
			out = append(out, strings.TrimRight(p.ID+"/"+p.Country+"/"+p.Sector, "/"))
		}
		return strings.Join(out, "+")
	}
	var out []string
	for r, err := range l.Load(context.Background(), "export", bytes.NewReader(data)) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.Events {
			place := "-"
			if e.Place != nil {
				place = fmt.Sprintf("%s@%g,%g", e.Place.Name, e.Place.Lat, e.Place.Lon)
			}
			published := "-"
			if r.Published != nil {
				published = r.Published.Date
			}
			out = append(out, fmt.Sprintf("%s %s:%s:%s %s on %s at %s, %s %v, %q of %s",
				parties(e.Actor), e.Type, e.Mode, e.CAMEO, parties(e.Recipient), e.Date, place, e.Modality, e.Contexts,
				string([]rune(r.Text)[e.Trigger.Start:e.Trigger.End]), published))
		}
	}
	if left := l.LeftOut(); len(left) > 0 {
		t.Errorf("%s: left out %v", format, left)
	}
	return out
}

// TestOutAndInAgain: what is written in the formats of others is read back as it was
// written, as far as each has room for it.
func TestOutAndInAgain(t *testing.T) {
	for format, want := range map[string][]string{
		"gdelt": { // entities are a state's separatists there, told by their names
			`RUS/RUS/GOV CONSULT:visit:042 IRN/IRN/GOV on 2022-07-13 at Tehran, Iran@35.69,51.42, asserted [], "042" of 2022-07-15`,
			`UKR/UKR SANCTION:withdraw:161 PRK/PRK/GOV on 2022-07-01 at -, asserted [], "161" of 2022-07-15`,
			`POL/POL SANCTION:withdraw:161 PRK/PRK/GOV on 2022-07-01 at -, asserted [], "161" of 2022-07-15`,
			`NATO/IGO REJECT::120 DNR/DNR on 2022-07-14 at -, asserted [], "120" of 2022-07-15`,
		},
		"icews": {
			`RUS/RUS/GOV CONSULT:visit:042 IRN/IRN/GOV on 2022-07-13 at Tehran, Iran@35.69,51.42, asserted [], "Make a visit" of -`,
			`UKR/UKR SANCTION:withdraw:161 PRK/PRK/GOV on 2022-07-01 at -, asserted [], "Reduce or break diplomatic relations" of -`,
			`POL/POL SANCTION:withdraw:161 PRK/PRK/GOV on 2022-07-01 at -, asserted [], "Reduce or break diplomatic relations" of -`,
			`NATO/IGO/IGO REJECT::120 DNR/DNR on 2022-07-14 at -, asserted [], "Reject" of -`,
		},
		"polecat": {
			`RUS/RUS/GOV CONSULT:visit: IRN/IRN/GOV on 2022-07-13 at Tehran@35.69,51.42, asserted [], "CONSULT" of 2022-07-14`,
			`UKR/UKR SANCTION:withdraw: PRK/PRK/GOV on 2022-07-01 at -, asserted [diplomatic military], "SANCTION" of 2022-07-14`,
			`POL/POL SANCTION:withdraw: PRK/PRK/GOV on 2022-07-01 at -, asserted [diplomatic military], "SANCTION" of 2022-07-14`,
			`NATO/IGO REJECT:: DNR/DNR on 2022-07-14 at -, asserted [], "REJECT" of 2022-07-14`,
		},
		"plover": {
			`RUS/RUS/GOV CONSULT:visit: IRN/IRN/GOV on 2022-07-13 at Tehran@35.69,51.42, asserted [], "visited" of -`,
			`UKR/UKR+POL/POL SANCTION:withdraw: PRK/PRK/GOV on 2022-07 at -, asserted [diplomatic military], "severed" of -`,
			`NATO/IGO CONSULT:multilateral: SWE/SWE on 2022-07-20 at -, future [], "meet" of -`,
			`NATO/IGO ACCUSE:disapprove: DNR/DNR on  at -, negated [], "condemn" of -`,
			`NATO/IGO REJECT:: DNR/DNR on 2022-07-14 at -, asserted [], "condemn" of -`,
		},
	} {
		i := slices.IndexFunc(outFormats, func(f outFormat) bool { return f.name == format })
		got := readBack(t, format, exported(t, outFormats[i].write, toldExport(toldClaims())))
		if !slices.Equal(got, want) {
			t.Errorf("%s is read back as\n%s\nnot\n%s", format, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// TestPartiesOfOthers: parties as PLOVER and ICEWS have them, and as they are read again.
func TestPartiesOfOthers(t *testing.T) {
	b, theirs := tablesOf(t), theirCodesOf(t)
	for _, c := range []struct {
		p                       chancery.Party
		code, sectors           string // PLOVER's
		country, sectorsOfICEWS string
		again                   string // the code that comes back by PLOVER's code and the name
	}{
		{chancery.Party{Code: "UKR", Country: "UKR", Sector: "GOV"}, "UKR", "GOV", "Ukraine", "Government", "UKR"},
		{chancery.Party{Code: "RUS", Country: "RUS", Sector: "SPY"}, "RUS", "SPY", "Russian Federation", "Intelligence Ministry,Executive,Government", "RUS"},
		{chancery.Party{Code: "XKX", Country: "XKX"}, "KOS", "", "Kosovo", "", "XKX"},
		{chancery.Party{Code: "PMR", Country: "PMR", Sector: "GOV"}, "MDA", "GOV PRE", "Moldova", "Separatists,Dissident,Government", "PMR"},
		{chancery.Party{Code: "ESH", Country: "ESH"}, "MAR", "PRE", "Western Sahara", "", "ESH"},
		{chancery.Party{Code: "TWN", Country: "TWN", Sector: "MIL"}, "TWN", "MIL", "Taiwan", "Military,Government", "TWN"},
		{chancery.Party{Code: "PSE", Country: "PSE"}, "PSE", "", "Occupied Palestinian Territory", "", "PSE"},
		{chancery.Party{Code: "HKG", Country: "HKG"}, "HKG", "", "Hong Kong", "", "HKG"},
		{chancery.Party{Code: "UNO", Country: "IGO", Sector: "IGO"}, "UNO", "", "", "International Government Organization", "UNO"},
		{chancery.Party{Code: "EU", Country: "IGO", Sector: "IGO"}, "EUR", "", "", "International Government Organization", "EU"},
		{chancery.Party{Code: "NATO", Country: "IGO", Sector: "IGO"}, "IGO", "", "", "International Government Organization", "NATO"},
		{chancery.Party{Code: "NATO", Country: "IGO", Sector: "GOV"}, "IGO", "", "", "International Government Organization", "NATO"}, // its secretary-general
		{chancery.Party{Code: "CRM", Sector: "CRM"}, "", "CRM", "", "Criminals / Gangs,Dissident", "CRM"},
	} {
		code, sectors := b.ploverParty(&c.p)
		if code != c.code || strings.Join(sectors, " ") != c.sectors {
			t.Errorf("%s: PLOVER has %s %v, not %s %s", c.p.Code, code, sectors, c.code, c.sectors)
		}
		if country, words := b.icewsCountry(b.country(&c.p)), b.icewsSector(&c.p); country != c.country || words != c.sectorsOfICEWS {
			t.Errorf("%s: ICEWS has %q %q, not %q %q", c.p.Code, country, words, c.country, c.sectorsOfICEWS)
		}
		if got := theirs.ofName(b.name(&c.p), code, theirs.ploverSector(strings.Join(sectors, ""))); got.code != c.again {
			t.Errorf("%s comes back as %+v", c.p.Code, got)
		}
	}
	if got := theirs.ofName("the breakaway leadership", "MDA", theirs.ploverSector("GOV", "GOV", "PRE")); got.code != "MDAPRE" || got.country != "MDA" {
		t.Errorf("of an entity without a known name: %+v", got)
	}
}
