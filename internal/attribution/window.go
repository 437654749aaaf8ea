package attribution

import "chancery/internal/language"

// windowSentences is how many sentences a statement may reach to each side for
// the model; quotations that go on beyond are taken in whole afterwards.
const windowSentences = 6

// window are the tokens that may belong to the statement whose cue token h
// heads: its sentence, the sentences of the paragraph before and behind it as
// long as quotation marks lead over to them, and what a colon leads over to.
func (v *view) window(h int) language.Range {
	doc := v.f.doc
	k := doc.SentenceOf(h)
	r := doc.Sentences[k].Range
	segment := doc.Sentences[k].Segment
	for p := k; p > 0 && p > k-windowSentences && doc.Sentences[p-1].Segment == segment && v.leadsBack(doc.Sentences[p].First); p-- {
		r.First = doc.Sentences[p-1].First
	}
	n := k + 1
	for ; n < len(doc.Sentences) && n <= k+windowSentences && doc.Sentences[n].Segment == segment && v.leadsOn(doc.Sentences[n].First); n++ {
		r.End = doc.Sentences[n].End
	}
	if !v.colon(h) {
		return r
	}
	// What is announced may fill the rest of the paragraph, or the next.
	if r.End == v.f.segmentEnd(k) {
		segment++
	}
	for ; n < len(doc.Sentences) && n <= k+windowSentences && doc.Sentences[n].Segment <= segment; n++ {
		r.End = doc.Sentences[n].End
	}
	return r
}

// leadsBack tells whether the words before token i, which begins a sentence,
// are quoted.
func (v *view) leadsBack(i int) bool {
	return i > 0 && (v.f.inside[i-1] >= 0 || i > 1 && v.tokens[i-1].flags&isMarkFlag != 0 && v.f.inside[i-2] >= 0)
}

// leadsOn tells whether token i, which begins a sentence, or the next is quoted.
func (v *view) leadsOn(i int) bool {
	return v.f.inside[i] >= 0 || i+1 < len(v.f.inside) && v.tokens[i].flags&isMarkFlag != 0 && v.f.inside[i+1] >= 0
}

// colon tells whether token h is a colon or the sentence ends with one behind
// it.
func (v *view) colon(h int) bool {
	s := v.f.doc.Sentences[v.f.doc.SentenceOf(h)]
	for k := s.End - 1; k >= h && k > s.End-4; k-- {
		if v.f.doc.Tokens[k].Form == ":" {
			return true
		}
	}
	return v.f.doc.Tokens[h].Form == ":"
}
