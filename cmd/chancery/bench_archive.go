package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"chancery/internal/document"
)

// pageWeight is how many bytes of each page of the made archive are not its text,
// as on most pages of newspapers; they do not pack.
const pageWeight = 64 << 10

// archive makes a web archive of so many megabytes out of the newswire, has another
// process of this program read it into a ledger, and notes that one's speed and
// memory at its peak.
func (b *flowBench) archive(ctx context.Context, megabytes int) error {
	path := filepath.Join(b.dir, "bench.warc.gz")
	pages, err := b.makeArchive(ctx, path, int64(megabytes)<<20)
	if err != nil {
		return fmt.Errorf("making an archive: %w", err)
	}
	self, err := thisProgram()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "ingest", path, "--ledger", filepath.Join(b.dir, "archive.db"), "--format", "json", "--config=")
	cmd.Stderr = b.cmd.ErrOrStderr()
	begin := time.Now()
	out, err := cmd.Output()
	took := time.Since(begin)
	if err != nil {
		return fmt.Errorf("reading an archive: %w", err)
	}
	var sum ingested
	if err := json.Unmarshal(out, &sum); err != nil {
		return fmt.Errorf("reading an archive: its report: %w", err)
	}
	if sum.Documents != pages {
		return fmt.Errorf("%d documents of an archive were recorded, of %d", sum.Documents, pages)
	}
	name := fmt.Sprintf("archive of %d MB", megabytes)
	b.note(name, "articles", float64(pages)/took.Seconds(), "/s", pages)
	if peak := peakMemory(cmd.ProcessState); peak > 0 {
		b.note(name, "memory at the peak", float64(peak)/(1<<20), "MiB", 1)
	}
	return nil
}

// makeArchive writes an archive of at least size bytes, one packed member for each
// page, and tells how many pages it has.
func (b *flowBench) makeArchive(ctx context.Context, path string, size int64) (pages int, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	out := &counting{w: bufio.NewWriterSize(f, 1<<20)}
	defer func() { err = errors.Join(err, out.w.Flush(), f.Close()) }()
	z := gzip.NewWriter(nil)
	noise := make([]byte, pageWeight)
	for out.n < size {
		for d, err := range document.Open(ctx, []string{filepath.Join(b.data, "data", "newswire")}, document.Options{}) {
			if err != nil {
				return 0, err
			}
			for i := range noise {
				noise[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[b.rand.IntN(64)]
			}
			z.Reset(out)
			if _, err := io.WriteString(z, pageRecord(d, pages, noise)); err != nil {
				return 0, err
			}
			if err := z.Close(); err != nil {
				return 0, err
			}
			if pages++; out.n >= size {
				break
			}
		}
		if pages == 0 {
			return 0, errors.New("the newswire holds no documents")
		}
	}
	return pages, nil
}

// pageRecord is a response record whose page holds a document, at an address of
// its own.
func pageRecord(d *document.Document, n int, noise []byte) string {
	date := "2020-01-01"
	if d.Published != nil {
		date = d.Published.Date
	}
	address := fmt.Sprintf("https://paper%d.example.org/%s/%d", n%97, strings.ReplaceAll(date, "-", "/"), n)
	var page strings.Builder
	fmt.Fprintf(&page, "<!doctype html><html lang=en><head><meta charset=utf-8><title>%s</title><meta property=\"article:published_time\" content=\"%s\"><script>var a=\"%s\"</script></head>",
		html.EscapeString(d.Title), date, noise)
	fmt.Fprintf(&page, "<body><nav><ul>%s</ul></nav><main><article><h1>%s</h1>", strings.Repeat("<li><a href=/>Section</a></li>", 40), html.EscapeString(d.Title))
	for _, p := range strings.Split(d.Text, "\n\n") {
		fmt.Fprintf(&page, "<p>%s</p>\n", html.EscapeString(p))
	}
	page.WriteString("</article></main><footer>All rights reserved</footer></body></html>")
	block := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.String()
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: %s\r\nWARC-Date: %sT12:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		address, date, n, len(block), block)
}

// counting counts what is written.
type counting struct {
	w *bufio.Writer
	n int64
}

func (c *counting) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	return n, err
}
