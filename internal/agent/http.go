package agent

import (
	"net/http"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"chancery/internal/web/access"
)

// Path is where the server is reached over HTTP.
const Path = "/mcp"

// Handler answers over streamable HTTP at Path to programs that a guard lets in. Each
// request stands for itself: there are no sessions that could be taken over or left open.
func (s *Server) Handler(o access.Options) (http.Handler, error) {
	o.Programs = true
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
	return guard.Wrap(mux), nil
}
