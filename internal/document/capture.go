package document

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"regexp"
	"strings"
	"time"

	"chancery/internal/document/fetch"
)

// capture is a page as HTTP brought it: just now, or once into an archive.
type capture struct {
	url         string
	contentType string
	body        []byte
	taken       string  // the day by which it was there, YYYY-MM-DD; "" if unknown
	item        *fields // what the feed that led to it says of it, or nil
}

// captured reads the page in a record; nil if it holds none, which is nobody's
// fault: an archive keeps requests, pictures and redirects too.
func (o *Options) captured(rec *record) (*capture, error) {
	url := strings.Trim(rec.head.Get("Warc-Target-Uri"), "<>")
	if !strings.EqualFold(rec.head.Get("Warc-Type"), "response") || httpURL(url) == "" || strings.HasSuffix(url, "/robots.txt") {
		return nil, nil
	}
	if n := rec.head.Get("Warc-Segment-Number"); n != "" && n != "1" {
		return nil, nil
	}
	r := bufio.NewReader(rec.block)
	status, head, err := readHead(r)
	if err != nil {
		return nil, fmt.Errorf("%s: the header of the answer: %w", clipped(url), err)
	}
	if code := strings.Fields(status); len(code) < 2 || !strings.HasPrefix(code[0], "HTTP/") || len(code[1]) != 3 || code[1][0] != '2' {
		return nil, nil
	}
	kind, _, _ := mime.ParseMediaType(head.Get("Content-Type"))
	switch kind {
	case "text/html", "application/xhtml+xml", "text/plain", "":
	default:
		return nil, nil
	}
	body, err := o.payload(r, head)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", clipped(url), err)
	}
	if len(body) == 0 || kind == "" && !isHTML(body) {
		return nil, nil
	}
	return &capture{url: url, contentType: head.Get("Content-Type"), body: body,
		taken: takenOn(rec.head.Get("Warc-Date"), head)}, nil
}

// chunkStart is the line before the first chunk of a body.
var chunkStart = regexp.MustCompile(`^[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\n]*)?\r?\n`)

// payload is the body of an answer, unpacked. Crawlers keep the header as it was
// and the body often no longer so: whether it is in chunks, or packed, it must
// show.
func (o *Options) payload(r *bufio.Reader, head textproto.MIMEHeader) ([]byte, error) {
	most := o.maxBytes()
	var in io.Reader = r
	if start, _ := r.Peek(64); strings.EqualFold(head.Get("Transfer-Encoding"), "chunked") && chunkStart.Match(start) {
		in = httputil.NewChunkedReader(r)
	}
	body, err := io.ReadAll(io.LimitReader(in, most+1))
	switch {
	case int64(len(body)) > most:
		return nil, tooLarge(most)
	case errors.Is(err, io.ErrUnexpectedEOF) && len(body) > 0 && in != r:
		// The crawler stopped in the middle of a chunk; what it has is the page's.
	case err != nil:
		return nil, packing(err)
	}
	return fetch.Unpack(head.Get("Content-Encoding"), body, most)
}

// takenOn is the day by which a page was there: when its server last changed it,
// if it says so and can be right, else when it was taken.
func takenOn(archived string, head textproto.MIMEHeader) string {
	taken, err := time.Parse(time.RFC3339, archived)
	if err != nil {
		if taken, err = http.ParseTime(head.Get("Date")); err != nil {
			return ""
		}
	}
	if changed, err := http.ParseTime(head.Get("Last-Modified")); err == nil && changed.Year() > 1994 && changed.Before(taken) {
		taken = changed
	}
	if taken.Year() < 1990 || taken.Year() > 2200 {
		return ""
	}
	return taken.UTC().Format(time.DateOnly)
}
