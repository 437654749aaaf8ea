package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/exchange"
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

// FuzzExportRecords: whatever records say of themselves, an export ends, with an error or
// without; one that cannot be used is told of and left out.
func FuzzExportRecords(f *testing.F) {
	golden, err := os.ReadFile(filepath.Join("testdata", "golden", "recognition.txt.jsonl"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	for _, line := range []string{
		`{"format":"chancery/1","id":"a","error":"gone"}`,
		`{"format":"chancery/1","id":"a","text":"x","events":[{"id":"e","type":"CONSULT","mode":"visit","date":"2022-02-31","trigger":{"start":0,"end":9}}]}`,
		`{"format":"chancery/1","id":"a","text":"é","published":{"date":"0000"},"events":[{"id":"e","type":"?","cameo":"042","actor":[{"id":"UKR"}],"trigger":{"start":0,"end":1},"sentence":-1,"modality":"asserted"}]}`,
		`{"format":"chancery/2"}`, "null\n[]",
	} {
		f.Add([]byte(line))
	}
	tables, err := exchange.NewTables()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, format := range exportFormats {
			if format.relations {
				continue // their records are put into a ledger, which has its own tests
			}
			cmd := &cobra.Command{}
			cmd.SetIn(bytes.NewReader(data))
			cmd.SetContext(context.Background())
			o := &exporting{formatOf: format, stderr: io.Discard}
			r, err := o.records(cmd, []string{"-"})
			if err != nil {
				t.Fatal(err)
			}
			if err := format.write(io.Discard, tables, exchange.Export{Claims: r.claims}); err == nil && !o.skipped {
				for line := range bytes.Lines(data) {
					var record chancery.Record
					if len(bytes.TrimRight(line, "\r\n")) > 0 && json.Unmarshal(line, &record) != nil {
						t.Fatalf("%s: %q is taken for a record", format.name, line)
					}
				}
			}
		}
	})
}
