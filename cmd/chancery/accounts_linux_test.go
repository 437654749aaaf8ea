package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a terminal: what is typed at it, and what a program reads from.
func terminal(t *testing.T) (typed, read *os.File) {
	t.Helper()
	typed, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { typed.Close() })
	n, err := unix.IoctlGetInt(int(typed.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(typed.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		read, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { read.Close() })
	return typed, read
}

// shows tells whether a terminal shows what is typed at it.
func shows(t *testing.T, f *os.File) bool {
	t.Helper()
	s, err := unix.IoctlGetTermios(int(f.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return s.Lflag&unix.ECHO != 0
}

// atPrompt begins to add an account and waits until a password can be typed.
func atPrompt(t *testing.T, ctx context.Context, file string) (typed, read *os.File, ended chan int, errs *bytes.Buffer) {
	t.Helper()
	typed, read = terminal(t)
	errs = &bytes.Buffer{}
	ended = make(chan int, 1)
	go func() {
		ended <- execute(ctx, []string{"accounts", "add", "ada", "--role", "admin", "--accounts", file}, read, io.Discard, errs)
	}()
	hidden(t, read, ended)
	return typed, read, ended, errs
}

func hidden(t *testing.T, f *os.File, ended chan int) {
	t.Helper()
	for shows(t, f) {
		select {
		case status := <-ended:
			t.Fatalf("it ended with %d before a password was typed", status)
		default:
			runtime.Gosched()
		}
	}
}

// TestPasswordIsNotShown types a password at a terminal; twice is another matter,
// which the script accounts.txtar tells.
func TestPasswordIsNotShown(t *testing.T) {
	file := filepath.Join(t.TempDir(), "accounts.jsonl")
	typed, _, ended, errs := atPrompt(t, t.Context(), file)
	// Both lines at once: the second waits until it is asked for.
	if _, err := typed.WriteString("correct horse battery\ncorrect horse battery\n"); err != nil {
		t.Fatal(err)
	}
	if status := <-ended; status != 0 {
		t.Fatalf("exit status %d: %s", status, errs)
	}
	fd := int(typed.Fd()) // once: Fd makes reading wait
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	shown := make([]byte, 4096)
	n, _ := unix.Read(fd, shown)
	if got := string(shown[:max(n, 0)]); strings.Contains(got, "horse") {
		t.Errorf("the terminal showed %q", got)
	}
	if data, err := os.ReadFile(file); err != nil || !bytes.Contains(data, []byte(`"name":"ada"`)) {
		t.Errorf("%s, %v", data, err)
	}
}

// TestInterruptedPassword: after Ctrl-C the terminal shows what is typed again, and
// nothing was changed.
func TestInterruptedPassword(t *testing.T) {
	file := filepath.Join(t.TempDir(), "accounts.jsonl")
	ctx, cancel := context.WithCancel(t.Context())
	_, read, ended, errs := atPrompt(t, ctx, file)
	cancel()
	if status := <-ended; status != interrupted {
		t.Errorf("exit status %d: %s", status, errs)
	}
	if !shows(t, read) {
		t.Error("the terminal no longer shows what is typed")
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("there is a file of accounts: %v", err)
	}
}
