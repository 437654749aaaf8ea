package main

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"chancery/internal/document"
	"chancery/internal/stream"
)

// crew is worker processes of one core each that are killed and started again. Where
// there is one, it goes round the cores, of which one may be faster than another.
type crew struct {
	begun int // processes so far
	args  []string
	cmds  []*exec.Cmd
	said  []*bytes.Buffer
	cpu   time.Duration // of those that have ended
}

func (c *crew) start(i int) error {
	self, err := thisProgram()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, c.args...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	c.said[i] = &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = c.said[i], c.said[i]
	core := i
	if len(c.cmds) == 1 {
		core = c.begun
	}
	if err := startOn(cmd, core); err != nil {
		return fmt.Errorf("starting a worker: %w", err)
	}
	c.begun++
	c.cmds[i] = cmd
	return nil
}

// end ends a worker with a signal and waits for it.
func (c *crew) end(i int, s os.Signal) error {
	cmd := c.cmds[i]
	if cmd == nil {
		return nil
	}
	c.cmds[i] = nil
	_ = cmd.Process.Signal(s)
	err := cmd.Wait()
	c.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if err != nil && s != os.Kill {
		return fmt.Errorf("a worker: %w: %s", err, c.said[i])
	}
	return nil
}

func (c *crew) endAll(s os.Signal) (err error) {
	for i := range c.cmds {
		if e := c.end(i, s); err == nil {
			err = e
		}
	}
	return err
}

func flowName(workers int) string { return fmt.Sprintf("queue, %s", counted(workers, "worker")) }

// manyProcesses has so many workers read the documents, and tells how many a
// second they did.
func (b *flowBench) manyProcesses(ctx context.Context, n int) (float64, error) {
	run := fmt.Sprintf("bench-%d-%d", n, time.Now().UnixNano())
	where := ledgerFlag{spec: b.server}
	if b.server == "" {
		where.spec = filepath.Join(b.dir, run+".db")
	}
	queue := b.queue
	queue.o.Name = run
	q, err := queue.open(ctx, b.cmd)
	if err != nil {
		return 0, err
	}
	defer q.Close()
	before, err := documentsIn(ctx, where)
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	if err := b.dispatch(ctx, q, run); err != nil {
		return 0, err
	}
	b.note(flowName(n), "dispatched", float64(b.documents)/time.Since(begin).Seconds(), "/s", b.documents)

	c := &crew{cmds: make([]*exec.Cmd, n), said: make([]*bytes.Buffer, n), args: []string{
		"work", "--nats", queue.where(), "--queue", run, "--ledger", where.spec, "--jobs", "1", "--ack-wait", "5s", "--remember", "0", "--config="}}
	if queue.o.Credentials != "" {
		c.args = append(c.args, "--nats-creds", queue.o.Credentials)
	}
	defer c.endAll(os.Kill)
	begin = time.Now()
	for i := range n {
		if err := c.start(i); err != nil {
			return 0, err
		}
	}
	if err := b.killing(ctx, q, c); err != nil {
		return 0, err
	}
	took := time.Since(begin)
	if err := c.endAll(syscall.SIGTERM); err != nil {
		return 0, err
	}
	after, err := documentsIn(ctx, where)
	if err != nil {
		return 0, err
	}
	if after-before != b.documents {
		return 0, fmt.Errorf("%d documents were recorded of %d", after-before, b.documents)
	}
	speed := float64(b.documents) / took.Seconds()
	b.note(flowName(n), fmt.Sprintf("articles, %s", counted(b.kills, "kill")), speed, "/s", b.documents)
	b.note(flowName(n), "computing, of the workers' time", 100*c.cpu.Seconds()/took.Seconds()/float64(n), "%", n)
	return speed, nil
}

// killing waits until all is read, and kills a worker whenever another part of it
// is.
func (b *flowBench) killing(ctx context.Context, q *stream.Queue, c *crew) error {
	killed := 0
	for {
		waiting, unacked, dead, err := q.Waiting(ctx)
		left := waiting + unacked
		switch {
		case err != nil:
			return err
		case dead > 0:
			return fmt.Errorf("%s were set aside", counted(dead, "document"))
		case left == 0:
			return nil
		case killed < b.kills && b.documents-left > (killed+1)*b.documents/(b.kills+1):
			killed++
			i := b.rand.IntN(len(c.cmds))
			if err := c.end(i, os.Kill); err != nil {
				return err
			}
			if err := c.start(i); err != nil {
				return err
			}
		}
		if err := sleep(ctx, 250*time.Millisecond); err != nil {
			return err
		}
	}
}

// dispatch puts the newswire on the queue, again and again under other addresses.
func (b *flowBench) dispatch(ctx context.Context, q *stream.Queue, run string) error {
	var docs []*document.Document
	for d, err := range document.Open(ctx, []string{filepath.Join(b.data, "data", "newswire")}, document.Options{}) {
		if err != nil {
			return err
		}
		docs = append(docs, d)
	}
	items := iter.Seq[*stream.Item](func(yield func(*stream.Item) bool) {
		for i := range b.documents {
			item, err := archives("").itemOf(docs[i%len(docs)], "")
			if err != nil {
				return
			}
			item.URL = fmt.Sprintf("https://%s.example.org/%d", run, i)
			item.ID = item.URL
			if !yield(item) {
				return
			}
		}
	})
	put := func(i *stream.Item) error {
		_, err := q.Put(ctx, i)
		return err
	}
	for err := range sideBySide(ctx, items, sentTogether, sentTogether, put) {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// documentsIn is how many documents a ledger has.
func documentsIn(ctx context.Context, where ledgerFlag) (int, error) {
	l, err := where.open(ctx, true)
	if err != nil {
		return 0, err
	}
	defer l.Close()
	n := 0
	for _, err := range l.AllSources(ctx) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
