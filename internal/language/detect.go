package language

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/abadojack/whatlanggo"
)

const (
	// detectBytes bounds how much of a text Detect looks at.
	detectBytes = 4 << 10
	// sureLetters is how many letters a text in Latin script must have for its
	// letters alone to tell its language, where its words tell none.
	sureLetters = 240
)

// speech is a language by its function words.
type speech struct {
	code  string
	words map[string]bool
}

// speeches are the languages of tables/languages.txt, English first.
var speeches = sync.OnceValue(func() []speech {
	var out []speech
	// The file is embedded and a test reads it, so there is no error.
	_ = readTable("languages", func(code, words string) error {
		s := speech{code, map[string]bool{}}
		for _, w := range strings.Fields(words) {
			s.words[w] = true
		}
		out = append(out, s)
		return nil
	})
	return out
})

// Detect recognises the language of a text and returns its ISO 639-1 code, ""
// if there is none to recognise: hardly a letter, or a language without such a
// code. Function words decide first, then the frequencies of letters, which
// are certain only of longer texts. Latin letters that tell nothing else are
// English, for headlines are mostly names.
func Detect(text string) string {
	if len(text) > detectBytes {
		text = strings.ToValidUTF8(text[:detectBytes], "")
	}
	letters, latin, small := 0, 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.Is(unicode.Latin, r) {
				latin++
			}
			if unicode.IsLower(r) {
				small++
			}
		}
	}
	switch {
	case letters < 2:
		return ""
	case 2*latin < letters:
		return whatlanggo.Detect(text).Lang.Iso6391()
	}
	counts := functionWords(text, small > 0)
	english, foreign := counts[0], slices.Max(counts[1:])
	switch {
	case english > foreign:
		return "en"
	case foreign == english && letters < sureLetters:
		return "en"
	}
	info := whatlanggo.Detect(text)
	switch {
	case info.IsReliable() && info.Lang != whatlanggo.Eng:
		return info.Lang.Iso6391()
	case foreign <= english:
		return "en"
	}
	first := ""
	for i, s := range speeches() {
		if i > 0 && counts[i] == foreign && (first == "" || s.code == info.Lang.Iso6391()) {
			first = s.code
		}
	}
	return first
}

// functionWords counts the function words of each of the speeches. Where small
// letters are used, words with a capital are parts of names and count for
// English alone; where none are, short words count for English alone.
func functionWords(text string, small bool) []int {
	all := speeches()
	counts := make([]int, len(all))
	outside := func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' }
	for w := range strings.FieldsFuncSeq(text, outside) {
		name := small && unicode.IsUpper(firstRune(w)) || !small && len(w) < 4
		w = strings.ReplaceAll(strings.ToLower(w), "’", "'")
		if strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "n't") {
			counts[0]++
			continue
		}
		for i := range all {
			if (i == 0 || !name) && all[i].words[w] {
				counts[i]++
			}
		}
	}
	return counts
}
