package stream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// attemptsKept is for how long it is remembered that a worker began with an item
// and was not heard of again.
const attemptsKept = 24 * time.Hour

// Attempt notes that the item is begun on its own, and tells how often it was so
// far, this time included. How often an item was delivered does not tell whether it
// is what kills workers: those that a killed worker had in hand with it were
// delivered as often. One that nothing else was begun with is.
func (d *Delivery) Attempt(ctx context.Context) (int, error) {
	n, err := patiently(ctx, func(ctx context.Context) (int, error) {
		kv, err := d.q.attempts(ctx)
		if err != nil {
			return 0, err
		}
		n := 0
		entry, err := kv.Get(ctx, d.key())
		switch {
		case err == nil:
			n, _ = strconv.Atoi(string(entry.Value()))
		case !errors.Is(err, jetstream.ErrKeyNotFound):
			return 0, err
		}
		_, err = kv.PutString(ctx, d.key(), strconv.Itoa(n+1))
		return n + 1, err
	})
	if err != nil {
		return 0, fmt.Errorf("stream: noting that %s is begun: %w", d.Name(), err)
	}
	return n, nil
}

func (d *Delivery) key() string { return strconv.FormatUint(d.seq, 10) }

// attempts are kept in a bucket that is made when it is first needed, which it
// seldom is.
func (q *Queue) attempts(ctx context.Context) (jetstream.KeyValue, error) {
	name := q.o.Name + "-attempts"
	kv, err := q.js.KeyValue(ctx, name)
	if !errors.Is(err, jetstream.ErrBucketNotFound) {
		return kv, err
	}
	kv, err = q.js.CreateKeyValue(ctx, jetstream.KeyValueConfig{
		Bucket: name, Description: "documents begun on their own", TTL: attemptsKept, Replicas: q.o.Replicas,
	})
	if errors.Is(err, jetstream.ErrBucketExists) {
		return q.js.KeyValue(ctx, name) // another was quicker
	}
	return kv, err
}
