package events

import (
	"strings"

	"chancery"
)

// clauseTime is when the words of a clause place it.
type clauseTime uint8

const (
	untimed    clauseTime = iota // no finite verb: a participle, a noun by itself
	present                      // holds, is, does not recognise
	past                         // held
	perfect                      // has held: until now
	pluperfect                   // had held
)

// timeOf is the time of the clause of token i, that of the clause above where
// it has no finite verb of its own: the only states to recognise.
func (t tree) timeOf(i int) clauseTime {
	for n := 0; n < maxClimb && i >= 0; n++ {
		for _, c := range t.doc.Children(i) {
			if k := t.tok(int(c)); k.Is("aux") || k.Is("aux:pass") || k.Is("cop") {
				switch finite(k.XPOS) {
				case present:
					if k.Lemma == "have" {
						return perfect
					}
					return present
				case past:
					if k.Lemma == "have" {
						return pluperfect
					}
					return past
				}
			}
		}
		tok := t.tok(i)
		if f := finite(tok.XPOS); f != untimed {
			return f
		}
		if tok.Is("acl") && tok.XPOS != "VB" || tok.Is("acl:relcl") || tok.Is("advcl") || tok.Is("amod") {
			return untimed
		}
		i = tok.Head
	}
	return untimed
}

// finite is the time that the form of a single verb tells.
func finite(xpos string) clauseTime {
	switch xpos {
	case "VBZ", "VBP":
		return present
	case "VBD":
		return past
	}
	return untimed
}

// retold tells whether token i stands in words that somebody is reported to
// have said, whose past is the speaker's present: said that it had no ties.
func (t tree) retold(i int) bool {
	if q := t.quote(i); q >= 0 && t.said().Quotes[q].Kind != chancery.Direct {
		return true
	}
	for n := 0; n < maxClimb; n++ {
		tok := t.tok(i)
		if tok.Head < 0 {
			return false
		}
		if tok.Is("ccomp") && t.lex.has("reporting", t.tok(tok.Head).Lemma) {
			return true
		}
		i = tok.Head
	}
	return false
}

// headline tells whether token i stands in a line without a full stop, where
// the present tense tells what was done.
func (t tree) headline(i int) bool {
	s := t.doc.Sentences[t.doc.SentenceOf(i)]
	for k := s.End - 1; k >= s.First; k-- {
		switch t.tok(k).Form {
		case ".", "!", "?", "…", ";", ":":
			return false
		case "”", "\"", "’", "'", ")", "''":
			continue
		}
		return true
	}
	return false
}

// bygone tells whether words with token i or with its verb say that what it
// tells is past: previously, no longer, a former ally.
func (t tree) bygone(i int) bool {
	at := []int{i}
	if h := t.tok(i).Head; h >= 0 && t.tok(i).Is("xcomp") {
		at = append(at, h) // used to recognise
		if t.tok(h).Lemma == "use" {
			return true
		}
	}
	at = append(at, t.objects(i)...)
	for _, k := range at {
		for _, c := range t.doc.Children(k) {
			w := t.tok(int(c))
			if lemma := strings.ToLower(w.Lemma); (w.Is("advmod") || w.Is("amod") || w.Is("compound") || w.Is("det")) && t.lex.has("former", lemma) {
				return true
			}
		}
	}
	return t.noLonger(i)
}

// noLonger tells whether the clause of i says that it has ceased to be so.
func (t tree) noLonger(i int) bool {
	for _, c := range t.doc.Children(i) {
		k := t.tok(int(c))
		switch strings.ToLower(k.Form) {
		case "longer", "anymore":
			if k.Is("advmod") {
				return true
			}
		}
	}
	return false
}
