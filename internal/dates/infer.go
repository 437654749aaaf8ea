package dates

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"chancery/internal/language"
)

// Infer works out the publication date of a text that states none, from the
// expressions that Tag found without a publication date. The newest full date
// told of the past or present is the earliest day it can be; weekday words of
// recent acts (on Thursday) name the day of the week. Without weekday words it
// is the newest date itself. News tell of what happened this week by weekdays
// and of long ago by full dates: a full date counts as recent only where it
// stands with its weekday, in the present tense or without a verb, as below a
// photograph, or where two of them lie within a month. A text that tells of a
// later year than that of its newest full date gives no date. The evidence are
// the words used, in text order.
func Infer(doc *language.Doc, exprs []Expression) (publication string, evidence []language.Range, ok bool) {
	newest, found := moment{}, language.Range{}
	lastYear := 0
	for _, e := range exprs {
		if e.Future || e.Type != Date && e.Type != Clock {
			continue
		}
		m, ok := parseMoment(e.Value)
		if !ok || m.start.Year() > 2200 {
			continue
		}
		if m.unit == unitDay || m.unit == unitMonth || m.unit == unitYear {
			lastYear = max(lastYear, m.start.Year())
		}
		if m.unit == unitDay && m.start.After(newest.start) {
			newest, found = m, e.Range
		}
	}
	if newest.unit == unitNone || lastYear > newest.start.Year() || !recent(doc, exprs, newest) {
		return "", nil, false
	}
	evidence = []language.Range{found}
	on, words := weekdayOf(exprs, newest.start)
	evidence = append(evidence, words...)
	slices.SortFunc(evidence, func(a, b language.Range) int { return cmp.Compare(a.First, b.First) })
	return on.Format("2006-01-02"), evidence, true
}

// recent tells whether the text's newest full date is spoken of as news are.
func recent(doc *language.Doc, exprs []Expression, newest moment) bool {
	for _, e := range exprs {
		m, ok := parseMoment(e.Value)
		if !ok || m.unit != unitDay || e.Future || e.Type != Date && e.Type != Clock {
			continue
		}
		switch d := apart(m, newest); {
		case d > month:
			continue
		case d > 0 || weekdayIn(doc, e.Range):
			return true
		}
		if t := clauseTense(doc, e.Range); t == present || t == unclear {
			return true
		}
	}
	return false
}

// weekdayIn tells whether an expression begins with a weekday or stands behind
// one: Monday, July 11, 2022.
func weekdayIn(doc *language.Doc, r language.Range) bool {
	s := doc.Sentences[doc.SentenceOf(r.First)]
	for i := max(s.First, r.First-2); i < r.End; i++ {
		if w := fold(doc.Tokens[i].Form); len(w) > 5 && strings.HasSuffix(w, "day") && doc.Tokens[i].UPOS == "PROPN" {
			return true
		}
	}
	return false
}

// clauseTense is the tense of the clause that the expression hangs on; unclear
// where its sentence has no finite verb.
func clauseTense(doc *language.Doc, r language.Range) tense {
	var t Tagger
	if v := t.tenseAt(doc, r); v != unclear {
		return v
	}
	return t.nearest(doc, r)
}

// weekdayOf finds the day, from newest on, from which the text's weekday words
// look back least: that of Wednesday and Friday is a Friday, for a story of
// Wednesday would not speak of the Friday before it. Without weekday words it
// is newest.
func weekdayOf(exprs []Expression, newest time.Time) (time.Time, []language.Range) {
	var uses [8][]language.Range // by ISO weekday
	for _, e := range exprs {
		d, ok := strings.CutPrefix(e.Value, "XXXX-WXX-")
		if !ok || d == "" || e.Future || e.Type == Set {
			continue
		}
		if n := int(d[0] - '0'); n >= 1 && n <= 7 {
			uses[n] = append(uses[n], e.Range)
		}
	}
	best, words, least := newest, []language.Range(nil), 0
	for k := range 7 {
		on := newest.AddDate(0, 0, k)
		n := (int(on.Weekday())+6)%7 + 1
		if len(uses[n]) == 0 {
			continue
		}
		back := 0
		for d := 1; d <= 7; d++ {
			back += len(uses[d]) * ((n - d + 7) % 7)
		}
		if words == nil || back < least {
			best, words, least = on, uses[n], back
		}
	}
	return best, words
}
