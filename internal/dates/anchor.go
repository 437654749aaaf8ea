package dates

import (
	"strings"
	"time"

	"chancery/internal/language"
)

// How Anchor knows a date, surest last.
const (
	Publication = iota // nothing in the text dates it
	Passage            // the passage last spoke of the date
	Own                // an expression that governs it
)

// month is about a month, in days, with some days of grace.
const month = 35

// Anchor is the date of what happens at the predicate token, as YYYY-MM-DD,
// YYYY-MM or YYYY: the expression that modifies it or its arguments; else that
// of the clause it is coordinated with, part of or subordinate to; else the
// date that the passage last spoke of, where that is a day or month and the
// tenses agree; else the day of publication ("" if unknown). Of spans of time
// the start counts.
func Anchor(doc *language.Doc, exprs []Expression, token int, published string) (value string, basis int) {
	if token < 0 || token >= len(doc.Tokens) {
		return published, Publication
	}
	a := anchor{doc: doc, exprs: exprs, published: published}
	for i, steps := token, 0; i >= 0 && steps < 10; steps++ {
		if e := a.at(i); e >= 0 && i != token {
			if v, ok := day(exprs[e].Value, published); ok {
				return v, Own
			}
		}
		if v, ok := a.modifier(i); ok {
			return v, Own
		}
		if lapse := a.lapse(i); lapse >= 0 {
			return a.before(i, lapse)
		}
		if !a.inherits(i) {
			break
		}
		i = doc.Tokens[i].Head
	}
	if c := doc.Child(token, "xcomp"); c >= 0 { // refused to meet them in May
		if v, ok := a.modifier(c); ok {
			return v, Own
		}
	}
	if v, ok := a.occasion(token); ok {
		return v, Own
	}
	if v, ok := a.modifierNow(token); ok {
		return v, Own
	}
	if v, ok := a.passage(token); ok {
		return v, Passage
	}
	return published, Publication
}

// anchor is one question to Anchor.
type anchor struct {
	doc       *language.Doc
	exprs     []Expression
	published string
	now       bool // words for the present count, too
}

// modifierNow is the day of publication where the clause says now, currently
// or at press time. Any other date is preferred.
func (a *anchor) modifierNow(token int) (string, bool) {
	a.now = true
	defer func() { a.now = false }()
	for i, steps := token, 0; i >= 0 && steps < 10; steps++ {
		if v, ok := a.modifier(i); ok {
			return v, true
		}
		if !a.inherits(i) {
			break
		}
		i = a.doc.Tokens[i].Head
	}
	return "", false
}

// occasion is the date of the clause that says on what occasion it happened:
// recognised them after its ally did in February.
func (a *anchor) occasion(token int) (string, bool) {
	for _, c := range a.doc.Children(token) {
		if !a.doc.Tokens[c].Is("advcl") {
			continue
		}
		m := a.doc.Child(int(c), "mark")
		if m < 0 || a.lapse(int(c)) >= 0 {
			continue
		}
		switch fold(a.doc.Tokens[m].Form) {
		case "after", "when", "once", "as", "while":
			if v, ok := a.modifier(int(c)); ok {
				return v, true
			}
		}
	}
	return "", false
}

// at is the expression that holds token i, -1 if none.
func (a *anchor) at(i int) int {
	lo, hi := 0, len(a.exprs)
	for lo < hi {
		mid := (lo + hi) / 2
		if a.exprs[mid].End <= i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(a.exprs) && a.exprs[lo].Contains(i) {
		return lo
	}
	return -1
}

// modifier looks for an expression among what token i governs: its own
// modifiers first, then those of its adjuncts and arguments (following the
// announcement on Thursday), never those of other clauses.
func (a *anchor) modifier(i int) (string, bool) {
	for depth := range 3 {
		if v, ok := a.below(i, depth); ok {
			return v, true
		}
	}
	return "", false
}

func (a *anchor) below(i, depth int) (string, bool) {
	best, value := 1<<30, ""
	for _, c := range a.doc.Children(i) {
		k := &a.doc.Tokens[c]
		if depth == 0 {
			e := a.at(int(c))
			if e < 0 || a.exprs[e].Contains(i) || k.Is("punct") || k.Is("conj") {
				continue
			}
			if a.exprs[e].Value == presentRef && !a.now || a.end(e) && !a.denied(i) {
				continue
			}
			v, ok := day(a.exprs[e].Value, a.published)
			if d := max(int(c)-i, i-int(c)); ok && a.exprs[e].Type != Set && d < best {
				best, value = d, v
			}
			continue
		}
		if !nominal(k) {
			continue
		}
		if v, ok := a.below(int(c), depth-1); ok && value == "" {
			value = v
		}
	}
	return value, value != ""
}

// end tells whether an expression says how long something lasts: suspended until 2028.
func (a *anchor) end(e int) bool {
	k := a.exprs[e].First - 1
	if k >= 0 && a.doc.Tokens[k].UPOS == "DET" {
		k--
	}
	return k >= 0 && (fold(a.doc.Tokens[k].Form) == "until" || fold(a.doc.Tokens[k].Form) == "till")
}

// denied tells whether token i says that something was not done, and so with its end
// since when it was: did not recognise it until 1992.
func (a *anchor) denied(i int) bool {
	for _, c := range a.doc.Children(i) {
		switch a.doc.Tokens[c].Lemma {
		case "not", "n't", "never":
			return true
		}
	}
	return false
}

// nominal tells whether the dates of a dependent date its governor, too.
func nominal(k *language.Token) bool {
	for _, r := range [...]string{"obl", "obj", "nsubj", "nmod", "iobj", "dep", "compound", "appos"} {
		if k.Is(r) {
			return true
		}
	}
	// following the vote on Monday: a verb form that is a preposition
	return k.Is("advcl") && fold(k.Form) == "following"
}

// inherits tells whether token i has the date of its governor: parts of one
// clause, coordinated or subordinate clauses; but not what had happened before.
func (a *anchor) inherits(i int) bool {
	k := &a.doc.Tokens[i]
	if k.Head < 0 || k.Is("root") {
		return false
	}
	for _, c := range a.doc.Children(i) {
		aux := &a.doc.Tokens[c]
		if aux.Is("aux") && fold(aux.Form) == "had" {
			return false
		}
		if aux.Is("mark") {
			switch fold(aux.Form) {
			case "because", "although", "though", "before", "since":
				return false
			}
		}
	}
	return !k.Is("punct")
}

// passage finds the date last spoken of before token i: in its sentence, else
// in the sentences before it in the same paragraph. Years are too vague to
// lend, and what is to come does not date what was.
func (a *anchor) passage(i int) (string, bool) {
	s := a.doc.Sentences[a.doc.SentenceOf(i)]
	ownTense := tenseOf(a.doc, i)
	if v, ok := a.only(s.Range, ownTense, i); ok {
		return v, true
	}
	for e := len(a.exprs) - 1; e >= 0; e-- {
		x := &a.exprs[e]
		if x.First >= s.End {
			continue
		}
		other := a.doc.Sentences[a.doc.SentenceOf(x.First)]
		if other.Segment != s.Segment || s.First-other.First > 120 {
			return "", false
		}
		if other.First == s.First && x.First > i || x.Future != (ownTense == future) || x.Type == Set || x.Type == Duration ||
			x.Value == presentRef || a.end(e) {
			continue
		}
		if other.First != s.First && ownTense != past {
			continue
		}
		if other.First == s.First && a.apart(x.First, i) {
			continue
		}
		if v, ok := day(x.Value, a.published); ok && (len(v) > 4 || other.First == s.First) {
			return v, true
		}
	}
	return "", false
}

// only is the date of the one expression that a sentence holds, wherever it
// stands, unless it tells when something else was done.
func (a *anchor) only(s language.Range, own tense, i int) (value string, ok bool) {
	for e := range a.exprs {
		x := &a.exprs[e]
		if !s.Overlaps(x.Range) || x.Type == Set || x.Type == Duration || a.end(e) {
			continue
		}
		if ok || x.Future != (own == future) || x.Value == presentRef || a.apart(x.First, i) {
			return "", false
		}
		if value, ok = day(x.Value, a.published); !ok {
			return "", false
		}
	}
	return value, ok
}

// apart tells whether the words at k stand in a clause that describes a thing by
// what was done with it, and token i does not: freed three who were arrested in
// January; the treaty signed in 1994.
func (a *anchor) apart(k, i int) bool {
	for n := 0; k >= 0 && n < 20; n++ {
		t := &a.doc.Tokens[k]
		if t.Is("acl:relcl") || t.Is("acl") && t.XPOS == "VBN" {
			return !a.doc.Dominates(k, i) && k != i
		}
		k = t.Head
	}
	return false
}

// tenseOf is the tense of the clause at token i, without the words of plans.
func tenseOf(doc *language.Doc, i int) tense {
	var t Tagger
	for steps := 0; i >= 0 && steps < 6; steps++ {
		if v := t.clause(doc, i); v != unclear {
			return v
		}
		i = doc.Tokens[i].Head
	}
	return unclear
}

// day turns a TIMEX3 value into the date of an event: days and months as they
// are, weeks and weekends as their month, seasons, quarters and halves as
// their first month (a winter as its year), decades as their first year. What
// is open (PAST_REF, XXXX-07) has none; the present is the day of publication.
func day(value, published string) (string, bool) {
	if value == presentRef {
		return published, published != ""
	}
	m, ok := parseMoment(value)
	if !ok {
		return "", false
	}
	switch m.unit {
	case unitWeek, unitWeekend:
		return m.start.AddDate(0, 0, 3).Format("2006-01"), true
	case unitQuarter, unitHalf:
		return m.start.Format("2006-01"), true
	case unitSeason:
		if strings.HasSuffix(value, "WI") {
			return m.start.Format("2006"), true
		}
		return m.start.Format("2006-01"), true
	case unitDecade, unitCentury:
		return m.start.Format("2006"), true
	}
	return m.String(), true
}

// Bounds are the first and last date of an expression's value, as Anchor gives
// dates: both the same but for a span with two ends.
func Bounds(value, published string) (start, end string, ok bool) {
	first, last, span := strings.Cut(value, "/")
	if start, ok = day(first, published); !ok {
		return "", "", false
	}
	if end = start; span {
		end, ok = day(last, published)
	}
	return start, end, ok
}

// Apart is how many days lie between two days; dates that are no days, but
// months or years, are as far apart as can be.
func Apart(a, b string) int {
	x, y := published(a), published(b)
	if x.unit != unitDay || y.unit != unitDay {
		return 1 << 30
	}
	return apart(x, y)
}

// Historical tells whether a date (YYYY-MM-DD, YYYY-MM, YYYY) lies more than
// about a month before publication. Of a month or year its last day counts.
func Historical(value, publication string) bool {
	pub := published(publication)
	m, ok := parseMoment(value)
	if !ok || pub.unit == unitNone {
		return false
	}
	last := m.start
	if m.unit != unitDay {
		last = m.add(m.unit, 1).start.AddDate(0, 0, -1)
	}
	return pub.start.Sub(last) > month*24*time.Hour
}
