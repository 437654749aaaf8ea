package web

import "net/http"

// visitor is who asks.
func (s *Server) visitor(*http.Request) Visitor { return Visitor{Name: "local", Review: true} }

// token is the visitor's token against forged requests.
func (s *Server) token(*http.Request) string { return "" }
