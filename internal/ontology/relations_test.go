package ontology

import "testing"

func TestRelationTable(t *testing.T) {
	e, err := LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind, status string
		effect       Effect
	}{
		{"recognition", "recognised", Open}, {"recognition", "rejected", Deny}, {"recognition", "withdrawn", Close},
		{"diplomatic-relations", "severed", Close}, {"diplomatic-relations", "charge", Change},
		{"visit", "visited", Point}, {"sanctions", "eased", Change}, {"armed-conflict", "ceasefire", Close},
	} {
		s, rank, ok := e.StatusOf(c.kind, c.status)
		if !ok || rank < 0 || s.Effect != c.effect {
			t.Errorf("%s %s: %+v rank %d ok %v, want effect %s", c.kind, c.status, s, rank, ok, c.effect)
		}
	}
	if kind, status, ok := e.Brought("192"); kind != "territory" || status != "occupied" || !ok {
		t.Errorf("192 brings %s %s %v", kind, status, ok)
	}
	if _, _, ok := e.Brought("010"); ok {
		t.Error("a statement brings a relation about")
	}
	for _, kind := range e.Kinds() {
		opens := false
		for _, s := range e.Statuses(kind) {
			opens = opens || s.Effect.InForce()
		}
		if !opens {
			t.Errorf("no status opens %s", kind)
		}
		if e.relations[kind].first == "" {
			t.Errorf("kinds.tsv has no row for %s", kind)
		}
		if e.windows[kind] == 0 {
			t.Errorf("incidents.tsv has no row for %s", kind)
		}
	}
	for _, typ := range e.Types() {
		if _, ok := e.windows[typ]; !ok {
			t.Errorf("incidents.tsv has no row for %s", typ)
		}
	}
}

func TestRelationTableRefuses(t *testing.T) {
	for name, row := range map[string][]string{
		"direction": {"pact", "both", "signed", "open", ""},
		"effect":    {"pact", "mutual", "signed", "opens", ""},
		"twice":     {"treaty", "mutual", "signed", "open", ""},
		"turned":    {"treaty", "directed", "new", "open", ""},
		"cameo":     {"treaty", "mutual", "new", "open", "999x"},
	} {
		e, err := LoadEvents()
		if err != nil {
			t.Fatal(err)
		}
		if e.addRelation(row) == nil {
			t.Errorf("%s: row %v is taken", name, row)
		}
	}
}

func TestWindow(t *testing.T) {
	e, err := LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Window("ASSAULT", ""); got != 1 {
		t.Errorf("ASSAULT: %d days", got)
	}
	if got := e.Window("SUPPORT", "recognition"); got != 7 {
		t.Errorf("recognition: %d days", got)
	}
}

func TestSides(t *testing.T) {
	e, err := LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind          string
		first, second Sort
		want          bool
	}{
		{"membership", StateSide, IGOSide, true}, {"membership", StateSide, StateSide, false},
		{"diplomatic-relations", StateSide, IGOSide, true}, {"diplomatic-relations", Any, StateSide, false},
		{"recognition", Any, StateSide, true}, {"recognition", StateSide, Any, false}, {"armed-conflict", Any, Any, true},
		{"friendship", StateSide, StateSide, false},
	} {
		if got := e.Fits(c.kind, c.first, c.second); got != c.want {
			t.Errorf("%s between %s and %s: %v", c.kind, c.first, c.second, got)
		}
	}
}
