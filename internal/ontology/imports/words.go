package imports

import (
	_ "embed"
	"strings"
)

//go:embed words.txt
var wordsText string

var commonWords = func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(wordsText) {
		if line[0] != '#' {
			for w := range strings.FieldsSeq(line) {
				m[w] = true
			}
		}
	}
	return m
}()

// commonWord tells whether a folded name is an everyday word.
func commonWord(name string) bool { return commonWords[name] }
