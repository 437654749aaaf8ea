package ontology

import "testing"

func TestModes(t *testing.T) {
	e, err := LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	modes, err := LoadModes(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ code, mode string }{
		{"042", "visit"}, {"0871", "ceasefire"}, {"163", ""}, {"173", "arrest"}, {"186", "targeted"},
		{"0231", "assist"}, {"1031", "assist"}, {"030", ""},
	} {
		if got := modes[c.code]; got != c.mode {
			t.Errorf("%s: mode %q, want %q", c.code, got, c.mode)
		}
	}
}

func TestSectorWords(t *testing.T) {
	words, err := LoadSectorWords()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ sectors, want string }{
		{"Executive,Executive Office,Government", "GOV"},
		{"Government,(National) Major Party,Executive,Legislative / Parliamentary", "GOV"},
		{"Legislative / Parliamentary,Lower House,Government", "LEG"},
		{"Military,Government,Army", "MIL"},
		{"Radicals / Extremists / Fundamentalists,Dissident", "REB"},
		{"Protestors / Popular Opposition / Mobs,Dissident", "OPP"},
		{"Ideological,Center Right", ""},
		{"", ""},
	} {
		if got := words.Sector(c.sectors); got != c.want {
			t.Errorf("%q: sector %q, want %q", c.sectors, got, c.want)
		}
	}
}

func TestTheirCountries(t *testing.T) {
	names, err := LoadTheirCountries()
	if err != nil {
		t.Fatal(err)
	}
	if names["Occupied Palestinian Territory"] != "PSE" {
		t.Errorf("names %v", names)
	}
	d := NewDirectory(loadActors(t))
	for name, code := range names {
		if d.State(code) == nil {
			t.Errorf("%s: %s is no state or entity of ours", name, code)
		}
	}
}
