package web

import (
	"cmp"
	"slices"
	"strings"

	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// Map is what a map of the world shows.
type Map struct {
	Title  string           `json:"title"`
	Entity string           `json:"entity"` // whom it is about, empty where it is about all
	Values map[string]Place `json:"values"` // by code
	Legend []Legend         `json:"legend"`
	// Disputed are the codes of land that several claim.
	Disputed []string `json:"disputed"`
}

// Place is how a state or entity is coloured, and why.
type Place struct {
	Class string `json:"class"`
	Label string `json:"label"`
	Href  string `json:"href,omitempty"`
	N     int    `json:"n"` // how many relations or acts make it so
}

// Legend is what a class of places means.
type Legend struct {
	Class string `json:"class"`
	Label string `json:"label"`
}

// drawing is a map while it is drawn, with what is said of each place.
type drawing struct {
	Map
	said map[string][]string
}

func (s *Server) newMap(title string, on ledger.Day) *drawing {
	m := &drawing{Map{Title: title, Values: map[string]Place{}, Disputed: []string{}}, map[string][]string{}}
	for i := range s.o.Actors.States {
		st := &s.o.Actors.States[i]
		if st.Claims == "statehood" && ontology.Within(on.String(), st.From, st.Until) {
			m.Disputed = append(m.Disputed, st.Code)
		}
	}
	return m
}

// add says one more thing of a place. A place that is of two classes is of the class
// mixed.
func (m *drawing) add(code, class, mixed, href, said string) {
	p, known := m.Values[code]
	switch {
	case !known:
		p = Place{Class: class, Href: href}
	case p.Class != class:
		p.Class = mixed
	}
	p.N++
	m.Values[code] = p
	m.said[code] = append(m.said[code], said)
}

// mostSaid is how much is said of one place.
const mostSaid = 4

// label writes down what is said of each place.
func (s *Server) label(m *drawing) {
	for code, p := range m.Values {
		said := m.said[code]
		slices.Sort(said)
		text := strings.Join(said[:min(len(said), mostSaid)], "; ")
		if n := len(said) - mostSaid; n > 0 {
			text += "; " + counted(n, "more such entry")
		}
		p.Label = s.directory.Name(code) + ": " + text
		m.Values[code] = p
	}
}

// placesOf are the places of one class, by what is said of them.
func placesOf(m Map, class string) []Place {
	var out []Place
	for _, p := range m.Values {
		if p.Class == class {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Place) int { return cmp.Compare(a.Label, b.Label) })
	return out
}

// slider is the range of a slider over days, counted from 1970.
type slider struct{ First, Last, Day int32 }

// earliest is where sliders begin at the earliest.
const earliest = "1945-01-01"

// sliderFor is a slider from a date (of any precision; empty for the earliest) to
// today that stands at a day.
func sliderFor(from, today, on string) (slider, error) {
	first, err := ledger.ParseDate(max(from, earliest))
	if err != nil {
		return slider{}, err
	}
	last, err := ledger.ParseDay(today)
	if err != nil {
		return slider{}, err
	}
	at, err := ledger.ParseDay(on)
	return slider{int32(min(first.First, at)), int32(max(last, at)), int32(at)}, err
}
