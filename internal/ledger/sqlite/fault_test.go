package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"chancery/internal/ledger"
	"chancery/internal/ledger/history"
	"chancery/internal/ledger/sqlite"
)

// The test binary run again with this in its environment is a process that
// records documents until it is killed, telling each once it is safe.
const childEnv = "CHANCERY_TEST_APPENDS_TO"

// readOnlyEnv has it ask a ledger that it cannot write to.
const readOnlyEnv = "CHANCERY_TEST_READS"

func TestMain(m *testing.M) {
	switch {
	case os.Getenv(childEnv) != "":
		appendAll(os.Getenv(childEnv))
	case os.Getenv(readOnlyEnv) != "":
		readOnly(os.Getenv(readOnlyEnv))
	default:
		os.Exit(m.Run())
	}
}

// killed is how many documents the histories of these tests have.
const killed = 3000

func documents() []ledger.Reading {
	shape := history.Crowd
	shape.Actors = 12
	return slices.Collect(shape.Readings(killed))
}

func appendAll(path string) {
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{Create: true})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	l, err := ledger.New(s)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for batch := range slices.Chunk(documents(), 5) {
		if _, err := l.Append(context.Background(), batch, "reader/1", time.UnixMicro(1)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		for _, r := range batch {
			fmt.Println(r.Source.ID)
		}
	}
	fmt.Println("done")
}

// TestKilledOften kills a recording process 200 times at random moments. What it had
// told to be recorded must be there each time; run to the end, the ledger must
// be that of a process that nobody killed.
func TestKilledOften(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	told := map[string]bool{}
	r := rand.New(rand.NewPCG(1, 2))
	kills := 200
	if testing.Short() {
		kills = 20
	}
	for n := range kills + 1 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+path)
		var problems strings.Builder
		cmd.Stderr = &problems
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if n < kills {
			time.AfterFunc(time.Duration(r.IntN(60_000))*time.Microsecond, func() { cmd.Process.Kill() })
		}
		last := ""
		for lines := bufio.NewScanner(out); lines.Scan(); {
			last = lines.Text()
			told[last] = true
		}
		err = cmd.Wait()
		if n == kills && (err != nil || last != "done") {
			t.Fatalf("the last run ended with %q, %v: %s", last, err, &problems)
		}
		if problems.Len() > 0 {
			t.Fatalf("after %d kills: %s", n, &problems)
		}
		if n%20 == 0 || n == kills {
			present(t, path, told)
		}
	}
	clean := filepath.Join(dir, "clean.db")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+clean)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got, want := contents(t, path), contents(t, clean); !slices.Equal(got, want) {
		t.Errorf("the ledger has %d lines, that of a clean run %d", len(got), len(want))
	}
}

// present checks that every document told to be recorded is.
func present(t *testing.T, path string, told map[string]bool) {
	t.Helper()
	l := reopen(t, path)
	defer l.Close()
	there := map[string]bool{}
	for s, err := range l.AllSources(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		there[s.ID] = true
	}
	for id := range told {
		if id != "done" && !there[id] {
			t.Fatalf("document %s was acknowledged and is lost", id)
		}
	}
	verified(t, l)
}

func reopen(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func verified(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	v, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Faults) > 0 {
		t.Fatalf("faults: %v", v.Faults)
	}
}

// contents are the ids of all claims and the relations, whenever recorded.
func contents(t *testing.T, path string) []string {
	t.Helper()
	l := reopen(t, path)
	defer l.Close()
	var out []string
	for c, err := range l.AllClaims(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c.ID)
	}
	rs, err := l.Relations(t.Context(), ledger.Asked{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rs {
		out = append(out, fmt.Sprint(rs[i].Interval()))
	}
	if len(out) == 0 {
		t.Fatal("the ledger is empty")
	}
	slices.Sort(out)
	return out
}

func TestTwoWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	first := reopen(t, path)
	defer first.Close()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	impatient, err := sqlite.Open(t.Context(), path, sqlite.Options{Wait: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	second, err := ledger.New(impatient)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	docs := documents()[:2]
	err = s.Update(t.Context(), func(tx ledger.Tx) error {
		if _, err := second.Append(t.Context(), docs, "reader/1", time.UnixMicro(1)); !errors.Is(err, ledger.ErrBusy) {
			t.Errorf("a second writer gets %v, want %v", err, ledger.ErrBusy)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := second.Append(t.Context(), docs, "reader/1", time.UnixMicro(1)); err != nil {
		t.Error(err)
	}
	// One after the other they both write.
	if a, err := first.Append(t.Context(), documents()[:3], "reader/1", time.UnixMicro(1)); err != nil || a.Known != 2 || a.Sources != 1 {
		t.Errorf("the first writer then added %+v, %v", a, err)
	}
	verified(t, first)
}

func TestFull(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true, MaxPages: 120})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	recorded := 0
	for batch := range slices.Chunk(documents(), 50) {
		added, err := l.Append(t.Context(), batch, "reader/1", time.UnixMicro(1))
		if err != nil {
			if !errors.Is(err, ledger.ErrFull) {
				t.Fatalf("error %v, want %v", err, ledger.ErrFull)
			}
			break
		}
		recorded += added.Sources
	}
	if recorded == 0 || recorded == killed {
		t.Fatalf("%d documents were recorded", recorded)
	}
	verified(t, l)
	l.Close()
	again := reopen(t, path)
	defer again.Close()
	n := 0
	for range again.AllSources(t.Context()) {
		n++
	}
	if n != recorded {
		t.Errorf("%d documents are there, %d were acknowledged", n, recorded)
	}
	if _, err := again.Append(t.Context(), documents(), "reader/1", time.UnixMicro(1)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	verified(t, again)
}

// readOnly opens a ledger and prints what comes of reading and writing.
func readOnly(path string) {
	s, err := sqlite.Open(context.Background(), path, sqlite.Options{Create: true})
	if err != nil {
		fmt.Println("open:", err)
		return
	}
	l, err := ledger.New(s)
	if err != nil {
		fmt.Println(err)
		return
	}
	rs, err := l.Relations(context.Background(), ledger.Asked{}, nil)
	fmt.Println(len(rs) > 0, err)
	_, err = l.Append(context.Background(), documents()[50:60], "reader/1", time.UnixMicro(1))
	fmt.Println(errors.Is(err, ledger.ErrReadOnly))
}

// TestReadOnly has somebody who may not write to the file or its folder read it.
func TestReadOnly(t *testing.T) {
	dir, err := os.MkdirTemp("", "chancery-readonly-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "ledger.db")
	l := reopen(t, path)
	if _, err := l.Append(t.Context(), documents()[:50], "reader/1", time.UnixMicro(1)); err != nil {
		t.Fatal(err)
	}
	l.Close()
	self := filepath.Join(dir, "self")
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(self, data, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o555); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(dir, 0o755)
	cmd := exec.Command(self)
	cmd.Dir = "/"
	cmd.Env = []string{readOnlyEnv + "=" + path}
	if os.Getuid() == 0 { // root may write anywhere
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got, want := string(out), "true <nil>\ntrue\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	whole := filepath.Join(dir, "whole.db")
	l := reopen(t, whole)
	if _, err := l.Append(t.Context(), documents()[:400], "reader/1", time.UnixMicro(1)); err != nil {
		t.Fatal(err)
	}
	l.Close()
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(dir, "other.db")
	db, err := sql.Open("sqlite", other)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("CREATE TABLE music (song TEXT)"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	song, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"text":           {[]byte(strings.Repeat("this is no ledger\n", 500)), ledger.ErrCorrupt},
		"something else": {song, ledger.ErrCorrupt},
		"cut off":        {data[:len(data)/2], ledger.ErrCorrupt},
		"scribbled over": {scribble(data), ledger.ErrCorrupt},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			if err := os.WriteFile(path, c.data, 0o644); err != nil {
				t.Fatal(err)
			}
			s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
			if err == nil {
				err = s.CheckFile(t.Context())
				s.Close()
			}
			if !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			if err != nil && !strings.Contains(err.Error(), "restore a backup") {
				t.Errorf("error %v names no remedy", err)
			}
		})
	}
}

// scribble overwrites pages in the middle of a file.
func scribble(data []byte) []byte {
	out := slices.Clone(data)
	for i := len(out) / 3; i < len(out)/3+3*4096; i++ {
		out[i] = byte(i * 7)
	}
	return out
}

// TestTamperedWith changes claims behind the ledger's back.
func TestTamperedWith(t *testing.T) {
	for name, change := range map[string]string{
		"a claim":      "UPDATE claims SET body = cast(replace(cast(body AS TEXT), 'A0', 'A9') AS BLOB) WHERE seq = 5",
		"a text":       "UPDATE sources SET text = text || ' And more.' WHERE seq = 2",
		"a claim lost": "DELETE FROM claims WHERE seq = 7",
		"a relation":   "UPDATE intervals SET status = 'lifted' WHERE seq = (SELECT min(seq) FROM intervals WHERE until > 1000000000000)",
		"a dyad":       "UPDATE dyads SET last_day = last_day + 400, first_day = first_day + 400 WHERE a <> '' AND kind = 'sanctions'",
		"a publisher":  "UPDATE sources SET publisher = 'Somebody' WHERE seq = 3",
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ledger.db")
			l := reopen(t, path)
			defer l.Close()
			if _, err := l.Append(t.Context(), documents()[:60], "reader/1", time.UnixMicro(1)); err != nil {
				t.Fatal(err)
			}
			verified(t, l)
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if res, err := db.Exec(change); err != nil {
				t.Fatal(err)
			} else if n, _ := res.RowsAffected(); n == 0 {
				t.Fatal("nothing was changed")
			}
			v, err := l.Verify(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if len(v.Faults) == 0 {
				t.Error("nobody notices")
			}
		})
	}
}

func TestNewer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	reopen(t, path).Close()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("PRAGMA user_version = 999"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := sqlite.Open(t.Context(), path, sqlite.Options{}); !errors.Is(err, ledger.ErrNewer) {
		t.Errorf("error %v, want %v", err, ledger.ErrNewer)
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, path := range map[string]string{"no such file": filepath.Join(dir, "none.db"), "a folder": dir} {
		if _, err := sqlite.Open(t.Context(), path, sqlite.Options{}); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	odd := filepath.Join(dir, "a?b#c%20 d.db")
	s, err := sqlite.Open(t.Context(), odd, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := os.Stat(odd); err != nil {
		t.Error(err)
	}
}

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "ledger.db")
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	docs := documents()
	if _, err := l.Append(t.Context(), docs[:100], "reader/1", time.UnixMicro(1)); err != nil {
		t.Fatal(err)
	}
	before := contents(t, path)
	stop := make(chan struct{})
	writing := make(chan error, 1)
	go func() { // somebody goes on writing
		var err error
		for i := 100; err == nil; i++ {
			select {
			case <-stop:
				writing <- nil
				return
			default:
				_, err = l.Append(t.Context(), docs[i:i+1], "reader/1", time.UnixMicro(1))
			}
		}
		writing <- err
	}()
	copied := filepath.Join(dir, "copy.db")
	if err := s.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	close(stop)
	if err := <-writing; err != nil {
		t.Fatal(err)
	}
	c := reopen(t, copied)
	verified(t, c)
	c.Close()
	after := contents(t, copied)
	n := 0
	for _, line := range before {
		if slices.Contains(after, line) {
			n++
		}
	}
	if n < len(before)/2 {
		t.Errorf("the copy has %d of %d lines", n, len(before))
	}
	if err := s.Backup(t.Context(), copied); err == nil || !strings.Contains(err.Error(), copied) {
		t.Errorf("a backup is written over another: %v", err)
	}
}
