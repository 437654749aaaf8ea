package watch

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	// defaultEvery is how long a feed that does not say is left alone.
	defaultEvery = 15 * time.Minute
	// longestEvery is how long any feed is, whatever it says, fails or asks.
	longestEvery = 24 * time.Hour
	// spread is over how long the first polls are spread, so that many feeds do not
	// come all at once.
	spread = 30 * time.Second
)

// share is a number from 0 to below 1 that is made of an address: the same at every
// start, another for another feed.
func share(address string) float64 {
	sum := sha256.Sum256([]byte(address))
	return float64(binary.BigEndian.Uint64(sum[:8])>>11) / (1 << 53)
}

// jitter is a part of a time, up to a tenth of it, by which polls are put off; none
// is ever brought forward.
func jitter(address string, d time.Duration) time.Duration {
	return time.Duration(share(address) * float64(d) / 10)
}

// rate is how long a feed is to be left alone: as long as it says itself or its
// server says its answer stays fresh, but not less than every.
func rate(every, own time.Duration, h http.Header) time.Duration {
	return min(max(every, own, maxAge(h)), longestEvery)
}

// maxAge is how long an answer stays fresh.
func maxAge(h http.Header) time.Duration {
	for d := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		if n, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil && strings.EqualFold(name, "max-age") && n > 0 {
			return time.Duration(min(n, 1<<30)) * time.Second
		}
	}
	return 0
}

// backOff doubles a time with each failure.
func backOff(first time.Duration, failures int, most time.Duration) time.Duration {
	for range failures - 1 {
		if first *= 2; first >= most {
			return most
		}
	}
	return min(first, most)
}
