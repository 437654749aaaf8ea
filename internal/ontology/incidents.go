package ontology

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
)

//go:embed incidents.tsv
var incidentsTSV string

// addWindow reads a row of incidents.tsv.
func (e *Events) addWindow(c []string) error {
	days, err := strconv.Atoi(c[1])
	if err != nil || days < 0 {
		return fmt.Errorf("days is a number from 0, found %q", c[1])
	}
	if !e.IsType(c[0]) && !slices.Contains(e.kinds, c[0]) {
		return fmt.Errorf("%q is neither a type of event nor a kind of relation", c[0])
	}
	if _, twice := e.windows[c[0]]; twice {
		return fmt.Errorf("%s stands twice", c[0])
	}
	e.windows[c[0]] = days
	return nil
}

// Window is how many days after an incident's first day a report of an act of
// this type still belongs to it; kind is the relation it brings about, if any.
func (e *Events) Window(typ, kind string) int {
	if days, ok := e.windows[kind]; ok {
		return days
	}
	return e.windows[typ]
}
