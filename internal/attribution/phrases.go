package attribution

import (
	"slices"
	"strings"

	"chancery/internal/language"
)

// phrases finds cues of fixed words: according to, reportedly.
func (f *finder) phrases() {
	for i := range f.doc.Tokens {
		for _, p := range f.Attributor.phrases {
			if f.hasWords(i, p.words) {
				f.phraseCue(i, p)
			}
		}
	}
}

func (f *finder) hasWords(i int, words []string) bool {
	if i+len(words) > len(f.doc.Tokens) {
		return false
	}
	for k, w := range words {
		if !strings.EqualFold(f.doc.Tokens[i+k].Form, w) {
			return false
		}
	}
	return true
}

// phraseCue makes a statement of the clause around a fixed cue, or, where that
// clause is already tied to a cue, a link in its chain.
func (f *finder) phraseCue(i int, p phrase) {
	cue := language.Range{First: i, End: i + len(p.words)}
	s := f.doc.Sentences[f.doc.SentenceOf(i)]
	d := draft{rule: p.rule.id, cueHead: i, cue: cue, phrase: len(p.words) == 1}
	whole := cue
	if len(p.words) > 1 {
		if f.inside[i] >= 0 {
			return
		}
		d.source = f.namedAfter(cue.End, s.End)
		if d.source.Empty() {
			return
		}
		whole.End = d.source.End
	}
	if k := f.sentenceDraft(s.Range, i); k >= 0 && len(p.words) > 1 && f.comma(i-1) {
		f.passedOn[i] = true
		f.drafts[k].via = append(f.drafts[k].via, f.bearer(d.source))
		return
	}
	d.content = slices.DeleteFunc(f.clauseAround(i, whole, s.Range), f.hollow) // for allegedly stealing
	if len(d.content) == 0 {
		return
	}
	f.complete(&d)
	f.add(d)
}

// namedAfter is the noun phrase that begins at token i.
func (f *finder) namedAfter(i, end int) language.Range {
	for k := i; k < min(i+12, end); k++ {
		if !nounLike(&f.doc.Tokens[k]) {
			continue
		}
		h := k
		for t := &f.doc.Tokens[h]; t.Head >= i && t.Head < end && nounLike(&f.doc.Tokens[t.Head]) && !t.Is("conj"); t = &f.doc.Tokens[h] {
			h = t.Head
		}
		r := intersect(f.doc.Subtree(h), language.Range{First: i, End: end})
		return f.trim(language.Range{First: i, End: max(r.End, k+1)})
	}
	return language.Range{}
}

// sentenceDraft is the statement whose direct cue stands in the sentence
// before token i, -1 if none: “…,” she declared, according to a translation.
func (f *finder) sentenceDraft(s language.Range, i int) int {
	for k := range f.drafts {
		d := &f.drafts[k]
		if d.cueHead >= 0 && s.Contains(d.cueHead) && d.cueHead < i && len(d.quoted) > 0 && f.inside[d.cueHead] < 0 {
			return k
		}
	}
	return -1
}

// bearer is who stands behind what is cited: of "a translation by the agency"
// the agency, else the words themselves.
func (f *finder) bearer(r language.Range) language.Range {
	for i := r.First; i < r.End-1; i++ {
		if w := strings.ToLower(f.doc.Tokens[i].Form); w == "by" || w == "from" || w == "of" {
			return f.trim(language.Range{First: i + 1, End: r.End})
		}
	}
	return r
}

// clauseAround is the clause that holds token i, without the phrase: the
// sentence, or the coordinated clause of it on that side.
func (f *finder) clauseAround(i int, phrase, s language.Range) []language.Range {
	h := i
	for steps := 0; f.doc.Tokens[h].Head >= 0 && steps < 12; steps++ {
		t := &f.doc.Tokens[h]
		if !phrase.Contains(h) && t.UPOS == "VERB" && !t.Is("xcomp") && !t.Is("acl") && !t.Is("aux") && !t.Is("case") && !t.Is("fixed") {
			break
		}
		h = t.Head
	}
	r := f.doc.Subtree(h)
	if phrase.Contains(h) || r.Len() < 3 {
		r = s
	}
	var out []language.Range
	if a := f.trim(language.Range{First: r.First, End: min(r.End, phrase.First)}); !a.Empty() {
		out = append(out, a)
	}
	if b := f.trim(language.Range{First: max(r.First, phrase.End), End: r.End}); !b.Empty() {
		out = append(out, b)
	}
	return out
}
