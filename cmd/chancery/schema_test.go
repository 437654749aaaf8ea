package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"chancery"
	"chancery/internal/pipeline"
)

const schemaFile = "../../docs/formats/record.schema.json"

// engine is loaded once for all tests: models take a while under the race
// detector.
var engine = sync.OnceValues(func() (*pipeline.Pipeline, error) { return pipeline.New(pipeline.Options{}) })

func testEngine(t testing.TB) *pipeline.Pipeline {
	t.Helper()
	p, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// readRecords runs read --format json and returns its lines.
func readRecords(t *testing.T, inputs ...string) [][]byte {
	t.Helper()
	var out, errs bytes.Buffer
	run(append([]string{"read", "--format", "json"}, inputs...), strings.NewReader(""), &out, &errs)
	return bytes.Split(bytes.TrimSpace(out.Bytes()), []byte("\n"))
}

func examples(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, ext := range []string{"txt", "html", "jsonl"} {
		files, err := filepath.Glob("../../examples/*." + ext)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, files...)
	}
	if len(out) < 10 {
		t.Fatalf("%d examples; there are to be at least ten", len(out))
	}
	slices.Sort(out)
	return out
}

func checkRecord(t *testing.T, s *jsonschema.Schema, line []byte) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err != nil {
		t.Fatalf("%v in %.200s", err, line)
	}
	if err := s.Validate(v); err != nil {
		t.Errorf("%#v", err)
	}
	var r chancery.Record
	if err := json.Unmarshal(line, &r); err != nil {
		t.Fatal(err)
	}
	checkSense(t, &r)
}

// checkSense holds what the schema cannot say.
func checkSense(t *testing.T, r *chancery.Record) {
	t.Helper()
	n := len([]rune(r.Text))
	in := func(what string, s chancery.Span) {
		t.Helper()
		if s.Start < 0 || s.End > n || s.Start >= s.End {
			t.Errorf("%s: %s %v lies outside the text of %d", r.ID, what, s, n)
		}
	}
	last := 0
	for _, b := range r.Blocks {
		in("block", b.Span)
		if b.Start < last {
			t.Errorf("%s: block %v overlaps the one before", r.ID, b)
		}
		last = b.End
	}
	for _, s := range r.Sentences {
		in("sentence", s)
	}
	if r.Published != nil {
		for _, e := range r.Published.Evidence {
			in("evidence", e)
		}
	}
	known := map[string]bool{}
	for _, a := range r.Actors {
		if known[a.ID] {
			t.Errorf("%s: actor %s is listed twice", r.ID, a.ID)
		}
		known[a.ID] = true
		for _, m := range a.Mentions {
			in("mention of "+a.ID, m)
		}
	}
	for _, x := range r.Times {
		in("time "+x.Value, x.Span)
	}
	for _, q := range r.Quotes {
		for _, c := range q.Content {
			in("content", c)
		}
		if q.Source != nil {
			in("source", q.Source.Span)
		}
		if q.Cue != nil {
			in("cue", *q.Cue)
		}
		for _, v := range q.Via {
			in("via", v.Span)
		}
	}
	for _, d := range r.Distance {
		in("distance", d)
	}
	ids := map[string]bool{}
	for _, e := range r.Events {
		in("trigger", e.Trigger)
		if ids[e.ID] {
			t.Errorf("%s: two events have the id %s", r.ID, e.ID)
		}
		ids[e.ID] = true
		if e.Sentence < 0 || e.Sentence >= len(r.Sentences) || !r.Sentences[e.Sentence].Contains(e.Trigger) {
			t.Errorf("%s: event %s is not in its sentence", r.ID, e.ID)
		}
		if e.Quote != nil && (*e.Quote < 0 || *e.Quote >= len(r.Quotes)) {
			t.Errorf("%s: event %s names quote %d of %d", r.ID, e.ID, *e.Quote, len(r.Quotes))
		}
		for _, a := range e.Also {
			in("telling", a.Span)
			if a.Sentence < 0 || a.Sentence >= len(r.Sentences) || !r.Sentences[a.Sentence].Contains(a.Span) {
				t.Errorf("%s: event %s is told again in no sentence", r.ID, e.ID)
			}
			if a.Quote != nil && (*a.Quote < 0 || *a.Quote >= len(r.Quotes)) {
				t.Errorf("%s: event %s is told again in quote %d of %d", r.ID, e.ID, *a.Quote, len(r.Quotes))
			}
		}
		for _, p := range append(slices.Clone(e.Actor), e.Recipient...) {
			in("participant "+p.ID, p.Span)
			if !known[p.ID] {
				t.Errorf("%s: participant %s is no actor of the record", r.ID, p.ID)
			}
		}
	}
	for _, rel := range r.Relations {
		for _, id := range rel.Events {
			if !ids[id] {
				t.Errorf("%s: relation %s rests on the event %s, which is not there", r.ID, rel.Kind, id)
			}
		}
		if len(rel.Evidence) == 0 {
			t.Errorf("%s: nothing shows the relation %s", r.ID, rel.Kind)
		}
		for _, w := range rel.Evidence {
			in("evidence of "+rel.Kind, w)
		}
	}
}

func TestRecordsFollowTheSchema(t *testing.T) {
	s := compileSchema(t)
	events := 0
	for _, file := range examples(t) {
		for _, line := range readRecords(t, file) {
			checkRecord(t, s, line)
			events += bytes.Count(line, []byte(`"trigger"`))
		}
	}
	if events < 50 {
		t.Errorf("only %d events in all examples", events)
	}
}

func TestSeedFollowsTheSchema(t *testing.T) {
	const seed = "../../../shared/seed/article.txt"
	if _, err := os.Stat(seed); err != nil {
		t.Skip("the seed article is not here: ", err)
	}
	s := compileSchema(t)
	for _, line := range readRecords(t, seed) {
		checkRecord(t, s, line)
	}
}

func TestErrorsFollowTheSchema(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.txt")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := compileSchema(t)
	lines := readRecords(t, empty, filepath.Join(dir, "gone.txt"))
	if len(lines) != 2 {
		t.Fatalf("%d records for two unreadable inputs", len(lines))
	}
	for _, line := range lines {
		checkRecord(t, s, line)
		if !bytes.Contains(line, []byte(`"error"`)) {
			t.Errorf("no error in %s", line)
		}
	}
}

func TestSchemaRefusesWhatIsNoRecord(t *testing.T) {
	s := compileSchema(t)
	for _, bad := range []string{
		`{}`,
		`{"format":"chancery/2","id":"a","error":"x"}`,
		`{"format":"chancery/1","id":"a"}`,
		`{"format":"chancery/1","id":"a","text":"b","blocks":[{"kind":"poem","start":0,"end":1}]}`,
		`{"format":"chancery/1","id":"a","text":"b","blocks":[{"kind":"paragraph","start":0,"end":1}],"more":1}`,
		`{"format":"chancery/1","id":"a","text":"b","blocks":[{"kind":"paragraph","start":0,"end":1}],"events":[{"id":"e"}]}`,
	} {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(bad))
		if err != nil {
			t.Fatal(err)
		}
		if s.Validate(v) == nil {
			t.Errorf("the schema takes %s", bad)
		}
	}
}

// TestSchemaNamesAllFields ties the schema's property names to the tags of the
// record's types.
func TestSchemaNamesAllFields(t *testing.T) {
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema any
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	inSchema, inGo := map[string]bool{}, map[string]bool{}
	properties(schema, inSchema)
	tags(reflect.TypeFor[chancery.Record](), inGo, map[reflect.Type]bool{})
	for name := range inGo {
		if !inSchema[name] {
			t.Errorf("the schema lacks %q", name)
		}
	}
	for name := range inSchema {
		if !inGo[name] {
			t.Errorf("the record lacks %q", name)
		}
	}
}

// properties collects the names below every "properties".
func properties(v any, out map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if p, ok := x.(map[string]any); ok && k == "properties" {
				for name := range p {
					out[name] = true
				}
			}
			properties(x, out)
		}
	case []any:
		for _, x := range v {
			properties(x, out)
		}
	}
}

// tags collects the JSON names of a type's fields and of those within.
func tags(t reflect.Type, out map[string]bool, seen map[reflect.Type]bool) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			out[name] = true
		}
		tags(f.Type, out, seen)
	}
}
