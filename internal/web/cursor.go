package web

import (
	"fmt"
	"strconv"
	"strings"

	"chancery/internal/ledger"
)

// cursor is a place in a list of what has days, newest first: the day of the last
// entry that was shown, and how many entries of that day were.
type cursor struct {
	day  ledger.Day
	seen int
}

func (c cursor) String() string { return fmt.Sprintf("%d.%d", c.day, c.seen) }

// parseCursor reads a cursor; empty is the beginning.
func parseCursor(text string) (*cursor, error) {
	if text == "" {
		return nil, nil
	}
	d, n, ok := strings.Cut(text, ".")
	day, err := strconv.ParseInt(d, 10, 32)
	seen, err2 := strconv.Atoi(n)
	if !ok || err != nil || err2 != nil || seen < 0 || seen > maxSeen {
		return nil, badRequest("cursor: %q is none of ours; take it from next of the page before", text)
	}
	return &cursor{ledger.Day(day), seen}, nil
}

// maxSeen is how many entries of one day may be passed over.
const maxSeen = 100_000

// window is the days of a list, and how many of its first entries were seen before.
func (c *cursor) window(days ledger.Bounds) (ledger.Bounds, int) {
	if c == nil {
		return days, 0
	}
	days.Last = min(days.Last, c.day)
	return days, c.seen
}

// next is the cursor after entries of these days, newest first, of which the first
// skipped were seen before; empty where nothing is left.
func nextCursor(days []ledger.Day, before *cursor, more bool) string {
	if !more || len(days) == 0 {
		return ""
	}
	last := days[len(days)-1]
	c := cursor{day: last}
	for i := len(days) - 1; i >= 0 && days[i] == last; i-- {
		c.seen++
	}
	if before != nil && before.day == last {
		c.seen += before.seen
	}
	return c.String()
}
