package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/pipeline"
)

// flowBench measures the whole way from texts to a ledger.
type flowBench struct {
	cmd       *cobra.Command
	data, dir string
	documents int
	megabytes int // of the archive
	workers   []int
	kills     int
	queue     queueFlags
	server    string // of PostgreSQL; "" is a file

	pipeline *pipeline.Pipeline
	rand     *rand.Rand
	timings  []timing
}

func newBenchFlowCmd() *cobra.Command {
	var b flowBench
	var format, write string
	var k knowledge
	cmd := &cobra.Command{
		Use:   "flow",
		Short: "Measure the way from texts to a ledger, by one process and by workers of a queue",
		Long: `Measures how fast the newswire and the pages of the data folder are read into a ledger by
one process on all cores, and how fast, and in how much memory, a large web archive that
is made of the newswire; then how fast so many documents of the newswire, each again and
again under other addresses, are read off a queue by one worker of one core, by two, and
so on, while workers are killed at random and started again. At the end each document must
be in the ledger once. Each worker is bound to a core of its own, a single one to one after
another as it is started again (on Linux).

The queue is made on NATS servers that run already, with names of its own that are left
there. Workers record in a file or, with --postgres, in a database.`,
		Example: "  chancery bench flow --nats nats://127.0.0.1:4222 --postgres postgres://chancery@localhost/bench --write docs/performance.md",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			var err error
			if b.data, err = sharedFolder(b.data); err != nil {
				return err
			}
			if b.pipeline, err = k.load(); err != nil {
				return err
			}
			b.cmd, b.rand = cmd, rand.New(rand.NewPCG(1, 1))
			if err := b.run(cmd.Context()); err != nil {
				return err
			}
			return reportTimings(cmd.OutOrStdout(), b.timings, format, write)
		},
	}
	cmd.Flags().StringVar(&b.data, "data", "../shared", "the folder that holds data/newswire and data/articles")
	cmd.Flags().IntVar(&b.megabytes, "archive", 1024, "megabytes of the web archive that is made and read; 0 leaves it out")
	cmd.Flags().IntVar(&b.documents, "documents", 20_000, "documents that the workers read")
	cmd.Flags().IntSliceVar(&b.workers, "workers", []int{1, 2}, "how many workers read them, one after another; 0 leaves the queue out")
	cmd.Flags().IntVar(&b.kills, "kills", 4, "workers killed in each run")
	cmd.Flags().StringVar(&b.server, "postgres", "", "record in this PostgreSQL database (postgres://...)")
	cmd.Flags().StringVar(&b.dir, "dir", "", "folder for the ledgers; without it, the system's for temporary files")
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one figure a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&write, "write", "", "keep the figures in this document, between its marks, with date and machine")
	config.EachTime(cmd.Flags(), "write")
	b.queue.add(cmd)
	return cmd
}

func (b *flowBench) note(bench, name string, value float64, unit string, cases int) {
	b.timings = append(b.timings, timing{bench, name, value, unit, cases})
}

func (b *flowBench) run(ctx context.Context) error {
	folder, err := os.MkdirTemp(b.dir, "chancery-bench-")
	if err != nil {
		return fmt.Errorf("making a folder for the ledgers: %w", err)
	}
	defer os.RemoveAll(folder)
	b.dir = folder
	for _, in := range []struct {
		name, path string
		rounds     int
	}{{"newswire to ledger", "newswire", 3}, {"pages to ledger", filepath.Join("articles", "html"), 5}} {
		if err := b.oneProcess(ctx, in.name, filepath.Join(b.data, "data", in.path), in.rounds); err != nil {
			return err
		}
	}
	if b.megabytes > 0 {
		if err := b.archive(ctx, b.megabytes); err != nil {
			return err
		}
	}
	var one float64
	for _, n := range b.workers {
		if n < 1 {
			continue
		}
		speed, err := b.manyProcesses(ctx, n)
		if err != nil {
			return err
		}
		if n == 1 {
			one = speed
		} else if one > 0 {
			b.note(flowName(n), "speed of one worker", speed/one, "times", b.documents)
		}
	}
	return nil
}

// oneProcess reads a folder into a ledger, so many times under other addresses.
func (b *flowBench) oneProcess(ctx context.Context, name, dir string, rounds int) error {
	s, err := sqlite.Open(ctx, filepath.Join(b.dir, filepath.Base(dir)+".db"), sqlite.Options{Create: true})
	if err != nil {
		return err
	}
	l, err := ledger.New(s)
	if err != nil {
		return err
	}
	f := flow{pipeline: b.pipeline, ledger: l, reader: "bench", jobs: runtime.NumCPU(), now: time.Now}
	begin := time.Now()
	err = f.run(ctx, untold(again(ctx, dir, rounds)))
	took := time.Since(begin)
	if err := errors.Join(err, l.Close()); err != nil {
		return err
	}
	if f.sum.Documents == 0 {
		return fmt.Errorf("%s: none of its documents could be recorded", dir)
	}
	b.note(name, "articles", float64(f.sum.Documents)/took.Seconds(), "/s", f.sum.Documents)
	b.note(name, "claims", float64(f.sum.Claims)/float64(f.sum.Documents), "an article", f.sum.Claims)
	return nil
}

// again reads a folder so many times, each time as if its documents lay at other
// addresses.
func again(ctx context.Context, dir string, rounds int) iter.Seq2[*document.Document, error] {
	return func(yield func(*document.Document, error) bool) {
		for i := range rounds {
			for d, err := range document.Open(ctx, []string{dir}, document.Options{Jobs: runtime.NumCPU()}) {
				if err == nil {
					d.URL = fmt.Sprintf("https://%d.example.org/%s", i, d.ID)
				}
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

// untold are documents of which nobody waits to hear.
func untold(docs iter.Seq2[*document.Document, error]) iter.Seq[parcel] {
	return func(yield func(parcel) bool) {
		for d, err := range docs {
			if !yield(parcel{
				open:    func() (*document.Document, error) { return d, err },
				settled: func(outcome) error { return nil },
			}) {
				return
			}
		}
	}
}
