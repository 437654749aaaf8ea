package agent

import (
	"net/http"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"chancery/internal/web/access"
)

// Path is where the server is reached over HTTP.
const Path = "/mcp"

// Handler answers over streamable HTTP at Path to whom a guard lets in. Each request
// stands for itself: there are no sessions that could be taken over or left open.
func (s *Server) Handler(o access.Options) (http.Handler, error) {
	guard, err := access.New(o)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(Path, mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s.mcp }, &mcp.StreamableHTTPOptions{
		Stateless: true, JSONResponse: true, Logger: s.o.Log,
		// The guard knows by which names it may be called, a proxy's too.
		DisableLocalhostProtection: true,
	}))
	guarded := guard.Wrap(mux)
	token := placeToken(guard)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fromBrowser(r) {
			http.Error(w, "this is for programs, not for pages; ask without the headers Origin and Sec-Fetch-Site", http.StatusForbidden)
			return
		}
		if token != "" && r.Header.Get(access.TokenHeader) == "" {
			r.Header.Set(access.TokenHeader, token)
		}
		guarded.ServeHTTP(w, r)
	}), nil
}

// fromBrowser tells whether a page sends a request: browsers always say so of a POST.
func fromBrowser(r *http.Request) bool {
	return r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != ""
}

// placeToken is the token that a guard without accounts asks of who sits at its
// machine, so that no page of another site can act for them. Programs do not load
// the page that bears it; since nothing that a page sends gets this far, they are
// given it. It is empty where a guard has accounts, and programs send tokens of
// their own.
func placeToken(guard *access.Guard) string {
	token := ""
	r, err := http.NewRequest(http.MethodGet, "http://localhost"+Path, nil)
	if err != nil {
		return ""
	}
	r.RemoteAddr = "127.0.0.1:0"
	guard.Wrap(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { token = access.Token(r.Context()) })).
		ServeHTTP(&nowhere{http.Header{}}, r)
	return token
}

// nowhere is an answer that nobody reads.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) WriteHeader(int)             {}
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }
