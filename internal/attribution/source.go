package attribution

import (
	"strings"

	"chancery/internal/language"
)

// passive tells whether verb i is in the passive.
func (f *finder) passive(i int) bool {
	if f.doc.Child(i, "aux:pass", "nsubj:pass") >= 0 {
		return true
	}
	t := &f.doc.Tokens[i]
	return t.XPOS == "VBN" && f.doc.Child(i, "aux", "nsubj") < 0 && (t.Is("acl") || t.Is("amod")) && !t.Is("acl:relcl")
}

// agent is the by-phrase of a passive, without "by".
func (f *finder) agent(i int) language.Range {
	for _, c := range f.doc.Children(i) {
		t := &f.doc.Tokens[c]
		if !t.Is("obl") {
			continue
		}
		if by := f.preposition(int(c), "by"); by >= 0 && (t.Rel == "obl:agent" || t.UPOS == "PROPN" || t.UPOS == "NOUN") {
			r := f.doc.Subtree(int(c))
			r.First = max(r.First, by+1)
			return f.trim(r)
		}
	}
	return language.Range{}
}

// ownerOf is whose statement noun i is: its possessor (the envoy's claim), an
// of- or by-phrase where a clause says what is claimed, else nobody.
func (f *finder) ownerOf(i int) language.Range {
	if p := f.doc.Child(i, "nmod:poss"); p >= 0 {
		return f.doc.Subtree(p)
	}
	for _, c := range f.doc.Children(i) {
		t := &f.doc.Tokens[c]
		if by := f.preposition(int(c), "by"); t.Is("nmod") && by >= 0 {
			r := f.doc.Subtree(int(c))
			r.First = max(r.First, by+1)
			return f.trim(r)
		}
	}
	return language.Range{}
}

// sourceOf finds who speaks by verb or adjective i: its subject, or that of
// the verb it is coordinated with, an infinitive or participle of; of a
// relative clause the noun it describes.
func (f *finder) sourceOf(i int) language.Range {
	start := i
	for steps := 0; i >= 0 && steps < 6; steps++ {
		t := &f.doc.Tokens[i]
		if s := f.subject(i); s >= 0 {
			if t.Is("acl:relcl") && relativePronoun(f.doc.Tokens[s].Form) && t.Head >= 0 {
				return f.nounPhrase(t.Head, start)
			}
			return f.nounPhrase(s, start)
		}
		switch {
		case t.Head < 0:
			return language.Range{}
		case t.Is("conj"), t.Is("xcomp"), t.Is("advcl"), t.Is("parataxis"), t.Is("ccomp") && steps == 0 && t.XPOS == "VBG":
			i = t.Head
		case t.Is("acl"):
			if nounLike(&f.doc.Tokens[t.Head]) {
				return f.nounPhrase(t.Head, start)
			}
			i = t.Head
		default:
			return language.Range{}
		}
	}
	return language.Range{}
}

// subject is the token of the subject of i, -1 if none. An expletive is none.
// Where the parser saw several, it is the one next to the verb.
func (f *finder) subject(i int) int {
	found := -1
	for _, c := range f.doc.Children(i) {
		if t := &f.doc.Tokens[c]; t.Is("nsubj") && (found < 0 || int(c) < i) {
			found = int(c)
		}
	}
	if found < 0 && f.doc.Tokens[i].Is("parataxis") {
		return f.namedBefore(i)
	}
	return found
}

// namedBefore is the noun that stands before verb i and behind a comma, -1 if
// none: of "The bridge, the mayor said, was shut" parsers may make the mayor
// a second name of the bridge.
func (f *finder) namedBefore(i int) int {
	if i == 0 || !nounLike(&f.doc.Tokens[i-1]) {
		return -1
	}
	h := i - 1
	for f.doc.Subtree(h).First > 0 && !f.comma(f.doc.Subtree(h).First-1) {
		up := f.doc.Tokens[h].Head
		if up < 0 || up > i || !nounLike(&f.doc.Tokens[up]) {
			return -1
		}
		h = up
	}
	if f.doc.Subtree(h).End > i || !f.comma(f.doc.Subtree(h).First-1) {
		return -1
	}
	return h
}

// nounPhrase is what token h governs, on the side of the cue that it lies on.
func (f *finder) nounPhrase(h, cue int) language.Range {
	r := f.doc.Subtree(h)
	c := f.cueRange(cue)
	if h < cue {
		r.End = min(r.End, c.First)
	} else {
		r.First = max(r.First, c.End)
	}
	// A relative clause around the cue belongs to the statement, not the name.
	if r.Contains(cue) {
		return language.Range{}
	}
	return f.trim(r)
}

// cueRange is a cue with the auxiliaries, negation and adverbs that stand
// before it without a gap, and the verb that only starts or goes on with it
// (continued to call).
func (f *finder) cueRange(i int) language.Range {
	r := language.Range{First: i, End: i + 1}
	t := &f.doc.Tokens[i]
	head := i
	if t.Is("xcomp") && t.Head >= 0 && t.Head < i && i-t.Head <= 3 && aspect(f.doc.Tokens[t.Head].Lemma) {
		head = t.Head
		r.First = head
	}
	if f.quotedAs(i) {
		head = t.Head
		r.First = head
	}
	s := f.doc.Sentences[f.doc.SentenceOf(i)]
	for r.First > s.First {
		k := r.First - 1
		p := &f.doc.Tokens[k]
		if p.Head != i && p.Head != head {
			break
		}
		if !p.Is("aux") && !p.Is("cop") && !(p.Is("advmod") && p.UPOS != "SCONJ" && f.doc.Child(k, "advmod", "obl", "case") < 0) &&
			p.UPOS != "PART" {
			break
		}
		if p.Is("mark") {
			break
		}
		r.First--
	}
	return r
}

// quotedAs tells whether i is the saying of "was quoted as saying".
func (f *finder) quotedAs(i int) bool {
	t := &f.doc.Tokens[i]
	q := t.Head
	return t.XPOS == "VBG" && q >= 0 && q == i-2 && f.passive(q) && f.preposition(i, "as") == i-1
}

// aspect verbs only tell how far along the reporting is.
func aspect(lemma string) bool {
	switch strings.ToLower(lemma) {
	case "continue", "begin", "start", "keep", "go", "stop", "cease":
		return true
	}
	return false
}

// media are the ways a statement came by: in a message on Telegram, through
// the state news agency, told the newspaper.
func (f *finder) media(i int, d *draft) []language.Range {
	var out []language.Range
	for _, c := range f.doc.Children(i) {
		t := &f.doc.Tokens[c]
		if !t.Is("obl") || int(c) < i && f.inside[c] >= 0 {
			continue
		}
		switch {
		case f.preposition(int(c), "through") >= 0, f.preposition(int(c), "via") >= 0, f.preposition(int(c), "on") >= 0 && platform(t.Form):
			out = append(out, f.afterCase(int(c)))
		case f.preposition(int(c), "in") >= 0:
			for _, g := range f.doc.Children(int(c)) {
				if f.doc.Tokens[g].Is("nmod") && f.preposition(int(g), "on") >= 0 && (f.doc.Tokens[g].UPOS == "PROPN" || f.doc.Child(int(g), "appos") >= 0) {
					out = append(out, f.afterCase(int(g)))
				}
			}
		}
	}
	return out
}

// platform tells whether a word names a place where statements are posted.
func platform(form string) bool {
	switch form {
	case "Telegram", "Twitter", "X", "Facebook", "Weibo", "Instagram", "YouTube", "VKontakte", "television", "radio":
		return true
	}
	return false
}

// afterCase is what k governs, without its preposition.
func (f *finder) afterCase(k int) language.Range {
	r := f.doc.Subtree(k)
	if c := f.doc.Child(k, "case"); c >= 0 && c < k {
		r.First = c + 1
	}
	return f.trim(r)
}
