package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery/internal/language"
)

// Sentences of unlabelled text are learnt from if they have this many words.
const (
	shortest = 3
	longest  = 60
)

// readTexts cuts the texts below the folders into sentences, each kept once but
// for those in capitals, which teachers read badly:
// files named *.txt, and the fields title and text of the lines of *.jsonl.
func readTexts(folders []string) ([]*sentence, error) {
	var out []*sentence
	seen := map[string]bool{}
	add := func(text string) error {
		tokens, sentences, err := language.Cut(text, nil)
		if err != nil {
			return err
		}
		for _, s := range sentences {
			if s.Len() < shortest || s.Len() > longest {
				continue
			}
			x := &sentence{}
			for _, t := range tokens[s.First:s.End] {
				x.forms = append(x.forms, strings.Clone(t.Form))
			}
			if key := strings.Join(x.forms, " "); !seen[key] && !headline(x.forms) {
				seen[key] = true
				out = append(out, x)
			}
		}
		return nil
	}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			switch filepath.Ext(path) {
			case ".txt":
				data, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				return add(string(data))
			case ".jsonl":
				return readLines(path, add)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("train: reading texts: %w", err)
		}
	}
	return out, nil
}

// headline tells whether most of the longer words begin with a capital.
func headline(forms []string) bool {
	long, capitals := 0, 0
	for _, f := range forms {
		if len(f) < 4 {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(f); unicode.IsLetter(r) {
			long++
			if unicode.IsUpper(r) {
				capitals++
			}
		}
	}
	return long > 1 && capitals*3 > long*2
}

// readLines gives the title and text of each line of a JSON Lines file to add.
func readLines(path string, add func(string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		var row struct{ Title, Text string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if row.Text == "" {
			continue
		}
		if err := add(row.Title + "\n\n" + row.Text); err != nil {
			return err
		}
	}
	return lines.Err()
}

// rotation deals out sentences in random order, so many words at a time, and
// begins again when all have been dealt.
type rotation struct {
	sentences []*sentence
	at        int
	rng       *rand.Rand
}

func newRotation(sentences []*sentence, seed uint64) *rotation {
	r := &rotation{sentences: sentences, rng: rand.New(rand.NewPCG(seed, 3))}
	r.shuffle()
	return r
}

func (r *rotation) shuffle() {
	r.rng.Shuffle(len(r.sentences), func(i, j int) {
		r.sentences[i], r.sentences[j] = r.sentences[j], r.sentences[i]
	})
}

// next is sentences of at least the given number of words together, once
// around at most.
func (r *rotation) next(words int) []*sentence {
	var out []*sentence
	for len(out) < len(r.sentences) && words > 0 {
		if r.at == len(r.sentences) {
			r.at = 0
			r.shuffle()
		}
		s := r.sentences[r.at]
		r.at++
		out = append(out, s)
		words -= len(s.forms)
	}
	return out
}
