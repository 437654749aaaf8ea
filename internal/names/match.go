package names

import (
	"chancery/internal/language"
	"chancery/internal/ontology"
)

// mark is a phrase of the tables found in the text.
type mark struct {
	language.Range
	head  int
	entry int32 // index into lexicon.entries
}

// maxPieces bounds the length of a phrase.
const maxPieces = 16

// scan finds the phrases of the tables, longest match first from the left;
// marks do not overlap and stand in text order.
func (r *reading) scan() {
	p := r.pieces
	r.markAt = make([]int32, len(r.doc.Tokens))
	for i := range r.markAt {
		r.markAt[i] = -1
	}
	for _, s := range r.doc.Sentences {
		loud := r.isLoud(s.Range)
		for i := s.First; i < s.End; {
			e, end := r.longest(p, i, s.End, loud)
			if e < 0 {
				i++
				continue
			}
			m := mark{Range: language.Range{First: i, End: end}, entry: e}
			m.head = r.headOf(m.Range)
			for k := i; k < end; k++ {
				r.markAt[k] = int32(len(r.marks))
			}
			r.marks = append(r.marks, m)
			i = end
		}
	}
}

// longest is the best entry of the longest phrase that begins with token i,
// and the token behind it; -1 if none.
func (r *reading) longest(p pieces, i, limit int, loud bool) (int32, int) {
	best, end := int32(-1), i
	node := int32(0)
	first := int(p.start[i])
	if p.start[i+1] == p.start[i] {
		return -1, i // a hyphen, a full stop
	}
	for k := first; k < len(p.ids) && k < first+maxPieces && int(p.of[k]) < limit; k++ {
		if p.ids[k] < 0 {
			break
		}
		to, ok := r.lex.arcs[uint64(node)<<32|uint64(p.ids[k])]
		if !ok {
			break
		}
		node = to
		t := int(p.of[k])
		if int(p.start[t+1]) != k+1 || r.lex.first[node] < 0 {
			continue // inside a word
		}
		if e := r.choose(r.lex.first[node], first, k+1, loud); e >= 0 {
			best, end = e, t+1
		}
	}
	return best, end
}

// choose is the best of the entries of one phrase, found in pieces [lo, hi).
func (r *reading) choose(e int32, lo, hi int, loud bool) int32 {
	best, rank := int32(-1), 0
	for ; e >= 0; e = r.lex.entries[e].next {
		x := &r.lex.entries[e]
		if !r.written(x, lo, hi, loud) {
			continue
		}
		k := 100 - int(x.class)*10
		if x.class == personClass {
			if k += r.termRank(x); hi-lo == 1 && (k < 101 && !(k == 100 && r.lately(x)) || r.insideName(lo)) {
				continue
			}
		} else if hi-lo == 1 && (x.class == stateClass || x.class == siteClass || x.class == capitalClass) && r.endsName(lo) {
			continue
		} else if hi-lo == 1 && (x.class == siteClass || x.class == capitalClass) && r.beginsName(lo) {
			continue
		} else if !ontology.Within(r.asOf, x.from, x.until) {
			if r.asOf < x.from {
				k -= 100
			} else {
				k -= 45 // a former state is still spoken of
			}
		}
		if k > rank || k == rank && x.class == personClass {
			best, rank = e, k
		}
	}
	return best
}

// termRank prefers the term of office that holds the day of the text; without
// a day, the one that goes on; else the last one before it.
func (r *reading) termRank(x *entry) int {
	switch {
	case r.asOf == "" && x.until == "":
		return 3
	case ontology.Within(r.asOf, x.from, x.until):
		return 2
	case r.asOf > x.until:
		return 0
	}
	return -1
}

// insideName tells whether the word of piece k belongs to a longer name that
// the tables do not hold.
func (r *reading) insideName(k int) bool {
	i := int(r.pieces.of[k])
	s := r.doc.Sentences[r.doc.SentenceOf(i)]
	return i > s.First && r.nameWord(i-1) && r.markAt[i-1] < 0 && !r.honorific(i-1) ||
		i+1 < s.End && r.nameWord(i+1) && r.doc.Tokens[i+1].Is("flat")
}

// endsName tells whether the word of piece k is the end of an unknown name:
// Michael Jordan.
func (r *reading) endsName(k int) bool {
	i := int(r.pieces.of[k])
	s := r.doc.Sentences[r.doc.SentenceOf(i)]
	t := &r.doc.Tokens[i]
	return i > s.First && t.Is("flat") && t.Head < i && r.nameWord(i-1) && r.markAt[i-1] < 0 && !r.honorific(i-1)
}

// beginsName tells whether the word of piece k is the given name of a person:
// David Dondua. Of a town's longer name the tree makes a compound.
func (r *reading) beginsName(k int) bool {
	i := int(r.pieces.of[k])
	if i+1 >= r.doc.Sentences[r.doc.SentenceOf(i)].End {
		return false
	}
	next := &r.doc.Tokens[i+1]
	return next.Is("flat") && next.Head == i && r.nameWord(i) && r.nameWord(i+1)
}

// written tells whether the pieces have the capitals that the entry asks for.
// In a text in capitals only short acronyms, which may be words, are kept out.
func (r *reading) written(e *entry, lo, hi int, loud bool) bool {
	if e.class >= roleClass && e.capitals == 0 {
		return true
	}
	if loud {
		return !(hi-lo == 1 && e.caps == 1 && r.isPlainWord(lo))
	}
	for k := lo; k < hi && k-lo < 16; k++ {
		bit := uint16(1) << (k - lo)
		sh := r.pieces.shapes[k]
		if e.caps&bit != 0 && sh != capers || e.capitals&bit != 0 && sh == lower {
			return false
		}
	}
	return true
}

// isPlainWord tells whether a piece in a text in capitals is tagged as
// something else than a name.
func (r *reading) isPlainWord(k int) bool {
	return r.doc.Tokens[r.pieces.of[k]].UPOS != "PROPN"
}

// isLoud tells whether most words of a sentence stand in capitals.
func (r *reading) isLoud(s language.Range) bool {
	loud, words := 0, 0
	for k := r.pieces.start[s.First]; k < r.pieces.start[s.End]; k++ {
		switch r.pieces.shapes[k] {
		case capers:
			loud++
			words++
		case title:
			words++
		case lower:
			if c := r.doc.Tokens[r.pieces.of[k]].Form[0]; c >= 'a' && c <= 'z' {
				words++
			}
		}
	}
	return words > 2 && loud*5 > words*4
}

// headOf is the first token of a range that is governed from outside it.
func (r *reading) headOf(x language.Range) int {
	for i := x.First; i < x.End; i++ {
		if t := &r.doc.Tokens[i]; !x.Contains(t.Head) && t.UPOS != "PUNCT" {
			return i
		}
	}
	return x.First
}
