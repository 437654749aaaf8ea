// Package pgtest runs PostgreSQL servers of a test's own: in a temporary folder,
// on a unix socket in it, gone with the test process however that ends.
package pgtest

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is a running server that only its test knows of.
type Server struct {
	dir, bin string
	fsync    bool
	stdin    io.WriteCloser
	done     chan error
}

// shared is the server of this test process, for all tests that do not need one
// of their own.
var shared struct {
	once   sync.Once
	server *Server
	err    error
	mu     sync.Mutex
	made   int // databases
}

// Main runs a package's tests and stops the shared server after them:
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }
func Main(m *testing.M) int {
	status := m.Run()
	if shared.server != nil {
		shared.server.remove()
	}
	return status
}

// Database makes an empty database on the shared server and gives its address.
func Database(t testing.TB) string {
	t.Helper()
	bin := binaries(t)
	shared.once.Do(func() { shared.server, shared.err = start(bin, false) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	shared.mu.Lock()
	defer shared.mu.Unlock()
	shared.made++
	name := fmt.Sprintf("test%d", shared.made)
	if out, err := shared.server.run("psql", "-h", shared.server.dir, "-U", "postgres", "-c", "CREATE DATABASE "+name, "postgres"); err != nil {
		t.Fatalf("pgtest: making a database: %v\n%s", err, out)
	}
	return shared.server.Address(name)
}

// Start starts a server for one test that means to kill it; what it acknowledges
// is on disk.
func Start(t testing.TB) *Server {
	t.Helper()
	s, err := start(binaries(t), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.remove)
	return s
}

// Address is that of a database; "postgres" is always there.
func (s *Server) Address(database string) string {
	return fmt.Sprintf("postgres://postgres@/%s?host=%s", database, s.dir)
}

// Kill stops the server as a crash would.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if out, err := s.run("pg_ctl", "-D", s.data(), "-m", "immediate", "-w", "stop"); err != nil {
		t.Fatalf("pgtest: killing the server: %v\n%s", err, out)
	}
	io.WriteString(s.stdin, "keep\n")
	<-s.done
}

// Restart starts the server again after Kill.
func (s *Server) Restart(t testing.TB) {
	t.Helper()
	if err := s.serve(); err != nil {
		t.Fatal(err)
	}
}

// binaries finds the folder of PostgreSQL's programs. Without them the test is
// skipped, or fails where they must be there.
func binaries(t testing.TB) string {
	t.Helper()
	folders := filepath.SplitList(os.Getenv("PATH"))
	debian, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	folders = append(append(folders, debian...), "/usr/local/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin")
	for _, f := range folders {
		initdb := filepath.Join(f, "initdb")
		if real, err := filepath.EvalSymlinks(initdb); err == nil {
			if _, err := os.Stat(filepath.Join(filepath.Dir(real), "postgres")); err == nil {
				return filepath.Dir(real)
			}
		}
	}
	const missing = "pgtest: PostgreSQL's programs (initdb, postgres) are not here; install the package postgresql"
	if os.Getenv("CI") != "" || os.Getenv("CHANCERY_REQUIRE_POSTGRES") == "1" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

func start(bin string, fsync bool) (*Server, error) {
	parent := ""
	if os.Getuid() == 0 {
		parent = "/tmp" // another user must get there
	}
	dir, err := os.MkdirTemp(parent, "chancery-pg-")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin, fsync: fsync}
	if err := s.own(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	if out, err := s.run("initdb", "-D", s.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("pgtest: initdb: %w\n%s", err, out)
	}
	if err := s.serve(); err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	return s, nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// keeper runs the server and stops it when its input ends: then the test process
// is gone, whether it came to its end or not.
const keeper = `trap '' INT
"$@" & server=$!
read word
kill -INT $server 2>/dev/null
wait $server
[ "$word" = keep ] || rm -rf "$PWD"`

// serve starts the server and waits until it takes connections.
func (s *Server) serve() error {
	args := []string{"-c", keeper, "keeper", filepath.Join(s.bin, "postgres"), "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "max_connections=60"}
	if !s.fsync {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off")
	}
	cmd := s.command("/bin/sh", args...)
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	if s.stdin, err = cmd.StdinPipe(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("pgtest: %w", err)
	}
	done := make(chan error, 1)
	s.done = done
	go func() { done <- cmd.Wait(); close(done) }()
	var out []byte
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if out, err = s.run("psql", "-h", s.dir, "-U", "postgres", "-c", "SELECT 1", "postgres"); err == nil {
			return nil
		}
	}
	text, _ := os.ReadFile(log.Name())
	s.stdin.Close()
	return fmt.Errorf("pgtest: the server does not start: %w\n%s\n%s", err, out, text)
}

// remove stops the server and removes all it wrote.
func (s *Server) remove() {
	s.stdin.Close()
	<-s.done
	os.RemoveAll(s.dir)
}

// run runs one of PostgreSQL's programs.
func (s *Server) run(program string, args ...string) ([]byte, error) {
	return s.command(filepath.Join(s.bin, program), args...).CombinedOutput()
}

// command is one as a user that the server runs for: it refuses root.
func (s *Server) command(program string, args ...string) *exec.Cmd {
	words := append([]string{program}, args...)
	if u := s.user(); u != nil {
		if _, err := exec.LookPath("setpriv"); err == nil {
			words = append([]string{"setpriv", "--reuid=" + u.Uid, "--regid=" + u.Gid, "--clear-groups"}, words...)
		} else {
			words = append([]string{"su", "-s", "/bin/sh", u.Username, "-c", `exec "$0" "$@"`, "--"}, words...)
		}
	}
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir = s.dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HOME=" + s.dir}
	return cmd
}

// user is who runs the server in root's stead, nil for others.
func (s *Server) user() *user.User {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			return u
		}
	}
	return nil
}

// own gives the folder to the server's user.
func (s *Server) own() error {
	u := s.user()
	if u == nil {
		return nil
	}
	uid, err := strconv.Atoi(strings.TrimSpace(u.Uid))
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(u.Gid)
	if err != nil {
		return err
	}
	return os.Chown(s.dir, uid, gid)
}
