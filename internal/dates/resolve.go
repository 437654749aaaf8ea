package dates

import (
	"strconv"
	"strings"
	"time"
)

// amount reads N of shift and from; X (several) has no number.
func amount(s string) (n int, half, ok bool) {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v > 1e5 || v < -1e5 {
		return 0, false, false
	}
	return int(v), v != float64(int(v)), true
}

// ref is PAST_REF or FUTURE_REF by the sign of an amount.
func openRef(n string) string {
	if strings.HasPrefix(n, "-") {
		return pastRef
	}
	return futureRef
}

// shift moves the publication date, or what the passage last spoke of, by n
// units. From publication the result has the grain of the unit (last year =
// 1997); from the passage a finer grain is kept (the third quarter … a year
// earlier).
func (c *context) shift(passage bool, unitName, n string) (string, bool) {
	u, ok := units[unitName]
	if !ok {
		return openRef(n), true // two hours ago
	}
	k, half, ok := amount(n)
	if !ok {
		return openRef(n), true
	}
	base := c.published
	if passage && c.ref.unit != unitNone {
		base = c.ref
	}
	if base.unit == unitNone {
		if k == 0 {
			return presentRef, true
		}
		return openRef(n), true
	}
	switch {
	case !passage || c.ref.unit == unitNone:
		base = base.to(u)
	case base.unit > u:
		return openRef(n), true // two days after a year: no day is known
	case base.unit < u && base.unit != unitQuarter:
		base = base.to(u) // a year after a day: only the year is known
	}
	m := base.add(u, k)
	if half && u == unitYear {
		m = base.add(u, k).add(unitMonth, 6*sign(k))
	}
	return m.String(), m.valid()
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}

// ago goes back from publication, but where figures are told of a quarter, a
// year before is the quarter a year before.
func (c *context) ago(unitName, n string) (string, bool) {
	k, _, ok := amount(n)
	if !ok || unitName != "year" || c.report.unit == unitNone {
		return c.shift(false, unitName, n)
	}
	m := c.report.add(unitYear, k)
	return m.String(), m.valid()
}

// reported is the period that figures are told of, n years away, or its like in
// the year n. Where none was named it is the last unit that was over at
// publication, of years the one that the passage speaks of.
func (c *context) reported(unitName, n string) (string, bool) {
	k, _, ok := amount(n)
	u := units[unitName]
	if !ok || u == unitNone {
		return "", false
	}
	m := c.report
	switch {
	case m.unit != unitNone:
	case c.published.unit == unitNone:
		return openRef(n), true
	case u != unitYear:
		m = c.published.to(u).add(u, -1)
	case c.ref.unit != unitNone && apart(c.ref, c.published) < 800:
		m = c.ref.to(u)
	default:
		m = c.published.to(u)
	}
	if k > 1000 {
		k -= m.start.Year()
	}
	m = m.add(unitYear, k)
	return m.String(), m.valid()
}

// ended is the calendar's unit that a period of that length, ended on a day,
// lies in for the most part: the quarter ended July 31 is the second. A value
// that is open stays so.
func ended(unitName, value string) (string, bool) {
	u, ok := units[unitName]
	m, dated := parseMoment(value)
	if !ok || !dated || m.unit > u {
		return value, ok
	}
	days := map[unit]int{unitMonth: 15, unitQuarter: 45, unitHalf: 90, unitYear: 182}[u]
	m.start = m.start.AddDate(0, 0, -days)
	return m.to(u).String(), m.valid()
}

// that is the unit that the passage last spoke of: in May … that month.
func (c *context) that(unitName string) (string, bool) {
	u, ok := units[unitName]
	base := c.ref
	if base.unit == unitNone || base.unit > u {
		base = c.published
	}
	if !ok || base.unit == unitNone {
		return presentRef, true
	}
	return base.to(u).String(), true
}

// weekday finds day d (1 Monday … 7 Sunday) on the side dir of publication.
func (c *context) weekday(d, dir string) (string, bool) {
	n, err := strconv.Atoi(d)
	if err != nil || n < 1 || n > 7 {
		return "", false
	}
	if c.published.unit == unitNone {
		return "XXXX-WXX-" + d, true
	}
	pub := c.published.start
	back := (int(pub.Weekday()) + 7 - n%7) % 7 // days since that weekday, 0 today
	switch dir {
	case "near":
		if c.tense() == future && back > 0 {
			back -= 7
		}
	case "this":
		if back > 0 {
			back -= 7
		}
	case "last":
		if back == 0 {
			back = 7
		}
	case "next":
		back -= 7
	}
	return moment{unitDay, pub.AddDate(0, 0, -back)}.String(), true
}

// recurring finds a month, quarter or season on the side dir of publication.
func (c *context) recurring(kind, which, dir string) (string, bool) {
	if c.published.unit == unitNone {
		if kind == "quarter" {
			which = "Q" + which
		}
		return "XXXX-" + which, true
	}
	u := units[kind]
	year := c.published.start.Year()
	name := which
	if kind == "quarter" {
		name = "Q" + which
	}
	m, ok := parsePart(year, name)
	if !ok {
		return "", false
	}
	now := c.published.to(u)
	if kind == "quarter" && dir == "near" && c.tense() == future && m.start.After(now.add(unitQuarter, -2).start) {
		dir = "nearest" // will report third-quarter results
	}
	if kind == "quarter" && dir == "near" && c.tense() == unclear {
		dir = "past" // figures are told of what is over
	}
	return c.side(m, now, dir, unitYear, 12).String(), true
}

// side moves m, which recurs every unit u, to the side of now that dir tells;
// cycle is the length of u in months.
func (c *context) side(m, now moment, dir string, u unit, cycle int) moment {
	if dir == "near" {
		switch c.tense() {
		case past:
			dir = "past"
		case future:
			dir = "this"
		}
	}
	switch dir {
	case "past":
		if m.start.After(now.start) {
			m = m.add(u, -1)
		}
	case "last":
		if !m.start.Before(now.start) {
			m = m.add(u, -1)
		}
	case "this":
		if m.start.Before(now.start) {
			m = m.add(u, 1)
		}
	case "next":
		if !m.start.After(now.start) {
			m = m.add(u, 1)
		}
	default: // no tense: what lies nearest
		days := m.start.Sub(now.start).Hours() / 24
		half := float64(cycle) * 30.4 / 2
		switch {
		case days > half:
			m = m.add(u, -1)
		case days < -half:
			m = m.add(u, 1)
		}
	}
	return m
}

// monthday finds a day of a month without a year.
func (c *context) monthday(month, day, dir string) (string, bool) {
	if c.published.unit == unitNone {
		return "XXXX-" + month + "-" + day, true
	}
	m, ok := parsePart(c.published.start.Year(), month+"-"+day)
	if !ok {
		return "", false
	}
	if near := c.side(m, c.published, "nearest", unitYear, 12); dir == "near" && apart(near, c.published) < 130 {
		// A day without a year is near, whatever the tense: was postponed to Nov. 16.
		return near.String(), true
	}
	return c.side(m, c.published, dir, unitYear, 12).String(), true
}

// dayOf finds a day of the month that the passage last spoke of, or of the
// month on the side dir of publication: the 14th.
func (c *context) dayOf(day, dir string) (string, bool) {
	if c.published.unit == unitNone {
		return "XXXX-XX-" + day, true
	}
	base := c.published.to(unitMonth)
	if c.ref.unit == unitDay || c.ref.unit == unitMonth {
		base = c.ref.to(unitMonth)
		dir = ""
	}
	m, ok := parsePart(base.start.Year(), two(strconv.Itoa(int(base.start.Month())))+"-"+day)
	if !ok {
		return "", false
	}
	if dir != "" {
		m = c.side(m, c.published, dir, unitMonth, 1)
	}
	return m.String(), true
}

// weekend is the weekend on the side dir of publication; the one that a
// publication day lies in or the last one for the past.
func (c *context) weekend(dir string) (string, bool) {
	if c.published.unit == unitNone {
		return "XXXX-WXX-WE", true
	}
	m := c.published.to(unitWeekend)
	inside := !c.published.start.Before(m.start)
	if dir == "near" {
		dir = "past"
		if c.tense() == future {
			dir = "this"
		}
	}
	switch {
	case dir == "next", dir == "last" && inside:
		m = m.add(unitWeek, map[string]int{"next": 1, "last": -1}[dir])
	case (dir == "past" || dir == "last") && !inside:
		m = m.add(unitWeek, -1)
	}
	return m.String(), true
}

// within puts a part into a year: {in 1989 Q3}. A year that is none (PAST_REF)
// is handed on; of a longer value the year counts.
func within(year, rest string) (string, bool) {
	m, ok := parseMoment(year)
	if !ok {
		return year, true
	}
	if _, ok := parsePart(m.start.Year(), rest); !ok {
		return "", false
	}
	return m.to(unitYear).String() + "-" + rest, true
}

// period writes a duration: P3D, PT2H, PXM. Half years become months, decades
// and centuries years.
func period(n, unitName string) (string, bool) {
	letter := map[string]string{
		"second": "S", "minute": "M", "hour": "H", "day": "D", "weekend": "WE", "week": "W",
		"month": "M", "quarter": "Q", "year": "Y", "season": "Q", "decade": "E", "century": "C", "millennium": "L",
		"night": "NI",
	}[unitName]
	if letter == "" {
		return "", false
	}
	v, err := strconv.ParseFloat(n, 64)
	if err != nil {
		n = "X"
	}
	switch {
	case err == nil && unitName == "decade" && v > 1:
		n, letter = number(v*10), "Y"
	case err == nil && unitName == "century" && v > 1:
		n, letter = number(v*100), "Y"
	case err == nil && (unitName == "hour" || unitName == "minute") && v != float64(int(v)):
		n = number(float64(int(v))) + letter + number((v-float64(int(v)))*60)
		letter = map[string]string{"hour": "M", "minute": "S"}[unitName]
		n = strings.TrimPrefix(strings.TrimPrefix(n, "0H"), "0M")
	case err == nil && unitName == "year" && v != float64(int(v)):
		n, letter = number(float64(int(v)))+"Y"+number((v-float64(int(v)))*12), "M"
		n = strings.TrimPrefix(n, "0Y")
	}
	switch unitName {
	case "second", "minute", "hour":
		return "PT" + n + letter, true
	}
	return "P" + n + letter, true
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// clock writes an hour and minute of a half day: {clock 3 30 pm} = T15:30.
func clock(h, m, half string) (string, bool) {
	hour, err := strconv.Atoi(h)
	if err != nil || hour > 24 {
		return "", false
	}
	switch {
	case half == "pm" && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	if m == "" || m == "00" {
		return "T" + pad(hour) + ":00", true
	}
	return "T" + pad(hour) + ":" + two(m), true
}

// published reads the publication date; the zero moment for none.
func published(s string) moment {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return moment{}
	}
	return moment{unitDay, t}
}

// apart is the distance of two moments' starts in days.
func apart(a, b moment) int {
	d := int(a.start.Sub(b.start).Hours() / 24)
	return max(d, -d)
}
