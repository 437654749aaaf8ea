package access

import (
	"net/http"
	"strings"
	"testing"
)

// TestProgramsAlone asks a server that is for programs alone, open to its own machine
// and with accounts.
func TestProgramsAlone(t *testing.T) {
	local := emptyRoom(t)
	local.open(func(o *Options) { o.Loopback, o.Programs = true, true })
	guarded := newRoom(t, func(o *Options) { o.Programs = true })
	token := guarded.token("nightly", Reader)["Authorization"]
	bearer := func(kv ...string) map[string]string {
		h := map[string]string{"Authorization": token, "Content-Type": "application/json"}
		for i := 0; i < len(kv); i += 2 {
			h[kv[i]] = kv[i+1]
		}
		return h
	}
	json := map[string]string{"Content-Type": "application/json"}
	for _, tt := range []struct {
		name   string
		room   *room
		a      ask
		status int
	}{
		{"this machine", local, ask{method: "POST", target: "/", header: json, host: "localhost", from: here}, 200},
		{"this machine, a page's header", local, ask{method: "POST", target: "/", header: map[string]string{"Origin": "http://localhost"}, host: "localhost", from: here}, 403},
		{"this machine, a link", local, ask{method: "GET", target: "/", header: map[string]string{"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, host: "localhost", from: here}, 403},
		{"this machine, a form", local, ask{method: "POST", target: "/", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}, host: "localhost", from: here}, 415},
		{"this machine, a form as text", local, ask{method: "POST", target: "/", header: map[string]string{"Content-Type": "text/plain"}, host: "localhost", from: here}, 415},
		{"another name", local, ask{method: "POST", target: "/", header: json, host: "evil.example", from: here}, 421},
		{"another machine", local, ask{method: "POST", target: "/", header: json, host: "localhost", from: "203.0.113.7:4000"}, 403},
		{"too large", local, ask{method: "POST", target: "/", header: json, host: "localhost", from: here, body: strings.Repeat("x", 2<<20)}, 413},
		{"a token", guarded, ask{method: "POST", target: "/", header: bearer()}, 200},
		{"a token and a page's header", guarded, ask{method: "POST", target: "/", header: bearer("Origin", "http://room.example")}, 403},
		{"no token", guarded, ask{method: "POST", target: "/", header: json}, 401},
		{"a wrong token", guarded, ask{method: "POST", target: "/", header: bearer("Authorization", "Bearer chancery_x")}, 401},
		{"the sign-in page", guarded, ask{method: "GET", target: SignIn}, 401},
	} {
		w := tt.room.send(tt.a)
		if w.Code != tt.status {
			t.Errorf("%s: status %d, want %d: %s", tt.name, w.Code, tt.status, w.Body)
		}
		if tt.status != http.StatusOK && w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: refused as %q", tt.name, w.Header().Get("Content-Type"))
		}
	}
	if told := guarded.audit.String(); !strings.Contains(told, "for programs, not for pages") || strings.Contains(told, strings.TrimPrefix(token, "Bearer ")) {
		t.Errorf("the audit log:\n%s", told)
	}
}

// TestProgramsHaveNoSessions: the cookie of a session lets nobody in.
func TestProgramsHaveNoSessions(t *testing.T) {
	rm := newRoom(t, nil)
	cookie, _ := rm.signedIn("vera")
	known := ask{method: "GET", target: "/", cookies: []*http.Cookie{cookie}}
	if w := rm.send(known); w.Code != http.StatusOK {
		t.Fatalf("a room for people: status %d", w.Code)
	}
	rm.guard.o.Programs = true // the sessions are there still
	if w := rm.send(known); w.Code != http.StatusUnauthorized {
		t.Errorf("status %d", w.Code)
	}
}
