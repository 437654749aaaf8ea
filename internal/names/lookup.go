package names

import (
	"strings"

	"chancery/internal/language"
)

// Lookup resolves a string alone, as of a day (YYYY-MM-DD, empty if unknown):
// "Ukrainian foreign minister", "IRGC", "students in Egypt". why tells in words
// how the answer was found. Without a table of words for it, ok is false.
func (r *Resolver) Lookup(text, asOf string) (a Actor, why string, ok bool) {
	doc := bare(text)
	res := r.Resolve(doc, asOf)
	best := -1
	for i := range res.Mentions {
		if best < 0 || better(res, i, best) {
			best = i
		}
	}
	if best >= 0 {
		m := &res.Mentions[best]
		a = res.Actors[m.Actors[0]]
		if m.Sector != "" {
			a.Sector = m.Sector
		}
		return a, "named by " + quoteWords(doc, m.Range), true
	}
	return Actor{}, "", false
}

// better tells whether mention i names the whole string rather than mention k.
func better(res *Result, i, k int) bool {
	a, b := &res.Mentions[i], &res.Mentions[k]
	return a.Len() > b.Len()
}

func quoteWords(doc *language.Doc, x language.Range) string {
	var w []string
	for i := x.First; i < x.End; i++ {
		w = append(w, doc.Tokens[i].Form)
	}
	return strings.Join(w, " ")
}

// bare is a Doc of one noun phrase without an analysis: each word is a noun, or
// a proper noun if it has a capital, and depends on the last one.
func bare(text string) *language.Doc {
	var tokens []language.Token
	at := 0
	for _, w := range strings.Fields(text) {
		for _, f := range splitWord(w) {
			t := language.Token{Form: f, Lemma: strings.ToLower(f), UPOS: "NOUN", Start: at, End: at + len([]rune(f)), Space: true}
			switch lowered := t.Lemma; {
			case lowered == "the" || lowered == "a" || lowered == "an":
				t.UPOS = "DET"
			case lowered == "of" || lowered == "in" || lowered == "for" || lowered == "from" || lowered == "to" || lowered == "at":
				t.UPOS = "ADP"
			case lowered == "'s" || lowered == "’s":
				t.UPOS = "PART"
			case f == "," || f == "-" || isQuote(f):
				t.UPOS = "PUNCT"
			case f != lowered:
				t.UPOS = "PROPN"
			}
			at = t.End + 1
			tokens = append(tokens, t)
		}
	}
	n := len(tokens)
	if n == 0 {
		return language.NewDoc(text, nil, nil)
	}
	head := n - 1
	for i := range tokens {
		if tokens[i].UPOS == "ADP" || tokens[i].UPOS == "PUNCT" && tokens[i].Form == "," {
			if i > 0 {
				head = i - 1
				break
			}
		}
	}
	for i := range tokens {
		tokens[i].Head, tokens[i].Rel = head, "compound"
		if i > head {
			tokens[i].Rel = "nmod"
		}
	}
	tokens[head].Head, tokens[head].Rel = -1, "root"
	return language.NewDoc(text, tokens, []language.Sentence{{Range: language.Range{First: 0, End: n}, Root: head}})
}

// splitWord parts a word from its possessive, comma and hyphens.
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
