package names

import (
	"strings"
	"testing"

	"chancery/internal/language"
)

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkResolve(b *testing.B) {
	e, err := language.New()
	if err != nil {
		b.Fatal(err)
	}
	r, err := New()
	if err != nil {
		b.Fatal(err)
	}
	doc := e.Analyze(strings.Repeat("The Japanese foreign ministry said on Monday that it had summoned the Russian ambassador. "+
		"Prime Minister Shinzo Abe told reporters that his government would cut ties with Moscow unless the two countries agreed.\n\n", 20), nil)
	for b.Loop() {
		r.Resolve(doc, "2014-05-06")
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(doc.Tokens)), "ns/token")
}
