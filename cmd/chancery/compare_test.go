package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chancery"
)

// TestCompareLeavesRejected: what a verdict put aside, rejected or corrected, is not
// compared; a correction is, but not as what the reader read.
func TestCompareLeavesRejected(t *testing.T) {
	db := filepath.Join(t.TempDir(), "l.db")
	sample := filepath.Join("..", "..", "internal", "exchange", "testdata", "in", "plover-list.json")
	output(t, "load", "--format", "plover", "--publisher", "Ours", sample, "--ledger", db)
	acts := func() int {
		var x struct {
			A struct {
				Acts int `json:"acts"`
			} `json:"a"`
		}
		if err := json.Unmarshal([]byte(output(t, "compare", "--a", db, "--b", db, "--format", "json")), &x); err != nil {
			t.Fatal(err)
		}
		return x.A.Acts
	}
	// Its dates are no days; one that is goes into the ledger beside them.
	in := `{"id":"1","date":"2022-07-13","event":"AID","actor":{"code":"USA"},"recipient":{"code":"UKR"}}`
	if err := os.WriteFile(filepath.Join(filepath.Dir(db), "one.jsonl"), []byte(in+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	output(t, "load", "--format", "plover", "--publisher", "Ours", filepath.Join(filepath.Dir(db), "one.jsonl"), "--ledger", db)
	if n := acts(); n != 1 {
		t.Fatalf("%d acts, want one", n)
	}
	lines := strings.Split(strings.TrimSpace(output(t, "claims", "--ledger", db)), "\n")
	var last chancery.Claim
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil {
		t.Fatal(err)
	}
	output(t, "judge", last.ID, "--correct", "--recipient", "POL", "--by", "editor", "--ledger", db)
	var corrected struct {
		A struct {
			Acts int `json:"acts"`
		} `json:"a"`
		All struct {
			Both int `json:"both"`
		} `json:"all"`
		Pairs []struct{ From, To string } `json:"pairs"`
	}
	if err := json.Unmarshal([]byte(output(t, "compare", "--a", db, "--a-reader", "plover", "--b", db, "--format", "json")), &corrected); err != nil {
		t.Fatal(err)
	}
	if corrected.A.Acts != 0 || len(corrected.Pairs) != 1 || corrected.Pairs[0].To != "POL" {
		t.Errorf("after a correction: %+v; of the reader's own nothing stands, of the ledger's the correction", corrected)
	}
	output(t, "judge", last.ID, "--reject", "--by", "editor", "--ledger", db)
	lines = strings.Split(strings.TrimSpace(output(t, "claims", "--ledger", db)), "\n")
	for _, line := range lines {
		var c chancery.Claim
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		if c.Class == chancery.EventClaim && c.ID != last.ID && len(c.Recipients) == 1 && c.Recipients[0].Code == "POL" {
			output(t, "judge", c.ID, "--reject", "--by", "editor", "--ledger", db)
		}
	}
	if n := acts(); n != 0 {
		t.Errorf("%d acts after the verdicts, want none", n)
	}
}
