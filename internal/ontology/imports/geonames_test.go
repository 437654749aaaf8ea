package imports

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// geo is a line of GeoNames.
func geo(name, plain, lat, lon, class, code, country, population string) string {
	return strings.Join([]string{"1", name, plain, "Elsewhere,Ailleurs", lat, lon, class, code, country, "", "01", "", "", "", population, "", "120", "Europe/Kyiv", "2024-01-01"}, "\t")
}

func TestGeoNames(t *testing.T) {
	for _, c := range []struct {
		name       string
		lines      []string
		want, told []string
	}{
		{"a town", []string{geo("Bórsk", "Borsk", "50.123", "-30.5", "P", "PPL", "UA", "20000")}, []string{"cities: UKR|Bórsk|50.12|-30.50"}, nil},
		{"two spellings", []string{geo("Bo’rsk", "Bo-rsk", "5", "3", "P", "PPLA", "UA", "20000")}, []string{"cities: UKR|Bo-rsk|5.00|3.00", "cities: UKR|Bo’rsk|5.00|3.00"}, nil},
		{"too small", []string{geo("Borsk", "Borsk", "5", "3", "P", "PPL", "UA", "14999"), geo("Borsky", "Borsky", "5", "3", "A", "ADM2", "UA", "")}, nil, nil},
		{"small but kept", []string{geo("Borsk", "Borsk", "5", "3", "P", "PPLC", "UA", "9"), geo("Borsk Oblast", "Borsk Oblast", "5", "3", "A", "ADM1", "UA", "0")},
			[]string{"cities: UKR|Borsk|5.00|3.00", "regions: UKR|Borsk Oblast|5.00|3.00"}, nil},
		{"other features", []string{geo("Borsk", "Borsk", "5", "3", "H", "LK", "UA", "99999"), geo("Borsk", "Borsk", "5", "3", "P", "PPLX", "UA", "99999"), geo("Borsk", "Borsk", "5", "3", "A", "PCLI", "UA", "99999")}, nil, nil},
		{"the greater of the same name", []string{
			geo("Borsk", "Borsk", "1", "1", "P", "PPL", "UA", "20000"), geo("Borsk", "Borsk", "2", "2", "P", "PPL", "PL", "30000"),
			geo("Zenda", "Zenda", "1", "1", "P", "PPLC", "UA", "20000"), geo("Zenda", "Zenda", "2", "2", "P", "PPL", "PL", "30000"),
		}, []string{"cities: POL|Borsk|2.00|2.00", "cities: UKR|Zenda|1.00|1.00"}, nil},
		{"known, elsewhere, a word, a statesman", []string{
			geo("Kharkiv", "Kharkiv", "1", "1", "P", "PPL", "UA", "2000000"), geo("Paris", "Paris", "1", "1", "P", "PPL", "US", "25000"),
			geo("Jordan", "Jordan", "1", "1", "P", "PPL", "US", "25000"), geo("Most", "Most", "1", "1", "P", "PPL", "CZ", "60000"),
			geo("Putin", "Putin", "1", "1", "P", "PPL", "UA", "60000"),
		}, nil, nil},
		{"territories", []string{geo("Borsk", "Borsk", "1", "1", "P", "PPL", "YT", "60000"), geo("Zenda", "Zenda", "1", "1", "P", "PPL", "XK", "60000"), geo("Nowhere", "Nowhere", "1", "1", "P", "PPL", "AQ", "60000")},
			[]string{"cities: FRA|Borsk|1.00|1.00", "cities: XKX|Zenda|1.00|1.00"}, nil},
		{"malformed", []string{"a\tb", geo("Borsk", "Borsk", "91", "1", "P", "PPL", "UA", "60000"), geo("Borsk", "Borsk", "NaN", "1", "P", "PPL", "UA", "60000"),
			geo("Borsk", "Borsk", "1", "1", "P", "PPL", "UA", "many"), geo("Borsk", "Borsk", "1", "1", "P", "PPL", "UKR", "60000"), geo("", "", "1", "1", "P", "PPL", "UA", "60000"),
			geo("A", "B", "1", "1", "P", "PPL", "UA", "1") + "\tx"}, nil, []string{
			"a.txt:1: 2 columns, not 19", `a.txt:2: latitude "91", longitude "1"`, `a.txt:3: latitude "NaN", longitude "1"`,
			"a.txt:4: population is not a number: many", "a.txt:5: country is not an alpha-2 code: UKR", "a.txt:6: a place without a name", "a.txt:7: 20 columns, not 19"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, told, _ := importText(t, "geonames", Options{}, strings.Join(c.lines, "\n"))
			if !slices.Equal(rows, c.want) {
				// Rows are in the order of countries and names.
				t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(c.want, "\n"))
			}
			if !slices.Equal(told, c.told) {
				t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(c.told, "\n"))
			}
		})
	}
}

func TestMinPopulation(t *testing.T) {
	rows, _, _ := importText(t, "geonames", Options{MinPopulation: 500}, geo("Borsk", "Borsk", "1", "1", "P", "PPL", "UA", "500")+"\n"+geo("Zenda", "Zenda", "1", "1", "P", "PPL", "UA", "499"))
	if len(rows) != 1 {
		t.Errorf("%q", rows)
	}
}

// TestLinesCostNothing: what is not kept is read without allocating for it.
func TestLinesCostNothing(t *testing.T) {
	const n = 2000
	village := geo("Borsk", "Borsk", "50.1", "30.1", "P", "PPL", "UA", "12")
	thing := ent(7, "a thing of no use", nil, "P31: "+item(1)) + ","
	for _, c := range []struct {
		format, line string
		most         float64 // allocations a line
	}{
		{"geonames", village, 0.01},
		{"wikidata", thing, 0.01},
		{"phoenix", "# a comment", 0.01},
		{"phoenix", "FRANCE [FRA]", 60},
	} {
		t.Run(fmt.Sprintf("%s %.12s", c.format, c.line), func(t *testing.T) {
			allocs := func(lines int) float64 {
				text := strings.Repeat(c.line+"\n", lines)
				im, err := New(c.format, Options{})
				if err != nil {
					t.Fatal(err)
				}
				i := 0
				return testing.AllocsPerRun(1, func() {
					i++
					if err := im.Read(fmt.Sprint(i), strings.NewReader(text)); err != nil {
						t.Fatal(err)
					}
				})
			}
			// What an input costs once is not what its lines cost.
			if a := (allocs(2*n) - allocs(n)) / n; a > c.most {
				t.Errorf("%.2f allocations a line, allowed %.2f", a, c.most)
			}
		})
	}
}
