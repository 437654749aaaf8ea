package access

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"sync"
	"time"
)

// session is somebody's being signed in. The browser has its id, the server only
// the id's digest.
type session struct {
	name         string
	stamp        digest // of the account as it signed in
	begun, asked time.Time
}

// sessions are kept in memory: a restart signs everybody out.
type sessions struct {
	random         io.Reader
	idle, absolute time.Duration
	most, each     int // of all, of one account

	mu sync.Mutex
	of map[digest]*session
}

// begin starts a session and returns its id. An account that has as many as it may
// loses the one it used least recently; so does the room.
func (s *sessions) begin(name string, stamp digest, now time.Time) (string, error) {
	id, err := draw(s.random)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		own, all := 0, 0
		var ownOldest, oldest digest
		for d, x := range s.of {
			if s.over(x, now) {
				delete(s.of, d)
				continue
			}
			if all++; all == 1 || x.asked.Before(s.of[oldest].asked) {
				oldest = d
			}
			if x.name != name {
				continue
			}
			if own++; own == 1 || x.asked.Before(s.of[ownOldest].asked) {
				ownOldest = d
			}
		}
		if own >= s.each {
			delete(s.of, ownOldest)
		} else if all >= s.most {
			delete(s.of, oldest)
		} else {
			break
		}
	}
	s.of[sha256.Sum256(id)] = &session{name: name, stamp: stamp, begun: now, asked: now}
	return base64.RawURLEncoding.EncodeToString(id), nil
}

func (s *sessions) over(x *session, now time.Time) bool {
	return now.Sub(x.asked) >= s.idle || now.Sub(x.begun) >= s.absolute
}

// find is the session of an id that is still on; it is asked for now.
func (s *sessions) find(id digest, now time.Time) (session, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.of[id]
	if x == nil {
		return session{}, false
	}
	if s.over(x, now) {
		delete(s.of, id)
		return session{}, false
	}
	x.asked = now
	return *x, true
}

func (s *sessions) end(id digest) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of, id)
}

// Cookies. With the prefix __Host- a browser takes them from this host alone, not
// from a neighbour under the same domain.
const (
	sessionCookie = "chancery"
	formCookie    = "chancery-form" // of somebody who has not signed in yet
)

func (g *Guard) cookieName(name string) string {
	if g.o.Secure {
		return "__Host-" + name
	}
	return name
}

// cookie makes a cookie. Lax, so that a link in a letter opens the page it leads
// to: what changes anything asks for a token besides.
func (g *Guard) cookie(name, value string) *http.Cookie {
	c := &http.Cookie{Name: g.cookieName(name), Value: value, Path: "/", HttpOnly: true, Secure: g.o.Secure, SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// cookieValue is what a request has in a cookie. Of several of one name, which a
// neighbouring host may have set, none is believed.
func (g *Guard) cookieValue(r *http.Request, name string) string {
	if cs := r.CookiesNamed(g.cookieName(name)); len(cs) == 1 {
		return cs[0].Value
	}
	return ""
}
