package dates

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// feast tells on which days a feast falls.
type feast struct {
	kind   string      // fixed, easter, orthodox-easter, islamic, hebrew, weekday, table
	month  int         // of the feast's own calendar
	day    int         // of the month, or days after Easter
	nth    int         // which weekday of the month, -1 the last
	listed []time.Time // table
}

// parseFeast reads what stands after "on:": a day of the year (12-25), days from
// Easter (easter -2, orthodox-easter 0), a day of the Islamic or the Hebrew year
// (islamic 10-01, hebrew 01-15, months counted from Nisan), a weekday of a month
// (weekday 4 11 4: the fourth Thursday of November; -1 is the last), or the days
// themselves, of every year that is known.
func parseFeast(on string) (feast, error) {
	fields := strings.Fields(strings.ReplaceAll(on, ",", " "))
	if len(fields) == 0 {
		return feast{}, fmt.Errorf("no day")
	}
	f := feast{kind: fields[0]}
	ints := make([]int, 0, 3)
	for _, s := range fields[1:] {
		for _, p := range strings.FieldsFunc(s, func(r rune) bool { return r == '-' && s[0] != '-' }) {
			if n, err := strconv.Atoi(p); err == nil {
				ints = append(ints, n)
			}
		}
	}
	switch {
	case (f.kind == "easter" || f.kind == "orthodox-easter") && len(ints) == 1:
		f.day = ints[0]
		return f, nil
	case (f.kind == "islamic" || f.kind == "hebrew") && len(ints) == 2:
		f.month, f.day = ints[0], ints[1]
		return f, nil
	case f.kind == "weekday" && len(ints) == 3:
		f.day, f.month, f.nth = ints[0], ints[1], ints[2]
		if f.day < 1 || f.day > 7 || f.month < 1 || f.month > 12 || f.nth == 0 || f.nth < -1 || f.nth > 4 {
			return f, fmt.Errorf("%q: a weekday 1 to 7, a month, and which of them, 1 to 4 or -1", on)
		}
		return f, nil
	case len(f.kind) == len("12-25"):
		m, ok := parsePart(2000, f.kind)
		if ok && m.unit == unitDay {
			return feast{kind: "fixed", month: int(m.start.Month()), day: m.start.Day()}, nil
		}
	case len(f.kind) == len("2000-01-01"):
		f.kind = "table"
		for _, s := range fields {
			m, ok := parseMoment(s)
			if !ok || m.unit != unitDay {
				return f, fmt.Errorf("%q is not a day", s)
			}
			f.listed = append(f.listed, m.start)
		}
		return f, nil
	}
	return f, fmt.Errorf("%q is not a day of the year that is understood", on)
}

// days are the days of a civil year on which the feast falls; the Islamic year is
// shorter, so that there may be two.
func (f *feast) days(year int) []time.Time {
	switch f.kind {
	case "fixed":
		return []time.Time{date(year, time.Month(f.month), f.day)}
	case "easter":
		return []time.Time{easter(year).AddDate(0, 0, f.day)}
	case "orthodox-easter":
		return []time.Time{orthodoxEaster(year).AddDate(0, 0, f.day)}
	case "weekday":
		first := date(year, time.Month(f.month), 1)
		if f.nth < 0 {
			last := first.AddDate(0, 1, -1)
			return []time.Time{last.AddDate(0, 0, -((int(last.Weekday()) - f.day + 14) % 7))}
		}
		return []time.Time{first.AddDate(0, 0, (f.day-int(first.Weekday())+14)%7+7*(f.nth-1))}
	case "islamic":
		var out []time.Time
		ah := (year - 622) * 33 / 32
		for y := ah - 1; y <= ah+2; y++ {
			if t := islamic(y, f.month, f.day); t.Year() == year {
				out = append(out, t)
			}
		}
		return out
	case "hebrew":
		for y := year + 3759; y <= year+3762; y++ {
			if t := hebrew(y, f.month, f.day); t.Year() == year {
				return []time.Time{t}
			}
		}
	case "table":
		for _, t := range f.listed {
			if t.Year() == year {
				return []time.Time{t}
			}
		}
	}
	return nil
}

// feast finds the day of a feast on the side dir of publication, or in a year.
func (c *context) feast(f *feast, dir string) (string, bool) {
	if y, err := strconv.Atoi(dir); err == nil {
		return firstDay(f.days(y))
	}
	if c.published.unit == unitNone {
		if f.kind == "fixed" {
			return "XXXX-" + pad(f.month) + "-" + pad(f.day), true
		}
		return "", false
	}
	pub := c.published.start
	switch dir {
	case "this-year":
		return firstDay(f.days(pub.Year()))
	case "last-year":
		return firstDay(f.days(pub.Year() - 1))
	}
	var before, after time.Time // the last day up to publication, the first behind it
	for y := pub.Year() - 1; y <= pub.Year()+1; y++ {
		for _, t := range f.days(y) {
			switch {
			case t.After(pub) && after.IsZero():
				after = t
			case !t.After(pub) && (dir != "last" || t.Before(pub)):
				before = t
			}
		}
	}
	pick := before
	if dir == "next" || dir == "near" && c.ahead(before, after) {
		pick = after
	}
	if pick.IsZero() {
		return "", false
	}
	return moment{unitDay, pick}.String(), true
}

// ahead tells whether of two days around publication the later is meant: by the
// tense, where it has none by what lies nearer; but a day just past or just
// coming is meant whatever the tense.
func (c *context) ahead(before, after time.Time) bool {
	if before.IsZero() || after.IsZero() {
		return before.IsZero()
	}
	back, on := c.published.start.Sub(before), after.Sub(c.published.start)
	switch c.tense() {
	case future:
		return back > 3*24*time.Hour
	case past:
		return on < 10*24*time.Hour && back > 100*24*time.Hour
	}
	return on < back
}

func firstDay(days []time.Time) (string, bool) {
	if len(days) == 0 {
		return "", false
	}
	return moment{unitDay, days[0]}.String(), true
}

// easter is Easter Sunday of the Gregorian calendar, by the rule of Gauss as
// Meeus and others give it (anonymous Gregorian algorithm).
func easter(y int) time.Time {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 19*l) / 433
	month := (h + l - 7*m + 90) / 25
	return date(y, time.Month(month), (h+l-7*m+33*month+19)%32)
}

// orthodoxEaster is Easter Sunday of the Julian calendar, as a Gregorian day.
func orthodoxEaster(y int) time.Time {
	d := (19*(y%19) + 15) % 30
	e := (2*(y%4) + 4*(y%7) - d + 34) % 7
	month, day := (d+e+114)/31, (d+e+114)%31+1
	return date(y, time.Month(month), day+y/100-y/400-2)
}

// islamic is a day of the tabular Islamic calendar (civil epoch, leap years of
// the 30-year cycle); what is seen of the moon may differ by a day.
func islamic(y, month, day int) time.Time {
	n := day + (59*(month-1)+1)/2 + (y-1)*354 + (3+11*y)/30
	return date(622, 7, 19).AddDate(0, 0, n-1)
}

// hebrew is a day of the Hebrew calendar; months count from Nisan, so that
// Tishri, which begins the year, is the seventh.
func hebrew(y, month, day int) time.Time {
	newYear := hebrewNewYear(y)
	length := hebrewNewYear(y+1) - newYear
	before := 0
	for m := 7; m != month; m = m%hebrewMonths(y) + 1 {
		before += hebrewMonth(y, m, length)
	}
	return date(1, 1, 1).AddDate(0, 0, newYear+before+day-1373429)
}

func hebrewLeap(y int) bool { return (7*y+1)%19 < 7 }

func hebrewMonths(y int) int {
	if hebrewLeap(y) {
		return 13
	}
	return 12
}

// hebrewMonth is the number of days of a month of a year of so many days.
func hebrewMonth(y, m, length int) int {
	switch {
	case m == 8 && length%10 != 5, m == 9 && length%10 == 3, m == 12 && !hebrewLeap(y):
		return 29
	case m == 2 || m == 4 || m == 6 || m == 10 || m == 13:
		return 29
	}
	return 30
}

// hebrewNewYear is the day of 1 Tishri, counted from the epoch of the calendar:
// mean new moon, put off where the rules of the calendar forbid the day.
func hebrewNewYear(y int) int {
	elapsed := func(y int) int {
		months := (235*y - 234) / 19
		parts := 12084 + 13753*months
		day := 29*months + parts/25920
		if 3*(day+1)%7 < 3 {
			day++
		}
		return day
	}
	before, now, after := elapsed(y-1), elapsed(y), elapsed(y+1)
	switch {
	case after-now == 356:
		return now + 2
	case now-before == 382:
		return now + 1
	}
	return now
}
