package access

import (
	"crypto/rand"
	"errors"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestNewRefuses: a server that others can reach is not opened to everybody.
func TestNewRefuses(t *testing.T) {
	ctx := t.Context()
	c := newClock()
	empty := newStore(t, c, new(atomic.Int32))
	shut := newStore(t, c, new(atomic.Int32))
	lapsed := newStore(t, c, new(atomic.Int32))
	_, err := lapsed.Issue(ctx, "nightly", Reader, c.now().Add(time.Minute))
	if err := errors.Join(err, shut.Add(ctx, "ada", Admin, password), shut.SetDisabled(ctx, "ada", true)); err != nil {
		t.Fatal(err)
	}
	c.pass(time.Hour)
	for _, tt := range []struct {
		name string
		o    Options
		says string
	}{
		{"no store", Options{}, "chancery accounts add"},
		{"no accounts", Options{Store: empty}, "accounts.jsonl"},
		{"all disabled", Options{Store: shut}, "chancery accounts add"},
		{"all expired", Options{Store: lapsed}, "chancery accounts add"},
		{"behind a proxy on loopback", Options{Loopback: true, TrustProxy: true, Store: empty}, "chancery accounts add"},
		{"a name that is none", Options{Loopback: true, Hosts: []string{"http://room.example"}}, "without scheme"},
		{"all paths open", Options{Loopback: true, Public: []string{"/"}}, "open to everybody"},
		{"a path that is none", Options{Loopback: true, Public: []string{"static/"}}, "open to everybody"},
		{"a path that goes up", Options{Loopback: true, Public: []string{"/static/../"}}, "open to everybody"},
		{"a limit below zero", Options{Loopback: true, Limits: Limits{Body: -1}}, "below zero"},
	} {
		tt.o.Now, tt.o.Random = c.now, rand.Reader
		if _, err := New(tt.o); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v; want %q", tt.name, err, tt.says)
		}
	}
	for _, o := range []Options{{Loopback: true, Now: c.now}, {Loopback: true, Random: rand.Reader}} {
		if _, err := New(o); err == nil {
			t.Error("a guard was made without clock or chance")
		}
	}
	tokens := newStore(t, c, new(atomic.Int32))
	if _, err := tokens.Issue(ctx, "nightly", Reader, c.now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{{Loopback: true}, {Loopback: true, Store: empty}, {Store: tokens}} {
		o.Now, o.Random = c.now, rand.Reader
		if _, err := New(o); err != nil {
			t.Error(err)
		}
	}
}

const here = "127.0.0.1:5000"

// TestAtThisMachine: who sits there needs no account, but others that speak through
// this machine do not count as sitting there.
func TestAtThisMachine(t *testing.T) {
	rm := emptyRoom(t)
	rm.open(func(o *Options) { o.Loopback, o.LocalName = true, "jane" })
	w := rm.send(ask{target: "/", host: "localhost:8080", from: here})
	f := strings.Fields(w.Body.String())
	if w.Code != http.StatusOK || len(f) != 4 || strings.Join(f[:3], " ") != "jane admin false" {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	token := f[3]
	for _, tt := range []struct {
		name   string
		a      ask
		status int
	}{
		{"over IPv6", ask{target: "/", from: "[::1]:5000"}, 200},
		{"its pages of higher roles", ask{target: "/admin"}, 200},
		{"a name that leads here by DNS", ask{target: "/", host: "evil.example:8080"}, 421},
		{"no name", ask{target: "/", host: " "}, 421},
		{"from another machine", ask{target: "/", from: "192.0.2.1:5000"}, 403},
		{"through a proxy", ask{target: "/", header: map[string]string{"X-Forwarded-For": "198.51.100.7"}}, 403},
		{"through a proxy of another kind", ask{target: "/", header: map[string]string{"Forwarded": "for=198.51.100.7"}}, 403},
		{"a change without token", ask{method: "POST", target: "/review/1"}, 403},
		{"a change with a wrong token", ask{method: "POST", target: "/review/1", header: map[string]string{TokenHeader: token[1:]}}, 403},
		{"a change with its token", ask{method: "POST", target: "/review/1", header: map[string]string{TokenHeader: token}}, 200},
		{"a change by a page of another site", ask{method: "POST", target: "/review/1", header: map[string]string{TokenHeader: token, "Origin": "https://evil.example"}}, 403},
		{"an unknown token for programs", ask{target: "/", header: map[string]string{"Authorization": "Bearer chancery_x"}}, 401},
		{"the sign-in page is not needed", ask{target: "/sign-in?next=/admin"}, 303},
	} {
		if tt.a.host == "" {
			tt.a.host = "localhost:8080"
		}
		if tt.a.from == "" {
			tt.a.from = here
		}
		if w := rm.send(tt.a); w.Code != tt.status {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
		}
	}
}

// TestAccountsEndOpenness: once there are accounts, this machine signs in, too; and
// a file that is lost opens nothing.
func TestAccountsEndOpenness(t *testing.T) {
	rm := emptyRoom(t)
	rm.open(func(o *Options) { o.Loopback = true })
	status := func() int { return rm.send(ask{target: "/", host: "localhost", from: here}).Code }
	if got := status(); got != 200 {
		t.Fatalf("without accounts: %d", got)
	}
	if _, err := rm.store.Issue(t.Context(), "nightly", Reader, rm.clock.now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if got := status(); got != 200 {
		t.Fatalf("with a token for programs: %d", got)
	}
	rm.do(rm.store.Add(t.Context(), "ada", Admin, password))
	if got := status(); got != 303 {
		t.Errorf("with an account: %d", got)
	}
	rm.do(os.Remove(rm.store.file))
	if got := status(); got != 303 {
		t.Errorf("without the file: %d", got)
	}
	rm.do(os.WriteFile(rm.store.file, []byte("{"), 0o600))
	if got := status(); got != 503 {
		t.Errorf("with a damaged file: %d", got)
	}
	rm.do(os.WriteFile(rm.store.file, nil, 0o600))
	if got := status(); got != 303 {
		t.Errorf("with an empty file: %d", got)
	}
}

// TestDamagedFileEndsOpenness: nobody knows what a file said that cannot be read.
func TestDamagedFileEndsOpenness(t *testing.T) {
	rm := emptyRoom(t)
	rm.open(func(o *Options) { o.Loopback = true })
	rm.do(os.WriteFile(rm.store.file, []byte("{"), 0o600))
	for _, want := range []int{503, 303} {
		if got := rm.send(ask{target: "/", host: "localhost", from: here}).Code; got != want {
			t.Errorf("%d, want %d", got, want)
		}
		_ = os.Remove(rm.store.file)
	}
}

// TestDamagedAccounts: sessions and tokens count for nothing while it is not known
// whose they are.
func TestDamagedAccounts(t *testing.T) {
	rm := newRoom(t, nil)
	cookie, _ := rm.signedIn("ada")
	bearer := rm.token("nightly", Reader)
	good, err := os.ReadFile(rm.store.file)
	rm.do(err)
	rm.do(os.WriteFile(rm.store.file, append([]byte("{\n"), good...), 0o600))
	for name, a := range map[string]ask{
		"a session":        {target: "/", cookies: []*http.Cookie{cookie}},
		"a token":          {target: "/api/v1/x", header: bearer},
		"the sign-in page": {target: "/sign-in"},
	} {
		if w := rm.send(a); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if got := rm.audit.what(t, "accounts unreadable"); len(got) != 1 {
		t.Errorf("the audit log has %v", got)
	}
	rm.do(os.WriteFile(rm.store.file, good, 0o600))
	if w := rm.send(ask{target: "/", cookies: []*http.Cookie{cookie}}); w.Code != http.StatusOK {
		t.Errorf("after it was mended: %d", w.Code)
	}
}

func TestRoles(t *testing.T) {
	for _, tt := range []struct {
		s    string
		role Role
	}{{"reader", Reader}, {"reviewer", Reviewer}, {"admin", Admin}} {
		if r, err := ParseRole(tt.s); err != nil || r != tt.role || r.String() != tt.s {
			t.Errorf("%s is read as %v, %v", tt.s, r, err)
		}
	}
	for _, bad := range []string{"", "nobody", "Admin", "root", "reader "} {
		if r, err := ParseRole(bad); err == nil {
			t.Errorf("%q is read as %v", bad, r)
		}
	}
	if !(Nobody < Reader && Reader < Reviewer && Reviewer < Admin) || Role(7).String() != "Role(7)" {
		t.Error("roles do not rise")
	}
}
