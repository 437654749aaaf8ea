package attribution

import "chancery/internal/language"

// view is a document as the models see it: each token's properties as numbers.
type view struct {
	f      *finder
	tokens []seen
	draft  []int32 // token → draft whose cue it belongs to, -1 for none
	// quotesBefore[i] is the number of quotations that begin before token i.
	quotesBefore []int32
	spoken       []uint32 // quotation → it reads like a statement
}

// seen are the properties of one token, hashed.
type seen struct {
	form, lemma, suffix, upos, xpos, rel uint32
	class                                uint32 // the rule that knows the word, 0 for none
	small, large                         uint32 // classes of words used alike, 0 for none
	flags                                uint32
	head                                 int32
	subtree                              language.Range
}

// Flags of a token.
const (
	inQuotes uint32 = 1 << iota
	inSingle
	afterMark  // the token before is a quotation mark
	beforeMark // the next token is one
	isName
	isPunct
	isFinite
	reported // in the content of a statement that the rules found
	isMarkFlag
)

// nobody stands for a token beyond the edge of a sentence.
var nobody = seen{head: -1}

// newView reads a document whose drafts the rules have made.
func (f *finder) newView() *view {
	n := len(f.doc.Tokens)
	v := &view{f: f, tokens: make([]seen, n), draft: make([]int32, n), quotesBefore: make([]int32, n+1), spoken: make([]uint32, len(f.quotes))}
	for i := range n {
		v.draft[i] = -1
		v.tokens[i] = f.see(i)
	}
	for q := range f.quotes {
		v.quotesBefore[f.quotes[q].First]++
		v.spoken[q] = b2i(spoken(f.doc, f.quotes[q]))
	}
	for i := range n {
		v.quotesBefore[i+1] += v.quotesBefore[i]
	}
	v.subtrees()
	for k := range f.drafts {
		v.drafted(k)
	}
	return v
}

// drafted notes whose cue and content the tokens of draft k are.
func (v *view) drafted(k int) {
	d := &v.f.drafts[k]
	for i := d.cue.First; i < d.cue.End; i++ {
		if v.draft[i] < 0 {
			v.draft[i] = int32(k)
		}
	}
	if d.cueHead >= 0 {
		v.draft[d.cueHead] = int32(k)
	}
	for _, c := range d.content {
		for i := max(0, c.First); i < min(len(v.tokens), c.End); i++ {
			v.tokens[i].flags |= reported
		}
	}
}

// subtrees gives each token the smallest range of all it governs.
func (v *view) subtrees() {
	for _, s := range v.f.doc.Sentences {
		// A sentence's tree is shallow; passes are repeated until nothing grows.
		for grown := true; grown; {
			grown = false
			for i := s.First; i < s.End; i++ {
				h := v.tokens[i].head
				if h < 0 {
					continue
				}
				a, b := v.tokens[i].subtree, &v.tokens[h].subtree
				if a.First < b.First || a.End > b.End {
					b.First, b.End = min(a.First, b.First), max(a.End, b.End)
					grown = true
				}
			}
		}
	}
}

// see hashes token i.
func (f *finder) see(i int) seen {
	t := &f.doc.Tokens[i]
	s := seen{
		form: hashed(t.Form), lemma: hashed(t.Lemma), suffix: hashed(suffix(t.Lemma)), upos: hashed(t.UPOS), xpos: hashed(t.XPOS),
		rel: hashed(t.Rel), class: f.classOf(t), flags: f.flagsOf(i), head: int32(t.Head), subtree: language.Range{First: i, End: i + 1},
	}
	if f.model != nil {
		s.small, s.large = f.model.Words.of(&s)
	}
	return s
}

func (f *finder) flagsOf(i int) uint32 {
	t := &f.doc.Tokens[i]
	flags := b2i(t.UPOS == "PROPN")*isName | b2i(t.UPOS == "PUNCT")*isPunct | b2i(isMark(t.Form))*isMarkFlag
	switch t.XPOS {
	case "VBD", "VBZ", "VBP", "MD":
		flags |= isFinite
	}
	if q := f.inside[i]; q >= 0 {
		flags |= inQuotes | b2i(f.quotes[q].single)*inSingle
	}
	if i > 0 && isMark(f.doc.Tokens[i-1].Form) {
		flags |= afterMark
	}
	if i+1 < len(f.doc.Tokens) && isMark(f.doc.Tokens[i+1].Form) {
		flags |= beforeMark
	}
	return flags
}

// classOf is a number for the first rule that knows a word, 0 for none.
func (f *finder) classOf(t *language.Token) uint32 {
	var rules []*rule
	switch t.UPOS {
	case "VERB":
		rules = f.verb(t)
	case "NOUN":
		rules = f.nouns[t.Lemma]
	case "ADJ":
		rules = f.adjectives[t.Lemma]
	}
	if len(rules) == 0 {
		return 0
	}
	return rules[0].hash
}

// near is token i, or nobody beyond the edge of r.
func (v *view) near(i int, r language.Range) *seen {
	if !r.Contains(i) {
		return &nobody
	}
	return &v.tokens[i]
}

// marker is the form of the preposition or conjunction that token i stands
// with, 0 for none.
func (v *view) marker(i int) uint32 {
	for _, c := range v.f.doc.Children(i) {
		if t := &v.f.doc.Tokens[c]; t.Is("case") || t.Is("mark") {
			return v.tokens[c].form
		}
	}
	return 0
}
