package attribution

import "chancery/internal/language"

// unknownMargin is how much surer the model must be, in steps, of a cue that
// no rule knows: it has learnt from the news of one election, in which many
// an attack was a matter of words.
const unknownMargin = 22

// learned replaces the drafts of the rules by those of the model. What the
// rules found is among the features; of the rules' drafts those stay whose
// words the model does not read (turns of talk, signatures, reportedly), and
// those of quotations that the model leaves untold.
func (f *finder) learned(m *Model) {
	v := f.newView()
	var drafts []draft
	var buf []uint32
	taken := map[int]int{} // draft of the rules → of the model
	for i := range f.doc.Tokens {
		if !v.candidate(i) || f.passedOn[i] {
			continue
		}
		k := int(v.draft[i])
		if k >= 0 && f.drafts[k].fixed() {
			continue
		}
		buf = v.cueFeatures(i, buf[:0])
		if m.cueScore(buf) < v.needed(m, i) {
			continue
		}
		w, labels := m.decode(v, i, buf)
		d, ok := f.draftOf(i, w, labels)
		if !ok {
			continue
		}
		if k >= 0 {
			e := &f.drafts[k]
			d.rule, d.via, d.quoted, d.relays = e.rule, e.via, e.quoted, e.relays
			taken[k] = len(drafts)
		}
		drafts = append(drafts, d)
	}
	for k := range drafts {
		f.snap(&drafts[k])
	}
	f.drafts = f.lone(f.untold(f.drafts, drafts, taken))
	for k := range f.drafts {
		f.handedOn(k)
	}
}

// needed is the score that token i needs to head a cue.
func (v *view) needed(m *Model, i int) int32 {
	t := &v.f.doc.Tokens[i]
	switch {
	case v.draft[i] >= 0 || v.tokens[i].class != 0 || t.UPOS == "PUNCT":
		return m.Threshold
	case t.UPOS == "VERB" && v.f.acts[t.Lemma]:
		return maxSteps
	}
	return m.Threshold + unknownMargin
}

// fixed tells whether a draft of the rules stands as it is, whatever the model
// makes of its words.
func (d *draft) fixed() bool { return d.own || d.phrase }

// handedOn gives draft k the source of the one that reports it for its via, if
// a verb of saying hands it on (the agency reported that the minister said …).
func (f *finder) handedOn(k int) {
	d := &f.drafts[k]
	if d.cueHead < 0 || !d.relays {
		return
	}
	t := &f.doc.Tokens[d.cueHead]
	if !t.Is("ccomp") {
		return
	}
	for i := range f.drafts {
		if e := &f.drafts[i]; i != k && e.relays && e.cueHead == t.Head && e.reports(d.cueHead) && !f.same(d.source, e.source) {
			d.via = append(d.via, e.source)
			return
		}
	}
}

// draftOf makes a statement of the roles in a window.
func (f *finder) draftOf(h int, w language.Range, labels []Role) (draft, bool) {
	d := draft{rule: "learned", cueHead: h}
	d.cue = f.stretch(w, labels, IsCue, h)
	if c := f.trim(d.cue); c.Contains(h) {
		d.cue = c
	}
	first := -1
	for k, r := range labels {
		if r == IsSource {
			first = w.First + k
			break
		}
	}
	if first >= 0 {
		d.source = f.whole(f.trim(f.stretch(w, labels, IsSource, first)), d.cue.First)
	}
	for k := 0; k < len(labels); k++ {
		if labels[k] != IsContent {
			continue
		}
		r := f.stretch(w, labels, IsContent, w.First+k)
		d.content = append(d.content, r)
		k = r.End - w.First - 1
	}
	return d, len(d.content) > 0
}

// whole takes into a source the relative clause that stands between it and its
// cue.
func (f *finder) whole(source language.Range, cue int) language.Range {
	if source.Empty() || source.End >= cue {
		return source
	}
	h := f.headOf(source)
	r := f.trim(intersect(f.doc.Subtree(h), language.Range{First: source.First, End: cue}))
	clause := f.doc.Child(h, "acl")
	if clause < source.End || !r.Contains(clause) || !f.doc.Tokens[clause].Is("acl:relcl") || f.trim(language.Range{First: r.End, End: cue}).Len() > 0 {
		return source
	}
	return r
}

// stretch is the run of tokens with one role around token i; punctuation
// between two of them belongs to it.
func (f *finder) stretch(w language.Range, labels []Role, role Role, i int) language.Range {
	r := language.Range{First: i, End: i + 1}
	for k := i + 1; k < w.End; k++ {
		if labels[k-w.First] == role {
			r.End = k + 1
		} else if f.doc.Tokens[k].UPOS != "PUNCT" {
			break
		}
	}
	for k := i - 1; k >= w.First; k-- {
		if labels[k-w.First] == role {
			r.First = k
		} else if f.doc.Tokens[k].UPOS != "PUNCT" {
			break
		}
	}
	return r
}

// covered marks the tokens that drafts report.
func (f *finder) covered(drafts []draft) []bool {
	said := make([]bool, len(f.doc.Tokens))
	for k := range drafts {
		for _, c := range drafts[k].content {
			for i := max(0, c.First); i < min(len(said), c.End); i++ {
				said[i] = true
			}
		}
	}
	return said
}

// snap lets content that holds much of a quotation have all of it.
func (f *finder) snap(d *draft) {
	for n := range f.quotes {
		q := &f.quotes[n]
		if q.nested || q.Empty() || q.Contains(d.cueHead) {
			continue
		}
		have := 0
		for _, c := range d.content {
			have += intersect(c, q.Range).Len()
		}
		if have > 0 && 10*have >= 3*q.Len() && have < q.Len() {
			d.content = append(d.content, q.Range)
		}
	}
}

// untold adds to the drafts of the model what the rules know of quotations
// that none of them reports.
func (f *finder) untold(rules, drafts []draft, taken map[int]int) []draft {
	said := f.covered(drafts)
	for k := range rules {
		e := rules[k]
		if e.fixed() {
			drafts = append(drafts, e)
			continue
		}
		var left []int
		for _, n := range e.quoted {
			if !f.told(said, n) {
				left = append(left, n)
			}
		}
		t, ok := taken[k]
		switch {
		case len(left) == 0:
		case ok:
			for _, n := range left {
				drafts[t].content = append(drafts[t].content, f.quotes[n].Range)
			}
		case len(left) == len(e.quoted):
			drafts = append(drafts, e)
		default:
			e.content = nil
			for _, n := range left {
				e.content = append(e.content, f.quotes[n].Range)
			}
			drafts = append(drafts, e)
		}
	}
	return drafts
}

// lone gives quotations that stand by themselves, and that nothing reports, to
// whoever spoke last before them.
func (f *finder) lone(drafts []draft) []draft {
	said := f.covered(drafts)
	for n := range f.quotes {
		q := &f.quotes[n]
		if q.nested || q.Empty() || f.told(said, n) {
			continue
		}
		if !f.goesOnOpen(n) && (!spoken(f.doc, *q) || !f.bare(*q)) {
			continue
		}
		source := f.lastSpeaker(drafts, n)
		if source.Empty() {
			continue
		}
		drafts = append(drafts, draft{
			rule: "running speaker", cueHead: -1, source: source, content: []language.Range{q.Range}, quoted: []int{n},
		})
	}
	return drafts
}

// told tells whether half of quotation n or more is said in some statement.
func (f *finder) told(said []bool, n int) bool {
	words, have := 0, 0
	for i := f.quotes[n].First; i < f.quotes[n].End; i++ {
		words++
		have += int(b2i(said[i]))
	}
	return 2*have >= words
}

// goesOnOpen tells whether quotation n begins a paragraph, and the one before
// it was left open: both are of one speech.
func (f *finder) goesOnOpen(n int) bool {
	if n == 0 || f.quotes[n-1].close >= 0 {
		return false
	}
	k := f.doc.SentenceOf(f.quotes[n].open)
	return f.quotes[n].open == f.doc.Sentences[k].First && f.nextParagraph(n-1, n)
}

// lastSpeaker is the source of the statement whose cue, or else content,
// stands next before quotation n, two paragraphs off at most; else the subject
// of the sentence before it, if that ends with a colon.
func (f *finder) lastSpeaker(drafts []draft, n int) language.Range {
	open, best := f.quotes[n].open, -1
	for k := range drafts {
		d := &drafts[k]
		at := f.place(d)
		if d.source.Empty() || at >= open || f.inside[at] >= 0 && !d.cue.Empty() && !d.own {
			continue
		}
		if f.segment(n)-f.doc.Sentences[f.doc.SentenceOf(at)].Segment <= 2 && (best < 0 || at > f.place(&drafts[best])) {
			best = k
		}
	}
	if open > 0 && f.doc.Tokens[open-1].Form == ":" {
		s := f.doc.Sentences[f.doc.SentenceOf(open-1)]
		if best < 0 || f.place(&drafts[best]) < s.First {
			if subject := f.sourceOf(s.Root); !subject.Empty() {
				return subject
			}
		}
	}
	if best < 0 {
		return language.Range{}
	}
	return drafts[best].source
}

// place is where a draft stands in the text: its cue, else what it reports.
func (f *finder) place(d *draft) int {
	if d.cue.Empty() {
		return d.content[0].First
	}
	return d.cue.First
}
