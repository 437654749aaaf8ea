package fetch

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// clock is a caller's clock that only sleeping moves.
type clock struct {
	mu    sync.Mutex
	now   time.Time
	slept []time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// newClient makes a client that may speak to 127.0.0.1.
func newClient(t *testing.T, o Options) (*Client, *clock) {
	t.Helper()
	c := &clock{now: time.Date(2024, 6, 12, 12, 0, 0, 0, time.UTC)}
	o.Agent, o.Now, o.Sleep = "chancery/test (+https://example.org/bot)", c.Now, c.Sleep
	if o.Allow == nil {
		o.Allow = loopback
	}
	client, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return client, c
}

// serve starts a server; a robots.txt that is not handled is not there.
func serve(t *testing.T, handle func(w http.ResponseWriter, r *http.Request)) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		handle(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func page(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<html><p>", text)
}

// mustFail checks an error's words.
func mustFail(t *testing.T, err error, says string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v, want one line that holds %q", err, says)
	}
}

func TestGet(t *testing.T) {
	var agent, cookie, accepts string
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a":
			http.SetCookie(w, &http.Cookie{Name: "id", Value: "1"})
			http.Redirect(w, r, "b?x=1#part", http.StatusFound)
		case "/b":
			agent, cookie, accepts = r.UserAgent(), r.Header.Get("Cookie"), r.Header.Get("Accept-Encoding")
			page(w, "Hello")
		}
	})
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	c, _ := newClient(t, Options{})
	p, err := c.Get(context.Background(), s.URL+"/a", Validators{})
	if err != nil {
		t.Fatal(err)
	}
	if string(p.Body) != "<html><p>Hello" || p.URL != s.URL+"/b?x=1" {
		t.Errorf("%q at %s", p.Body, p.URL)
	}
	if !strings.HasPrefix(agent, "chancery/test (+https://") || cookie != "" || accepts != "gzip, br, deflate" {
		t.Errorf("asked as %q with cookie %q, accepting %q", agent, cookie, accepts)
	}
}

func TestAddresses(t *testing.T) {
	c, _ := newClient(t, Options{})
	tests := []struct{ address, says string }{
		{"ftp://example.org/a", "only http and https"},
		{"file:///etc/passwd", "only http and https"},
		{"gopher://127.0.0.1/", "only http and https"},
		{"javascript:alert(1)", "only http and https"},
		{"http://", "names no host"},
		{"http://me:secret@example.org/", "user's name"},
		{"http://exa mple.org/", "cannot be understood"},
		{"http://example.org/" + strings.Repeat("a", 10_000), "longer than"},
		{"http://10.0.0.1/", "not on the public internet"},
		{"http://169.254.169.254/latest/meta-data/", "not on the public internet"},
		{"http://[::ffff:127.0.0.2]/", "not on the public internet"},
		{"http://[::1]/", "not on the public internet"},
		{"http://0/", "not on the public internet"},
	}
	for _, tt := range tests {
		t.Run(tt.address[:min(len(tt.address), 40)], func(t *testing.T) {
			_, err := c.Get(context.Background(), tt.address, Validators{})
			if tt.address == "http://0/" && err != nil && strings.Contains(err.Error(), "no host") {
				return // not every system takes this for 0.0.0.0
			}
			mustFail(t, err, tt.says)
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}

func TestPublic(t *testing.T) {
	for address, want := range map[string]bool{
		"8.8.8.8": true, "93.184.215.14": true, "2606:2800:21f:cb07:6820:80da:af6b:8b2c": true, "::ffff:8.8.8.8": true,
		"0.0.0.0": false, "127.0.0.1": false, "127.255.0.1": false, "10.1.2.3": false, "172.31.0.1": false, "192.168.1.1": false,
		"100.64.0.1": false, "100.100.100.200": false, "169.254.169.254": false, "168.63.129.16": false, "224.0.0.1": false,
		"255.255.255.255": false, "192.0.0.192": false, "198.18.0.1": false,
		"::": false, "::1": false, "fe80::1": false, "fe80::1%eth0": false, "fc00::1": false, "fd00:ec2::254": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false, "64:ff9b:1::1": false,
		"2002:7f00:1::": false, "2001::1": false, "2001:db8::1": false,
	} {
		if got := public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is public: %v, want %v", address, got, want)
		}
	}
}

func TestConditional(t *testing.T) {
	const tag, day = `"v1"`, "Tue, 11 Jun 2024 08:00:00 GMT"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		w.Header().Set("Last-Modified", day)
		if r.Header.Get("If-None-Match") == tag && r.Header.Get("If-Modified-Since") == day {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		page(w, "Hello")
	})
	c, _ := newClient(t, Options{})
	first, err := c.Get(context.Background(), s.URL, Validators{})
	if err != nil || first.Unchanged || first.Validators != (Validators{tag, day}) {
		t.Fatalf("%+v, %v", first, err)
	}
	again, err := c.Get(context.Background(), s.URL, first.Validators)
	if err != nil || !again.Unchanged || len(again.Body) > 0 || again.Validators != first.Validators {
		t.Errorf("%+v, %v", again, err)
	}
}

func TestRobots(t *testing.T) {
	asked, status, robots := 0, http.StatusOK, ""
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked++
			w.WriteHeader(status)
			fmt.Fprint(w, robots)
			return
		}
		page(w, r.URL.Path)
	}))
	defer s.Close()
	tests := []struct {
		name, robots, path, says string
		status                   int
	}{
		{"none", "", "/a", "", http.StatusNotFound},
		{"all", "User-agent: *\nDisallow: /\n", "/a", "not be read by programs", 200},
		{"another path", "User-agent: *\nDisallow: /b\n", "/a", "", 200},
		{"ours", "User-agent: *\nDisallow:\n\nUser-agent: Chancery\nDisallow: /a\n", "/a", "not be read by programs", 200},
		{"not ours", "User-agent: other\nDisallow: /\n", "/a", "", 200},
		{"longer rule", "User-agent: *\nDisallow: /\nAllow: /a\n", "/a", "", 200},
		{"pattern", "User-agent: *\nDisallow: /*.php$\n", "/x.php", "not be read by programs", 200},
		{"broken lines", "\ufeffDisallow: /a\nUser-agent: *\nCrawl-delay: soon\nnonsense\nDisallow: /b", "/b", "not be read by programs", 200},
		{"a page", "<html><body>Not here", "/a", "", 200},
		{"huge", "User-agent: *\nDisallow: /a\n" + strings.Repeat("# nothing\n", 100_000), "/a", "not be read by programs", 200},
		{"failing", "", "/a", "robots.txt: the server answers 500", 500},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			robots, status = tt.robots, tt.status
			c, _ := newClient(t, Options{})
			_, err := c.Get(context.Background(), s.URL+tt.path, Validators{})
			if tt.says == "" && err != nil {
				t.Error(err)
			} else if tt.says != "" {
				mustFail(t, err, tt.says)
			}
		})
	}
	t.Run("kept for a day", func(t *testing.T) {
		robots, status, asked = "", 200, 0
		c, clock := newClient(t, Options{})
		for _, wait := range []time.Duration{0, 0, 23 * time.Hour, 2 * time.Hour} {
			clock.Sleep(context.Background(), wait)
			if _, err := c.Get(context.Background(), s.URL, Validators{}); err != nil {
				t.Fatal(err)
			}
		}
		if asked != 2 {
			t.Errorf("asked for %d times, want 2", asked)
		}
	})
}

func TestPoliteness(t *testing.T) {
	var mu sync.Mutex
	now, most := 0, 0
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		time.Sleep(5 * time.Millisecond)
		mu.Lock()
		now--
		mu.Unlock()
		page(w, "Hello")
	})
	c, clock := newClient(t, Options{Delay: 3 * time.Second})
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() {
			if _, err := c.Get(context.Background(), s.URL, Validators{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most != 1 {
		t.Errorf("%d requests at a time", most)
	}
	if want := "[3s 3s 3s 3s]"; fmt.Sprint(clock.slept) != want {
		t.Errorf("slept %v, want %s", clock.slept, want)
	}
}

func TestBusyServers(t *testing.T) {
	tests := []struct {
		name, retry string
		status      int
		failures    int
		slept, says string
	}{
		{"seconds", "7", 429, 1, "[7s]", ""},
		{"a date", "Wed, 12 Jun 2024 12:00:30 GMT", 503, 1, "[30s]", ""},
		{"growing", "", 503, 2, "[1s 2s]", ""},
		{"for ever", "", 500, 99, "[1s 2s]", "500 Internal Server Error, asked 3 times"},
		{"too long", "7200", 429, 1, "[]", "try again in 2h0m0s"},
		{"not there", "", 404, 1, "[]", "404 Not Found"},
		{"teapot", "", 418, 1, "[]", "418"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := 0
			s := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if n++; n <= tt.failures {
					w.Header().Set("Retry-After", tt.retry)
					w.WriteHeader(tt.status)
					return
				}
				page(w, "Hello")
			})
			c, clock := newClient(t, Options{Delay: time.Millisecond})
			_, err := c.Get(context.Background(), s.URL, Validators{})
			if tt.says == "" && err != nil {
				t.Error(err)
			} else if tt.says != "" {
				mustFail(t, err, tt.says)
			}
			if got := fmt.Sprint(clock.slept); got != tt.slept {
				t.Errorf("slept %s, want %s", got, tt.slept)
			}
		})
	}
}
