package web

import (
	"context"
	"net/http"
	"reflect"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"chancery/internal/ledger"
	"chancery/internal/web/static"
)

// routes are all addresses of the reading room. A question that has a page has its
// answer below /api/v1 too.
func (s *Server) routes(mux *http.ServeMux) {
	r := room{s, mux, s.newAPI(mux)}

	both(r, "/{$}", "today", "today", "/today", "What changed last, and what was read last", s.todayAnswer)
	both(r, "/changes", "changes", "changes", "/changes", "Changes of relations, newest first", s.changes)
	both(r, "/events", "events", "events", "/events", "Incidents, newest first", s.eventList)
	both(r, "/articles", "articles", "articles", "/articles", "Documents, those recorded last first", s.articles)

	show(r, "/conflicts", "conflicts", s.conflicts)
	serve(r, "conflicts", "/conflicts", "Contradictions between claims", s.conflicts)
	both(r, "/claim/{id}", "claim", "claim", "/claims/{id}", "A claim with its words, verdicts, and what rests on it", s.claim)
	both(r, "/incident/{claim}", "incident", "incident", "/incidents/{claim}", "The incidents that a claim is a report of, their reports side by side", s.incident)
	both(r, "/search", "search", "search", "/search", "Actors, articles and events by names and words", s.search)
	serve(r, "suggest", "/suggest", "Actors by the beginning of a name", s.suggest)
	show(r, "/about", "about", s.about)

	show(r, "/source/{id}", "source", s.source)
	serve(r, "source", "/sources/{id}", "A document with its words marked, and its claims", s.source)
	huma.Register(r.api, described("source-text", "/sources/{id}/text", "The text of a document, as the ledger keeps it", "text/plain; charset=utf-8"), s.sourceText)

	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.Handle("GET /static/", s.kept(http.StripPrefix("/static/", http.FileServerFS(static.Files()))))

	if s.o.Docs != nil {
		mux.Handle("GET /docs/", s.o.Docs)
	}

	both(r, "/actor/{code}", "actor", "actor", "/actors/{code}", "What is known of an actor, as of a day", s.actor)
	both(r, "/actor/{code}/voices", "voices", "voices", "/actors/{code}/voices", "On whose word an actor is known", s.voiceList)
	serve(r, "recognition", "/recognition/{code}", "Who recognises an entity or state, as of a day", remembered(s, "recognition", s.recognition))
	both(r, "/relations", "relations", "relations", "/relations", "Relations as of a day, or all there ever were between two sides, those begun last first", s.relationList)
	both(r, "/pair/{a}/{b}", "pair", "pair", "/pair/{a}/{b}", "How two sides stood, and what they did to each other", s.pair)
	both(r, "/map", "map", "map", "/map", "Recognition, relations, sanctions, visits or war as of a day, by place", s.mapOf)
	both(r, "/network", "network", "network", "/network", "Who supports and who opposes whom within some days", s.network)

	show(r, "/review", "review", s.review)
	serve(r, "review", "/review", "Events that nobody has judged, the least sure first", s.review)
	show(r, "/review/agreement", "agreement", s.agreement)
	serve(r, "agreement", "/review/agreement", "How far reviewers agree", s.agreement)
	s.feeds(r)
	s.judging(r)
	s.exports(r)

	mux.HandleFunc("GET /", func(w http.ResponseWriter, req *http.Request) {
		s.fail(w, req, notFound("There is no page at %s.", req.URL.Path))
	})
}

// about is the page that tells how to read the others.
func (s *Server) about(context.Context, *struct{}) (*struct{}, error) { return &struct{}{}, nil }

// kept lets browsers keep what is the program's own for a while; after that they ask
// whether it is still the same, by a tag that is made once.
func (s *Server) kept(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=300")
		if tag, ok := s.tags[strings.TrimPrefix(r.URL.Path, "/static/")]; ok {
			w.Header().Set("ETag", tag)
		}
		next.ServeHTTP(w, r)
	})
}

// judging are the addresses at which claims are judged; judge refuses who is no
// reviewer.
func (s *Server) judging(r room) {
	r.mux.HandleFunc("POST /review/{id}", s.judgeForm)
	huma.Register(r.api, huma.Operation{
		OperationID: "judge", Method: http.MethodPost, Path: "/api/v1/claims/{id}/verdicts", Summary: "Judge a claim: accept, reject or correct it",
		Errors:      []int{http.StatusBadRequest, http.StatusForbidden, http.StatusNotFound},
		Middlewares: huma.Middlewares{s.knowRequest}, MaxBodyBytes: mostForm,
	}, s.judgeJSON)
}

// exports are the streams of the API.
func (s *Server) exports(r room) {
	stream(r, "export-claims", "/export/claims", "All claims in the order of recording, one a line", ndjson, s.exportClaims, (*sinceQuery).check)
	stream(r, "export-changes", "/export/changes", "Changes of relations, newest first, one a line", ndjson, s.exportChanges, s.checkChanges)
	stream(r, "export-gold", "/export/gold", "What people judged, as gold data, one document a line", ndjson, s.exportGold, noQuestion)
	stream(r, "export-rules", "/export/rules", "What people judged, as examples of the rules that found it", "text/plain; charset=utf-8", s.exportRules, noQuestion)
}

// newAPI is the API with its description at /api/v1/openapi.json.
func (s *Server) newAPI(mux *http.ServeMux) huma.API {
	c := huma.DefaultConfig("chancery", s.o.Version)
	c.Info.Description = "The record of relations between states: every answer of the reading room's pages, with the words it rests on. " +
		"Days are YYYY-MM-DD, in UTC; spans are code points; codes of actors are ISO 3166-1 alpha-3, those of disputed entities and organisations our own."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "/api/v1/openapi", "", ""
	c.CreateHooks = nil // no links to schemas in the answers
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	c.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[ledger.Bounds](), reflect.TypeFor[string]())
	return humago.New(mux, c)
}

// schemaName names a type in the description: what the ledger has and a page adds to
// (a change, an incident) goes by two names.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.PkgPath() == reflect.TypeFor[ledger.Incident]().PkgPath() {
		return "Ledger" + name
	}
	return name
}
