package web

import (
	"errors"
	"testing"
)

func TestAtOnce(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	var n [3]int
	ran := func(i int, err error) func() error { return func() error { n[i]++; return err } }
	if err := atOnce(ran(0, nil), ran(1, nil), ran(2, nil)); err != nil || n != [3]int{1, 1, 1} {
		t.Errorf("%v, run %v", err, n)
	}
	// The order is that of the parts, however long each takes.
	waits := make(chan struct{})
	err := atOnce(
		func() error { <-waits; return first },
		func() error { close(waits); return second },
	)
	if err != first {
		t.Errorf("%v, want the first", err)
	}
	caught := func() (p any) {
		defer func() { p = recover() }()
		atOnce(ran(0, nil), func() error { panic("broken") })
		return nil
	}()
	if caught != "broken" {
		t.Errorf("%v was caught, not what a part panicked with", caught)
	}
}
