package ledger

import (
	"testing"
	"time"
)

func TestFirstAfter(t *testing.T) {
	times := []int64{10, 10, 10, 20, 30, 30}
	for _, c := range []struct{ after, want int64 }{{0, 1}, {9, 1}, {10, 4}, {19, 4}, {20, 5}, {30, 7}, {99, 7}} {
		got, err := firstAfter(int64(len(times)), time.UnixMicro(c.after), func(seq int64) (int64, error) { return times[seq-1], nil })
		if err != nil || got != c.want {
			t.Errorf("after %d: %d, %v; want %d", c.after, got, err, c.want)
		}
	}
	if got, err := firstAfter(0, time.UnixMicro(5), nil); err != nil || got != 1 {
		t.Errorf("of nothing: %d, %v", got, err)
	}
}
