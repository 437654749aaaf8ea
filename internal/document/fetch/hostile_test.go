package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"golang.org/x/net/dns/dnsmessage"
)

// drip sends a byte at a time until nobody listens.
func drip(w http.ResponseWriter, r *http.Request, pause time.Duration) {
	w.Header().Set("Content-Type", "text/html")
	for r.Context().Err() == nil {
		if _, err := io.WriteString(w, "a"); err != nil {
			return
		}
		w.(http.Flusher).Flush()
		time.Sleep(pause)
	}
}

func TestHostileServers(t *testing.T) {
	zeros := make([]byte, 8<<20)
	tests := []struct {
		name string
		says string
		how  func(w http.ResponseWriter, r *http.Request)
	}{
		{"slow drip", "too slowly", func(w http.ResponseWriter, r *http.Request) { drip(w, r, 20*time.Millisecond) }},
		{"silence before the head", "", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{"silence in the body", "too slowly", func(w http.ResponseWriter, r *http.Request) {
			page(w, "Hel")
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}},
		{"takes too long", "takes too long", func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				w.Write(zeros[:2<<10])
				w.(http.Flusher).Flush()
				time.Sleep(20 * time.Millisecond)
			}
		}},
		{"endless body", "larger than 1024 KB", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			for {
				if _, err := w.Write(zeros[:64<<10]); err != nil {
					return
				}
			}
		}},
		{"10,000 headers", "headers exceeded", func(w http.ResponseWriter, r *http.Request) {
			for i := range 10_000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), "1")
			}
			page(w, "Hello")
		}},
		{"redirect loop", "more than 5 times", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path, http.StatusMovedPermanently)
		}},
		{"growing redirects", "leads", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+strings.Repeat("/a", 2000), http.StatusFound)
		}},
		{"redirect to a private address", "169.254.169.254 is not on the public internet", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		}},
		{"redirect to a file", "only http and https", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(http.StatusFound)
		}},
		{"redirect with a password", "user's name", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "http://a:b@"+r.Host+"/")
			w.WriteHeader(http.StatusFound)
		}},
		{"redirect to nowhere", "does not say where", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusFound) }},
		{"gzip bomb", "100 times its size", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			z.Write(zeros)
			z.Close()
		}},
		{"brotli bomb", "100 times its size", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.Header().Set("Content-Encoding", "br")
			z := brotli.NewWriter(w)
			z.Write(zeros)
			z.Close()
		}},
		{"packed many times", "packed 3 times over", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip, gzip, gzip")
			page(w, "Hello")
		}},
		{"unknown packing", "packed as \"zstd\"", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "zstd")
			page(w, "Hello")
		}},
		{"a picture", "type \"image/png\"", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			w.Write(zeros[:100])
		}},
		{"no answer at all", "", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }},
		{"unchanged, unasked", "304", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNotModified) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, tt.how)
			o := Options{MaxBytes: 1 << 20, Delay: time.Nanosecond}
			if strings.HasSuffix(tt.name, "bomb") {
				o.MaxBytes = 32 << 20
			}
			if strings.Contains(tt.name, "slow") || strings.Contains(tt.name, "silence") || strings.Contains(tt.name, "long") {
				o.Idle, o.Total = time.Second, 4*time.Second
			}
			c, _ := newClient(t, o)
			start := time.Now()
			_, err := c.Get(context.Background(), s.URL+"/a", Validators{})
			mustFail(t, err, tt.says)
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("it took %s", d)
			}
			s.CloseClientConnections()
		})
	}
}

// TestRebinding: a name that resolves to an allowed address at first and to a
// private one afterwards.
func TestRebinding(t *testing.T) {
	var secret atomic.Int32
	inner, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skip("no second loopback address: ", err)
	}
	defer inner.Close()
	port := inner.Addr().(*net.TCPAddr).Port
	go http.Serve(inner, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { secret.Add(1) }))
	outer, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Skip("the port is taken: ", err)
	}
	defer outer.Close()
	go http.Serve(outer, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Connection", "close")
		page(w, "Hello")
	}))
	var asked atomic.Int32
	resolver := nameServer(t, func() netip.Addr {
		if asked.Add(1) <= 2 { // robots.txt and the first page
			return netip.MustParseAddr("127.0.0.1")
		}
		return netip.MustParseAddr("127.0.0.2")
	})
	c, _ := newClient(t, Options{Resolver: resolver})
	address := fmt.Sprintf("http://rebind.test:%d/a", port)
	if _, err := c.Get(context.Background(), address, Validators{}); err != nil {
		t.Fatal(err)
	}
	_, err = c.Get(context.Background(), address, Validators{})
	mustFail(t, err, "127.0.0.2 is not on the public internet")
	if n := secret.Load(); n > 0 {
		t.Errorf("the private server was asked %d times", n)
	}
}

// nameServer is a resolver that gives every name the address that addr gives.
func nameServer(t *testing.T, addr func() netip.Addr) *net.Resolver {
	t.Helper()
	udp, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { udp.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := udp.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			m.Response, m.RecursionAvailable, m.Additionals = true, true, nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: addr().As4()},
				}}
			}
			if out, err := m.Pack(); err == nil {
				udp.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", udp.LocalAddr().String())
	}}
}

// packed packs text in one way.
func packed(t testing.TB, how, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch how {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		w, _ = flate.NewWriter(&b, flate.BestCompression)
	case "br":
		w = brotli.NewWriter(&b)
	}
	io.WriteString(w, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUnpack(t *testing.T) {
	text := "<html><p>" + strings.Repeat("Ghana recalled its ambassador from Togo. ", 50)
	twice := packed(t, "br", string(packed(t, "gzip", text)))
	tests := []struct {
		name, encoding string
		in             []byte
		says           string
	}{
		{"plain", "", []byte(text), ""},
		{"identity", "identity", []byte(text), ""},
		{"gzip", "GZIP", packed(t, "gzip", text), ""},
		{"zlib", "deflate", packed(t, "zlib", text), ""},
		{"bare deflate", "deflate", packed(t, "flate", text), ""},
		{"brotli", "br", packed(t, "br", text), ""},
		{"two layers", "gzip, br", twice, ""},
		{"said to be gzip", "gzip", []byte(text), ""},
		{"said to be deflate", "deflate", []byte(text), ""},
		{"said to be brotli", "br", []byte(text), ""},
		{"cut off", "gzip", packed(t, "gzip", text)[:60], "packed data"},
		{"too large", "gzip", packed(t, "gzip", text+strings.Repeat("word ", 1<<18)), "larger than"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Unpack(tt.encoding, tt.in, 1<<20)
			if tt.says != "" {
				mustFail(t, err, tt.says)
			} else if err != nil || string(got) != text {
				t.Errorf("%.60q, %v", got, err)
			}
		})
	}
}

func FuzzUnpack(f *testing.F) {
	for how, encoding := range map[string]string{"gzip": "gzip", "zlib": "deflate", "flate": "deflate", "br": "br"} {
		f.Add(encoding, packed(f, how, "<html><p>Hello"))
	}
	f.Add("gzip, br", []byte("<html>"))
	f.Fuzz(func(t *testing.T, encoding string, in []byte) {
		if out, err := Unpack(encoding, in, 1<<20); err == nil && len(out) > 1<<20 {
			t.Fatalf("%d bytes", len(out))
		}
	})
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*.php$\nCrawl-delay: 1e9\nAllow"))
	f.Fuzz(func(t *testing.T, in []byte) {
		if data, err := understood(in); err == nil {
			data.TestAgent("/a.php", "chancery/1.0")
		}
	})
}
