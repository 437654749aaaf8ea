package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"chancery/internal/ontology"
)

//go:embed countries.tsv
var countriesTable string

//go:embed points.tsv
var pointsTable string

// topology is as much of a TopoJSON file as is changed; the rest goes through as it is.
type topology struct {
	Type      string          `json:"type"`
	Bbox      json.RawMessage `json:"bbox"`
	Transform json.RawMessage `json:"transform"`
	Objects   objects         `json:"objects"`
	Arcs      json.RawMessage `json:"arcs"`
}

type objects struct {
	Countries collection `json:"countries"`
}

type collection struct {
	Type       string     `json:"type"`
	Geometries []geometry `json:"geometries"`
}

type geometry struct {
	Type       string          `json:"type"`
	Arcs       json.RawMessage `json:"arcs"`
	ID         string          `json:"id,omitempty"`
	Properties properties      `json:"properties"`
}

// properties of a shape: what we call it, and whose colour it takes when it has none: a
// state it is part of, or a former one until a day, as pairs of code and day.
type properties struct {
	Name     string      `json:"name"`
	Of       string      `json:"of,omitempty"`
	Formerly [][2]string `json:"formerly,omitempty"`
}

// point is where something is drawn that has no shape.
type point struct {
	At   [2]float64 `json:"at"` // degrees east and north
	Name string     `json:"name"`
	Kind string     `json:"kind"` // as ontology.State.Kind
}

// country is a row of countries.tsv.
type country struct {
	id      string // at world-atlas: a number or a name
	polygon int    // -1: the whole
	code    string // empty: nobody's land
	of      string
}

// addWorld makes world.json and points.json.
func addWorld(files map[string][]byte, packages []unpacked) error {
	i := slices.IndexFunc(packages, func(p unpacked) bool { return p.name == "world-atlas" })
	if i < 0 {
		return errors.New("packages.tsv does not list world-atlas, of which the map is made")
	}
	actors, err := ontology.LoadActors()
	if err != nil {
		return err
	}
	table, err := readCountries(countriesTable)
	if err != nil {
		return err
	}
	world, err := relabel(packages[i].files["countries-110m.json"], table, actors.States)
	if err != nil {
		return fmt.Errorf("%s: countries-110m.json: %w", packages[i].file(), err)
	}
	points, err := readPoints(pointsTable, actors.States)
	if err != nil {
		return err
	}
	if files["world.json"], err = encode(world); err != nil {
		return err
	}
	files["points.json"], err = encode(points)
	return err
}

// encode writes JSON as short as can be, with letters as they are.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return out.Bytes(), err
}

func readCountries(text string) ([]country, error) {
	var out []country
	err := rows("countries.tsv", text, 4, func(c []string) error {
		r := country{c[0], -1, c[2], c[3]}
		if c[1] != "" {
			n, err := strconv.Atoi(c[1])
			if err != nil || n < 0 {
				return fmt.Errorf("polygon %q is no number", c[1])
			}
			r.polygon = n
		}
		if r.code == "-" {
			r.code = ""
		} else if r.code == "" {
			return errors.New("a code is needed, or -")
		}
		out = append(out, r)
		return nil
	})
	return out, err
}

// relabel gives the countries of world-atlas our codes and names.
func relabel(data []byte, table []country, states []ontology.State) (*topology, error) {
	var t topology
	if err := json.Unmarshal(data, &t); err != nil {
		return nil, err
	}
	names := map[string]string{}
	formerly := map[string][][2]string{}
	for _, s := range states {
		names[s.Code] = s.Name
		for _, f := range s.Formerly {
			formerly[s.Code] = append(formerly[s.Code], [2]string{f.Code, f.Before})
		}
	}
	whole := map[string]country{}
	parts := map[string][]country{}
	for _, r := range table {
		if r.code != "" && names[r.code] == "" {
			return nil, fmt.Errorf("countries.tsv: %s is no code of states.tsv or entities.tsv", r.code)
		}
		if r.polygon < 0 {
			whole[r.id] = r
		} else {
			parts[r.id] = append(parts[r.id], r)
		}
	}
	var out []geometry
	for _, g := range t.Objects.Countries.Geometries {
		id := g.ID
		if id == "" {
			id = g.Properties.Name
		}
		r, ok := whole[id]
		if !ok {
			return nil, fmt.Errorf("%s (%s) is not in countries.tsv", id, g.Properties.Name)
		}
		delete(whole, id)
		split, err := split(&g, parts[id], names)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		delete(parts, id)
		if g.ID = r.code; r.code != "" {
			g.Properties = properties{names[r.code], r.of, formerly[r.code]}
		}
		out = append(append(out, g), split...)
	}
	for id := range maps.Keys(parts) {
		return nil, fmt.Errorf("countries.tsv has %s, which is not there", id)
	}
	for id := range maps.Keys(whole) {
		return nil, fmt.Errorf("countries.tsv has %s, which is not there", id)
	}
	t.Objects.Countries.Geometries = out
	return &t, nil
}

// split takes polygons out of a country.
func split(g *geometry, parts []country, names map[string]string) ([]geometry, error) {
	if len(parts) == 0 {
		return nil, nil
	}
	var polygons []json.RawMessage
	if g.Type != "MultiPolygon" {
		return nil, fmt.Errorf("a %s cannot be split", g.Type)
	}
	if err := json.Unmarshal(g.Arcs, &polygons); err != nil {
		return nil, err
	}
	var out []geometry
	var kept []json.RawMessage
	for i, arcs := range polygons {
		n := slices.IndexFunc(parts, func(p country) bool { return p.polygon == i })
		if n < 0 {
			kept = append(kept, arcs)
			continue
		}
		p := parts[n]
		out = append(out, geometry{"Polygon", arcs, p.code, properties{Name: names[p.code], Of: p.of}})
	}
	if len(out) != len(parts) {
		return nil, fmt.Errorf("of %d polygons to be taken out %d are there", len(parts), len(out))
	}
	var err error
	g.Arcs, err = json.Marshal(kept)
	return out, err
}

// readPoints reads the table; all actors must be in it and nobody else.
func readPoints(text string, states []ontology.State) (map[string]point, error) {
	byCode := map[string]ontology.State{}
	for _, s := range states {
		byCode[s.Code] = s
	}
	out := map[string]point{}
	err := rows("points.tsv", text, 3, func(c []string) error {
		s, ok := byCode[c[0]]
		if !ok {
			return fmt.Errorf("%q is no code of states.tsv or entities.tsv", c[0])
		}
		if _, twice := out[c[0]]; twice {
			return fmt.Errorf("%s stands there twice", c[0])
		}
		lon, err := degrees(c[1], 180)
		if err != nil {
			return fmt.Errorf("longitude: %w", err)
		}
		lat, err := degrees(c[2], 90)
		if err != nil {
			return fmt.Errorf("latitude: %w", err)
		}
		out[c[0]] = point{[2]float64{lon, lat}, s.Name, s.Kind}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, s := range states {
		if _, ok := out[s.Code]; !ok {
			return nil, fmt.Errorf("points.tsv: %s (%s) is missing", s.Code, s.Name)
		}
	}
	return out, nil
}

func degrees(text string, most float64) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if err == nil && !(x >= -most && x <= most) {
		err = fmt.Errorf("%s lies beyond %g", text, most)
	}
	return x, err
}
