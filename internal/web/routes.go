package web

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"chancery/internal/ledger"
)

// routes are all addresses of the reading room. A question that has a page has its
// answer below /api/v1 too.
func (s *Server) routes(mux *http.ServeMux) {
	r := room{s, mux, s.newAPI(mux)}

	show(r, "/{$}", "today", s.todayAnswer)
	serve(r, "today", "/today", "What changed last, and what was read last", s.todayAnswer)
	show(r, "/changes", "changes", s.changes)
	serve(r, "changes", "/changes", "Changes of relations, newest first", s.changes)
	show(r, "/events", "events", s.eventList)
	serve(r, "events", "/events", "Incidents, newest first", s.eventList)
	show(r, "/articles", "articles", s.articles)
	serve(r, "articles", "/articles", "Documents, those recorded last first", s.articles)

	mux.HandleFunc("GET /", func(w http.ResponseWriter, req *http.Request) {
		s.fail(w, req, notFound("There is no page at %s.", req.URL.Path))
	})
}

// newAPI is the API with its description at /api/v1/openapi.json.
func (s *Server) newAPI(mux *http.ServeMux) huma.API {
	c := huma.DefaultConfig("chancery", s.o.Version)
	c.Info.Description = "The record of relations between states: every answer of the reading room's pages, with the words it rests on. " +
		"Days are YYYY-MM-DD, in UTC; spans are code points; codes of actors are ISO 3166-1 alpha-3, those of disputed entities and organisations our own."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "/api/v1/openapi", "", ""
	c.CreateHooks = nil // no links to schemas in the answers
	c.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[ledger.Bounds](), reflect.TypeFor[string]())
	return humago.New(mux, c)
}
