package main

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"chancery"
	"chancery/internal/web/access"
	"chancery/internal/web/manual"
)

// TestDocsAlone: the documentation is whole where no reading room is around it, and
// answers this machine alone by its own name.
func TestDocsAlone(t *testing.T) {
	m, err := manual.New(chancery.Documentation)
	if err != nil {
		t.Fatal(err)
	}
	h, err := docsHandler(m, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	defer s.Close()
	for _, path := range []string{"/", "/docs/", "/docs/guides", "/docs/images/actor.png", "/static/style.css", "/static/favicon.svg", "/docs/search?q=lake"} {
		answer, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || len(body) == 0 {
			t.Errorf("%s: status %d, %d bytes, %v", path, answer.StatusCode, len(body), err)
		}
		if strings.HasPrefix(path, "/docs/") && strings.Contains(answer.Header.Get("Content-Security-Policy"), "script-src") {
			t.Errorf("%s: the policy has a place for scripts", path)
		}
	}
	ask, err := http.NewRequest(http.MethodGet, s.URL+"/docs/", nil)
	if err != nil {
		t.Fatal(err)
	}
	ask.Host = "elsewhere.example"
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("by another name: status %d", answer.StatusCode)
	}
}

// TestDocsInTheRoom: the reading room leads to the documentation, which leads back.
func TestDocsInTheRoom(t *testing.T) {
	s, _ := openDemo(t, access.Options{})
	for path, want := range map[string]string{
		"/about":            `<a href="/docs/">Documentation</a>`,
		"/docs/formats/api": `<a class="brand" href="/">chancery</a>`,
	} {
		answer, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(body), want) {
			t.Errorf("%s: status %d, %v, no %s", path, answer.StatusCode, err, want)
		}
	}
}
