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
// is the newest date itself; a text that tells of a later year than that of
// its newest full date gives no date. The evidence are the words used, in text
// order.
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
	if newest.unit == unitNone || lastYear > newest.start.Year() {
		return "", nil, false
	}
	evidence = []language.Range{found}
	on, words := weekdayOf(exprs, newest.start)
	evidence = append(evidence, words...)
	slices.SortFunc(evidence, func(a, b language.Range) int { return cmp.Compare(a.First, b.First) })
	return on.Format("2006-01-02"), evidence, true
}

// weekdayOf finds the day, from newest on, that the text's weekday words mean
// most often; of equally frequent weekdays the one that falls latest. Without
// weekday words it is newest.
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
	best, words := newest, []language.Range(nil)
	for k := range 7 {
		on := newest.AddDate(0, 0, k)
		n := (int(on.Weekday())+6)%7 + 1
		if len(uses[n]) > 0 && len(uses[n]) >= len(words) {
			best, words = on, uses[n]
		}
	}
	return best, words
}
