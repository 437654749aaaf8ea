package attribution

import (
	"slices"
	"strings"

	"chancery/internal/language"
)

// direct ties quotations that read like statements to the words that introduce
// them, and what has none to the running speaker.
func (f *finder) direct() {
	last := -1 // draft of the running speaker
	lastQuote := -1
	for n, q := range f.quotes {
		if q.nested || q.Empty() {
			continue
		}
		if k := f.toldBy(n); k >= 0 {
			last, lastQuote = k, n
			continue
		}
		if !spoken(f.doc, q) {
			continue
		}
		d, ok := f.introduced(n)
		switch {
		case ok:
			if k, again := f.used[d.cueHead]; again {
				f.extend(k, n)
				last = k
			} else {
				last = f.add(d)
			}
		case last >= 0 && f.sameParagraph(lastQuote, n) && f.bare(q):
			f.extend(last, n)
		case last >= 0 && f.nextParagraph(lastQuote, n) && f.bare(q):
			if f.quotes[lastQuote].close < 0 {
				f.extend(last, n)
				break
			}
			last = f.add(draft{
				rule: "running speaker", cueHead: -1, source: f.drafts[last].source,
				content: []language.Range{q.Range}, quoted: []int{n},
			})
		default:
			continue
		}
		lastQuote = n
	}
}

// toldBy is the draft that quotation n belongs to already, -1 if none.
func (f *finder) toldBy(n int) int {
	for k := range f.drafts {
		if slices.Contains(f.drafts[k].quoted, n) {
			return k
		}
	}
	return -1
}

// extend adds a quotation to a draft.
func (f *finder) extend(k, n int) {
	f.drafts[k].content = append(f.drafts[k].content, f.quotes[n].Range)
	f.drafts[k].quoted = append(f.drafts[k].quoted, n)
}

// introduced looks for a cue behind the quotation, then before it.
func (f *finder) introduced(n int) (draft, bool) {
	q := f.quotes[n]
	after, before := f.after(q), f.before(q)
	if v, ok := f.cueIn(after, false); ok {
		return f.quoteDraft(n, v, after, before, true), true
	}
	if v, ok := f.cueIn(before, true); ok && f.leadsIn(v, q) {
		return f.quoteDraft(n, v, before, language.Range{}, false), true
	}
	return draft{}, false
}

// after is what follows a quotation in its sentence, up to the next one.
func (f *finder) after(q quotation) language.Range {
	if q.close < 0 || q.close+1 >= len(f.doc.Tokens) {
		return language.Range{}
	}
	s := f.doc.Sentences[f.doc.SentenceOf(q.close)]
	first := q.close + 1
	if first >= s.End {
		// “Why?” he asked. may have been cut in two.
		k := f.doc.SentenceOf(first)
		next := f.doc.Sentences[k]
		prev := f.doc.Tokens[q.End-1].Form
		if next.Segment != s.Segment || prev == "." && !lower(f.doc.Tokens[first].Form) {
			return language.Range{}
		}
		if w := f.doc.Tokens[first].Form; !lower(w) && prev != "?" && prev != "!" && prev != "," {
			return language.Range{}
		}
		s = next
	}
	r := language.Range{First: first, End: first}
	for r.End < s.End && f.inside[r.End] < 0 && !f.opens(r.End) {
		r.End++
	}
	return r
}

// before is what precedes a quotation in its sentence, from the last one on.
func (f *finder) before(q quotation) language.Range {
	s := f.doc.Sentences[f.doc.SentenceOf(q.open)]
	if q.open == s.First && s.First > 0 {
		// He said: “…” may have been cut in two at the colon.
		p := f.doc.Sentences[f.doc.SentenceOf(s.First-1)]
		if end := f.doc.Tokens[s.First-1].Form; p.Segment == s.Segment && (end == ":" || end == ",") {
			s.First = p.First
		}
	}
	r := language.Range{First: q.open, End: q.open}
	for r.First > s.First && f.inside[r.First-1] < 0 && !isMark(f.doc.Tokens[r.First-1].Form) {
		r.First--
	}
	return r
}

// opens tells whether token i is the opening mark of a quotation.
func (f *finder) opens(i int) bool {
	switch f.doc.Tokens[i].Form {
	case "“", "``", "\"", "''", "„", "«":
		return true
	}
	return false
}

// cueIn finds the verb that introduces a quotation: the first of the words
// behind it, or the last of those before it.
func (f *finder) cueIn(w language.Range, last bool) (int, bool) {
	found := -1
	for i := w.First; i < w.End; i++ {
		t := &f.doc.Tokens[i]
		if !f.introduces(t) || t.Is("acl:relcl") && !last && w.Contains(t.Head) {
			continue
		}
		if f.relative(i, w) {
			continue
		}
		if found >= 0 && !last {
			break
		}
		found = i
	}
	return found, found >= 0
}

// introduces tells whether a token is a verb that may stand with a quotation.
func (f *finder) introduces(t *language.Token) bool {
	for _, r := range f.verb(t) {
		if r.quotes && r.particle == "" {
			return true
		}
	}
	return false
}

// relative tells whether verb i only describes a noun (Smith, who wrote the
// book, said).
func (f *finder) relative(i int, w language.Range) bool {
	t := &f.doc.Tokens[i]
	if !t.Is("acl") {
		return false
	}
	s := f.doc.Child(i, "nsubj")
	return s >= 0 && f.doc.Tokens[s].UPOS == "PRON" && w.Contains(s) && s != t.Head && relativePronoun(f.doc.Tokens[s].Form)
}

func relativePronoun(form string) bool {
	switch strings.ToLower(form) {
	case "who", "which", "that", "whom", "whose":
		return true
	}
	return false
}

// leadsIn tells whether the words between cue v and the quotation only lead
// over to it: a comma, colon or "that" stands before the mark, or nothing, and
// no other clause lies between.
func (f *finder) leadsIn(v int, q quotation) bool {
	gap := q.open - v - 1
	if gap > 25 {
		return false
	}
	if gap == 0 {
		return true
	}
	switch strings.ToLower(f.doc.Tokens[q.open-1].Form) {
	case ":":
		return true
	case ",", "that", "--", "—", "–", "...":
		for i := v + 1; i < q.open; i++ {
			switch f.doc.Tokens[i].XPOS {
			case "VBD", "VBZ", "VBP", "MD":
				return false
			}
		}
		return true
	}
	return false
}

// quoteDraft puts a quotation, its cue and source together. lead are the words
// of the sentence before a quotation that its cue follows.
func (f *finder) quoteDraft(n, v int, w, lead language.Range, follows bool) draft {
	q := f.quotes[n]
	d := draft{
		rule: "quotation", cueHead: v, cue: f.cueRange(v), content: []language.Range{q.Range}, quoted: []int{n},
	}
	d.source = f.speaker(v, w, follows)
	if follows && !lead.Empty() && lead.Len() <= 2*q.Len() && lead.First == f.doc.Sentences[f.doc.SentenceOf(q.open)].First {
		d.content = append(d.content, lead) // The plan is “a sham,” he said.
	}
	return d
}

// speaker finds who speaks by verb v among the words w: by the tree, else by
// the order of words.
func (f *finder) speaker(v int, w language.Range, follows bool) language.Range {
	if s := f.sourceOf(v); !s.Empty() && w.Covers(s) {
		return s
	}
	if s := f.sourceOf(v); !s.Empty() {
		if cut := intersect(s, w); !cut.Empty() && cut.Contains(f.headOf(s)) {
			return cut
		}
	}
	pre := f.trim(language.Range{First: w.First, End: v})
	if !pre.Empty() && f.doc.Tokens[pre.First].UPOS == "ADP" {
		pre = language.Range{}
	}
	if h := f.nominal(pre, !follows); h >= 0 {
		if follows {
			return f.trim(language.Range{First: pre.First, End: f.cueRange(v).First})
		}
		r := intersect(f.doc.Subtree(h), pre)
		return f.trim(r)
	}
	post := language.Range{First: v + 1, End: w.End}
	if h := f.nominal(post, false); h >= 0 && h-v < 8 {
		return f.trim(f.phrase(h, post))
	}
	return language.Range{}
}

// phrase is what token h governs inside w.
func (f *finder) phrase(h int, w language.Range) language.Range {
	for t := &f.doc.Tokens[h]; w.Contains(t.Head) && nounLike(&f.doc.Tokens[t.Head]); t = &f.doc.Tokens[h] {
		h = t.Head
	}
	return intersect(f.doc.Subtree(h), w)
}

// nominal is the first or last noun, name or pronoun in a range, -1 if none.
func (f *finder) nominal(w language.Range, last bool) int {
	found := -1
	for i := w.First; i < w.End; i++ {
		if nounLike(&f.doc.Tokens[i]) {
			found = i
			if !last {
				break
			}
		}
	}
	return found
}

func nounLike(t *language.Token) bool {
	return t.UPOS == "NOUN" || t.UPOS == "PROPN" || t.UPOS == "PRON"
}

// bare tells whether the sentences of a quotation hold no word outside
// quotation marks.
func (f *finder) bare(q quotation) bool {
	first := f.doc.Sentences[f.doc.SentenceOf(q.open)].First
	end := f.doc.Sentences[f.doc.SentenceOf(q.End-1)].End
	if q.close >= 0 {
		end = max(end, f.doc.Sentences[f.doc.SentenceOf(q.close)].End)
	}
	for i := first; i < end; i++ {
		t := &f.doc.Tokens[i]
		if f.inside[i] < 0 && t.UPOS != "PUNCT" && !isMark(t.Form) {
			return false
		}
	}
	return true
}

func (f *finder) segment(n int) int {
	return f.doc.Sentences[f.doc.SentenceOf(f.quotes[n].open)].Segment
}

func (f *finder) sameParagraph(a, b int) bool { return a >= 0 && f.segment(a) == f.segment(b) }

func (f *finder) nextParagraph(a, b int) bool { return a >= 0 && f.segment(a)+1 == f.segment(b) }

func lower(form string) bool { return form != "" && form[0] >= 'a' && form[0] <= 'z' }

func intersect(a, b language.Range) language.Range {
	r := language.Range{First: max(a.First, b.First), End: min(a.End, b.End)}
	if r.Empty() {
		return language.Range{}
	}
	return r
}

// trim drops punctuation at both ends of a range.
func (f *finder) trim(r language.Range) language.Range {
	for !r.Empty() && (f.edge(r.First) || isMark(f.doc.Tokens[r.First].Form)) {
		r.First++
	}
	for !r.Empty() && (f.edge(r.End-1) || isMark(f.doc.Tokens[r.End-1].Form)) {
		r.End--
	}
	if r.Empty() {
		return language.Range{}
	}
	return r
}
