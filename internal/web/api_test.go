package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// apiDocument is what the description of the API is held to here.
type apiDocument struct {
	OpenAPI string
	Paths   map[string]map[string]struct {
		OperationID string
		Summary     string
		Parameters  []struct{ Name, In string }
		Responses   map[string]struct {
			Content map[string]any
		}
	}
}

// described reads the description and makes a validator of its schemas.
func (s *stage) described() (*apiDocument, *jsonschema.Compiler) {
	s.Helper()
	status, body := s.get("/api/v1/openapi.json")
	if status != http.StatusOK {
		s.Fatalf("status %d", status)
	}
	var doc apiDocument
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		s.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("openapi.json", whole); err != nil {
		s.Fatal(err)
	}
	return &doc, c
}

// fits holds an answer to the schema of its status and type in the description.
func fits(t *testing.T, c *jsonschema.Compiler, path, method, status, contentType, body string) {
	t.Helper()
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	at := "openapi.json#/paths/" + escape.Replace(path) + "/" + method + "/responses/" + status + "/content/" + escape.Replace(contentType) + "/schema"
	schema, err := c.Compile(strings.ReplaceAll(strings.ReplaceAll(at, "{", "%7B"), "}", "%7D"))
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Errorf("%s: %v in %.200s", path, err, body)
		return
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s: %v in %.400s", path, err, body)
	}
}

// TestAnswersAreAsDescribed asks every question of the description, and every one
// wrongly, and holds the answers to their schemas.
func TestAnswersAreAsDescribed(t *testing.T) {
	s := newStage(t)
	sources, claims := s.fill()
	s.judgedBy("Ann", claims[1], "accepted")
	s.judgedBy("Ben", claims[1], "rejected")
	doc, compiler := s.described()
	parts := map[string]string{"{code}": "DNR", "{a}": "UKR", "{b}": "PRK", "{claim}": claims[0]}
	asked := 0
	for path, operations := range doc.Paths {
		op, ok := operations["get"]
		if !ok {
			continue
		}
		asked++
		real := path
		for part, value := range parts {
			real = strings.ReplaceAll(real, part, value)
		}
		id := claims[0]
		if strings.HasPrefix(path, "/api/v1/source") {
			id = sources[0]
		}
		real = strings.ReplaceAll(real, "{id}", id)
		if strings.Contains(real, "{") {
			t.Errorf("%s: the test does not know how to ask it", path)
			continue
		}
		answered := false
		for _, query := range []string{"", "?q=Donetsk&of=UKR&entity=DNR&kind=recognition&limit=2"} {
			status, header, body := s.ask("GET", real+query, nil)
			if status != http.StatusOK {
				if status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
					t.Errorf("%s%s: status %d: %.300s", real, query, status, body)
				}
				continue
			}
			answered = true
			contentType := header.Get("Content-Type")
			if op.Responses["200"].Content[contentType] == nil {
				t.Errorf("%s: it answers with %s, which is not described", path, contentType)
			}
			if contentType == "application/json" {
				fits(t, compiler, path, "get", "200", contentType, body)
			}
			if op.Summary == "" || op.OperationID == "" {
				t.Errorf("%s: it has no summary or no id", path)
			}
		}
		if !answered {
			t.Errorf("%s: it answered nothing", path)
		}
		wrong := strings.NewReplacer(id, "00", "/DNR", "/Ruritania", "/UKR", "/Ruritania").Replace(real) + "?known_at=soon&since=soon&limit=x&on=soon"
		status, header, body := s.ask("GET", wrong, nil)
		switch contentType := header.Get("Content-Type"); {
		case status == http.StatusOK: // nothing can be asked wrongly
		case status >= 500 || contentType != "application/problem+json":
			t.Errorf("%s: status %d, %s: %.300s", wrong, status, contentType, body)
		default:
			fits(t, compiler, path, "get", describedStatus(op.Responses, status), contentType, body)
		}
	}
	if asked < 15 {
		t.Errorf("only %d questions are described", asked)
	}
}

// describedStatus is the key under which an answer of a status is described.
func describedStatus[V any](responses map[string]V, status int) string {
	key := http.StatusText(status)
	for k := range responses {
		if k == "default" || k == strings.TrimSpace(jsonNumber(status)) {
			key = k
		}
	}
	return key
}

func jsonNumber(n int) string { b, _ := json.Marshal(n); return string(b) }

// TestJudgingIsAsDescribed judges over the API and holds the answers to their schemas.
func TestJudgingIsAsDescribed(t *testing.T) {
	s := newStage(t)
	_, claims := s.fill()
	_, compiler := s.described()
	_, set, page := s.ask("GET", "/about", nil)
	cookie, _, _ := strings.Cut(set.Get("Set-Cookie"), ";")
	token := tokenOf.FindStringSubmatch(page)[1]
	const path = "/api/v1/claims/{id}/verdicts"
	for _, c := range []struct {
		claim, body string
		status      int
	}{
		{claims[0], `{"verdict":"accepted","note":"it stands there"}`, 200},
		{claims[1], `{"verdict":"corrected","instead":{"type":"ACCUSE","recipients":[],"actors":[{"code":"Ukraine","words":{"start":0,"end":7}}],"kind":""}}`, 200},
		{claims[1], `{"verdict":"corrected"}`, 400},
		{claims[1], `{"verdict":"accepted","instead":{}}`, 400},
		{claims[1], `{"verdict":"maybe"}`, 422},
		{claims[1], `{"verdict":"accepted","more":1}`, 422},
		{claims[1], `{`, 400},
		{"00", `{"verdict":"accepted"}`, 404},
	} {
		status, header, body := s.ask("POST", strings.ReplaceAll(path, "{id}", c.claim), strings.NewReader(c.body),
			"Content-Type", "application/json", "Cookie", cookie, "X-CSRF-Token", token)
		if status != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.body, status, c.status, body)
			continue
		}
		fits(t, compiler, path, "post", jsonNumber(status), header.Get("Content-Type"), body)
	}
	got := answers[judgedAnswer](s, "/claims/"+claims[1])
	if len(got.Verdicts) != 1 || len(got.Instead) != 1 || got.Instead[0].Type != "ACCUSE" || len(got.Instead[0].Recipients) != 0 {
		t.Errorf("%+v", got)
	}
	if status, _, _ := s.ask("POST", strings.ReplaceAll(path, "{id}", claims[0]), strings.NewReader(`{"verdict":"rejected"}`), "Content-Type", "application/json"); status != http.StatusForbidden {
		t.Errorf("without a token: status %d", status)
	}
}

// TestAPIIsDescribedWhole finds no address below /api/v1 that is laid past the
// description.
func TestAPIIsDescribedWhole(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	past := regexp.MustCompile(`(Handle|HandleFunc)\([^)\n]*"[A-Z ]*/api/`)
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if at := past.Find(source); at != nil {
			t.Errorf("%s: %s lays an address of the API past its description", file, at)
		}
	}
}

// TestAPIPageNamesAllAddresses ties docs/formats/api.md to the description, both ways.
func TestAPIPageNamesAllAddresses(t *testing.T) {
	page, err := os.ReadFile("../../docs/formats/api.md")
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t)
	doc, _ := s.described()
	for path := range doc.Paths {
		if !bytes.Contains(page, []byte("`"+strings.TrimPrefix(path, "/api/v1")+"`")) {
			t.Errorf("the page does not name %s", path)
		}
	}
	named := regexp.MustCompile(`/api/v1(/[A-Za-z0-9/._{}$-]*[A-Za-z0-9}])`).FindAllSubmatch(page, -1)
	if len(named) < 10 {
		t.Errorf("the page has only %d examples", len(named))
	}
	for _, n := range named {
		if got := string(n[1]); got != "/openapi.json" && !slices.ContainsFunc(paths(doc), func(p string) bool { return fitsPath(p, "/api/v1"+got) }) {
			t.Errorf("the page has an example of %s, which is not there", got)
		}
	}
}

func paths(doc *apiDocument) []string {
	var out []string
	for p := range doc.Paths {
		out = append(out, p)
	}
	return out
}

// fitsPath tells whether an address is one of a path with parts in braces.
func fitsPath(path, address string) bool {
	want, got := strings.Split(path, "/"), strings.Split(address, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return strings.HasPrefix(w, "{") && g != "" || w == g })
}
