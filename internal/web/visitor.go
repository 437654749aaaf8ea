package web

import (
	"net/http"

	"chancery/internal/web/access"
)

// guarded puts the guard before a handler.
func (s *Server) guarded(mux *http.ServeMux, next http.Handler) http.Handler {
	s.guard.Routes(mux, s.signIn)
	return s.guard.Wrap(next)
}

// public is what may be had without signing in: what the sign-in page is drawn with, and
// whether the server runs.
var public = []string{"/static/", "/healthz"}

// visitor is who asks.
func (s *Server) visitor(r *http.Request) Visitor {
	who := access.Who(r.Context())
	return Visitor{
		Name: who.Name, Look: who.Role >= access.Reader, Review: who.Role >= access.Reviewer,
		SignedIn: access.SignedIn(r.Context()), CanSignIn: s.o.Access.Store != nil,
	}
}

// token is the visitor's token against forged requests.
func (s *Server) token(r *http.Request) string { return access.Token(r.Context()) }

// signIn draws the page on which people sign in.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, p access.Page) {
	s.render(w, r, p.Status, "sign-in", nil, &p)
}

// refused draws a page on why a request is not answered.
func (s *Server) refused(w http.ResponseWriter, r *http.Request, p access.Refusal) {
	s.render(w, r, p.Status, "problem", nil, &problemAnswer{Status: p.Status, Text: p.Detail})
}
