package access

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
)

// Options say how a Guard guards.
type Options struct {
	Store *Store // accounts and tokens; may be nil on loopback

	// Now and Random are the caller's clock and chance, required. Random must be
	// cryptographically safe.
	Now    func() time.Time
	Random io.Reader

	Loopback bool     // the server is bound to an address that this machine alone can reach
	Secure   bool     // browsers reach the server by https, its own or that of a proxy
	Hosts    []string // names by which the server may be called, besides localhost; none: any, unless on loopback

	// LocalName is what who sits at this machine is called, as long as there are no
	// accounts; "local" when empty.
	LocalName string

	// TrustProxy takes a client's address from the last hop of X-Forwarded-For. Only
	// for a server that clients can reach through a proxy alone.
	TrustProxy bool

	// Programs tells that the server is for programs alone. What the page of any site
	// sends is refused, also of this one, for there are none; nobody signs in; and who
	// sits at this machine needs no token of a form. Refusals are problem+json.
	Programs bool

	// Feeds is what the paths of feeds end with, such as ".atom"; empty: there are none.
	// To them a token may be sent as the password of HTTP Basic, whatever the name: most
	// readers of feeds can send nothing else. It serves for nothing but reading them.
	Feeds string

	// Public are paths that need no sign-in, such as what a sign-in page is drawn
	// with: "/static/" and all below, or "/healthz" alone.
	Public []string

	Audit io.Writer    // the audit log, JSON lines; nil: none is kept
	Log   *slog.Logger // what goes wrong in the server; nil: is not told

	// Page draws a refusal for people; nil: a line of plain text. It sends the
	// refusal's status. Programs are answered with problem+json (RFC 9457).
	Page func(http.ResponseWriter, *http.Request, Refusal)

	Limits Limits
}

// Limits bound what clients may ask of the server; zero means the default.
type Limits struct {
	Body int64 // bytes of a request's body: 1 MiB

	// Requests of one client (an IPv4 address, a /64 of IPv6) a second, and at once:
	// 50 and 250. On loopback, where all come from one address, 1,000 and 2,000.
	Requests float64
	Burst    int

	// Attempts to sign in, of one client and for one account: 10 at once, then one
	// in so many seconds: 10 and 60.
	SignIns      int
	ClientPause  time.Duration
	AccountPause time.Duration
	ClientsKnown int           // clients and accounts whose allowance is remembered: 20,000
	Sessions     int           // at a time: 10,000
	SessionsEach int           // of one account: 20
	Idle         time.Duration // a session ends when it was not used for so long: an hour
	Absolute     time.Duration // and when it is so old: 12 hours, a working day
	ReadHeader   time.Duration // of a request: 5 s
	Read         time.Duration // of a request with its body: 30 s
	Write        time.Duration // of an answer: 60 s; a handler can extend it, as Server says
	KeepAlive    time.Duration // of an idle connection: 2 minutes
	HeaderBytes  int           // of a request: 64 KiB
}

func (l Limits) orDefaults(loopback bool) Limits {
	requests, burst := 50.0, 250
	if loopback {
		requests, burst = 1000, 2000
	}
	l.Body = cmp.Or(l.Body, 1<<20)
	l.Requests = cmp.Or(l.Requests, requests)
	l.Burst = cmp.Or(l.Burst, burst)
	l.SignIns = cmp.Or(l.SignIns, 10)
	l.ClientPause = cmp.Or(l.ClientPause, 10*time.Second)
	l.AccountPause = cmp.Or(l.AccountPause, time.Minute)
	l.ClientsKnown = cmp.Or(l.ClientsKnown, 20_000)
	l.Sessions = cmp.Or(l.Sessions, 10_000)
	l.SessionsEach = cmp.Or(l.SessionsEach, 20)
	l.Idle = cmp.Or(l.Idle, time.Hour)
	l.Absolute = cmp.Or(l.Absolute, 12*time.Hour)
	l.ReadHeader = cmp.Or(l.ReadHeader, 5*time.Second)
	l.Read = cmp.Or(l.Read, 30*time.Second)
	l.Write = cmp.Or(l.Write, time.Minute)
	l.KeepAlive = cmp.Or(l.KeepAlive, 2*time.Minute)
	l.HeaderBytes = cmp.Or(l.HeaderBytes, 64<<10)
	return l
}

func (l Limits) check() error {
	if l.Body < 0 || l.Requests < 0 || l.Burst < 0 || l.SignIns < 0 || l.ClientPause < 0 || l.AccountPause < 0 || l.ClientsKnown < 0 ||
		l.Sessions < 0 || l.SessionsEach < 0 || l.Idle < 0 || l.Absolute < 0 {
		return errors.New("access: a limit is below zero; leave it at zero for the default")
	}
	return nil
}

// Guard stands between the network and the room. Safe for concurrent use.
type Guard struct {
	o      Options
	hosts  *hosts
	random io.Reader
	key    []byte // of this process, for tokens of forms
	audit  slog.Handler
	log    *slog.Logger

	sessions  *sessions
	requests  *limiter[netip.Addr]
	attempts  *limiter[netip.Addr] // to sign in, of a client
	onAccount *limiter[string]     // to sign in, for an account

	told      sync.Mutex
	refused   *rate.Limiter // what of the refused goes into the audit log
	unwritten int           // refusals that did not since the last that did

	seen   atomic.Pointer[reading] // the accounts that the audit log knows of
	people atomic.Bool             // there have been accounts: whoever comes must sign in
}

// New makes a guard. It fails for a server that others can reach, be it through a
// proxy, unless there is somebody who may use it.
func New(o Options) (*Guard, error) {
	if o.Now == nil || o.Random == nil {
		return nil, errors.New("access: a guard needs a clock and a source of random bytes")
	}
	if err := o.Limits.check(); err != nil {
		return nil, err
	}
	o.Limits = o.Limits.orDefaults(o.Loopback && !o.TrustProxy)
	o.LocalName = cmp.Or(o.LocalName, "local")
	g := &Guard{o: o, random: &lockedReader{r: o.Random}, log: o.Log}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	for _, p := range o.Public {
		if !strings.HasPrefix(p, "/") || p == "/" || path.Clean(p) != strings.TrimSuffix(p, "/") {
			return nil, fmt.Errorf("access: %q cannot be open to everybody; give a path such as /static/", clip(p))
		}
	}
	var err error
	if g.hosts, err = newHosts(o); err != nil {
		return nil, err
	}
	if g.key, err = draw(g.random); err != nil {
		return nil, err
	}
	g.audit = newAudit(o.Audit)
	l := o.Limits
	g.sessions = &sessions{random: g.random, idle: l.Idle, absolute: l.Absolute, most: l.Sessions, each: l.SessionsEach, of: map[digest]*session{}}
	g.requests = newLimiter[netip.Addr](rate.Limit(l.Requests), l.Burst, l.ClientsKnown)
	g.attempts = newLimiter[netip.Addr](rate.Every(l.ClientPause), l.SignIns, l.ClientsKnown)
	g.refused = rate.NewLimiter(10, 500)
	g.onAccount = newLimiter[string](rate.Every(l.AccountPause), l.SignIns, l.ClientsKnown)
	return g, g.start()
}

// start reads the accounts for the first time.
func (g *Guard) start() error {
	b, err := g.book()
	if err != nil {
		return err
	}
	if g.o.Loopback && !g.o.TrustProxy || usable(b, g.o.Now()) {
		return nil
	}
	where := "none"
	if g.o.Store != nil {
		where = "none in " + g.o.Store.file
	}
	return fmt.Errorf("access: the reading room can be reached from other machines, but nobody may use it: there are accounts or tokens, not disabled or expired: %s; "+
		"make one with: chancery accounts add NAME --role reader|reviewer|admin, or let the server listen on 127.0.0.1", where)
}

// usable tells whether there is anybody who may come in.
func usable(b *book, now time.Time) bool {
	for _, r := range b.records {
		if !r.Disabled && (r.Kind == account || r.Expires.After(now)) {
			return true
		}
	}
	return false
}

// book is who is known now. What has changed since it was last asked for goes into
// the audit log.
func (g *Guard) book() (*book, error) {
	if g.o.Store == nil {
		return &book{}, nil
	}
	now := g.o.Store.current()
	if was := g.seen.Load(); (was == nil || now.n > was.n) && g.seen.CompareAndSwap(was, now) {
		g.noteAccounts(was, now)
	}
	if now.err != nil || now.book.accounts() {
		g.people.Store(true)
	}
	return now.book, now.err
}

// unguarded tells whether who sits at this machine needs no account. Once there
// have been accounts it stays false: a file that is lost must not let anybody in.
func (g *Guard) unguarded() bool { return g.o.Loopback && !g.o.TrustProxy && !g.people.Load() }
