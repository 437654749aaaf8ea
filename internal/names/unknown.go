package names

import (
	"chancery"
	"chancery/internal/language"
)

// maxName bounds the words of an unknown person's name.
const maxName = 5

// unknownPerson is a person whom no table and no title names, found by the shape
// of a name alone: capitalised words that the tree joins as one flat name. Whose
// the person is remains open; what the text says of it later finds it again.
func (r *reading) unknownPerson(i int) (language.Range, int, bool) {
	s := r.doc.Sentences[r.doc.SentenceOf(i)]
	if !r.nameWord(i) || r.doc.Tokens[i].Is("flat") || r.doc.Tokens[i].Is("compound") || r.isLoud(s.Range) || r.headlined(s.Range) {
		return language.Range{}, 0, false
	}
	x := language.Range{First: i, End: i + 1}
	last := i
	for k := i + 1; k < s.End && k-i < maxName; k++ {
		t := &r.doc.Tokens[k]
		if r.markAt[k] >= 0 || t.Head != i || !t.Is("flat") || !r.nameWord(k) && !r.particle(k) {
			break
		}
		if r.nameWord(k) {
			last = k
		}
	}
	if last == i {
		return language.Range{}, 0, false
	}
	x.End = last + 1
	words := r.wordsOf(x)
	if idx, ok := r.known(words, nil); ok {
		return x, idx, true
	}
	a := Actor{ID: slug(words), Name: words, Kind: chancery.Person}
	if a.ID == "" {
		return language.Range{}, 0, false
	}
	a.Code = a.ID
	idx := r.use(a)
	r.remember(a, idx)
	return x, idx, true
}

// headlined tells whether most words of a sentence begin with a capital, so that
// a capital says nothing of a word.
func (r *reading) headlined(s language.Range) bool {
	words, capitals := 0, 0
	for k := r.pieces.start[s.First]; k < r.pieces.start[s.End]; k++ {
		switch r.pieces.shapes[k] {
		case title, capers:
			words++
			capitals++
		default:
			words++
		}
	}
	return words > 4 && capitals*5 > words*3
}
