package access

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestLocal(t *testing.T) {
	for _, tt := range []struct{ next, want string }{
		{"/", "/"},
		{"/pair/UKR/PRK?as-of=2022-07-15&kind=recognition#chart", "/pair/UKR/PRK?as-of=2022-07-15&kind=recognition#chart"},
		{"/search?q=C%C3%B4te+d%27Ivoire", "/search?q=C%C3%B4te+d%27Ivoire"},
		{"/search?q=https://example.org/", "/search?q=https://example.org/"},
		{"/a//b", "/a//b"},
		{"", "/"},
		{"pair/UKR", "/"},
		{"?q=1", "/"},
		{"https://evil.example/", "/"},
		{"HTTPS:evil.example", "/"},
		{"javascript:alert(1)", "/"},
		{"//evil.example/", "/"},
		{"///evil.example/", "/"},
		{`/\evil.example/`, "/"},
		{`\\evil.example/`, "/"},
		{`/a\b`, "/"},
		{"/\t/evil.example/", "/"},
		{"/\n/evil.example/", "/"},
		{"/a\r\nSet-Cookie: chancery=x", "/"},
		{"/\x00", "/"},
		{"/\u0085/evil.example", "/"},
		{" /", "/"},
		{"\t//evil.example", "/"},
		{"/%zz", "/"},
		{"/\xff", "/"},
		{"/sign-in?next=/", "/"},
		{"/sign-out", "/"},
		{"/" + strings.Repeat("a", 2048), "/"},
	} {
		if got := Local(tt.next); got != tt.want {
			t.Errorf("%q leads to %q", tt.next, got)
		}
	}
}

// FuzzLocal follows what is let through as a browser does: it drops tabs and breaks
// of lines, and reads backslashes as slashes.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/", "//evil", `/\evil`, "/\t/evil", "/.//evil", "/%2f/evil", "/..//evil.example", "/@evil", "/:80", "/;//evil"} {
		f.Add(s)
	}
	base, _ := url.Parse("https://room.example/sign-in")
	f.Fuzz(func(t *testing.T, s string) {
		next := Local(s)
		if next != "/" && next != s {
			t.Fatalf("%q leads to %q", s, next)
		}
		w := httptest.NewRecorder()
		http.Redirect(w, httptest.NewRequest("GET", "/sign-in", nil), next, http.StatusSeeOther)
		for _, to := range []string{next, w.Header().Get("Location")} {
			browser := strings.NewReplacer("\t", "", "\n", "", "\r", "", `\`, "/").Replace(strings.TrimSpace(to))
			if !strings.HasPrefix(browser, "/") || strings.HasPrefix(browser, "//") {
				t.Fatalf("%q leads to %q", s, to)
			}
			if u, err := base.Parse(browser); err != nil || u.Host != base.Host || u.Scheme != base.Scheme || u.User != nil {
				t.Fatalf("%q leads to %v, %v", s, u, err)
			}
		}
	})
}
