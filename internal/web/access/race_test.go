package access

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
)

// TestTogether does everything at once, for the race detector; and each visitor is
// known by his own name throughout.
func TestTogether(t *testing.T) {
	rm := newRoom(t, func(o *Options) { o.Limits.SignIns, o.Limits.Requests, o.Limits.Burst = 1000, 10_000, 10_000 })
	bearer := rm.token("nightly", Reader)
	var wg sync.WaitGroup
	for i, name := range []string{"rita", "vera", "ada"} {
		wg.Go(func() {
			for range 20 {
				c, token := rm.signedIn(name)
				w := rm.send(ask{target: "/", cookies: []*http.Cookie{c}, from: fmt.Sprintf("192.0.2.%d:1", i)})
				if got := w.Body.String(); w.Code != 200 || got[:len(name)] != name {
					t.Errorf("%s is known as %s", name, got)
				}
				rm.send(ask{method: "POST", target: "/sign-out", cookies: []*http.Cookie{c}, header: map[string]string{TokenHeader: token}})
			}
		})
	}
	wg.Go(func() {
		for i := range 10 {
			if err := rm.store.Add(t.Context(), fmt.Sprint("new", i), Reader, password); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for range 100 {
			if w := rm.send(ask{target: "/api/v1/x", header: bearer}); w.Code != 200 {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		}
	})
	wg.Wait()
	rm.send(ask{target: "/"}) // sees the last of the changes
	if got := rm.audit.what(t, "account added"); len(got) != 11 {
		t.Errorf("%d accounts are noted as added", len(got))
	}
	if got := rm.audit.what(t, "account removed"); len(got) != 0 {
		t.Errorf("%v", got)
	}
}
