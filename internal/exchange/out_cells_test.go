package exchange

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"chancery"
	"chancery/internal/ontology"
)

// TestCAMEOActor: parties as CAMEO codes them.
func TestCAMEOActor(t *testing.T) {
	b := tablesOf(t)
	for _, x := range []struct {
		p    chancery.Party
		want string // the code, country, group, religion, types
	}{
		{chancery.Party{Code: "UKR", Country: "UKR", Sector: "GOV"}, "UKRGOV UKR - - [GOV]"},
		{chancery.Party{Code: "ROU", Country: "ROU"}, "ROM ROM - - []"},
		{chancery.Party{Code: "an-editor", Country: "TLS", Sector: "JRN"}, "TMPMED TMP - - [MED]"},
		{chancery.Party{Code: "UNO", Country: "IGO", Sector: "IGO"}, "IGOUNO - UNO - [IGO]"},
		{chancery.Party{Code: "NATO", Country: "IGO", Sector: "GOV"}, "IGOWSTNAT WST NAT - [IGO]"},
		{chancery.Party{Code: "NATO"}, "IGOWSTNAT WST NAT - [IGO]"},
		{chancery.Party{Code: "WHO", Country: "IGO"}, "IGOUNOHLHWHO - WHO - [IGO HLH]"},
		{chancery.Party{Code: "OIC", Country: "IGO"}, "IGOMOSOIC - OIC MOS [IGO]"},
		{chancery.Party{Code: "hamas", Country: "PSE", Sector: "REB"}, "PSEREBHMS PSE HMS - [REB]"},
		{chancery.Party{Code: "DNR", Country: "DNR"}, "UKRSEP UKR - - [SEP]"},
		{chancery.Party{Code: "TWN", Country: "TWN", Sector: "MIL"}, "TWNMIL TWN - - [MIL]"},
		{chancery.Party{Code: "CIV", Country: "CIV"}, "CIV CIV - - []"},
		{chancery.Party{Code: "a-party", Country: "POL", Sector: "PTY"}, "POLPTY POL - - [PTY]"},
		{chancery.Party{Code: "a-militia", Country: "IRQ", Sector: "PRM"}, "IRQUAF IRQ - - [UAF]"},
		{chancery.Party{Code: "rebels", Sector: "REB"}, "REB - - - [REB]"},
		{chancery.Party{}, "- - - - []"},
	} {
		a := b.cameoActor(&x.p)
		got := fmt.Sprintf("%s %s %s %s %v", cmp.Or(a.code, "-"), cmp.Or(a.country, "-"), cmp.Or(a.group, "-"), cmp.Or(a.religion, "-"), a.types)
		if got != x.want {
			t.Errorf("%+v: %s, not %s", x.p, got, x.want)
		}
	}
	codes, err := ontology.LoadCodes()
	if err != nil {
		t.Fatal(err)
	}
	for ours, theirs := range cameoCountries {
		if codes.Countries[theirs] != ours {
			t.Errorf("CAMEO's %s is read as %s and %s written so", theirs, codes.Countries[theirs], ours)
		}
	}
}

// TestGDELTColumns: what each column of an event holds.
func TestGDELTColumns(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(string(exported(t, WriteGDELT, toldExport(toldClaims())))), "\n")
	if len(lines) != 4 || len(gdeltOutColumns) != 61 {
		t.Fatalf("%d acts, %d columns", len(lines), len(gdeltOutColumns))
	}
	seen := map[string]bool{}
	for i, want := range []map[string]string{
		{"SQLDATE": "20220713", "MonthYear": "202207", "Year": "2022", "FractionDate": "2022.5288", "Actor1Code": "RUSGOV", "Actor1Type1Code": "GOV", "Actor2CountryCode": "IRN",
			"EventCode": "042", "EventBaseCode": "042", "EventRootCode": "04", "QuadClass": "1", "GoldsteinScale": "1.9", "NumMentions": "1", "Actor1Geo_Type": "0",
			"ActionGeo_Type": "4", "ActionGeo_FullName": "Tehran, Iran", "ActionGeo_CountryCode": "IR", "ActionGeo_Lat": "35.69", "ActionGeo_Long": "51.42",
			"DATEADDED": "20220715080000", "SOURCEURL": "https://www.example.org/news?id=1&x=2"},
		{"SQLDATE": "20220701", "Actor1Code": "UKR", "Actor2Code": "PRKGOV", "EventCode": "161", "QuadClass": "4", "GoldsteinScale": "-4", "ActionGeo_Type": "0"},
		{"Actor1Code": "POL"},
		{"Actor1Code": "IGOWSTNAT", "Actor1KnownGroupCode": "NAT", "Actor1Type1Code": "IGO", "Actor1CountryCode": "WST", "Actor2Code": "UKRSEP", "Actor2Name": "DONETSK PEOPLE'S REPUBLIC", "NumMentions": "2"},
	} {
		cells := strings.Split(lines[i], "\t")
		for column, value := range want {
			if got := cells[slices.Index(gdeltOutColumns, column)]; got != value {
				t.Errorf("act %d: %s is %q, not %q", i, column, got, value)
			}
		}
		seen[cells[0]] = true
	}
	if len(seen) != 4 {
		t.Errorf("four acts have %d ids", len(seen))
	}
}

func TestGDELTPlaces(t *testing.T) {
	b := tablesOf(t)
	for place, want := range map[string]string{
		"Tehran": "4|Tehran, Iran|IR", "Iran": "1|Iran|IR", "Alabama": "2|Alabama, United States|US", "Chicago": "3|Chicago, United States|US", "": "0||", "Nowhere": "0||",
	} {
		a := &act{Live: &Live{Claim: Claim{Claim: &chancery.Claim{Place: place}}, Doc: &chancery.Source{}}, pair: &Pair{}}
		if got := strings.Join(b.gdeltPlace(a)[:3], "|"); got != want {
			t.Errorf("%q: %s, not %s", place, got, want)
		}
	}
}

// TestSentenceNumber counts the sentences before an offset.
func TestSentenceNumber(t *testing.T) {
	for at, want := range map[int]int{0: 1, 9: 2, 45: 3, 105: 4, 1000: 5} {
		if got := sentenceNumber(toldText, at); got != want {
			t.Errorf("at %d: %d, not %d", at, got, want)
		}
	}
}

// TestSelectors: the words of an annotation stand where it says, in code points.
func TestSelectors(t *testing.T) {
	text := []rune(toldText)
	n := 0
	for line := range strings.Lines(string(exported(t, WriteWebAnnotations, toldExport(toldClaims())))) {
		var a annotation
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		for _, target := range a.Target {
			at, quote := target.Selector[0], target.Selector[1]
			if string(text[*at.Start:*at.End]) != quote.Exact || !strings.Contains(toldText, quote.Prefix+quote.Exact+quote.Suffix) || quote.Prefix == "" {
				t.Errorf("%+v, %+v", at, quote)
			}
			n++
		}
	}
	if n != 7 {
		t.Errorf("%d targets", n)
	}
	w := chancery.Words{Span: chancery.Span{Start: 3, End: 9}, Text: "gone"}
	if got := selectors(nil, w); len(got) != 2 || got[1].Exact != "gone" || got[1].Prefix != "" {
		t.Errorf("without the text: %+v", got)
	}
}

// TestPanelIsBalanced: each pair has a row for each month, and the sums are those of the
// acts that were done.
func TestPanelIsBalanced(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(exported(t, WritePanel, toldExport(toldClaims())))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, c := range rows[0] {
		at[c] = i
	}
	months, found := map[string]int{}, 0
	for _, r := range rows[1:] {
		pair := r[at["from"]] + r[at["to"]]
		months[pair]++
		if pair == "UKRPRK" && r[at["month"]] == "2022-07" {
			found++
			for column, want := range map[string]string{"acts": "1", "n_sanction": "1", "n_consult": "0", "material_conflict": "1", "goldstein_sum": "-4", "plover_sum": "-6",
				"diplomatic_relations": "severed", "recognition": "", "from_cow": "369", "to_gw": "731", "to_iso3": "PRK"} {
				if r[at[column]] != want {
					t.Errorf("%s is %q, not %q", column, r[at[column]], want)
				}
			}
		}
	}
	if found != 1 || len(months) != 5 {
		t.Errorf("found %d; pairs %v", found, months)
	}
	for pair, n := range months {
		if n != 6 {
			t.Errorf("%s has %d months", pair, n)
		}
	}
	x := toldExport(nil)
	x.Days = Days{number(-719528), nil}
	if err := WritePanel(&bytes.Buffer{}, tablesOf(t), x); err == nil || !strings.Contains(err.Error(), "--since") {
		t.Errorf("two thousand years give %v", err)
	}
}

// TestDaysBoundExports: what was surely before or after is left out.
func TestDaysBoundExports(t *testing.T) {
	for _, c := range []struct {
		days Days
		want int
	}{
		{Days{}, 6}, {Days{number(19187), nil}, 5}, {Days{nil, number(19173)}, 1}, {Days{number(19205), nil}, 1}, {Days{number(19186), number(19186)}, 4},
	} {
		x := toldExport(toldClaims())
		x.Days = c.days
		if got := bytes.Count(exported(t, WriteCSV, x), []byte("\n")) - 1; got != c.want {
			t.Errorf("%s to %s: %d acts, not %d", dayText(c.days.First), dayText(c.days.Last), got, c.want)
		}
	}
}

// TestDictionary: every column of the table stands in its dictionary, in its order.
func TestDictionary(t *testing.T) {
	var out bytes.Buffer
	if err := WriteDictionary(&out); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head, err := csv.NewReader(bytes.NewReader(exported(t, WriteCSV, toldExport(nil)))).Read()
	if err != nil {
		t.Fatal(err)
	}
	var named []string
	for _, r := range rows[1:] {
		if r[1] == "" || r[2] == "" {
			t.Errorf("%s has no meaning", r[0])
		}
		named = append(named, r[0])
	}
	if !slices.Equal(named, head) {
		t.Errorf("the dictionary has %v, the table %v", named, head)
	}
}

// TestFtMHoldsTogether: every entity that a property names comes, before what names it
// but for relations; every property has a type, and statements say what entities say.
func TestFtMHoldsTogether(t *testing.T) {
	come, values := map[string]bool{}, 0 // of properties, and one of each entity itself
	for line := range strings.Lines(string(exported(t, WriteFtM, toldExport(toldClaims())))) {
		var e ftmEntity
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		come[e.ID] = true
		values++
		for prop, vs := range e.Properties {
			values += len(vs)
			switch ftmTypes[prop] {
			case "":
				t.Errorf("%s has no type", prop)
			case "entity":
				for _, v := range vs {
					if !come[v] {
						t.Errorf("%s names %s, which has not come", e.ID, v)
					}
				}
			}
		}
	}
	statements := exported(t, WriteFtMStatements, toldExport(toldClaims()))
	if n := bytes.Count(statements, []byte("\n")); n != values || n < 50 {
		t.Errorf("%d statements of %d values", n, values)
	}
	b := tablesOf(t)
	for code, want := range map[string]string{"UKR": "ua", "FRA": "fr", "GBR": "gb", "USA": "us", "TLS": "tl", "XKX": "xk", "DNR": "", "": ""} {
		if got := b.iso2(code); got != want {
			t.Errorf("%s is %q, not %q", code, got, want)
		}
	}
}
