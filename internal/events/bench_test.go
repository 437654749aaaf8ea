package events_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"chancery/internal/events"
	"chancery/internal/rulefile"
)

// BenchmarkCode codes a news text with the embedded rules, and with twice and
// four times as many. Rules are found by their trigger's lemma, so that those
// for words that no text has cost nothing; those for the same words are tried
// one after the other.
func BenchmarkCode(b *testing.B) {
	r := newReader(b)
	text, err := os.ReadFile("../language/testdata/news.txt")
	if err != nil {
		b.Fatal(err)
	}
	in, _ := r.read(string(text))
	own, err := rulefile.ParseFS(os.DirFS("rules"), "*.rules")
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		times int
		like  func(rulefile.Block, int) rulefile.Block
	}{
		{"embedded", 1, nil},
		{"other-words-2x", 2, otherwise}, {"other-words-4x", 4, otherwise},
		{"same-words-2x", 2, again}, {"same-words-4x", 4, again},
	} {
		blocks := slices.Clone(own)
		for k := 1; k < c.times; k++ {
			for _, x := range own {
				if x.Kind == "rule" {
					blocks = append(blocks, c.like(x, k))
				}
			}
		}
		coder, err := events.Compile(blocks)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				coder.Code(in)
			}
			b.ReportMetric(float64(len(in.Doc.Tokens))*float64(b.N)/b.Elapsed().Seconds(), "tokens/s")
		})
	}
}

// again is a rule like x for the same words.
func again(x rulefile.Block, k int) rulefile.Block {
	x.Name = fmt.Sprintf("%s-%d", x.Name, k)
	return x
}

// otherwise is a rule like x for words that no text has.
func otherwise(x rulefile.Block, k int) rulefile.Block {
	y := again(x, k)
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
