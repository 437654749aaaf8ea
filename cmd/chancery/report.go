package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// The marks between which a command keeps its table in a document.
const (
	figuresOpen  = "<!-- figures -->"
	figuresClose = "<!-- /figures -->"
)

// writeTable puts rows of a Markdown table between the marks of a document,
// under a line with the date and the machine. Rows of other groups (their
// first cell) that stand there already are kept.
func writeTable(path, head string, rows [][]string, now time.Time) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("writing figures: %w", err)
	}
	before, rest, ok := strings.Cut(string(data), figuresOpen)
	old, after, ok2 := strings.Cut(rest, figuresClose)
	if !ok || !ok2 {
		return fmt.Errorf("writing figures: %s has no %s … %s", path, figuresOpen, figuresClose)
	}
	var b strings.Builder
	b.WriteString(before + figuresOpen + "\n" + head)
	for _, line := range keptRows(old, rows) {
		b.WriteString(line + "\n")
	}
	day, host := now.Format(time.DateOnly), machine()
	for _, r := range rows {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(r, " | "), day, host)
	}
	b.WriteString(figuresClose + after)
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// keptRows are the old table's rows whose first cell no new row has.
func keptRows(old string, rows [][]string) []string {
	renewed := map[string]bool{}
	for _, r := range rows {
		renewed[r[0]] = true
	}
	var out []string
	for line := range strings.Lines(old) {
		line = strings.TrimSpace(line)
		cells := strings.Split(line, "|")
		if len(cells) < 3 || strings.Contains(line, "---") {
			continue
		}
		if group := strings.TrimSpace(cells[1]); group != "data set" && group != "bench" && !renewed[group] {
			out = append(out, line)
		}
	}
	return out
}

// machine names the processor and how much of it there is.
func machine() string {
	model := runtime.GOARCH
	if data, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(data)) {
			if name, ok := strings.CutPrefix(line, "model name"); ok {
				model = strings.TrimSpace(strings.TrimLeft(name, "\t :"))
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, Go %s", model, runtime.NumCPU(), strings.TrimPrefix(runtime.Version(), "go"))
}
