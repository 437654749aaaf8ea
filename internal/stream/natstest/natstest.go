// Package natstest runs clusters of NATS servers of a test's own, each node a
// process that can be killed, gone with the test process however that ends. The
// processes are the test binary itself, so that no other program is needed:
//
//	func TestMain(m *testing.M) { natstest.Main(); os.Exit(m.Run()) }
package natstest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// nodeEnv holds the configuration of a process that is to be a node.
const nodeEnv = "CHANCERY_TEST_NATS_NODE"

// node is one server.
type node struct {
	Name            string
	Port, RoutePort int
	Routes          []string
	Dir             string
	MaxPayload      int32
}

// Main makes this process a node if it was started as one, and does nothing else.
func Main() {
	conf := os.Getenv(nodeEnv)
	if conf == "" {
		return
	}
	if err := serve(conf); err != nil {
		fmt.Fprintln(os.Stderr, "natstest:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// serve runs a node until the test process, which holds the other end of standard
// input, is gone.
func serve(conf string) error {
	var n node
	if err := json.Unmarshal([]byte(conf), &n); err != nil {
		return err
	}
	o := &server.Options{
		ServerName: n.Name, Host: "127.0.0.1", Port: n.Port, MaxPayload: n.MaxPayload,
		JetStream: true, StoreDir: n.Dir, NoSigs: true, LogFile: filepath.Join(n.Dir, "log"),
	}
	if len(n.Routes) > 0 {
		o.Cluster = server.ClusterOpts{Name: "test", Host: "127.0.0.1", Port: n.RoutePort}
		for _, r := range n.Routes {
			u, err := url.Parse(r)
			if err != nil {
				return err
			}
			o.Routes = append(o.Routes, u)
		}
	}
	s, err := server.NewServer(o)
	if err != nil {
		return err
	}
	s.ConfigureLogger()
	go s.Start()
	_, _ = io.Copy(io.Discard, os.Stdin)
	s.Shutdown()
	return nil
}

// Cluster is some servers that only their test knows of.
type Cluster struct {
	nodes []node
	procs []*process
}

type process struct {
	cmd   *exec.Cmd
	stdin io.Closer
}

// Options say what the servers are like; the zero value is one server.
type Options struct {
	Nodes      int
	MaxPayload int32 // 0 is the server's default
}

// Start starts a cluster and waits until JetStream answers.
func Start(t testing.TB, o Options) *Cluster {
	t.Helper()
	n := max(o.Nodes, 1)
	ports := freePorts(t, 2*n)
	c := &Cluster{procs: make([]*process, n)}
	var routes []string
	for i := range n {
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", ports[n+i]))
	}
	if n == 1 {
		routes = nil
	}
	dir := t.TempDir()
	for i := range n {
		c.nodes = append(c.nodes, node{
			Name: fmt.Sprintf("n%d", i), Port: ports[i], RoutePort: ports[n+i], Routes: routes,
			Dir: filepath.Join(dir, fmt.Sprint(i)), MaxPayload: o.MaxPayload,
		})
		if err := os.MkdirAll(c.nodes[i].Dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(c.stop)
	for i := range n {
		c.Restart(t, i)
	}
	c.wait(t)
	return c
}

// URL is that of all nodes.
func (c *Cluster) URL() string {
	var out []string
	for i := range c.nodes {
		out = append(out, fmt.Sprintf("nats://127.0.0.1:%d", c.nodes[i].Port))
	}
	return strings.Join(out, ",")
}

// Kill ends a node as kill -9 does.
func (c *Cluster) Kill(t testing.TB, i int) {
	t.Helper()
	p := c.procs[i]
	c.procs[i] = nil
	if p == nil {
		t.Fatalf("natstest: node %d does not run", i)
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	p.stdin.Close()
}

// Restart starts a node, after Kill again on what it had kept.
func (c *Cluster) Restart(t testing.TB, i int) {
	t.Helper()
	conf, err := json.Marshal(c.nodes[i])
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), nodeEnv+"="+string(conf))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.procs[i] = &process{cmd, stdin}
}

// stop ends all nodes; what they kept is not looked at any more.
func (c *Cluster) stop() {
	for _, p := range c.procs {
		if p != nil {
			_ = p.cmd.Process.Kill()
			_ = p.cmd.Wait()
			p.stdin.Close()
		}
	}
}

// wait waits until the cluster has a leader.
func (c *Cluster) wait(t testing.TB) {
	t.Helper()
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		var nc *nats.Conn
		if nc, err = nats.Connect(c.URL()); err != nil {
			continue
		}
		_, err = nc.Request("$JS.API.INFO", nil, time.Second)
		nc.Close()
		if err == nil {
			return
		}
	}
	t.Fatalf("natstest: the servers do not answer: %v", err)
}

// freePorts are ports that nobody listens on.
func freePorts(t testing.TB, n int) []int {
	t.Helper()
	var out []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		out = append(out, l.Addr().(*net.TCPAddr).Port)
	}
	return out
}
