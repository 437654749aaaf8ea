package events_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"chancery/internal/events"
	"chancery/internal/rulefile"
)

// BenchmarkCode codes a news text with the embedded rules, and with twice and
// four times as many: rules are found by their trigger's lemma, so that the cost
// of those that fit no word is nothing.
func BenchmarkCode(b *testing.B) {
	r := newReader(b)
	text, err := os.ReadFile("../language/testdata/news.txt")
	if err != nil {
		b.Fatal(err)
	}
	in, _ := r.read(string(text))
	for _, times := range []int{1, 2, 4} {
		blocks, err := rulefile.ParseFS(os.DirFS("rules"), "*.rules")
		if err != nil {
			b.Fatal(err)
		}
		n := len(blocks)
		for k := 1; k < times; k++ {
			for _, x := range blocks[:n] {
				if x.Kind == "rule" {
					blocks = append(blocks, otherwise(x, k))
				}
			}
		}
		coder, err := events.Compile(blocks)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("rules=%dx", times), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				coder.Code(in)
			}
			b.ReportMetric(float64(len(in.Doc.Tokens))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}

// otherwise is a rule like x for words that no text has.
func otherwise(x rulefile.Block, k int) rulefile.Block {
	y := x
	y.Name = fmt.Sprintf("%s-%d", x.Name, k)
	y.Fields = nil
	for _, f := range x.Fields {
		if f.Key == "on" {
			class, words, _ := strings.Cut(f.Value, " ")
			var made []string
			for _, w := range strings.Split(words, ",") {
				made = append(made, fmt.Sprintf("zz%d%s", k, strings.ReplaceAll(strings.TrimPrefix(strings.TrimSpace(w), "@"), " ", "")))
			}
			f.Value = class + " " + strings.Join(made, ", ")
		}
		y.Fields = append(y.Fields, f)
	}
	return y
}
