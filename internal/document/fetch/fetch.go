package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// Options say how a Client behaves; of the limits zero means the default.
type Options struct {
	Agent string // who asks: name/version (+address), required
	// Now and Sleep are the caller's clock, required. Sleep ends early, with an
	// error, when its context does.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	// Resolver looks up hosts; nil means the system's.
	Resolver *net.Resolver
	// Allow are networks that may be dialled though they are not public.
	Allow []netip.Prefix

	MaxBytes     int64         // of a body, packed and unpacked: 32 MB
	MaxHeader    int64         // of all headers: 64 KB
	MaxRedirects int           // 5
	Attempts     int           // while a server is busy: 3
	Total        time.Duration // of one exchange: 1 minute
	Idle         time.Duration // for a connection, and for each kilobyte: 15 seconds
	Delay        time.Duration // between pages of one host, at least: 1 second
	MaxWait      time.Duration // for a server that asks to wait: 2 minutes
}

func (o *Options) defaults() {
	orInt := func(p *int64, v int64) {
		if *p <= 0 {
			*p = v
		}
	}
	orTime := func(p *time.Duration, v time.Duration) {
		if *p <= 0 {
			*p = v
		}
	}
	orInt(&o.MaxBytes, 32<<20)
	orInt(&o.MaxHeader, 64<<10)
	if o.MaxRedirects <= 0 {
		o.MaxRedirects = 5
	}
	if o.Attempts <= 0 {
		o.Attempts = 3
	}
	orTime(&o.Total, time.Minute)
	orTime(&o.Idle, 15*time.Second)
	orTime(&o.Delay, time.Second)
	orTime(&o.MaxWait, 2*time.Minute)
}

// Client fetches pages, one at a time from each host. It may be used by several
// goroutines.
type Client struct {
	o         Options
	transport *http.Transport
	hosts     hosts
}

// New makes a Client.
func New(o Options) (*Client, error) {
	if o.Agent == "" || o.Now == nil || o.Sleep == nil {
		return nil, errors.New("fetch: a client needs an agent's name, a clock and a way to wait")
	}
	o.defaults()
	return &Client{
		o: o,
		// HTTP/1.1 alone, no proxy whatever the environment says, and nothing
		// unpacked unseen.
		transport: &http.Transport{
			DialContext:            o.dialer().DialContext,
			DisableCompression:     true,
			TLSHandshakeTimeout:    o.Idle,
			ResponseHeaderTimeout:  o.Idle,
			IdleConnTimeout:        o.Idle,
			MaxIdleConns:           16,
			MaxIdleConnsPerHost:    1,
			MaxResponseHeaderBytes: o.MaxHeader,
		},
		hosts: hosts{byName: map[string]*host{}},
	}, nil
}

// Validators are what a server said of a page's version. A caller that keeps them
// and gives them back is not sent the same version again.
type Validators struct{ ETag, LastModified string }

// Page is what stands at an address.
type Page struct {
	URL        string // where it was found at last
	Header     http.Header
	Body       []byte
	Validators Validators
	// Unchanged: it is still the version that the caller's Validators are of, and
	// Body is empty.
	Unchanged bool
}

// Later is a server that cannot be asked now, but may be after a while.
type Later struct {
	After time.Duration
	why   string
}

func (l *Later) Error() string {
	return fmt.Sprintf("%s; try again in %s", l.why, l.After.Round(time.Second))
}

// passing is a failure that may not last; after is how long the server asks to
// wait, if it does.
type passing struct {
	after time.Duration
	err   error
}

func (p *passing) Error() string { return p.err.Error() }
func (p *passing) Unwrap() error { return p.err }

// Get fetches the page at an address. seen are the Validators of an earlier Get,
// or empty.
func (c *Client) Get(ctx context.Context, address string, seen Validators) (*Page, error) {
	u, err := check(address)
	if err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		p, err := c.follow(ctx, u, seen)
		var fleeting *passing
		if !errors.As(err, &fleeting) {
			return p, err
		}
		wait := max(fleeting.after, time.Second<<(try-1))
		switch {
		case wait > c.o.MaxWait:
			return nil, &Later{wait, err.Error()}
		case try >= c.o.Attempts && fleeting.after > 0:
			return nil, &Later{fleeting.after, err.Error()}
		case try >= c.o.Attempts:
			return nil, fmt.Errorf("%w, asked %d times", err, try)
		}
		if err := c.o.Sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// follow goes from redirect to redirect until there is a page.
func (c *Client) follow(ctx context.Context, u *url.URL, seen Validators) (*Page, error) {
	for range c.o.MaxRedirects + 1 {
		a, err := c.ask(ctx, u, seen)
		if err != nil {
			return nil, err
		}
		if a.next == "" {
			return a.page(u, seen)
		}
		if u, err = resolve(u, a.next); err != nil {
			return nil, fmt.Errorf("it leads elsewhere: %w", err)
		}
	}
	return nil, fmt.Errorf("it leads from one address to another more than %d times", c.o.MaxRedirects)
}

// ask has one exchange with a host when its turn has come.
func (c *Client) ask(ctx context.Context, u *url.URL, seen Validators) (*answer, error) {
	h, err := c.hosts.enter(ctx, u.Hostname())
	if err != nil {
		return nil, err
	}
	defer c.hosts.leave(h)
	if err := c.await(ctx, h); err != nil {
		return nil, err
	}
	if err := c.permitted(ctx, h, u); err != nil {
		return nil, err
	}
	a, err := c.exchange(ctx, u, seen, false)
	h.next = c.o.Now().Add(max(c.o.Delay, h.delay))
	if a != nil && a.after > 0 {
		h.next = c.o.Now().Add(a.after)
	}
	return a, err
}

// maxAddress is how long an address may be.
const maxAddress = 8 << 10

// check reads an address and refuses what is not fetched. No error repeats a
// password.
func check(address string) (*url.URL, error) {
	if len(address) > maxAddress {
		return nil, fmt.Errorf("its address is longer than %d bytes", maxAddress)
	}
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, errors.New("its address cannot be understood")
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("its scheme is %.20q; only http and https are fetched", u.Scheme)
	case u.Hostname() == "":
		return nil, errors.New("its address names no host")
	case u.User != nil:
		return nil, errors.New("its address holds a user's name, which is not sent; leave it out")
	}
	u.Host, u.Fragment, u.RawFragment = strings.ToLower(u.Host), "", ""
	return u, nil
}

// resolve is where a redirect leads to.
func resolve(from *url.URL, to string) (*url.URL, error) {
	next, err := from.Parse(to)
	if err != nil {
		return nil, errors.New("the new address cannot be understood")
	}
	return check(next.String())
}
