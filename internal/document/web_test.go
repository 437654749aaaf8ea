package document

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"chancery/internal/document/fetch"
)

func gzipped(s string) string {
	var b strings.Builder
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

func webClient(t *testing.T) *fetch.Client {
	t.Helper()
	now := time.Date(2024, 6, 12, 12, 0, 0, 0, time.UTC)
	c, err := fetch.New(fetch.Options{Agent: "chancery/test", Allow: fetch.Everywhere(),
		Now:   func() time.Time { return now },
		Sleep: func(ctx context.Context, d time.Duration) error { now = now.Add(d); return ctx.Err() }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// site serves a page, a feed that leads to it and more, and what is no page.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	send := func(path, kind, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Date", "Thu, 06 May 2021 08:00:00 GMT")
			io.WriteString(w, body)
		})
	}
	article := page("<title>"+head+"</title>", "<article><h1>"+head+"</h1>"+longer+"</article>")
	send("/treaty", "text/html", article)
	send("/latin", "text/html; charset=iso-8859-1", strings.Replace(article, "Kenya", "K\xe9nya", 1))
	send("/plain", "text/plain", head+"\n\n"+para1)
	send("/lines", "application/json", `{"text":"`+para1+`"}`+"\n"+`{"text":"`+para2+`"}`)
	send("/picture", "text/html", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
	send("/feed", "application/rss+xml", rssFeed)
	send("/loop", "application/rss+xml", `<rss><channel><item><link>/loop</link></item></channel></rss>`)
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func TestAddressesAreRead(t *testing.T) {
	s := site(t)
	tests := []struct {
		name, path string
		follow     bool
		want       []string // url|date|basis, or ! and what the error holds
	}{
		{"a page", "/treaty?utm_source=x&b=1&a=2#c", false, []string{"/treaty?b=1&a=2|2021-05-06|inferred"}},
		{"a charset", "/latin", false, []string{"/latin|2021-05-06|inferred"}},
		{"a text", "/plain", false, []string{"/plain|2021-05-06|inferred"}},
		{"lines", "/lines", false, []string{"|none", "|none"}},
		{"a picture", "/picture", false, []string{"!image/png"}},
		{"nothing", "/nothing", false, []string{"!404"}},
		{"a feed", "/feed", false, []string{"/treaty?id=7|2021-05-04|stated", "|none", "!no text"}},
		{"a feed, followed", "/feed", true, []string{"/treaty?id=7|2021-05-04|stated", "!leads to no page", "!leads to no page"}},
		{"a feed that leads to itself", "/loop", true, []string{"!a feed where a page should be"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for d, err := range Open(context.Background(), []string{s.URL + tt.path}, Options{Web: webClient(t), Follow: tt.follow}) {
				if err != nil {
					got = append(got, "!"+err.Error())
					continue
				}
				date := "none"
				if d.Published != nil {
					date = d.Published.Date + "|" + string(d.Published.Basis)
				}
				got = append(got, strings.TrimPrefix(d.URL, s.URL)+"|"+date)
				if !strings.HasPrefix(d.Origin.File, s.URL) {
					t.Errorf("origin %s", d.Origin)
				}
			}
			for i := range max(len(got), len(tt.want)) {
				g, w := "(none)", "(none)"
				if i < len(got) {
					g = got[i]
				}
				if i < len(tt.want) {
					w = tt.want[i]
				}
				if g != w && !(strings.HasPrefix(w, "!") && strings.HasPrefix(g, "!") && strings.Contains(g, w[1:])) {
					t.Errorf("%d: got %s, want %s", i, g, w)
				}
			}
		})
	}
}

func TestNoPasswordIsTold(t *testing.T) {
	for _, address := range []string{"http://me:secret@example.org/a", "http://me:secret@exa mple.org/a", "ftp://me:secret@example.org"} {
		for _, web := range []*fetch.Client{nil, webClient(t)} {
			for d, err := range Open(context.Background(), []string{address}, Options{Web: web}) {
				if d != nil || err == nil || strings.Contains(err.Error(), "secret") {
					t.Errorf("document %v, error %v", d, err)
				}
			}
		}
	}
}

func TestTidyAddresses(t *testing.T) {
	tests := []struct{ in, base, want string }{
		{"https://a.example/x?utm_source=1&id=2&fbclid=3#top", "", "https://a.example/x?id=2"},
		{"https://a.example/x?b=%20&a=1", "", "https://a.example/x?b=%20&a=1"},
		{"/x", "https://a.example/y", "https://a.example/x"},
		{"//b.example/x", "https://a.example/y", "https://b.example/x"},
		{"https://me:pw@a.example/x", "", "https://a.example/x"},
		{"https://a.example/x?", "", "https://a.example/x"},
		{"javascript:alert(1)", "https://a.example/", ""},
		{"/x", "", ""},
		{"", "https://a.example/", ""},
		{"https://a.example/" + strings.Repeat("x", maxAddress), "", ""},
		{"%zz", "https://a.example/", ""},
	}
	for _, tt := range tests {
		if got := tidyURL(tt.in, tt.base); got != tt.want {
			t.Errorf("%.60q on %q: got %q, want %q", tt.in, tt.base, got, tt.want)
		}
	}
}

func TestDaysInAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"https://a.example/2021/05/03/treaty":             "2021-05-03",
		"https://a.example/world/2021-05-03-treaty":       "2021-05-03",
		"https://a.example/20210503/treaty":               "2021-05-03",
		"https://a.example/world/2021/may/3/treaty":       "2021-05-03",
		"https://a.example/treaty-signed-2021-05-03/":     "2021-05-03",
		"https://a.example/treaty-idUSKBN_20210503.html":  "2021-05-03",
		"https://a.example/2021/13/45/treaty":             "",
		"https://a.example/2021/05/treaty":                "",
		"https://a.example/treaty-1234567890123":          "",
		"https://a.example/world-cup-2022-12-18-preview":  "",
		"https://a.example/search?from=/2021/05/03/":      "",
		"https://a.example/treaty-12021050312":            "",
		"https://a.example/articles/120210503":            "",
		"https://a.example/2021/mayhem/3/x":               "2021-05-03",
		"https://a.example/2021/February/30/no-such-day/": "",
	} {
		got := ""
		if d, ok := dayInAddress(in); ok {
			got = d.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}

// Where a page says that it is another, it counts; where it takes itself for the
// whole site, it does not.
func TestCanonicalAddresses(t *testing.T) {
	for _, tt := range []struct{ head, want string }{
		{"", "https://omo.example/a/1"},
		{`<link rel="canonical" href="/b?utm_medium=x">`, "https://omo.example/b"},
		{`<link rel="canonical" href="https://omo.example/">`, "https://omo.example/a/1"},
		{`<meta property="og:url" content="https://wire.example/c#x">`, "https://wire.example/c"},
		{`<link rel="canonical" href="javascript:x"><meta property="og:url" content="https://omo.example/d">`, "https://omo.example/d"},
	} {
		docs, errs := collect(Options{}, "a.warc", strings.NewReader(response("https://omo.example/a/1?fbclid=2", htmlHeader, page(tt.head, "<article>"+longer+"</article>"))))
		if len(docs) != 1 || docs[0].URL != tt.want || docs[0].ID != tt.want {
			t.Errorf("%s: %s", tt.head, fmt.Sprint(docs, errs))
		}
	}
}
