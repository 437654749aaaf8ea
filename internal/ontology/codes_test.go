package ontology

import "testing"

// TestCodesMeanSomething: what a code stands for is in the tables, and every
// state can be reached from ISO 3166.
func TestCodesMeanSomething(t *testing.T) {
	c, err := LoadCodes()
	if err != nil {
		t.Fatal(err)
	}
	a := loadActors(t)
	states, orgs, sectors := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, s := range a.States {
		states[s.Code] = true
	}
	for _, o := range a.Organisations {
		orgs[o.ID] = true
	}
	for _, r := range a.Roles {
		sectors[r.Sector] = true
	}
	check := func(scheme string, m map[string]string, known map[string]bool) {
		if len(m) < 5 {
			t.Errorf("only %d codes of %s", len(m), scheme)
		}
		for code, ours := range m {
			if !known[ours] {
				t.Errorf("%s %s: %s is in no table", scheme, code, ours)
			}
		}
	}
	check("iso2", c.ISO2, states)
	check("country", c.Countries, states)
	check("organisation", c.Organisations, orgs)
	check("whole", c.Whole, orgs)
	for whole, ours := range c.Whole {
		if last := whole[len(whole)-3:]; c.Organisations[last] != ours {
			t.Errorf("%s is %s, but %s is %s", whole, ours, last, c.Organisations[last])
		}
	}
	sectors["IGO"] = true
	check("sector", c.Sectors, sectors)
	reached := map[string]bool{}
	for _, ours := range c.ISO2 {
		reached[ours] = true
	}
	for _, s := range a.States {
		if s.Kind == "state" && !reached[s.Code] {
			t.Errorf("no alpha-2 code leads to %s", s.Code)
		}
	}
	for code, want := range map[string]string{"UA": "UKR", "XK": "XKX", "PS": "PSE", "GB": "GBR", "YT": "FRA"} {
		if c.ISO2[code] != want {
			t.Errorf("%s is %s, not %s", code, c.ISO2[code], want)
		}
	}
}

// TestCodesMeanOneThing: a state's, entity's or organisation's code is not also a role or a
// kind of actor of no state: who reads it could not tell whom it means (CRM are criminals,
// and the Republic of Crimea is KRYM). ISO 3166 has two that some use as roles; where a code
// begins with them they are the states.
func TestCodesMeanOneThing(t *testing.T) {
	c, err := LoadCodes()
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]string{}
	for _, scheme := range []map[string]string{c.Sectors, c.Realms} {
		for code := range scheme {
			roles[code] = "code of others"
		}
	}
	a := loadActors(t)
	for _, r := range a.Roles {
		roles[r.Sector] = "sector"
	}
	if len(roles) < 45 {
		t.Errorf("only %d codes of roles", len(roles))
	}
	for _, s := range a.States {
		if what := roles[s.Code]; what != "" && s.Code != "CIV" && s.Code != "MUS" {
			t.Errorf("%s (%s) is also a %s", s.Code, s.Name, what)
		}
	}
	for _, o := range a.Organisations {
		if what := roles[o.ID]; what != "" {
			t.Errorf("%s (%s) is also a %s", o.ID, o.Name, what)
		}
	}
}
