package exchange

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/piprate/json-gold/ld"
)

// ftmProperty is a property as FollowTheMoney's model has it.
type ftmProperty struct {
	kind, of string // of: the schema of an entity
	longest  int
	required bool
}

// ftmModel is what testdata/readers/ftm-model.tsv has of FollowTheMoney's model.
type ftmModel struct {
	extends    map[string][]string
	properties map[string]map[string]ftmProperty
	countries  []string
}

func readFtMModel(t *testing.T) *ftmModel {
	t.Helper()
	data, err := os.ReadFile("testdata/readers/ftm-model.tsv")
	if err != nil {
		t.Fatal(err)
	}
	m := &ftmModel{extends: map[string][]string{}, properties: map[string]map[string]ftmProperty{}}
	for line := range strings.Lines(string(data)) {
		c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch c[0] {
		case "schema":
			m.extends[c[1]], m.properties[c[1]] = append(strings.Split(c[2], ";"), c[1]), map[string]ftmProperty{}
		case "property":
			longest, err := strconv.Atoi(c[5])
			if err != nil {
				t.Fatal(err)
			}
			m.properties[c[1]][c[2]] = ftmProperty{c[3], c[4], longest, c[6] == "required"}
		case "country":
			m.countries = strings.Fields(c[2])
		}
	}
	return m
}

// check tells what an entity has that the model does not take. schemata are those of the
// entities that have come.
func (m *ftmModel) check(e *ftmEntity, schemata map[string]string) []string {
	var wrong []string
	bad := func(what ...string) { wrong = append(wrong, e.Schema+" "+strings.Join(what, " ")) }
	properties, ok := m.properties[e.Schema]
	if !ok {
		bad("is no schema")
	}
	for name, p := range properties {
		if p.required && len(e.Properties[name]) == 0 {
			bad("lacks", name)
		}
	}
	for name, values := range e.Properties {
		p, ok := properties[name]
		if !ok {
			bad("has no property", name)
		}
		for _, v := range values {
			switch {
			case utf8.RuneCountInString(v) > p.longest:
				bad(name, "is too long")
			case p.kind == "country" && !slices.Contains(m.countries, v):
				bad(name, v, "is no country")
			case p.kind == "date" && !ftmDate(v):
				bad(name, v, "is no date")
			case p.kind == "url" && !strings.HasPrefix(v, "https://"):
				bad(name, v, "is no address")
			case p.kind == "entity" && !slices.Contains(m.extends[schemata[v]], p.of):
				bad(name, v, "is no", p.of, "but", schemata[v])
			}
		}
	}
	return wrong
}

// ftmDate tells whether a text is a prefix of an ISO date, as FollowTheMoney has them.
func ftmDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

// TestFtMModel holds what is written to FollowTheMoney's own model: schemata, properties,
// types, ranges, what is required.
func TestFtMModel(t *testing.T) {
	m := readFtMModel(t)
	schemata, entities := map[string]string{}, map[string]*ftmEntity{}
	for line := range strings.Lines(string(told(t, "ftm"))) {
		e := &ftmEntity{}
		if err := json.Unmarshal([]byte(line), e); err != nil {
			t.Fatal(err)
		}
		schemata[e.ID], entities[e.ID] = e.Schema, e
		for _, wrong := range m.check(e, schemata) {
			t.Error(wrong)
		}
		for prop := range e.Properties {
			if want := m.properties[e.Schema][prop].kind; ftmTypes[prop] != want {
				t.Errorf("%s is written as %s and is %s", prop, ftmTypes[prop], want)
			}
		}
	}
	kinds := map[string]bool{}
	for _, s := range schemata {
		kinds[s] = true
	}
	for _, want := range []string{"PublicBody", "Organization", "Article", "Event", "UnknownLink"} {
		if !kinds[want] {
			t.Errorf("no %s is written", want)
		}
	}
	if wrong := m.check(&ftmEntity{Schema: "Event", Properties: map[string][]string{"country": {"UKR"}, "date": {"July"}, "proof": {"chancery-actor-RUS"}, "colour": {"red"}}}, schemata); len(wrong) < 5 {
		t.Errorf("of a wrong entity only %v is said", wrong)
	}
	checkFtMStatements(t, m, entities)
}

// checkFtMStatements puts statements together to the entities that they are of.
func checkFtMStatements(t *testing.T, m *ftmModel, entities map[string]*ftmEntity) {
	t.Helper()
	ids, again := map[string]bool{}, map[string]map[string][]string{}
	for line := range strings.Lines(string(told(t, "ftm-statements"))) {
		var s ftmStatement
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		kind := m.properties[s.Schema][s.Prop].kind
		if s.Prop == ftmBase {
			kind = ftmBase
		}
		if ids[s.ID] || len(s.ID) != 40 || s.Canonical != s.EntityID || s.PropType != kind || !strings.HasPrefix(line, `{"canonical_id":`) {
			t.Errorf("statement %+v", s)
		}
		ids[s.ID] = true
		if again[s.EntityID] == nil {
			again[s.EntityID] = map[string][]string{}
		}
		again[s.EntityID][s.Prop] = append(again[s.EntityID][s.Prop], s.Value)
	}
	if len(again) != len(entities) {
		t.Errorf("statements are of %d entities, not %d", len(again), len(entities))
	}
	for id, e := range entities {
		if !slices.Equal(again[id][ftmBase], []string{id}) {
			t.Errorf("that there is %s is stated as %v", id, again[id][ftmBase])
		}
		for prop, values := range e.Properties {
			if !slices.Equal(again[id][prop], values) {
				t.Errorf("%s %s: statements have %v, the entity %v", id, prop, again[id][prop], values)
			}
		}
	}
}

// annotationTerms are the terms of the Web Annotation vocabulary that are used, with what
// they stand for, as its JSON-LD context has them. A term that is not among them is lost
// when a document is expanded.
const annotationTerms = `{"@context": {
	"oa": "http://www.w3.org/ns/oa#", "as": "http://www.w3.org/ns/activitystreams#", "xsd": "http://www.w3.org/2001/XMLSchema#",
	"id": "@id", "type": "@type",
	"Annotation": "oa:Annotation", "TextualBody": "oa:TextualBody", "Software": "as:Application",
	"TextQuoteSelector": "oa:TextQuoteSelector", "TextPositionSelector": "oa:TextPositionSelector",
	"classifying": "oa:classifying", "tagging": "oa:tagging", "describing": "oa:describing",
	"body": {"@type": "@id", "@id": "oa:hasBody"}, "target": {"@type": "@id", "@id": "oa:hasTarget"},
	"source": {"@type": "@id", "@id": "oa:hasSource"}, "selector": {"@type": "@id", "@id": "oa:hasSelector"},
	"generator": {"@type": "@id", "@id": "as:generator"},
	"motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"}, "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
	"created": {"@type": "xsd:dateTime", "@id": "http://purl.org/dc/terms/created"},
	"start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"}, "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
	"format": "http://purl.org/dc/elements/1.1/format", "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
	"exact": "oa:exact", "prefix": "oa:prefix", "suffix": "oa:suffix", "name": "http://xmlns.com/foaf/0.1/name"
}}`

// noWeb hands out the one context there is and fetches nothing.
type noWeb struct{ context any }

func (w noWeb) LoadDocument(address string) (*ld.RemoteDocument, error) {
	if address != "http://www.w3.org/ns/anno.jsonld" {
		return nil, errors.New("nothing is fetched: " + address)
	}
	return &ld.RemoteDocument{DocumentURL: address, Document: w.context}, nil
}

// TestAnnotationsAsOthersRead: a processor of JSON-LD finds the graph that is meant, and
// loses nothing.
func TestAnnotationsAsOthersRead(t *testing.T) {
	var context any
	if err := json.Unmarshal([]byte(annotationTerms), &context); err != nil {
		t.Fatal(err)
	}
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader, options.SafeMode = noWeb{context}, true // what has no meaning is an error
	n := 0
	counted := map[string]int{}
	for line := range strings.Lines(string(told(t, "webanno"))) {
		var doc any
		if err := json.Unmarshal([]byte(line), &doc); err != nil {
			t.Fatal(err)
		}
		rdf, err := ld.NewJsonLdProcessor().ToRDF(doc, options)
		if err != nil {
			t.Fatalf("%v\n%s", err, line)
		}
		n++
		for _, q := range rdf.(*ld.RDFDataset).Graphs["@default"] {
			predicate := q.Predicate.GetValue()
			counted[predicate[strings.LastIndexAny(predicate, "#/")+1:]]++
			if predicate == "http://www.w3.org/ns/oa#start" && q.Object.(ld.Literal).Datatype != "http://www.w3.org/2001/XMLSchema#nonNegativeInteger" {
				t.Errorf("start is a %s", q.Object.(ld.Literal).Datatype)
			}
		}
	}
	for predicate, want := range map[string]int{"motivatedBy": n, "created": n, "hasBody": 3 * n, "hasTarget": n + 1, "hasSource": n + 1, "hasSelector": 2 * (n + 1), "start": n + 1, "exact": n + 1, "generator": n} {
		if n != 6 || counted[predicate] != want {
			t.Errorf("of %d annotations %s is told %d times, not %d", n, predicate, counted[predicate], want)
		}
	}
}
