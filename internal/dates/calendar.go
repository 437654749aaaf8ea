package dates

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// unit is the grain of a date.
type unit uint8

const (
	unitNone unit = iota
	unitDay
	unitWeekend
	unitWeek
	unitMonth
	unitQuarter
	unitSeason
	unitHalf
	unitYear
	unitDecade
	unitCentury
)

var units = map[string]unit{
	"day": unitDay, "weekend": unitWeekend, "week": unitWeek, "month": unitMonth,
	"quarter": unitQuarter, "season": unitSeason, "half": unitHalf, "year": unitYear,
	"decade": unitDecade, "century": unitCentury,
}

// moment is a date at some grain: the unit that begins at start.
type moment struct {
	unit  unit
	start time.Time
}

// seasons are the months they are reckoned from; winter from January, as the
// value 1994-WI means the winter of that year.
var seasons = map[string]time.Month{"WI": 1, "SP": 3, "SU": 6, "FA": 9}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// parseMoment reads a DATE value that names one stretch of the calendar; the
// time of day is dropped, of a range the start is read.
func parseMoment(v string) (moment, bool) {
	v, _, _ = strings.Cut(v, "/")
	v, _, _ = strings.Cut(v, "T")
	if !allDigits(v[:min(len(v), 4)]) {
		return moment{}, false
	}
	head, rest, parts := strings.Cut(v, "-")
	y, err := strconv.Atoi(head)
	if err != nil || y > 9999 {
		return moment{}, false
	}
	if !parts {
		switch len(head) {
		case 4:
			return moment{unitYear, date(y, 1, 1)}, true
		case 3:
			return moment{unitDecade, date(y*10, 1, 1)}, true
		case 2:
			return moment{unitCentury, date(y*100, 1, 1)}, true
		}
		return moment{}, false
	}
	if len(head) != 4 {
		return moment{}, false
	}
	return parsePart(y, rest)
}

// parsePart reads what follows the year: 07, 07-14, W28, W28-WE, Q3, H1, SU.
func parsePart(y int, s string) (moment, bool) {
	if m, ok := seasons[s]; ok {
		return moment{unitSeason, date(y, m, 1)}, true
	}
	if len(s) == 2 && (s[0] == 'Q' || s[0] == 'H') {
		n := int(s[1] - '0')
		switch {
		case s[0] == 'Q' && n >= 1 && n <= 4:
			return moment{unitQuarter, date(y, time.Month(3*n-2), 1)}, true
		case s[0] == 'H' && n >= 1 && n <= 2:
			return moment{unitHalf, date(y, time.Month(6*n-5), 1)}, true
		}
		return moment{}, false
	}
	if len(s) >= 3 && s[0] == 'W' {
		w, err := strconv.Atoi(s[1:3])
		if err != nil || w < 1 || w > 53 {
			return moment{}, false
		}
		start := weekStart(date(y, 1, 4)).AddDate(0, 0, 7*(w-1))
		switch s[3:] {
		case "":
			return moment{unitWeek, start}, true
		case "-WE":
			return moment{unitWeekend, start.AddDate(0, 0, 5)}, true
		}
		return moment{}, false
	}
	ms, ds, day := strings.Cut(s, "-")
	m, err := strconv.Atoi(ms)
	if err != nil || len(ms) != 2 || m < 1 || m > 12 {
		return moment{}, false
	}
	if !day {
		return moment{unitMonth, date(y, time.Month(m), 1)}, true
	}
	d, err := strconv.Atoi(ds)
	t := date(y, time.Month(m), d)
	if err != nil || len(ds) != 2 || t.Day() != d || t.Month() != time.Month(m) {
		return moment{}, false
	}
	return moment{unitDay, t}, true
}

// String is the moment's TIMEX3 value.
func (m moment) String() string {
	y := m.start.Year()
	switch m.unit {
	case unitDay:
		return m.start.Format("2006-01-02")
	case unitWeek, unitWeekend:
		wy, w := m.start.ISOWeek()
		if m.unit == unitWeekend {
			return fmt.Sprintf("%04d-W%02d-WE", wy, w)
		}
		return fmt.Sprintf("%04d-W%02d", wy, w)
	case unitMonth:
		return m.start.Format("2006-01")
	case unitQuarter:
		return fmt.Sprintf("%04d-Q%d", y, quarterOf(m.start))
	case unitHalf:
		return fmt.Sprintf("%04d-H%d", y, (int(m.start.Month())+5)/6)
	case unitSeason:
		for _, s := range [...]string{"WI", "SP", "SU", "FA"} {
			if seasons[s] == m.start.Month() {
				return fmt.Sprintf("%04d-%s", y, s)
			}
		}
	case unitYear:
		return fmt.Sprintf("%04d", y)
	case unitDecade:
		return fmt.Sprintf("%03d", y/10)
	case unitCentury:
		return fmt.Sprintf("%02d", y/100)
	}
	return ""
}

// to is the unit u that holds the moment's start.
func (m moment) to(u unit) moment {
	t := m.start
	y := t.Year()
	switch u {
	case unitWeek:
		t = weekStart(t)
	case unitWeekend:
		t = weekStart(t).AddDate(0, 0, 5)
	case unitMonth:
		t = date(y, t.Month(), 1)
	case unitQuarter:
		t = date(y, time.Month(3*quarterOf(t)-2), 1)
	case unitHalf:
		t = date(y, (t.Month()-1)/6*6+1, 1)
	case unitSeason:
		switch t.Month() {
		case 12: // the winter that has just begun counts with the year to come
			t = date(y+1, 1, 1)
		case 1, 2:
			t = date(y, 1, 1)
		default:
			t = date(y, t.Month()/3*3, 1)
		}
	case unitYear:
		t = date(y, 1, 1)
	case unitDecade:
		t = date(y/10*10, 1, 1)
	case unitCentury:
		t = date(y/100*100, 1, 1)
	}
	return moment{u, t}
}

// add moves the moment by n of the unit u and keeps its grain. A day that the
// month reached does not have becomes its last.
func (m moment) add(u unit, n int) moment {
	t := m.start
	switch u {
	case unitDay:
		t = t.AddDate(0, 0, n)
	case unitWeek, unitWeekend:
		t = t.AddDate(0, 0, 7*n)
	case unitMonth:
		t = addMonths(t, n)
	case unitQuarter, unitSeason:
		t = addMonths(t, 3*n)
	case unitHalf:
		t = addMonths(t, 6*n)
	case unitYear:
		t = addMonths(t, 12*n)
	case unitDecade:
		t = addMonths(t, 120*n)
	case unitCentury:
		t = addMonths(t, 1200*n)
	}
	out := moment{m.unit, t}
	if m.unit == unitSeason && u != unitSeason {
		return out
	}
	return out.to(m.unit)
}

func addMonths(t time.Time, n int) time.Time {
	first := date(t.Year(), t.Month(), 1).AddDate(0, n, 0)
	last := first.AddDate(0, 1, -1).Day()
	return date(first.Year(), first.Month(), min(t.Day(), last))
}

func quarterOf(t time.Time) int { return (int(t.Month()) + 2) / 3 }

// weekStart is the Monday of the week.
func weekStart(t time.Time) time.Time {
	return t.AddDate(0, 0, -((int(t.Weekday()) + 6) % 7))
}

// valid tells whether the moment lies in the years that values can be written
// for.
func (m moment) valid() bool { y := m.start.Year(); return y >= 1 && y <= 9999 }
