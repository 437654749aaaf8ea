package stream_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"chancery"
	"chancery/internal/stream"
	"chancery/internal/stream/natstest"
)

func TestMain(m *testing.M) {
	natstest.Main()
	os.Exit(m.Run())
}

func open(t *testing.T, url string, o stream.Options) *stream.Queue {
	t.Helper()
	q, err := stream.Open(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}

func item(i int) *stream.Item {
	return &stream.Item{ID: fmt.Sprintf("doc-%d", i), Date: "2021-01-02", Text: fmt.Sprintf("Ghana accused Togo of spying, for the %dth time.", i)}
}

func put(t *testing.T, q *stream.Queue, i *stream.Item) bool {
	t.Helper()
	fresh, err := q.Put(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	return fresh
}

// takeAll takes what there is and hands each to settle.
func takeAll(t *testing.T, q *stream.Queue, settle func(*stream.Delivery)) {
	t.Helper()
	for d, err := range q.Take(t.Context(), 16, 300*time.Millisecond) {
		if err != nil {
			t.Fatal(err)
		}
		settle(d)
	}
}

// TestOneServer: what is put is taken once, twice the same is once, what is not
// done comes again, what cannot be done is kept with the reason and put back.
func TestOneServer(t *testing.T) {
	url := natstest.Start(t, natstest.Options{}).URL()
	q := open(t, url, stream.Options{AckWait: time.Second})
	whole := item(0)
	whole.Published = &chancery.Published{Date: "2021-01-02", Basis: chancery.Stated, Evidence: []chancery.Span{{Start: 0, End: 5}}}
	whole.Byline, whole.Date = []string{"A. Writer"}, ""
	whole.Blocks = []chancery.Block{{Kind: chancery.Paragraph, Span: chancery.Span{Start: 0, End: 20}}}
	if !put(t, q, whole) || put(t, q, whole) {
		t.Error("the same item was put twice")
	}
	for i := 1; i < 40; i++ {
		put(t, q, item(i))
	}
	put(t, q, &stream.Item{At: &stream.Reference{File: "a/b.warc.gz", Offset: 7, Within: 1, Length: 3}})

	times := map[string]int{}
	takeAll(t, q, func(d *stream.Delivery) {
		times[d.Name()]++
		switch {
		case d.Err != nil:
			t.Error(d.Err)
		case d.Name() == "doc-0" && (len(d.Item.Blocks) != 1 || d.Item.Published.Evidence[0].End != 5 || d.Item.Byline[0] != "A. Writer"):
			t.Errorf("%+v", d.Item)
		case d.Name() == "doc-5":
			if err := d.Bury(t.Context(), "no\ngood"); err != nil {
				t.Error(err)
			}
			return
		case d.Name() == "doc-6" && d.Times == 1:
			d.Return()
			return
		}
		d.Done()
		d.Done() // harmless
	})
	if len(times) != 41 || times["doc-6"] != 2 || times["a/b.warc.gz:7"] != 1 {
		t.Errorf("%d items, %v", len(times), times)
	}
	dead := buried(t, q)
	if len(dead) != 1 || dead[0].Document != "doc-5" || dead[0].Reason != "no good" || dead[0].Times != 1 || dead[0].Bytes == 0 || dead[0].At.IsZero() {
		t.Fatalf("%+v", dead)
	}
	failsAgain(t, q)
	if waiting, unacked, dead, err := q.Waiting(t.Context()); waiting != 0 || unacked != 0 || dead != 1 || err != nil {
		t.Errorf("waiting %d, unacked %d, dead %d, %v", waiting, unacked, dead, err)
	}
}

// failsAgain replays the one that is buried: no window makes it vanish.
func failsAgain(t *testing.T, q *stream.Queue) {
	t.Helper()
	for range 2 {
		for d, err := range q.Replay(t.Context()) {
			if err != nil || d.Document != "doc-5" {
				t.Fatalf("%+v: %v", d, err)
			}
		}
		if n := len(buried(t, q)); n != 0 {
			t.Fatalf("%d are still buried", n)
		}
		takeAll(t, q, func(d *stream.Delivery) {
			if err := d.Bury(t.Context(), "still no good"); err != nil {
				t.Error(err)
			}
		})
		if dead := buried(t, q); len(dead) != 1 || dead[0].Reason != "still no good" {
			t.Fatalf("%+v", dead)
		}
	}
}

func buried(t *testing.T, q *stream.Queue) []stream.Dead {
	t.Helper()
	var out []stream.Dead
	for d, err := range q.Dead(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

// TestForeign: anything may be sent by anybody, and what is no item says why.
func TestForeign(t *testing.T) {
	url := natstest.Start(t, natstest.Options{MaxPayload: 64 << 10}).URL()
	q := open(t, url, stream.Options{Name: "other"})
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	bad := map[string]string{
		"":                                       "JSON",
		"[]":                                     "JSON",
		"\xff":                                   "UTF-8",
		`{"id":"x"}`:                             `neither "text" nor "at"`,
		`{"text":"a","at":{"file":"b"}}`:         "both",
		`{"at":{"file":"/etc/passwd"}}`:          "below the folder",
		`{"at":{"file":"a/../../b"}}`:            "below the folder",
		`{"at":{"file":"b","offset":-1}}`:        "is none",
		`{"text":"ab","published":{"date":"x"}}`: "date of publication",
		`{"text":"ab","blocks":[{"kind":"paragraph","start":0,"end":9}]}`:                                        "outside its text",
		`{"text":"ab","blocks":[{"kind":"poem","start":0,"end":1}]}`:                                             "none of headline",
		`{"text":"ab","published":{"date":"2020-01-01","evidence":[{"start":1,"end":0}]}}`:                       "words of its date",
		`{"text":"ab","blocks":[{"kind":"paragraph","start":0,"end":2},{"kind":"paragraph","start":1,"end":2}]}`: "before the end",
		`{"text":"` + strings.Repeat("x", 60<<10):                                                                "JSON",
	}
	for data := range bad {
		if err := nc.Publish("other.work", []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := nc.Publish("other.work", []byte(`{"text":"Ghana accused Togo.","unknown":1}`)); err != nil {
		t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	good := 0
	var whys []string
	takeAll(t, q, func(d *stream.Delivery) {
		if d.Err == nil {
			good++
			d.Done()
			return
		}
		whys = append(whys, d.Err.Error())
		if err := d.Bury(t.Context(), d.Err.Error()); err != nil {
			t.Error(err)
		}
	})
	if good != 1 || len(whys) != len(bad) || len(buried(t, q)) != len(bad) {
		t.Errorf("%d good, %d bad of %d", good, len(whys), len(bad))
	}
	for data, why := range bad {
		if !strings.Contains(strings.Join(whys, "\n"), why) {
			t.Errorf("%.60q: nothing says %q", data, why)
		}
	}
	kept := 0
	for d, err := range q.Replay(t.Context()) {
		if err != nil {
			kept++
			if err := q.Remove(t.Context(), d.Seq); err != nil {
				t.Error(err)
			}
		}
	}
	if n := len(buried(t, q)); kept != 1 || n != 0 {
		t.Errorf("%d could not be put back, %d are left", kept, n)
	}
	large := item(1)
	large.Text = strings.Repeat("Ghana accused Togo of spying. ", 3000)
	if _, err := q.Put(t.Context(), large); !errors.Is(err, stream.ErrTooLarge) || !strings.Contains(err.Error(), "doc-1") {
		t.Errorf("error %v", err)
	}
	if err := q.Refuse(t.Context(), large, "too large"); err != nil || buried(t, q)[0].Bytes != 0 {
		t.Errorf("%v, %+v", err, buried(t, q))
	}
}

// TestSilentWorker: what a worker has that says nothing goes to another; what one
// has that works for long does not.
func TestSilentWorker(t *testing.T) {
	url := natstest.Start(t, natstest.Options{}).URL()
	o := stream.Options{AckWait: time.Second}
	q, other := open(t, url, o), open(t, url, o)
	put(t, q, item(1))
	var held *stream.Delivery
	for d := range q.Take(t.Context(), 1, 0) {
		held = d
		break
	}
	time.Sleep(2500 * time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
	defer cancel()
	for d := range other.Take(ctx, 1, 0) {
		t.Errorf("%s was given to another", d.Name())
		d.Return()
	}
	if held == nil {
		t.Fatal("nothing was taken")
	}
	q.Close() // returns what it has
	n := 0
	takeAll(t, other, func(d *stream.Delivery) { n += d.Times; d.Done() })
	if n != 2 {
		t.Errorf("delivered %d times", n)
	}
}

// TestFull: who puts waits until there is room.
func TestFull(t *testing.T) {
	url := natstest.Start(t, natstest.Options{}).URL()
	var mu sync.Mutex
	var told []string
	q := open(t, url, stream.Options{Most: 10, Tell: func(s string) { mu.Lock(); defer mu.Unlock(); told = append(told, s) }})
	done := make(chan error, 1)
	go func() {
		for i := range 30 {
			if _, err := q.Put(t.Context(), item(i)); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	time.Sleep(500 * time.Millisecond)
	n := 0
	for d, err := range q.Take(t.Context(), 4, 0) {
		if err != nil {
			t.Fatal(err)
		}
		d.Done()
		if n++; n == 30 {
			break
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(told) == 0 || !strings.Contains(told[0], "takes no more") {
		t.Errorf("told %q", told)
	}
}

// TestCluster kills servers while items are put and taken.
func TestCluster(t *testing.T) {
	c := natstest.Start(t, natstest.Options{Nodes: 3})
	o := stream.Options{Replicas: 3, AckWait: 2 * time.Second}
	from, to := open(t, c.URL(), o), open(t, c.URL(), o)
	const all = 150
	stop := make(chan struct{})
	var killing sync.WaitGroup
	killing.Go(func() {
		r := rand.New(rand.NewPCG(1, 2))
		for {
			i := r.IntN(3)
			c.Kill(t, i)
			time.Sleep(700 * time.Millisecond)
			c.Restart(t, i)
			select {
			case <-stop:
				return
			case <-time.After(2 * time.Second):
			}
		}
	})
	putting := make(chan error, 1)
	go func() {
		for i := range all {
			if _, err := from.Put(t.Context(), item(i)); err != nil {
				putting <- err
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
		putting <- nil
	}()
	got := map[string]bool{}
	for d, err := range to.Take(t.Context(), 32, 0) {
		if err != nil {
			t.Fatal(err)
		}
		got[d.Name()] = true
		d.Done()
		if len(got) == all {
			break
		}
	}
	close(stop)
	killing.Wait()
	if err := <-putting; err != nil {
		t.Error(err)
	}
}

// TestLost: that the connection is lost is said once, and that it is there again.
func TestLost(t *testing.T) {
	c := natstest.Start(t, natstest.Options{})
	var mu sync.Mutex
	var told []string
	q := open(t, c.URL(), stream.Options{Tell: func(s string) { mu.Lock(); defer mu.Unlock(); told = append(told, s) }})
	put(t, q, item(1))
	for range 2 {
		c.Kill(t, 0)
		time.Sleep(1500 * time.Millisecond)
		c.Restart(t, 0)
		put(t, q, item(2))
	}
	n := 0
	takeAll(t, q, func(d *stream.Delivery) { n++; d.Done() })
	mu.Lock()
	defer mu.Unlock()
	if n != 2 || len(told) != 4 || !strings.Contains(told[0], "lost") || !strings.Contains(told[3], "again") {
		t.Errorf("%d items, told %q", n, told)
	}
}

// TestAttempt: how often an item was begun on its own outlives who began it.
func TestAttempt(t *testing.T) {
	url := natstest.Start(t, natstest.Options{}).URL()
	put(t, open(t, url, stream.Options{}), item(1))
	for want := range 3 {
		q := open(t, url, stream.Options{})
		for d, err := range q.Take(t.Context(), 1, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if n, err := d.Attempt(t.Context()); n != want+1 || err != nil {
				t.Errorf("attempt %d, %v; want %d", n, err, want+1)
			}
			break
		}
		q.Close()
	}
}

// TestNoServer: what is wrong is said with the place and what to do.
func TestNoServer(t *testing.T) {
	_, err := stream.Open(t.Context(), "nats://user:secret@127.0.0.1:1", stream.Options{})
	if err == nil || !strings.Contains(err.Error(), "127.0.0.1:1") || strings.Contains(err.Error(), "secret") {
		t.Errorf("error %v", err)
	}
	if _, err := stream.Open(t.Context(), "nats://127.0.0.1:1", stream.Options{Name: "a.b"}); err == nil || !strings.Contains(err.Error(), "a.b") {
		t.Errorf("error %v", err)
	}
}
