package access

import (
	"encoding/json"
	"fmt"
	"io"
	stdlog "log"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestWhoMayWhat asks for each page as each kind of visitor.
func TestWhoMayWhat(t *testing.T) {
	rm := newRoom(t, nil)
	visitor := func(name string) map[string]string {
		c, token := rm.signedIn(name)
		return map[string]string{"Cookie": c.Name + "=" + c.Value, TokenHeader: token}
	}
	who := map[string]map[string]string{
		"stranger": {}, "rita": visitor("rita"), "vera": visitor("vera"), "ada": visitor("ada"),
		"reading": rm.token("reading", Reader), "reviewing": rm.token("reviewing", Reviewer), "ruling": rm.token("ruling", Admin),
		"unknown": {"Authorization": "Bearer " + tokenPrefix + strings.Repeat("A", 43)},
		"basic":   {"Authorization": "Basic YWRhOmFkYQ=="},
	}
	for _, tt := range []struct {
		method, path string
		want         map[string]int
	}{
		{"GET", "/", map[string]int{"stranger": 303, "basic": 303, "unknown": 401, "rita": 200, "vera": 200, "ada": 200, "reading": 200, "ruling": 200}},
		{"GET", "/api/v1/actors", map[string]int{"stranger": 401, "basic": 401, "unknown": 401, "rita": 200, "reading": 200}},
		{"POST", "/review/1", map[string]int{"stranger": 303, "unknown": 401, "rita": 403, "vera": 200, "ada": 200, "reading": 403, "reviewing": 200, "ruling": 200}},
		{"GET", "/admin", map[string]int{"stranger": 303, "unknown": 401, "rita": 403, "vera": 403, "ada": 200, "reading": 403, "reviewing": 403, "ruling": 200}},
		{"DELETE", "/api/v1/x", map[string]int{"stranger": 401, "rita": 200}},
		{"GET", "/static/style.css", map[string]int{"stranger": 200, "rita": 200, "unknown": 401}},
		{"GET", "/healthz", map[string]int{"stranger": 200}},
		{"GET", "/healthz/more", map[string]int{"stranger": 303}},
		{"GET", "/staticx", map[string]int{"stranger": 303}},
		{"GET", "/static/../admin", map[string]int{"stranger": 303}},
		{"GET", "/static/%2e%2e/admin", map[string]int{"stranger": 303}},
		{"GET", "/static%2fadmin", map[string]int{"stranger": 303}},
		{"GET", "//static/a", map[string]int{"stranger": 303}},
		{"POST", "/static/style.css", map[string]int{"stranger": 403}},
	} {
		for name, status := range tt.want {
			if w := rm.send(ask{method: tt.method, target: tt.path, header: who[name]}); w.Code != status {
				t.Errorf("%s %s as %s: %d, want %d: %s", tt.method, tt.path, name, w.Code, status, w.Body)
			}
		}
	}
}

// TestNobodyIsKnownUnwrapped: Require without Wrap lets nobody through.
func TestNobodyIsKnownUnwrapped(t *testing.T) {
	rm := newRoom(t, nil)
	rm.handler = rm.mux
	c, token := rm.send(ask{target: "/"}), "x"
	if w := rm.send(ask{method: "POST", target: "/review/1", header: map[string]string{TokenHeader: token}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if !strings.HasPrefix(c.Body.String(), " nobody false") {
		t.Errorf("%s", c.Body)
	}
}

// TestHowRefusalsLook: people are led to the sign-in page, programs are told.
func TestHowRefusalsLook(t *testing.T) {
	rm := newRoom(t, nil)
	reading := rm.token("reading", Reader)
	for _, tt := range []struct {
		name     string
		a        ask
		status   int
		location string
		wants    string // WWW-Authenticate
		json     bool
	}{
		{"a page", ask{target: "/pair/UKR/PRK?as-of=2022-07-15"}, 303, "/sign-in?next=%2Fpair%2FUKR%2FPRK%3Fas-of%3D2022-07-15", "", false},
		{"the front page", ask{target: "/"}, 303, "/sign-in", "", false},
		{"a form", ask{method: "POST", target: "/review/1"}, 303, "/sign-in", "", false},
		{"an address of another host", ask{target: "//evil.example/"}, 303, "/sign-in", "", false},
		{"the API", ask{target: "/api/v1/actors", header: map[string]string{"Accept": "text/html"}}, 401, "", `Bearer realm="chancery"`, true},
		{"a script of a page", ask{target: "/x", header: map[string]string{"Sec-Fetch-Mode": "cors"}}, 401, "", `Bearer realm="chancery"`, true},
		{"a page in a browser", ask{target: "/x", header: map[string]string{"Sec-Fetch-Mode": "navigate"}}, 303, "/sign-in?next=%2Fx", "", false},
		{"who takes JSON alone", ask{target: "/x", header: map[string]string{"Accept": "application/json"}}, 401, "", `Bearer realm="chancery"`, true},
		{"a wrong token", ask{target: "/x", header: map[string]string{"Authorization": "bearer nonsense"}}, 401, "", `Bearer realm="chancery", error="invalid_token"`, true},
		{"a token of too low a role", ask{target: "/admin", header: reading}, 403, "", "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := rm.send(tt.a)
			h := w.Header()
			if w.Code != tt.status || h.Get("Location") != tt.location || h.Get("WWW-Authenticate") != tt.wants || h.Get("Cache-Control") != "no-store" {
				t.Errorf("%d %v", w.Code, h)
			}
			var p problem
			if got := h.Get("Content-Type") == "application/problem+json"; got != tt.json {
				t.Errorf("it is of the type %s", h.Get("Content-Type"))
			} else if got && (json.Unmarshal(w.Body.Bytes(), &p) != nil || p.Status != tt.status || p.Type != "about:blank" || p.Title != http.StatusText(tt.status) || p.Detail == "") {
				t.Errorf("%s", w.Body)
			}
		})
	}
}

// TestPageOfRefusals: the room draws refusals for people itself.
func TestPageOfRefusals(t *testing.T) {
	rm := newRoom(t, func(o *Options) {
		o.Page = func(w http.ResponseWriter, r *http.Request, no Refusal) {
			w.WriteHeader(no.Status)
			fmt.Fprintf(w, "drawn for %s: %s", Who(r.Context()).Name, no.Detail)
		}
	})
	c, _ := rm.signedIn("rita")
	w := rm.send(ask{target: "/admin", cookies: []*http.Cookie{c}})
	if w.Code != 403 || w.Body.String() != "drawn for rita: this takes the role admin, and you are reader; ask who runs this room" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// TestTokens: who was given a token loses it at once when it is disabled or over.
func TestTokens(t *testing.T) {
	rm := newRoom(t, nil)
	bearer := rm.token("nightly", Reader)
	get := func() (int, string) {
		w := rm.send(ask{target: "/api/v1/x", header: bearer})
		return w.Code, w.Body.String()
	}
	if status, body := get(); status != 200 || !strings.HasPrefix(body, "nightly reader false") {
		t.Errorf("%d %s", status, body)
	}
	// With a cookie besides, the token says who it is.
	c, _ := rm.signedIn("ada")
	if w := rm.send(ask{method: "POST", target: "/review/1", header: bearer, cookies: []*http.Cookie{c}}); w.Code != 403 {
		t.Errorf("a reader's token with an admin's cookie: %d %s", w.Code, w.Body)
	}
	rm.do(rm.store.SetRole(t.Context(), "nightly", Reviewer))
	if w := rm.send(ask{method: "POST", target: "/review/1", header: bearer}); w.Code != 200 {
		t.Errorf("after it was raised: %d %s", w.Code, w.Body)
	}
	rm.do(rm.store.SetDisabled(t.Context(), "nightly", true))
	if status, body := get(); status != 401 || !strings.Contains(body, "disabled") {
		t.Errorf("%d %s", status, body)
	}
	rm.do(rm.store.SetDisabled(t.Context(), "nightly", false))
	if status, body := get(); status != 200 {
		t.Errorf("%d %s", status, body)
	}
	rm.clock.pass(time.Hour)
	if status, body := get(); status != 401 || !strings.Contains(body, "expired") {
		t.Errorf("%d %s", status, body)
	}
}

func TestRequestsAreLimited(t *testing.T) {
	rm := newRoom(t, func(o *Options) { o.Limits.Requests, o.Limits.Burst = 0.5, 5 })
	status := func(from string) *httptest.ResponseRecorder { return rm.send(ask{target: "/healthz", from: from}) }
	for range 5 {
		if w := status("192.0.2.1:1"); w.Code != 200 {
			t.Fatalf("%d", w.Code)
		}
	}
	for range 3 {
		if w := status("192.0.2.1:2"); w.Code != 429 || w.Header().Get("Retry-After") != "2" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	}
	if w := status("192.0.2.2:1"); w.Code != 200 {
		t.Errorf("another address: %d", w.Code)
	}
	for i := range 6 {
		want := 200
		if i == 5 {
			want = 429
		}
		if w := status(fmt.Sprintf("[2001:db8::%d]:1", i)); w.Code != want {
			t.Errorf("address %d of one subscriber: %d", i, w.Code)
		}
	}
	rm.clock.pass(2 * time.Second)
	if w := status("192.0.2.1:1"); w.Code != 200 {
		t.Errorf("after a while: %d", w.Code)
	}
	if got := rm.audit.what(t, "refused"); len(got) != 2 {
		t.Errorf("the audit log has %v", got)
	}
}

func TestBodiesAreLimited(t *testing.T) {
	rm := newRoom(t, func(o *Options) { o.Limits.Body = 1000 })
	bearer := rm.token("nightly", Reviewer)
	c, token := rm.signedIn("vera")
	small, large := strings.Repeat("a", 1000), strings.Repeat("a", 1001)
	for _, tt := range []struct {
		name   string
		a      ask
		status int
	}{
		{"what fits", ask{header: bearer, body: small}, 200},
		{"a byte too many", ask{header: bearer, body: large}, 413},
		{"a form too large", ask{cookies: []*http.Cookie{c}, header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: "csrf=" + token + "&a=" + large}, 413},
	} {
		tt.a.method, tt.a.target = "POST", "/review/1"
		if w := rm.send(tt.a); w.Code != tt.status {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
		} else if w.Code == 413 && !strings.Contains(w.Body.String(), "larger than 1000 bytes; send less") {
			t.Errorf("%s: it was let through: %s", tt.name, w.Body)
		}
	}
	// Of unknown length it is cut off as it is read, also while looking for the token.
	for name, h := range map[string]map[string]string{"a body": {"Authorization": bearer["Authorization"]},
		"a form": {"Cookie": c.Name + "=" + c.Value, "Content-Type": "application/x-www-form-urlencoded"}} {
		r := httptest.NewRequest("POST", "/review/1", io.MultiReader(strings.NewReader("a="+large)))
		r.Host, r.ContentLength = "room.example", -1
		for k, v := range h {
			r.Header.Set(k, v)
		}
		w := httptest.NewRecorder()
		rm.handler.ServeHTTP(w, r)
		if w.Code != 413 {
			t.Errorf("%s of unknown length: %d %s", name, w.Code, w.Body)
		}
	}
}

func TestHeaders(t *testing.T) {
	rm := newRoom(t, nil)
	c, _ := rm.signedIn("rita")
	rm.mux.HandleFunc("/own", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Cache-Control", "private, max-age=60")
	})
	for name, tt := range map[string]struct {
		a     ask
		cache string
	}{
		"a page":           {ask{target: "/", cookies: []*http.Cookie{c}}, "private, no-cache"},
		"one of its own":   {ask{target: "/own", cookies: []*http.Cookie{c}}, "private, max-age=60"},
		"a public file":    {ask{target: "/static/style.css", cookies: []*http.Cookie{c}}, ""},
		"a redirect":       {ask{target: "/"}, "no-store"},
		"a refusal":        {ask{target: "/admin", cookies: []*http.Cookie{c}}, "no-store"},
		"a wrong host":     {ask{target: "/", host: "a:b"}, "no-store"},
		"a panic":          {ask{target: "/boom", cookies: []*http.Cookie{c}}, "no-store"},
		"the sign-in page": {ask{target: "/sign-in"}, "no-store"},
	} {
		h := rm.send(tt.a).Header()
		for key, want := range map[string]string{
			"Cache-Control":                tt.cache,
			"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Strict-Transport-Security":    "",
		} {
			if h.Get(key) != want {
				t.Errorf("%s: %s is %q", name, key, h.Get(key))
			}
		}
		if !strings.Contains(h.Get("Permissions-Policy"), "geolocation=()") {
			t.Errorf("%s: Permissions-Policy is %q", name, h.Get("Permissions-Policy"))
		}
	}
	secure := newRoom(t, func(o *Options) { o.Secure = true })
	if got := secure.send(ask{target: "/"}).Header().Get("Strict-Transport-Security"); got != "max-age=31536000" {
		t.Errorf("Strict-Transport-Security is %q", got)
	}
}

// TestPanics: the server goes on, the log has the stack, the visitor nothing of it.
func TestPanics(t *testing.T) {
	var told log
	rm := newRoom(t, func(o *Options) { o.Log = slog.New(slog.NewJSONHandler(&told, nil)) })
	c, _ := rm.signedIn("rita")
	rm.mux.HandleFunc("/half", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, "half of it")
		panic("the kettle is dry")
	})
	rm.mux.HandleFunc("/headers", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		panic(fmt.Errorf("the kettle is dry"))
	})
	rm.mux.HandleFunc("/gone", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	for _, path := range []string{"/boom", "/headers"} {
		w := rm.send(ask{target: path, cookies: []*http.Cookie{c}})
		if w.Code != 500 || strings.Contains(w.Body.String(), "kettle") || w.Header().Get("Content-Encoding") != "" {
			t.Errorf("%s: %d %v %s", path, w.Code, w.Header(), w.Body)
		}
	}
	w := rm.send(ask{target: "/boom", cookies: []*http.Cookie{c}, header: map[string]string{"Accept": "application/json"}})
	if w.Code != 500 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("for a program: %d %v", w.Code, w.Header())
	}
	if got := told.String(); strings.Count(got, "the kettle is dry") != 3 || !strings.Contains(got, "wrap_test.go") {
		t.Errorf("the log has %s", got)
	}
	for _, path := range []string{"/half", "/gone"} {
		func() {
			defer func() {
				if v := recover(); v != http.ErrAbortHandler {
					t.Errorf("%s: the answer is not broken off: %v", path, v)
				}
			}()
			rm.send(ask{target: path, cookies: []*http.Cookie{c}})
		}()
	}
}

// TestServer speaks to a server over the network: answers come while they are
// written, and a handler can give itself more time.
func TestServer(t *testing.T) {
	rm := newRoom(t, nil)
	rm.mux.HandleFunc("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		c := http.NewResponseController(w)
		if err := c.SetWriteDeadline(time.Time{}); err != nil {
			t.Error(err)
		}
		f, ok := w.(http.Flusher)
		if !ok {
			t.Error("the writer cannot be flushed")
			return
		}
		_, _ = io.WriteString(w, "ok")
		f.Flush()
	})
	srv := Server("", rm.handler, Limits{HeaderBytes: 8 << 10})
	if srv.ReadHeaderTimeout != 5*time.Second || srv.ReadTimeout != 30*time.Second || srv.WriteTimeout != time.Minute || srv.IdleTimeout != 2*time.Minute || srv.MaxHeaderBytes != 8<<10 {
		t.Errorf("%+v", srv)
	}
	srv.ErrorLog = stdlog.New(io.Discard, "", 0)
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = srv
	ts.Start()
	defer ts.Close()
	for _, tt := range []struct {
		header int
		status int
	}{{10, 200}, {64 << 10, 431}} {
		r, _ := http.NewRequest("GET", ts.URL+"/healthz", nil)
		r.Header.Set("X-Long", strings.Repeat("a", tt.header))
		resp, err := ts.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != tt.status {
			t.Errorf("a header of %d bytes: %s", tt.header, resp.Status)
		}
	}
}
