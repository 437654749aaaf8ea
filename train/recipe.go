package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"chancery/internal/language"
	"chancery/internal/language/infer"
)

// recipe is how the model is made. First teachers are trained on the
// treebanks, alike but for their seeds; then they read the unlabelled text
// together; then the network that is shipped, a smaller one, learns from the
// treebanks and from what the teachers found likely in the text (knowledge
// distillation: Hinton, Vinyals and Dean 2015; of parsers: Kuncoro et al.
// 2016).
type recipe struct {
	data, vectors string
	texts         []string
	teachers      int
	teacherHidden int
	teacherEpochs int
	hidden        int
	epochs        int
	share         float64
	rate          float64
	batch         int // words
	workers       int
	seed          uint64
	keep, out     string
}

// often is how often a word must stand in the unlabelled text to get a vector
// that is learnt.
const often = 8

// run carries out the recipe and writes the model.
func (r *recipe) run(log io.Writer) error {
	began := time.Now()
	files, err := filepath.Glob(filepath.Join(r.data, "*-train.conllu"))
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("train: no files *-train.conllu in %s", r.data)
	}
	if err != nil {
		return err
	}
	trees, err := readTrees(files)
	if err != nil {
		return err
	}
	texts, err := readTexts(r.texts)
	if err != nil {
		return err
	}
	inv := newInventory(trees, nil, 0)
	given, err := readVectors(r.vectors, inv, texts)
	if err != nil {
		return err
	}
	gold := inv.sentences(trees)
	fmt.Fprintf(log, "treebanks: %d sentences, %d words; text: %d sentences, %d words\n", len(gold), words(gold), len(texts), words(texts))
	if r.teachers == 0 || len(texts) == 0 {
		texts, r.texts, r.teachers = nil, nil, 0
	}
	all := newInventory(trees, texts, often)
	lx := newLexicon(all.words, given, 100)
	m := &ensemble{inv: all, lex: infer.NewLexicon(lx.words, len(lx.words))}
	n, err := r.student(m, lx, gold, texts, log, func() error { return r.teach(inv, given, gold, texts, log) })
	if err != nil {
		return err
	}
	fmt.Fprintf(log, "trained in %.0f s\n", time.Since(began).Seconds())
	if err := r.write(n, all, lx, trees, log); err != nil {
		return err
	}
	return r.card(files, lx, all, words(gold), words(texts))
}

// teach trains the teachers and has them read the texts.
func (r *recipe) teach(inv *inventory, given *givenVectors, gold, texts []*sentence, log io.Writer) error {
	if r.teachers == 0 {
		return nil
	}
	began := time.Now()
	lx := newLexicon(inv.words, given, 100)
	m := &ensemble{inv: inv, lex: infer.NewLexicon(lx.words, len(lx.words))}
	for i := range r.teachers {
		n, err := r.teacher(i, lx, m, gold, log)
		if err != nil {
			return err
		}
		m.nets = append(m.nets, n)
		r.report(m, log)
	}
	m.read(texts, r.workers)
	fmt.Fprintf(log, "teachers trained and text read in %.0f s\n", time.Since(began).Seconds())
	return nil
}

func words(sentences []*sentence) int {
	n := 0
	for _, s := range sentences {
		n += len(s.forms)
	}
	return n
}

// shape is the sizes of a network of the given width.
func (r *recipe) shape(hidden int, inv *inventory) shape {
	up := func(n int) int { return (n + panel - 1) / panel * panel }
	return shape{dense: 100, sum: 92, hidden: hidden, arc: 96, rel: 96, tag: 96, tags: up(len(inv.tags)), rels: up(len(inv.rels))}
}

func (r *recipe) plan(epochs int, seed uint64) plan {
	return plan{epochs: epochs, batch: r.batch, rate: r.rate, workers: r.workers, seed: seed,
		drop: dropout{word: 0.06, input: 0.25, state: 0.4, top: 0.4, middle: 0.33}}
}

// teacher makes the teacher of number i.
func (r *recipe) teacher(i int, lx *lexicon, m *ensemble, gold []*sentence, log io.Writer) (*net, error) {
	seed := r.seed + 100*uint64(i+1)
	n := newNet(r.shape(r.teacherHidden, m.inv), lx.vectors, lx.learnt, seed)
	alone := &ensemble{nets: []*net{n}, inv: m.inv, lex: m.lex}
	name := fmt.Sprintf("teacher-%d-%d-%d", r.teacherHidden, r.teacherEpochs, seed)
	return n, r.train(n, name, log, func() error {
		n.fit(r.plan(r.teacherEpochs, seed), m.lex, func(int) []*sentence { return gold }, log, r.reporter(alone, r.teacherEpochs, log))
		return nil
	})
}

// student makes the network that is shipped; teach sets what is to be learnt
// from the texts.
func (r *recipe) student(m *ensemble, lx *lexicon, gold, texts []*sentence, log io.Writer, teach func() error) (*net, error) {
	n := newNet(r.shape(r.hidden, m.inv), lx.vectors, lx.learnt, r.seed)
	m.nets = []*net{n}
	name := fmt.Sprintf("student-%d-%d-%.1f-%d", r.hidden, r.epochs, r.share, r.seed)
	return n, r.train(n, name, log, func() error {
		if err := teach(); err != nil {
			return err
		}
		fmt.Fprintf(log, "student: %d words, %d learnt, %d with given vectors\n", len(lx.words), lx.learnt, lx.have)
		deal := newRotation(texts, r.seed)
		p := r.plan(r.epochs, r.seed)
		p.headlines = true // teachers need not: they read sentences without
		n.fit(p, m.lex, func(int) []*sentence {
			return append(deal.next(int(r.share*float64(words(gold)))), gold...)
		}, log, r.reporter(m, r.epochs, log))
		return nil
	})
}

// train has a network trained by fit, or takes it from the folder where it was
// kept.
func (r *recipe) train(n *net, name string, log io.Writer, fit func() error) error {
	fmt.Fprintln(log, name)
	if r.keep == "" {
		return fit()
	}
	kept := filepath.Join(r.keep, name+".gob")
	if _, err := os.Stat(kept); err == nil {
		fmt.Fprintln(log, "  taken from", r.keep)
		return n.load(kept)
	}
	if err := fit(); err != nil {
		return err
	}
	return n.save(kept)
}

// reporter measures an ensemble after some of the epochs.
func (r *recipe) reporter(m *ensemble, epochs int, log io.Writer) func(epoch int) {
	return func(epoch int) {
		if epoch%4 == 0 || epoch == epochs {
			r.report(m, log)
		}
	}
}

// report measures an ensemble on the development parts.
func (r *recipe) report(m *ensemble, log io.Writer) {
	devs, _ := filepath.Glob(filepath.Join(r.data, "*-dev.conllu"))
	for _, f := range devs {
		if dev, err := readTrees([]string{f}); err == nil {
			t, u, l := m.quick(dev, r.workers)
			fmt.Fprintf(log, "  %s, %d networks: tags %.2f UAS %.2f LAS %.2f\n", filepath.Base(f), len(m.nets), t, u, l)
		}
	}
}

// readVectors reads the given vectors of all words of the treebanks and the
// texts and of the most frequent others.
func readVectors(name string, inv *inventory, texts []*sentence) (*givenVectors, error) {
	given := &givenVectors{}
	if name == "" {
		return given, nil
	}
	seen := map[string]int{}
	for _, w := range inv.words {
		seen[w] = often
	}
	for _, s := range texts {
		for _, f := range s.forms {
			count(seen, f)
		}
	}
	var err error
	given.of, err = vectorFile(name, 100, func(rank int, w string) bool {
		if rank < vectorWords && len(w) <= 32 && !strings.ContainsAny(w, "0123456789") {
			given.frequent = append(given.frequent, w)
			return true
		}
		return seen[w] >= often
	})
	return given, err
}

// write stores the model and what belongs to it in the folder out.
func (r *recipe) write(n *net, inv *inventory, lx *lexicon, trees []*language.Tree, log io.Writer) error {
	f, err := os.Create(filepath.Join(r.out, "model.bin"))
	if err != nil {
		return fmt.Errorf("train: writing model: %w", err)
	}
	if err := n.write(f, inv, lx, log); err != nil {
		f.Close()
		return fmt.Errorf("train: writing model: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("train: writing model: %w", err)
	}
	return writeMorphology(filepath.Join(r.out, "morph.tsv"), trees)
}
