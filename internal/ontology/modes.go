package ontology

import (
	_ "embed"
	"fmt"
)

//go:embed modes-cameo.tsv
var modesTable string

// LoadModes reads the embedded modes-cameo.tsv: CAMEO codes to the PLOVER mode
// that each stands for. Codes that stand for none are not in it.
func LoadModes(e *Events) (map[string]string, error) {
	modes := map[string]string{}
	err := eachRow("modes-cameo.tsv", modesTable, 2, func(c []string) error {
		switch {
		case !e.IsCAMEO(c[0]):
			return fmt.Errorf("%q is no CAMEO code", c[0])
		case c[1] == "" || !e.HasMode(e.TypeOf(c[0]), c[1]):
			return fmt.Errorf("%s has no mode %q", e.TypeOf(c[0]), c[1])
		case modes[c[0]] != "":
			return fmt.Errorf("%s stands twice", c[0])
		}
		modes[c[0]] = c[1]
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return modes, nil
}
