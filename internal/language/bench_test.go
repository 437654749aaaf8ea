package language

import (
	"os"
	"testing"
)

// BenchmarkAnalyze reads a news text of our own from text to tree.
func BenchmarkAnalyze(b *testing.B) {
	e, err := New()
	if err != nil {
		b.Fatal(err)
	}
	data, err := os.ReadFile("testdata/news.txt")
	if err != nil {
		b.Fatal(err)
	}
	text := string(data)
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
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}
