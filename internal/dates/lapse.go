package dates

import (
	"strconv"
	"strings"
)

// lapse is the noun that says how long after the clause or deed i something else was
// done: seven years after Riyadh broke them off; -1 if none does.
func (a *anchor) lapse(i int) int {
	if k := &a.doc.Tokens[i]; !k.Is("advcl") && !k.Is("obl") && !k.Is("nmod") {
		return -1
	}
	m := a.doc.Child(i, "mark", "case")
	if m < 1 || m > i || fold(a.doc.Tokens[m].Form) != "after" {
		return -1
	}
	switch a.doc.Tokens[m-1].Lemma {
	case "year", "month", "week", "day", "decade", "century":
		return m - 1
	}
	return -1
}

// before is the date of the clause of i, which lies before that above it by the
// time that its lapse tells: by years that of a year, by months of a month. By
// weeks and days it is known where the later day is told. How many years ago it
// is may be left open; then nothing dates it.
func (a *anchor) before(i, lapse int) (string, int) {
	later, basis := Anchor(a.doc, a.exprs, a.doc.Tokens[i].Head, a.published)
	from, ok := parseMoment(later)
	e := a.at(lapse)
	if !ok || e < 0 || a.exprs[e].Type != Duration || a.exprs[e].Value == "" {
		return a.published, Publication
	}
	value := a.exprs[e].Value
	n, err := strconv.Atoi(strings.TrimPrefix(value[:len(value)-1], "P"))
	if err != nil || n < 1 {
		return a.published, Publication
	}
	switch grain := value[len(value)-1]; {
	case grain == 'Y':
		return from.to(unitYear).add(unitYear, -n).String(), Own
	case grain == 'M' && from.unit <= unitMonth:
		return from.to(unitMonth).add(unitMonth, -n).String(), Own
	case grain == 'W' && from.unit == unitDay && basis != Publication:
		return from.add(unitWeek, -n).String(), Own
	case grain == 'D' && from.unit == unitDay && basis != Publication:
		return from.add(unitDay, -n).String(), Own
	}
	return a.published, Publication
}
