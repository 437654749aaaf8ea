package attribution

import (
	"slices"

	"chancery"
	"chancery/internal/language"
	"chancery/internal/names"
)

// Find reads the reported statements of a document, in the order in which
// their content begins. who may be nil.
func (a *Attributor) Find(doc *language.Doc, who *names.Result) *Result {
	f := a.begin(doc, who)
	if a.model != nil {
		f.learned(a.model)
	}
	return f.result()
}

// begin reads a document by the rules.
func (a *Attributor) begin(doc *language.Doc, who *names.Result) *finder {
	f := &finder{
		Attributor: a, doc: doc, who: who, quotes: quotations(doc), used: map[int]int{}, passedOn: map[int]bool{},
		inside: make([]int32, len(doc.Tokens)),
	}
	for i := range f.inside {
		f.inside[i] = -1
	}
	for n, q := range f.quotes {
		for i := q.First; i < q.End; i++ {
			if !q.nested {
				f.inside[i] = int32(n)
			}
		}
	}
	f.turns()
	f.citations()
	f.direct()
	for i := range doc.Tokens {
		if !f.passedOn[i] {
			f.indirect(i)
		}
	}
	f.phrases()
	return f
}

// finder is the work on one document.
type finder struct {
	*Attributor
	doc    *language.Doc
	who    *names.Result
	quotes []quotation
	inside []int32 // outer quotation of each token, -1 for none
	drafts []draft
	used   map[int]int // cue token → draft
	// passedOn are the cues that only say through whom a statement came.
	passedOn map[int]bool
}

// draft is a statement that is being put together.
type draft struct {
	rule    string
	cueHead int // token, -1 for none
	cue     language.Range
	source  language.Range
	content []language.Range
	via     []language.Range
	quoted  []int // quotations it consists of
	relays  bool  // its cue is one of saying
	phrase  bool  // its cue is fixed words: reportedly, was quoted as saying
	own     bool  // all of it is the speaker's own words, marks or not
}

// add keeps a draft and marks its cue as used.
func (f *finder) add(d draft) int {
	f.drafts = append(f.drafts, d)
	if d.cueHead >= 0 {
		f.used[d.cueHead] = len(f.drafts) - 1
	}
	return len(f.drafts) - 1
}

// result turns drafts into quotes, and finds what of the quotations is no
// statement.
func (f *finder) result() *Result {
	r := &Result{byToken: make([]int32, len(f.doc.Tokens))}
	for i := range f.drafts {
		if f.model == nil && f.reportedAlready(i) {
			continue
		}
		if q, ok := f.finish(&f.drafts[i]); ok && !r.holds(&q) {
			r.Quotes = append(r.Quotes, q)
		}
	}
	slices.SortStableFunc(r.Quotes, func(a, b Quote) int { return a.Content[0].First - b.Content[0].First })
	f.continued(r.Quotes)
	r.index()
	for n, q := range f.quotes {
		if !q.Empty() && !f.stated(n, r) {
			if phrase := f.trim(q.Range); !phrase.Empty() {
				r.Scare = append(r.Scare, phrase)
			}
		}
	}
	return r
}

// reportedAlready tells whether draft k is part of what another one reports:
// the text does not report it, the speaker of the other does. What a verb of
// saying hands on (the agency reported that the minister said …) stays, and
// who handed it on becomes its via.
func (f *finder) reportedAlready(k int) bool {
	d := &f.drafts[k]
	if d.cueHead < 0 || f.inside[d.cueHead] < 0 && d.rule == "quotation" {
		return false
	}
	for i := range f.drafts {
		e := &f.drafts[i]
		if i == k || !e.reports(d.cueHead) {
			continue
		}
		if e.cueHead >= 0 && d.reports(e.cueHead) && e.rule != "quotation" {
			continue // marks tell who reports whom, trees that run in a ring do not
		}
		if t := &f.doc.Tokens[d.cueHead]; d.relays && e.relays && t.Head == e.cueHead && t.Is("ccomp") && !f.same(d.source, e.source) {
			d.via = append(d.via, e.source)
			return false
		}
		return true
	}
	return false
}

// reports tells whether token i is in the content of a draft.
func (d *draft) reports(i int) bool {
	return d.says(i) && !d.cue.Contains(i)
}

// same tells whether two sources are one speaker: a pronoun says as much of
// itself.
func (f *finder) same(a, b language.Range) bool {
	if a.Empty() || b.Empty() || f.doc.Tokens[f.headOf(a)].UPOS == "PRON" {
		return true
	}
	m, n := f.voice(a).Mention, f.voice(b).Mention
	return m >= 0 && m == n
}

// holds tells whether a statement with the same words and source is there.
func (r *Result) holds(q *Quote) bool {
	return slices.ContainsFunc(r.Quotes, func(p Quote) bool {
		return p.Source.Range == q.Source.Range && slices.Equal(p.Content, q.Content)
	})
}

// continued gives the statements of a paper that is only taken up again (the
// statement continued, the letter said) the source of the one before.
func (f *finder) continued(quotes []Quote) {
	last := -1 // mention
	for n := range quotes {
		v := &quotes[n].Source
		if v.Mention < 0 && !v.Empty() && last >= 0 && f.takenUp(v.Range) {
			v.Mention = last
		}
		if v.Mention >= 0 && quotes[n].Kind != chancery.Indirect {
			last = v.Mention
		}
	}
}

// takenUp tells whether words are a definite noun for something written, and
// nothing says whose it is.
func (f *finder) takenUp(r language.Range) bool {
	h := f.headOf(r)
	if !f.papers[f.doc.Tokens[h].Lemma] {
		return false
	}
	definite := false
	for _, c := range f.doc.Children(h) {
		switch t := &f.doc.Tokens[c]; {
		case t.Is("det"):
			definite = definite || t.Lemma == "the" || t.Lemma == "this" || t.Lemma == "that"
		case t.Is("nmod"), t.Is("acl"):
			return false
		}
	}
	return definite
}

// index notes for each token the quote with the least content that holds it.
func (r *Result) index() {
	size := make([]int, len(r.Quotes))
	for i := range r.byToken {
		r.byToken[i] = -1
	}
	for n, q := range r.Quotes {
		for _, c := range q.Content {
			size[n] += c.Len()
		}
	}
	for n, q := range r.Quotes {
		for _, c := range q.Content {
			for i := c.First; i < c.End; i++ {
				if o := r.byToken[i]; o < 0 || size[n] < size[o] {
					r.byToken[i] = int32(n)
				}
			}
		}
	}
}

// stated tells whether quotation n is a statement or most of one: it belongs
// to a direct quote, or is words of an indirect one that read like speech.
func (f *finder) stated(n int, r *Result) bool {
	for i := range f.drafts {
		if slices.Contains(f.drafts[i].quoted, n) {
			return true
		}
	}
	q := f.quotes[n]
	return !q.nested && r.byToken[q.First] >= 0 && q.Len() > 3
}

// finish cuts the content clean and decides the kind; false when nothing is
// left of it.
func (f *finder) finish(d *draft) (Quote, bool) {
	content := f.clean(d)
	if len(content) == 0 || len(content) == 1 && f.hollow(content[0]) {
		return Quote{}, false
	}
	q := Quote{
		Source: f.voice(d.source), Cue: d.cue, Content: content, Rule: d.rule,
	}
	in, out := 0, 0
	for _, c := range content {
		for i := c.First; i < c.End; i++ {
			if f.doc.Tokens[i].UPOS == "PUNCT" {
				continue
			}
			if f.inside[i] >= 0 {
				in++
			} else {
				out++
			}
		}
	}
	// A cue inside quotation marks reports in the speaker's own words.
	nested := d.cueHead >= 0 && f.inside[d.cueHead] >= 0
	switch {
	case d.own:
		q.Kind = chancery.Direct
	case in == 0 || nested:
		q.Kind = chancery.Indirect
	case out == 0:
		q.Kind = chancery.Direct
	default:
		q.Kind = chancery.Mixed
	}
	for _, v := range d.via {
		if !v.Empty() && !v.Overlaps(d.source) {
			q.Via = append(q.Via, f.voice(v))
		}
	}
	return q, true
}

// hollow tells whether a range is one word that says nothing by itself: which,
// for, it.
func (f *finder) hollow(r language.Range) bool {
	if r.Len() != 1 {
		return false
	}
	switch f.doc.Tokens[r.First].UPOS {
	case "PRON", "DET", "ADP", "SCONJ", "CCONJ", "PART", "AUX":
		return f.inside[r.First] < 0
	}
	return false
}

// clean unites the content ranges in order, without source, cue, quotation
// marks and punctuation at the edges.
func (f *finder) clean(d *draft) []language.Range {
	n := len(f.doc.Tokens)
	in := map[int]bool{}
	for _, c := range d.content {
		for i := max(0, c.First); i < min(n, c.End); i++ {
			if !d.cue.Contains(i) && !d.source.Contains(i) && !f.outerMark(i) {
				in[i] = true
			}
		}
	}
	tokens := make([]int, 0, len(in))
	for i := range in {
		tokens = append(tokens, i)
	}
	slices.Sort(tokens)
	var out []language.Range
	for _, i := range tokens {
		if k := len(out) - 1; k >= 0 && out[k].End == i {
			out[k].End++
			continue
		}
		out = append(out, language.Range{First: i, End: i + 1})
	}
	kept := out[:0]
	for _, r := range out {
		for !r.Empty() && f.edge(r.First) {
			r.First++
		}
		for !r.Empty() && f.edge(r.End-1) && f.inside[r.End-1] < 0 {
			r.End--
		}
		for !r.Empty() && f.doc.Tokens[r.End-1].Form == "," {
			r.End--
		}
		if !r.Empty() {
			kept = append(kept, r)
		}
	}
	return kept
}

// outerMark tells whether token i is a mark of a quotation that is not itself
// inside another.
func (f *finder) outerMark(i int) bool {
	if !isMark(f.doc.Tokens[i].Form) {
		return false
	}
	for _, q := range f.quotes {
		if (q.open == i || q.close == i) && !q.nested {
			return true
		}
	}
	return false
}

// edge tells whether token i is punctuation that content does not begin or end
// with.
func (f *finder) edge(i int) bool {
	t := &f.doc.Tokens[i]
	return t.UPOS == "PUNCT" && t.Form != "(" && t.Form != "[" && t.Form != ")" && t.Form != "]"
}

// voice ties a range of words to the mention whose head it holds.
func (f *finder) voice(r language.Range) Voice {
	v := Voice{Range: r, Mention: -1}
	if f.who == nil || r.Empty() {
		return v
	}
	head := f.headOf(r)
	best := -1
	for n := range f.who.Mentions {
		m := &f.who.Mentions[n]
		if !r.Contains(m.Head) {
			continue
		}
		if m.Head == head || m.Contains(head) {
			if best < 0 || f.who.Mentions[best].Head != head {
				best = n
			}
			continue
		}
		if best < 0 {
			best = n
		}
	}
	v.Mention = best
	if best >= 0 {
		// The name of the source may be longer than the tree made it.
		if m := &f.who.Mentions[best]; m.Contains(head) && f.doc.SentenceOf(m.First) == f.doc.SentenceOf(head) {
			v.First, v.End = min(v.First, m.First), max(v.End, m.End)
		}
	}
	return v
}

// headOf is the first token of a range that is governed from outside it.
func (f *finder) headOf(r language.Range) int {
	for i := r.First; i < r.End; i++ {
		if t := &f.doc.Tokens[i]; !r.Contains(t.Head) && t.UPOS != "PUNCT" {
			return i
		}
	}
	return r.First
}
