package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// answer is what a server sent back.
type answer struct {
	status int
	header http.Header
	body   []byte        // of a page; unpacked
	next   string        // where a redirect leads
	after  time.Duration // how long the server asks to wait
}

var (
	errTotal = errors.New("its server takes too long")
	errIdle  = errors.New("its server sends too slowly")
)

// exchange asks once and reads the answer. A robots.txt may be of any type, and
// what is too long of it is cut off.
func (c *Client) exchange(ctx context.Context, u *url.URL, seen Validators, robots bool) (*answer, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	// By the network's time, not by the caller's clock: that may stand still.
	total := time.AfterFunc(c.o.Total, func() { cancel(errTotal) })
	defer total.Stop()
	resp, err := c.transport.RoundTrip(c.request(ctx, u, seen))
	if err != nil {
		return nil, failure(ctx, err)
	}
	defer resp.Body.Close()
	a := &answer{status: resp.StatusCode, header: resp.Header}
	switch resp.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		a.next = resp.Header.Get("Location")
		if a.next == "" {
			return nil, errors.New("it leads elsewhere, but its server does not say where")
		}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		a.after = c.retryAfter(resp.Header.Get("Retry-After"))
	case http.StatusOK:
		most := c.o.MaxBytes
		if robots {
			most = maxRobots
		} else if err := readable(resp.Header.Get("Content-Type")); err != nil {
			return nil, err
		}
		w := &watched{r: resp.Body, idle: c.o.Idle, timer: time.AfterFunc(c.o.Idle, func() { cancel(errIdle) })}
		defer w.timer.Stop()
		if a.body, err = body(resp.Header.Get("Content-Encoding"), w, most, robots); err != nil {
			return nil, failure(ctx, err)
		}
	}
	return a, nil
}

func (c *Client) request(ctx context.Context, u *url.URL, seen Validators) *http.Request {
	r := (&http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}).WithContext(ctx)
	r.Header.Set("User-Agent", c.o.Agent)
	r.Header.Set("Accept", "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, text/*;q=0.9, */*;q=0.1")
	r.Header.Set("Accept-Encoding", "gzip, br, deflate")
	if seen.ETag != "" {
		r.Header.Set("If-None-Match", seen.ETag)
	}
	if seen.LastModified != "" {
		r.Header.Set("If-Modified-Since", seen.LastModified)
	}
	return r
}

// body reads and unpacks a body of at most most bytes.
func body(encoding string, r io.Reader, most int64, cut bool) ([]byte, error) {
	packed, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(packed)) > most {
		if !cut || encoding != "" {
			return nil, tooLarge(most)
		}
		packed = packed[:most]
	}
	return Unpack(encoding, packed, most)
}

// watched is a body whose timer goes off unless a kilobyte comes in time. A byte
// now and then would keep a connection for ever.
type watched struct {
	r     io.Reader
	idle  time.Duration
	timer *time.Timer
	got   int
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if w.got += n; w.got >= 1<<10 {
		w.got = 0
		w.timer.Reset(w.idle)
	}
	return n, err
}

// readable refuses what says of itself that it is no text. Archives of pages and
// files without a type are told by their content later.
func readable(contentType string) error {
	kind, _, err := mime.ParseMediaType(contentType)
	if contentType == "" || err != nil {
		return nil
	}
	switch {
	case strings.HasPrefix(kind, "text/"), strings.HasSuffix(kind, "xml"), strings.HasSuffix(kind, "json"),
		kind == "application/octet-stream", kind == "application/x-ndjson", kind == "application/jsonl":
		return nil
	}
	return fmt.Errorf("it is of the type %.60q, neither a page nor a feed", kind)
}

// retryAfter reads a Retry-After header: seconds or a date.
func (c *Client) retryAfter(s string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n > 0 {
		return time.Duration(min(n, 1<<30)) * time.Second
	}
	if t, err := http.ParseTime(s); err == nil {
		return max(0, t.Sub(c.o.Now()))
	}
	return 0
}

// failure says why an exchange came to nothing.
func failure(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	var closed *errClosed
	var dns *net.DNSError
	var op *net.OpError
	switch {
	case errors.As(err, &closed):
		return closed
	case errors.As(err, &dns) && dns.IsNotFound:
		return fmt.Errorf("there is no host %.100q", dns.Name)
	case errors.As(err, &dns):
		return &passing{err: fmt.Errorf("looking up %.100q: %s", dns.Name, dns.Err)}
	case errors.As(err, &op) && op.Op == "dial":
		return &passing{err: fmt.Errorf("its server cannot be reached: %w", op.Err)}
	}
	return err
}

// page is the answer as a page, or why it is none.
func (a *answer) page(u *url.URL, seen Validators) (*Page, error) {
	switch {
	case a.status == http.StatusOK:
		return &Page{URL: u.String(), Header: a.header, Body: a.body,
			Validators: Validators{a.header.Get("ETag"), a.header.Get("Last-Modified")}}, nil
	case a.status == http.StatusNotModified && seen != (Validators{}):
		return &Page{URL: u.String(), Header: a.header, Validators: seen, Unchanged: true}, nil
	case a.status >= 500 || a.status == http.StatusTooManyRequests:
		return nil, &passing{after: a.after, err: fmt.Errorf("its server answers %s", said(a.status))}
	}
	return nil, fmt.Errorf("its server answers %s", said(a.status))
}

func said(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
