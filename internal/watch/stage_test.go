package watch

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/document/fetch"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
)

var noon = time.Date(2024, 6, 12, 12, 0, 0, 0, time.UTC)

// clock is a clock that only sleeping moves; past its end, it ends the run.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	end    time.Time
	cancel context.CancelFunc
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	if c.cancel != nil && c.now.After(c.end) {
		c.cancel()
	}
	return ctx.Err()
}

// paper is a server of feeds. An item's text tells a claim (see claimOf).
type paper struct {
	*httptest.Server
	clock  *clock
	mu     sync.Mutex
	items  map[string][]string // by path
	asked  map[string][]time.Time
	status map[string][]int // of the answers
	answer map[string]http.HandlerFunc
}

func newPaper(t *testing.T, c *clock) *paper {
	p := &paper{clock: c, items: map[string][]string{}, asked: map[string][]time.Time{}, status: map[string][]int{}, answer: map[string]http.HandlerFunc{}}
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

type noted struct {
	http.ResponseWriter
	status int
}

func (n *noted) WriteHeader(status int) { n.status = status; n.ResponseWriter.WriteHeader(status) }

func (p *paper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if r.URL.Path == "/robots.txt" {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	n := &noted{w, http.StatusOK}
	p.asked[r.URL.Path] = append(p.asked[r.URL.Path], p.clock.Now())
	defer func() { p.status[r.URL.Path] = append(p.status[r.URL.Path], n.status) }()
	if own := p.answer[r.URL.Path]; own != nil {
		own(n, r)
		return
	}
	p.feed(n, r)
}

// feed answers with the items of a feed, or that it has no new ones.
func (p *paper) feed(w http.ResponseWriter, r *http.Request) {
	items := p.items[r.URL.Path]
	tag := fmt.Sprintf(`"%d"`, len(items))
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml")
	fmt.Fprint(w, `<rss><channel><title>Post</title>`)
	for i := len(items) - 1; i >= 0; i-- { // the newest first
		fmt.Fprintf(w, `<item><guid>%d</guid><title>Item %d</title><link>https://post.example/%d</link><pubDate>Wed, 12 Jun 2024 08:00:00 +0000</pubDate><description>%s</description></item>`, i, i, i, items[i])
	}
	fmt.Fprint(w, `</channel></rss>`)
}

func (p *paper) add(path string, items ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.items[path] = append(p.items[path], items...)
}

func (p *paper) times(path string) []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]time.Time(nil), p.asked[path]...)
}

// claimOf is the claim of a text such as "CLAIM KEN SUPPORT XKX recognition
// recognised 2024-06-10 END".
func claimOf(source, text string) (chancery.Claim, bool) {
	_, text, ok := strings.Cut(text, "CLAIM ")
	w := strings.Fields(text)
	if !ok || len(w) < 6 {
		return chancery.Claim{}, false
	}
	c := chancery.Claim{Class: chancery.EventClaim, Source: source, Modality: chancery.Asserted, Rule: "test",
		Actors: []chancery.Party{{Code: w[0], Country: w[0]}}, Type: w[1], Recipients: []chancery.Party{{Code: w[2], Country: w[2]}}, Date: w[5],
		Told: []chancery.Saying{{Trigger: chancery.Words{Span: chancery.Span{Start: 0, End: 4}, Text: "Item"}, Sentence: chancery.Span{Start: 0, End: 4}}}}
	if w[3] != "-" {
		c.Kind, c.Status = w[3], w[4]
	}
	c.ID = ledger.ClaimID(source, ledger.Encode(&c))
	return c, true
}

// record is what stands for reading: it takes the claims out of documents.
func record(l *ledger.Ledger, now func() time.Time) func(context.Context, []*document.Document) (Recorded, error) {
	return func(ctx context.Context, docs []*document.Document) (Recorded, error) {
		var rs []ledger.Reading
		for _, d := range docs {
			s := chancery.Source{Name: d.ID, URL: d.URL, Title: d.Title, Publisher: d.Publisher, Text: d.Text}
			if d.Published != nil {
				s.Published, s.Basis = d.Published.Date, d.Published.Basis
			}
			s.ID = ledger.SourceID(&s)
			r := ledger.Reading{Source: s}
			if c, ok := claimOf(s.ID, d.Text); ok {
				r.Claims = append(r.Claims, c)
			}
			rs = append(rs, r)
		}
		a, err := l.Append(ctx, rs, "test", now())
		return Recorded{Documents: a.Sources, Known: a.Known, Claims: a.Claims}, err
	}
}

func openLedger(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// watching are options for a watch of some paths of a paper, in a folder.
func watching(t *testing.T, p *paper, c *clock, dir string, paths ...string) (Options, *[]string) {
	t.Helper()
	l := openLedger(t, filepath.Join(dir, "l.db"))
	t.Cleanup(func() { l.Close() })
	web, err := fetch.New(fetch.Options{Agent: "test", Now: c.Now, Sleep: c.Sleep, Allow: fetch.Everywhere(), Attempts: 1})
	if err != nil {
		t.Fatal(err)
	}
	told := &[]string{}
	o := Options{State: filepath.Join(dir, "state"), Web: web, Ledger: l, Record: record(l, c.Now), Parallel: 1,
		Words: words, Now: c.Now, Sleep: c.Sleep, Log: slog.New(slog.DiscardHandler),
		Tell: func(ns []Sent) error {
			for _, n := range ns {
				*told = append(*told, n.Text)
			}
			return nil
		}}
	for _, path := range paths {
		o.Feeds = append(o.Feeds, Feed{Address: p.URL + path})
	}
	return o, told
}

func words(n *Notice) string {
	if x := n.Incident; x != nil {
		return fmt.Sprintf("%s %s %s on %s", x.From, x.Type, x.To, x.Date)
	}
	return fmt.Sprintf("%s %s %s %s since %s", n.Change.From, n.Change.Kind, n.Change.Status, n.Change.To, n.Change.Since)
}

// run watches for so long.
func run(t *testing.T, o Options, c *clock, d time.Duration) *Watcher {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c.mu.Lock()
	c.end, c.cancel = c.now.Add(d), cancel
	c.mu.Unlock()
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return w
}
