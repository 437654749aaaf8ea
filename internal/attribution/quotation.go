package attribution

import (
	"chancery/internal/language"
)

// quotation is a stretch of words in quotation marks, without the marks. It
// never leaves its paragraph; one that is not closed ends with it.
type quotation struct {
	language.Range
	open, close int // tokens of the marks; close is -1 where it is missing
	single      bool
	nested      bool // inside another quotation
}

// quotations finds the quotations of a Doc, in order of their beginning.
func quotations(doc *language.Doc) []quotation {
	var out []quotation
	for s := 0; s < len(doc.Sentences); {
		first := doc.Sentences[s].First
		segment := doc.Sentences[s].Segment
		for s < len(doc.Sentences) && doc.Sentences[s].Segment == segment {
			s++
		}
		out = paragraph(doc, language.Range{First: first, End: doc.Sentences[s-1].End}, out)
	}
	return out
}

// paragraph adds the quotations of one paragraph.
func paragraph(doc *language.Doc, p language.Range, out []quotation) []quotation {
	double, single := -1, -1 // indexes in out of what is open
	end := func(i, mark int) {
		out[i].End = max(mark, out[i].First)
		out[i].close = mark
	}
	for i := p.First; i < p.End; i++ {
		switch m := markOf(doc, i, p); {
		case m == markOpen && double < 0, m == markEither && double < 0:
			double = len(out)
			out = append(out, quotation{Range: language.Range{First: i + 1}, open: i, close: -1})
		case (m == markClose || m == markEither) && double >= 0:
			if single >= 0 && out[single].nested { // an apostrophe, not a mark
				out = append(out[:single], out[single+1:]...)
				single = -1
			}
			end(double, i)
			double = -1
		case m == markOpenSingle && single < 0:
			single = len(out)
			out = append(out, quotation{
				Range: language.Range{First: i + 1}, open: i, close: -1, single: true, nested: double >= 0,
			})
		case m == markCloseSingle && single >= 0:
			end(single, i)
			single = -1
		}
	}
	if single >= 0 { // never closed: an apostrophe
		out = append(out[:single], out[single+1:]...)
		if double > single {
			double--
		}
	}
	if double >= 0 {
		out[double].End = p.End
	}
	return out
}

type mark uint8

const (
	markNone mark = iota
	markOpen
	markClose
	markEither
	markOpenSingle
	markCloseSingle
)

// markOf tells what kind of quotation mark token i is. A single mark opens
// before a word after a space, and closes after a word: elsewhere it is an
// apostrophe.
func markOf(doc *language.Doc, i int, p language.Range) mark {
	spaceBefore := i == p.First || doc.Tokens[i-1].Space || doc.Tokens[i-1].Form == "“" || doc.Tokens[i-1].Form == "("
	spaceAfter := i+1 >= p.End || doc.Tokens[i].Space
	switch doc.Tokens[i].Form {
	case "“", "``", "«", "„":
		return markOpen
	case "”", "»":
		return markClose
	case "\"", "''":
		return markEither
	case "‘":
		if !spaceAfter {
			return markOpenSingle
		}
	case "’":
		if !spaceBefore {
			return markCloseSingle
		}
	case "'", "`":
		switch {
		case spaceBefore && !spaceAfter:
			return markOpenSingle
		case !spaceBefore:
			return markCloseSingle
		}
	}
	return markNone
}

// isMark tells whether a form is a quotation mark of any kind.
func isMark(form string) bool {
	switch form {
	case "“", "``", "«", "„", "”", "»", "\"", "''", "‘", "’", "'", "`":
		return true
	}
	return false
}

// spoken tells whether a quotation reads like a statement rather than a phrase
// that is only set apart: it ends like a sentence or clause, or it has a
// finite verb and some length.
func spoken(doc *language.Doc, q quotation) bool {
	words, verb, finite := 0, false, false
	for i := q.First; i < q.End; i++ {
		t := &doc.Tokens[i]
		if t.UPOS != "PUNCT" && !isMark(t.Form) {
			words++
		}
		verb = verb || t.UPOS == "VERB"
		switch t.XPOS {
		case "VBD", "VBZ", "VBP", "MD":
			finite = true
		}
	}
	if words == 0 {
		return false
	}
	switch doc.Tokens[q.End-1].Form {
	case ",":
		// A name in quotation marks may have a comma behind it.
		return verb || finite || words >= 8 || clauseBegins(doc, q.open)
	case "!", "?", "...", "…", "—", "--":
		return true
	case ".":
		return words > 3 || finite
	}
	return finite && words >= 4 || words >= 8
}

// clauseBegins tells whether token i begins a sentence or stands behind
// punctuation.
func clauseBegins(doc *language.Doc, i int) bool {
	return i == doc.Sentences[doc.SentenceOf(i)].First || doc.Tokens[i-1].UPOS == "PUNCT"
}
