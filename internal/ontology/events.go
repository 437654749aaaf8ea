package ontology

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed events.tsv
var eventsTSV string

//go:embed events-cameo.tsv
var cameoTSV string

// Quad is one of PLOVER's four classes of event.
type Quad string

// The quad classes (PLOVER manual 2.0, chapter 3).
const (
	VerbalCooperation   Quad = "verbal-cooperation"
	MaterialCooperation Quad = "material-cooperation"
	VerbalConflict      Quad = "verbal-conflict"
	MaterialConflict    Quad = "material-conflict"
)

// Events is the taxonomy of acts and of the relations they bring about.
type Events struct {
	types     []string
	modes     map[string][]string
	scores    map[[2]string]float64
	quads     map[string]Quad
	cameo     map[string]cameoRow
	kinds     []string
	relations map[string]relationRow
	windows   map[string]int
}

type cameoRow struct{ typ, agreed, threatened string }

// LoadEvents reads the embedded tables events.tsv, events-cameo.tsv,
// relations.tsv, kinds.tsv and incidents.tsv.
func LoadEvents() (*Events, error) {
	e := &Events{
		modes: map[string][]string{}, scores: map[[2]string]float64{}, quads: map[string]Quad{},
		cameo: map[string]cameoRow{}, relations: map[string]relationRow{},
		windows: map[string]int{},
	}
	for _, table := range []struct {
		file, text string
		columns    int
		row        func([]string) error
	}{
		{"events.tsv", eventsTSV, 4, e.addMode},
		{"events-cameo.tsv", cameoTSV, 4, e.addCAMEO},
		{"relations.tsv", relationsTSV, 5, e.addRelation},
		{"kinds.tsv", kindsTSV, 3, e.addSides},
		{"incidents.tsv", incidentsTSV, 2, e.addWindow},
	} {
		if err := eachRow(table.file, table.text, table.columns, table.row); err != nil {
			return nil, fmt.Errorf("ontology: reading tables: %w", err)
		}
	}
	return e, nil
}

// eachRow calls row with the cells of each line that is not a comment; "-" is
// an empty cell.
func eachRow(file, text string, columns int, row func([]string) error) error {
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != columns {
			return fmt.Errorf("%s:%d: %d columns, want %d", file, n, len(cells), columns)
		}
		for i, c := range cells {
			if c == "-" {
				cells[i] = ""
			}
		}
		if err := row(cells); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return nil
}

func (e *Events) addMode(c []string) error {
	score, err := strconv.ParseFloat(c[2], 64)
	if err != nil {
		return fmt.Errorf("score: %w", err)
	}
	if c[1] == "" {
		e.types = append(e.types, c[0])
		e.quads[c[0]] = Quad(c[3])
	} else {
		e.modes[c[0]] = append(e.modes[c[0]], c[1])
	}
	e.scores[[2]string{c[0], c[1]}] = score
	return nil
}

func (e *Events) addCAMEO(c []string) error {
	if !e.IsType(c[1]) {
		return fmt.Errorf("type %q is not in events.tsv", c[1])
	}
	e.cameo[c[0]] = cameoRow{c[1], c[2], c[3]}
	return nil
}

// Types are the event types in the order of the table.
func (e *Events) Types() []string { return e.types }

// IsType tells whether t is an event type.
func (e *Events) IsType(t string) bool { return slices.Contains(e.types, t) }

// Modes are the modes of a type.
func (e *Events) Modes(t string) []string { return e.modes[t] }

// HasMode tells whether a type has the mode; every type has the empty one.
func (e *Events) HasMode(t, mode string) bool {
	_, ok := e.scores[[2]string{t, mode}]
	return ok
}

// Quad is the class of a type.
func (e *Events) Quad(t string) Quad { return e.quads[t] }

// Score is the PLOVER conflict-cooperation score of a type in a mode, from
// -10 to +10.
func (e *Events) Score(t, mode string) float64 { return e.scores[[2]string{t, mode}] }

// IsCAMEO tells whether code is a CAMEO event code.
func (e *Events) IsCAMEO(code string) bool {
	_, ok := e.cameo[code]
	return ok
}

// TypeOf is the PLOVER type of a CAMEO code, "" if the code is unknown.
func (e *Events) TypeOf(code string) string { return e.cameo[code].typ }

// Agreed is the CAMEO code of promising what code does.
func (e *Events) Agreed(code string) string {
	if a := e.cameo[code].agreed; a != "" {
		return a
	}
	return "030"
}

// Threatened is the CAMEO code of threatening what code does.
func (e *Events) Threatened(code string) string {
	if t := e.cameo[code].threatened; t != "" {
		return t
	}
	return "130"
}
