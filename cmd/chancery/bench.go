package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/config"
	"chancery/internal/document"
	"chancery/internal/pipeline"
)

// timing is one measured speed or size.
type timing struct {
	Bench string  `json:"bench"`
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Cases int     `json:"cases"`
}

func newBenchCmd() *cobra.Command {
	var data, format, write string
	var k knowledge
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure start-up and reading speed",
		Long: `Measures how long the program takes to its first record, and how fast it reads the
newswire of the data folder. Run it on a machine that does nothing else.`,
		Example: "  chancery bench --data ../shared --write docs/performance.md",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "text" && format != "json" {
				return usageError(fmt.Errorf("--format takes text or json, not %q", format))
			}
			dir, err := sharedFolder(data)
			if err != nil {
				return err
			}
			p, err := k.load()
			if err != nil {
				return err
			}
			start, err := benchStart(cmd.Context(), &k)
			if err != nil {
				return err
			}
			flow, err := benchNewswire(cmd.Context(), p, filepath.Join(dir, "data", "newswire"))
			if err != nil {
				return err
			}
			return reportTimings(cmd.OutOrStdout(), append(start, flow...), format, write)
		},
	}
	cmd.Flags().StringVar(&data, "data", "../shared", "the folder that holds data/newswire")
	cmd.Flags().StringVar(&format, "format", "text", "text or json (one figure a line)")
	oneOf(cmd, "format", "text", "json")
	cmd.Flags().StringVar(&write, "write", "", "keep the figures in this document, between its marks, with date and machine")
	config.EachTime(cmd.Flags(), "write")
	k.flags(cmd)
	cmd.AddCommand(newBenchLedgerCmd(), newBenchRoomCmd(), newBenchFlowCmd())
	return cmd
}

// benchStart runs this program on a short text again and again.
func benchStart(ctx context.Context, k *knowledge) ([]timing, error) {
	self, err := thisProgram()
	if err != nil {
		return nil, err
	}
	const runs = 11
	var took []float64
	for range runs {
		cmd := exec.CommandContext(ctx, self, append([]string{"read", "-", "--config="}, k.args()...)...)
		cmd.Stdin = bytes.NewReader([]byte("Ties cut\n\nUkraine severed diplomatic relations with North Korea on Wednesday.\n"))
		begin := time.Now()
		if err := cmd.Run(); err != nil {
			return nil, fmt.Errorf("running %s read -: %w", self, err)
		}
		took = append(took, float64(time.Since(begin).Microseconds())/1000)
	}
	slices.Sort(took)
	return []timing{{"start-up", "process start to first record", took[runs/2], "ms", runs}}, nil
}

// benchNewswire reads all documents of a folder on all cores.
func benchNewswire(ctx context.Context, p *pipeline.Pipeline, dir string) ([]timing, error) {
	var docs []*document.Document
	for d, err := range document.Open(ctx, []string{dir}, document.Options{}) {
		if err != nil {
			return nil, err
		}
		docs = append(docs, d)
	}
	work := make(chan *document.Document)
	var mu sync.Mutex
	var tokens, found, size int
	var wg sync.WaitGroup
	begin := time.Now()
	for range runtime.NumCPU() {
		wg.Go(func() {
			for d := range work {
				a := p.Analyse(d)
				line, _ := json.Marshal(a.Record())
				mu.Lock()
				tokens += len(a.Doc.Tokens)
				found += len(a.Events)
				size += len(line)
				mu.Unlock()
			}
		})
	}
	for _, d := range docs {
		work <- d
	}
	close(work)
	wg.Wait()
	secs := time.Since(begin).Seconds()
	n := len(docs)
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	return []timing{
		{"newswire", "articles", float64(n) / secs, "/s", n},
		{"newswire", "tokens", float64(tokens) / secs, "/s", tokens},
		{"newswire", "events", float64(found) / float64(n), "an article", found},
		{"newswire", "memory held", float64(mem.Sys) / (1 << 20), "MiB", n},
	}, nil
}

func reportTimings(out io.Writer, ts []timing, format, write string) error {
	if format == "json" {
		enc := json.NewEncoder(out)
		for _, t := range ts {
			if err := enc.Encode(t); err != nil {
				return err
			}
		}
	} else {
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "bench\tfigure\tvalue\tunit\tcases\t")
		for _, t := range ts {
			fmt.Fprintf(w, "%s\t%s\t%.1f\t%s\t%d\t\n", t.Bench, t.Name, t.Value, t.Unit, t.Cases)
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if write == "" {
		return nil
	}
	var rows [][]string
	for _, t := range ts {
		rows = append(rows, []string{t.Bench, t.Name, fmt.Sprintf("%.1f", t.Value), t.Unit, fmt.Sprint(t.Cases)})
	}
	return writeTable(write, "\n| bench | figure | value | unit | cases | measured | on |\n|---|---|---|---|---|---|---|\n", rows, time.Now())
}
