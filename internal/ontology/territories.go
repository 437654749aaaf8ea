package ontology

import (
	"fmt"
	"slices"
)

// Territories are the usual names of the regions and entities that are claimed
// or held apart from a state, by any of their names and adjectives: Crimean
// Peninsula → Crimea.
func Territories() (map[string]string, error) {
	data, err := actorTables.ReadFile("actors/entities.tsv")
	if err != nil {
		return nil, fmt.Errorf("ontology: reading territories: %w", err)
	}
	var a Actors
	if err := eachActorRow("entities.tsv", string(data), 11, a.addState); err != nil {
		return nil, fmt.Errorf("ontology: reading territories: %w", err)
	}
	out := map[string]string{}
	for _, s := range a.States {
		if s.Kind != "region" {
			continue
		}
		for _, name := range slices.Concat(s.Aliases, s.Adjectives, []string{s.Name}) {
			out[name] = s.Name
		}
	}
	return out, nil
}
