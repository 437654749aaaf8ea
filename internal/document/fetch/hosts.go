package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/temoto/robotstxt"
)

const (
	// maxHosts is how many hosts are remembered; robots.txt files are the bulk of it.
	maxHosts = 1000
	// maxOrigins is how many schemes and ports of one host are.
	maxOrigins = 8
	// maxRobots is how much of a robots.txt is read (RFC 9309 asks for 500 KB).
	maxRobots = 512 << 10
	// robotsAge is how long a robots.txt counts.
	robotsAge = 24 * time.Hour
)

// hosts are the servers spoken to, by name.
type hosts struct {
	mu     sync.Mutex
	byName map[string]*host
}

// host is one server. Who holds its turn may speak to it, and change it.
type host struct {
	turn   chan struct{}
	users  int       // holding or awaiting the turn
	next   time.Time // not before
	delay  time.Duration
	robots map[string]rules // by origin
}

// rules are a robots.txt, until when they count.
type rules struct {
	data  *robotstxt.RobotsData
	until time.Time
}

// enter waits for the turn at a host.
func (hs *hosts) enter(ctx context.Context, name string) (*host, error) {
	hs.mu.Lock()
	h := hs.byName[name]
	if h == nil {
		if len(hs.byName) >= maxHosts {
			for n, old := range hs.byName {
				if old.users == 0 {
					delete(hs.byName, n)
				}
			}
		}
		h = &host{turn: make(chan struct{}, 1), robots: map[string]rules{}}
		hs.byName[name] = h
	}
	h.users++
	hs.mu.Unlock()
	select {
	case h.turn <- struct{}{}:
		return h, nil
	case <-ctx.Done():
		hs.mu.Lock()
		h.users--
		hs.mu.Unlock()
		return nil, ctx.Err()
	}
}

func (hs *hosts) leave(h *host) {
	<-h.turn
	hs.mu.Lock()
	h.users--
	hs.mu.Unlock()
}

// await sleeps until the host may be spoken to again.
func (c *Client) await(ctx context.Context, h *host) error {
	wait := h.next.Sub(c.o.Now())
	if wait <= 0 {
		return nil
	}
	if wait > c.o.MaxWait {
		return &Later{After: wait, why: "its server asked to be left alone"}
	}
	return c.o.Sleep(ctx, wait)
}

// permitted is an error where robots.txt forbids an address. A server that has
// none permits all; one that fails to tell permits nothing for now (RFC 9309).
func (c *Client) permitted(ctx context.Context, h *host, u *url.URL) error {
	origin := u.Scheme + "://" + u.Host
	r, ok := h.robots[origin]
	if !ok || !c.o.Now().Before(r.until) {
		data, err := c.robots(ctx, origin)
		if err != nil {
			return err
		}
		if len(h.robots) >= maxOrigins {
			clear(h.robots)
		}
		r = rules{data, c.o.Now().Add(robotsAge)}
		h.robots[origin] = r
	}
	group := r.data.FindGroup(c.o.Agent)
	h.delay = min(group.CrawlDelay, c.o.MaxWait)
	if !r.data.TestAgent(u.RequestURI(), c.o.Agent) {
		return fmt.Errorf("%s/robots.txt asks that it not be read by programs", origin)
	}
	return nil
}

// robots reads a robots.txt.
func (c *Client) robots(ctx context.Context, origin string) (*robotstxt.RobotsData, error) {
	u, err := check(origin + "/robots.txt")
	if err != nil {
		return nil, err
	}
	for range c.o.MaxRedirects + 1 {
		a, err := c.exchange(ctx, u, Validators{}, true)
		if err != nil {
			return nil, fmt.Errorf("its robots.txt: %w", err)
		}
		switch {
		case a.status >= 500 || a.status == http.StatusTooManyRequests:
			return nil, &passing{after: a.after, err: fmt.Errorf("its robots.txt: the server answers %s", said(a.status))}
		case a.next != "":
			if u, err = resolve(u, a.next); err != nil {
				return nil, fmt.Errorf("its robots.txt: %w", err)
			}
			continue
		case a.status != http.StatusOK:
			return robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
		}
		return understood(a.body)
	}
	return robotstxt.FromStatusAndBytes(http.StatusNotFound, nil)
}

// understood parses a robots.txt.
func understood(body []byte) (*robotstxt.RobotsData, error) {
	data, err := robotstxt.FromBytes(soundLines(body))
	if err != nil {
		return nil, errors.New("its robots.txt cannot be understood")
	}
	return data, nil
}

// soundLines are the lines of a robots.txt that have a meaning: the library gives
// up on all of them for one that is out of place.
func soundLines(body []byte) []byte {
	var out bytes.Buffer
	agent := false
	for line := range strings.Lines(strings.ReplaceAll(strings.TrimPrefix(string(body), "\ufeff"), "\r", "\n")) {
		line, _, _ = strings.Cut(line, "#")
		key, value, _ := strings.Cut(line, ":")
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent", "useragent":
			agent = true
		case "allow", "disallow":
			if !agent {
				continue
			}
		case "crawl-delay":
			if s, err := strconv.ParseFloat(value, 64); err != nil || !agent || !(s >= 0 && s < 1e6) {
				continue
			}
		default:
			continue
		}
		if value != "" {
			fmt.Fprintf(&out, "%s: %s\n", key, value)
		}
	}
	return out.Bytes()
}
