package watch

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"chancery/internal/document"
	"chancery/internal/document/fetch"
	"chancery/internal/ledger"
)

// Options say what is watched and who is told. Optional are Tell, Webhook, Again,
// Atom, Every and Parallel.
type Options struct {
	Feeds         []Feed
	Subscriptions []Subscription
	State         string // file
	Web           *fetch.Client
	Documents     document.Options // for items, and the pages that they lead to
	// Record reads documents and records their claims: when it returns nil, they
	// are safe on disk, or could not be read whenever they were tried.
	Record func(context.Context, []*document.Document) (Recorded, error)
	Ledger *ledger.Ledger
	// Words puts a notice into words.
	Words func(*Notice) string

	Tell    func([]Sent) error
	Webhook *Webhook
	// Again has the webhook sent what it refused in earlier runs.
	Again bool
	Atom  string        // file
	Every time.Duration // between two polls of a feed, at least: 15 minutes
	// Parallel is how many feeds are fetched at the same time: 4.
	Parallel int
	Once     bool // poll each feed once and end

	// Now and Sleep are the caller's clock. Sleep ends early with its context.
	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error
	Log   *slog.Logger
}

// Recorded is what came of some documents.
type Recorded struct{ Documents, Known, Claims, Failed int }

// ErrSome is what a run with Once ends with when something did not work out.
var ErrSome = errors.New("watch: some feeds or deliveries failed; they are tried again next time")

// Watcher watches.
type Watcher struct {
	o       Options
	state   *state
	metrics *metrics
	status  status

	results chan result
	flying  map[string]bool // addresses being polled; "" is the webhook
	polled  map[string]bool // in this run
	failed  bool            // something, in this run
	// held is set when the webhook failed in a run with Once.
	held bool
	// broken are feeds of which something could not be recorded in this poll.
	broken map[string]error
}

// result is what comes back from what runs beside.
type result struct {
	poll *polled
	sent *delivered
}

// New makes a Watcher, taking up the state file.
func New(o Options) (*Watcher, error) {
	if o.Every <= 0 {
		o.Every = defaultEvery
	}
	if o.Parallel <= 0 {
		o.Parallel = 4
	}
	if len(o.Subscriptions) == 0 {
		o.Subscriptions = Everything()
	}
	s, err := loadState(o.State)
	if err != nil {
		return nil, err
	}
	w := &Watcher{o: o, state: s, metrics: newMetrics(), results: make(chan result), flying: map[string]bool{}, polled: map[string]bool{},
		broken: map[string]error{}}
	for _, f := range o.Feeds {
		if s.Feeds[f.Address] == nil {
			s.Feeds[f.Address] = &feedState{}
		}
	}
	// A feed that is watched no more is forgotten, lest the state grow for ever.
	for address := range s.Feeds {
		if !slices.ContainsFunc(o.Feeds, func(f Feed) bool { return f.Address == address }) {
			delete(s.Feeds, address)
		}
	}
	if o.Webhook == nil {
		s.Queue, s.Attempts, s.Next = nil, 0, time.Time{}
		return w, nil
	}
	if o.Again {
		return w, w.again()
	}
	return w, nil
}

// Run watches until the context ends, or with Once until each feed was polled once.
// When the context ends, what is in hand is recorded and told first, and there is
// no error.
func (w *Watcher) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := w.begin(ctx); err != nil {
		return err
	}
	for {
		w.start(ctx)
		if len(w.flying) == 0 && (ctx.Err() != nil || w.o.Once) {
			break
		}
		r, ok := w.await(ctx)
		if !ok {
			continue
		}
		var err error
		if r.poll != nil {
			err = w.take(ctx, r.poll)
		} else {
			err = w.acknowledge(r.sent)
		}
		if err != nil {
			cancel()
			return w.leave(err)
		}
	}
	if w.o.Once && w.failed && ctx.Err() == nil {
		return ErrSome
	}
	return nil
}

// leave waits for what still runs before an error ends all.
func (w *Watcher) leave(err error) error {
	for len(w.flying) > 0 {
		switch r := <-w.results; {
		case r.sent != nil:
			delete(w.flying, "")
		case r.poll.last:
			delete(w.flying, r.poll.feed.Address)
		}
	}
	return err
}

// begin spreads the first polls and tells what the last run recorded and could not
// tell any more.
func (w *Watcher) begin(ctx context.Context) error {
	now := w.o.Now()
	for _, f := range w.o.Feeds {
		s := w.state.Feeds[f.Address]
		switch {
		case w.o.Once:
			s.Next = s.NotBefore
		case s.Next.IsZero():
			s.Next = now.Add(time.Duration(share(f.Address) * float64(spread)))
		}
		// A clock that was set back must not keep a feed from being read.
		s.Next = earlier(s.Next, now.Add(longestEvery+longestEvery/10))
	}
	w.state.Next = earlier(w.state.Next, now.Add(mostPause))
	if w.state.Told == nil {
		at, err := w.o.Ledger.LastRecorded(ctx)
		if err != nil {
			return err
		}
		w.state.Told = &at
	}
	return w.tell(ctx)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// start sends out what is due, as far as there is room.
func (w *Watcher) start(ctx context.Context) {
	if ctx.Err() != nil {
		return
	}
	now := w.o.Now()
	for len(w.flying) < w.o.Parallel {
		if w.deliverable() && !w.state.Next.After(now) {
			w.flying[""] = true
			s := w.state.Queue[0]
			go func() { w.results <- result{sent: w.o.Webhook.send(context.WithoutCancel(ctx), s, now)} }()
			continue
		}
		f, due := w.next()
		if f == nil || due.After(now) {
			return
		}
		w.flying[f.Address] = true
		go w.poll(ctx, f, w.state.Feeds[f.Address])
	}
}

// deliverable tells whether the webhook has something to get.
func (w *Watcher) deliverable() bool {
	return w.o.Webhook != nil && len(w.state.Queue) > 0 && !w.flying[""] && !w.held
}

// next is the feed that is to be polled next.
func (w *Watcher) next() (*Feed, time.Time) {
	var first *Feed
	var due time.Time
	for i := range w.o.Feeds {
		f := &w.o.Feeds[i]
		s := w.state.Feeds[f.Address]
		if w.flying[f.Address] || w.o.Once && (w.polled[f.Address] || s.Next.After(w.o.Now())) {
			continue
		}
		if first == nil || s.Next.Before(due) {
			first, due = f, s.Next
		}
	}
	return first, due
}

// await waits for a result or until something is due; ok is false when it is.
func (w *Watcher) await(ctx context.Context) (r result, ok bool) {
	switch {
	case len(w.flying) == 0 && ctx.Err() != nil:
		return result{}, false
	case ctx.Err() != nil, len(w.flying) >= w.o.Parallel, w.o.Once:
		return <-w.results, true
	}
	now := w.o.Now()
	due := now.Add(time.Hour)
	if f, at := w.next(); f != nil {
		due = earlier(at, due)
	}
	if w.deliverable() {
		due = earlier(w.state.Next, due)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	awake := make(chan error, 1)
	go func() { awake <- w.o.Sleep(ctx, due.Sub(now)) }()
	select {
	case r := <-w.results:
		return r, true
	case <-awake:
		return result{}, false
	}
}

// tell asks the ledger what it came to know since it was asked last, and hands that
// out. Where the ledger cannot be asked, it is the next time. The state is saved in
// any case.
func (w *Watcher) tell(ctx context.Context) error {
	// What is in hand is finished.
	until, out, err := w.learn(context.WithoutCancel(ctx))
	if err != nil {
		w.o.Log.Error("the ledger cannot be asked what changed", "error", err)
		w.failed = true
	} else {
		if err := w.hand(out); err != nil {
			return err
		}
		w.state.Told = &until
	}
	w.metrics.waiting(len(w.state.Queue), len(w.o.Feeds)-len(w.polled))
	if err := w.state.save(w.o.State); err != nil {
		return err
	}
	return w.publish()
}

// learn is what is to be told, and up to which time of recording.
func (w *Watcher) learn(ctx context.Context) (time.Time, []Sent, error) {
	until, err := w.o.Ledger.LastRecorded(ctx)
	if err != nil || !until.After(*w.state.Told) {
		return *w.state.Told, nil, err
	}
	ns, err := w.notices(ctx, *w.state.Told, until)
	if err != nil {
		return until, nil, err
	}
	var out []Sent
	for i := range ns {
		s, err := ns[i].sent()
		if err != nil {
			return until, nil, err
		}
		out = append(out, s)
	}
	return until, out, nil
}

// hand gives notices to who is told at once, and puts them where they wait for the
// others.
func (w *Watcher) hand(out []Sent) error {
	if w.o.Tell != nil && len(out) > 0 {
		if err := w.o.Tell(out); err != nil {
			return fmt.Errorf("watch: telling what changed: %w", err)
		}
	}
	w.metrics.told(len(out))
	w.state.Recent = append(w.state.Recent, out...)
	w.state.Recent = slices.Clone(w.state.Recent[max(0, len(w.state.Recent)-maxRecent):])
	if w.o.Webhook == nil {
		return nil
	}
	w.state.Queue = append(w.state.Queue, out...)
	if lost := len(w.state.Queue) - maxQueue; lost > 0 {
		// The first may be on its way: it stays.
		w.o.Log.Error("the webhook has not taken notices for too long; the oldest are given up", "lost", lost)
		w.metrics.lost.Add(float64(lost))
		w.state.Queue = slices.Delete(w.state.Queue, 1, 1+lost)
	}
	return nil
}
