package watch

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mmcdole/gofeed"

	"chancery/internal/document/fetch"
)

// TestWebhook: a receiver that fails twice is told a third time, after a restart
// too, each time signed and under the same key.
func TestWebhook(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/f", kosovo, ghana)
	var keys []string
	var at []time.Time
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %v %v", r.Method, r.Header, err)
		}
		if want := Signature([]byte("secret"), r.Header.Get("Chancery-Timestamp"), body); r.Header.Get("Chancery-Signature") != want {
			t.Errorf("signed %q and not %q", r.Header.Get("Chancery-Signature"), want)
		}
		var n struct{ ID, Text string }
		if err := json.Unmarshal(body, &n); err != nil || n.ID != r.Header.Get("Idempotency-Key") || n.Text == "" {
			t.Errorf("%s: %v", body, err)
		}
		keys, at = append(keys, n.ID), append(at, c.Now())
		switch len(keys) {
		case 1:
			w.WriteHeader(http.StatusInternalServerError)
		case 2:
			w.Header().Set("Retry-After", "3600")
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}))
	defer receiver.Close()
	dir := t.TempDir()
	var err error
	for _, d := range []time.Duration{10 * time.Second, 30 * time.Second, 2 * time.Hour, time.Hour} {
		o, _ := watching(t, p, c, dir, "/f")
		if o.Webhook, err = NewWebhook(receiver.URL, "secret", "test", fetch.Everywhere()); err != nil {
			t.Fatal(err)
		}
		run(t, o, c, d)
	}
	if len(keys) != 4 || keys[0] != keys[1] || keys[1] != keys[2] || keys[2] == keys[3] {
		t.Fatalf("delivered %v", keys)
	}
	if at[1].Sub(at[0]) < firstPause || at[2].Sub(at[1]) < time.Hour {
		t.Errorf("delivered at %v", at)
	}
}

// TestWebhookRefuses: a notice that is refused for good is given up and kept, those behind
// it are delivered, and what was kept is sent again when that is asked for.
func TestWebhookRefuses(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/f", kosovo, ghana)
	var keys []string
	status := func(n int) int { return http.StatusUnprocessableEntity }
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		keys = append(keys, r.Header.Get("Idempotency-Key"))
		w.WriteHeader(status(len(keys)))
	}))
	defer receiver.Close()
	dir := t.TempDir()
	start := func(again bool, d time.Duration) *Watcher {
		o, _ := watching(t, p, c, dir, "/f")
		var err error
		if o.Webhook, err = NewWebhook(receiver.URL, "secret", "test", fetch.Everywhere()); err != nil {
			t.Fatal(err)
		}
		o.Again = again
		return run(t, o, c, d)
	}
	// The first is refused five times, over a restart too; the second is taken.
	start(false, time.Minute)
	status = func(n int) int {
		if n <= mostRefusals {
			return http.StatusNotFound
		}
		return http.StatusOK
	}
	w := start(false, 2*time.Hour)
	if len(keys) != mostRefusals+1 || keys[0] != keys[mostRefusals-1] || keys[0] == keys[mostRefusals] {
		t.Fatalf("delivered %v", keys)
	}
	if len(w.state.Queue) != 0 {
		t.Errorf("%d wait still", len(w.state.Queue))
	}
	r := httptest.NewRecorder()
	w.Handler().ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	if !strings.Contains(r.Body.String(), "chancery_notices_refused_total 1\n") {
		t.Errorf("%s", r.Body)
	}
	var kept refusedNotice
	data, err := os.ReadFile(refusedFile(w.o.State))
	if err != nil || json.Unmarshal(data, &kept) != nil || kept.Notice.ID != keys[0] || kept.Attempts != mostRefusals || !strings.Contains(kept.Reason, "404 Not Found") {
		t.Errorf("%v: %s", err, data)
	}
	// It is sent again, once.
	for _, again := range []bool{true, true} {
		start(again, time.Hour)
	}
	if len(keys) != mostRefusals+2 || keys[len(keys)-1] != keys[0] {
		t.Errorf("delivered %v", keys)
	}
	if _, err := os.Stat(refusedFile(w.o.State)); !os.IsNotExist(err) {
		t.Errorf("the file is there still: %v", err)
	}
}

// TestRefusedForGood: which answers tell that asking again is of no use.
func TestRefusedForGood(t *testing.T) {
	status := 0
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	defer receiver.Close()
	h, err := NewWebhook(receiver.URL, "secret", "test", fetch.Everywhere())
	if err != nil {
		t.Fatal(err)
	}
	for code, refused := range map[int]bool{200: false, 204: false, 302: false, 400: true, 401: true, 404: true, 408: false, 410: true, 422: true, 425: false, 429: false, 500: false, 503: false} {
		status = code
		if d := h.send(t.Context(), Sent{ID: "1", Body: []byte("{}")}, noon); d.refused != refused {
			t.Errorf("%d: refused for good: %v", code, d.refused)
		}
	}
}

// TestTakeRefused reads files of refused notices.
func TestTakeRefused(t *testing.T) {
	const line = `{"at":"2024-06-10T12:00:00Z","reason":"no","attempts":5,"notice":{"id":"1","told":"2024-06-10T12:00:00Z","text":"x","body":{}}}` + "\n"
	for name, c := range map[string]struct {
		text string
		want int
		says string
	}{
		"none": {"", 0, ""}, "two": {line + line, 2, ""}, "the last cut short": {line + line[:40], 1, ""}, "all cut short": {line[:40], 0, ""},
		"another file": {"hello\n", 0, "line 1"}, "an empty object": {line + "{}\n", 0, "line 2"},
	} {
		file := filepath.Join(t.TempDir(), "x.refused")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := takeRefused(file)
		if len(got) != c.want || (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %d notices, %v", name, len(got), err)
		}
	}
	if got, err := takeRefused(filepath.Join(t.TempDir(), "none")); got != nil || err != nil {
		t.Errorf("no file: %v, %v", got, err)
	}
}

func TestWebhookGuard(t *testing.T) {
	asked := false
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer s.Close()
	h, err := NewWebhook(s.URL+"/token", "secret", "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	d := h.send(t.Context(), Sent{ID: "1", Body: []byte("{}")}, noon)
	if d.err == nil || !strings.Contains(d.err.Error(), "not on the public internet") || strings.Contains(d.err.Error(), "token") || asked {
		t.Error(d.err)
	}
	for _, address := range []string{"ftp://a.example/", "https:///x", "https://me:secret@a.example/", "\x7f"} {
		if _, err := NewWebhook(address, "s", "test", nil); err == nil || strings.Contains(err.Error(), "secret@") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := NewWebhook("https://a.example/", "", "test", nil); err == nil {
		t.Error("nothing is signed without a secret")
	}
}

// TestServed looks at the Atom feed, in the file and served, and at how it goes.
func TestServed(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/f", kosovo, ghana)
	dir := t.TempDir()
	o, _ := watching(t, p, c, dir, "/f")
	o.Atom = filepath.Join(dir, "changes.atom")
	fresh, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	get := func(w *Watcher, path string) (int, string) {
		r := httptest.NewRecorder()
		w.Handler().ServeHTTP(r, httptest.NewRequest(http.MethodGet, path, nil))
		return r.Code, r.Body.String()
	}
	if status, _ := get(fresh, "/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("ready before the first poll: %d", status)
	}
	w := run(t, o, c, time.Hour)
	for path, says := range map[string]string{
		"/healthz": "ok", "/readyz": `"ready":true`,
		"/metrics": "chancery_documents_total 2\n", "/changes.atom": "urn:chancery:change:",
	} {
		if status, body := get(w, path); status != http.StatusOK || !strings.Contains(body, says) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if _, body := get(w, "/metrics"); !strings.Contains(body, `chancery_polls_total{host="`+strings.TrimPrefix(p.URL, "http://")+`"}`) {
		t.Errorf("%s", body)
	}
	data, err := os.ReadFile(o.Atom)
	if _, body := get(w, "/changes.atom"); err != nil || body != string(data) {
		t.Errorf("the file is not what is served: %v", err)
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil || feed.FeedType != "atom" || len(feed.Items) != 2 {
		t.Fatalf("%v: %s", err, data)
	}
	if it := feed.Items[1]; it.Title != "KEN recognition recognised XKX since 2024-06-10" || it.UpdatedParsed == nil || it.Link != "" && !strings.HasPrefix(it.Link, "https://post.example/") {
		t.Errorf("%+v", it)
	}
	c.now = c.now.Add(2 * time.Hour)
	if status, _ := get(w, "/readyz"); status != http.StatusServiceUnavailable {
		t.Errorf("ready long after the last poll: %d", status)
	}
}

func TestAtomHostile(t *testing.T) {
	data, err := feed([]Sent{{ID: "1", Told: noon, Text: "a <b> & \x00\x1b ]]> c", Link: `https://a.example/"><x`}})
	if err != nil {
		t.Fatal(err)
	}
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(data))
	if err != nil || len(feed.Items) != 1 || !strings.Contains(feed.Items[0].Title, "<b> &") {
		t.Errorf("%v: %s", err, data)
	}
	if bytes.ContainsAny(data, "\x00\x1b") {
		t.Errorf("%q", data)
	}
}

// TestChosen: each subscription chooses what it says, of all that is told.
func TestChosen(t *testing.T) {
	recognised, severed := "KEN recognition recognised XKX since 2024-06-10", "GHA diplomatic-relations severed TGO since 2024-06-11"
	attacked := "RUS ASSAULT UKR on 2024-06-11"
	for line, want := range map[string][]string{
		"any change":                      {recognised, severed},
		"any change of recognition":       {recognised},
		"recognition, sanctions":          {recognised},
		"GHA diplomatic relations":        {severed},
		"KEN diplomatic relations":        nil,
		"anything between TGO and GHA":    {severed, "GHA SANCTION TGO on 2024-06-11"},
		"any change between GHA and KEN":  nil,
		"any change involving XKX":        {recognised},
		"incidents of type ASSAULT":       {attacked},
		"incidents between UKR and RUS":   {attacked},
		"incidents involving GHA":         {"GHA SANCTION TGO on 2024-06-11"},
		"incidents of type AID, CONSULT":  nil,
		"any change of sanctions, treaty": nil,
	} {
		t.Run(line, func(t *testing.T) {
			c := &clock{now: noon}
			p := newPaper(t, c)
			p.add("/f", kosovo, ghana, assault)
			o, told := watching(t, p, c, t.TempDir(), "/f")
			var err error
			if o.Subscriptions, err = ReadSubscriptions("s", strings.NewReader(line), speech(t)); err != nil {
				t.Fatal(err)
			}
			run(t, o, c, time.Minute)
			if !slices.Equal(*told, want) {
				t.Errorf("told %q", *told)
			}
		})
	}
}
