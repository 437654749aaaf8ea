package access

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// Where a request carries the token: forms in a hidden field, scripts in a header.
const (
	TokenField  = "csrf"
	TokenHeader = "X-CSRF-Token"
)

// seal authenticates a purpose and what it is for under the server's key.
func (g *Guard) seal(purpose string, about []byte) string {
	mac := hmac.New(sha256.New, g.key)
	mac.Write([]byte(purpose + "\x00"))
	mac.Write(about)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// The tokens. One stays the same as long as the session does, so that pages can be
// cached by their ETag; it is worth nothing without the session's cookie.
func (g *Guard) sessionToken(id digest) string { return g.seal("session", id[:]) }
func (g *Guard) formToken(id string) string    { return g.seal("form", []byte(id)) }

// localToken is that of who sits at this machine, and has no cookie: that pages
// of other sites cannot read it is what it is worth.
func (g *Guard) localToken() string { return g.seal("local", nil) }

// newForm makes the cookie of somebody who has not signed in: a random id and its
// seal, so that nobody's made-up id is taken for one of ours.
func (g *Guard) newForm() (id, value string, err error) {
	b, err := draw(g.random)
	if err != nil {
		return "", "", err
	}
	id = base64.RawURLEncoding.EncodeToString(b)
	return id, id + "." + g.seal("cookie", []byte(id)), nil
}

// parseForm reads such a cookie.
func (g *Guard) parseForm(value string) (id string, ok bool) {
	id, seal, _ := strings.Cut(value, ".")
	if _, ok := parseSecret(id); !ok {
		return "", false
	}
	if !equal(seal, g.seal("cookie", []byte(id))) {
		return "", false
	}
	return id, true
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// safe tells whether a method changes nothing.
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

var (
	errToken = errors.New("the form is too old, or not of this room: load the page anew and send it again")
	errLarge = errors.New("the request is too large")
)

// forged tells why a request may come from a page of another site. The token alone
// would do; that the browser says where the request comes from is a second lock
// for the day on which a token leaks.
func (g *Guard) forged(r *http.Request, want string) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return fmt.Errorf("a page of another site sent it (Sec-Fetch-Site: %s)", clip(site))
	}
	if origin := r.Header.Get("Origin"); origin != "" && !g.ownOrigin(origin, r.Host) {
		return fmt.Errorf("it comes from %s, but this room was asked for as %s; a proxy in front of it must hand on the Host header", clip(origin), clip(r.Host))
	}
	got := r.Header.Get(TokenHeader)
	if got == "" {
		if err := r.ParseForm(); err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return errLarge
			}
			return errToken
		}
		got = r.PostForm.Get(TokenField)
	}
	if want == "" || !equal(got, want) {
		return errToken
	}
	return nil
}

// foreign tells whether a browser asks on behalf of a page of another site, and not
// because somebody follows a link: to load our pages and data into its own, or to
// see how long they take. That needs no token, and on loopback no cookie either.
func foreign(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	if site == "" || site == "same-origin" || site == "none" {
		return false
	}
	into := r.Header.Get("Sec-Fetch-Dest")
	return r.Header.Get("Sec-Fetch-Mode") != "navigate" || into != "" && into != "document"
}

// ofPage refuses what a page sends to a server that is for programs alone. Browsers say
// of every POST where it comes from; should one not, a form can send three types of
// body, none of which a program has a use for.
func (g *Guard) ofPage(r *http.Request) *Refusal {
	if !g.o.Programs {
		return nil
	}
	if r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		return &Refusal{Status: http.StatusForbidden, Detail: "this is for programs, not for pages; ask without the headers Origin and Sec-Fetch-Site"}
	}
	switch kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind {
	case "text/plain", "multipart/form-data", "application/x-www-form-urlencoded":
		return &Refusal{Status: http.StatusUnsupportedMediaType, Detail: fmt.Sprintf("a body is JSON here, not %s; send Content-Type: application/json", kind)}
	}
	return nil
}

// ownOrigin tells whether an Origin header names the host that was asked. The
// scheme can be checked only where it is known to be https.
func (g *Guard) ownOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "https" && (u.Scheme != "http" || g.o.Secure) {
		return false
	}
	return withPort(u.Scheme, u.Host) == withPort(u.Scheme, host)
}

// withPort is a host with its port, which browsers leave out where it is the
// scheme's own.
func withPort(scheme, host string) string {
	host = strings.ToLower(host)
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		return host
	}
	if scheme == "https" {
		return host + ":443"
	}
	return host + ":80"
}
