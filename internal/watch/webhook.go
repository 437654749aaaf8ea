package watch

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"chancery/internal/document/fetch"
)

const (
	// patience is for one delivery.
	patience = 15 * time.Second
	// firstPause and mostPause are between attempts at one delivery.
	firstPause = 30 * time.Second
	mostPause  = 6 * time.Hour
)

// Webhook is who is told by a POST for each notice.
type Webhook struct {
	address, agent string
	secret         []byte
	client         *http.Client
}

// NewWebhook makes a Webhook. allow are networks that may be dialled though they
// are not public.
func NewWebhook(address, secret, agent string, allow []netip.Prefix) (*Webhook, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, errors.New("watch: a webhook's address begins with https:// or http:// and a host")
	case u.User != nil:
		return nil, errors.New("watch: the webhook's address holds a user's name, which is not sent; leave it out, the signature tells who it is from")
	case secret == "":
		return nil, errors.New("watch: deliveries are signed, and there is no secret to sign them with")
	}
	return &Webhook{address: address, agent: agent, secret: []byte(secret), client: &http.Client{
		Timeout: patience,
		Transport: &http.Transport{DialContext: fetch.Dialer(allow, patience).DialContext, TLSHandshakeTimeout: patience,
			ResponseHeaderTimeout: patience, MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true},
		// A signed body goes nowhere but where it was meant for.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// delivered is how a delivery ended.
type delivered struct {
	id    string
	err   error
	after time.Duration // how long the receiver asks to wait
	// refused tells that the receiver answers so that asking again is of no use, unless
	// something is changed there.
	refused bool
}

// Signature is what the header Chancery-Signature holds: the HMAC-SHA256 of the
// timestamp, a dot and the body.
func Signature(secret []byte, timestamp string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	io.WriteString(m, timestamp+".")
	m.Write(body)
	return "sha256=" + hex.EncodeToString(m.Sum(nil))
}

// send delivers one notice.
func (h *Webhook) send(ctx context.Context, s Sent, now time.Time) *delivered {
	out := &delivered{id: s.ID}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.address, bytes.NewReader(s.Body))
	if err != nil {
		out.err = errors.New("its address cannot be understood")
		return out
	}
	timestamp := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", h.agent)
	r.Header.Set("Idempotency-Key", s.ID)
	r.Header.Set("Chancery-Timestamp", timestamp)
	r.Header.Set("Chancery-Signature", Signature(h.secret, timestamp, s.Body))
	resp, err := h.client.Do(r)
	if err != nil {
		// The address may hold a token, and is left out of what is logged.
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err
		}
		out.err = err
		return out
	}
	defer resp.Body.Close()
	if resp.StatusCode/100 != 2 {
		out.err = fmt.Errorf("the receiver answers %d %s", resp.StatusCode, http.StatusText(resp.StatusCode))
		out.refused = resp.StatusCode/100 == 4 && !slices.Contains(forAWhile, resp.StatusCode)
		if n, err := strconv.Atoi(strings.TrimSpace(resp.Header.Get("Retry-After"))); err == nil && n > 0 {
			out.after = time.Duration(min(n, int(mostPause/time.Second))) * time.Second
		}
	}
	return out
}

// forAWhile are the answers of the 4xx that tell of a fault that passes.
var forAWhile = []int{http.StatusRequestTimeout, http.StatusTooEarly, http.StatusTooManyRequests}

// mostRefusals is at which attempt a notice that the receiver refuses is given up: a
// receiver that is being set up anew refuses for some minutes.
const mostRefusals = 5

// acknowledge takes a notice that was delivered, or is given up, off the queue, or puts
// the next attempt off. The queue keeps its order, so those behind wait too.
func (w *Watcher) acknowledge(d *delivered) error {
	delete(w.flying, "")
	switch {
	case d.err == nil:
		w.metrics.deliveries.WithLabelValues("delivered").Inc()
		w.state.Queue, w.state.Attempts, w.state.Next = w.state.Queue[1:], 0, time.Time{}
	case d.refused && w.state.Attempts+1 >= mostRefusals:
		w.metrics.deliveries.WithLabelValues("failed").Inc()
		w.failed = true
		if err := w.giveUp(d); err != nil {
			return err
		}
		w.state.Queue, w.state.Attempts, w.state.Next = w.state.Queue[1:], 0, time.Time{}
	default:
		w.metrics.deliveries.WithLabelValues("failed").Inc()
		w.state.Attempts++
		pause := max(d.after, backOff(firstPause, w.state.Attempts, mostPause))
		w.state.Next = w.o.Now().Add(pause + jitter(d.id, pause))
		w.held, w.failed = w.o.Once, true
		w.o.Log.Error("the webhook did not take a notice", "id", d.id, "error", d.err, "attempts", w.state.Attempts, "next", w.state.Next)
	}
	w.metrics.waiting(len(w.state.Queue), -1)
	return w.state.save(w.o.State)
}
