package attribution

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery/internal/language"
)

// turns finds the statements that a text only sets beside a name: NAME: words,
// in a transcript, and “words” — Name, under a comment.
func (f *finder) turns() {
	last := -1
	for k := range f.doc.Sentences {
		s := &f.doc.Sentences[k]
		if s.Segment != last && !s.Empty() {
			last = s.Segment
			f.turn(s.First, f.segmentEnd(k))
		}
	}
	for n := range f.quotes {
		if !f.inTurn(f.quotes[n].First) {
			f.signed(n)
		}
	}
}

// segmentEnd is where the segment of sentence k ends.
func (f *finder) segmentEnd(k int) int {
	segment := f.doc.Sentences[k].Segment
	for k+1 < len(f.doc.Sentences) && f.doc.Sentences[k+1].Segment == segment {
		k++
	}
	return f.doc.Sentences[k].End
}

// turn reads a paragraph that begins with a speaker's name in capitals and a
// colon.
func (f *finder) turn(first, end int) {
	i := first
	if i < end && isMark(f.doc.Tokens[i].Form) {
		i++
	}
	name := language.Range{First: i, End: i}
	for name.End < min(end, i+6) && shouted(f.doc.Tokens[name.End].Form) {
		name.End++
	}
	if name.Empty() || name.End+1 >= end || f.doc.Tokens[name.End].Form != ":" {
		if name = f.namedTurn(i, end); name.Empty() {
			return
		}
	}
	d := draft{
		rule: "turn", cueHead: name.End, cue: language.Range{First: name.End, End: name.End + 1}, source: name,
		content: []language.Range{{First: name.End + 1, End: end}}, own: true,
	}
	for n := range f.quotes {
		if q := &f.quotes[n]; q.First < end && q.End > first {
			d.quoted = append(d.quoted, n)
		}
	}
	f.add(d)
}

// namedTurn is the name that begins at token i, if a colon and a quotation mark
// follow it: Rep. Ada Okoro (North): “…”. Empty if none does.
func (f *finder) namedTurn(i, end int) language.Range {
	r := language.Range{First: i, End: i}
	for r.End < min(end-2, i+12) && f.doc.Tokens[r.End].Form != ":" {
		if t := &f.doc.Tokens[r.End]; t.UPOS != "PROPN" && t.UPOS != "PUNCT" && t.UPOS != "NUM" || isMark(t.Form) {
			return language.Range{}
		}
		r.End++
	}
	if r.Empty() || r.End+1 >= end || f.doc.Tokens[r.End].Form != ":" || !f.opens(r.End+1) {
		return language.Range{}
	}
	return r
}

// shouted tells whether a word is written in capitals: WALLACE, Q, SEN., MR.
func shouted(form string) bool {
	letters := 0
	for _, r := range form {
		switch {
		case unicode.IsUpper(r):
			letters++
		case unicode.IsLower(r):
			return false
		}
	}
	return letters > 0 || form == "."
}

// inTurn tells whether token i lies in a statement of turn.
func (f *finder) inTurn(i int) bool {
	for k := range f.drafts {
		if d := &f.drafts[k]; d.own && d.says(i) {
			return true
		}
	}
	return false
}

// signed reads a quotation with a dash and a name behind it.
func (f *finder) signed(n int) {
	q := &f.quotes[n]
	if q.nested || q.Empty() || q.close < 0 || q.Len() < 4 {
		return
	}
	k := f.doc.SentenceOf(q.close)
	end := f.segmentEnd(k)
	dash := q.close + 1
	if dash+1 >= end || !isDash(f.doc.Tokens[dash].Form) {
		return
	}
	name := language.Range{First: dash + 1, End: dash + 1}
	for name.End < end && name.Len() < 16 && !f.opens(name.End) && f.inside[name.End] < 0 {
		t := &f.doc.Tokens[name.End]
		if t.UPOS == "VERB" || t.UPOS == "AUX" || t.Form == ":" || isDash(t.Form) {
			return
		}
		name.End++
	}
	if name.End < end && !f.opens(name.End) {
		return
	}
	name = f.trim(name)
	if name.Empty() {
		return
	}
	if r, _ := utf8.DecodeRuneInString(f.doc.Tokens[name.First].Form); !unicode.IsUpper(r) {
		return
	}
	f.add(draft{
		rule: "signature", cueHead: dash, cue: language.Range{First: dash, End: dash + 1}, source: name,
		content: []language.Range{q.Range}, quoted: []int{n}, own: true,
	})
}

func isDash(form string) bool {
	switch form {
	case "―", "—", "–", "--", "-":
		return true
	}
	return strings.Trim(form, "-—–―") == "" && form != ""
}
