package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chancery/internal/ontology"
)

func states(t testing.TB) []ontology.State {
	t.Helper()
	actors, err := ontology.LoadActors()
	if err != nil {
		t.Fatal(err)
	}
	return actors.States
}

// Every state, territory and entity, of today or of once, can be drawn.
func TestEverybodyIsOnTheMap(t *testing.T) {
	points, err := readPoints(pointsTable, states(t))
	if err != nil {
		t.Fatal(err)
	}
	shapes := map[string]string{}
	for _, g := range committed(t).Objects.Countries.Geometries {
		if g.ID == "" {
			continue
		}
		if _, twice := shapes[g.ID]; twice {
			t.Errorf("%s has two shapes", g.ID)
		}
		shapes[g.ID] = g.Properties.Name
	}
	for _, s := range states(t) {
		p, ok := points[s.Code]
		if !ok || p.At == [2]float64{} {
			t.Errorf("%s (%s) has no point", s.Code, s.Name)
		}
		if name, ok := shapes[s.Code]; ok && name != s.Name {
			t.Errorf("%s is %q on the map, %q in the tables", s.Code, name, s.Name)
		}
	}
	for _, code := range []string{"UKR", "XKX", "TWN", "NCY", "SML", "ESH", "PSE", "CRIR", "SSD", "FRA"} {
		if shapes[code] == "" {
			t.Errorf("%s has no shape", code)
		}
	}
	if len(shapes) != 177 {
		t.Errorf("%d shapes with a code, want 177: of 177 countries two are nobody's, and two parts are taken out", len(shapes))
	}
}

// committed is the map as it is served.
func committed(t *testing.T) topology {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "static", "world.json"))
	if err != nil {
		t.Fatal(err)
	}
	var w topology
	if err := json.Unmarshal(data, &w); err != nil {
		t.Fatal(err)
	}
	return w
}

// little is a world of three countries, as world-atlas writes them.
const little = `{"type":"Topology","bbox":[0,0,1,1],"transform":{"scale":[1,1],"translate":[0,0]},"arcs":[[[0,0]]],
"objects":{"countries":{"type":"GeometryCollection","geometries":[
{"type":"MultiPolygon","arcs":[[[0]],[[1]],[[2]]],"id":"643","properties":{"name":"Russia"}},
{"type":"Polygon","arcs":[[3]],"id":"010","properties":{"name":"Antarctica"}},
{"type":"Polygon","arcs":[[4]],"properties":{"name":"Kosovo"}}]},"land":{"type":"GeometryCollection","geometries":[]}}}`

func TestRelabel(t *testing.T) {
	table, err := readCountries("643\t\tRUS\n643\t1\tCRIR\tUKR\n010\t\t-\nKosovo\t\tXKX\n")
	if err != nil {
		t.Fatal(err)
	}
	w, err := relabel([]byte(little), table, states(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := encode(w.Objects)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"countries":{"type":"GeometryCollection","geometries":[` +
		`{"type":"MultiPolygon","arcs":[[[0]],[[2]]],"id":"RUS","properties":{"name":"Russia","formerly":[["SUN","1991-12-26"]]}},` +
		`{"type":"Polygon","arcs":[[1]],"id":"CRIR","properties":{"name":"Crimea","of":"UKR"}},` +
		`{"type":"Polygon","arcs":[[3]],"properties":{"name":"Antarctica"}},` +
		`{"type":"Polygon","arcs":[[4]],"id":"XKX","properties":{"name":"Kosovo"}}]}}` + "\n"
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, c := range []struct{ name, table, says string }{
		{"a country without a row", "643\t\tRUS\n010\t\t-", "Kosovo (Kosovo) is not in countries.tsv"},
		{"a row without a country", "643\t\tRUS\n010\t\t-\nKosovo\t\tXKX\n999\t\tFRA", "has 999"},
		{"a part of nothing", "643\t\tRUS\n010\t\t-\nKosovo\t\tXKX\n999\t1\tFRA", "has 999"},
		{"a code that nobody has", "643\t\tQQQ", "QQQ is no code"},
		{"a polygon that is not there", "643\t\tRUS\n643\t9\tCRIR\tUKR\n010\t\t-\nKosovo\t\tXKX", "of 1 polygons to be taken out 0 are there"},
		{"a part of what is whole", "643\t\tRUS\n010\t\t-\nKosovo\t\tXKX\nKosovo\t0\tSRB", "cannot be split"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := readCountries(c.table)
			if err == nil {
				_, err = relabel([]byte(little), table, states(t))
			}
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one with %q", err, c.says)
			}
		})
	}
}

func TestReadPoints(t *testing.T) {
	few := []ontology.State{{Code: "AND", Name: "Andorra", Kind: "state"}, {Code: "ABK", Name: "Abkhazia", Kind: "own"}}
	got, err := readPoints("AND\t1.52\t42.51\nABK\t41.02\t43.00\n", few)
	if err != nil || got["ABK"] != (point{[2]float64{41.02, 43}, "Abkhazia", "own"}) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, c := range []struct{ name, text, says string }{
		{"one is missing", "AND\t1.52\t42.51", "ABK (Abkhazia) is missing"},
		{"unknown", "QQQ\t1\t1", `points.tsv:1: "QQQ" is no code`},
		{"twice", "AND\t1\t1\nAND\t1\t1", "points.tsv:2: AND stands there twice"},
		{"turned round", "AND\t42.51\t91", "latitude: 91 lies beyond 90"},
		{"no number", "AND\teast\t1", "longitude"},
		{"not a number", "AND\tNaN\t1", "longitude: NaN lies beyond 180"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readPoints(c.text, few); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one with %q", err, c.says)
			}
		})
	}
}

func FuzzRelabel(f *testing.F) {
	f.Add([]byte(little))
	f.Add([]byte(`{"objects":{"countries":{"geometries":[{"type":"MultiPolygon","arcs":5,"id":"643"}]}}}`))
	table, err := readCountries("643\t\tRUS\n643\t1\tCRIR\tUKR\n010\t\t-\nKosovo\t\tXKX\n")
	if err != nil {
		f.Fatal(err)
	}
	all := states(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := relabel(data, table, all)
		if err != nil {
			return
		}
		if _, err := encode(w); err != nil {
			t.Errorf("it is read but cannot be written: %v", err)
		}
	})
}
