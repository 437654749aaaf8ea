package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiter allows each key so many events a second, and no more of them at once than
// a burst. It remembers a bounded number of keys. One that has not come for so long
// that it may do all again is forgotten when room is needed; when none is, new keys
// share one allowance, so that somebody with very many addresses makes it scarce
// for other newcomers, and gains nothing himself. The lock is held for less than a
// microsecond but once a second.
type limiter[K comparable] struct {
	every rate.Limit
	burst int
	most  int

	mu    sync.Mutex
	keys  map[K]*allowance
	rest  *allowance // of keys that there is no room for
	swept time.Time
}

// allowance is what one key has left.
type allowance struct {
	left *rate.Limiter
	told bool // it was refused since it was last allowed anything
}

func newLimiter[K comparable](every rate.Limit, burst, keys int) *limiter[K] {
	l := &limiter[K]{every: every, burst: burst, most: keys, keys: map[K]*allowance{}}
	l.rest = l.fresh()
	return l
}

func (l *limiter[K]) fresh() *allowance { return &allowance{left: rate.NewLimiter(l.every, l.burst)} }

// allow takes one event from a key's allowance. If none is left, wait is how long
// it takes until there is, and first tells that the key has just run out.
func (l *limiter[K]) allow(key K, now time.Time) (wait time.Duration, first bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.keys[key]
	if a == nil {
		if a = l.rest; l.room(now) {
			a = l.fresh()
			l.keys[key] = a
		}
	}
	r := a.left.ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
		first, a.told = !a.told, true
		return wait, first
	}
	a.told = false
	return 0, false
}

// room makes room for a key, if it can. It looks through all keys at most once a
// second: not for each request of a flood.
func (l *limiter[K]) room(now time.Time) bool {
	if len(l.keys) < l.most {
		return true
	}
	if now.Sub(l.swept) < time.Second {
		return false
	}
	l.swept = now
	for key, a := range l.keys {
		if a.left.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
	return len(l.keys) < l.most
}
