package stream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ErrTooLarge is that an item is larger than the server lets a message be.
var ErrTooLarge = errors.New("it is larger than the server takes (max_payload); raise that, split the document, or read it with chancery ingest")

// headroom is what a message needs beside the item: its headers, and those that
// tell why it could not be done.
const headroom = 8 << 10

// Put puts an item on the queue and returns when it is safe there; fresh is false
// if it was there already, put within the window. It waits as long as the
// connection is lost or the queue is full.
func (q *Queue) Put(ctx context.Context, i *Item) (fresh bool, err error) {
	data, err := i.encode()
	if err != nil {
		return false, fmt.Errorf("stream: %s: %w", i.ID, err)
	}
	if most := q.nc.MaxPayload() - headroom; int64(len(data)) > most {
		return false, fmt.Errorf("stream: %s has %d bytes: %w", i.ID, len(data), ErrTooLarge)
	}
	return q.publish(ctx, &nats.Msg{Subject: q.workSubject(), Data: data}, idOf(data))
}

// publish sends a message until it is acknowledged. The id makes sending it again
// harmless.
func (q *Queue) publish(ctx context.Context, m *nats.Msg, id string) (fresh bool, err error) {
	told := false
	for n, wait := 0, firstPause; ; n, wait = n+1, min(2*wait, lastPause) {
		try, cancel := context.WithTimeout(ctx, 5*time.Second)
		ack, err := q.js.PublishMsg(try, m, jetstream.WithMsgID(id), jetstream.WithRetryAttempts(0))
		cancel()
		switch {
		case err == nil:
			// Sent twice by us, since the first answer was lost, is fresh.
			return !ack.Duplicate || n > 0, nil
		case ctx.Err() != nil:
			return false, ctx.Err()
		case refused(err):
			return false, fmt.Errorf("stream: sending to %s: %w", m.Subject, err)
		}
		if full := isFull(err); !told && (full || n >= 5) && q.nc.IsConnected() {
			told = true
			if full {
				q.o.Tell(fmt.Sprintf("the queue takes no more (%v); waiting until there is room", err))
			} else {
				q.o.Tell(fmt.Sprintf("the queue does not answer (%v); asking on", err))
			}
		}
		if err := pause(ctx, wait); err != nil {
			return false, err
		}
	}
}

// isFull tells whether a stream has no room: for more messages, or on its disk.
func isFull(err error) bool {
	var api jetstream.JetStreamError
	return errors.As(err, &api) && api.APIError() != nil && api.APIError().ErrorCode == noRoom
}
