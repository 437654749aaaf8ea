package ledger

import (
	"strings"
	"unicode/utf8"
)

// Phrase are terms that stand one after the other. With Prefix the last one only
// begins a term.
type Phrase struct {
	Terms  []string
	Prefix bool
}

// AnyOf are phrases of which a source must hold one.
type AnyOf []Phrase

const (
	wantedPhrases = 16   // so many words and phrases of a question count
	wantedTerms   = 32   // so many words of a phrase
	longestAsked  = 2000 // so many bytes of a question
	shortestBegun = 3    // so many letters must stand before a *: fewer begin half of all words
)

// wanted reads what people write into a search box: words, each of which a source
// must hold; "words in quotes" stand one after the other, as do those that signs
// join (state-owned); a word with * after it begins a word. All other signs part
// words and nothing else. What is too long is cut off; nothing is an error.
func wanted(asked string) []AnyOf {
	if len(asked) > longestAsked {
		asked = asked[:longestAsked]
	}
	var out []AnyOf
	add := func(text string) {
		if a := anyOf(text); a != nil && len(out) < wantedPhrases {
			out = append(out, a)
		}
	}
	// Every other part stood in quotes; typographic ones count too.
	asked = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace(asked)
	for i, part := range strings.Split(asked, `"`) {
		if i%2 == 1 {
			add(part)
			continue
		}
		for _, w := range strings.Fields(part) {
			add(w)
		}
	}
	return out
}

// anyOf is what one word or quoted phrase asks for, nil if it holds no word.
func anyOf(text string) AnyOf {
	var p Phrase
	last := ""
	for w := range wordsOfText(text) {
		if len(p.Terms) == wantedTerms {
			break
		}
		p.Terms = append(p.Terms, w.term)
		last = string([]rune(text)[w.span.Start:w.span.End])
	}
	if len(p.Terms) == 0 {
		return nil
	}
	begun := clipped(folded(last))
	if !strings.HasSuffix(strings.TrimSpace(text), last+"*") || utf8.RuneCountInString(begun) < shortestBegun {
		return AnyOf{p}
	}
	// What begins a word may also be more than its stem: recognising*.
	b := Phrase{Terms: append(append([]string(nil), p.Terms[:len(p.Terms)-1]...), begun), Prefix: true}
	return AnyOf{b, p}
}

// inTitle asks for the same in the title alone.
func inTitle(all []AnyOf) []AnyOf {
	var out []AnyOf
	for _, any := range all {
		var of AnyOf
		for _, p := range any {
			marked := Phrase{Prefix: p.Prefix}
			for _, t := range p.Terms {
				marked.Terms = append(marked.Terms, titleMark+t)
			}
			of = append(of, marked)
		}
		out = append(out, of)
	}
	return out
}
