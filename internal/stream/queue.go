package stream

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Options say how a queue is kept. The zero value is one copy, on one server.
type Options struct {
	Name string // of the queue on its server; "" is chancery
	// Credentials is a file of a user's credentials; Authority one of
	// certificates that vouch for the server; Certificate and Key are ours.
	Credentials, Authority, Certificate, Key string

	// These count when the queue is made; one that is there stays as it is.
	Replicas int           // servers that keep a copy; 0 is 1
	Window   time.Duration // in which the same item is taken once; 0 is 10 minutes
	Most     int64         // items that wait at most; 0 is a million

	// These count for the workers, as the last of them says.
	AckWait time.Duration // after which what a silent worker has is given to another; 0 is 30 s
	Unacked int           // items in all workers' hands at most; 0 is 10,000

	// Tell is told of what takes long: a lost connection, a full queue.
	Tell func(string)
}

func (o Options) filled() Options {
	if o.Name == "" {
		o.Name = "chancery"
	}
	if o.Replicas == 0 {
		o.Replicas = 1
	}
	if o.Window == 0 {
		o.Window = 10 * time.Minute
	}
	if o.Most == 0 {
		o.Most = 1_000_000
	}
	if o.AckWait == 0 {
		o.AckWait = 30 * time.Second
	}
	if o.Unacked == 0 {
		o.Unacked = 10_000
	}
	if o.Tell == nil {
		o.Tell = func(string) {}
	}
	return o
}

// Queue is work on a server, and what could not be done. It may be used by
// several goroutines.
type Queue struct {
	o    Options
	nc   *nats.Conn
	js   jetstream.JetStream
	work jetstream.Stream
	dead jetstream.Stream
	hand *hand
}

// Waiting between two attempts: the first, the longest.
const (
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// Codes of the server's errors (nats-server's errors.json) that have no name in
// its client.
const (
	noPeers jetstream.ErrorCode = 10005
	noRoom  jetstream.ErrorCode = 10077
)

// settling is how long a server may take that has just been started: a cluster
// has to elect who leads.
const settling = 30 * time.Second

// Open connects to a server, or to one of several (nats://a:4222,nats://b:4222),
// and makes the queue where there is none. A connection that is lost later is
// looked for again without end.
func Open(ctx context.Context, servers string, o Options) (*Queue, error) {
	o = o.filled()
	q := &Queue{o: o, hand: newHand()}
	if strings.ContainsAny(o.Name, ".*> \t/\\") {
		return nil, fmt.Errorf("stream: %q cannot be the name of a queue; take letters, digits, - and _", o.Name)
	}
	nc, err := q.connect(servers)
	if err != nil {
		return nil, fmt.Errorf("stream: connecting to %s: %w; see that a NATS server runs there, that it takes these credentials, and that tls:// is used where it asks for it", redacted(servers), err)
	}
	q.nc = nc
	if q.js, err = jetstream.New(nc); err == nil {
		err = q.make(ctx)
	}
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("stream: the queue %s on %s: %w", o.Name, redacted(servers), err)
	}
	return q, nil
}

// settings are those of the connection.
func (q *Queue) settings() []nats.Option {
	lost := false // the handlers are called one after another
	out := []nats.Option{
		nats.Name("chancery"), nats.MaxReconnects(-1), nats.Timeout(5 * time.Second),
		nats.PingInterval(5 * time.Second), nats.MaxPingsOutstanding(2),
		nats.CustomReconnectDelay(func(attempts int) time.Duration {
			return min(firstPause<<min(attempts, 10), lastPause)
		}),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil && !lost {
				lost = true
				q.o.Tell("the connection to NATS is lost; it is looked for until it is found")
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) {
			lost = false
			q.o.Tell("the connection to NATS is there again")
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			if errors.Is(err, nats.ErrPermissionViolation) {
				q.o.Tell(fmt.Sprintf("NATS refuses: %v; give the user the right to it", err))
			}
		}),
	}
	if q.o.Credentials != "" {
		out = append(out, nats.UserCredentials(q.o.Credentials))
	}
	if q.o.Authority != "" {
		out = append(out, nats.RootCAs(q.o.Authority))
	}
	if q.o.Certificate != "" {
		out = append(out, nats.ClientCert(q.o.Certificate, q.o.Key))
	}
	return out
}

// connect connects to a server. The client's error would repeat an address that it does
// not understand, with what one signs in with.
func (q *Queue) connect(servers string) (*nats.Conn, error) {
	for s := range strings.SplitSeq(servers, ",") {
		if _, err := url.Parse(strings.TrimSpace(s)); err != nil {
			return nil, errors.New("an address is not understood; write nats://host:4222 with signs like @ and : percent-encoded")
		}
	}
	return nats.Connect(servers, q.settings()...)
}

// redacted leaves out of addresses who signs in with what.
func redacted(servers string) string {
	list := strings.Split(servers, ",")
	for i, s := range list {
		u, err := url.Parse(strings.TrimSpace(s))
		if err != nil {
			list[i] = "what is no address"
		} else if u.User != nil {
			u.User = url.User("xxxxx") // a name alone may be a token
			list[i] = u.String()
		}
	}
	return strings.Join(list, ",")
}

func (q *Queue) workSubject() string { return q.o.Name + ".work" }
func (q *Queue) deadSubject() string { return q.o.Name + ".dead" }

// make finds the two streams or makes them.
func (q *Queue) make(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settling)
	defer cancel()
	var err error
	q.work, err = q.stream(ctx, jetstream.StreamConfig{
		Name: q.o.Name, Subjects: []string{q.workSubject()}, Description: "documents to be read",
		Retention: jetstream.WorkQueuePolicy, Discard: jetstream.DiscardNew, MaxMsgs: q.o.Most,
	})
	if err != nil {
		return err
	}
	q.dead, err = q.stream(ctx, jetstream.StreamConfig{
		Name: q.o.Name + "-dead", Subjects: []string{q.deadSubject()}, Description: "documents that could not be read, with the reason",
		Retention: jetstream.LimitsPolicy,
	})
	return err
}

func (q *Queue) stream(ctx context.Context, c jetstream.StreamConfig) (jetstream.Stream, error) {
	c.Storage, c.Compression = jetstream.FileStorage, jetstream.S2Compression
	c.Replicas, c.Duplicates = q.o.Replicas, q.o.Window
	return patiently(ctx, func(ctx context.Context) (jetstream.Stream, error) {
		s, err := q.js.Stream(ctx, c.Name)
		if !errors.Is(err, jetstream.ErrStreamNotFound) {
			return s, err
		}
		s, err = q.js.CreateStream(ctx, c)
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
			return q.js.Stream(ctx, c.Name) // another was quicker
		}
		return s, err
	})
}

// patiently asks again while the server is settling.
func patiently[T any](ctx context.Context, ask func(context.Context) (T, error)) (T, error) {
	for wait := firstPause; ; wait = min(2*wait, lastPause) {
		try, cancel := context.WithTimeout(ctx, 5*time.Second)
		out, err := ask(try)
		cancel()
		if err == nil || refused(err) {
			return out, err
		}
		if pause(ctx, wait) != nil {
			return out, fmt.Errorf("%w; is JetStream on (nats-server -js), and do as many servers run as are to keep copies?", err)
		}
	}
}

// refused tells whether asking again would be answered the same.
func refused(err error) bool {
	var api jetstream.JetStreamError
	if errors.As(err, &api) && api.APIError() != nil {
		// 503 is what a server says that has no leader yet or no room now, and
		// noPeers that too few servers are there so far.
		e := api.APIError()
		return e.ErrorCode == jetstream.JSErrCodeJetStreamNotEnabled || e.Code != 503 && e.ErrorCode != noPeers
	}
	return errors.Is(err, nats.ErrConnectionClosed) || errors.Is(err, nats.ErrMaxPayload) || errors.Is(err, nats.ErrHeadersNotSupported)
}

// pause waits, unless the context ends first.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close sends what was said last and hangs up. What is still in hand is given to
// another worker at once.
func (q *Queue) Close() error {
	q.hand.close()
	err := q.nc.FlushTimeout(5 * time.Second)
	q.nc.Close()
	if err != nil {
		return fmt.Errorf("stream: closing: %w; what was not acknowledged is given to another worker", err)
	}
	return nil
}

// Waiting is how many items nobody has taken, how many are in workers' hands, and
// how many could not be done.
func (q *Queue) Waiting(ctx context.Context) (waiting, unacked, dead int, err error) {
	var of struct{ work, dead *jetstream.StreamInfo }
	if of.work, err = q.work.Info(ctx); err == nil {
		of.dead, err = q.dead.Info(ctx)
	}
	if err != nil {
		return 0, 0, 0, fmt.Errorf("stream: asking for the queue: %w", err)
	}
	all := int(of.work.State.Msgs)
	if c, err := q.work.Consumer(ctx, consumerName); err == nil {
		if info, err := c.Info(ctx); err == nil {
			unacked = info.NumAckPending
		}
	}
	return max(all-unacked, 0), unacked, int(of.dead.State.Msgs), nil
}
