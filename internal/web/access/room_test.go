package access

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// clock is a time that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// log is a buffer that many may write to.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// lines are the lines of an audit log.
func (l *log) lines(t *testing.T) []map[string]any {
	t.Helper()
	var out []map[string]any
	for line := range strings.Lines(l.String()) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("audit line %q: %v", line, err)
		}
		out = append(out, m)
	}
	return out
}

// what is the audit lines of one kind.
func (l *log) what(t *testing.T, what string) []map[string]any {
	t.Helper()
	var out []map[string]any
	for _, m := range l.lines(t) {
		if m["what"] == what {
			out = append(out, m)
		}
	}
	return out
}

const password = "correct horse battery"

// room is a guarded server with somebody of each role.
type room struct {
	t       *testing.T
	clock   *clock
	store   *Store
	guard   *Guard
	handler http.Handler
	audit   *log
	hashes  atomic.Int32 // that were made
	mux     *http.ServeMux
}

// newStore opens an empty store whose hashes cost nothing.
func newStore(t *testing.T, c *clock, hashes *atomic.Int32) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "accounts.jsonl"), c.now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.derive = func(password, salt []byte, _ cost) []byte {
		hashes.Add(1)
		sum := sha256.Sum256(append(append([]byte{}, salt...), password...))
		return sum[:]
	}
	return s
}

// newRoom makes a room that others can reach, with rita, a reader, vera, a
// reviewer, and ada, an admin; set changes how it is guarded.
func newRoom(t *testing.T, set func(*Options)) *room {
	t.Helper()
	rm := emptyRoom(t)
	for name, role := range map[string]Role{"rita": Reader, "vera": Reviewer, "ada": Admin} {
		rm.do(rm.store.Add(t.Context(), name, role, password))
	}
	rm.open(set)
	return rm
}

func emptyRoom(t *testing.T) *room {
	rm := &room{t: t, clock: newClock(), audit: &log{}}
	rm.store = newStore(t, rm.clock, &rm.hashes)
	return rm
}

func (rm *room) open(set func(*Options)) {
	rm.t.Helper()
	o := Options{Store: rm.store, Now: rm.clock.now, Random: rand.Reader, Audit: rm.audit, Public: []string{"/static/", "/healthz"}}
	if set != nil {
		set(&o)
	}
	var err error
	if rm.guard, err = New(o); err != nil {
		rm.t.Fatal(err)
	}
	rm.mux = http.NewServeMux()
	rm.guard.Routes(rm.mux, func(w http.ResponseWriter, r *http.Request, p Page) {
		w.WriteHeader(p.Status)
		fmt.Fprintf(w, "%s|%s|%s|%s", Token(r.Context()), p.Error, p.Name, p.Next)
	})
	who := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		fmt.Fprintf(w, "%s %s %t %s", Who(r.Context()).Name, Who(r.Context()).Role, SignedIn(r.Context()), Token(r.Context()))
	})
	rm.mux.Handle("/", who)
	rm.mux.Handle("POST /review/{claim}", rm.guard.Require(Reviewer, who))
	rm.mux.Handle("/admin", rm.guard.Require(Admin, who))
	rm.mux.HandleFunc("/boom", func(http.ResponseWriter, *http.Request) { panic("the kettle is dry") })
	rm.handler = rm.guard.Wrap(rm.mux)
}

func (rm *room) do(err error) {
	rm.t.Helper()
	if err != nil {
		rm.t.Fatal(err)
	}
}

// ask is a request to the room.
type ask struct {
	method, target string // GET, /
	host, from     string // room.example, 192.0.2.1:1234
	header         map[string]string
	cookies        []*http.Cookie
	form           url.Values
	body           string
}

func (rm *room) send(a ask) *httptest.ResponseRecorder {
	rm.t.Helper()
	if a.method == "" {
		a.method = http.MethodGet
	}
	body := io.Reader(strings.NewReader(a.body))
	if a.form != nil {
		body = strings.NewReader(a.form.Encode())
	}
	r := httptest.NewRequest(a.method, a.target, body)
	r.Host = "room.example"
	if a.host != "" {
		r.Host = a.host
	}
	if a.from != "" {
		r.RemoteAddr = a.from
	}
	if a.form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range a.header {
		r.Header.Set(k, v)
	}
	for _, c := range a.cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	rm.handler.ServeHTTP(w, r)
	return w
}

// signedIn signs somebody in and returns the session's cookie and token.
func (rm *room) signedIn(name string) (*http.Cookie, string) {
	rm.t.Helper()
	w := rm.trySignIn(name, password, "/", "")
	if w.Code != http.StatusSeeOther {
		rm.t.Fatalf("signing in as %s: %d %s", name, w.Code, w.Body)
	}
	for _, c := range w.Result().Cookies() {
		if c.Name == rm.guard.cookieName(sessionCookie) && c.Value != "" {
			page := rm.send(ask{target: "/", cookies: []*http.Cookie{c}})
			f := strings.Fields(page.Body.String())
			if page.Code != http.StatusOK || len(f) != 4 {
				rm.t.Fatalf("the first page of %s: %d %s", name, page.Code, page.Body)
			}
			return c, f[3]
		}
	}
	rm.t.Fatalf("signing in as %s set no cookie", name)
	return nil, ""
}

// form asks for the sign-in page and returns its cookie and token.
func (rm *room) form(from string) (*http.Cookie, string) {
	rm.t.Helper()
	w := rm.send(ask{target: "/sign-in", from: from})
	token, _, _ := strings.Cut(w.Body.String(), "|")
	cs := w.Result().Cookies()
	if w.Code != http.StatusOK || len(cs) != 1 || token == "" {
		rm.t.Fatalf("the sign-in page: %d %s %v", w.Code, w.Body, cs)
	}
	return cs[0], token
}

func (rm *room) trySignIn(name, password, next, from string) *httptest.ResponseRecorder {
	rm.t.Helper()
	c, token := rm.form(from)
	return rm.send(ask{method: "POST", target: "/sign-in", from: from, cookies: []*http.Cookie{c},
		form: url.Values{"name": {name}, "password": {password}, "next": {next}, "csrf": {token}}})
}

// token makes a token and returns its header.
func (rm *room) token(name string, role Role) map[string]string {
	rm.t.Helper()
	s, err := rm.store.Issue(context.Background(), name, role, rm.clock.now().Add(time.Hour))
	rm.do(err)
	return map[string]string{"Authorization": "Bearer " + s}
}
