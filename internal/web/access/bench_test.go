package access

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
)

// BenchmarkWrap is what guarding costs a request, of which a program sends a token.
func BenchmarkWrap(b *testing.B) {
	c := newClock()
	s, err := Open(filepath.Join(b.TempDir(), "accounts.jsonl"), c.now, rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	secret, err := s.Issue(b.Context(), "nightly", Reader, c.now().AddDate(1, 0, 0))
	if err != nil {
		b.Fatal(err)
	}
	g, err := New(Options{Store: s, Now: c.now, Random: rand.Reader, Limits: Limits{Requests: 1e9, Burst: 1e9}})
	if err != nil {
		b.Fatal(err)
	}
	h := g.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if Who(r.Context()).Name != "nightly" {
			b.Error("it is not known who asks")
		}
	}))
	r := httptest.NewRequest("GET", "/api/v1/actors", nil)
	r.Header.Set("Authorization", "Bearer "+secret)
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			h.ServeHTTP(httptest.NewRecorder(), r)
		}
	})
}
