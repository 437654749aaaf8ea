package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

// completed is what a shell is offered for the last word of a command line.
func completed(t *testing.T, args ...string) []string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := run(append([]string{"__completeNoDesc"}, args...), strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("%v: exit status %d: %s", args, status, errs.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	return lines[:len(lines)-1] // the last tells whether files are offered
}

func TestCompletion(t *testing.T) {
	for _, c := range []struct{ line, offered string }{
		{"rea", "read"},
		{"names ", "import lookup members unresolved"},
		{"help names lo", "lookup"},
		{"config acc", "accounts"},
		{"read --format ", "text json conllu"},
		{"read --color ", "auto always never"},
		{"relations --format ", "text json csv"},
		{"watch --log ", "text json"},
		{"export --format gd", "gdelt gdelt-mentions"},
		{"load --format pl", "plover"},
		{"compare --a a --a-format le", "ledger"},
		{"names import --from ", "phoenix wikidata geonames"},
		{"timeline UKR --type SAN", "SANCTION"},
		{"relations UKR --kind dip", "diplomatic-relations"},
		{"judge x --kind recognition --status ", "recognised withdrawn"},
		{"judge x --modality neg", "negated"},
		{"accounts add ada --role ", "reader reviewer admin"},
		{"eval see", "seed"},
		{"relations UK", "UKR"},
		{"relations North", "North Korea"},
		{"relations UKR PR", "PRK"},
		{"export --actor DN", "DNR"},
	} {
		got := completed(t, strings.Split(c.line, " ")...)
		for _, want := range strings.Split(c.offered, " ") {
			if c.offered == "North Korea" {
				want = c.offered
			}
			if !slices.Contains(got, want) {
				t.Errorf("%q offers %v, not %s", c.line, got, want)
			}
		}
		if strings.HasSuffix(c.line, "format ") && len(got) != len(strings.Fields(c.offered)) {
			t.Errorf("%q offers %v, not %s alone", c.line, got, c.offered)
		}
	}
}

// TestClosedSets: whatever flag takes one of a few words offers them.
func TestClosedSets(t *testing.T) {
	closed := []string{"format", "color", "kind", "type", "status", "modality", "role", "reader", "log", "report", "from", "a-format", "b-format",
		"actor", "recipient"}
	n := 0
	for _, cmd := range allCommands(newRootCmd()) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains(closed, f.Name) {
				return
			}
			n++
			if _, ok := cmd.GetFlagCompletionFunc(f.Name); !ok {
				t.Errorf("%s --%s offers nothing", cmd.CommandPath(), f.Name)
			}
		})
	}
	if n < 50 {
		t.Errorf("only %d flags", n)
	}
}

// TestShells: each script is one that its shell understands, where that is there.
func TestShells(t *testing.T) {
	checks := map[string][]string{"bash": {"-n"}, "zsh": {"-n"}, "fish": {"--no-execute"}, "powershell": nil}
	for shell, check := range checks {
		t.Run(shell, func(t *testing.T) {
			var out, errs bytes.Buffer
			if status := run([]string{"completion", shell}, strings.NewReader(""), &out, &errs); status != 0 || !strings.Contains(out.String(), "__complete") {
				t.Fatalf("exit status %d, %d bytes: %s", status, out.Len(), errs.String())
			}
			if _, err := exec.LookPath(shell); err != nil || check == nil {
				t.Skipf("there is no %s to read it", shell)
			}
			file := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
			if said, err := exec.Command(shell, append(check, file)...).CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, said)
			}
		})
	}
}

// TestMan: each command has its page, and the same program writes the same pages.
func TestMan(t *testing.T) {
	pages := func(epoch string) map[string]string {
		day, err := pagesDate(epoch)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if err := writeMan(dir, day); err != nil {
			t.Fatal(err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.1"))
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			out[filepath.Base(file)] = string(data)
		}
		return out
	}
	first, second, other := pages("1700000000"), pages("1700000000"), pages("1600000000")
	for _, cmd := range listedCommands(newRootCmd()) {
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		if cmd.Name() == "help" {
			continue
		}
		page := first[name]
		if !strings.Contains(page, "Nov 2023") || !strings.Contains(page, ".SH EXAMPLE") || !strings.Contains(page, "chancery "+version) {
			t.Errorf("%s: %.300s", name, page)
		}
		if page != second[name] || page == other[name] {
			t.Errorf("%s is not made by its date alone", name)
		}
	}
	if len(first) < 58 {
		t.Errorf("only %d pages", len(first))
	}
	if _, err := pagesDate("soon"); err == nil {
		t.Error("SOURCE_DATE_EPOCH=soon is a date")
	}
	if day, err := pagesDate(""); err != nil || day.After(time.Now()) {
		t.Errorf("without a date it is %v, %v", day, err)
	}
}

// TestReleaseTellsItsDay: a release, which is built without what git knows, bears the day
// that it was given.
func TestReleaseTellsItsDay(t *testing.T) {
	wasCommit, wasDate := commit, date
	t.Cleanup(func() { commit, date = wasCommit, wasDate })
	commit, date = "0123abc", "2026-03-04T05:06:07Z"
	if got, err := pagesDate(""); err != nil || got.Format(time.RFC3339) != date {
		t.Errorf("%v, %v, want %s", got, err, date)
	}
}
