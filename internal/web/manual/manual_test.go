package manual

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"chancery"
	"chancery/internal/web/static"
)

// repository is the folder of which the documentation tells.
const repository = "../../.."

func ours(t testing.TB) *Manual {
	t.Helper()
	m, err := New(chancery.Documentation)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// get asks a handler for an address as it stands.
func get(t *testing.T, h http.Handler, at string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, at, nil))
	return w
}

// read is a page's tree.
func read(t *testing.T, w *httptest.ResponseRecorder) *html.Node {
	t.Helper()
	root, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return root
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestEveryLinkLeadsSomewhere: each page is shown, with nothing that its policy forbids;
// what it links to is there, down to the heading.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	m := ours(t)
	h := m.Handler(Frame{Version: "test"})
	ids := map[string]map[string]bool{} // of each page
	type link struct{ from, to string }
	var links []link
	for _, p := range m.Pages() {
		w := get(t, h, p.Address())
		if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != policy {
			t.Fatalf("%s: status %d, policy %q", p.File, w.Code, w.Header().Get("Content-Security-Policy"))
		}
		ids[p.Address()] = map[string]bool{"": true}
		titles := 0
		for n := range read(t, w).Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if n.Data == "h1" {
				titles++
			}
			if n.Data == "script" || n.Data == "style" || attr(n, "style") != "" {
				t.Errorf("%s: <%s %v> is forbidden by the policy", p.File, n.Data, n.Attr)
			}
			ids[p.Address()][attr(n, "id")] = true
			for _, key := range []string{"href", "src"} {
				if to := attr(n, key); to != "" {
					links = append(links, link{p.Address(), to})
				}
			}
		}
		if titles != 1 {
			t.Errorf("%s has %d titles", p.File, titles)
		}
	}
	outward := 0
	for _, l := range links {
		u, err := url.Parse(l.to)
		if err != nil {
			t.Errorf("%s: %q: %v", l.from, l.to, err)
			continue
		}
		if u.Scheme == "https" || u.Scheme == "http" {
			outward++
			continue
		}
		at := u.Path
		if at == "" {
			at = l.from
		}
		name, ofStatic := strings.CutPrefix(at, "/static/")
		switch {
		case ofStatic:
			if _, err := fs.Stat(static.Files(), name); err != nil {
				t.Errorf("%s: %q: %v", l.from, l.to, err)
			}
		case ids[at] != nil:
			if !ids[at][u.Fragment] {
				t.Errorf("%s: %q: there is no such heading", l.from, l.to)
			}
		case get(t, h, at).Code != http.StatusOK:
			t.Errorf("%s: %q leads nowhere", l.from, l.to)
		}
	}
	if len(links) < 1000 {
		t.Errorf("%d links only", len(links))
	}
}

// ofRepository are words that name files of the repository: folders that it has, or a
// document.
var ofRepository = regexp.MustCompile(`^((internal|cmd|docs|eval|train|examples|script|client|third_party)/[A-Za-z0-9_./*-]*|[A-Za-z0-9_./-]+\.md)$`)

// elsewhere are mentions of what a checkout does not have at one place: the data folder
// beside it, a file of each of several rooms.
var elsewhere = map[string]bool{"shared/ANCHORS.md": true, "DESIGN.md": true}

// TestMentionedFilesAreThere: what stands in backquotes and names a file of the
// repository is there; what names a page is a link.
func TestMentionedFilesAreThere(t *testing.T) {
	m := ours(t)
	mentioned, linked := 0, 0
	for _, p := range m.Pages() {
		for n := range read(t, get(t, m.Handler(Frame{}), p.Address())).Descendants() {
			if n.Type != html.ElementNode || n.Data != "code" || n.FirstChild == nil || n.Parent.Data == "pre" {
				continue
			}
			words := n.FirstChild.Data
			if !ofRepository.MatchString(words) || elsewhere[words] {
				continue
			}
			mentioned++
			if n.Parent.Data == "a" {
				linked++
				continue
			}
			found := false
			for _, in := range []string{".", path.Dir(p.File)} {
				files, err := filepath.Glob(filepath.Join(repository, in, words))
				found = found || err == nil && len(files) > 0
			}
			if !found {
				t.Errorf("%s mentions %s, which is not there", p.File, words)
			}
		}
	}
	if mentioned < 100 || linked < 60 {
		t.Errorf("%d files are mentioned, of them %d pages", mentioned, linked)
	}
}

// TestContentsLeadToAll: the page of contents leads to each other page of docs.
func TestContentsLeadToAll(t *testing.T) {
	m := ours(t)
	led := map[string]bool{}
	for _, file := range []string{contents, "docs/guides/README.md"} {
		for n := range read(t, get(t, m.Handler(Frame{}), m.byFile[file].Address())).Descendants() {
			if n.Data == "a" && n.FirstChild != nil && n.FirstChild.Data == "code" {
				led[attr(n, "href")] = true
			}
		}
	}
	for _, p := range m.Pages() {
		if p.File != contents && !led[p.Address()] {
			t.Errorf("neither %s nor that of the guides leads to %s", contents, p.File)
		}
	}
}

// TestOtherAddresses: what is no page is not found, whatever it looks like, and foreign
// words are shown as words.
func TestOtherAddresses(t *testing.T) {
	h := ours(t).Handler(Frame{})
	for _, at := range []string{
		"/docs/nowhere", "/docs/formats", "/docs/formats/", "/docs//", "/docs/formats/lake.md", "/docs/formats/lake/",
		"/docs/../README.md", "/docs/..%2f..%2fgo.mod", "/docs/%2e%2e/go.mod", "/docs/images/", "/docs/images/../guides/gdelt.tsv",
		"/docs/README.md", "/docs/LAKE", "/docs/%00", "/docs/<script>", "/", "/etc/passwd", "/docs/" + strings.Repeat("a/", 4000),
	} {
		w := get(t, h, at)
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "<script") {
			t.Errorf("%.60q: status %d", at, w.Code)
		}
	}
	for at, kind := range map[string]string{
		"/docs/":                           "text/html; charset=utf-8",
		"/docs/formats/lake":               "text/html; charset=utf-8",
		"/docs/images/actor.png":           "image/png",
		"/docs/formats/record.schema.json": "application/json",
	} {
		if w := get(t, h, at); w.Code != http.StatusOK || w.Header().Get("Content-Type") != kind {
			t.Errorf("%s: status %d, %s", at, w.Code, w.Header().Get("Content-Type"))
		}
	}
	w := get(t, h, "/docs/search?q="+url.QueryEscape("<script>alert(1)</script>"))
	if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<script") {
		t.Errorf("a search for a script: status %d\n%s", w.Code, w.Body)
	}
	w = httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/docs/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: status %d", w.Code)
	}
}

func TestFind(t *testing.T) {
	m := ours(t)
	for asked, want := range map[string]string{
		"formats/lake":          "docs/formats/lake.md",
		"lake":                  "docs/formats/lake.md",
		"LAKE":                  "docs/formats/lake.md",
		"lake.md":               "docs/formats/lake.md",
		"docs/formats/lake.md":  "docs/formats/lake.md",
		"guides":                "docs/guides/README.md",
		"gdelt":                 "docs/guides/gdelt.md",
		"contents":              "docs/README.md",
		"readme":                "README.md",
		"docs/guides/README.md": "docs/guides/README.md",
	} {
		if p, err := m.Find(asked); err != nil || p.File != want {
			t.Errorf("%q: %v, want %s", asked, err, want)
		}
	}
	for _, asked := range []string{"", "nowhere", "../go.mod", "formats/", "record.schema.json"} {
		if p, err := m.Find(asked); err == nil {
			t.Errorf("%q: found %s", asked, p.File)
		}
	}
}

func TestFindUnsure(t *testing.T) {
	m, err := New(fstest.MapFS{
		"docs/README.md":    {Data: []byte("# All\n")},
		"docs/a/same.md":    {Data: []byte("# One\n")},
		"docs/b/same.md":    {Data: []byte("# Other\n")},
		"docs/b/picture.md": {Data: []byte("# P\n\n![x](../p.png) [y](same.md#other) [z](https://example.org/)\n\n<b onclick=\"x\">raw</b>\n")},
		"docs/p.png":        {Data: []byte("\x89PNG")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Find("same"); err == nil || !strings.Contains(err.Error(), "a/same or b/same") {
		t.Errorf("two pages: %v", err)
	}
	body := string(m.byTopic["b/picture"].body)
	for _, want := range []string{`src="/docs/p.png"`, `href="/docs/b/same#other"`, `href="https://example.org/"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
	if strings.Contains(body, "onclick") {
		t.Errorf("HTML of a document stands in its page: %s", body)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"no contents": {"docs/a.md": {Data: []byte("# A\n")}},
		"two pages of one topic": {
			"docs/README.md": {Data: []byte("# All\n")},
			"docs/a.md":      {Data: []byte("# A\n")}, "docs/a/README.md": {Data: []byte("# A\n")},
		},
	} {
		if _, err := New(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSearch(t *testing.T) {
	m := ours(t)
	for q, want := range map[string]string{
		"lake":            "formats/lake",
		"GDELT compare":   "guides/gdelt",
		"recognition map": "guides/recognition-map",
	} {
		hits := m.search(q)
		if len(hits) == 0 || hits[0].Page.Topic != want {
			t.Errorf("%q: %d pages, not %s first", q, len(hits), want)
		}
	}
	for _, q := range []string{"", "  ", "xyzzy", "lake xyzzy"} {
		if hits := m.search(q); len(hits) != 0 {
			t.Errorf("%q: %d pages", q, len(hits))
		}
	}
}

// FuzzSearch: whatever is asked for, pages that are found have it.
func FuzzSearch(f *testing.F) {
	m := ours(f)
	for _, q := range []string{"lake", "“lake”", "İ", "\xff", "a b c", "—", strings.Repeat("é", 300)} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		q = clipped(q)
		if len(q) > mostQuery {
			t.Errorf("%d bytes of a query are kept", len(q))
		}
		for _, h := range m.search(q) {
			if first := strings.Fields(strings.ToLower(q))[0]; !strings.EqualFold(h.Word, first) && strings.ToLower(h.Word) != first {
				t.Errorf("%q is shown for %q", h.Word, first)
			}
		}
	})
}
