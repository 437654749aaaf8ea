package ontology

import "testing"

func TestDirectory(t *testing.T) {
	actors, err := LoadActors()
	if err != nil {
		t.Fatal(err)
	}
	d := NewDirectory(actors)
	for _, c := range []struct {
		code, name, country string
		known               bool
	}{
		{"UKR", "Ukraine", "UKR", true},
		{"PRK", "North Korea", "PRK", true},
		{"NATO", "North Atlantic Treaty Organization", "IGO", true},
		{"kim-jong-un", "Kim Jong Un", "", false},
		{"élysée-palace", "Élysée Palace", "", false},
		{"-", " ", "", false},
		{"XYZ", "XYZ", "", false},
		{"", "", "", false},
	} {
		if name, country, known := d.Name(c.code), d.Country(c.code), d.Known(c.code); name != c.name || country != c.country || known != c.known {
			t.Errorf("%q is %q of %q, known %v; want %q of %q, %v", c.code, name, country, known, c.name, c.country, c.known)
		}
	}
	for i := range actors.States {
		if s := &actors.States[i]; d.State(s.Code) == nil || d.Name(s.Code) != s.Name {
			t.Errorf("%s: the directory calls it %q", s.Code, d.Name(s.Code))
		}
	}
}
