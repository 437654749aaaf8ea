package question

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"chancery/internal/ledger"
)

// Day reads a day, YYYY-MM-DD; empty is nil.
func Day(field, text string) (*ledger.Day, error) {
	if text = strings.TrimSpace(text); text == "" {
		return nil, nil
	}
	d, err := ledger.ParseDay(text)
	if err != nil {
		return nil, wrong(field, "a day as YYYY-MM-DD", text)
	}
	return &d, nil
}

// Days are those from since to until, the fields of these names; without either they have
// no bound there. A month or a year begins with its first day and ends with its last;
// since takes a stretch up to today too ("30 days", "last 2 years").
func Days(since, until string, today ledger.Day) (ledger.Bounds, error) {
	b := ledger.Unknown
	const takes = "a day, month or year as YYYY-MM-DD, YYYY-MM or YYYY"
	if since = strings.TrimSpace(since); since != "" {
		from, err := ledger.ParseDate(since)
		first, back := backFrom(today, since)
		switch {
		case back:
			b.First = first
		case err != nil:
			return b, wrong("since", takes+`, or "last 30 days"`, since)
		default:
			b.First = from.First
		}
	}
	if until = strings.TrimSpace(until); until != "" {
		to, err := ledger.ParseDate(until)
		if err != nil {
			return b, wrong("until", takes, until)
		}
		b.Last = to.Last
	}
	if b.First > b.Last {
		return b, &Error{Field: "since", Text: fmt.Sprintf("%s lies after until, %s; give them the other way round", b.First, until)}
	}
	return b, nil
}

// stretch is a number of days, weeks, months or years.
var stretch = regexp.MustCompile(`^(?:last )?([1-9][0-9]{0,3}) (day|week|month|year)s?$`)

// backFrom is the first day of a stretch that ends with today.
func backFrom(today ledger.Day, text string) (ledger.Day, bool) {
	m := stretch.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	n, _ := strconv.Atoi(m[1]) // four digits at the most
	after := time.Unix(int64(today+1)*86400, 0).UTC()
	switch m[2] {
	case "day":
		after = after.AddDate(0, 0, -n)
	case "week":
		after = after.AddDate(0, 0, -7*n)
	case "month":
		after = after.AddDate(0, -n, 0)
	case "year":
		after = after.AddDate(-n, 0, 0)
	}
	return ledger.Day(after.Unix() / 86400), true
}

const takesTime = "a day (YYYY-MM-DD) or a time (2022-07-20T18:00:00Z)"

// KnownAt reads a time of recording up to which something is asked: a day means its end.
// Empty is the zero time, for all that is known.
func KnownAt(field, text string) (time.Time, error) {
	t, day, err := recorded(field, text)
	if day {
		t = t.AddDate(0, 0, 1).Add(-time.Microsecond)
	}
	return t, err
}

// KnownSince reads a time of recording from which on something is asked: a day means its
// beginning, which belongs to it; a time does not, so that asking again from the last
// time told gives nothing twice. Empty is the zero time.
func KnownSince(field, text string) (time.Time, error) {
	t, day, err := recorded(field, text)
	if day {
		t = t.Add(-time.Microsecond)
	}
	return t, err
}

func recorded(field, text string) (t time.Time, day bool, err error) {
	if text = strings.TrimSpace(text); text == "" {
		return t, false, nil
	}
	if t, err = time.Parse(time.DateOnly, text); err == nil {
		return t, true, nil
	}
	if t, err = time.Parse(time.RFC3339, text); err != nil {
		return time.Time{}, false, wrong(field, takesTime, text)
	}
	return t, false, nil
}
