package ontology

import (
	_ "embed"
	"fmt"
)

//go:embed codes.tsv
var codesTable string

// Codes are what codes of others stand for in our tables.
type Codes struct {
	ISO2          map[string]string // ISO 3166-1 alpha-2 to a state's code
	Countries     map[string]string // CAMEO country codes that differ from ours
	Regions       map[string]string // CAMEO regions of several states, to "-"
	Organisations map[string]string // CAMEO organisations to ids
	Whole         map[string]string // whole CAMEO codes of organisations to ids
	Realms        map[string]string // IGO, NGO, NGM, MNC, IMG to a country column
	Sectors       map[string]string // CAMEO roles to PLOVER sectors
}

// LoadCodes reads the embedded codes.tsv.
func LoadCodes() (*Codes, error) {
	schemes := map[string]map[string]string{
		"iso2": {}, "country": {}, "region": {}, "organisation": {}, "whole": {}, "realm": {}, "sector": {},
	}
	err := eachActorRow("codes.tsv", codesTable, 3, func(c []string) error {
		m, ok := schemes[c[0]]
		switch {
		case !ok:
			return fmt.Errorf("scheme %q is not known", c[0])
		case c[1] == "" || c[2] == "":
			return fmt.Errorf("code and meaning are needed")
		case m[c[1]] != "":
			return fmt.Errorf("%s %s twice", c[0], c[1])
		}
		m[c[1]] = c[2]
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return &Codes{
		ISO2: schemes["iso2"], Countries: schemes["country"], Regions: schemes["region"],
		Organisations: schemes["organisation"], Whole: schemes["whole"], Realms: schemes["realm"], Sectors: schemes["sector"],
	}, nil
}
