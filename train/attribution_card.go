package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"

	"chancery/eval"
)

// attributionAbout says what the models of internal/attribution are for.
const attributionAbout = `# Model card

Written by "go run ./train attribution"; do not edit.

Two linear models that find who says what in English news: a logistic regression
over the words that may head a cue, and a linear-chain conditional random field that
gives the words around a cue their roles (source, cue, content). What the rules of
this package found is among their features; how they work together: DESIGN.md of
this package.

**For**: edited news. **Not for**: other languages; dialogue in fiction; transcripts.
They learnt from American news of the presidential election of 2016, and of what such
texts call an attack, a threat or a promise most is talk: DESIGN.md says what keeps
deeds from being taken for words.

## Made of

| file | what | origin | licence | sha256 |
|---|---|---|---|---|
`

// card writes MODEL_CARD.md and SOURCES.tsv beside the weights: what they were
// made of and how, how good they are, and their digests.
func (r *attributionRecipe) card(weights []byte, docs int, figures []eval.Figure) error {
	var b bytes.Buffer
	b.WriteString(attributionAbout)
	train := filepath.Join(r.data, "data", "polnear", "train")
	d, err := digest(train)
	if err != nil {
		return fmt.Errorf("train: writing the model card: %w", err)
	}
	fmt.Fprintf(&b, "| train | PolNeAR 1.0, articles of the training part with their attributions | PolNeAR 1.0 | research use; none of its text is kept | %s |\n", d)
	if r.vectors != "" {
		d, err := digest(r.vectors)
		if err != nil {
			return fmt.Errorf("train: writing the model card: %w", err)
		}
		s := sourceOf(r.vectors)
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", filepath.Base(r.vectors), s.what, s.origin, s.licence, d)
	}
	fmt.Fprintf(&b, `
The digest of a folder is that of the lines "digest name" of what it holds. Of the
vectors the classes of the %d most frequent words are kept, %d small ones and %d large.

## Made how

%d documents, read by this package and those before it; features seen %d times or
more; %d epochs of AdaGrad at rate %g, each step seeing %.0f %% of the features; trained
once to choose %d weights for cues, %d rows for roles and %d for steps, and %d times with
those alone, for the mean; threshold %g; seeds from %d.

## How good

Development part of PolNeAR, by "chancery eval", definitions in docs/accuracy.md:

| figure | value | cases |
|---|---|---|
`, r.words, r.small, r.large, docs, r.often, r.epochs, r.rate, 100*r.keep, r.cues.rows, r.roles.rows, r.steps.rows, r.rounds, r.threshold, r.seed)
	for _, f := range figures {
		fmt.Fprintf(&b, "| %s | %.2f | %d |\n", f.Name, f.Value, f.Cases)
	}
	sum := sha256.Sum256(weights)
	fmt.Fprintf(&b, `
## Files

| file | sha256 |
|---|---|
| model.bin | %x |
`, sum)
	tsv := fmt.Sprintf("# The files of this folder; written by go run ./train attribution.\n# file\torigin\tlicence\tretrieved\tsha256\n"+
		"model.bin\ttrained from the files that MODEL_CARD.md names\tApache-2.0; the texts it learnt from are for research use and not kept\t—\t%x\n", sum)
	for name, data := range map[string][]byte{"MODEL_CARD.md": b.Bytes(), "SOURCES.tsv": []byte(tsv)} {
		if err := os.WriteFile(filepath.Join(r.out, name), data, 0o644); err != nil {
			return fmt.Errorf("train: writing the model card: %w", err)
		}
	}
	return nil
}
