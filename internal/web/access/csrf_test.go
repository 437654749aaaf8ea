package access

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestForgery sends a change as pages of this and of other sites would.
func TestForgery(t *testing.T) {
	rm := newRoom(t, nil)
	mine, token := rm.signedIn("vera")
	theirs, other := rm.signedIn("ada")
	if token == other {
		t.Fatal("two sessions have one token")
	}
	form, formToken := rm.form("")
	bearer := rm.token("nightly", Reviewer)
	with := func(kv ...string) map[string]string {
		h := map[string]string{TokenHeader: token}
		for i := 0; i < len(kv); i += 2 {
			h[kv[i]] = kv[i+1]
		}
		return h
	}
	for _, tt := range []struct {
		name   string
		a      ask
		status int
	}{
		{"in the form", ask{form: url.Values{"csrf": {token}}}, 200},
		{"in the header", ask{header: with()}, 200},
		{"none", ask{}, 403},
		{"an empty one", ask{form: url.Values{"csrf": {""}}}, 403},
		{"one of another session", ask{form: url.Values{"csrf": {other}}}, 403},
		{"one of the sign-in page", ask{form: url.Values{"csrf": {formToken}}, cookies: []*http.Cookie{mine, form}}, 403},
		{"in the address", ask{target: "/review/1?csrf=" + url.QueryEscape(token)}, 403},
		{"in a body of another type", ask{header: map[string]string{"Content-Type": "text/plain"}, body: "csrf=" + token}, 403},
		{"in a form that cannot be read", ask{header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, body: "csrf=%zz"}, 403},
		{"by PUT", ask{method: "PUT", target: "/x", header: with()}, 200},
		{"by PUT, none", ask{method: "PUT", target: "/x"}, 403},
		{"by DELETE, none", ask{method: "DELETE", target: "/x"}, 403},
		{"by a method made up, none", ask{method: "ALTER", target: "/x"}, 403},
		{"the cookie of another", ask{header: with(), cookies: []*http.Cookie{theirs}}, 403},

		{"the browser says: ours", ask{header: with("Sec-Fetch-Site", "same-origin", "Origin", "http://room.example")}, 200},
		{"the browser says: the person", ask{header: with("Sec-Fetch-Site", "none")}, 200},
		{"the browser says: another site", ask{header: with("Sec-Fetch-Site", "cross-site")}, 403},
		{"a form of another site", ask{header: with("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")}, 403},
		{"the browser says: a neighbour", ask{header: with("Sec-Fetch-Site", "same-site")}, 403},
		{"the browser says what nobody knows", ask{header: with("Sec-Fetch-Site", "elsewhere")}, 403},
		{"by https behind a proxy", ask{header: with("Origin", "https://room.example")}, 200},
		{"with the scheme's port", ask{header: with("Origin", "https://room.example"), host: "room.example:443"}, 200},
		{"with a port", ask{header: with("Origin", "http://room.example:8080"), host: "ROOM.example:8080"}, 200},
		{"another port", ask{header: with("Origin", "http://room.example:8081"), host: "room.example:8080"}, 403},
		{"another site", ask{header: with("Origin", "http://evil.example")}, 403},
		{"a name that begins alike", ask{header: with("Origin", "http://room.example.evil.example")}, 403},
		{"a name before a name", ask{header: with("Origin", "http://room.example@evil.example")}, 403},
		{"no origin", ask{header: with("Origin", "null")}, 403},
		{"an extension", ask{header: with("Origin", "chrome-extension://room.example")}, 403},
		{"an origin that cannot be read", ask{header: with("Origin", "http://[")}, 403},

		{"by a token for programs", ask{header: bearer, cookies: []*http.Cookie{{Name: "a", Value: "b"}}}, 200},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.a.method == "" {
				tt.a.method = "POST"
			}
			if tt.a.target == "" {
				tt.a.target = "/review/1"
			}
			if tt.a.cookies == nil {
				tt.a.cookies = []*http.Cookie{mine}
			}
			if w := rm.send(tt.a); w.Code != tt.status {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

// TestForeignPages: links lead here, but no other site's page can use what is here.
func TestForeignPages(t *testing.T) {
	rm := emptyRoom(t)
	rm.open(func(o *Options) { o.Loopback = true })
	for _, tt := range []struct {
		name, site, mode, dest string
		status                 int
	}{
		{"a link", "cross-site", "navigate", "document", 200},
		{"a link of a neighbour", "same-site", "navigate", "document", 200},
		{"a bookmark", "none", "navigate", "document", 200},
		{"our own script", "same-origin", "cors", "empty", 200},
		{"no browser", "", "", "", 200},
		{"a picture", "cross-site", "no-cors", "image", 403},
		{"a script", "cross-site", "no-cors", "script", 403},
		{"a script of a neighbour", "same-site", "cors", "empty", 403},
		{"a script that hides what for", "cross-site", "cors", "document", 403},
		{"a frame", "cross-site", "navigate", "iframe", 403},
		{"a socket", "cross-site", "websocket", "websocket", 403},
	} {
		h := map[string]string{}
		for key, v := range map[string]string{"Sec-Fetch-Site": tt.site, "Sec-Fetch-Mode": tt.mode, "Sec-Fetch-Dest": tt.dest} {
			if v != "" {
				h[key] = v
			}
		}
		if w := rm.send(ask{target: "/", host: "localhost:8080", from: here, header: h}); w.Code != tt.status {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
		}
	}
}

// TestSecureOrigin: where browsers come by https, a page by http is another site.
func TestSecureOrigin(t *testing.T) {
	rm := newRoom(t, func(o *Options) { o.Secure = true })
	c, token := rm.signedIn("vera")
	for origin, status := range map[string]int{"https://room.example": 200, "http://room.example": 403} {
		w := rm.send(ask{method: "POST", target: "/review/1", cookies: []*http.Cookie{c}, header: map[string]string{TokenHeader: token, "Origin": origin}})
		if w.Code != status {
			t.Errorf("%s: %d %s", origin, w.Code, w.Body)
		}
	}
}

// TestSignInIsNotForged: nobody is signed in by another site, as whomever.
func TestSignInIsNotForged(t *testing.T) {
	rm := newRoom(t, nil)
	cookie, token := rm.form("")
	_, other := rm.form("")
	before := rm.hashes.Load()
	for _, tt := range []struct {
		name    string
		cookies []*http.Cookie
		token   string
	}{
		{"no cookie", nil, token},
		{"no token", []*http.Cookie{cookie}, ""},
		{"the token of another cookie", []*http.Cookie{cookie}, other},
		{"a cookie made up", []*http.Cookie{{Name: formCookie, Value: strings.Repeat("A", 43) + "." + strings.Repeat("A", 43)}}, token},
		{"a cookie without seal", []*http.Cookie{{Name: formCookie, Value: cookie.Value[:43]}}, token},
	} {
		w := rm.send(ask{method: "POST", target: "/sign-in", cookies: tt.cookies, form: url.Values{"name": {"ada"}, "password": {password}, "csrf": {tt.token}}})
		if w.Code != 403 || len(w.Result().Cookies()) != 0 {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
		}
	}
	if rm.hashes.Load() != before {
		t.Error("passwords were verified")
	}
	// Who asks for the page again keeps the cookie, so that two tabs both work.
	w := rm.send(ask{target: "/sign-in", cookies: []*http.Cookie{cookie}})
	if len(w.Result().Cookies()) != 0 || !strings.HasPrefix(w.Body.String(), token+"|") {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
}

func FuzzParseForm(f *testing.F) {
	g := &Guard{key: []byte("a key"), random: strings.NewReader(strings.Repeat("random bytes, not very ", 4))}
	id, value, err := g.newForm()
	if err != nil {
		f.Fatal(err)
	}
	if got, ok := g.parseForm(value); !ok || got != id {
		f.Fatalf("%q is not read", value)
	}
	f.Add(value)
	f.Add(value + ".")
	f.Add(id)
	f.Add(".")
	f.Fuzz(func(t *testing.T, s string) {
		if got, ok := g.parseForm(s); ok && (s != value || got != id) {
			t.Errorf("%q is taken for ours", s)
		}
	})
}
