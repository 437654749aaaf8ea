package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/stream"
)

// workOptions are the flags of work.
type workOptions struct {
	knowledge  knowledge
	ledger     ledgerFlag
	queue      queueFlags
	archives   archives
	jobs       int
	deliveries int
	idle       time.Duration
	verbose    bool
	format     string
}

const (
	// inHand is how many documents a worker has at most: a batch, and what is read while
	// it is recorded. Others do not get them at the end of a queue.
	inHand = recordedTogether * 3 / 2
	// attemptsAlone is how often a document is begun on its own.
	attemptsAlone = 2
	// startAttempts is how often a ledger that cannot be reached is asked at the
	// start, which takes half a minute: its address may be wrong.
	startAttempts = 8
)

func newWorkCmd() *cobra.Command {
	var o workOptions
	cmd := &cobra.Command{
		Use:   "work",
		Short: "Read news texts off a queue into the ledger",
		Long: `Takes documents off the queue that "chancery dispatch" fills, reads them on all cores and
records what they claim, as "ingest" does. Any number of workers on any number of machines
share a queue and a ledger. A document is acknowledged after its claims are safe in the
ledger; what a worker had that was killed is read by another, and nothing is recorded
twice.

Documents that cannot be read, and those at which workers have died, are set aside with
the reason (chancery dead list). When the servers of the queue or of the ledger are gone,
it waits until they are back.

On SIGTERM or Ctrl-C it takes no more, records what it has and ends with 0; a second
Ctrl-C ends it at once.`,
		Example: `  chancery work --nats nats://a:4222,nats://b:4222,nats://c:4222 --ledger postgres://chancery@db/chancery
  chancery work --ledger ledger.db --exit-when-idle 5s`,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{finishes: "yes"},
		RunE:        func(cmd *cobra.Command, _ []string) error { return runWork(cmd, o) },
	}
	jobsFlag(cmd, &o.jobs)
	o.knowledge.rememberFlag(cmd)
	cmd.Flags().IntVar(&o.deliveries, "max-deliveries", 5, "times that a document is given to workers without coming to its end before it is set aside; the last two it is read on its own")
	cmd.Flags().DurationVar(&o.idle, "exit-when-idle", 0, "end when the queue has been empty, and no worker had any of it, for so long (5s)")
	cmd.Flags().DurationVar(&o.queue.o.AckWait, "ack-wait", 30*time.Second, "silence after which what a worker has is given to others; the same for all workers")
	cmd.Flags().IntVar(&o.queue.o.Unacked, "max-in-flight", 10_000, "documents in the hands of all workers at most; the same for all workers")
	cmd.Flags().IntVar(&o.queue.o.Replicas, "replicas", 1, "servers that keep a copy of the queue; counts when the queue is made")
	cmd.Flags().BoolVarP(&o.verbose, "verbose", "v", false, "tell each document once it is safely recorded")
	cmd.Flags().StringVar(&o.format, "format", "text", "text or json (what was recorded, as one object)")
	oneOf(cmd, "format", "text", "json")
	o.archives.add(cmd, "folder of the web archives that dispatch sent places of")
	o.ledger.add(cmd)
	o.queue.add(cmd)
	o.knowledge.flags(cmd)
	return cmd
}

func (o *workOptions) check() error {
	switch {
	case o.format != "text" && o.format != "json":
		return usageError(fmt.Errorf("--format takes text or json, not %q", o.format))
	case o.jobs < 1:
		return usageError(fmt.Errorf("--jobs takes a number from 1, not %d", o.jobs))
	case o.deliveries <= attemptsAlone:
		return usageError(fmt.Errorf("--max-deliveries takes a number from %d, not %d", attemptsAlone+1, o.deliveries))
	case o.idle < 0:
		return usageError(fmt.Errorf("--exit-when-idle takes a length of time such as 5s, not %s", o.idle))
	case o.queue.o.AckWait < time.Second:
		return usageError(fmt.Errorf("--ack-wait takes a length of time from 1s, not %s", o.queue.o.AckWait))
	case o.queue.o.Unacked < 1:
		return usageError(fmt.Errorf("--max-in-flight takes a number from 1, not %d", o.queue.o.Unacked))
	}
	return nil
}

func runWork(cmd *cobra.Command, o workOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	taking, stop := signal.NotifyContext(cmd.Context(), syscall.SIGTERM)
	defer stop()
	context.AfterFunc(taking, stop)
	reader, err := o.knowledge.readerName()
	if err != nil {
		return err
	}
	p, err := o.knowledge.load()
	if err != nil {
		return err
	}
	// What is in hand is finished after taking has ended.
	working := context.WithoutCancel(taking)
	w := &worker{cmd: cmd, o: o, taking: taking}
	l, err := w.openLedger(working)
	if errors.Is(err, ledger.ErrUnreachable) && taking.Err() != nil {
		return w.report() // asked to end while it waited, it has nothing in hand
	}
	if err != nil {
		return err
	}
	defer l.Close()
	q, err := o.queue.open(taking, cmd)
	if errors.Is(err, context.Canceled) && taking.Err() != nil {
		return w.report() // asked to end before it took anything
	}
	if err != nil {
		return err
	}
	w.queue = q
	w.flow = flow{pipeline: p, ledger: l, reader: reader, jobs: o.jobs, now: time.Now, again: w.again}
	err = w.flow.run(working, w.parcels(working))
	if err == nil {
		err = w.err
	}
	if closing := q.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	return w.report()
}

// worker takes documents off a queue until it is told to stop.
type worker struct {
	cmd    *cobra.Command
	o      workOptions
	queue  *stream.Queue
	taking context.Context
	flow   flow
	err    error // why nothing can be taken
	told   sync.Once
}

// openLedger opens the ledger, some times if its server is just starting.
func (w *worker) openLedger(ctx context.Context) (*ledger.Ledger, error) {
	for n := 1; ; n++ {
		l, err := w.o.ledger.open(ctx, true)
		if err == nil || n > startAttempts || !w.again(err, n) {
			return l, err
		}
	}
}

// parcels are the documents of the queue.
func (w *worker) parcels(ctx context.Context) iter.Seq[parcel] {
	return func(yield func(parcel) bool) {
		for d, err := range w.queue.Take(w.taking, inHand, w.o.idle) {
			if err != nil {
				w.err = err
				return
			}
			if d.Times > w.o.deliveries-attemptsAlone {
				if !w.alone(ctx, d, yield) {
					return
				}
			} else if !yield(w.parcel(ctx, d)) {
				return
			}
		}
	}
}

func (w *worker) parcel(ctx context.Context, d *stream.Delivery) parcel {
	return parcel{
		open: func() (*document.Document, error) {
			if d.Err != nil {
				return nil, d.Err
			}
			return w.o.archives.document(d.Item, d.Name())
		},
		settled: func(o outcome) error { return w.settled(ctx, d, o) },
	}
}

// alone reads what was delivered often, with no other such, so that it shows
// whether it is at that document that workers die.
func (w *worker) alone(ctx context.Context, d *stream.Delivery, yield func(parcel) bool) bool {
	p := w.parcel(ctx, d)
	n, err := d.Attempt(ctx)
	switch {
	case err != nil:
		w.err = err
		return false
	case n > attemptsAlone:
		p.open = func() (*document.Document, error) {
			return nil, fmt.Errorf("%s was delivered %d times and never came to its end, twice read on its own: workers die at it or are killed for their memory", d.Name(), d.Times)
		}
	}
	done := make(chan struct{})
	settled := p.settled
	p.alone = true
	p.settled = func(o outcome) error {
		defer close(done)
		return settled(o)
	}
	if !yield(p) {
		return false
	}
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// settled acknowledges a document, or sets it aside.
func (w *worker) settled(ctx context.Context, d *stream.Delivery, o outcome) error {
	switch {
	case o.err != nil:
		fmt.Fprintf(w.cmd.ErrOrStderr(), "chancery: set aside: %s\n", clean(o.err.Error()))
		return d.Bury(ctx, o.err.Error())
	case w.o.verbose && o.reading != nil:
		s := &o.reading.Source
		fmt.Fprintf(w.cmd.OutOrStdout(), "%s\t%d\t%s\n", s.ID, len(o.reading.Claims), clean(s.Name))
	}
	d.Done()
	return nil
}

// again waits before what the ledger could not do is tried once more. When the
// worker is to end, what it has in hand is rather left to others.
func (w *worker) again(err error, n int) bool {
	if !errors.Is(err, ledger.ErrUnreachable) && !errors.Is(err, ledger.ErrBusy) && !errors.Is(err, ledger.ErrFull) {
		return false
	}
	if n > 1 || !errors.Is(err, ledger.ErrBusy) {
		w.told.Do(func() {
			fmt.Fprintf(w.cmd.ErrOrStderr(), "chancery: waiting for the ledger: %s\n", clean(err.Error()))
		})
	}
	return sleep(w.taking, min(100*time.Millisecond<<min(n, 10), 10*time.Second)) == nil
}

func (w *worker) report() error {
	out := w.cmd.OutOrStdout()
	if w.o.format == "json" {
		return json.NewEncoder(out).Encode(w.flow.sum)
	}
	_, err := io.WriteString(out, w.flow.sum.String()+"\n")
	return err
}
