package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestExportPages: every format has its page, and stands in the overview.
func TestExportPages(t *testing.T) {
	overview, err := os.ReadFile("../../docs/formats/exports.md")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob("../../docs/formats/export-*.md")
	if err != nil || len(pages) != len(exportFormats) {
		t.Errorf("%d formats have %d pages (%v)", len(exportFormats), len(pages), err)
	}
	for _, f := range exportFormats {
		page, err := os.ReadFile("../../docs/formats/export-" + f.name + ".md")
		if err != nil {
			t.Error(err)
		}
		if !strings.HasPrefix(string(page), "# Export: "+f.name+"\n") || !bytes.Contains(overview, []byte("`export-"+f.name+".md`")) {
			t.Errorf("%s: its page or the overview does not name it", f.name)
		}
	}
}

// TestExportAsJudged: what was rejected is left out, a correction is in the place of what
// it corrects, and what was known before a verdict is as it was.
func TestExportAsJudged(t *testing.T) {
	dir := t.TempDir()
	file, at := filepath.Join(dir, "a.txt"), filepath.Join(dir, "l.db")
	text := "Ties cut\n\n13 July 2022\n\nUkraine severed diplomatic relations with North Korea on Wednesday. Poland praised Ghana on Wednesday.\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	output(t, "ingest", file, "--ledger", at, "--recorded-at", "2022-07-15T08:00:00Z")
	// pairs are who did something towards whom, with the claims that say so.
	pairs := func(args ...string) map[string]string {
		rows, err := csv.NewReader(strings.NewReader(output(t, append([]string{"export", "--format", "csv", "--ledger", at}, args...)...))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		column := map[string]int{}
		for i, c := range rows[0] {
			column[c] = i
		}
		out := map[string]string{}
		for _, r := range rows[1:] {
			out[r[column["actor"]]+r[column["recipient"]]] = r[column["claim"]]
		}
		return out
	}
	before := pairs()
	if len(before) != 2 || before["UKRPRK"] == "" {
		t.Fatalf("read as %v", before)
	}
	output(t, "judge", before["UKRPRK"], "--correct", "--recipient", "KOR", "--by", "J. Doe", "--ledger", at)
	for pair, claim := range before {
		if pair != "UKRPRK" {
			output(t, "judge", claim, "--reject", "--by", "J. Doe", "--ledger", at)
		}
	}
	if after := pairs(); len(after) != 1 || after["UKRKOR"] == "" || after["UKRKOR"] == before["UKRPRK"] {
		t.Errorf("after the verdicts: %v", after)
	}
	if then := pairs("--known-at", "2022-07-15"); len(then) != 2 || then["UKRPRK"] != before["UKRPRK"] {
		t.Errorf("known before the verdicts: %v", then)
	}
}

// TestDemoComesBack: what the demo's texts tell goes out in the formats of others and
// comes back as it was: as PLOVER all of it, otherwise all but the acts of persons and
// groups (the bank VTB), for whom there is no code there, and one or two that CAMEO tells
// less exactly.
func TestDemoComesBack(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "l.db")
	output(t, "ingest", "demo", "--ledger", at)
	for format, lost := range map[string]int{"plover": 0, "polecat": 9, "icews": 9, "gdelt": 9} {
		file := filepath.Join(dir, format)
		output(t, "export", "--format", format, "--ledger", at, "--exact", "--out", file)
		var x struct {
			A   struct{ Acts int }
			All struct {
				Both   int
				OnlyA  int `json:"only_a"`
				Others int `json:"other_type"`
			}
		}
		if err := json.Unmarshal([]byte(output(t, "compare", "--a", at, "--b", file, "--b-format", format, "--days", "0", "--format", "json")), &x); err != nil {
			t.Fatal(err)
		}
		if x.A.Acts < 400 || x.All.OnlyA > lost || x.All.Others > 0 {
			t.Errorf("%s: of %d acts %d come back, %d with another type, and %d do not; %d at most may be lost", format, x.A.Acts, x.All.Both, x.All.Others, x.All.OnlyA, lost)
		}
	}
}
