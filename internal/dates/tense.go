package dates

import "chancery/internal/language"

// tense is what the clause around an expression says about its place in time.
type tense uint8

const (
	unclear tense = iota
	past
	present
	future
)

// tenseAt reads the tense of the clause that the tokens r hang on: up the tree
// from the expression, or, in a Doc without a tree, the nearest verb.
func (t *Tagger) tenseAt(doc *language.Doc, r language.Range) tense {
	head := -1
	for i := r.First; i < r.End; i++ {
		if h := doc.Tokens[i].Head; h >= 0 && !r.Contains(h) {
			head = h
			break
		}
		if c := doc.Child(i, "cop"); c >= 0 && t.verb(&doc.Tokens[c]) == present {
			return future // the vote is on Sunday
		}
	}
	if head < 0 {
		return t.nearest(doc, r)
	}
	switch k := &doc.Tokens[head]; {
	case t.timetable[fold(k.Lemma)] && t.verb(k) == present:
		return future // the talks resume on Monday
	case fold(k.Form) == "set" && r.First > 0 && fold(doc.Tokens[r.First-1].Form) == "on" && doc.Child(head, "aux:pass") < 0:
		return past // the record set on Aug. 6
	}
	for steps := 0; head >= 0 && steps < 12; steps++ {
		if v := t.clause(doc, head); v != unclear {
			return v
		}
		head = doc.Tokens[head].Head
	}
	return unclear
}

// clause is the tense of the predicate at token i, unclear where i is none or
// has no tense of its own.
func (t *Tagger) clause(doc *language.Doc, i int) tense {
	tok := &doc.Tokens[i]
	result := t.verb(tok)
	infinitive, pluperfect := false, false
	modal, have := "", false
	for _, c := range doc.Children(i) {
		k := &doc.Tokens[c]
		if k.Is("aux") || k.Is("cop") {
			have = have || fold(k.Form) == "have"
			switch v := t.verb(k); {
			case v == future:
				modal = fold(k.Form)
			case v == past, v == present && result == unclear:
				result = v
			}
		}
		pluperfect = pluperfect || k.Is("aux") && k.XPOS == "VBD" && fold(k.Lemma) == "have"
		if k.Is("mark") && fold(k.Form) == "to" {
			infinitive = true
		}
	}
	if modal != "" {
		if have && modal != "will" && modal != "'ll" && modal != "wo" {
			return past // may have been hit on Tuesday
		}
		return future
	}
	if pluperfect {
		return past // had been due to expire on Friday
	}
	if infinitive && result == present {
		return future // is to resume, is due to resume
	}
	if tok.XPOS == "VBG" && result == present {
		return future // is meeting on Thursday
	}
	if t.schedule[fold(tok.Lemma)] && (result == unclear || tok.XPOS == "VBN") {
		return future // is expected, scheduled, due
	}
	if infinitive && tok.Head >= 0 && t.planned[fold(doc.Tokens[tok.Head].Lemma)] {
		if t.clause(doc, tok.Head) == past {
			return past
		}
		return future
	}
	if tok.XPOS == "VBN" && tok.Is("acl") && result == unclear && !infinitive && doc.Child(i, "aux") < 0 {
		return past // the record set on Aug. 6
	}
	return result
}

// verb is the tense of one verb form by its Penn tag.
func (t *Tagger) verb(k *language.Token) tense {
	switch k.XPOS {
	case "VBD":
		return past
	case "MD":
		switch fold(k.Form) {
		case "will", "'ll", "wo", "shall", "would", "may", "might", "should":
			return future
		}
		return unclear
	case "VBZ", "VBP":
		if f := fold(k.Form); f == "has" || f == "have" || f == "'ve" {
			return past
		}
		return present
	}
	return unclear
}

// nearest looks for a finite verb in the sentence, before the expression
// first, then behind it.
func (t *Tagger) nearest(doc *language.Doc, r language.Range) tense {
	if r.First >= len(doc.Tokens) {
		return unclear
	}
	s := doc.Sentences[doc.SentenceOf(r.First)]
	for i := r.First - 1; i >= s.First; i-- {
		if v := t.verb(&doc.Tokens[i]); v != unclear {
			return v
		}
	}
	for i := r.End; i < s.End; i++ {
		if v := t.verb(&doc.Tokens[i]); v != unclear {
			return v
		}
	}
	return unclear
}
