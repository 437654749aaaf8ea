package access

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestVerifyCosts: whoever signs in, and whether rightly, one hash is made.
func TestVerifyCosts(t *testing.T) {
	ctx := t.Context()
	var hashes atomic.Int32
	c := newClock()
	s := newStore(t, c, &hashes)
	for _, name := range []string{"ada", "rita"} {
		if err := s.Add(ctx, name, Reader, password); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.SetDisabled(ctx, "rita", true); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Issue(ctx, "nightly", Reader, c.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what, name, password string
		err                  error
	}{
		{"right", "ada", password, nil},
		{"a wrong password", "ada", "wrong horse battery", errWrong},
		{"no password", "ada", "", errWrong},
		{"a password without end", "ada", strings.Repeat("a", 5000), errWrong},
		{"bytes that are no text", "ada", "\xff\xfe", errWrong},
		{"an unknown name", "otto", password, errWrong},
		{"no name", "", password, errWrong},
		{"a name that cannot be", "../../etc/passwd", password, errWrong},
		{"disabled", "rita", password, errWrong},
		{"a token's name", "nightly", password, errWrong},
	} {
		before := hashes.Load()
		r, err := s.verify(ctx, tt.name, tt.password)
		if !errors.Is(err, tt.err) || (r == nil) != (err != nil) {
			t.Errorf("%s: %v", tt.what, err)
		}
		if n := hashes.Load() - before; n != 1 {
			t.Errorf("%s: %d hashes were made", tt.what, n)
		}
	}
}

// TestVerifiersAreFew: no more hashes are made at once than memory was set aside
// for, no more wait than can come to their turn, and who gives up leaves the queue.
func TestVerifiersAreFew(t *testing.T) {
	s := newStore(t, newClock(), new(atomic.Int32))
	var running, most atomic.Int32
	started, release := make(chan struct{}, 100), make(chan struct{})
	s.derive = func(_, _ []byte, _ cost) []byte {
		if n := running.Add(1); n > most.Load() {
			most.Store(n)
		}
		started <- struct{}{}
		<-release
		running.Add(-1)
		return make([]byte, hashBytes)
	}
	results := make(chan error, maxWaiting+1)
	for range maxWaiting {
		go func() { _, err := s.verify(context.Background(), "ada", password); results <- err }()
	}
	for range verifiers {
		<-started
	}
	for s.waiting.Load() < maxWaiting {
		runtime.Gosched()
	}
	if _, err := s.verify(t.Context(), "ada", password); !errors.Is(err, errBusy) {
		t.Errorf("one too many: %v", err)
	}
	close(release)
	for range maxWaiting {
		if err := <-results; !errors.Is(err, errWrong) {
			t.Error(err)
		}
	}
	if most.Load() > verifiers || s.waiting.Load() != 0 {
		t.Errorf("%d hashes at once, %d still wait", most.Load(), s.waiting.Load())
	}
	for range verifiers {
		s.verifiers <- struct{}{}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.verify(gone, "ada", password); !errors.Is(err, context.Canceled) || s.waiting.Load() != 0 {
		t.Errorf("who has gone: %v", err)
	}
}

func TestParseToken(t *testing.T) {
	secret, sum, err := newToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := parseToken(secret); !ok || got != sum || len(secret) != len(tokenPrefix)+43 {
		t.Errorf("%q is not read", secret)
	}
	for _, bad := range []string{"", "chancery_", secret[1:], secret + "A", secret[:len(secret)-1], secret[:len(secret)-1] + "\n", secret[:len(secret)-1] + "=",
		strings.ToUpper(secret[:9]) + secret[9:], secret[:20] + "+" + secret[21:], hex.EncodeToString(sum[:])} {
		if _, ok := parseToken(bad); ok {
			t.Errorf("%q is taken for a token", bad)
		}
	}
}

// FuzzParseSecret reads what a cookie or header holds: one spelling per secret.
func FuzzParseSecret(f *testing.F) {
	f.Add(strings.Repeat("A", 43))
	f.Add(strings.Repeat("A", 42) + "B")
	f.Add(strings.Repeat("_", 42) + "=")
	f.Fuzz(func(t *testing.T, s string) {
		sum, ok := parseSecret(s)
		if !ok {
			return
		}
		for i := range s {
			for _, c := range "AQgw\n" {
				other := s[:i] + string(c) + s[i+1:]
				if got, ok := parseSecret(other); ok && other != s && got == sum {
					t.Errorf("%q and %q are one secret", s, other)
				}
			}
		}
	})
}
