package ontology

import (
	"strings"
	"testing"
)

// TestPLOVERCountries: every territory and every entity of its own that PLOVER does not
// name stands under a state, and nothing stands for what the tables do not have.
func TestPLOVERCountries(t *testing.T) {
	theirs, err := LoadPLOVERCountries()
	if err != nil {
		t.Fatal(err)
	}
	d := NewDirectory(loadActors(t))
	for ours, c := range theirs {
		if !d.Known(ours) {
			t.Errorf("%s is no code of ours", ours)
		}
		if d.State(ours) != nil && ours != "XKX" && d.State(c.Code) == nil {
			t.Errorf("%s stands under %s, which is no state", ours, c.Code)
		}
	}
	n := 0
	for code, s := range d.states {
		named := s.Kind == "territory" && code != "HKG" || s.Kind == "own" && code != "PSE" && code != "TWN"
		if named {
			n++
		}
		if (theirs[code].Code != "") != named {
			t.Errorf("%s (%s): %+v", code, s.Kind, theirs[code])
		}
		if e := theirs[code]; e.Sector == "PRE" && e.Code != s.ClaimedBy {
			t.Errorf("%s stands under %s and is claimed by %s", code, e.Code, s.ClaimedBy)
		}
	}
	if n < 30 {
		t.Errorf("only %d territories and entities", n)
	}
}

// TestICEWSNames: what ICEWS has otherwise is otherwise, and of codes that we have.
func TestICEWSNames(t *testing.T) {
	countries, err := LoadICEWSCountries()
	if err != nil {
		t.Fatal(err)
	}
	d := NewDirectory(loadActors(t))
	for code, name := range countries {
		if s := d.State(code); s == nil || s.Name == name {
			t.Errorf("%s is %q with us too, or nothing", code, name)
		}
	}
	events, err := LoadICEWSEvents()
	if err != nil {
		t.Fatal(err)
	}
	codes, err := LoadCAMEOCodes()
	if err != nil {
		t.Fatal(err)
	}
	for code, e := range events {
		ours := codes[code]
		ours.Title = strings.TrimSuffix(ours.Title, ", not specified below")
		if ours.Code == "" || ours == e {
			t.Errorf("%s is %+v with us too, or nothing", code, ours)
		}
		if codes[e.Code].Code == "" || !strings.HasPrefix(code, e.Code[:2]) {
			t.Errorf("%s stands for %s", code, e.Code)
		}
	}
	if len(countries) < 5 || len(events) < 15 {
		t.Errorf("%d countries, %d events", len(countries), len(events))
	}
}
