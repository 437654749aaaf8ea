package attribution

import (
	"strings"

	"chancery/internal/language"
)

// maxCited is how far before "as saying" its quoted or cited is looked for, in
// words.
const maxCited = 24

// citations finds what one speaker is quoted by another as saying: the agency
// quoted the envoy as saying, the envoy was quoted by the agency as saying.
// The envoy speaks, and the agency is whom it came through. The words are read
// by their order, for parsers hang "as saying" on anything; was quoted as
// saying, with nothing between, is a verb as others.
func (f *finder) citations() {
	for i := 1; i < len(f.doc.Tokens); i++ {
		if form := f.doc.Tokens[i].Form; (form == "saying" || form == "telling") && f.doc.Tokens[i-1].Form == "as" && f.inside[i] < 0 {
			f.citation(i)
		}
	}
}

// citation reads the words around the saying at token i.
func (f *finder) citation(i int) {
	s := f.doc.Sentences[f.doc.SentenceOf(i)].Range
	v := f.citing(i, s)
	if v < 0 || v >= i-2 {
		return
	}
	d := draft{rule: "cited", cueHead: v, cue: f.cueRange(v), phrase: true, relays: true}
	between := language.Range{First: v + 1, End: i - 1}
	if by := f.doc.Tokens[v+1].Form; by == "by" || by == "in" || by == "on" {
		d.source = f.phraseBefore(v, d.cue.First, s)
		d.via = []language.Range{f.trim(language.Range{First: v + 2, End: between.End})}
	} else {
		d.source = f.trim(between)
		d.via = []language.Range{f.phraseBefore(v, d.cue.First, s)}
	}
	if d.source.Empty() {
		return
	}
	d.content = f.toldBehind(i, s)
	k := f.add(d)
	f.used[i] = k
	f.passedOn[i], f.passedOn[v] = true, true
}

// citing is the quoted or cited that belongs to the saying at token i, -1 if
// none.
func (f *finder) citing(i int, s language.Range) int {
	for k := i - 2; k >= max(s.First, i-maxCited); k-- {
		if f.inside[k] >= 0 || f.doc.Tokens[k].Form == "saying" {
			return -1
		}
		switch strings.ToLower(f.doc.Tokens[k].Form) {
		case "quoted", "quotes", "quoting", "cited", "cites", "citing":
			return k
		}
	}
	return -1
}

// phraseBefore is the noun phrase before verb v, whose cue begins at token end:
// what the tree makes its subject, else the words that such phrases consist of.
func (f *finder) phraseBefore(v, end int, s language.Range) language.Range {
	if f.doc.Tokens[v].XPOS == "VBG" {
		return f.sourceOf(v)
	}
	if n := f.subject(v); n >= s.First && n < v {
		return f.nounPhrase(n, v)
	}
	r := language.Range{First: end, End: end}
	for r.First > s.First && f.inside[r.First-1] < 0 && f.inPhrase(r.First-1) {
		r.First--
	}
	if f.nominal(r, true) < 0 {
		return language.Range{}
	}
	return f.trim(r)
}

// inPhrase tells whether token i may stand inside a noun phrase.
func (f *finder) inPhrase(i int) bool {
	switch t := &f.doc.Tokens[i]; t.UPOS {
	case "NOUN", "PROPN", "ADJ", "DET", "NUM", "PRON":
		return true
	case "PART":
		return t.XPOS == "POS"
	case "ADP":
		return t.Form == "of" || t.Form == "for"
	}
	return false
}

// toldBehind is what the saying at token i reports: the clause behind it, none
// if a quotation stands there or nothing.
func (f *finder) toldBehind(i int, s language.Range) []language.Range {
	r := language.Range{First: i + 1, End: s.End}
	if c := f.doc.Child(i, "ccomp"); c > i {
		r = f.doc.Subtree(c)
		if f.doc.Tokens[i].Form == "saying" {
			r.First = i + 1
		}
	}
	r = intersect(r, s)
	if at := r.First; !r.Empty() && f.doc.Tokens[at].Form == "that" {
		r.First++
		if !r.Empty() && !isMark(f.doc.Tokens[at+1].Form) {
			r.First--
		}
	}
	if r.Empty() || isMark(f.doc.Tokens[r.First].Form) || f.edge(r.First) {
		return nil
	}
	return []language.Range{r}
}
