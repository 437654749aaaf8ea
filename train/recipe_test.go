package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"chancery/internal/language"
	"chancery/internal/language/infer"
)

// bank is a treebank of our own of a few sentences, n times over.
func bank(n int) string {
	const rows = `1	The	the	DET	DT	_	2	det	_	_
2	army	army	NOUN	NN	Number=Sing	3	nsubj	_	_
3	crossed	cross	VERB	VBD	Tense=Past	0	root	_	_
4	rivers	river	NOUN	NNS	Number=Plur	3	obj	_	SpaceAfter=No
5	.	.	PUNCT	.	_	3	punct	_	_

1	Envoys	envoy	NOUN	NNS	Number=Plur	2	nsubj	_	_
2	left	leave	VERB	VBD	Tense=Past	0	root	_	_
3	in	in	ADP	IN	_	4	case	_	_
4	May	May	PROPN	NNP	Number=Sing	2	obl	_	SpaceAfter=No
5	.	.	PUNCT	.	_	2	punct	_	_

`
	return strings.Repeat(rows, n)
}

// cook runs a small recipe and returns the folder it wrote to.
func cook(t *testing.T, keep string) string {
	t.Helper()
	data, text, out := t.TempDir(), t.TempDir(), t.TempDir()
	for name, content := range map[string]string{
		filepath.Join(data, "a-train.conllu"): bank(20), filepath.Join(data, "a-dev.conllu"): bank(1),
		filepath.Join(text, "a.txt"):   "The envoys crossed the river in June. Armies left.\n\nThe army left!",
		filepath.Join(text, "b.jsonl"): `{"title": "Army crosses river", "text": "The army crossed the river. The army left!"}` + "\n{}\n",
	} {
		if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	r := &recipe{data: data, texts: []string{text}, teachers: 2, teacherHidden: 16, teacherEpochs: 6, hidden: 16, epochs: 60,
		share: 0.5, rate: 0.01, batch: 20, workers: 2, seed: 3, keep: keep, out: out}
	var log bytes.Buffer
	if err := r.run(io.MultiWriter(&log, t.Output())); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRecipe: a recipe gives the same model each time, also from networks that
// were kept, and the engine reads with it what it was taught.
func TestRecipe(t *testing.T) {
	keep := t.TempDir()
	first, second, third := cook(t, ""), cook(t, keep), cook(t, keep)
	for _, name := range []string{"model.bin", "morph.tsv", "SOURCES.tsv"} {
		a, err := os.ReadFile(filepath.Join(first, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []string{second, third} {
			if b, err := os.ReadFile(filepath.Join(other, name)); err != nil || !bytes.Equal(a, b) {
				t.Errorf("%s differs between runs (%v)", name, err)
			}
		}
	}
	card, err := os.ReadFile(filepath.Join(first, "MODEL_CARD.md"))
	if err != nil || !bytes.Contains(card, []byte("a-train.conllu")) || !bytes.Contains(card, []byte("seed 3")) {
		t.Errorf("model card: %v\n%s", err, card)
	}
	model, err := os.ReadFile(filepath.Join(first, "model.bin"))
	if err != nil {
		t.Fatal(err)
	}
	morph, err := os.ReadFile(filepath.Join(first, "morph.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := language.Load(model, string(morph))
	if err != nil {
		t.Fatal(err)
	}
	d := e.Analyze("The army left in May.", nil)
	var got []string
	for i := range d.Tokens {
		got = append(got, d.Tokens[i].Rel+"/"+d.Tokens[i].Lemma)
	}
	want := []string{"det/the", "nsubj/army", "root/leave", "case/in", "obl/May", "punct/."}
	if !slices.Equal(got, want) {
		t.Errorf("read %v, want %v", got, want)
	}
}

func TestReadTexts(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.txt"), []byte("One two three. One two three. Too short\n\nFour five six."), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := readTexts([]string{dir})
	if err != nil || len(got) != 2 || len(got[0].forms) != 4 {
		t.Fatalf("%d sentences, %v", len(got), err)
	}
	if err := os.WriteFile(filepath.Join(dir, "y.jsonl"), []byte("{}\nnonsense\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readTexts([]string{dir}); err == nil || !strings.Contains(err.Error(), "y.jsonl:2") {
		t.Errorf("error %v", err)
	}
}

func TestExample(t *testing.T) {
	s := &sentence{forms: []string{"It", "fell", "."}, governors: []int{1, -1, 1},
		heads: []target{certain(1), certain(-1), certain(1)}, tags: make([]target, 3), rels: make([]target, 3)}
	e := s.example(infer.NewLexicon([]string{"", "it"}, 2), 2, strings.ToUpper)
	if e.words[0] != 1 || e.words[1] != 0 || e.governors[1] != 2 || e.heads[1].class[0] != 2 || len(e.tags) != 2 {
		t.Errorf("example %+v", e)
	}
	if s.heads[1].class[0] != -1 {
		t.Error("the sentence itself was changed")
	}
}

func TestHeadline(t *testing.T) {
	for text, want := range map[string]bool{
		"Minister Quits After Vote": true, "TALKS ENDED": true, "Maria Lopez left": false,
		"Talks between the sides end": false, "It is so": false, "President Maria Lopez met her foreign counterpart": false,
	} {
		if got := headline(strings.Fields(text)); got != want {
			t.Errorf("headline(%q) = %v", text, got)
		}
	}
	if got := headlineForm("élan") + headlineForm("of"); got != "Élanof" {
		t.Errorf("headline forms %q", got)
	}
}

func TestRotation(t *testing.T) {
	var all []*sentence
	for range 10 {
		all = append(all, &sentence{forms: make([]string, 5)})
	}
	r := newRotation(all, 1)
	seen := map[*sentence]int{}
	for range 4 {
		for _, s := range r.next(23) {
			seen[s]++
		}
	}
	if len(seen) != 10 || len(r.next(1000)) != 10 {
		t.Errorf("%d of 10 sentences dealt in two rounds", len(seen))
	}
}
