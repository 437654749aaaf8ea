package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"chancery"
)

// A source is found by its terms: the stems of the words of its title and its
// text, in their order. They are made here and not by the engines, each of which
// splits and stems in its own way.

const (
	titleTerms  = 400    // so many of a title count
	textTerms   = 15_000 // so many of a text count: sixty pages
	longestTerm = 48     // bytes of a term that count

	titleMark     = "¶" // before the terms of the title; alone it parts title and text
	publisherMark = "§" // before a hash of the publisher
)

// word is a word of a text with its term.
type word struct {
	term string
	span chancery.Span
}

// wordsOfText yields the words of a text: runs of letters and digits. Of "Kyiv's"
// the s is left out.
func wordsOfText(text string) iter.Seq[word] {
	return func(yield func(word) bool) {
		start, from, at := -1, 0, 0 // of the word: byte, code point; the code point now
		possessive := false         // the word begins after an apostrophe that ends another
		var last rune
		end := func(i int) bool {
			if start < 0 {
				return true
			}
			raw := text[start:i]
			start = -1
			if possessive && (raw == "s" || raw == "S") {
				return true
			}
			if t := term(raw); t != "" {
				return yield(word{t, chancery.Span{Start: from, End: at}})
			}
			return true
		}
		for i, r := range text {
			within := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
				r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r) || start >= 0 && unicode.IsMark(r))
			switch {
			case within && start < 0:
				start, from = i, at
				possessive = last == '\'' || last == '’'
			case !within:
				ended := start >= 0
				if !end(i) {
					return
				}
				if last = r; !ended {
					last = 0 // an apostrophe that follows no word
				}
			}
			at++
		}
		end(len(text))
	}
}

// term is what a word is found by: its stem in small letters without accents.
func term(w string) string {
	return clipped(stem(folded(w)))
}

// folded writes a word in small letters without accents.
func folded(w string) string {
	if !strings.ContainsFunc(w, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return strings.ToLower(w)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKD.String(strings.ToLower(norm.NFKC.String(w))))
}

// clipped leaves as much of a term as counts.
func clipped(t string) string {
	if len(t) <= longestTerm {
		return t
	}
	t = t[:longestTerm]
	for !utf8.ValidString(t) {
		t = t[:len(t)-1]
	}
	return t
}

// TermsOf are the terms that a source is found by: of its title, marked; of its
// title and its text; and one of its publisher. They hold no blanks, quotes or
// other signs of any engine's.
func TermsOf(s *chancery.Source) []string {
	title := firstTerms(s.Title, titleTerms)
	out := make([]string, 0, 2*len(title)+len(s.Text)/6+3)
	for _, t := range title {
		out = append(out, titleMark+t)
	}
	out = append(out, titleMark)
	out = append(out, title...)
	out = append(out, titleMark)
	out = append(out, firstTerms(s.Text, textTerms)...)
	return append(out, titleMark, publisherTerm(s.Publisher))
}

// firstTerms are the first terms of a text.
func firstTerms(text string, n int) []string {
	var out []string
	for w := range wordsOfText(text) {
		if len(out) == n {
			break
		}
		out = append(out, w.term)
	}
	return out
}

// publisherTerm is the term of an exact name of a publisher.
func publisherTerm(name string) string {
	sum := sha256.Sum256([]byte(name))
	return publisherMark + hex.EncodeToString(sum[:8])
}

// Vocabulary are those of the terms of sources that words written otherwise may
// be taken for: such as have letters alone.
func Vocabulary(sources []SourceRow) []string {
	seen := map[string]bool{}
	for i := range sources {
		for _, t := range sources[i].Terms {
			if !seen[t] && spelled(t) {
				seen[t] = true
			}
		}
	}
	out := make([]string, 0, len(seen))
	for t := range seen {
		out = append(out, t)
	}
	slices.Sort(out)
	return out
}

// spelled tells whether a term is of letters alone.
func spelled(t string) bool {
	return !strings.ContainsFunc(t, func(r rune) bool { return !unicode.IsLetter(r) })
}
