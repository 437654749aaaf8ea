package access

import (
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"
)

func newSessions(most, each int) *sessions {
	return &sessions{random: rand.Reader, idle: time.Hour, absolute: 12 * time.Hour, most: most, each: each, of: map[digest]*session{}}
}

func TestSessionsEnd(t *testing.T) {
	c := newClock()
	s := newSessions(10, 10)
	begin := func() digest {
		id, err := s.begin("ada", digest{}, c.now())
		if err != nil {
			t.Fatal(err)
		}
		d, ok := parseSecret(id)
		if !ok {
			t.Fatalf("the id %q cannot be read", id)
		}
		return d
	}
	on := func(d digest) bool { _, ok := s.find(d, c.now()); return ok }

	idle := begin()
	c.pass(59 * time.Minute)
	if !on(idle) {
		t.Error("it ended before its time")
	}
	c.pass(59 * time.Minute)
	if !on(idle) {
		t.Error("being used does not keep it on")
	}
	c.pass(time.Hour)
	if on(idle) {
		t.Error("an idle session goes on")
	}

	old := begin()
	for range 23 {
		c.pass(30 * time.Minute)
		if !on(old) {
			t.Fatal("it ended before its time")
		}
	}
	c.pass(30 * time.Minute)
	if on(old) {
		t.Error("a session of 12 hours goes on")
	}

	out := begin()
	s.end(out)
	if on(out) {
		t.Error("a session goes on after signing out")
	}
	if len(s.of) != 0 {
		t.Errorf("%d sessions are kept", len(s.of))
	}
}

func TestSessionsAreBounded(t *testing.T) {
	c := newClock()
	s := newSessions(5, 2)
	var of [8]digest
	for i := range of {
		c.pass(time.Second)
		id, err := s.begin(fmt.Sprint("person ", i/3), digest{}, c.now())
		if err != nil {
			t.Fatal(err)
		}
		of[i], _ = parseSecret(id)
	}
	// Of each three sessions of one person the first has gone; then the oldest of all.
	for i, want := range []bool{false, false, true, false, true, true, true, true} {
		if _, ok := s.of[of[i]]; ok != want {
			t.Errorf("session %d: kept %t, want %t", i, ok, want)
		}
	}
	c.pass(2 * time.Hour)
	if _, err := s.begin("late", digest{}, c.now()); err != nil || len(s.of) != 1 {
		t.Errorf("%d sessions are kept of those that are over", len(s.of))
	}
}

type noChance struct{}

func (noChance) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

// TestNoChance: without random bytes nothing is made that looks like a secret.
func TestNoChance(t *testing.T) {
	s := newSessions(5, 5)
	s.random = noChance{}
	if id, err := s.begin("ada", digest{}, newClock().now()); err == nil || len(s.of) != 0 {
		t.Errorf("a session %q began", id)
	}
	if _, err := Open(t.TempDir()+"/a", newClock().now, noChance{}); err == nil {
		t.Error("a store was opened")
	}
	if _, err := New(Options{Loopback: true, Now: newClock().now, Random: noChance{}}); err == nil {
		t.Error("a guard was made")
	}
}
