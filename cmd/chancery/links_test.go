package main

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"chancery/internal/web/access"
)

// TestRoomHasNoDeadLinks follows every link from the first page of the demo on, up to
// so many addresses: each answers, and no page has an element or an attribute that the
// policy forbids.
func TestRoomHasNoDeadLinks(t *testing.T) {
	const most = 1500
	s, _ := openDemo(t, access.Options{})
	waiting := []string{"/"}
	seen := map[string]bool{"/": true}
	kinds := map[string]int{}
	for n := 0; n < len(waiting) && n < most; n++ {
		path := waiting[n]
		answer, err := http.Get(s.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d, %v", path, answer.StatusCode, err)
			continue
		}
		kinds[strings.SplitN(path, "/", 3)[1]]++
		if !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, to := range linksOf(t, path, string(body)) {
			// Pages of the same kind with other days and filters are as good as one.
			if key := strings.SplitN(to, "?", 2)[0]; !seen[to] && (key == to || kinds[key] < 3) {
				kinds[key]++
				seen[to] = true
				waiting = append(waiting, to)
			}
		}
	}
	for _, kind := range []string{"source", "claim", "incident", "actor", "pair", "api", "static"} {
		if kinds[kind] < 3 {
			t.Errorf("%d addresses of kind %s were followed", kinds[kind], kind)
		}
	}
}

// linksOf are the addresses of this host that a page leads to; what the policy forbids is
// told.
func linksOf(t *testing.T, path, body string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	here, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on") || a.Key == "style":
				t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
			case a.Key == "href" || a.Key == "src" || a.Key == "action" && n.Data == "form" && !postsOf(n):
				u, err := url.Parse(a.Val)
				if err != nil {
					t.Errorf("%s: %s=%q: %v", path, a.Key, a.Val, err)
				} else if to := here.ResolveReference(u); u.Host == "" && to.Path != "" {
					to.Fragment = ""
					out = append(out, to.String())
				}
			}
		}
	}
	return out
}

// postsOf tells whether a form changes something.
func postsOf(form *html.Node) bool {
	for _, a := range form.Attr {
		if a.Key == "method" && strings.EqualFold(a.Val, "post") {
			return true
		}
	}
	return false
}
