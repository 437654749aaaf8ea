package language

import (
	"math/bits"
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

// speeches are the languages of tables/languages.txt, English first.
type speeches struct {
	codes []string
	words map[string]uint32 // of which languages a word is a function word, one bit for each
}

var readSpeeches = sync.OnceValue(func() *speeches {
	s := &speeches{words: map[string]uint32{}}
	// The file is embedded and a test reads it, so there is no error.
	_ = readTable("languages", func(code, words string) error {
		for _, w := range strings.Fields(words) {
			s.words[w] |= 1 << len(s.codes)
		}
		s.codes = append(s.codes, code)
		return nil
	})
	return s
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
	for i, code := range readSpeeches().codes {
		if i > 0 && counts[i] == foreign && (first == "" || code == info.Lang.Iso6391()) {
			first = code
		}
	}
	return first
}

// functionWords counts the function words of each of the speeches. Where small
// letters are used, words with a capital are parts of names and count for
// English alone; where none are, short words count for English alone.
func functionWords(text string, small bool) []int {
	all := readSpeeches()
	counts := make([]int, len(all.codes))
	outside := func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' && r != '-' }
	for w := range strings.FieldsFuncSeq(text, outside) {
		name := small && unicode.IsUpper(firstRune(w)) || !small && len(w) < 4
		w = strings.ReplaceAll(strings.ToLower(w), "’", "'")
		if strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "n't") {
			counts[0]++
			continue
		}
		of := all.words[w]
		if name {
			of &= 1
		}
		for ; of != 0; of &= of - 1 {
			counts[bits.TrailingZeros32(of)]++
		}
	}
	return counts
}
