package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/ledger"
	"chancery/internal/ledger/history"
	"chancery/internal/ledger/postgres"
	"chancery/internal/ledger/sqlite"
)

func newBenchLedgerCmd() *cobra.Command {
	var sizes []int
	var format, write, dir, server string
	var rederive bool
	cmd := &cobra.Command{
		Use:   "ledger",
		Short: "Measure the ledger on generated histories",
		Long: `Measures how fast claims are recorded, questions answered and relations drawn anew, on
generated histories of so many claims each, in ledgers made for it and removed
afterwards. Ten million claims need about 8 GB of disk and half an hour.`,
		Example: "  chancery bench ledger --claims 100000,1000000,10000000 --write docs/performance.md",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			var out []timing
			for _, n := range sizes {
				if n < 1000 {
					return usageError(fmt.Errorf("--claims takes numbers from 1000, not %d", n))
				}
				b := ledgerBench{claims: n, dir: dir, server: server, rederive: rederive}
				ts, err := b.run(cmd.Context())
				if err != nil {
					return err
				}
				out = append(out, ts...)
			}
			return reportTimings(cmd.OutOrStdout(), out, format, write)
		},
	}
	cmd.Flags().IntSliceVar(&sizes, "claims", []int{100_000}, "how many claims each history has")
	config.OwnTable(cmd.Flags(), "claims")
	cmd.Flags().StringVar(&dir, "dir", "", "folder for the ledgers; without it, the system's for temporary files")
	cmd.Flags().StringVar(&server, "postgres", "", "measure on this empty PostgreSQL database instead (postgres://...)")
	cmd.Flags().BoolVar(&rederive, "rederive", true, "also draw all relations anew")
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one figure a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&write, "write", "", "keep the figures in this document, between its marks, with date and machine")
	config.EachTime(cmd.Flags(), "write")
	return cmd
}

// ledgerBench measures one size of ledger.
type ledgerBench struct {
	claims      int
	dir, server string
	rederive    bool

	l       *ledger.Ledger
	rand    *rand.Rand
	timings []timing
}

// documentsTogether is how many documents are recorded at a time: as ingest
// does, more than a few, since each time costs a write to the disk.
const documentsTogether = 1000

func (b *ledgerBench) name() string {
	name := fmt.Sprintf("ledger, %s claims", thousands(b.claims))
	if b.server != "" {
		name += ", PostgreSQL"
	}
	return name
}

// thousands writes 1234567 as 1 234 567.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + " " + s[i:]
	}
	return s
}

func (b *ledgerBench) note(name string, value float64, unit string, cases int) {
	b.timings = append(b.timings, timing{b.name(), name, value, unit, cases})
}

func (b *ledgerBench) run(ctx context.Context) ([]timing, error) {
	b.rand = rand.New(rand.NewPCG(1, 1))
	folder, err := os.MkdirTemp(b.dir, "chancery-bench-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for the ledger: %w", err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "ledger.db")
	s, err := b.open(ctx, path)
	if err != nil {
		return nil, err
	}
	if b.l, err = ledger.New(s); err != nil {
		return nil, err
	}
	defer b.l.Close()
	for _, step := range []func(context.Context) error{b.append, b.questions, b.oneDocument, b.again} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	// Closed, the file holds all of it and its log is gone.
	if err := b.l.Close(); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil {
		b.note("size on disk", float64(info.Size())/float64(b.claims), "bytes a claim", b.claims)
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	b.note("memory of Go", float64(mem.Sys)/(1<<20), "MiB", 1)
	return b.timings, nil
}

func (b *ledgerBench) open(ctx context.Context, path string) (ledger.Store, error) {
	if b.server != "" {
		return postgres.Open(ctx, b.server, postgres.Options{Create: true})
	}
	return sqlite.Open(ctx, path, sqlite.Options{Create: true})
}

// append records the history, the making of which is not counted.
func (b *ledgerBench) append(ctx context.Context) error {
	shape := history.News
	var batch []ledger.Reading
	recorded := 0
	var took time.Duration
	var slowest time.Duration
	at := time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)
	flush := func() error {
		begin := time.Now()
		at = at.Add(time.Second)
		added, err := b.l.Append(ctx, batch, "bench", at)
		one := time.Since(begin)
		took += one
		slowest = max(slowest, one)
		recorded += added.Claims
		batch = batch[:0]
		return err
	}
	for r := range shape.Readings(b.claims/shape.Claims + documentsTogether) {
		if batch = append(batch, r); len(batch) < documentsTogether {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
		if recorded >= b.claims {
			break
		}
	}
	b.note("append", float64(recorded)/took.Seconds(), "claims/s", recorded)
	b.note("slowest batch of 1000 documents", float64(slowest.Milliseconds()), "ms", 1)
	return nil
}

// side is a side of the history, the first of them most often, as in questions
// that people ask.
func (b *ledgerBench) side() string {
	u := b.rand.Float64()
	return fmt.Sprintf("A%02d", int(u*u*float64(history.News.Actors)))
}

// question is what is asked again and again to be timed.
type timedQuestion struct {
	name string
	ask  func(context.Context) error
}

// questions asks a thousand of each, after two hundred that are not counted: the
// first read from a file that has just been written.
func (b *ledgerBench) questions(ctx context.Context) error {
	const warming, asked = 200, 1000
	first, err := ledger.ParseDay(history.News.First)
	if err != nil {
		return err
	}
	for _, q := range append(b.ofSides(first), b.ofEverybody(first)...) {
		var took []float64
		for i := range warming + asked {
			begin := time.Now()
			if err := q.ask(ctx); err != nil {
				return err
			}
			if i >= warming {
				took = append(took, float64(time.Since(begin).Microseconds())/1000)
			}
		}
		slices.Sort(took)
		b.note(q.name+", p50", took[asked/2], "ms", asked)
		b.note(q.name+", p99", took[asked*99/100], "ms", asked)
	}
	return nil
}

// ofSides are questions of one or two.
func (b *ledgerBench) ofSides(first ledger.Day) []timedQuestion {
	pair := func() ledger.Asked {
		q := ledger.Asked{Of: b.side(), With: b.side()}
		for q.With == q.Of {
			q.With = b.side()
		}
		return q
	}
	return []timedQuestion{
		{"relations as of a day", func(ctx context.Context) error {
			on := first + ledger.Day(b.rand.IntN(history.News.Days))
			_, err := b.l.Relations(ctx, pair(), &on)
			return err
		}},
		{"relations as of a day, known at a time", func(ctx context.Context) error {
			q := pair()
			q.KnownAt = time.Date(2022, 1, 1, 0, 0, 1+b.rand.IntN(1+b.claims/history.News.Claims/documentsTogether), 0, time.UTC)
			on := first + ledger.Day(b.rand.IntN(history.News.Days))
			_, err := b.l.Relations(ctx, q, &on)
			return err
		}},
		{"recognition of one as of a day", func(ctx context.Context) error {
			on := first + ledger.Day(b.rand.IntN(history.News.Days))
			_, err := b.l.Recognition(ctx, ledger.Asked{Of: b.side()}, &on)
			return err
		}},
		{"timeline of a pair, newest 100", func(ctx context.Context) error {
			_, _, err := b.l.Timeline(ctx, ledger.TimelineQuery{Asked: pair(), Limit: 100})
			return err
		}},
		{"timeline of one, newest 100", func(ctx context.Context) error {
			_, _, err := b.l.Timeline(ctx, ledger.TimelineQuery{Asked: ledger.Asked{Of: b.side()}, Limit: 100})
			return err
		}},
		{"changes of one, newest 50", func(ctx context.Context) error {
			_, _, err := b.l.NewestChanges(ctx, ledger.Asked{Of: b.side()}, ledger.Unknown, 50)
			return err
		}},
	}
}

// ofEverybody are questions of all that the ledger holds: those of a front page.
func (b *ledgerBench) ofEverybody(first ledger.Day) []timedQuestion {
	year := func() ledger.Bounds {
		begin := first + ledger.Day(b.rand.IntN(history.News.Days-365))
		return ledger.Bounds{First: begin, Last: begin + 364}
	}
	search := func(words func() string) func(context.Context) error {
		return func(ctx context.Context) error {
			_, _, err := b.l.Search(ctx, ledger.SearchQuery{Words: words()})
			return err
		}
	}
	verbs := []string{"met", "shelled", "recognised", "sanctions", "envoy"}
	return []timedQuestion{
		{"timeline of everybody, newest 50", func(ctx context.Context) error {
			_, _, err := b.l.Timeline(ctx, ledger.TimelineQuery{Limit: 50})
			return err
		}},
		{"timeline of everybody within a year, newest 50", func(ctx context.Context) error {
			days := year()
			_, _, err := b.l.Timeline(ctx, ledger.TimelineQuery{Days: &days, Within: 31, Limit: 50})
			return err
		}},
		{"changes of everybody, newest 50", func(ctx context.Context) error {
			_, _, err := b.l.NewestChanges(ctx, ledger.Asked{}, ledger.Unknown, 50)
			return err
		}},
		{"counts of a year", func(ctx context.Context) error {
			_, err := b.l.Counts(ctx, year(), nil)
			return err
		}},
		{"search for a word", search(func() string { return verbs[b.rand.IntN(len(verbs))] })},
		{"search for two words", search(func() string { return verbs[b.rand.IntN(len(verbs))] + " " + b.side() })},
		{"search for a word misspelt", search(func() string { return "recogniced" })},
		{"newest sources, 50", func(ctx context.Context) error {
			_, err := b.l.Newest(ctx, fmt.Sprintf("Agency %d", b.rand.IntN(40)), "", 50)
			return err
		}},
	}
}

// oneDocument records documents one at a time into the full ledger.
func (b *ledgerBench) oneDocument(ctx context.Context) error {
	shape := history.News
	shape.Seed = 2
	var took []float64
	for r := range shape.Readings(100) {
		begin := time.Now()
		if _, err := b.l.Append(ctx, []ledger.Reading{r}, "bench", time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		took = append(took, float64(time.Since(begin).Microseconds())/1000)
	}
	slices.Sort(took)
	b.note("one document more, p50", took[len(took)/2], "ms", len(took))
	b.note("one document more, p99", took[len(took)*99/100], "ms", len(took))
	return nil
}

// again draws all relations anew.
func (b *ledgerBench) again(ctx context.Context) error {
	if !b.rederive {
		return nil
	}
	begin := time.Now()
	if err := b.l.Rederive(ctx, nil); err != nil {
		return err
	}
	b.note("drawing all relations anew", time.Since(begin).Seconds(), "s", b.claims)
	return nil
}
