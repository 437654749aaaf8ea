package access

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"path"
	"runtime/debug"
	"strings"
)

// visit is what is known of who sends a request.
type visit struct {
	user  User
	token string // that unsafe requests must bear; empty: none would do
	by    means
	id    digest // of the session
}

// means is by what somebody is known.
type means int

const (
	byNothing means = iota
	byPlace         // sits at this machine
	bySession
	byToken
)

type visitKey struct{}

func visitOf(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// Who is who sends the request of a context; the zero User when nobody is known.
func Who(ctx context.Context) User { return visitOf(ctx).user }

// Token is what forms carry in the hidden field TokenField, and scripts in the
// header TokenHeader, to change anything.
func Token(ctx context.Context) string { return visitOf(ctx).token }

// SignedIn tells whether there is anything to sign out of: not for who sits at this
// machine, nor for programs.
func SignedIn(ctx context.Context) bool { return visitOf(ctx).by == bySession }

// Wrap guards a handler: nothing reaches it that is not let in, and by default
// nobody is that is not known. It belongs outside of all else.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := &writer{ResponseWriter: w}
		defer g.mend(out, r)
		g.headers(out.Header())
		v, no := g.admit(w, r)
		if v == nil {
			v = &visit{}
		}
		r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
		if no != nil {
			g.refuse(out, r, *no)
			return
		}
		if v.by != byNothing && !g.public(r) {
			out.Header().Set("Cache-Control", "private, no-cache")
		}
		next.ServeHTTP(out, r)
	})
}

// admit decides whether a request is let through, the cheapest reasons first.
func (g *Guard) admit(w http.ResponseWriter, r *http.Request) (*visit, *Refusal) {
	if wait, first := g.requests.allow(block(client(r, g.o.TrustProxy)), g.o.Now()); wait > 0 {
		return nil, &Refusal{Status: http.StatusTooManyRequests, Wait: wait, quiet: !first, Detail: "there were too many requests from this address; wait, then go on more slowly"}
	}
	if !g.hosts.allow(r.Host) {
		return nil, &Refusal{Status: http.StatusMisdirectedRequest,
			Detail: fmt.Sprintf("this room is not called %q; ask for it by its own name, or have that name added to those of the server", clip(r.Host))}
	}
	if foreign(r) {
		return nil, &Refusal{Status: http.StatusForbidden, Detail: "a page of another site asks for this; open it in a window of its own"}
	}
	if no := g.ofPage(r); no != nil {
		return nil, no
	}
	if r.ContentLength > g.o.Limits.Body {
		return nil, g.tooLarge()
	}
	if r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, g.o.Limits.Body)
	}
	v, no := g.identify(r)
	if no != nil {
		return v, no
	}
	if v.user.Role == Nobody && !g.public(r) {
		return v, &Refusal{Status: http.StatusUnauthorized, quiet: true, Detail: g.howToCome()}
	}
	if !safe(r.Method) && v.by != byToken && !g.o.Programs {
		switch err := g.forged(r, v.token); {
		case errors.Is(err, errLarge):
			return v, g.tooLarge()
		case err != nil:
			return v, &Refusal{Status: http.StatusForbidden, Detail: err.Error()}
		}
	}
	return v, nil
}

// howToCome tells what is to be done by who is not known.
func (g *Guard) howToCome() string {
	const token = "send a token: Authorization: Bearer chancery_…"
	if g.o.Programs {
		return token
	}
	return "sign in, or " + token
}

func (g *Guard) tooLarge() *Refusal {
	return &Refusal{Status: http.StatusRequestEntityTooLarge, Detail: fmt.Sprintf("the request is larger than %d bytes; send less at a time", g.o.Limits.Body)}
}

// identify finds out who sends a request. A token that is sent must be right, even
// where none is needed: who sends one means it.
func (g *Guard) identify(r *http.Request) (*visit, *Refusal) {
	b, err := g.book()
	if err != nil {
		return nil, &Refusal{Status: http.StatusServiceUnavailable, quiet: true, Detail: "the accounts cannot be read; whoever runs this server finds the reason in its log"}
	}
	secret, ok := bearerToken(r)
	if !ok && g.ofFeed(r) {
		_, secret, ok = r.BasicAuth()
	}
	if ok {
		rec, err := b.bearer(secret, g.o.Now())
		if err != nil {
			return nil, &Refusal{Status: http.StatusUnauthorized, Detail: err.Error(), badToken: true}
		}
		return &visit{user: User{rec.Name, rec.Role}, by: byToken}, nil
	}
	if g.o.Programs {
		if g.unguarded() {
			return g.local(r)
		}
		return &visit{}, nil
	}
	if v := g.resume(r, b); v != nil {
		return v, nil
	}
	if g.unguarded() {
		return g.local(r)
	}
	v := &visit{}
	if id, ok := g.parseForm(g.cookieValue(r, formCookie)); ok {
		v.token = g.formToken(id)
	}
	return v, nil
}

// resume finds the session of a request. It ends when its account is no more what
// it was at sign-in; a role that was changed is as it is now.
func (g *Guard) resume(r *http.Request, b *book) *visit {
	id, ok := parseSecret(g.cookieValue(r, sessionCookie))
	if !ok {
		return nil
	}
	s, ok := g.sessions.find(id, g.o.Now())
	if !ok {
		return nil
	}
	rec := b.names[s.name]
	if rec == nil || rec.Kind != account || rec.Disabled || rec.stamp != s.stamp {
		g.sessions.end(id)
		return nil
	}
	return &visit{user: User{rec.Name, rec.Role}, by: bySession, id: id, token: g.sessionToken(id)}
}

// local lets in who sits at this machine. What a proxy hands on comes from
// elsewhere, though the connection is the proxy's.
func (g *Guard) local(r *http.Request) (*visit, *Refusal) {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil || !from.Addr().Unmap().IsLoopback() || proxied(r) {
		return nil, &Refusal{Status: http.StatusForbidden,
			Detail: "this room has no accounts and is open to its own machine only, not through a proxy; make an account with: chancery accounts add NAME --role reader|reviewer|admin"}
	}
	return &visit{user: User{g.o.LocalName, Admin}, by: byPlace, token: g.localToken()}, nil
}

// bearerToken is what is sent as Authorization: Bearer.
func bearerToken(r *http.Request) (string, bool) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// ofFeed tells whether a feed is asked for.
func (g *Guard) ofFeed(r *http.Request) bool {
	return g.o.Feeds != "" && safe(r.Method) && strings.HasSuffix(r.URL.Path, g.o.Feeds)
}

// public tells whether a path is open to everybody. One that a router might read in
// another way than it looks is not.
func (g *Guard) public(r *http.Request) bool {
	p := r.URL.Path
	if p == SignIn && !g.o.Programs {
		return true
	}
	if r.URL.EscapedPath() != p || path.Clean(p) != strings.TrimSuffix(p, "/") {
		return false
	}
	for _, open := range g.o.Public {
		if p == open || strings.HasSuffix(open, "/") && strings.HasPrefix(p, open) {
			return true
		}
	}
	return false
}

// Require lets a handler be used by a role and those above it. It does so only
// behind Wrap: without, nobody is known.
func (g *Guard) Require(role Role, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch who := Who(r.Context()); {
		case who.Role == Nobody:
			g.refuse(w, r, Refusal{Status: http.StatusUnauthorized, quiet: true, Detail: g.howToCome()})
		case who.Role < role:
			g.refuse(w, r, Refusal{Status: http.StatusForbidden, Detail: fmt.Sprintf("this takes the role %s, and you are %s; ask who runs this room", role, who.Role)})
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// mend answers for a handler that panicked. Where an answer has begun it is broken
// off, so that nobody takes half of it for the whole.
func (g *Guard) mend(w *writer, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	g.log.Error("a handler panicked", "panic", fmt.Sprint(v), "method", r.Method, "path", clip(r.URL.Path), "stack", string(debug.Stack()))
	if w.begun {
		panic(http.ErrAbortHandler)
	}
	clear(w.Header())
	g.headers(w.Header())
	g.refuse(w, r, Refusal{Status: http.StatusInternalServerError, quiet: true, Detail: "something went wrong in the server; its log says what"})
}

// writer knows whether an answer has begun. Deadlines and the like are reached
// through it by http.ResponseController.
type writer struct {
	http.ResponseWriter
	begun bool
}

func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *writer) WriteHeader(status int) {
	w.begun = w.begun || status >= 200 || status == http.StatusSwitchingProtocols
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(p []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(p)
}

// Flush is for handlers that ask for an http.Flusher.
func (w *writer) Flush() {
	w.begun = true
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}
