package names

import (
	"strings"

	"chancery/internal/language"
)

// bare is a Doc of one noun phrase without an analysis: words with a capital
// are proper nouns, others nouns; commas and prepositions part it into chunks,
// each governed by its last noun, which depends on the chunk before.
func bare(text string) *language.Doc {
	var tokens []language.Token
	at := 0
	for _, w := range strings.Fields(text) {
		for _, f := range splitWord(w) {
			n := len([]rune(f))
			tokens = append(tokens, language.Token{
				Form: f, Lemma: strings.ToLower(f), UPOS: bareTag(f), Start: at, End: at + n, Space: true,
			})
			at += n + 1
		}
	}
	if len(tokens) == 0 {
		return language.NewDoc(text, nil, nil)
	}
	root := -1
	for first := 0; first < len(tokens); {
		end := first + 1
		for end < len(tokens) && !parts(&tokens[end]) {
			end++
		}
		head := chunkHead(tokens, first, end)
		attach(tokens, first, end, head)
		if root < 0 {
			root = head
			tokens[head].Head, tokens[head].Rel = -1, "root"
		} else {
			tokens[head].Head, tokens[head].Rel = root, "nmod"
			if tokens[first].Form == "," {
				tokens[head].Rel = "appos"
			}
		}
		first = end
	}
	n := len(tokens)
	return language.NewDoc(text, tokens, []language.Sentence{{Range: language.Range{First: 0, End: n}, Root: root}})
}

func parts(t *language.Token) bool { return t.UPOS == "ADP" || t.Form == "," }

// chunkHead is the last noun of a chunk, or its last token.
func chunkHead(tokens []language.Token, first, end int) int {
	for i := end - 1; i > first; i-- {
		if u := tokens[i].UPOS; u == "NOUN" || u == "PROPN" {
			return i
		}
	}
	if parts(&tokens[first]) {
		return end - 1
	}
	return first
}

// attach makes the words of a chunk depend on its head.
func attach(tokens []language.Token, first, end, head int) {
	for i := first; i < end; i++ {
		if i == head {
			continue
		}
		t := &tokens[i]
		t.Head = head
		switch {
		case t.UPOS == "ADP":
			t.Rel = "case"
		case t.UPOS == "DET":
			t.Rel = "det"
		case t.UPOS == "PUNCT":
			t.Rel = "punct"
		case t.UPOS == "PART":
			t.Rel = "case"
		case i+1 < end && tokens[i+1].UPOS == "PART":
			t.Rel = "nmod:poss"
		default:
			t.Rel = "compound"
		}
	}
}

func bareTag(f string) string {
	switch strings.ToLower(f) {
	case "the", "a", "an", "this", "these", "those", "both":
		return "DET"
	case "of", "in", "for", "from", "to", "at", "on", "with", "by":
		return "ADP"
	case "'s", "’s", "'", "’":
		return "PART"
	case "he", "she", "it", "they", "we", "i", "you", "him", "her", "them":
		return "PRON"
	case ",", "-":
		return "PUNCT"
	}
	switch {
	case isQuote(f):
		return "PUNCT"
	case f != strings.ToLower(f):
		return "PROPN"
	}
	return "NOUN"
}

// splitWord parts a word from its possessive, comma, brackets and hyphens.
func splitWord(w string) []string {
	var out []string
	w = strings.Trim(w, "\"“”()[]")
	comma := strings.HasSuffix(w, ",")
	w = strings.TrimSuffix(w, ",")
	tail := ""
	for _, s := range []string{"'s", "’s"} {
		if strings.HasSuffix(w, s) {
			w, tail = strings.TrimSuffix(w, s), s
		}
	}
	if strings.HasSuffix(w, "s'") || strings.HasSuffix(w, "s’") {
		w, tail = strings.TrimRight(w, "'’"), "’"
	}
	for i, part := range strings.Split(w, "-") {
		if i > 0 {
			out = append(out, "-")
		}
		if part != "" {
			out = append(out, part)
		}
	}
	if tail != "" {
		out = append(out, tail)
	}
	if comma {
		out = append(out, ",")
	}
	return out
}
