package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"chancery"
	"chancery/internal/ledger/postgres/pgtest"
	"chancery/internal/stream"
	"chancery/internal/stream/natstest"
)

// workers are processes that are killed and started again.
type workers struct {
	t    *testing.T
	dir  string
	args []string
	cmds []*exec.Cmd
	out  []*said
}

// said is what a process says on both of its streams.
type said struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *said) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *said) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func startWorkers(t *testing.T, dir string, n int, args ...string) *workers {
	w := &workers{t: t, dir: dir, args: append([]string{"work"}, args...), cmds: make([]*exec.Cmd, n), out: make([]*said, n)}
	for i := range n {
		w.start(i)
	}
	t.Cleanup(func() {
		for _, c := range w.cmds {
			if c != nil {
				_ = c.Process.Kill()
				_ = c.Wait()
			}
		}
	})
	return w
}

func (w *workers) start(i int) {
	w.t.Helper()
	cmd := asChancery(w.t, w.dir, w.args...)
	w.out[i] = &said{}
	cmd.Stdout, cmd.Stderr = w.out[i], w.out[i]
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.cmds[i] = cmd
}

// kill ends a worker as kill -9 does.
func (w *workers) kill(i int) {
	_ = w.cmds[i].Process.Kill()
	_ = w.cmds[i].Wait()
	w.cmds[i] = nil
}

// drain asks all to end and sees that they do, with 0.
func (w *workers) drain() {
	w.t.Helper()
	for i, c := range w.cmds {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			w.t.Fatalf("worker %d ended by itself: %v\n%s", i, err, w.out[i])
		}
	}
	for i, c := range w.cmds {
		if err := c.Wait(); err != nil {
			w.t.Errorf("worker %d: %v\n%s", i, err, w.out[i])
		}
		w.cmds[i] = nil
	}
}

func openQueue(t *testing.T, url string) *stream.Queue {
	t.Helper()
	q, err := stream.Open(t.Context(), url, stream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { q.Close() })
	return q
}

// waitEmpty waits until nothing is on the queue and nothing in anybody's hand.
func waitEmpty(t *testing.T, q *stream.Queue, w *workers) {
	t.Helper()
	var waiting, unacked int
	var err error
	for deadline := time.Now().Add(3 * time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		if waiting, unacked, _, err = q.Waiting(t.Context()); err == nil && waiting+unacked == 0 {
			return
		}
	}
	for i := range w.out {
		t.Logf("worker %d: %s", i, w.out[i])
	}
	t.Fatalf("%d wait, %d are in hand, %v", waiting, unacked, err)
}

// publish sends what dispatch would not.
func publish(t *testing.T, url string, messages ...string) {
	t.Helper()
	nc, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	for _, m := range messages {
		if _, err := nc.Request("chancery.work", []byte(m), 10*time.Second); err != nil {
			t.Fatal(err)
		}
	}
}

// deadOnes are what was set aside, as listed.
func deadOnes(t *testing.T, url string) []stream.Dead {
	t.Helper()
	var out []stream.Dead
	dec := json.NewDecoder(strings.NewReader(output(t, "dead", "list", "--format", "json", "--nats", url)))
	for {
		var d stream.Dead
		if err := dec.Decode(&d); err == io.EOF {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
}

// sourceNames are the names of all documents of a ledger, sorted.
func sourceNames(t *testing.T, where string) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(output(t, "claims", "--sources", "--ledger", where)) {
		var s chancery.Source
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s.Name)
	}
	slices.Sort(out)
	return out
}

// writeArchive writes a web archive of one page.
func writeArchive(t *testing.T, path string) {
	t.Helper()
	page := "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nGhana expels envoys\n\nGhana expelled three diplomats of Chile on Monday.\n"
	record := "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n" +
		fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/2021/03/01/a\r\nWARC-Date: 2021-03-02T00:00:00Z\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(page), page)
	if err := os.WriteFile(path, []byte(record), 0o644); err != nil {
		t.Fatal(err)
	}
}

// dispatchInTurmoil puts documents on the queue in portions, some twice, and kills
// now this and now that meanwhile.
func dispatchInTurmoil(t *testing.T, dir string, lines []string, c *natstest.Cluster, w *workers, server *pgtest.Server) {
	t.Helper()
	const portions = 8
	r := rand.New(rand.NewPCG(7, 8))
	for i := range portions {
		part := filepath.Join(dir, fmt.Sprintf("part%d.jsonl", i))
		if err := os.WriteFile(part, []byte(strings.Join(lines[i*len(lines)/portions:(i+1)*len(lines)/portions], "")), 0o644); err != nil {
			t.Fatal(err)
		}
		output(t, "dispatch", part, "--nats", c.URL())
		if i%3 == 1 {
			output(t, "dispatch", part, "--nats", c.URL()) // once more
		}
		time.Sleep(time.Duration(300+r.IntN(700)) * time.Millisecond)
		switch victim := r.IntN(3); i {
		case 1, 3, 5, 6:
			w.kill(victim)
			w.start(victim)
		case 2, 4:
			c.Kill(t, victim)
			time.AfterFunc(time.Second, func() { c.Restart(t, victim) })
		case 7:
			server.Kill(t)
			time.Sleep(500 * time.Millisecond)
			server.Restart(t)
		}
	}
}

// TestEndedWhileWaiting: a worker that is asked to end before its ledger can be
// reached ends well.
func TestEndedWhileWaiting(t *testing.T) {
	w := startWorkers(t, t.TempDir(), 1, "--nats", "nats://127.0.0.1:1", "--ledger", "postgres://nobody@127.0.0.1:1/none")
	for deadline := time.Now().Add(time.Minute); !strings.Contains(w.out[0].String(), "waiting for the ledger"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it does not wait: %s", w.out[0])
		}
	}
	w.drain()
}

// TestEndedBeforeItsQueue: so does one whose queue does not answer.
func TestEndedBeforeItsQueue(t *testing.T) {
	server, asked := silentQueue(t)
	w := startWorkers(t, t.TempDir(), 1, "--nats", server, "--ledger", filepath.Join(t.TempDir(), "ledger.db"))
	select {
	case <-asked:
	case <-time.After(time.Minute):
		t.Fatalf("it asks for no queue: %s", w.out[0])
	}
	w.drain()
	if got := w.out[0].String(); !strings.HasPrefix(got, "recorded 0 documents") {
		t.Errorf("it says %q", got)
	}
}

// silentQueue is a NATS server that lets clients in and answers nothing that is asked of
// JetStream; it tells when that is asked for the first time.
func silentQueue(t *testing.T) (address string, asked <-chan struct{}) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	told := make(chan struct{})
	var once sync.Once
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				fmt.Fprintf(c, "INFO {\"server_id\":\"silent\",\"version\":\"2.11.0\",\"proto\":1,\"headers\":true,\"max_payload\":1048576,\"jetstream\":true}\r\n")
				for s := bufio.NewScanner(c); s.Scan(); {
					switch line := s.Text(); {
					case strings.HasPrefix(line, "PING"):
						fmt.Fprint(c, "PONG\r\n")
					case strings.Contains(line, "$JS.API."):
						once.Do(func() { close(told) })
					}
				}
			}()
		}
	}()
	return "nats://" + l.Addr().String(), told
}

// TestManyMachines has three workers read one queue on three servers into one
// PostgreSQL ledger, while workers, a NATS server and the ledger's server are
// killed, and compares what they recorded with a run that nobody disturbed.
func TestManyMachines(t *testing.T) {
	const documents = 400
	server := pgtest.Start(t)
	where := server.Address("postgres")
	c := natstest.Start(t, natstest.Options{Nodes: 3})
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jsonl")
	texts(t, in, documents)
	data, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(strings.Lines(string(data)))
	crawl := filepath.Join(dir, "crawl")
	if err := os.Mkdir(crawl, 0o755); err != nil {
		t.Fatal(err)
	}
	archive := filepath.Join(crawl, "a.warc")
	writeArchive(t, archive)
	output(t, "dispatch", crawl, "--archives", crawl, "--nats", c.URL(), "--replicas", "3")
	if err := os.Rename(archive, archive+".away"); err != nil {
		t.Fatal(err)
	}
	publish(t, c.URL(), "no item", `{"id":"beyond","text":"Ghana Togo","blocks":[{"kind":"paragraph","start":0,"end":11}]}`)

	w := startWorkers(t, dir, 3, "--nats", c.URL(), "--ledger", where, "--archives", crawl, "--ack-wait", "2s")
	dispatchInTurmoil(t, dir, lines, c, w, server)
	q := openQueue(t, c.URL())
	waitEmpty(t, q, w)
	w.drain()

	clean := filepath.Join(dir, "clean.db")
	output(t, "ingest", in, "--ledger", clean)
	if got, want := sourceNames(t, where), sourceNames(t, clean); len(want) != documents || !slices.Equal(got, want) {
		t.Errorf("%d documents were recorded of %d", len(got), len(want))
	}
	if withoutTimes(t, where) != withoutTimes(t, clean) {
		t.Error("the ledger is not that of a run that nobody disturbed")
	}
	output(t, "verify", "--ledger", where)
	checkDead(t, deadOnes(t, c.URL()), map[string]string{"chancery.work": "JSON", "beyond": "outside its text", "a.warc": "no such file"})

	// After a fix, what can be read is; the rest is set aside again.
	if err := os.Rename(archive+".away", archive); err != nil {
		t.Fatal(err)
	}
	if got := output(t, "dispatch", "--replay-dead", "--nats", c.URL()); got != "dispatched 3 documents\n" {
		t.Error(got)
	}
	output(t, "work", "--nats", c.URL(), "--ledger", where, "--archives", crawl, "--exit-when-idle", "1s")
	checkDead(t, deadOnes(t, c.URL()), map[string]string{"chancery.work": "JSON", "beyond": "outside its text"})
	if got := sourceNames(t, where); len(got) != documents+1 || !slices.Contains(got, "https://example.org/2021/03/01/a") {
		t.Errorf("%d documents, the archive's page is not among them", len(got))
	}
}

// checkDead sees that what was set aside is that, each with its reason.
func checkDead(t *testing.T, dead []stream.Dead, want map[string]string) {
	t.Helper()
	if len(dead) != len(want) {
		t.Errorf("%d are set aside, want %d: %+v", len(dead), len(want), dead)
	}
	for name, reason := range want {
		i := slices.IndexFunc(dead, func(d stream.Dead) bool { return strings.Contains(d.Document, name) })
		if i < 0 || !strings.Contains(strings.ToLower(dead[i].Reason), strings.ToLower(reason)) || dead[i].Times < 1 {
			t.Errorf("%s, for %q, is not set aside: %+v", name, reason, dead)
		}
	}
}

// TestDrain: a worker that is asked to end records what it has and takes no more.
func TestDrain(t *testing.T) {
	const documents = 600
	url := natstest.Start(t, natstest.Options{}).URL()
	dir := t.TempDir()
	in, path := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "ledger.db")
	texts(t, in, documents)
	if got := output(t, "dispatch", in, "--nats", url); got != fmt.Sprintf("dispatched %d documents\n", documents) {
		t.Error(got)
	}
	if got := output(t, "dispatch", in, "--nats", url); got != fmt.Sprintf("dispatched 0 documents; %d documents on the queue already\n", documents) {
		t.Error(got)
	}
	// With few in hand it records every two seconds and cannot come to the end of
	// the queue before it is asked to stop, however slow this test.
	w := startWorkers(t, dir, 1, "--nats", url, "--ledger", path, "-v", "--jobs", "1", "--max-in-flight", "20")
	for deadline := time.Now().Add(time.Minute); !strings.Contains(w.out[0].String(), "\t"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("nothing is recorded: %s", w.out[0])
		}
	}
	w.drain()
	q := openQueue(t, url)
	waiting, unacked, _, err := q.Waiting(t.Context())
	recorded := len(sourceNames(t, path))
	if err != nil || unacked != 0 || waiting+recorded != documents || waiting == 0 || !strings.Contains(w.out[0].String(), fmt.Sprintf("recorded %d documents", recorded)) {
		t.Errorf("%d recorded, %d wait, %d in hand, %v\n%.2000s", recorded, waiting, unacked, err, w.out[0])
	}
	output(t, "work", "--nats", url, "--ledger", path, "--exit-when-idle", "500ms")
	clean := filepath.Join(dir, "clean.db")
	output(t, "ingest", in, "--ledger", clean)
	if withoutTimes(t, path) != withoutTimes(t, clean) {
		t.Error("the ledger is not that of a run that nobody broke off")
	}
}

// TestDeadly: a document at which workers die is set aside, those that they had in
// hand with it are not.
func TestDeadly(t *testing.T) {
	url := natstest.Start(t, natstest.Options{}).URL()
	path := filepath.Join(t.TempDir(), "ledger.db")
	q := openQueue(t, url)
	publish(t, url, `{"id":"a","text":"Ghana accused Togo of spying."}`, `{"id":"b","date":"2021-02-03","text":"Peru accused Chile of spying."}`, `{"id":"deadly","text":"Kenya accused Uganda of spying."}`)
	for range 5 {
		n := 0
		for d, err := range q.Take(t.Context(), 3, 0) {
			if err != nil {
				t.Fatal(err)
			}
			if d.Name() == "deadly" && d.Times > 3 {
				if _, err := d.Attempt(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			defer d.Return()
			if n++; n == 3 {
				break
			}
		}
		q.Close()
		q = openQueue(t, url)
	}
	output(t, "work", "--nats", url, "--ledger", path, "--exit-when-idle", "500ms")
	checkDead(t, deadOnes(t, url), map[string]string{"deadly": "workers die at it"})
	if got := sourceNames(t, path); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("recorded %v", got)
	}
	output(t, "dead", "remove", "1", "--nats", url)
	if dead := deadOnes(t, url); len(dead) != 0 {
		t.Errorf("%+v", dead)
	}
}
