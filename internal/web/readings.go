package web

import (
	"container/list"
	"context"
	"sync"
	"unicode/utf8"

	"chancery"
)

// Bounds of what is read anew for pages.
const (
	readAtOnce      = 2       // texts read at the same time
	mostReadings    = 200     // readings kept
	mostReadingText = 8 << 20 // bytes of text of the readings kept
	longestRead     = 200_000 // code points; a longer text is shown without marks of its own
)

// readings reads the texts of sources anew and keeps the last of what it read. It may
// be used by several goroutines.
type readings struct {
	read  func(context.Context, *chancery.Source) (*chancery.Record, error)
	turns chan struct{}

	mu    sync.Mutex
	byID  map[string]*list.Element
	order *list.List // of *reading, the last used first
	bytes int
}

type reading struct {
	id     string
	bytes  int
	record *chancery.Record // nil if the text could not be read as it stands
}

func newReadings(read func(context.Context, *chancery.Source) (*chancery.Record, error)) *readings {
	return &readings{read: read, turns: make(chan struct{}, readAtOnce), byID: map[string]*list.Element{}, order: list.New()}
}

// of is what is read out of a source now; nil where its text cannot be read, or not as
// the ledger keeps it.
func (r *readings) of(ctx context.Context, s *chancery.Source) (*chancery.Record, error) {
	if record, ok := r.known(s.ID); ok {
		return record, nil
	}
	if utf8.RuneCountInString(s.Text) > longestRead {
		return nil, nil
	}
	select {
	case r.turns <- struct{}{}:
		defer func() { <-r.turns }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if record, ok := r.known(s.ID); ok {
		return record, nil // by whoever had the turn before
	}
	record, err := r.read(ctx, s)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || record == nil || record.Error != "" || record.Text != s.Text {
		record = nil
	}
	r.keep(&reading{s.ID, len(s.Text), record})
	return record, nil
}

func (r *readings) known(id string) (*chancery.Record, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.byID[id]
	if e == nil {
		return nil, false
	}
	r.order.MoveToFront(e)
	return e.Value.(*reading).record, true
}

func (r *readings) keep(x *reading) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byID[x.id] != nil {
		return
	}
	r.byID[x.id] = r.order.PushFront(x)
	r.bytes += x.bytes
	for r.order.Len() > 1 && (r.order.Len() > mostReadings || r.bytes > mostReadingText) {
		last := r.order.Remove(r.order.Back()).(*reading)
		delete(r.byID, last.id)
		r.bytes -= last.bytes
	}
}
