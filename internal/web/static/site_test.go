package static_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"chancery/internal/web/static"
	"chancery/internal/web/static/browsertest"
)

var shots = flag.String("shots", "", "a folder to write screenshots of the pages to")

// policy is as strict as the reading room's: nothing inline, nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// site serves the pages of testdata and answers as the reading room's server would.
type site struct {
	*httptest.Server
	mu    sync.Mutex
	posts []post
}

type post struct {
	path string
	form url.Values
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServerFS(static.Files())))
	mux.HandleFunc("GET /page/{name}", func(w http.ResponseWriter, r *http.Request) { writePage(t, w, r.PathValue("name")) })
	mux.HandleFunc("GET /api/v1/recognition/{code}", answerDay)
	mux.HandleFunc("GET /api/v1/suggest", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"items": []map[string]string{
			{"label": "Ukraine", "href": "/page/band", "kind": "state"}, {"label": "<b>" + r.FormValue("q"), "href": "javascript:alert(1)"},
		}})
	})
	mux.HandleFunc("POST /review/", s.take)
	var asked atomic.Int32 // a queue is ready the second time it is asked for
	mux.HandleFunc("GET /api/v1/review", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"ready": asked.Add(1) == 2, "read": 2500})
	})
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// writePage puts a fragment of testdata into the layout, with the module of its kind.
func writePage(t *testing.T, w http.ResponseWriter, name string) {
	layout, err := template.ParseFiles(filepath.Join("testdata", "layout.html"))
	if err != nil {
		t.Error(err)
		return
	}
	body, err := os.ReadFile(filepath.Join("testdata", filepath.Base(name)+".html"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	module := name + ".js"
	switch name {
	case "page":
		module = ""
	case "drawing":
		module = "review.js"
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := layout.Execute(w, struct {
		Title, Module string
		Body          template.HTML
	}{name, module, template.HTML(body)}); err != nil {
		t.Error(err)
	}
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(body)
}

// answerDay is the map of another day; of 2001-01-01 there is none.
func answerDay(w http.ResponseWriter, r *http.Request) {
	on := r.FormValue("on")
	if on == "2001-01-01" {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `{"title":"Internal Server Error","detail":"the ledger sleeps"}`)
		return
	}
	type value struct {
		Class string `json:"class"`
		Label string `json:"label"`
		Href  string `json:"href"`
		N     int    `json:"n"`
	}
	values := map[string]value{
		"FRA": {"recognised", "France on " + on, "/pair/FRA/XKX", 1},
		"SGP": {"recognised", "Singapore on " + on, "/pair/SGP/XKX", 1},
	}
	if on < "1991-12-26" {
		values["SUN"] = value{"recognised", "Soviet Union", "/pair/SUN/XKX", 1}
	}
	answer(w, map[string]any{
		"on":     on,
		"counts": map[string]int{"recognised": 2, "rejected": 0},
		"map": map[string]any{
			"title": "Recognition", "entity": "XKX", "disputed": []string{"XKX", "ABK"},
			"legend": []map[string]string{{"class": "recognised", "label": "Recognises"}},
			"values": values,
		},
	})
}

// take keeps a verdict; one whose path ends in fails is refused.
func (s *site) take(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil || r.Header.Get("Accept") != "application/json" {
		http.Error(w, "no form, or not asked for JSON", http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.posts = append(s.posts, post{r.URL.Path, r.PostForm})
	s.mu.Unlock()
	if strings.HasSuffix(r.URL.Path, "/fails") {
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusConflict)
		fmt.Fprint(w, `{"title":"Conflict","detail":"somebody was faster"}`)
		return
	}
	answer(w, map[string]bool{"ok": true})
}

func (s *site) taken() []post {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]post(nil), s.posts...)
}

// page is a page of the site, open in the browser.
type page struct {
	*browsertest.Tab
	t    *testing.T
	site *site
}

// open opens a page of testdata, width pixels wide.
func open(t *testing.T, in *browsertest.Browser, s *site, name string, width int64) *page {
	t.Helper()
	return &page{in.Open(t, s.URL+"/page/"+name, width), t, s}
}
