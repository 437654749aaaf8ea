package stream

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// Looked is what stands where a queue should be.
type Looked struct {
	Version string // of the server
	Made    bool   // the queue is there
	// How many documents wait, or are in workers' hands, and how many could not be read.
	Waiting, Dead uint64
}

// Look connects to a server, or to one of several, and tells what is there. It makes
// nothing.
func Look(ctx context.Context, servers string, o Options) (Looked, error) {
	q := &Queue{o: o.filled()}
	nc, err := q.connect(servers)
	if err != nil {
		return Looked{}, fmt.Errorf("stream: connecting to %s: %w", redacted(servers), err)
	}
	defer nc.Close()
	out := Looked{Version: nc.ConnectedServerVersion()}
	js, err := jetstream.New(nc)
	if err == nil {
		_, err = js.AccountInfo(ctx)
	}
	if err != nil {
		return out, fmt.Errorf("stream: asking %s for JetStream: %w", redacted(servers), err)
	}
	for name, to := range map[string]*uint64{q.o.Name: &out.Waiting, q.o.Name + "-dead": &out.Dead} {
		s, err := js.Stream(ctx, name)
		if errors.Is(err, jetstream.ErrStreamNotFound) {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("stream: asking for the queue %s: %w", name, err)
		}
		out.Made = true
		*to = s.CachedInfo().State.Msgs
	}
	return out, nil
}
