package watch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"chancery/internal/document"
)

const (
	kosovo  = "CLAIM KEN SUPPORT XKX recognition recognised 2024-06-10 END"
	ghana   = "CLAIM GHA SANCTION TGO diplomatic-relations severed 2024-06-11 END"
	assault = "CLAIM RUS ASSAULT UKR - - 2024-06-11 END"
)

// TestPolite: a feed is read no more often than it, its server and the floor allow,
// with its validators, and what it says twice is read once.
func TestPolite(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/plain", kosovo)
	p.answer["/slow"] = func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<rss><channel><ttl>120</ttl><item><guid>1</guid><title>x</title><description>Nothing.</description></item></channel></rss>`)
	}
	p.answer["/fresh"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		p.feed(w, r)
	}
	p.answer["/moved"] = func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/plain", http.StatusFound) }
	busy := 0
	p.answer["/busy"] = func(w http.ResponseWriter, r *http.Request) {
		if busy++; busy == 1 {
			w.Header().Set("Retry-After", "7200")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		p.feed(w, r)
	}
	p.answer["/broken"] = func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<rss><channel><item><<<") }
	for _, tt := range []struct {
		path     string
		first    time.Duration // between the first two polls, at least
		most     int           // polls in 12 hours
		least    int
		statuses []int
	}{
		{"/plain", 15 * time.Minute, 48, 40, []int{200, 304, 304}},
		{"/slow", 2 * time.Hour, 7, 5, []int{200, 200}},
		{"/fresh", time.Hour, 13, 10, []int{200, 304}},
		{"/moved", 15 * time.Minute, 48, 40, []int{302, 302}},
		{"/busy", 2 * time.Hour, 42, 30, []int{429, 200}},
		{"/broken", 15 * time.Minute, 7, 4, []int{200, 200}},
	} {
		t.Run(tt.path, func(t *testing.T) {
			c.now = noon
			p.mu.Lock()
			p.asked, p.status = map[string][]time.Time{}, map[string][]int{}
			p.mu.Unlock()
			o, told := watching(t, p, c, t.TempDir(), tt.path)
			run(t, o, c, 12*time.Hour)
			at := p.times(tt.path)
			if len(at) < tt.least || len(at) > tt.most || at[1].Sub(at[0]) < tt.first {
				t.Fatalf("%d polls: %v", len(at), at)
			}
			if got := p.status[tt.path][:len(tt.statuses)]; !slices.Equal(got, tt.statuses) {
				t.Errorf("answers %v", got)
			}
			if strings.HasPrefix(tt.path, "/plain") && !slices.Equal(*told, []string{"KEN recognition recognised XKX since 2024-06-10"}) {
				t.Errorf("told %q", *told)
			}
		})
	}
}

// TestGrows: what a feed adds is told once, and not what further sources say again;
// a second run tells nothing anew.
func TestGrows(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/f", "Nothing happened.", kosovo)
	dir := t.TempDir()
	o, told := watching(t, p, c, dir, "/f")
	run(t, o, c, time.Hour)
	p.add("/f", ghana, "Again: "+kosovo)
	run(t, o, c, time.Hour)
	run(t, o, c, time.Hour)
	want := []string{"KEN recognition recognised XKX since 2024-06-10", "GHA diplomatic-relations severed TGO since 2024-06-11"}
	if !slices.Equal(*told, want) {
		t.Errorf("told %q", *told)
	}
	n := 0
	for _, err := range o.Ledger.AllSources(context.Background()) {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	if n != 4 {
		t.Errorf("%d sources of 4", n)
	}
}

// TestOtherWriters: what another process records is told too, and a ledger that has
// a past is not told of from the beginning.
func TestOtherWriters(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	o, told := watching(t, p, c, t.TempDir(), "/f")
	add := func(text string) {
		t.Helper()
		if _, err := o.Record(context.Background(), []*document.Document{{ID: text, Text: "Item " + text}}); err != nil {
			t.Fatal(err)
		}
	}
	add(kosovo)
	run(t, o, c, time.Hour)
	add(ghana)
	run(t, o, c, time.Minute)
	if !slices.Equal(*told, []string{"GHA diplomatic-relations severed TGO since 2024-06-11"}) {
		t.Errorf("told %q", *told)
	}
}

// TestFailingLedger: items whose claims cannot be recorded are read again.
func TestFailingLedger(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	for i := range together + 5 {
		p.add("/f", fmt.Sprintf("Number %d. ", i)+kosovo)
	}
	o, told := watching(t, p, c, t.TempDir(), "/f")
	good, calls := o.Record, 0
	o.Record = func(ctx context.Context, ds []*document.Document) (Recorded, error) {
		if calls++; calls == 1 {
			return Recorded{}, errors.New("the disk is full")
		}
		return good(ctx, ds)
	}
	w := run(t, o, c, 3*time.Hour)
	if f := w.state.Feeds[p.URL+"/f"]; len(f.Seen) != together+5 || f.Failures != 0 {
		t.Errorf("%d items seen, %d failures", len(f.Seen), f.Failures)
	}
	if len(*told) != 1 {
		t.Errorf("told %q", *told)
	}
}

// TestUnreadableItems are given up after some tries, and the feed is read with
// validators again then.
func TestUnreadableItems(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/f", kosovo)
	o, _ := watching(t, p, c, t.TempDir(), "/f")
	o.Documents = document.Options{Follow: true} // but nothing to fetch with
	w := run(t, o, c, 3*time.Hour)
	f := w.state.Feeds[p.URL+"/f"]
	if got := p.status["/f"]; !slices.Equal(got[:5], []int{200, 200, 200, 304, 304}) || len(f.Seen) != 1 || len(f.Failed) != 0 {
		t.Errorf("answers %v, state %+v", got, f)
	}
}

func TestOnce(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/a", kosovo)
	p.answer["/b"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "7200")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	dir, n := t.TempDir(), 0
	for i, want := range []error{ErrSome, nil} {
		c.now = noon.Add(time.Duration(i) * time.Hour)
		o, told := watching(t, p, c, dir, "/a", "/b")
		o.Once = true
		w, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Run(context.Background()); !errors.Is(err, want) {
			t.Errorf("run %d: %v", i, err)
		}
		n += len(*told)
	}
	if len(p.times("/a")) != 2 || len(p.times("/b")) != 1 || n != 1 {
		t.Errorf("polls %v and %v, %d told", p.times("/a"), p.times("/b"), n)
	}
}

func TestState(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"other": `{"format":"chancery-watch/9"}`, "torn": `{"format":"chan`, "none": `[]`} {
		t.Run(name, func(t *testing.T) {
			path := dir + "/" + name
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := New(Options{State: path}); err == nil || !strings.Contains(err.Error(), path) {
				t.Error(err)
			}
		})
	}
	f := feedState{}
	for i := range 10_000 {
		f.see(fmt.Sprint(i), 10)
	}
	if len(f.Seen) != 2*10+leastSeen || f.Seen[len(f.Seen)-1] != "9999" {
		t.Errorf("%d items are remembered", len(f.Seen))
	}
}

func TestSchedule(t *testing.T) {
	if a, b := share("https://a.example/"), share("https://b.example/"); a == b || a != share("https://a.example/") || a < 0 || a >= 1 {
		t.Errorf("shares %v and %v", a, b)
	}
	for failures, want := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 4: 8 * time.Minute, 1000: time.Hour} {
		if got := backOff(time.Minute, failures, time.Hour); got != want {
			t.Errorf("%d failures: %s", failures, got)
		}
	}
}
