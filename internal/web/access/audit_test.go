package access

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestAudit follows a day in the log, and sees that no secret is in it.
func TestAudit(t *testing.T) {
	rm := newRoom(t, func(o *Options) { o.Hosts = []string{"room.example"} })
	rm.mux.Handle("POST /verdict", rm.guard.Require(Reviewer, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rm.guard.Note(r, "verdict", slog.String("claim", "09f3"), slog.String("note", "said\u202e \x1b[31m\n"+strings.Repeat("long ", 100)), slog.Int("n", 7))
	})))
	rm.trySignIn("ada", "wrong horse battery", "/", "")
	rm.trySignIn("my pass phrase here", "x", "/", "")
	c, token := rm.signedIn("vera")
	rm.send(ask{method: "POST", target: "/verdict", cookies: []*http.Cookie{c}, header: map[string]string{TokenHeader: token}})
	rm.send(ask{target: "/admin?q=what-was-searched", cookies: []*http.Cookie{c}})
	rm.send(ask{target: "/a\u202eb", host: "evil\x1b.example"})
	bearer := rm.token("nightly", Reader)
	rm.do(rm.store.SetPassword(t.Context(), "rita", "another horse battery"))
	rm.do(rm.store.SetDisabled(t.Context(), "ada", true))
	rm.send(ask{target: "/api/v1/x", header: map[string]string{"Authorization": bearer["Authorization"][:30]}})
	rm.send(ask{method: "POST", target: "/sign-out", cookies: []*http.Cookie{c}, header: map[string]string{TokenHeader: token}})

	var got []string
	for _, m := range rm.audit.lines(t) {
		if m["time"] != "2026-03-02T09:00:00Z" || m["level"] != nil || m["msg"] != nil {
			t.Errorf("a line is %v", m)
		}
		from := m["from"]
		if from == rm.store.file {
			from = "file"
		}
		got = append(got, fmt.Sprintf("%v | %v | %v | %v %v %v", m["what"], m["who"], from, m["account"], m["status"], m["path"]))
	}
	want := []string{
		"account found | <nil> | file | account ", "account found | <nil> | file | account ", "account found | <nil> | file | account ",
		"sign-in failed | ada | 192.0.2.1 | ",
		"sign-in failed | <nil> | 192.0.2.1 | ",
		"sign-in | vera | 192.0.2.1 | ",
		"verdict | vera | 192.0.2.1 | ",
		"refused | vera | 192.0.2.1 | <nil> 403 /admin",
		"refused | <nil> | 192.0.2.1 | <nil> 421 /a�b",
		"account changed | <nil> | file | account ada, admin, disabled",
		"secret changed | <nil> | file | account rita, reader",
		"account added | <nil> | file | token nightly, reader until 2026-03-02T10:00:00Z",
		"refused | <nil> | 192.0.2.1 | <nil> 401 /api/v1/x",
		"sign-out | vera | 192.0.2.1 | ",
	}
	// Accounts stand in the file in the order in which they were added.
	seen := map[string]bool{}
	for i, line := range got {
		seen[line] = true
		if i < 3 && !strings.HasPrefix(line, want[0]) {
			t.Errorf("line %d is %s", i, line)
		}
	}
	for _, w := range want[3:] {
		found := false
		for line := range seen {
			found = found || strings.HasPrefix(line, w)
		}
		if !found {
			t.Errorf("no line says %s", w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d lines:\n%s", len(got), strings.Join(got, "\n"))
	}
	all := rm.audit.String()
	for _, secret := range []string{password, "wrong horse", "another horse", "my pass phrase", c.Value, token, bearer["Authorization"][7:25], "what-was-searched", "\u202e", `\u001b`, strings.Repeat("long ", 17), "argon2id"} {
		if strings.Contains(all, secret) {
			t.Errorf("the log has %q in it", secret)
		}
	}
	if v := rm.audit.what(t, "verdict"); len(v) != 1 || v[0]["claim"] != "09f3" || v[0]["n"] != 7.0 || !strings.HasPrefix(fmt.Sprint(v[0]["note"]), "said\ufffd \ufffd[31m\ufffdlong") {
		t.Errorf("the verdict is noted as %v", v)
	}
}

// TestAuditIsNotFlooded: refusals past a limit are counted, not written.
func TestAuditIsNotFlooded(t *testing.T) {
	rm := newRoom(t, func(o *Options) {
		o.Hosts = []string{"room.example"}
		o.Limits.Requests, o.Limits.Burst = 10_000, 10_000
	})
	for range 800 {
		rm.send(ask{target: "/", host: "evil.example"})
	}
	if got := rm.audit.what(t, "refused"); len(got) != 500 {
		t.Errorf("%d lines", len(got))
	}
	rm.clock.pass(time.Second)
	rm.send(ask{target: "/", host: "evil.example"})
	rm.send(ask{target: "/", host: "evil.example"})
	got := rm.audit.what(t, "refused")
	if len(got) != 502 || got[500]["not_written_before"] != 300.0 || got[501]["not_written_before"] != nil {
		t.Errorf("%d lines, the last two %v", len(got), got[len(got)-2:])
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestAuditFails: that the log cannot be written is told, and the room stays open.
func TestAuditFails(t *testing.T) {
	var told log
	rm := newRoom(t, func(o *Options) { o.Audit, o.Log = full{}, slog.New(slog.NewTextHandler(&told, nil)) })
	rm.signedIn("ada")
	if !strings.Contains(told.String(), "no space left") {
		t.Errorf("the log has %s", told.String())
	}
}
