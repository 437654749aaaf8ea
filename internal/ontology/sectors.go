package ontology

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed sectors-icews.tsv
var sectorWordsTable string

// SectorWords are words of ICEWS's sectors with what they stand for.
type SectorWords []struct{ word, sector string }

// LoadSectorWords reads the embedded sectors-icews.tsv.
func LoadSectorWords() (SectorWords, error) {
	var out SectorWords
	err := eachRow("sectors-icews.tsv", sectorWordsTable, 2, func(c []string) error {
		if c[0] == "" || c[1] == "" || c[0] != strings.ToLower(c[0]) {
			return fmt.Errorf("a word in small letters and a sector are needed")
		}
		out = append(out, struct{ word, sector string }{c[0], c[1]})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return out, nil
}

// Sector is the PLOVER sector of a list of ICEWS's sectors, "" if it has none.
func (w SectorWords) Sector(sectors string) string {
	sectors = strings.ToLower(sectors)
	for _, row := range w {
		if strings.Contains(sectors, row.word) {
			return row.sector
		}
	}
	return ""
}
