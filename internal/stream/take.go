package stream

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// consumerName is that of the one consumer that all workers share.
const consumerName = "workers"

const (
	fetchedTogether = 128
	fetchEvery      = time.Second // at least, so that an end is noticed
)

// Delivery is an item in a worker's hand until the worker says Done, Bury or
// Return. Meanwhile the server is told that it is being worked on.
type Delivery struct {
	// Item is nil where the message is none; Err says why.
	Item *Item
	Err  error
	// Times is how often it was delivered, this time included.
	Times int

	q    *Queue
	name string
	msg  jetstream.Msg
	seq  uint64
}

// Name is the item's own id, or one made of its place in the stream.
func (d *Delivery) Name() string { return d.name }

func (q *Queue) nameOf(i *Item, seq uint64) string {
	switch {
	case i != nil && i.ID != "":
		return i.ID
	case i != nil && i.At != nil:
		return fmt.Sprintf("%s:%d", i.At.File, i.At.Offset)
	}
	return fmt.Sprintf("%s:%d", q.workSubject(), seq)
}

// Take hands out items, at most hold at a time that are not settled, until ctx
// ends or, where idle is not 0, until the queue has been empty and in nobody's hand
// for so long. What was handed out is still to be settled then.
func (q *Queue) Take(ctx context.Context, hold int, idle time.Duration) iter.Seq2[*Delivery, error] {
	return func(yield func(*Delivery, error) bool) {
		c, err := patiently(ctx, func(ctx context.Context) (jetstream.Consumer, error) {
			return q.work.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
				Durable: consumerName, FilterSubject: q.workSubject(), AckPolicy: jetstream.AckExplicitPolicy,
				AckWait: q.o.AckWait, MaxDeliver: -1, MaxAckPending: q.o.Unacked,
			})
		})
		if err != nil {
			if ctx.Err() == nil {
				yield(nil, fmt.Errorf("stream: the consumer of %s: %w", q.o.Name, err))
			}
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		taken := make(chan *Delivery, hold)
		fetching := fetcher{q: q, consumer: c, hold: hold, idle: idle, out: taken}
		go fetching.run(ctx)
		q.hand.beat(q.o.AckWait / beats)
		for d := range taken {
			if !yield(d, nil) {
				cancel()
				for d := range taken {
					d.Return()
				}
				return
			}
		}
	}
}

// fetcher asks for items as there is room for them.
type fetcher struct {
	q        *Queue
	consumer jetstream.Consumer
	hold     int
	idle     time.Duration
	out      chan *Delivery // has room for all that are held
	told     bool
}

func (f *fetcher) run(ctx context.Context) {
	defer close(f.out)
	wait, quiet := firstPause, time.Duration(0)
	poll := fetchEvery
	if f.idle > 0 {
		poll = min(poll, f.idle)
	}
	for ctx.Err() == nil {
		room := f.q.hand.room(ctx, f.hold)
		if room == 0 {
			continue
		}
		n, err := f.fetch(min(room, fetchedTogether), poll)
		if err != nil {
			f.trouble(err)
			_ = pause(ctx, wait)
			wait, quiet = min(2*wait, lastPause), 0
			continue
		}
		wait, f.told = firstPause, false
		if n > 0 || f.idle == 0 || !f.empty(ctx) {
			quiet = 0
			continue
		}
		if quiet += poll; quiet >= f.idle {
			return
		}
	}
}

// fetch waits for up to n items, no longer than for so long. It is not broken off
// by a context: what the server has sent by then would be lost until it is
// delivered again.
func (f *fetcher) fetch(n int, wait time.Duration) (int, error) {
	batch, err := f.consumer.Fetch(n, jetstream.FetchMaxWait(wait))
	if err != nil {
		return 0, err
	}
	got := 0
	for m := range batch.Messages() {
		got++
		d := f.q.receive(m)
		f.q.hand.take(d)
		f.out <- d
	}
	if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) {
		return got, err
	}
	return got, nil
}

// trouble tells once why nothing comes.
func (f *fetcher) trouble(err error) {
	if !f.told && f.q.nc.IsConnected() && !errors.Is(err, jetstream.ErrNoHeartbeat) {
		f.told = true
		f.q.o.Tell(fmt.Sprintf("nothing can be taken from the queue now (%v); asking on", err))
	}
}

// empty tells whether nothing waits and nothing is in anybody's hand.
func (f *fetcher) empty(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	info, err := f.consumer.Info(ctx)
	return err == nil && info.NumPending == 0 && info.NumAckPending == 0
}

func (q *Queue) receive(m jetstream.Msg) *Delivery {
	d := &Delivery{q: q, msg: m, Times: 1}
	if meta, err := m.Metadata(); err == nil {
		d.Times, d.seq = int(meta.NumDelivered), meta.Sequence.Stream
	}
	item, err := decode(m.Data())
	d.name = q.nameOf(item, d.seq)
	if err != nil {
		d.Err = fmt.Errorf("stream: %s: %w", d.name, err)
	} else {
		d.Item = item
	}
	return d
}

// Done says that the item's effect is safe. Should the server not hear it, the
// item is delivered once more.
func (d *Delivery) Done() {
	if d.q.hand.let(d) {
		_ = d.msg.Ack()
	}
}

// Return gives the item to another worker at once.
func (d *Delivery) Return() {
	if d.q.hand.let(d) {
		_ = d.msg.Nak()
	}
}

// hand is what was taken and is not settled.
type hand struct {
	mu    sync.Mutex
	held  map[*Delivery]int // beats since the server last heard of it
	freed chan struct{}     // has a value after something was let go
	done  chan struct{}

	begin, end sync.Once // of the beat
}

func newHand() *hand {
	return &hand{held: map[*Delivery]int{}, freed: make(chan struct{}, 1), done: make(chan struct{})}
}

func (h *hand) take(d *Delivery) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.held[d] = 0
}

// let lets go of a delivery; false if it was settled before.
func (h *hand) let(d *Delivery) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, ok := h.held[d]
	delete(h.held, d)
	select {
	case h.freed <- struct{}{}:
	default:
	}
	return ok
}

// room is how many more may be taken. It waits for the first, or for the end of
// the context.
func (h *hand) room(ctx context.Context, hold int) int {
	for {
		h.mu.Lock()
		n := hold - len(h.held)
		h.mu.Unlock()
		if n > 0 {
			return n
		}
		select {
		case <-h.freed:
		case <-ctx.Done():
			return 0
		}
	}
}

func (h *hand) all() []*Delivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Collect(maps.Keys(h.held))
}

// A server gives to another worker what it has not heard of for so many beats. Most
// items are settled before it need hear of them.
const (
	beats = 6
	mute  = 4 // after which it is told
)

// due are the items of which the server is to be told on this beat.
func (h *hand) due() []*Delivery {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []*Delivery
	for d := range h.held {
		if h.held[d]++; h.held[d] == mute {
			h.held[d] = 0
			out = append(out, d)
		}
	}
	return out
}

// beat tells the server, until close, of what is being worked on for long.
func (h *hand) beat(every time.Duration) {
	h.begin.Do(func() {
		go func() {
			t := time.NewTicker(every)
			defer t.Stop()
			for {
				select {
				case <-h.done:
					return
				case <-t.C:
				}
				for _, d := range h.due() {
					_ = d.msg.InProgress()
				}
			}
		}()
	})
}

// close returns what is still held and ends the beat.
func (h *hand) close() {
	for _, d := range h.all() {
		d.Return()
	}
	h.end.Do(func() { close(h.done) })
}
