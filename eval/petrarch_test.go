package eval

import (
	"os"
	"path/filepath"
	"testing"

	"chancery"
)

// TestPetrarch scores a made-up reader on two made-up tests.
func TestPetrarch(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data", "petrarch")
	if err := os.MkdirAll(data, 0o755); err != nil {
		t.Fatal(err)
	}
	lines := `{"id":"a","date":"20010203","text":"x","expected":[{"sourcecode":"ROMGOV","targetcode":"IGOUNO","eventcode":"051"},{"sourcecode":"---","targetcode":"FRA","eventcode":"010"}]}
{"id":"b","date":"","text":"y","expected":[{"sourcecode":"XQXMIL","targetcode":"FRA","eventcode":"190"},{"sourcecode":"XYZ","targetcode":"FRA","eventcode":"190"},{"targetcode":"FRA","eventcode":"190"}]}
`
	if err := os.WriteFile(filepath.Join(data, "unit-dev.jsonl"), []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	figures, err := Petrarch(dir, func(id, date, _ string) *chancery.Record {
		who := func(id, country, sector string) []chancery.Participant {
			return []chancery.Participant{{ID: id, Country: country, Sector: sector}}
		}
		if id == "a" {
			if date != "2001-02-03" {
				t.Errorf("date %q", date)
			}
			return &chancery.Record{Events: []chancery.Event{{CAMEO: "057", Actor: who("ROU", "ROU", "GOV"), Recipient: who("UNO", "IGO", "IGO")}}}
		}
		return &chancery.Record{Events: []chancery.Event{{CAMEO: "190", Actor: who("x-militia", "XQX", "REB"), Recipient: who("FRA", "FRA", "GOV")}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{100, 50, 100, 50} {
		if f := figures[i]; f.Value != want || f.Cases != 2 {
			t.Errorf("%s: %.1f of %d, want %.1f of 2", f.Name, f.Value, f.Cases, want)
		}
	}
}
