package imports

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The lines of a dump, by hand: as many properties as are read.

func item(q int) string {
	return fmt.Sprintf(`{"mainsnak":{"snaktype":"value","datavalue":{"value":{"entity-type":"item","numeric-id":%d,"id":"Q%d"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}`, q, q)
}

func str(s string) string {
	return fmt.Sprintf(`{"mainsnak":{"snaktype":"value","datavalue":{"value":%q,"type":"string"}},"rank":"normal"}`, s)
}

func when(day string, precision int) string {
	return fmt.Sprintf(`{"snaktype":"value","datavalue":{"value":{"time":"+%sT00:00:00Z","precision":%d},"type":"time"}}`, day, precision)
}

// held is a statement of P39 with its qualifiers.
func held(q int, rank string, qualifiers ...string) string {
	s := strings.TrimSuffix(item(q), `"rank":"normal"}`) + `"rank":"` + rank + `"`
	if len(qualifiers) > 0 {
		s += `,"qualifiers":{` + strings.Join(qualifiers, ",") + `}`
	}
	return s + "}"
}

func start(day string, precision int) string { return `"P580":[` + when(day, precision) + `]` }
func end(day string, precision int) string   { return `"P582":[` + when(day, precision) + `]` }

// ent is an entity with a label, aliases and claims "P31: …, …".
func ent(q int, label string, names []string, claims ...string) string {
	var as []string
	for _, n := range names {
		as = append(as, fmt.Sprintf(`{"language":"en","value":%q}`, n))
	}
	aliases := "[]" // as PHP writes an empty object
	if len(as) > 0 {
		aliases = `{"en":[` + strings.Join(as, ",") + `]}`
	}
	var cs []string
	for _, c := range claims {
		p, list, _ := strings.Cut(c, ": ")
		cs = append(cs, fmt.Sprintf(`%q:[%s]`, p, list))
	}
	return fmt.Sprintf(`{"type":"item","id":"Q%d","labels":{"en":{"language":"en","value":%q}},"aliases":%s,"claims":{%s},"sitelinks":{}}`, q, label, aliases, strings.Join(cs, ","))
}

var dump = strings.Join([]string{
	"[",
	// A term before the position and the state that it refers to.
	ent(100, "Rudolf Elphberg", []string{"Rudolf Karl Elphberg", "Rudi", "rudolf the red"},
		"P31: "+item(5),
		"P39: "+held(200, "normal", start("2031-03-04", 11), end("2033-01-01", 9))+","+held(200, "normal", start("2035-05-01", 10))+
			","+held(200, "deprecated", start("2040-01-01", 11))+","+held(200, "normal")+","+held(200, "normal", start("1901-01-01", 11), end("1911-01-01", 11))+
			","+held(201, "normal", start("2037-01-01", 11))+","+held(202, "normal", start("2038-01-01", 11))+","+held(203, "normal", start("2039-01-01", 11))+
			","+held(204, "normal", start("2039-02-01", 11))) + ",",
	ent(142, "France", []string{"🇫🇷", "FR", "Borskland", "the Hexagon", "Germany"}, "P298: "+str("FRA"), "P463: "+item(301)+","+held(300, "normal", start("2022-05-01", 11))+","+item(303)+","+item(999),
		`P1549: {"mainsnak":{"datavalue":{"value":{"text":"Borskian","language":"en"}}},"rank":"normal"},{"mainsnak":{"datavalue":{"value":{"text":"Borskien","language":"fr"}}},"rank":"normal"}`) + ",",
	ent(200, "Prime Minister of France", nil, "P31: "+item(4164871), "P1001: "+item(142)) + ",",
	ent(201, "President of the Borsk Council", nil, "P31: "+item(4164871), "P1001: "+item(142)) + ",",
	ent(202, "mayor of Borsk", nil, "P31: "+item(294414), "P1001: "+item(999)) + ",",
	ent(203, "Secretary General of the Borsk Pact", nil, "P2389: "+item(300)) + ",",
	ent(204, "President of France", nil, "P31: "+item(294414), "P17: "+item(142)) + ",",
	ent(300, "Borsk Pact", []string{"BPCT", "UN"}, "P31: "+item(1127126), "P571: "+`{"mainsnak":`+when("2021-00-00", 9)+`,"rank":"normal"}`) + ",",
	ent(301, "Union of Borskians", nil, "P31: "+item(484652)) + ",",
	ent(302, "Borskians Abroad", nil, "P31: "+item(484652)) + ",",
	ent(303, "NATO", []string{"Borsk Shield"}, "P31: "+item(1127126)) + ",",
	`{"id":"P39","labels":{"en":{"value":"position held"}},"claims":{"P31":[]}},`,
	ent(7, "a thing of no use", nil, "P31: "+item(1)) + ",",
	`{"id":"Q9","claims":{"P39":[` + ",",
	"nonsense",
	`{"id":"X9","labels":{"en":{"value":"y"}},"claims":{"P298":[]}}`,
	"]",
}, "\n")

func TestDump(t *testing.T) {
	rows, told, tables := importText(t, "wikidata", Options{}, dump)
	want := []string{
		"states: FRA|||||Borskland|Borskian|Borskian",
		"organisations: NATO|||||||Borsk Shield",
		"organisations: borsk-pact|Borsk Pact|IGO|IGO|organisation|2021||BPCT",
		"organisations: borskians-abroad|Borskians Abroad|NGO|CVL|organisation",
		"organisations: union-of-borskians|Union of Borskians|IGO|IGO|organisation",
		"members: borsk-pact|FRA|2022-05-01",
		"offices: FRA|GOV|president|Rudolf Elphberg|Rudolf Karl Elphberg|2039-02-01",
		"offices: FRA|GOV|president of the borsk council|Rudolf Elphberg|Rudolf Karl Elphberg|2037-01-01",
		"offices: FRA|GOV|prime minister|Rudolf Elphberg|Rudolf Karl Elphberg|2031-03-04|2033",
		"offices: FRA|GOV|prime minister|Rudolf Elphberg|Rudolf Karl Elphberg|2035-05",
		"offices: borsk-pact|IGO|secretary general of the borsk pact|Rudolf Elphberg|Rudolf Karl Elphberg|2039-01-01",
	}
	if !slices.Equal(rows, want) {
		t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(want, "\n"))
	}
	wantTold := []string{
		"a.txt:15: not an entity in JSON: ",
		"a.txt:16: not an entity in JSON: nonsense",
		"a.txt:17: an entity whose id is no Q and number: X9",
	}
	if len(told) != len(wantTold) || tables.Malformed != len(wantTold) {
		t.Fatalf("told %q, %d malformed", told, tables.Malformed)
	}
	for i := range told {
		if !strings.HasPrefix(told[i], wantTold[i]) {
			t.Errorf("told %q, want %q", told[i], wantTold[i])
		}
	}
}

func TestKnownTermsAreLeftOut(t *testing.T) {
	rows, _, tables := importText(t, "wikidata", Options{}, strings.Join([]string{
		ent(142, "France", nil, "P298: "+str("FRA")),
		ent(200, "President of France", nil, "P1001: "+item(142)),
		ent(1, "Jacques Chirac", nil, "P39: "+held(200, "normal", start("1995-05-17", 11), end("2007-05-16", 11))),
	}, "\n"))
	if len(rows) != 0 {
		t.Errorf("%q, left %v", rows, tables.Left)
	}
}

func TestQueryResult(t *testing.T) {
	bind := func(pairs ...string) string {
		var cells []string
		for i := 0; i < len(pairs); i += 2 {
			cells = append(cells, fmt.Sprintf(`%q:{"type":"literal","value":%q}`, pairs[i], pairs[i+1]))
		}
		return "{" + strings.Join(cells, ",") + "}"
	}
	text := `{"head":{"vars":["iso3"]},"results":{"bindings":[` + "\n" + strings.Join([]string{
		bind("iso3", "FRA", "person", "Rudolf Elphberg", "office", "President of France", "alias", "Rudolf Karl Elphberg|Rudi", "from", "2031-03-04T00:00:00Z"),
		bind("organisation", "Borsk Pact", "alias", "BPCT", "until", "2021-01-01T00:00:00Z"),
		bind("organisation", "Borsk Pact", "iso3", "FRA", "from", "2022-05-01T00:00:00Z"),
		bind("iso3", "FRA", "name", "Borskland", "demonym", "Borskian"),
		bind("iso3", "FRA"),
		bind("iso3", "ZZZ", "name", "Nowhere"),
		bind("person", "Somebody"),
		bind("iso3", "FRA", "person", "Q4711", "office", "President of France", "from", "2031-03-04T00:00:00Z"),
		bind("iso3", "FRA", "person", "Otto Borsk", "office", "President of France", "from", "yesterday"),
		`"no object"`,
	}, ",\n") + "\n]}}"
	rows, told, _ := importText(t, "wikidata", Options{}, text, strings.Replace(text, "]}}", "", 1)[:len(text)/2])
	want := []string{
		"states: FRA|||||Borskland|Borskian|Borskian",
		"organisations: borsk-pact|Borsk Pact|IGO|IGO|organisation||2021-01-01|BPCT",
		"members: borsk-pact|FRA|2022-05-01",
		"offices: FRA|GOV|president|Rudolf Elphberg|Rudolf Karl Elphberg|2031-03-04",
	}
	if len(rows) < len(want) {
		t.Fatalf("rows\n%s", strings.Join(rows, "\n"))
	}
	for _, w := range want {
		if !slices.Contains(rows, w) {
			t.Errorf("no row %s among\n%s", w, strings.Join(rows, "\n"))
		}
	}
	wantTold := []string{
		"a.txt:6: none of ?person", "a.txt:8: neither ?organisation nor ?iso3", `a.txt:10: "yesterday" is no date`, "a.txt:11: a binding that holds no values",
		"b.txt:", // breaks off
	}
	if len(told) != len(wantTold) {
		t.Fatalf("told %q", told)
	}
	for i := range told {
		if !strings.HasPrefix(told[i], wantTold[i]) {
			t.Errorf("told %q, want %q", told[i], wantTold[i])
		}
	}
}
