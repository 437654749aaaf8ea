package ledger

import (
	"fmt"
	"math"
	"time"
)

// Day counts days from 1970-01-01.
type Day int32

// FirstDay and LastDay bound what is not known: before all days and after all.
const (
	FirstDay Day = math.MinInt32
	LastDay  Day = math.MaxInt32
)

// ParseDay reads YYYY-MM-DD.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("a day is written YYYY-MM-DD, not %q", s)
	}
	return Day(t.Unix() / 86400), nil
}

// String is YYYY-MM-DD, empty for the bounds.
func (d Day) String() string {
	if d == FirstDay || d == LastDay {
		return ""
	}
	return d.time().Format(time.DateOnly)
}

func (d Day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Bounds are the days between which something happened: it was not before
// First nor after Last. Both are equal when the day is known.
type Bounds struct{ First, Last Day }

// Unknown are the bounds of what may have been at any time.
var Unknown = Bounds{FirstDay, LastDay}

// By are the bounds of what had happened by a day.
func By(d Day) Bounds { return Bounds{FirstDay, d} }

// ParseDate reads YYYY-MM-DD, YYYY-MM or YYYY; empty is Unknown.
func ParseDate(s string) (Bounds, error) {
	if s == "" {
		return Unknown, nil
	}
	for _, f := range []struct {
		layout              string
		years, months, days int
	}{{time.DateOnly, 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.Parse(f.layout, s); err == nil && len(s) == len(f.layout) {
			end := t.AddDate(f.years, f.months, f.days)
			return Bounds{Day(t.Unix() / 86400), Day(end.Unix()/86400) - 1}, nil
		}
	}
	return Bounds{}, fmt.Errorf("a date is written YYYY-MM-DD, YYYY-MM or YYYY, not %q", s)
}

// Ends are the first and the last day, nil where there is no bound.
func (b Bounds) Ends() (first, last *Day) {
	if b.First != FirstDay {
		first = &b.First
	}
	if b.Last != LastDay {
		last = &b.Last
	}
	return first, last
}

// Known tells whether anything is known of the time.
func (b Bounds) Known() bool { return b != Unknown }

// Overlaps tells whether b and c share a day.
func (b Bounds) Overlaps(c Bounds) bool { return b.First <= c.Last && c.First <= b.Last }

// Meet is what b and c share; they must overlap.
func (b Bounds) Meet(c Bounds) Bounds { return Bounds{max(b.First, c.First), min(b.Last, c.Last)} }

// String writes the bounds as a date of the precision they have: YYYY-MM-DD,
// YYYY-MM or YYYY; "by 2022-07-14" and "after 2014-01-01" with one bound known,
// "2022-01-01/2022-07-14" for other stretches, empty for Unknown.
func (b Bounds) String() string {
	switch {
	case b == Unknown:
		return ""
	case b.First == b.Last:
		return b.First.String()
	case b.First == FirstDay:
		return "by " + b.Last.String()
	case b.Last == LastDay:
		return "after " + b.First.String()
	}
	first, end := b.First.time(), (b.Last + 1).time()
	switch {
	case first.Day() == 1 && first.AddDate(0, 1, 0).Equal(end):
		return first.Format("2006-01")
	case first.YearDay() == 1 && first.AddDate(1, 0, 0).Equal(end):
		return first.Format("2006")
	}
	return b.First.String() + "/" + b.Last.String()
}

// MarshalText writes bounds in JSON as String does.
func (b Bounds) MarshalText() ([]byte, error) { return []byte(b.String()), nil }
