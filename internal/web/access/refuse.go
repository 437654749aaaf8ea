package access

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Refusal is why a request is not answered as it was meant.
type Refusal struct {
	Status int           // of HTTP
	Detail string        // for people: what is wrong, and what to do
	Wait   time.Duration // when it may be tried again, where that is known

	badToken bool
	quiet    bool // does not go into the audit log: it is told elsewhere, or happens to everybody
}

// problem is a refusal for programs (RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

// refuse answers with a refusal.
func (g *Guard) refuse(w http.ResponseWriter, r *http.Request, no Refusal) {
	if !no.quiet {
		g.refusedTo(r, Who(r.Context()), no.Status, no.Detail)
	}
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if no.Wait > 0 {
		h.Set("Retry-After", seconds(no.Wait))
	}
	reader := g.ofFeed(r) && r.Header.Get("Sec-Fetch-Mode") == "" // no browser
	forProgram := g.o.Programs || reader || wantsProblem(r)
	if no.Status == http.StatusUnauthorized {
		if !forProgram {
			http.Redirect(w, r, signInFor(r), http.StatusSeeOther)
			return
		}
		challenge := `Bearer realm="chancery"`
		if no.badToken {
			challenge += `, error="invalid_token"`
		}
		h.Set("WWW-Authenticate", challenge)
		if reader {
			h.Add("WWW-Authenticate", `Basic realm="chancery", charset="UTF-8"`)
		}
	}
	switch {
	case forProgram:
		h.Set("Content-Type", "application/problem+json")
		w.WriteHeader(no.Status)
		_ = json.NewEncoder(w).Encode(problem{"about:blank", http.StatusText(no.Status), no.Status, no.Detail})
	case g.o.Page != nil:
		g.o.Page(w, r, no)
	default:
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(no.Status)
		fmt.Fprintf(w, "%d %s: %s\n", no.Status, http.StatusText(no.Status), no.Detail)
	}
}

// wantsProblem tells whether a program asks, not somebody who goes to a page: it
// asks the API, sends a token, or is a script of a page.
func wantsProblem(r *http.Request) bool {
	if _, ok := bearerToken(r); ok || strings.HasPrefix(r.URL.Path, "/api/") {
		return true
	}
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
		return true
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "json") && !strings.Contains(accept, "html")
}

// seconds is a duration as Retry-After has it.
func seconds(d time.Duration) string {
	return strconv.Itoa(int(math.Ceil(d.Round(time.Millisecond).Seconds())))
}

// signInFor is the address of the sign-in page that leads back to what was asked
// for. A form that was sent cannot be gone back to.
func signInFor(r *http.Request) string {
	if !safe(r.Method) {
		return SignIn
	}
	next := Local(r.URL.RequestURI())
	if next == "/" {
		return SignIn
	}
	return SignIn + "?" + url.Values{"next": {next}}.Encode()
}
