package main

import (
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/config"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/web/access"
)

func newBenchRoomCmd() *cobra.Command {
	var b roomBench
	var format, write string
	cmd := &cobra.Command{
		Use:   "room",
		Short: "Measure the reading room on a generated history",
		Long: `Measures how long the server takes for each page of the reading room over a generated
history of so many claims, how many requests of all kinds it answers a second, and how much
a first visit transfers.`,
		Example: "  chancery bench room --claims 1000000 --write docs/performance.md",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case format != "text" && format != "json":
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			case b.history.claims < 1000:
				return usageError(fmt.Errorf("--claims takes a number from 1000, not %d", b.history.claims))
			case b.seconds < 1 || b.clients < 1:
				return usageError(fmt.Errorf("--seconds and --clients take numbers from 1"))
			}
			ts, err := b.run(cmd.Context())
			if err != nil {
				return err
			}
			return reportTimings(cmd.OutOrStdout(), ts, format, write)
		},
	}
	f := cmd.Flags()
	f.IntVar(&b.history.claims, "claims", 100_000, "how many claims the history has")
	config.OwnTable(f, "claims")
	f.IntVar(&b.seconds, "seconds", 60, "how long requests of all kinds are sent")
	f.IntVar(&b.clients, "clients", 8, "how many clients send them at the same time")
	f.StringVar(&b.history.dir, "dir", "", "folder for the ledger; without it, the system's for temporary files")
	f.StringVar(&format, "format", "text", "text or json (one figure a line)")
	oneOf(cmd, "format", "text", "json")
	f.StringVar(&write, "write", "", "keep the figures in this document, between its marks, with date and machine")
	config.EachTime(f, "write")
	return cmd
}

// roomBench measures the reading room over one history.
type roomBench struct {
	seconds, clients int

	history         ledgerBench // records it and has its ledger
	handler         http.Handler
	timings         []timing
	someClaims, ids []string // of claims that tell acts, and of sources
}

func (b *roomBench) note(name string, value float64, unit string, cases int) {
	b.timings = append(b.timings, timing{"room, " + thousands(b.history.claims) + " claims", name, value, unit, cases})
}

func (b *roomBench) run(ctx context.Context) ([]timing, error) {
	folder, err := os.MkdirTemp(b.history.dir, "chancery-bench-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for the ledger: %w", err)
	}
	defer os.RemoveAll(folder)
	store, err := sqlite.Open(ctx, filepath.Join(folder, "ledger.db"), sqlite.Options{Create: true})
	if err != nil {
		return nil, err
	}
	if b.history.l, err = ledger.New(store); err != nil {
		return nil, err
	}
	defer b.history.l.Close()
	b.history.rand = mrand.New(mrand.NewPCG(1, 1))
	if err := b.history.append(ctx); err != nil {
		return nil, err
	}
	for _, step := range []func(context.Context) error{b.open, b.sample, b.drawn, b.pages, b.load, b.transferred} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return b.timings, nil
}

// open opens the reading room.
func (b *roomBench) open(context.Context) error {
	var k knowledge
	p, actors, err := k.loadWithActors()
	if err != nil {
		return err
	}
	o := serveOptions{}
	// As many requests as can be answered are sent, by one client.
	guard := access.Options{Now: time.Now, Random: rand.Reader, Loopback: true, Limits: access.Limits{Requests: 1e6, Burst: 1e6}}
	room, err := o.room(b.history.l, p, actors, guard, nil)
	if err != nil {
		return err
	}
	b.handler = room.Handler()
	return nil
}

// sample takes a few hundred claims and sources to ask for.
func (b *roomBench) sample(ctx context.Context) error {
	n := 0
	for c, err := range b.history.l.AllClaims(ctx) {
		if err != nil {
			return err
		}
		if n++; n%max(b.history.claims/500, 1) == 0 && c.Class == chancery.EventClaim {
			b.someClaims, b.ids = append(b.someClaims, c.ID), append(b.ids, c.Source)
		}
	}
	return nil
}

// drawn waits until the queue of what is to be reviewed is drawn up: that is done once, in
// the background, and would be measured with whatever is asked for meanwhile.
func (b *roomBench) drawn(ctx context.Context) error {
	for {
		w, err := b.get(ctx, "/api/v1/review")
		if err != nil {
			return err
		}
		body, err := unpackedBody(w)
		if err != nil {
			return err
		}
		var queue struct{ Ready bool }
		if err := json.Unmarshal(body, &queue); err != nil || queue.Ready {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// some is any one of a list.
func (b *roomBench) some(list []string) string { return list[b.history.rand.IntN(len(list))] }

// kindOfPage is a page or an answer of the API that people ask for.
type kindOfPage struct {
	name    string
	address func() string
}

func (b *roomBench) kinds() []kindOfPage {
	day := func() string {
		return time.Date(1995, 1, 1+b.history.rand.IntN(30*365), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
	}
	// Of two that are seldom in the news nothing may be known.
	pair := func() (string, string) {
		x := b.history.rand.IntN(40)
		y := (x + 1 + b.history.rand.IntN(39)) % 40
		return fmt.Sprintf("A%02d", x), fmt.Sprintf("A%02d", y)
	}
	fixed := func(path string) func() string { return func() string { return path } }
	return []kindOfPage{
		{"today", fixed("/")},
		{"changes", fixed("/changes")},
		{"changes of one", func() string { return "/changes?of=" + b.history.side() }},
		{"events", fixed("/events")},
		{"events of a type", func() string { return "/events?type=" + b.some([]string{"CONSULT", "ASSAULT", "AID"}) }},
		{"events of one within a year", func() string {
			d := day()
			return "/events?of=" + b.history.side() + "&since=" + d[:4] + "-01-01&until=" + d[:4] + "-12-31"
		}},
		{"articles", fixed("/articles")},
		{"article", func() string { return "/source/" + b.some(b.ids) }},
		{"actor", func() string { return "/actor/" + b.history.side() + "?on=" + day() }},
		{"pair", func() string { x, y := pair(); return "/pair/" + x + "/" + y }},
		{"map of sanctions", func() string { return "/map?show=sanctions&of=" + b.history.side() + "&on=" + day() }},
		{"map of a recognition", func() string { return "/map?show=recognition&of=" + b.history.side() + "&on=" + day() }},
		{"network of a year", func() string { d := day(); return "/network?since=" + d[:4] + "-01-01&until=" + d[:4] + "-12-31" }},
		{"claim", func() string { return "/claim/" + b.some(b.someClaims) }},
		{"incident", func() string { return "/incident/" + b.some(b.someClaims) }},
		{"contradictions of a pair", func() string { x, y := pair(); return "/conflicts?of=" + x + "&with=" + y }},
		{"contradictions", fixed("/conflicts")},
		{"search", func() string {
			return "/search?q=" + b.some([]string{"shelled", "envoy", "sanctions", "recogniced"}) + "+" + b.history.side()
		}},
		{"suggestions", func() string { return "/api/v1/suggest?q=" + b.some([]string{"ukr", "germ", "kyrgistan"}) }},
		{"review", fixed("/review")},
		{"changes, API", func() string { return "/api/v1/changes?of=" + b.history.side() }},
		{"recognition, API", func() string { return "/api/v1/recognition/" + b.history.side() + "?on=" + day() }},
	}
}

// get asks the handler alone.
func (b *roomBench) get(ctx context.Context, address string) (*httptest.ResponseRecorder, error) {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	r.Host, r.RemoteAddr = "127.0.0.1", "127.0.0.1:40000"
	r.Header.Set("Accept-Encoding", "gzip")
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return nil, fmt.Errorf("bench room: %s: status %d", address, w.Code)
	}
	return w, nil
}

// pages times each kind of page on one core, after a few that are not counted.
func (b *roomBench) pages(ctx context.Context) error {
	const warming, asked = 20, 200
	for _, k := range b.kinds() {
		var took []float64
		for i := range warming + asked {
			address := k.address()
			begin := time.Now()
			if _, err := b.get(ctx, address); err != nil {
				return err
			}
			if i >= warming {
				took = append(took, float64(time.Since(begin).Microseconds())/1000)
			}
		}
		slices.Sort(took)
		b.note(k.name+", p50", took[asked/2], "ms", asked)
		b.note(k.name+", p99", took[asked*99/100], "ms", asked)
	}
	return nil
}

// load sends requests of all kinds over the network of this machine.
func (b *roomBench) load(ctx context.Context) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := access.Server("", b.handler, access.Limits{})
	go server.Serve(l)
	defer server.Close()
	// Addresses are made beforehand: the source of chance is not for several at once.
	kinds := b.kinds()
	var addresses []string
	for i := range 5000 {
		addresses = append(addresses, "http://"+l.Addr().String()+kinds[i%len(kinds)].address())
	}
	var mu sync.Mutex
	var took []float64
	failed := 0
	begin := time.Now()
	end := begin.Add(time.Duration(b.seconds) * time.Second)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: b.clients}, Timeout: time.Minute}
	var wg sync.WaitGroup
	for n := range b.clients {
		wg.Go(func() {
			for i := n; time.Now().Before(end) && ctx.Err() == nil; i += b.clients {
				one := time.Now()
				err := fetchAll(ctx, client, addresses[i%len(addresses)])
				mu.Lock()
				took = append(took, float64(time.Since(one).Microseconds())/1000)
				if err != nil {
					failed++
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	slices.Sort(took)
	b.note("requests of all kinds", float64(len(took))/time.Since(begin).Seconds(), "/s", len(took))
	b.note("requests of all kinds, failed", float64(failed), "", len(took))
	b.note("requests of all kinds, p99", took[len(took)*99/100], "ms", len(took))
	return ctx.Err()
}

func fetchAll(ctx context.Context, c *http.Client, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	// Unpacking is the clients' work, which share the machine here alone.
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := c.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: status %d", address, answer.StatusCode)
	}
	return nil
}

// staticFile is the address of a file that a page names.
var staticFile = regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`)

// transferred measures what a first visit to a page with a map and one without moves.
func (b *roomBench) transferred(ctx context.Context) error {
	for _, page := range []struct{ name, address string }{
		{"first visit, today", "/"}, {"first visit, a map", "/map?show=sanctions"}, {"first visit, a pair", "/pair/A00/A01"},
	} {
		w, err := b.get(ctx, page.address)
		if err != nil {
			return err
		}
		size := w.Body.Len()
		body, err := unpackedBody(w)
		if err != nil {
			return err
		}
		files := map[string]bool{}
		for _, m := range staticFile.FindAllSubmatch(body, -1) {
			files[string(m[1])] = true
		}
		if files["/static/map.js"] {
			files["/static/world.json"], files["/static/points.json"] = true, true
		}
		for f := range files {
			if w, err = b.get(ctx, (&url.URL{Path: f}).String()); err != nil {
				return err
			}
			size += w.Body.Len()
		}
		b.note(page.name, float64(size)/1024, "KiB", 1+len(files))
	}
	return nil
}

func unpackedBody(w *httptest.ResponseRecorder) ([]byte, error) {
	if w.Header().Get("Content-Encoding") != "gzip" {
		return w.Body.Bytes(), nil
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
