package language

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/news.conllu")

// TestGolden: a text is read the same on every machine, until the weights
// change.
func TestGolden(t *testing.T) {
	var b bytes.Buffer
	if _, err := WriteCoNLLU(&b, engine(t).Analyze(newsText(t), nil), "", 1, 0); err != nil {
		t.Fatal(err)
	}
	const name = "testdata/news.conllu"
	if *update {
		if err := os.WriteFile(name, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Errorf("the text is read otherwise than %s has it; go test -update if the weights have changed", name)
	}
}
