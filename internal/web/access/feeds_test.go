package access

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

// TestFeedsTakeBasic: a token serves as a password for feeds, and for nothing else.
func TestFeedsTakeBasic(t *testing.T) {
	rm := newRoom(t, func(o *Options) { o.Feeds = ".atom" })
	token := strings.TrimPrefix(rm.token("reader.vera", Reviewer)["Authorization"], "Bearer ")
	basic := func(password string, kv ...string) map[string]string {
		h := map[string]string{"Authorization": "Basic " + base64.StdEncoding.EncodeToString([]byte("anybody:"+password))}
		for i := 0; i < len(kv); i += 2 {
			h[kv[i]] = kv[i+1]
		}
		return h
	}
	for _, tt := range []struct {
		name   string
		a      ask
		status int
		asks   string // how to come in
	}{
		{"a feed", ask{target: "/x.atom", header: basic(token)}, 200, ""},
		{"a feed of a page", ask{target: "/actor/x/feed.atom", header: basic(token)}, 200, ""},
		{"a feed, a header", ask{target: "/x.atom", header: map[string]string{"Authorization": "Bearer " + token}}, 200, ""},
		{"a feed, nothing", ask{target: "/x.atom"}, 401, "Basic"},
		{"a feed, an account's password", ask{target: "/x.atom", header: basic(password)}, 401, "Basic"},
		{"a feed, half a token", ask{target: "/x.atom", header: basic(token[:20])}, 401, "Basic"},
		{"a feed, in the address", ask{target: "/x.atom?token=" + token}, 401, "Basic"},
		{"a feed, in a browser", ask{target: "/x.atom", header: map[string]string{"Sec-Fetch-Mode": "navigate"}}, 303, ""},
		{"a page", ask{target: "/", header: basic(token)}, 303, ""},
		{"the API", ask{target: "/api/v1/x", header: basic(token)}, 401, "Bearer"},
		{"a change", ask{method: "POST", target: "/x.atom", header: basic(token)}, 303, ""},
	} {
		w := rm.send(tt.a)
		if w.Code != tt.status {
			t.Errorf("%s: status %d, want %d: %s", tt.name, w.Code, tt.status, w.Body)
		}
		asks := strings.Join(w.Header().Values("WWW-Authenticate"), ", ")
		if w.Code == http.StatusUnauthorized && strings.Contains(asks, "Basic") != (tt.asks == "Basic") {
			t.Errorf("%s: it asks for %s", tt.name, asks)
		}
	}
	plain := newRoom(t, nil)
	if w := plain.send(ask{target: "/x.atom", header: basic(token)}); w.Code != http.StatusSeeOther {
		t.Errorf("a room without feeds: status %d", w.Code)
	}
}
