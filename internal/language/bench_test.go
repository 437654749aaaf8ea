package language

import (
	"os"
	"testing"
)

// newsText is a news text of our own.
func newsText(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/news.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// BenchmarkAnalyze reads a text from its letters to its trees.
func BenchmarkAnalyze(b *testing.B) {
	e, text := engine(b), newsText(b)
	n := len(e.Analyze(text, nil).Tokens)
	b.ReportAllocs()
	for b.Loop() {
		e.Analyze(text, nil)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
	b.ReportMetric(float64(n), "tokens")
}

// BenchmarkNew loads the model.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		engine(b)
	}
}
