package events

import (
	"slices"
	"strings"

	"chancery"
	"chancery/internal/dates"
	"chancery/internal/language"
	"chancery/internal/ontology"
)

// Telling is another place where a document tells an event's act.
type Telling struct {
	Trigger  language.Range
	Sentence int
	Quote    int // index into attribution.Result.Quotes, -1 if none
}

// merge makes one event of the tellings of one act: the headline's, the first
// sentence's, the one a minister is quoted with. The first stays, or the first
// behind a headline, with the first date that the text gives, the first place
// and the highest confidence, and takes up the others.
func (c *Coder) merge(t tree, all []Event) []Event {
	var out []Event
	for n := range all {
		e := &all[n]
		k := slices.IndexFunc(out, func(f Event) bool { return c.oneAct(t, &f, e) })
		if k < 0 {
			out = append(out, *e)
			continue
		}
		first := &out[k]
		if first.Sentence == 0 && e.Quote < 0 && e.Confidence >= first.Confidence {
			*first, *e = *e, *first // a headline says less than the text
			first.Also, e.Also = e.Also, nil
		}
		first.Also = append(first.Also, Telling{e.Trigger, e.Sentence, e.Quote})
		slices.SortStableFunc(first.Also, func(a, b Telling) int { return a.Trigger.First - b.Trigger.First })
		switch {
		case !first.Undated && !e.Undated && announced(first, e) && e.Date < first.Date:
			first.Date, first.lent = e.Date, e.lent // the act, not the day it was made known
		case e.lent && !first.Undated:
		case first.Undated && !e.Undated, !first.Undated && !e.Undated && len(e.Date) > len(first.Date):
			first.Date, first.Undated, first.lent = e.Date, false, e.lent
		}
		if first.Place < 0 {
			first.Place = e.Place
		}
		first.Confidence = max(first.Confidence, e.Confidence)
	}
	return out
}

// oneAct tells whether a later event b tells the act of a: type, mode, parties
// by code, modality and what it brings about are the same, no date and no
// person's name speaks against it, and, for acts that come in numbers (force,
// protests, talks), neither does the word.
func (c *Coder) oneAct(t tree, a, b *Event) bool {
	if a.Type != b.Type || a.Mode != b.Mode || a.Modality != b.Modality || a.Relation != b.Relation || a.Status != b.Status || a.Sentence == b.Sentence ||
		!slices.Equal(codes(t.who, a.Actor), codes(t.who, b.Actor)) || !slices.Equal(codes(t.who, a.Recipient), codes(t.who, b.Recipient)) {
		return false
	}
	if !a.Undated && !b.Undated && !strings.HasPrefix(a.Date, b.Date) && !strings.HasPrefix(b.Date, a.Date) && !announced(a, b) {
		return false
	}
	if t.another(b.Token) {
		return false
	}
	if a.Relation == "" && (t.others(a.Actor, b.Actor) || t.others(a.Recipient, b.Recipient)) {
		return false
	}
	if c.tax.Quad(a.Type) == ontology.MaterialConflict || a.Type == "CONSULT" || a.Type == "AGREE" || a.Type == "REQUEST" {
		return t.tok(a.Token).Lemma == t.tok(b.Token).Lemma && !t.numbered(a.Token, b.Token)
	}
	return true
}

// announced tells whether two tellings with dates of a few days apart can be
// one act that is done by saying so: decided on Wednesday, announced on Thursday.
func announced(a, b *Event) bool {
	return a.performs && b.performs && a.Relation != "" && dates.Apart(a.Date, b.Date) <= 7
}

// others tells whether both sides name persons, and none is the same: a prime
// minister received by the president, then by the speaker. A standing between
// states is brought about once, whoever announces it.
func (t tree) others(a, b []Participant) bool {
	p, q := t.persons(a), t.persons(b)
	return len(p) > 0 && len(q) > 0 && !slices.ContainsFunc(p, func(x int) bool { return slices.Contains(q, x) })
}

// persons are the indexes of the persons among participants.
func (t tree) persons(ps []Participant) []int {
	var out []int
	for _, p := range ps {
		if t.who.Actors[p.Actor].Kind == chancery.Person {
			out = append(out, p.Actor)
		}
	}
	return out
}

// another tells whether the words say that this is one more act of its kind.
func (t tree) another(i int) bool {
	for _, h := range append(t.objects(i), i) {
		for _, c := range t.doc.Children(h) {
			k := t.tok(int(c))
			if (k.Is("amod") || k.Is("det") || k.Is("advmod")) && t.lex.has("another", strings.ToLower(k.Lemma)) {
				return true
			}
		}
	}
	return false
}

// numbered tells whether i and k count different numbers of what they act on:
// killed five, killed three.
func (t tree) numbered(i, k int) bool {
	a, b := t.number(i), t.number(k)
	return a != "" && b != "" && a != b
}

// number is the numeral of the object of i, "" if none.
func (t tree) number(i int) string {
	for _, o := range t.objects(i) {
		if t.tok(o).UPOS == "NUM" {
			return strings.ToLower(t.tok(o).Form)
		}
		if n := t.doc.Child(o, "nummod"); n >= 0 {
			return strings.ToLower(t.tok(n).Form)
		}
	}
	return ""
}

// sources are the quotes in which an act is told; -1 stands for the text itself.
func (e *Event) sources() []int {
	out := []int{e.Quote}
	for _, a := range e.Also {
		if !slices.Contains(out, a.Quote) {
			out = append(out, a.Quote)
		}
	}
	return out
}
