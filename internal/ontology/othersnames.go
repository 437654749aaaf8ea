package ontology

import (
	_ "embed"
	"fmt"
	"strconv"
)

//go:embed countries-plover.tsv
var ploverCountriesTable string

//go:embed countries-icews.tsv
var icewsCountriesTable string

//go:embed events-icews.tsv
var icewsEventsTable string

// PLOVERCountry is under which country PLOVER has a state, entity or organisation, and the
// sector that it adds to tell so; empty if none.
type PLOVERCountry struct{ Code, Sector string }

// LoadPLOVERCountries reads the embedded countries-plover.tsv: by our codes, those that
// PLOVER has otherwise.
func LoadPLOVERCountries() (map[string]PLOVERCountry, error) {
	out := map[string]PLOVERCountry{}
	err := eachRow("countries-plover.tsv", ploverCountriesTable, 3, func(c []string) error {
		if c[2] == "-" {
			c[2] = ""
		}
		if c[0] == "" || c[1] == "" || out[c[0]].Code != "" {
			return fmt.Errorf("our code and theirs are needed, each of ours once")
		}
		out[c[0]] = PLOVERCountry{c[1], c[2]}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return out, nil
}

// LoadICEWSCountries reads the embedded countries-icews.tsv: by our codes, the names of
// states and entities that ICEWS names otherwise.
func LoadICEWSCountries() (map[string]string, error) {
	out := map[string]string{}
	err := eachRow("countries-icews.tsv", icewsCountriesTable, 2, func(c []string) error {
		if c[0] == "" || c[1] == "" || out[c[0]] != "" {
			return fmt.Errorf("a code and a name are needed, each code once")
		}
		out[c[0]] = c[1]
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return out, nil
}

// LoadICEWSEvents reads the embedded events-icews.tsv: by CAMEO codes, the code, text and
// score that ICEWS has for those that it has otherwise.
func LoadICEWSEvents() (map[string]CAMEOCode, error) {
	out := map[string]CAMEOCode{}
	err := eachRow("events-icews.tsv", icewsEventsTable, 4, func(c []string) error {
		score, err := strconv.ParseFloat(c[2], 64)
		if err != nil || score < -10 || score > 10 {
			return fmt.Errorf("score %q is no number from -10 to 10", c[2])
		}
		if c[0] == "" || c[1] == "" || c[3] == "" || out[c[0]].Code != "" {
			return fmt.Errorf("two codes, a score and a text are needed, each code once")
		}
		out[c[0]] = CAMEOCode{c[1], c[3], score}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return out, nil
}
