package ontology

import (
	_ "embed"
	"fmt"
)

//go:embed countries-others.tsv
var countriesTable string

// LoadTheirCountries reads the embedded countries-others.tsv: names of states and
// entities in data sets of others to our codes.
func LoadTheirCountries() (map[string]string, error) {
	out := map[string]string{}
	err := eachRow("countries-others.tsv", countriesTable, 2, func(c []string) error {
		if c[0] == "" || c[1] == "" || out[c[0]] != "" {
			return fmt.Errorf("a name and a code are needed, each name once")
		}
		out[c[0]] = c[1]
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return out, nil
}
