package stream

import (
	"slices"
	"testing"
)

// TestDue: the server hears of what is held before it gives it to another, and of nothing
// that was settled or taken just now.
func TestDue(t *testing.T) {
	h := newHand()
	long, short := &Delivery{}, &Delivery{}
	h.take(long)
	silent, told := 0, 0
	for n := range 30 {
		if n == 10 {
			h.take(short)
		}
		if n == 12 {
			h.let(short)
		}
		due := h.due()
		if slices.Contains(due, short) {
			t.Errorf("beat %d: told of what was held for two beats", n)
		}
		if silent++; slices.Contains(due, long) {
			silent = 0
			told++
		}
		if silent >= beats-1 {
			t.Errorf("beat %d: not told for %d beats", n, silent)
		}
	}
	if told < 5 || told > 8 {
		t.Errorf("told %d times in 30 beats", told)
	}
}
