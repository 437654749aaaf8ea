package attribution

import (
	"strings"

	"chancery/internal/language"
)

// indirect looks whether token i is a cue whose clause holds a statement.
func (f *finder) indirect(i int) {
	t := &f.doc.Tokens[i]
	var rules []*rule
	switch t.UPOS {
	case "VERB":
		rules = f.verb(t)
	case "NOUN":
		rules = f.nouns[strings.ToLower(t.Lemma)]
	case "ADJ":
		rules = f.adjectives[strings.ToLower(t.Lemma)]
	}
	for _, r := range rules {
		if f.apply(r, i) {
			return
		}
	}
}

// apply tries one rule at token i.
func (f *finder) apply(r *rule, i int) bool {
	d := draft{rule: r.id, cueHead: i, cue: f.cueRange(i), relays: r.quotes, phrase: f.quotedAs(i)}
	t := &f.doc.Tokens[i]
	passive := t.UPOS == "VERB" && f.passive(i)
	choices := r.content
	if passive {
		choices = r.passive
	}
	if r.particle != "" && !f.particle(i, r.particle, &d) {
		return false
	}
	if t.UPOS == "ADJ" && f.doc.Child(i, "cop") < 0 {
		return false
	}
	for _, c := range choices {
		if f.choose(c, i, &d) && f.needed(r, i) {
			return f.settle(r, i, &d, passive)
		}
	}
	if passive && f.doc.Child(i, "aux:pass") < 0 && !t.Is("acl") {
		// Without an auxiliary, "called for talks" may be no passive at all.
		for _, c := range r.content {
			if f.choose(c, i, &d) && f.needed(r, i) {
				return f.settle(r, i, &d, false)
			}
		}
	}
	return false
}

// particle demands a word behind the cue, which becomes part of it.
func (f *finder) particle(i int, word string, d *draft) bool {
	if k := d.cue.End; k < len(f.doc.Tokens) && strings.EqualFold(f.doc.Tokens[k].Form, word) {
		d.cue.End++
		return true
	}
	return false
}

// needed tells whether one of the slots is filled that the rule insists on.
func (f *finder) needed(r *rule, i int) bool {
	if len(r.needs) == 0 {
		return true
	}
	for _, s := range r.needs {
		if _, ok := f.fill(s, i, nil); ok {
			return true
		}
	}
	return false
}

// choose fills a content line; d gets what it finds.
func (f *finder) choose(c choice, i int, d *draft) bool {
	got, ok := f.fill(c.need, i, d)
	if !ok {
		return false
	}
	d.content = append(d.content[:0], got)
	for _, s := range c.with {
		if more, ok := f.fill(s, i, d); ok {
			d.content = append(d.content, more)
		}
	}
	return true
}

// settle finds the source and keeps the draft, unless the cue already stands
// with a quotation, which then takes the content in.
func (f *finder) settle(r *rule, i int, d *draft, passive bool) bool {
	switch {
	case passive:
		d.source = f.agent(i)
	case f.doc.Tokens[i].UPOS == "NOUN":
		d.source = f.ownerOf(i)
		if d.source.Empty() && r.owner {
			return false
		}
	default:
		d.source = f.sourceOf(i)
	}
	if k, ok := f.used[i]; ok {
		f.join(k, d)
		return true
	}
	if f.ownWords(i, d.source) || d.source.Empty() && !passive && f.doc.Tokens[i].UPOS == "VERB" {
		return false
	}
	f.complete(d)
	d.via = f.media(i, d)
	f.add(*d)
	return true
}

// ownWords tells whether a cue inside quotation marks only speaks of the
// speaker's own mind (I think, we want): that is no report.
func (f *finder) ownWords(i int, source language.Range) bool {
	if f.inside[i] < 0 {
		return false
	}
	if source.Empty() {
		return true
	}
	switch strings.ToLower(f.doc.Tokens[source.First].Form) {
	case "i", "we", "you", "it", "let":
		return source.Len() == 1
	}
	return false
}

// join lets a quotation whose cue also governs words outside the marks take
// them in, where they touch it.
func (f *finder) join(k int, d *draft) {
	direct := &f.drafts[k]
	for _, c := range d.content {
		for _, q := range direct.content {
			if c.Overlaps(q) && c.Len() <= 2*q.Len() && !c.Contains(direct.cueHead) {
				direct.content = append(direct.content, c)
				return
			}
		}
	}
}

// complete lets content that runs into a quotation take all of it in: parsers
// lose their way at quotation marks.
func (f *finder) complete(d *draft) {
	if f.inside[d.cueHead] >= 0 {
		// What is said inside a quotation ends with it.
		q := f.quotes[f.inside[d.cueHead]]
		for n := range d.content {
			d.content[n] = intersect(d.content[n], q.Range)
		}
		return
	}
	for n, q := range f.quotes {
		if q.nested {
			continue
		}
		for c := range d.content {
			if !d.content[c].Overlaps(q.Range) && d.content[c].End != q.open {
				continue
			}
			if d.content[c].First >= q.First && d.content[c].First > q.open+1 && d.content[c].Len() < q.Len() {
				continue
			}
			s := f.doc.Sentences[f.doc.SentenceOf(d.cueHead)]
			d.content[c].End = max(d.content[c].End, min(q.End, s.End))
			d.content[c].First = min(d.content[c].First, max(q.First, s.First))
			if q.Len() > 3 {
				d.quoted = append(d.quoted, n)
			}
		}
	}
}

// fill finds the dependent of i that a slot asks for and returns its words. d
// may be nil; else a preposition marked with ~ joins its cue.
func (f *finder) fill(s slot, i int, d *draft) (language.Range, bool) {
	switch s.name {
	case "clause":
		return f.clause(i)
	case "none":
		return language.Range{}, false
	case "sentence":
		return language.Range{}, false
	}
	for _, c := range f.doc.Children(i) {
		k := int(c)
		if !f.fits(s, i, k) {
			continue
		}
		r := f.doc.Subtree(k)
		if s.cue {
			p := f.preposition(k, s.name)
			if p < 0 || d == nil || p < d.cue.End || p > d.cue.End+1 {
				continue
			}
			d.cue.End = p + 1
			r.First = max(r.First, p+1)
		}
		if r.Empty() {
			continue
		}
		return f.without(r, i), true
	}
	return language.Range{}, false
}

// fits tells whether dependent k of i is what a slot names.
func (f *finder) fits(s slot, i, k int) bool {
	t := &f.doc.Tokens[k]
	name := s.name
	if s.cue {
		return k > i && f.phrased(k, name) && !(name == "to" && f.infinitive(k))
	}
	switch name {
	case "object":
		return t.Is("obj") && k > i
	case "subject":
		return t.Rel == "nsubj:pass" || t.Is("nsubj") && f.doc.Child(i, "aux:pass") >= 0
	case "to":
		return (t.Is("xcomp") || t.Is("advcl") || t.Is("acl") || t.Is("ccomp")) && k > i && f.infinitive(k)
	case "gerund":
		return t.Is("xcomp") && k > i && t.XPOS == "VBG"
	case "predicate":
		if t.Is("obj") { // called it a sham: what it is called may pass for a second object
			first := f.doc.Child(i, "obj", "iobj")
			return first > i && first < k
		}
		return t.Is("xcomp") && k > i && !f.infinitive(k) && f.preposition(k, "as") < 0
	}
	return k > i && f.phrased(k, name)
}

// phrased tells whether k is a phrase or clause that begins with a preposition.
func (f *finder) phrased(k int, name string) bool {
	t := &f.doc.Tokens[k]
	switch {
	case t.Is("obl"), t.Is("nmod"), t.Is("advcl"), t.Is("acl"), t.Is("obj"), t.Is("xcomp"):
		return f.preposition(k, name) >= 0
	}
	return false
}

// infinitive tells whether k is marked with "to".
func (f *finder) infinitive(k int) bool {
	return f.preposition(k, "to") >= 0 && f.doc.Tokens[k].XPOS[:1] != "N"
}

// preposition is the case or mark of k with the form, -1 if none.
func (f *finder) preposition(k int, form string) int {
	for _, c := range f.doc.Children(k) {
		t := &f.doc.Tokens[c]
		if (t.Is("case") || t.Is("mark")) && strings.EqualFold(t.Form, form) {
			return int(c)
		}
	}
	return -1
}

// without cuts the cue and what precedes it off a range that surrounds it.
func (f *finder) without(r language.Range, cue int) language.Range {
	if !r.Contains(cue) {
		return r
	}
	if r.End-cue-1 > cue-r.First {
		return language.Range{First: cue + 1, End: r.End}
	}
	return language.Range{First: r.First, End: f.cueRange(cue).First}
}
