package agent

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"chancery/internal/web/access"
)

// TestHTTP asks over streamable HTTP as a client of the SDK does.
func TestHTTP(t *testing.T) {
	s := newStage(t)
	h, err := s.server.Handler(access.Options{Loopback: true, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	defer server.Close()
	c, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: server.URL + Path}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	r, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: "actor", Arguments: map[string]any{"name": "UKR"}})
	if err != nil || r.IsError {
		t.Fatalf("%+v, %v", r, err)
	}
	if text := r.Content[0].(*mcp.TextContent).Text; !strings.Contains(text, "code UKR, state") {
		t.Errorf("the answer is %q", text)
	}
}

const ping = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`

// post sends a message with headers, and gives the status of its answer.
func post(h http.Handler, path, host, from string, header ...string) int {
	r := httptest.NewRequest("POST", path, strings.NewReader(ping))
	r.Host, r.RemoteAddr = host, from
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code
}

func TestWhoMayAsk(t *testing.T) {
	s := newStage(t)
	local := access.Options{Loopback: true, Now: time.Now, Random: rand.Reader}
	open, err := s.server.Handler(local)
	if err != nil {
		t.Fatal(err)
	}
	store, err := access.Open(filepath.Join(t.TempDir(), "accounts.jsonl"), time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	token, err := store.Issue(t.Context(), "agent", access.Reader, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	closed, err := s.server.Handler(access.Options{Store: store, Hosts: []string{"room.example.org"}, Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	const here, there = "127.0.0.1:4000", "203.0.113.7:4000"
	for name, c := range map[string]struct {
		h                http.Handler
		path, host, from string
		header           []string
		want             int
	}{
		"this machine":             {open, Path, "localhost:80", here, nil, 200},
		"another path":             {open, "/other", "localhost:80", here, nil, 404},
		"another machine":          {open, Path, "localhost:80", there, nil, 403},
		"by way of a proxy":        {open, Path, "localhost:80", here, []string{"X-Forwarded-For", "203.0.113.7"}, 403},
		"a name that leads here":   {open, Path, "evil.example", here, nil, 421},
		"a page":                   {open, Path, "localhost:80", here, []string{"Origin", "https://evil.example"}, 403},
		"a page of this machine":   {open, Path, "localhost:80", here, []string{"Sec-Fetch-Site", "same-site"}, 403},
		"a form":                   {open, Path, "localhost:80", here, []string{"Content-Type", "text/plain"}, 415},
		"a token nobody gave":      {open, Path, "localhost:80", here, []string{"Authorization", "Bearer chancery_x"}, 401},
		"accounts, a token":        {closed, Path, "room.example.org", there, []string{"Authorization", "Bearer " + token}, 200},
		"accounts, no token":       {closed, Path, "room.example.org", there, []string{"Accept", "application/json"}, 401},
		"accounts, a wrong token":  {closed, Path, "room.example.org", there, []string{"Authorization", "Bearer " + token[:len(token)-1]}, 401},
		"accounts, another's name": {closed, Path, "evil.example", there, []string{"Authorization", "Bearer " + token}, 421},
		"accounts, this machine":   {closed, Path, "localhost", here, []string{"Accept", "application/json"}, 401},
		"accounts, a page":         {closed, Path, "room.example.org", there, []string{"Authorization", "Bearer " + token, "Origin", "https://room.example.org"}, 403},
	} {
		if got := post(c.h, c.path, c.host, c.from, c.header...); got != c.want {
			t.Errorf("%s: status %d, want %d", name, got, c.want)
		}
	}
	if _, err := s.server.Handler(access.Options{Now: time.Now, Random: rand.Reader}); err == nil {
		t.Error("a server that others can reach opens without accounts")
	}
}
