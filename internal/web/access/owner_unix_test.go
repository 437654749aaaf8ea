//go:build unix

package access

import (
	"os"
	"sync/atomic"
	"syscall"
	"testing"
)

// TestOwnerStays: what root changes, the server's user can still read.
func TestOwnerStays(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root changes the files of others")
	}
	s := newStore(t, newClock(), new(atomic.Int32))
	if err := s.Add(t.Context(), "ada", Reader, password); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(s.file, 65534, 65534); err != nil {
		t.Skip(err)
	}
	if err := s.SetRole(t.Context(), "ada", Admin); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(s.file)
	if err != nil {
		t.Fatal(err)
	}
	if is := info.Sys().(*syscall.Stat_t); is.Uid != 65534 || is.Gid != 65534 || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is of %d:%d, %v", is.Uid, is.Gid, info.Mode())
	}
}
