package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// guidesDir is where the guides lie.
const guidesDir = "../../docs/guides"

// step is a block of a guide that is run, and what the guide says it prints.
type step struct {
	lang, code string
	line       int // of the guide, from 1, on which it begins
	output     int // of the block of its output, 0 if none is shown
	want       string
}

// TestGuides runs the blocks of all guides, one after the other in one folder that looks
// like a fresh checkout: what they print is what the guides show. Shell blocks are always
// run, others where their tool is there; CHANCERY_REQUIRE_GUIDES fails without the tools.
// Rewrite what is shown with: go test ./cmd/chancery -run Guides -update
func TestGuides(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh, which runs the guides' blocks")
	}
	dir := t.TempDir()
	checkout(t, dir)
	files, err := filepath.Glob(filepath.Join(guidesDir, "*.md"))
	if err != nil || len(files) < 7 {
		t.Fatalf("%d guides, %v", len(files), err)
	}
	// README makes the ledger that the others ask.
	slices.SortStableFunc(files, func(a, b string) int {
		return strings.Compare(strings.Replace(a, "README", "", 1), strings.Replace(b, "README", "", 1))
	})
	tools := guideTools(t)
	ran := map[string]int{}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			page, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			steps := stepsOf(string(page))
			shell := 0
			for i := range steps {
				s := &steps[i]
				t.Run(fmt.Sprintf("line %d, %s", s.line, s.lang), func(t *testing.T) {
					tool := tools[s.lang]
					if tool == nil {
						t.Skipf("no %s here", s.lang)
					}
					got := tool(t, dir, s.code)
					ran[s.lang]++
					if s.lang == "sh" {
						shell++
					}
					if *update {
						s.want = got
					} else if s.output > 0 && got != s.want {
						t.Errorf("line %d shows\n%s\nbut it prints\n%s\nif that is right, run with -update", s.output, s.want, got)
					}
				})
			}
			if shell == 0 && !t.Failed() {
				t.Error("no shell block was run")
			}
			if *update {
				if err := os.WriteFile(file, []byte(withOutputs(string(page), steps)), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
	t.Logf("blocks run: %v", ran)
	for _, lang := range []string{"sh", "python", "r", "sql"} {
		if must := lang == "sh" || os.Getenv("CHANCERY_REQUIRE_GUIDES") != ""; must && ran[lang] == 0 {
			t.Errorf("no block of %s was run", lang)
		}
	}
}

// checkout makes a folder look like one of the repository, as far as guides use it.
func checkout(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"cmd", "docs", "examples", "internal"} {
		at, err := filepath.Abs(filepath.Join("../..", name))
		if err == nil {
			err = os.Symlink(at, filepath.Join(dir, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// stepsOf are the blocks of a page that are run: those marked sh, python, r or sql. A
// block marked output after one is what it prints.
func stepsOf(page string) []step {
	var out []step
	lang, from := "", 0
	var code strings.Builder
	for i, line := range strings.Split(page, "\n") {
		mark, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && from == 0:
			lang, from = mark, i+1
			code.Reset()
		case fence:
			switch lang {
			case "sh", "python", "r", "sql":
				out = append(out, step{lang: lang, code: code.String(), line: from})
			case "output":
				if n := len(out) - 1; n >= 0 && out[n].output == 0 {
					out[n].output, out[n].want = from, code.String()
				}
			}
			from = 0
		case from > 0:
			code.WriteString(line + "\n")
		}
	}
	return out
}

// withOutputs is a page with what its steps print in the blocks that show it.
func withOutputs(page string, steps []step) string {
	var b strings.Builder
	skip := false
	for i, line := range strings.SplitAfter(page, "\n") {
		if skip && strings.HasPrefix(line, "```") {
			skip = false
		}
		if !skip {
			b.WriteString(line)
		}
		for _, s := range steps {
			if s.output == i+1 {
				b.WriteString(s.want)
				skip = true
			}
		}
	}
	return b.String()
}

// tool runs the code of a block in a folder and gives what it prints.
type tool func(t *testing.T, dir, code string) string

// guideTools are the tools that are there, by the language of their blocks.
func guideTools(t *testing.T) map[string]tool {
	out := map[string]tool{"sh": running("sh", "-eu")}
	// Of several Pythons take the one that Debian's packages are for.
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import pandas").Run() == nil {
			out["python"] = running(python)
		}
	}
	if exec.Command("Rscript", "-e", "library(maps)").Run() == nil {
		out["r"] = running("Rscript", "--vanilla")
	}
	if at := os.Getenv("CHANCERY_DUCKDB"); at != "" {
		t.Setenv("NODE_PATH", filepath.Join(at, "node_modules"))
		out["sql"] = running("node", "-e", duckdb)
	}
	return out
}

// duckdb is a script for node that prints the rows of the queries of a file as CSV.
const duckdb = `
const { DuckDBInstance } = require('@duckdb/node-api');
const cell = v => v === null ? '' : /[",\n]/.test(v) ? '"' + String(v).replaceAll('"', '""') + '"' : v;
(async () => {
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  const r = await c.runAndReadAll(require('fs').readFileSync(process.argv[1], 'utf8'));
  for (const row of [r.columnNames(), ...r.getRowsJson()]) console.log(row.map(cell).join(','));
})().catch(e => { console.error(e.message); process.exit(1); });
`

// running runs code as a file that is a command's last argument.
func running(command ...string) tool {
	return func(t *testing.T, dir, code string) string {
		t.Helper()
		file := filepath.Join(t.TempDir(), "block")
		if err := os.WriteFile(file, []byte(code), 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(command[0], append(command[1:], file)...)
		cmd.Dir = dir
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		cmd.WaitDelay = 10 * time.Second // for what a block that failed left running
		cmd.Env = append(os.Environ(), "HOME="+dir, "CHANCERY_LEDGER=", "TZ=UTC", "LC_ALL=C.UTF-8")
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s%s", err, out.String(), errs.String())
		}
		if s := out.String(); s == "" || strings.HasSuffix(s, "\n") {
			return s
		}
		return out.String() + "\n" // a block of a page ends with its line
	}
}
