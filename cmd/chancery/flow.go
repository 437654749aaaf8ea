package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/pipeline"
)

// Documents are recorded so many at a time, or what there is after so long, or when
// none has been read for a while: each time costs a write to the disk.
const (
	recordedTogether = 256
	recordedEvery    = 2 * time.Second
	recordedIdle     = 200 * time.Millisecond
)

// parcel is a document on its way into a ledger.
type parcel struct {
	// open gives the document; several are opened at the same time.
	open func() (*document.Document, error)
	// settled is told once what became of it, before the next but one batch is
	// recorded. An error of it ends the flow.
	settled func(outcome) error
	// alone has it recorded as soon as it is read.
	alone bool
}

// outcome is what became of a document: it is safe in the ledger as reading, or it
// was there before, or it cannot be read or recorded.
type outcome struct {
	reading *ledger.Reading
	known   bool
	err     error
	// doubt is why a document that is recorded, or in the ledger already, has no second
	// opinion.
	doubt error
}

// flow reads documents and records them in batches: of files or of a queue, it is
// the same.
type flow struct {
	pipeline *pipeline.Pipeline
	ledger   *ledger.Ledger
	second   *opinions // asked for of each document; nil is nobody
	reader   string    // who reads by the rules alone
	jobs     int
	now      func() time.Time // the time of recording
	step     func()           // a document was read
	// again tells whether what the ledger could not do, the nth time now, is to be
	// tried again, after having waited; nil is never.
	again func(err error, n int) bool

	sum       ingested
	waiting   []taken
	collected collection
}

// ingested is what a run has recorded.
type ingested struct {
	Documents  int `json:"documents"`
	Known      int `json:"known"`
	Claims     int `json:"claims"`
	Superseded int `json:"superseded"`
	Failed     int `json:"failed"`
}

// taken is a parcel that was read.
type taken struct {
	parcel
	outcome
	reader string // who read it
	broken error  // of the ledger, not of the document
}

// run reads and records until there are no more documents. When it returns
// without an error, each is settled.
func (f *flow) run(ctx context.Context, parcels iter.Seq[parcel]) error {
	defer f.collected.asBefore()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	results := make(chan taken)
	go func() {
		defer close(results)
		for r := range sideBySide(ctx, parcels, f.jobs, recordedTogether, func(p parcel) taken { return f.read(ctx, p) }) {
			select {
			case results <- r:
			case <-ctx.Done():
				return
			}
		}
	}()
	tick := time.NewTicker(recordedEvery)
	defer tick.Stop()
	idle := time.NewTimer(recordedIdle)
	defer idle.Stop()
	for {
		select {
		case r, more := <-results:
			if !more {
				if err := ctx.Err(); err != nil {
					return err
				}
				return f.flush(ctx)
			}
			if len(f.waiting) > 0 && r.reading != nil && f.waiting[0].reader != r.reader {
				if err := f.flush(ctx); err != nil {
					return err
				}
			}
			if err := f.take(r); err != nil {
				return err
			}
			if len(f.waiting) < recordedTogether && !r.alone {
				idle.Reset(recordedIdle)
				continue
			}
			tick.Reset(recordedEvery)
		case <-tick.C:
		case <-idle.C:
		}
		if err := f.flush(ctx); err != nil {
			return err
		}
	}
}

// collection is how soon garbage is collected while a flow runs.
type collection struct {
	sparing sync.Once
	set     bool
	before  int // percent
}

// sparingly has garbage collected before the memory that is in use has doubled, from now
// on, unless the user says when (GOGC). It takes a twentieth of the time.
func (c *collection) sparingly() {
	c.sparing.Do(func() {
		if os.Getenv("GOGC") == "" {
			c.before, c.set = debug.SetGCPercent(65), true
		}
	})
}

// asBefore has garbage collected as before the flow, for good.
func (c *collection) asBefore() {
	c.sparing.Do(func() {}) // whoever still reads changes nothing any more
	if c.set {
		debug.SetGCPercent(c.before)
	}
}

// read opens and reads one document, unless the ledger has it.
func (f *flow) read(ctx context.Context, p parcel) (t taken) {
	t.parcel = p
	defer func() {
		if v := recover(); v != nil {
			t.err = fmt.Errorf("a fault in chancery (%v); please report it with the document", v)
		}
	}()
	var d *document.Document
	if d, t.err = p.open(); t.err != nil {
		return t
	}
	if d.Origin.Archived() {
		f.collected.sparingly() // an archive is read for hours, in little memory
	}
	s := sourceOf(d)
	t.broken = f.try(ctx, func() (err error) {
		t.known, err = f.ledger.ReadBy(ctx, s.ID, f.second.name(f.reader))
		if f.second != nil && f.second.over() && !t.known && err == nil {
			t.known, err = f.ledger.ReadBy(ctx, s.ID, f.reader)
		}
		return err
	})
	if t.known || t.broken != nil {
		return t
	}
	write := (*pipeline.Analysis).Acts // which is all that a ledger takes
	if f.second != nil {
		write = (*pipeline.Analysis).Record
	}
	r := processInto(write, f.pipeline, d)
	if t.err = r.err; t.err != nil {
		return t
	}
	asked := false
	asked, t.doubt = f.second.add(ctx, r.record)
	if t.reader = f.reader; asked {
		t.reader = f.second.name(f.reader)
	}
	reading, err := f.ledger.Read(r.record, t.reader)
	t.reading, t.err = &reading, err
	return t
}

// sourceOf is the source that a document will be.
func sourceOf(d *document.Document) chancery.Source {
	s := chancery.Source{Name: d.ID, URL: d.URL, Title: d.Title, Publisher: d.Publisher, Text: d.Text}
	if d.Published != nil {
		s.Published, s.Basis = d.Published.Date, d.Published.Basis
	}
	s.ID = ledger.SourceID(&s)
	return s
}

// try does something with the ledger, again if that may help.
func (f *flow) try(ctx context.Context, do func() error) error {
	for n := 1; ; n++ {
		err := do()
		if err == nil || ctx.Err() != nil || f.again == nil || !f.again(err, n) {
			return err
		}
	}
}

// take settles what is not to be recorded and keeps the rest until it is.
func (f *flow) take(t taken) error {
	if f.step != nil {
		f.step()
	}
	switch {
	case t.broken != nil:
		return t.broken
	case t.err != nil:
		f.sum.Failed++
		return t.settled(outcome{err: t.err})
	case t.known:
		f.sum.Known++
		return t.settled(outcome{known: true})
	}
	f.waiting = append(f.waiting, t)
	return nil
}

// flush records what waits.
func (f *flow) flush(ctx context.Context) error {
	if len(f.waiting) == 0 {
		return nil
	}
	batch := f.waiting
	f.waiting = nil
	err := f.record(ctx, batch)
	if err == nil || len(batch) == 1 || ctx.Err() != nil || !ofDocument(err) {
		return err
	}
	// One document that the ledger does not take must not hold up the others. If
	// it takes none, the fault is not theirs.
	recorded := 0
	var refused []error
	for i := range batch {
		one := f.record(ctx, batch[i:i+1])
		if one == nil {
			recorded++
		} else if ctx.Err() != nil || !ofDocument(one) {
			return one
		}
		refused = append(refused, one)
	}
	if recorded == 0 {
		return err
	}
	for i, one := range refused {
		if one == nil {
			continue
		}
		f.sum.Failed++
		if err := batch[i].settled(outcome{err: fmt.Errorf("%s: %w", batch[i].reading.Source.Name, one)}); err != nil {
			return err
		}
	}
	return nil
}

// ofDocument tells whether an error of recording may be that of one document: it
// is not what a ledger says whatever is to be recorded.
func ofDocument(err error) bool {
	var told settling
	if errors.As(err, &told) {
		return false
	}
	for _, e := range []error{ledger.ErrBusy, ledger.ErrReadOnly, ledger.ErrFull, ledger.ErrCorrupt, ledger.ErrNewer, ledger.ErrUnreachable} {
		if errors.Is(err, e) {
			return false
		}
	}
	return true
}

// record records documents that one reader read, all or none, and settles them.
func (f *flow) record(ctx context.Context, batch []taken) error {
	readings := make([]ledger.Reading, len(batch))
	for i := range batch {
		readings[i] = *batch[i].reading
	}
	var added ledger.Added
	err := f.try(ctx, func() (err error) {
		added, err = f.ledger.Append(ctx, readings, batch[0].reader, f.now())
		return err
	})
	if err != nil {
		return err
	}
	f.sum.Documents += added.Sources
	f.sum.Known += added.Known
	f.sum.Claims += added.Claims
	f.sum.Superseded += added.Superseded
	for i := range batch {
		if err := batch[i].settled(outcome{reading: batch[i].reading, doubt: batch[i].doubt}); err != nil {
			return settling{err}
		}
	}
	return nil
}

// settling is an error of who is told, after what is told of was recorded.
type settling struct{ error }
