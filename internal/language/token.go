package language

import "chancery"

// Range is a stretch of tokens of a Doc: First inclusive, End exclusive. The
// zero Range is empty.
type Range struct{ First, End int }

// Len is the number of tokens.
func (r Range) Len() int { return r.End - r.First }

// Empty tells whether the range holds no token.
func (r Range) Empty() bool { return r.End <= r.First }

// Contains tells whether token i lies in the range.
func (r Range) Contains(i int) bool { return r.First <= i && i < r.End }

// Covers tells whether s lies wholly in r.
func (r Range) Covers(s Range) bool { return r.First <= s.First && s.End <= r.End }

// Overlaps tells whether the ranges share a token.
func (r Range) Overlaps(s Range) bool { return r.First < s.End && s.First < r.End }

// Token is a syntactic word of UD. Contractions are split (do|n't), and so are
// hyphenated words, as in the treebank. Form is the word's own stretch of the
// text.
type Token struct {
	Form  string
	Lemma string // lower case but for proper nouns
	UPOS  string // universal part of speech: NOUN, VERB, PROPN …
	XPOS  string // Penn tag: NN, VBD, NNP …
	Feats string // UD features, "Number=Sing|Person=3", empty if none or not looked up
	Head  int    // index in Doc.Tokens of the governor, -1 for the root
	Rel   string // UD relation with subtype: nsubj, nsubj:pass, obl …
	Start int    // code points into Doc.Text
	End   int
	// Space tells whether white space follows the token in the text.
	Space bool
	// Parts is the number of words of the multiword token that begins here
	// (don't = 2); 0 for a word of its own and for the later words.
	Parts int
}

// Sentence is a range of tokens with one root, inside one segment.
type Sentence struct {
	Range
	Root    int // index in Doc.Tokens
	Segment int // index of the segment it lies in
}

// Doc is an analysed text.
type Doc struct {
	Text      string
	Tokens    []Token
	Sentences []Sentence
	// sentenceOf[i] is the sentence of token i; children of i are
	// kids[kidStart[i]:kidStart[i+1]], in text order.
	sentenceOf []int32
	kidStart   []int32
	kids       []int32
	morph      *morphology // which knows the features; nil if they are in the tokens
}

// NewDoc completes a Doc from tokens and sentences: it indexes children and
// sentences. Heads must be in range and acyclic within each sentence.
func NewDoc(text string, tokens []Token, sentences []Sentence) *Doc {
	d := &Doc{Text: text, Tokens: tokens, Sentences: sentences}
	n := len(tokens)
	d.sentenceOf = make([]int32, n)
	for s, sent := range sentences {
		for i := sent.First; i < sent.End; i++ {
			d.sentenceOf[i] = int32(s)
		}
	}
	d.kidStart = make([]int32, n+1)
	for i := range tokens {
		if h := tokens[i].Head; h >= 0 {
			d.kidStart[h+1]++
		}
	}
	for i := range n {
		d.kidStart[i+1] += d.kidStart[i]
	}
	d.kids = make([]int32, d.kidStart[n])
	next := make([]int32, n)
	for i := range tokens {
		if h := tokens[i].Head; h >= 0 {
			d.kids[d.kidStart[h]+next[h]] = int32(i)
			next[h]++
		}
	}
	return d
}

// Features are the UD features of token i, "Number=Sing|Person=3", empty if none.
func (d *Doc) Features(i int) string {
	if d.morph == nil {
		return d.Tokens[i].Feats
	}
	f, _ := d.morph.featuresOf(d, i, nil)
	return f
}

// FillFeatures looks up the features of all tokens.
func (d *Doc) FillFeatures() {
	if d.morph == nil {
		return
	}
	var buf []byte
	for i := range d.Tokens {
		d.Tokens[i].Feats, buf = d.morph.featuresOf(d, i, buf)
	}
	d.morph = nil
}

// SentenceOf is the index of the sentence that token i lies in.
func (d *Doc) SentenceOf(i int) int { return int(d.sentenceOf[i]) }

// Children are the tokens governed by token i, in text order. The slice is
// the Doc's own and must not be changed.
func (d *Doc) Children(i int) []int32 { return d.kids[d.kidStart[i]:d.kidStart[i+1]] }

// Child is the first child of i with one of the relations, -1 if none. A
// relation without subtype also matches its subtypes: nsubj matches nsubj:pass.
func (d *Doc) Child(i int, rels ...string) int {
	for _, c := range d.Children(i) {
		for _, r := range rels {
			if d.Tokens[c].Is(r) {
				return int(c)
			}
		}
	}
	return -1
}

// Is tells whether the token's relation is rel or a subtype of it.
func (t *Token) Is(rel string) bool {
	return t.Rel == rel || len(t.Rel) > len(rel) && t.Rel[:len(rel)] == rel && t.Rel[len(rel)] == ':'
}

// Span is the stretch of text of a range of tokens, in code points.
func (d *Doc) Span(r Range) chancery.Span {
	if r.Empty() {
		return chancery.Span{}
	}
	return chancery.Span{Start: d.Tokens[r.First].Start, End: d.Tokens[r.End-1].End}
}

// Subtree is the smallest range that holds token i and all it governs.
func (d *Doc) Subtree(i int) Range {
	r := Range{i, i + 1}
	for _, c := range d.Children(i) {
		s := d.Subtree(int(c))
		r.First, r.End = min(r.First, s.First), max(r.End, s.End)
	}
	return r
}

// Dominates tells whether token i governs token j, at any depth, or is it.
func (d *Doc) Dominates(i, j int) bool {
	for ; j >= 0; j = d.Tokens[j].Head {
		if i == j {
			return true
		}
	}
	return false
}
