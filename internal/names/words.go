package names

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed words.tsv
var wordsTSV string

// words are the sets of words.tsv, by class.
type words map[string]map[string]bool

func readWords() (words, error) {
	w := words{}
	n := 0
	for line := range strings.Lines(wordsTSV) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		class, word, ok := strings.Cut(line, "\t")
		if !ok || word == "" || strings.Contains(word, "\t") {
			return nil, fmt.Errorf("words.tsv:%d: want class and word", n)
		}
		if w[class] == nil {
			w[class] = map[string]bool{}
		}
		w[class][word] = true
	}
	return w, nil
}

func (w words) has(class, word string) bool { return w[class][word] }
