package access

import (
	"errors"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Where people sign in and out.
const (
	SignIn  = "/sign-in"
	SignOut = "/sign-out"
)

// Page is what the sign-in page shows. Its form posts name, password, next and the
// token (Token, in the field TokenField) to SignIn.
type Page struct {
	Status int    // of HTTP, to be sent
	Error  string // why an attempt came to nothing; empty at first
	Name   string // as it was typed; foreign text
	Next   string // where to go after: a path of this room, see Local
}

// Routes adds the sign-in page, which page draws, and signing out.
func (g *Guard) Routes(mux *http.ServeMux, page func(http.ResponseWriter, *http.Request, Page)) {
	mux.HandleFunc("GET "+SignIn, func(w http.ResponseWriter, r *http.Request) { g.showSignIn(w, r, page) })
	mux.HandleFunc("POST "+SignIn, func(w http.ResponseWriter, r *http.Request) { g.signIn(w, r, page) })
	mux.HandleFunc("POST "+SignOut, g.signOut)
}

// showSignIn gives who comes a cookie that the form's token is bound to.
func (g *Guard) showSignIn(w http.ResponseWriter, r *http.Request, page func(http.ResponseWriter, *http.Request, Page)) {
	v := visitOf(r.Context())
	next := Local(r.URL.Query().Get("next"))
	if v.by != byNothing {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	if v.token == "" {
		id, value, err := g.newForm()
		if err != nil {
			panic(err)
		}
		http.SetCookie(w, g.cookie(formCookie, value))
		v.token = g.formToken(id)
	}
	w.Header().Set("Cache-Control", "no-store")
	page(w, r, Page{Status: http.StatusOK, Next: next})
}

// signIn checks a name and password. Wrap has checked the form's token.
func (g *Guard) signIn(w http.ResponseWriter, r *http.Request, page func(http.ResponseWriter, *http.Request, Page)) {
	v := visitOf(r.Context())
	next := Local(r.PostFormValue("next"))
	if g.unguarded() || v.by == byToken {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	name := strings.ToLower(strings.TrimSpace(r.PostFormValue("name"))) // telephones begin with a capital
	p := Page{Next: next, Name: clip(name)}
	rec, wait, err := g.attempt(r, name)
	switch {
	case wait > 0:
		w.Header().Set("Retry-After", seconds(wait))
		p.Status, p.Error = http.StatusTooManyRequests, "There were too many attempts to sign in. Wait "+waiting(wait)+" and try again."
	case errors.Is(err, errWrong):
		w.Header().Set("WWW-Authenticate", `Bearer realm="chancery"`)
		p.Status, p.Error = http.StatusUnauthorized, "The name or the password is wrong."
	case err != nil:
		g.log.Error("signing in", "error", err)
		w.Header().Set("Retry-After", "60")
		p.Status, p.Error = http.StatusServiceUnavailable, "Signing in does not work just now. Try again in a minute."
	default:
		g.welcome(w, r, rec, next)
		return
	}
	page(w, r, p)
}

// attempt verifies what the form says, if it may be tried. The audit log has the
// names of accounts only: others are now and then passwords, typed into the wrong
// field.
func (g *Guard) attempt(r *http.Request, name string) (rec *record, wait time.Duration, err error) {
	from := client(r, g.o.TrustProxy)
	now := g.o.Now()
	book, err := g.book()
	if err != nil {
		return nil, 0, err
	}
	known := ""
	if r := book.names[name]; r != nil && r.Kind == account {
		known = name
	}
	wait, first := g.attempts.allow(block(from), now)
	if wait == 0 && names.MatchString(name) {
		wait, first = g.onAccount.allow(name, now)
	}
	if wait > 0 {
		if first {
			g.note(r.Context(), "sign-in held off", known, from.String(), slog.Duration("wait", wait))
		}
		return nil, wait, nil
	}
	rec, err = g.o.Store.verify(r.Context(), name, r.PostFormValue("password"))
	if errors.Is(err, errWrong) {
		g.note(r.Context(), "sign-in failed", known, from.String(), slog.Bool("known", known != ""))
	}
	return rec, 0, err
}

// welcome begins a session, always one of a new id: one that somebody else may have
// put into the browser is worth nothing.
func (g *Guard) welcome(w http.ResponseWriter, r *http.Request, rec *record, next string) {
	if v := visitOf(r.Context()); v.by == bySession {
		g.sessions.end(v.id)
	}
	id, err := g.sessions.begin(rec.Name, rec.stamp, g.o.Now())
	if err != nil {
		panic(err)
	}
	http.SetCookie(w, g.cookie(sessionCookie, id))
	http.SetCookie(w, g.cookie(formCookie, ""))
	g.note(r.Context(), "sign-in", rec.Name, client(r, g.o.TrustProxy).String(), slog.String("role", rec.Role.String()))
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (g *Guard) signOut(w http.ResponseWriter, r *http.Request) {
	if v := visitOf(r.Context()); v.by == bySession {
		g.sessions.end(v.id)
		g.Note(r, "sign-out")
	}
	http.SetCookie(w, g.cookie(sessionCookie, ""))
	http.Redirect(w, r, SignIn, http.StatusSeeOther)
}

// waiting tells how long to wait, in words.
func waiting(d time.Duration) string {
	if d < 90*time.Second {
		return seconds(d) + " seconds"
	}
	return strconv.Itoa(int(math.Ceil(d.Minutes()))) + " minutes"
}
