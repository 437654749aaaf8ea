package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// tokenOf finds the token against forged requests in a page.
var tokenOf = regexp.MustCompile(`<meta name="csrf" content="([^"]+)">`)

// send posts a form as a page's own form does, with the page's token, and more headers.
func (s *stage) send(path string, form url.Values, header ...string) (int, http.Header, string) {
	s.Helper()
	_, set, page := s.ask("GET", "/about", nil)
	token := tokenOf.FindStringSubmatch(page)
	if token == nil {
		s.Fatal("the page has no token")
	}
	cookie, _, _ := strings.Cut(set.Get("Set-Cookie"), ";")
	sent := url.Values{"csrf": {token[1]}}
	for k, vs := range form {
		sent[k] = vs
	}
	return s.ask("POST", path, strings.NewReader(sent.Encode()), append([]string{
		"Content-Type", "application/x-www-form-urlencoded", "Cookie", cookie}, header...)...)
}

// post sends a form of these names and values.
func (s *stage) post(path string, pairs ...string) (int, http.Header) {
	s.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	status, header, _ := s.send(path, form)
	return status, header
}
