package ontology

import "testing"

func TestEventTables(t *testing.T) {
	e, err := LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	if len(e.types) != 16 {
		t.Errorf("%d types, PLOVER has 16: %v", len(e.types), e.types)
	}
	quads := map[Quad]int{}
	for _, typ := range e.types {
		quads[e.Quad(typ)]++
		if !e.HasMode(typ, "") {
			t.Errorf("%s has no score of its own", typ)
		}
		for _, mode := range e.Modes(typ) {
			if s := e.Score(typ, mode); s < -10 || s > 10 {
				t.Errorf("%s %s: score %v", typ, mode, s)
			}
		}
	}
	if len(quads) != 4 {
		t.Errorf("quads %v, want four", quads)
	}
	if len(e.cameo) < 250 {
		t.Errorf("%d CAMEO codes, want all of them (over 250)", len(e.cameo))
	}
	for code, row := range e.cameo {
		if row.agreed != "" && e.TypeOf(row.agreed) != "AGREE" {
			t.Errorf("%s: agreed code %s is %s", code, row.agreed, e.TypeOf(row.agreed))
		}
		if row.threatened != "" && e.TypeOf(row.threatened) != "THREATEN" {
			t.Errorf("%s: threatened code %s is %s", code, row.threatened, e.TypeOf(row.threatened))
		}
	}
	if len(e.relations) < 10 {
		t.Errorf("%d kinds of relation", len(e.relations))
	}
	for _, c := range []struct {
		kind, status string
		want         bool
	}{
		{"recognition", "recognised", true},
		{"diplomatic-relations", "severed", true},
		{"recognition", "severed", false},
		{"friendship", "warm", false},
	} {
		if got := e.IsRelation(c.kind, c.status); got != c.want {
			t.Errorf("IsRelation(%s, %s) = %v", c.kind, c.status, got)
		}
	}
}
