package static_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"html/template"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"chancery/internal/web/static"
)

var shots = flag.String("shots", "", "a folder to write screenshots of the pages to")

// policy is as strict as the reading room's: nothing inline, nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// patience is how long a page may take for anything at all.
const patience = 30 * time.Second

// browser starts Chromium. Without one the test is skipped, or fails where there must be one.
func browser(t *testing.T) context.Context {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		const missing = "no Chromium is here; install the package chromium"
		if os.Getenv("CHANCERY_REQUIRE_CHROMIUM") == "1" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.WindowSize(1280, 900), chromedp.Flag("disable-gpu", true))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses root
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("starting %s: %v", program, err)
	}
	return ctx
}

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
	if name == "page" {
		module = ""
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

// tab is one page open in the browser. What the console or the network complain of is
// collected.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site *site

	mu         sync.Mutex
	complaints []string
}

// open opens a page of testdata in a tab of its own and closes it with the test, which
// fails if anything was complained of.
func open(t *testing.T, in context.Context, s *site, page string, width int64) *tab {
	t.Helper()
	p := &tab{t: t, site: s}
	ctx, end := chromedp.NewContext(in, chromedp.WithListener(p.hear))
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	p.ctx = ctx
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(s.URL+"/page/"+page)); err != nil {
		t.Fatalf("opening %s: %v", page, err)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range p.complaints {
			t.Errorf("the browser complains: %s", c)
		}
	})
	return p
}

func (p *tab) hear(event any) {
	complaint := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		complaint = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			complaint += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			complaint = fmt.Sprint("console: ", e.Type)
			for _, a := range e.Args {
				complaint += " " + string(a.Value) + a.Description
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			complaint = e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, p.site.URL+"/") && !strings.HasPrefix(u, "data:") {
			complaint = "a request leaves the host: " + u
		}
	}
	if complaint == "" {
		return
	}
	p.mu.Lock()
	p.complaints = append(p.complaints, complaint)
	p.mu.Unlock()
}

// forgive takes back complaints that contain a text, which there must be.
func (p *tab) forgive(text string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var kept []string
	for _, c := range p.complaints {
		if !strings.Contains(c, text) {
			kept = append(kept, c)
		}
	}
	if len(kept) == len(p.complaints) {
		p.t.Errorf("the browser did not complain of %q", text)
	}
	p.complaints = kept
}

// eval is the value of a JavaScript expression in the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for a JavaScript condition. It is looked at with every frame by the page
// itself, since the policy forbids what chromedp's own polling does.
func (p *tab) until(condition string) {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](
		"new Promise(done => { (function look() { if ("+condition+") done(true); else requestAnimationFrame(look); })(); })", chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("waiting for %s: %v", condition, err)
	}
}

// want fails unless a JavaScript expression has a value.
func want[T comparable](p *tab, expression string, value T) {
	p.t.Helper()
	if got := eval[T](p, expression); got != value {
		p.t.Errorf("%s is %v, want %v", expression, got, value)
	}
}

// press sends keys to what has the focus.
func (p *tab) press(keys string) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, chromedp.KeyEvent(keys)); err != nil {
		p.t.Fatalf("pressing %q: %v", keys, err)
	}
}

// click presses the mouse on the first element of a selector.
func (p *tab) click(selector string) {
	p.t.Helper()
	at := eval[[]float64](p, "(() => { const e = document.querySelector("+quote(selector)+"); e.scrollIntoView({block: 'center'}); "+
		"const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()")
	if err := chromedp.Do(p.ctx, chromedp.MouseClickXY(at[0], at[1])); err != nil {
		p.t.Fatalf("clicking %s: %v", selector, err)
	}
}

func quote(text string) string {
	q, _ := json.Marshal(text)
	return string(q)
}
