package ontology

import "testing"

// noCode are the states since 1945 that a list of states does not have, and why.
var noCode = map[string]string{
	"VAT": "neither list has the Holy See",
}

// TestStateCodes: every state and former state has its codes or is told to have none,
// and no two have one number at a time.
func TestStateCodes(t *testing.T) {
	codes, err := LoadStateCodes()
	if err != nil {
		t.Fatal(err)
	}
	a := loadActors(t)
	known := map[string]bool{}
	checked := 0
	for _, s := range a.States {
		known[s.Code] = true
		c := codes.On(s.Code, "")
		if c.ISO3 == "" && s.Kind != "own" {
			if s.Kind == "state" || s.Kind == "former" || s.Kind == "territory" {
				t.Errorf("%s has no ISO code", s.Code)
			}
		}
		if s.Kind != "state" && s.Kind != "former" {
			continue
		}
		checked++
		if lacks := c.COW == "" || c.COWAbbr == "" || c.GW == "" || c.GWAbbr == ""; lacks != (noCode[s.Code] != "") {
			t.Errorf("%s: %+v; told to have none: %q", s.Code, c, noCode[s.Code])
		}
		if s.Kind == "state" && c.FIPS == "" {
			t.Errorf("%s has no FIPS code", s.Code)
		}
	}
	if checked < 200 {
		t.Errorf("only %d states were looked at", checked)
	}
	now := map[[2]string]string{}
	for code := range codes {
		if !known[code] {
			t.Errorf("%s is no state or entity of ours", code)
		}
		c := codes.On(code, "")
		if s := stateOf(a, code); s != nil && s.Kind == "former" {
			continue
		}
		for list, number := range map[string]string{"cow": c.COW, "gw": c.GW, "fips": c.FIPS} {
			if other := now[[2]string{list, number}]; number != "" && other != "" {
				t.Errorf("%s and %s are both %s %s", code, other, list, number)
			}
			now[[2]string{list, number}] = code
		}
	}
	for _, x := range []struct{ code, day, cow, gw string }{
		{"DEU", "1945-06-01", "255", "255"}, {"DEU", "1988-05-01", "260", "260"}, {"DEU", "1990-10-03", "255", "260"}, {"SRB", "2006-06-04", "345", "345"},
		{"SRB", "2022-07-14", "345", "340"}, {"YUG", "1999-03-24", "345", "345"}, {"SUN", "1985-01-01", "365", "365"}, {"DDR", "1980-01-01", "265", "265"},
		{"VNM", "1970-01-01", "816", "816"}, {"VDR", "1970-01-01", "817", "817"}, {"KIR", "", "946", "970"}, {"NRU", "", "970", "971"},
		{"YMD", "1980-01-01", "680", "680"}, {"YEM", "1989-01-01", "678", "678"}, {"YEM", "", "679", "678"}, {"PRK", "2022-07-14", "731", "731"}, {"DNR", "", "", ""},
	} {
		if c := codes.On(x.code, x.day); c.COW != x.cow || c.GW != x.gw {
			t.Errorf("%s on %s: %+v", x.code, x.day, c)
		}
	}
}

func stateOf(a *Actors, code string) *State {
	for i := range a.States {
		if a.States[i].Code == code {
			return &a.States[i]
		}
	}
	return nil
}

// TestCAMEOCodes: every code that an event can have has a title and a score.
func TestCAMEOCodes(t *testing.T) {
	codes, err := LoadCAMEOCodes()
	if err != nil {
		t.Fatal(err)
	}
	events, err := LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	if len(events.cameo) < 250 {
		t.Errorf("only %d codes are known", len(events.cameo))
	}
	for code := range events.cameo {
		if codes[code].Title == "" {
			t.Errorf("%s has no title", code)
		}
	}
	for _, x := range []struct {
		code, base, root string
		quad             int
		score            float64
	}{
		{"161", "161", "16", 4, -4}, {"0334", "033", "03", 1, 6}, {"054", "054", "05", 1, 6}, {"0874", "087", "08", 2, 10},
		{"090", "090", "09", 3, -2}, {"1383", "138", "13", 3, -7}, {"20", "20", "20", 4, -10}, {"999", "999", "99", 0, 0},
	} {
		if codes.Base(x.code) != x.base || codes.Root(x.code) != x.root || codes.QuadClass(x.code) != x.quad || codes[x.code].Goldstein != x.score {
			t.Errorf("%s: %s %s %d %+v", x.code, codes.Base(x.code), codes.Root(x.code), codes.QuadClass(x.code), codes[x.code])
		}
	}
}
