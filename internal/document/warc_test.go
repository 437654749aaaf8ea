package document

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// warcRecord is a record of an archive, not packed.
func warcRecord(kind, url, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2021-05-06T07:08:09Z\r\nWARC-Record-ID: <urn:uuid:1>\r\nContent-Type: application/http; msgtype=%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, url, kind, len(block), block)
}

// response is a record with a page.
func response(url, header, body string) string {
	return warcRecord("response", url, "HTTP/1.1 200 OK\r\n"+header+"\r\n"+body)
}

const htmlHeader = "Content-Type: text/html\r\n"

// numbered is a record with a page that its number tells from others.
func numbered(n int) string {
	url := fmt.Sprintf("https://omo.example/%d", n)
	return response(url, htmlHeader, page("<title>"+fmt.Sprintf("Treaty number %d is signed", n)+"</title>", "<article>"+longer+"</article>"))
}

// members packs each record as a gzip member of its own.
func members(records ...string) string {
	var b strings.Builder
	for _, r := range records {
		b.WriteString(gzipped(r))
	}
	return b.String()
}

// outcome are the addresses of documents and the places of errors, in order.
func outcome(t *testing.T, in string) string {
	t.Helper()
	var out []string
	o := Options{MaxBytes: 1 << 20}
	readReady(o, context.Background(), "a.warc", strings.NewReader(in), func(d *Document, err error) bool {
		var e *Error
		switch {
		case err == nil:
			out = append(out, strings.TrimPrefix(d.URL, "https://omo.example/"))
		case errors.As(err, &e):
			out = append(out, "! "+e.ID)
		default:
			t.Errorf("error %v", err)
		}
		return true
	})
	return strings.Join(out, ", ")
}

func TestArchives(t *testing.T) {
	one, two, three := numbered(1), numbered(2), numbered(3)
	info := "WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"
	z1, z2, z3 := gzipped(one), gzipped(two), gzipped(three)
	flipped := []byte(z2)
	flipped[len(flipped)/2] ^= 0x55
	at := func(n int) string { return fmt.Sprintf("! a.warc:%d", n) }
	tests := []struct{ name, in, want string }{
		{"plain", info + one + two, "1, 2"},
		{"packed by record", members(info, one, two, three), "1, 2, 3"},
		{"packed as a whole", gzipped(info + one + two), "1, 2"},
		{"without its last line ends", strings.TrimRight(info+one, "\r\n"), "1"},
		{"other records", members(warcRecord("request", "https://omo.example/1", "GET / HTTP/1.1\r\n\r\n"), one,
			warcRecord("revisit", "https://omo.example/2", "HTTP/1.1 200 OK\r\n\r\n"), response("https://omo.example/p.png", "Content-Type: image/png\r\n", "x"),
			warcRecord("response", "https://omo.example/4", "HTTP/1.1 404 Not Found\r\n"+htmlHeader+"\r\n"+page("", longer)),
			warcRecord("response", "dns:omo.example", "1.2.3.4")), "1"},
		{"a flipped bit", z1 + string(flipped) + z3, "1, " + at(len(z1)) + ", 3"},
		{"a checksum", z1 + z2[:len(z2)-8] + "XXXX" + z2[len(z2)-4:] + z3, "1, " + at(len(z1)) + ", 3"},
		{"a member cut short", z1 + z2[:len(z2)/2] + z3, "1, " + at(len(z1)) + ", 3"},
		{"a member cut to its head", z1 + z2[:12] + z3, "1, " + at(len(z1)) + ", 3"},
		{"rubbish between members", z1 + "rubbish\x1f\x8b\x08rubbish" + z3, "1, " + at(len(z1)) + ", 3"},
		{"the end is missing", z1 + z2[:len(z2)-20], "1, " + at(len(z1))},
		{"a member that is no record", members(one, "Hello", three), "1, " + at(len(z1)) + ", 3"},
		{"a block cut short", z1 + gzipped(two[:len(two)-200]) + z3, "1, " + at(len(z1)) + ", 3"},
		{"no length", members(one, strings.Replace(two, "Content-Length", "Content-Size", 1), three), "1, " + at(len(z1)) + ", 3"},
		{"a length too small", one + strings.Replace(two, "\r\nContent-Length: ", "\r\nContent-Length: 1\r\nX: ", 1) + three, "1, " + at(len(one)) + ", 3"},
		{"an endless header", members(one, "WARC/1.0\r\nX: "+strings.Repeat("a", maxHead)+"\r\n\r\n", three), "1, " + at(len(z1)) + ", 3"},
		{"a large page", members(one, response("https://omo.example/2", htmlHeader, strings.Repeat("word ", 1<<18)), three), "1, " + at(len(z1)) + ", 3"},
		{"a large picture", members(one, response("https://omo.example/2", "Content-Type: image/png\r\n", strings.Repeat("word ", 1<<18)), three), "1, 3"},
		{"a page without text", members(one, response("https://omo.example/2", htmlHeader, "<html><body></body></html>"), three), "1, " + at(len(z1)) + ", 3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := outcome(t, tt.in); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
}

// Each document says where it came from, and can be read from there again.
func TestRecordsAreFoundAgain(t *testing.T) {
	records := []string{numbered(1), numbered(2), numbered(3)}
	for name, in := range map[string]string{
		"plain": strings.Join(records, ""), "by record": members(records...), "whole": gzipped(strings.Join(records, "")),
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "a.warc")
			if err := os.WriteFile(file, []byte(in), 0o600); err != nil {
				t.Fatal(err)
			}
			n := 0
			for d, err := range Open(context.Background(), []string{file}, Options{}) {
				if err != nil {
					t.Fatal(err)
				}
				n++
				again, err := At(d.Origin, Options{})
				if err != nil || again.URL != d.URL || again.Text != d.Text || again.Origin != d.Origin || d.Origin.File != file {
					t.Errorf("%s: %+v, %v", d.Origin, again, err)
				}
				d.Origin.Offset++
				if _, err := At(d.Origin, Options{}); err == nil {
					t.Errorf("%s: a record was read where none begins", d.Origin)
				}
			}
			if n != 3 {
				t.Errorf("%d documents", n)
			}
		})
	}
	if _, err := At(Origin{File: "nowhere"}, Options{}); err == nil {
		t.Error("a record of no file")
	}
}

func TestAnswers(t *testing.T) {
	body := page("<title>"+head+"</title>", "<article>"+longer+"</article>")
	packed := gzipped(body)
	chunks := fmt.Sprintf("%x\r\n%s\r\n%x;x=y\r\n%s\r\n0\r\n\r\n", 100, body[:100], len(body)-100, body[100:])
	tests := []struct{ name, header, body, says string }{
		{"plain", htmlHeader, body, ""},
		{"gzip", htmlHeader + "Content-Encoding: gzip\r\n", packed, ""},
		{"gzip, unpacked by the crawler", htmlHeader + "Content-Encoding: gzip\r\n", body, ""},
		{"chunks", htmlHeader + "Transfer-Encoding: chunked\r\n", chunks, ""},
		{"chunks, joined by the crawler", htmlHeader + "Transfer-Encoding: chunked\r\n", body, ""},
		{"chunks cut short", htmlHeader + "Transfer-Encoding: chunked\r\n", chunks[:len(chunks)-40], ""},
		{"a wrong length", htmlHeader + "Content-Length: 3\r\n", body, ""},
		{"headers that are none", "nonsense\r\n: x\r\nX\x00Y: z\r\n continued\r\n" + htmlHeader, body, ""},
		{"a long header", "X: " + strings.Repeat("a", 100_000) + "\r\n" + htmlHeader, body, ""},
		{"a header too long", "X: " + strings.Repeat("a", maxHead) + "\r\n" + htmlHeader, body, "longer than 256 KB"},
		{"bare line feeds", "Content-Type: text/html\n", body, ""},
		{"no type", "", body, ""},
		{"charset of the server", "Content-Type: text/html; charset=windows-1252\r\n", strings.Replace(body, "Kenya", "K\xe9nya", 1), ""},
		{"a bomb", htmlHeader + "Content-Encoding: gzip\r\n", gzipped(strings.Repeat("a", 3<<20)), "times its size"},
		{"an unknown packing", htmlHeader + "Content-Encoding: zstd\r\n", body, "zstd"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := collect(Options{}, "a.warc", strings.NewReader(response("https://omo.example/1", tt.header, tt.body)))
			if tt.says != "" {
				checkOutcome(t, docs, errs, 0, tt.says)
				return
			}
			if len(docs) != 1 || len(errs) > 0 || !strings.Contains(docs[0].Text, para2) || docs[0].Title != head {
				t.Errorf("%d documents, errors %v", len(docs), errs)
			}
			if strings.HasPrefix(tt.name, "charset") && !strings.Contains(docs[0].Text, "Kénya") {
				t.Errorf("text %.200q", docs[0].Text)
			}
		})
	}
}

// The days of publication, the most certain first.
func TestDatesOfPages(t *testing.T) {
	const meta = `<meta property="article:published_time" content="2021-05-01T08:00:00Z">`
	const line = "<p>NAIROBI, May 3, 2021 — The treaty that was signed in the capital ends a quarrel of many years.</p>"
	const changed = "Last-Modified: Tue, 04 May 2021 08:00:00 GMT\r\n"
	tests := []struct{ name, url, header, head, line, given, want string }{
		{"metadata", "https://omo.example/2021/05/09/a", changed, meta, line, "", "2021-05-01 stated"},
		{"day of the address near it", "https://omo.example/2021/05/02/a", changed, meta, line, "", "2021-05-02 stated"},
		{"address", "https://omo.example/2021/05/02/a", changed, "", line, "", "2021-05-02 stated"},
		{"dateline", "https://omo.example/a", changed, "", line, "", "2021-05-03 stated"},
		{"caller", "https://omo.example/a", changed, "", "", "2020-01-01", "2020-01-01 given"},
		{"last change", "https://omo.example/a", changed, "", "", "", "2021-05-04 inferred"},
		{"change after it was taken", "https://omo.example/a", "Last-Modified: Tue, 04 May 2032 08:00:00 GMT\r\n", "", "", "", "2021-05-06 inferred"},
		{"change at no time", "https://omo.example/a", "Last-Modified: Thu, 01 Jan 1970 00:00:00 GMT\r\n", "", "", "", "2021-05-06 inferred"},
		{"when it was taken", "https://omo.example/a", "", "", "", "", "2021-05-06 inferred"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := response(tt.url, htmlHeader+tt.header, page(tt.head, "<article><h1>"+head+"</h1>"+tt.line+longer+"</article>"))
			docs, errs := collect(Options{Date: tt.given}, "a.warc", strings.NewReader(in))
			if len(docs) != 1 || len(errs) > 0 {
				t.Fatalf("%d documents, errors %v", len(docs), errs)
			}
			if p := docs[0].Published; p == nil || p.Date+" "+string(p.Basis) != tt.want {
				t.Errorf("published %+v, want %s", p, tt.want)
			}
		})
	}
}

// generator gives a packed archive of a size without holding it.
type generator struct {
	member []byte
	left   int
	rest   []byte
}

func (g *generator) Read(p []byte) (int, error) {
	if len(g.rest) == 0 {
		if g.left == 0 {
			return 0, io.EOF
		}
		g.left--
		g.rest = g.member
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// A large archive costs no more memory than a small one.
func TestArchiveInConstantMemory(t *testing.T) {
	// Most of a member is a picture that does not pack, as most of a crawl is not
	// text, so that the test reads much and analyses little.
	noise := make([]byte, 1<<20)
	x := uint32(1)
	for i := range noise {
		x = x*1664525 + 1013904223
		noise[i] = byte(x >> 24)
	}
	member := []byte(members(numbered(1), response("https://omo.example/p", "Content-Type: image/png\r\n", string(noise))))
	peak := func(n int) (most uint64) {
		docs := 0
		o := Options{}
		readReady(o, context.Background(), "a.warc.gz", &generator{member: member, left: n}, func(d *Document, err error) bool {
			if err != nil {
				t.Fatal(err)
			}
			if docs++; docs%4 == 0 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				most = max(most, m.HeapAlloc)
			}
			return true
		})
		if docs != n {
			t.Fatalf("%d documents, want %d", docs, n)
		}
		return most
	}
	peak(4)
	small, large := peak(8), peak(64)
	if ratio := float64(large) / float64(small); ratio > 1.3 {
		t.Errorf("8 MB held %d KB, 64 MB %d KB: %.1f times as much", small>>10, large>>10, ratio)
	}
}

// An archive of nothing but false starts is read through once, not again and again.
func TestFalseStarts(t *testing.T) {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.NoCompression)
	io.WriteString(z, "WARC/1.0\r\n")
	z.Flush()
	in := strings.Repeat(b.String(), 20_000)
	errs := 0
	o := Options{}
	readReady(o, context.Background(), "a.warc", strings.NewReader(in), func(d *Document, err error) bool {
		if err == nil {
			t.Fatalf("document %+v", d)
		}
		errs++
		return true
	})
	if errs == 0 || errs > 2*20_000 {
		t.Errorf("%d errors", errs)
	}
}

func TestArchiveCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	in := &cancelling{r: &endless{unit: members(numbered(1)), left: 1 << 40}, after: 1 << 20, cancel: cancel}
	var last error
	for _, err := range Open(ctx, []string{"-", "nowhere"}, Options{Stdin: in}) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("the last is %v, want the context's error", last)
	}
}

func BenchmarkArchive(b *testing.B) {
	var member bytes.Buffer
	member.WriteString(gzipped(numbered(1)))
	b.SetBytes(int64(len(numbered(1))))
	for b.Loop() {
		o := Options{}
		readReady(o, context.Background(), "a.warc.gz", &generator{member: member.Bytes(), left: 1}, func(*Document, error) bool { return true })
	}
}

// BenchmarkArchiveSkipping is the reading alone: records that hold no page.
func BenchmarkArchiveSkipping(b *testing.B) {
	var member bytes.Buffer
	record := strings.Replace(numbered(1), "text/html", "text/none", 1)
	member.WriteString(gzipped(record))
	b.SetBytes(int64(len(record)))
	a := &generator{member: member.Bytes(), left: b.N}
	b.ResetTimer()
	o := Options{}
	readReady(o, context.Background(), "a.warc.gz", a, func(*Document, error) bool { return true })
}
