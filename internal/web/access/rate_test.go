package access

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/time/rate"
)

func TestLimiter(t *testing.T) {
	c := newClock()
	l := newLimiter[string](rate.Every(10*time.Second), 3, 100)
	for i := range 3 {
		if wait, _ := l.allow("a", c.now()); wait != 0 {
			t.Fatalf("event %d of 3 waits %v", i+1, wait)
		}
	}
	for i, first := range []bool{true, false} {
		if wait, told := l.allow("a", c.now()); wait != 10*time.Second || told != first {
			t.Errorf("event %d over the burst waits %v, first %t", i+1, wait, told)
		}
	}
	if wait, _ := l.allow("b", c.now()); wait != 0 {
		t.Errorf("another key waits %v", wait)
	}
	c.pass(4 * time.Second)
	if wait, _ := l.allow("a", c.now()); wait.Round(time.Millisecond) != 6*time.Second {
		t.Errorf("after 4 s it waits %v", wait)
	}
	c.pass(6 * time.Second)
	if wait, _ := l.allow("a", c.now()); wait != 0 {
		t.Errorf("after 10 s it waits %v", wait)
	}
	if wait, first := l.allow("a", c.now()); wait == 0 || !first {
		t.Errorf("it runs out anew: %v, first %t", wait, first)
	}
}

// TestLimiterIsBounded: a flood of keys takes no more memory than was set aside,
// frees nobody from his limit, and is forgotten when it is over.
func TestLimiterIsBounded(t *testing.T) {
	c := newClock()
	const most = 50
	l := newLimiter[string](1, 2, most)
	l.allow("known", c.now())
	l.allow("known", c.now())
	allowed := 0
	for i := range 1000 {
		if wait, _ := l.allow(fmt.Sprint("flood ", i), c.now()); wait == 0 {
			allowed++
		}
	}
	if len(l.keys) != most || allowed != most-1+2 {
		t.Errorf("%d keys are kept, %d of the flood were allowed", len(l.keys), allowed)
	}
	if wait, _ := l.allow("known", c.now()); wait == 0 {
		t.Error("the flood freed a key from its limit")
	}
	c.pass(time.Minute)
	if wait, _ := l.allow("later", c.now()); wait != 0 || len(l.keys) > 2 {
		t.Errorf("after the flood a newcomer waits %v, and %d keys are kept", wait, len(l.keys))
	}
}

// TestLimiterSweepsSeldom: a flood does not make it look through all keys each time.
func TestLimiterSweepsSeldom(t *testing.T) {
	c := newClock()
	l := newLimiter[int](1000, 1, 10)
	for i := range 11 { // the last looks for room in vain
		l.allow(i, c.now())
	}
	for step, want := range []int{10, 1} {
		c.pass(900 * time.Millisecond)
		l.allow(100+step, c.now())
		if len(l.keys) != want {
			t.Errorf("step %d: %d keys are kept, want %d", step, len(l.keys), want)
		}
	}
}

func BenchmarkLimiter(b *testing.B) {
	l := newLimiter[netip.Addr](50, 250, 20_000)
	now := newClock().now()
	i := uint32(0)
	for b.Loop() {
		i++
		now = now.Add(time.Millisecond)
		l.allow(netip.AddrFrom4([4]byte{10, byte(i >> 16), byte(i >> 8), byte(i)}), now)
	}
}
