package access

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"
)

func TestSignIn(t *testing.T) {
	rm := newRoom(t, nil)
	w := rm.trySignIn("Ada ", password, "/pair/UKR/PRK?as-of=2022-07-15", "")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/pair/UKR/PRK?as-of=2022-07-15" {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	var session, form *http.Cookie
	for _, c := range w.Result().Cookies() {
		switch c.Name {
		case "chancery":
			session = c
		case "chancery-form":
			form = c
		}
	}
	if session == nil || !session.HttpOnly || session.Secure || session.SameSite != http.SameSiteLaxMode || session.Path != "/" || session.Domain != "" || session.MaxAge != 0 || len(session.Value) != 43 {
		t.Errorf("the session's cookie is %v", session)
	}
	if form == nil || form.MaxAge >= 0 {
		t.Errorf("the form's cookie stays: %v", form)
	}
	page := rm.send(ask{target: "/", cookies: []*http.Cookie{session}})
	if !strings.HasPrefix(page.Body.String(), "ada admin true ") {
		t.Errorf("%d %s", page.Code, page.Body)
	}
	if w := rm.send(ask{target: "/sign-in?next=//evil.example", cookies: []*http.Cookie{session}}); w.Code != 303 || w.Header().Get("Location") != "/" {
		t.Errorf("who has signed in is shown the sign-in page: %d %v", w.Code, w.Header())
	}
}

// TestSignInLeadsNowhereElse: the form's field is no more believed than the address.
func TestSignInLeadsNowhereElse(t *testing.T) {
	rm := newRoom(t, nil)
	for _, next := range []string{"//evil.example/", "https://evil.example/", `/\evil.example`} {
		if w := rm.trySignIn("ada", password, next, ""); w.Code != 303 || w.Header().Get("Location") != "/" {
			t.Errorf("%q leads to %q", next, w.Header().Get("Location"))
		}
	}
}

func TestSecureCookies(t *testing.T) {
	rm := newRoom(t, func(o *Options) { o.Secure = true })
	c, _ := rm.form("")
	if c.Name != "__Host-chancery-form" || !c.Secure || !c.HttpOnly || c.Path != "/" {
		t.Errorf("the form's cookie is %v", c)
	}
	s, _ := rm.signedIn("ada")
	if s.Name != "__Host-chancery" {
		t.Errorf("the session's cookie is %v", s)
	}
	// A cookie that plain http may have set is not taken.
	if w := rm.send(ask{target: "/", cookies: []*http.Cookie{{Name: "chancery", Value: s.Value}}}); w.Code != 303 {
		t.Errorf("%d", w.Code)
	}
}

// TestSignInFails: what is wrong is not told, and costs the same.
func TestSignInFails(t *testing.T) {
	rm := newRoom(t, nil)
	rm.do(rm.store.SetDisabled(t.Context(), "rita", true))
	for _, tt := range []struct{ what, name, password string }{
		{"a wrong password", "ada", "wrong horse battery"},
		{"an unknown name", "otto", password},
		{"a name that cannot be", `<script>alert(1)</script>`, password},
		{"disabled", "rita", password},
		{"nothing", "", ""},
	} {
		before := rm.hashes.Load()
		w := rm.trySignIn(tt.name, tt.password, "/search", "")
		f := strings.Split(w.Body.String(), "|")
		if w.Code != 401 || len(f) != 4 || f[1] != "The name or the password is wrong." || f[3] != "/search" || f[0] == "" || w.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%s: %d %s", tt.what, w.Code, w.Body)
		}
		if len(w.Result().Cookies()) != 0 {
			t.Errorf("%s: sets %v", tt.what, w.Result().Cookies())
		}
		if n := rm.hashes.Load() - before; n != 1 {
			t.Errorf("%s: %d hashes were made", tt.what, n)
		}
	}
}

// TestNoFixation: signing in gives a new id, ends the session there was, and takes
// no id that came from elsewhere.
func TestNoFixation(t *testing.T) {
	rm := newRoom(t, nil)
	first, token := rm.signedIn("rita")
	w := rm.send(ask{method: "POST", target: "/sign-in", cookies: []*http.Cookie{first},
		form: url.Values{"name": {"ada"}, "password": {password}, "csrf": {token}}})
	var second *http.Cookie
	for _, c := range w.Result().Cookies() {
		if c.Name == sessionCookie {
			second = c
		}
	}
	if w.Code != 303 || second == nil || second.Value == first.Value {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	if w := rm.send(ask{target: "/", cookies: []*http.Cookie{first}}); w.Code != 303 {
		t.Errorf("the earlier session goes on: %d", w.Code)
	}
	for name, cs := range map[string][]*http.Cookie{
		"an id made up":        {{Name: sessionCookie, Value: strings.Repeat("A", 43)}},
		"no id":                {{Name: sessionCookie, Value: ""}},
		"two cookies":          {second, {Name: sessionCookie, Value: strings.Repeat("A", 43)}},
		"two cookies, its own": {second, second},
	} {
		if w := rm.send(ask{target: "/", cookies: cs}); w.Code != 303 {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
}

// TestSessionsFollowTheFile: whoever changes the accounts changes who is in, with
// the next request.
func TestSessionsFollowTheFile(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*room) error
		want   string // how the page begins; empty: signed out
	}{
		{"nothing", func(*room) error { return nil }, "vera reviewer"},
		{"another's", func(rm *room) error { return rm.store.SetDisabled(rm.t.Context(), "rita", true) }, "vera reviewer"},
		{"another role", func(rm *room) error { return rm.store.SetRole(rm.t.Context(), "vera", Reader) }, "vera reader"},
		{"disabled", func(rm *room) error { return rm.store.SetDisabled(rm.t.Context(), "vera", true) }, ""},
		{"disabled and enabled meanwhile", func(rm *room) error {
			return errors.Join(rm.store.SetDisabled(rm.t.Context(), "vera", true), rm.store.SetDisabled(rm.t.Context(), "vera", false))
		}, ""},
		{"another password", func(rm *room) error { return rm.store.SetPassword(rm.t.Context(), "vera", "another horse battery") }, ""},
		{"the same password anew", func(rm *room) error { return rm.store.SetPassword(rm.t.Context(), "vera", password) }, ""},
		{"disabled by hand", func(rm *room) error {
			data, err := os.ReadFile(rm.store.file)
			return errors.Join(err, os.WriteFile(rm.store.file, []byte(strings.Replace(string(data), `"name":"vera",`, `"name":"vera","disabled":true,`, 1)), 0o600))
		}, ""},
		{"replaced by a file of one size and time", func(rm *room) error {
			data, err := os.ReadFile(rm.store.file)
			info, err2 := os.Stat(rm.store.file)
			other := rm.store.file + ".other"
			return errors.Join(err, err2, os.WriteFile(other, []byte(strings.Replace(string(data), `"vera"`, `"vira"`, 1)), 0o600),
				os.Chtimes(other, info.ModTime(), info.ModTime()), os.Rename(other, rm.store.file))
		}, ""},
		{"removed", func(rm *room) error { return os.WriteFile(rm.store.file, nil, 0o600) }, ""},
		{"the file is gone", func(rm *room) error { return os.Remove(rm.store.file) }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rm := newRoom(t, nil)
			c, _ := rm.signedIn("vera")
			rm.clock.pass(time.Second)
			rm.do(tt.change(rm))
			w := rm.send(ask{target: "/", cookies: []*http.Cookie{c}})
			if tt.want == "" && w.Code != 303 || tt.want != "" && !strings.HasPrefix(w.Body.String(), tt.want) {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

func TestSignOut(t *testing.T) {
	rm := newRoom(t, nil)
	c, token := rm.signedIn("vera")
	other, _ := rm.signedIn("vera")
	if w := rm.send(ask{method: "POST", target: "/sign-out", cookies: []*http.Cookie{c}}); w.Code != 403 {
		t.Errorf("without a token: %d", w.Code)
	}
	if w := rm.send(ask{method: "GET", target: "/sign-out", cookies: []*http.Cookie{c}}); w.Header().Get("Set-Cookie") != "" {
		t.Errorf("a link signs out: %v", w.Header())
	}
	w := rm.send(ask{method: "POST", target: "/sign-out", cookies: []*http.Cookie{c}, form: url.Values{"csrf": {token}}})
	if cs := w.Result().Cookies(); w.Code != 303 || w.Header().Get("Location") != "/sign-in" || len(cs) != 1 || cs[0].MaxAge >= 0 || cs[0].Name != "chancery" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := rm.send(ask{target: "/", cookies: []*http.Cookie{c}}); w.Code != 303 {
		t.Errorf("the session goes on: %d", w.Code)
	}
	if w := rm.send(ask{target: "/", cookies: []*http.Cookie{other}}); w.Code != 200 {
		t.Errorf("the session on another device ended: %d", w.Code)
	}
}

func TestSignInsAreLimited(t *testing.T) {
	t.Run("from one address", func(t *testing.T) {
		rm := newRoom(t, func(o *Options) { o.Limits.SignIns = 3 })
		for i, name := range []string{"a1", "a2", "a3"} {
			if w := rm.trySignIn(name, password, "/", "192.0.2.1:1"); w.Code != 401 {
				t.Fatalf("attempt %d: %d", i, w.Code)
			}
		}
		before := rm.hashes.Load()
		w := rm.trySignIn("ada", password, "/", "192.0.2.1:1")
		if w.Code != 429 || w.Header().Get("Retry-After") != "10" || !strings.Contains(w.Body.String(), "Wait 10 seconds") || rm.hashes.Load() != before {
			t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
		}
		if w := rm.trySignIn("ada", password, "/", "192.0.2.2:1"); w.Code != 303 {
			t.Errorf("from another address: %d", w.Code)
		}
		rm.clock.pass(10 * time.Second)
		if w := rm.trySignIn("ada", password, "/", "192.0.2.1:1"); w.Code != 303 {
			t.Errorf("after a while: %d", w.Code)
		}
	})
	t.Run("for one account", func(t *testing.T) {
		rm := newRoom(t, func(o *Options) { o.Limits.SignIns = 3 })
		for _, name := range []string{"ada", "otto"} { // whether there is one or not
			for i, from := range []string{"192.0.2.1:1", "192.0.2.2:1", "192.0.2.3:1"} {
				if w := rm.trySignIn(name, "wrong horse battery", "/", from); w.Code != 401 {
					t.Fatalf("attempt %d: %d", i, w.Code)
				}
			}
			w := rm.trySignIn(name, password, "/", "192.0.2.4:1")
			if w.Code != 429 || w.Header().Get("Retry-After") != "60" {
				t.Errorf("%s: %d %v", name, w.Code, w.Header())
			}
		}
		if w := rm.trySignIn("vera", password, "/", "192.0.2.4:1"); w.Code != 303 {
			t.Errorf("another account: %d", w.Code)
		}
		if got := rm.audit.what(t, "sign-in held off"); len(got) != 2 || got[0]["who"] != "ada" || got[1]["who"] != nil {
			t.Errorf("the audit log has %v", got)
		}
	})
}

// TestBusy: when too many sign in at once, nobody is told his password is wrong.
func TestBusy(t *testing.T) {
	rm := newRoom(t, nil)
	rm.store.waiting.Store(maxWaiting)
	w := rm.trySignIn("ada", password, "/", "")
	if w.Code != 503 || w.Header().Get("Retry-After") != "60" || len(w.Result().Cookies()) != 0 {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestWaiting(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Second: "1 seconds", 59100 * time.Millisecond: "60 seconds", 2 * time.Minute: "2 minutes", 121 * time.Second: "3 minutes"} {
		if got := waiting(d); got != want {
			t.Errorf("%v is told as %s", d, got)
		}
	}
}
