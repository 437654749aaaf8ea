package attribution

import (
	"strings"

	"chancery/internal/language"
)

// clause finds the finite clause that verb, noun or adjective i reports.
func (f *finder) clause(i int) (language.Range, bool) {
	noun := f.doc.Tokens[i].UPOS == "NOUN"
	for _, c := range f.doc.Children(i) {
		k := &f.doc.Tokens[c]
		switch {
		case k.Is("ccomp"), k.Is("csubj"):
			if !f.infinitive(int(c)) {
				return f.wholeClause(i, int(c)), true
			}
		case noun && k.Is("acl"):
			// A relative clause has "that" for one of its parts, not before it.
			if f.preposition(int(c), "that") >= 0 {
				return f.doc.Subtree(int(c)), true
			}
		}
	}
	if noun {
		return language.Range{}, false
	}
	for _, look := range [...]func(int) (language.Range, bool){f.behind, f.around, f.untilBreak} {
		if r, ok := look(i); ok {
			return r, true
		}
	}
	return language.Range{}, false
}

// wholeClause is the clause c under cue i, and what hangs beside it by
// mistake: words that follow it without a break, unless they are coordinated
// with the cue.
func (f *finder) wholeClause(i, c int) language.Range {
	r := f.without(f.doc.Subtree(c), i)
	if r.First <= i {
		return r
	}
	if first := f.cueRange(i).End; r.First > first && f.bareGap(language.Range{First: first, End: r.First}, i) {
		r.First = first
	}
	s := f.doc.Sentences[f.doc.SentenceOf(i)]
	if f.betweenCommas(i, s.First) {
		r.First = s.First
	}
	for r.End < s.End && !f.breaks(r.End, i) {
		r.End++
	}
	for _, c := range f.doc.Children(i) {
		if int(c) > r.End && f.goesOn(int(c)) {
			r.End = f.doc.Subtree(int(c)).End
		}
	}
	return r
}

// betweenCommas tells whether a cue and its subject stand between commas behind the
// subject of what is said: The bridge, the governor said, was closed.
func (f *finder) betweenCommas(i, first int) bool {
	subject := f.subject(i)
	if subject < 0 || subject > i || !f.reports(i) || !f.comma(i+1) {
		return false
	}
	before := f.doc.Subtree(subject).First - 1
	if before <= first || !f.comma(before) || f.doc.Tokens[first].UPOS == "ADP" || f.doc.Tokens[first].UPOS == "SCONJ" {
		return false
	}
	for k := first; k < before; k++ {
		if u := f.doc.Tokens[k].UPOS; u == "VERB" || u == "AUX" || f.comma(k) {
			return false
		}
	}
	return true
}

// goesOn tells whether a verb coordinated with a cue goes on with what is said
// (she says she hopes to win, but she knows it is hard): its subject is a
// pronoun, or the speaker's quoted words, and it reports nothing itself.
func (f *finder) goesOn(c int) bool {
	t := &f.doc.Tokens[c]
	s := f.doc.Child(c, "nsubj")
	if !t.Is("conj") || s < 0 || f.introduces(t) {
		return false
	}
	return f.doc.Tokens[s].UPOS == "PRON" || f.inside[s] >= 0
}

// untilBreak takes what follows a verb of saying without a break, where the
// tree shows no clause but there is a finite verb.
func (f *finder) untilBreak(i int) (language.Range, bool) {
	if !f.reports(i) || f.doc.Child(i, "nsubj") < 0 || f.doc.Child(i, "nsubj") > i {
		return language.Range{}, false
	}
	s := f.doc.Sentences[f.doc.SentenceOf(i)]
	r := language.Range{First: i + 1, End: i + 1}
	for r.End < s.End && (f.doc.Tokens[r.End].UPOS != "PUNCT" || f.doc.Tokens[r.End].Form == "-") {
		r.End++
	}
	if r.Empty() || r.Len() < 4 || !f.finite(r) || f.doc.Tokens[r.First].UPOS == "ADP" || f.doc.Tokens[r.First].UPOS == "SCONJ" {
		return language.Range{}, false
	}
	return r, true
}

// breaks tells whether the clause that cue i reports ends before token k.
func (f *finder) breaks(k, i int) bool {
	t := &f.doc.Tokens[k]
	if t.UPOS == "PUNCT" && t.Form != "-" {
		return true
	}
	if t.UPOS == "CCONJ" && t.Head >= 0 && f.doc.Tokens[t.Head].Head == i {
		return true
	}
	return t.Head == i && (t.UPOS == "NOUN" || t.UPOS == "PROPN" || t.UPOS == "ADV")
}

// bareGap tells whether the words between a cue and its clause can only be the
// clause's subject: no verb of saying has another object than what is said.
func (f *finder) bareGap(gap language.Range, i int) bool {
	if len(f.Attributor.verb(&f.doc.Tokens[i])) == 0 || f.doc.Child(i, "obj") < gap.First {
		return false
	}
	for k := gap.First; k < gap.End; k++ {
		if t := &f.doc.Tokens[k]; t.UPOS == "PUNCT" && t.Form != "-" || t.Head == i && !t.Is("obj") {
			return false
		}
	}
	return strings.EqualFold(f.doc.Tokens[i].Lemma, "say")
}

// around finds what an inserted cue reports: the clause that it is parenthetic
// in (The talks, she said, have failed; The talks have failed, she said).
func (f *finder) around(i int) (language.Range, bool) {
	t := &f.doc.Tokens[i]
	own := f.doc.Subtree(i)
	s := f.doc.Sentences[f.doc.SentenceOf(i)]
	subject := f.subject(i)
	if subject < 0 || !f.reports(i) {
		return language.Range{}, false
	}
	first := min(f.doc.Subtree(subject).First, i)
	if t.Is("parataxis") && t.Head >= 0 && !own.Contains(t.Head) {
		r := f.doc.Subtree(t.Head)
		if first > r.First && f.comma(first-1) {
			if end := f.afterPhrase(i, own); end >= s.End-1 || !f.comma(end) {
				r.End = min(r.End, first)
			}
			return r, true
		}
	}
	if first > s.First+2 && f.comma(first-1) && f.afterPhrase(i, own) >= s.End-1 && f.doc.Child(i, "obj") < i && f.closes(i, s.End) {
		return language.Range{First: s.First, End: first - 1}, true
	}
	return language.Range{}, false
}

// closes tells whether no quotation and no other verb stands between cue i and
// the end of its sentence.
func (f *finder) closes(i, end int) bool {
	for k := i + 1; k < end; k++ {
		if f.inside[k] >= 0 || f.doc.Tokens[k].UPOS == "VERB" {
			return false
		}
	}
	return true
}

// finite tells whether a range holds a finite verb.
func (f *finder) finite(r language.Range) bool {
	for i := r.First; i < r.End; i++ {
		switch f.doc.Tokens[i].XPOS {
		case "VBD", "VBZ", "VBP", "MD":
			return true
		}
	}
	return false
}

// afterPhrase is the token at which the cue's own words end: its dependents
// behind it that are no clause.
func (f *finder) afterPhrase(i int, own language.Range) int {
	end := i + 1
	for _, c := range f.doc.Children(i) {
		k := &f.doc.Tokens[c]
		if int(c) > i && !k.Is("punct") && !k.Is("ccomp") && !k.Is("parataxis") && !k.Is("conj") {
			end = max(end, f.doc.Subtree(int(c)).End)
		}
	}
	return min(end, own.End)
}

// behind takes the words after a cue for its clause where the tree shows none
// but "that" follows it, at once or after a day or an addressee.
func (f *finder) behind(i int) (language.Range, bool) {
	s := f.doc.Sentences[f.doc.SentenceOf(i)]
	for k := i + 1; k < min(i+8, s.End-2); k++ {
		t := &f.doc.Tokens[k]
		if strings.EqualFold(t.Form, "that") && (t.XPOS == "IN" || t.UPOS == "SCONJ" || t.Is("mark")) {
			return language.Range{First: k, End: s.End}, true
		}
		if t.UPOS == "VERB" || t.UPOS == "PUNCT" {
			break
		}
	}
	return language.Range{}, false
}

// reports tells whether verb i is one that may stand beside quotations: only
// these are inserted into the clause they report.
func (f *finder) reports(i int) bool { return f.introduces(&f.doc.Tokens[i]) }

func (f *finder) comma(i int) bool {
	if i < 0 || i >= len(f.doc.Tokens) {
		return false
	}
	switch f.doc.Tokens[i].Form {
	case ",", "—", "–", "--", "-", "”", "''", "\"":
		return true
	}
	return false
}
