package language

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
)

// maxWeights is what the embedded files may take together.
const maxWeights = 20 << 20

// TestWeights: the embedded files are those that the training wrote, and small
// enough.
func TestWeights(t *testing.T) {
	table, err := os.ReadFile("weights/SOURCES.tsv")
	if err != nil {
		t.Fatal(err)
	}
	card, err := os.ReadFile("weights/MODEL_CARD.md")
	if err != nil {
		t.Fatal(err)
	}
	digests := map[string]string{}
	for line := range strings.Lines(string(table)) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); line[0] != '#' {
			if len(f) != 5 || f[1] == "" || f[2] == "" {
				t.Fatalf("row %q has %d cells", line, len(f))
			}
			digests[f[0]] = f[4]
		}
	}
	total := 0
	for name, data := range map[string][]byte{"model.bin": modelFile, "morph.tsv": []byte(morphFile)} {
		total += len(data)
		got := fmt.Sprintf("%x", sha256.Sum256(data))
		if digests[name] != got {
			t.Errorf("%s has digest %s, SOURCES.tsv says %q", name, got, digests[name])
		}
		if !strings.Contains(string(card), got) {
			t.Errorf("the model card does not know %s", name)
		}
	}
	if total > maxWeights {
		t.Errorf("the weights take %d bytes", total)
	}
	entries, err := os.ReadDir("weights")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case name == "SOURCES.tsv" || name == "MODEL_CARD.md":
		case digests[name] == "":
			t.Errorf("SOURCES.tsv does not name %s", name)
		}
	}
}
