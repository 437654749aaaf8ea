package access

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gofrs/flock"
)

// Store is the file of accounts and tokens: one JSON object a line. It is read
// again whenever it has changed, so that who is disabled is out with the next
// request. Safe for concurrent use, also by several processes.
type Store struct {
	file   string
	now    func() time.Time
	random io.Reader
	derive derive
	decoy  phc

	// Hashes take much memory, so that only so many are made at a time, and only so
	// many wait for it.
	verifiers chan struct{}
	waiting   atomic.Int32

	mu   sync.Mutex // held while the file is read again
	last atomic.Pointer[reading]
}

const (
	verifiers  = 2
	maxWaiting = 32
)

// reading is the file as it was found.
type reading struct {
	info fs.FileInfo // nil: there was none
	book *book
	err  error
	n    int // how many were before
}

// Open opens the accounts in a file, which need not exist yet. random must be
// cryptographically safe.
func Open(file string, now func() time.Time, random io.Reader) (*Store, error) {
	if file == "" || now == nil || random == nil {
		return nil, errors.New("access: a store needs a file, a clock and a source of random bytes")
	}
	s := &Store{file: file, now: now, random: &lockedReader{r: random}, derive: argon, verifiers: make(chan struct{}, verifiers)}
	var err error
	if s.decoy, err = newDecoy(s.random); err != nil {
		return nil, err
	}
	return s, s.current().err
}

// lockedReader lets several goroutines draw from one source.
type lockedReader struct {
	mu sync.Mutex
	r  io.Reader
}

func (l *lockedReader) Read(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(p)
}

// current is the file as of now.
func (s *Store) current() *reading {
	if r := s.last.Load(); r != nil && r.fresh(s.file) {
		return r
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.last.Load(); r != nil && r.fresh(s.file) {
		return r
	}
	r := s.read()
	if was := s.last.Load(); was != nil {
		r.n = was.n + 1
	}
	s.last.Store(r)
	return r
}

// fresh tells whether the file is still the one that was read.
func (r *reading) fresh(file string) bool {
	info, err := os.Stat(file)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist) && r.info == nil && r.err == nil
	}
	return r.info != nil && os.SameFile(info, r.info) && info.Size() == r.info.Size() &&
		info.ModTime().Equal(r.info.ModTime()) && info.Mode() == r.info.Mode()
}

// read reads the file. One that cannot be read lets nobody in, until it can.
func (s *Store) read() *reading {
	r := &reading{book: &book{}}
	f, err := os.Open(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return r
	}
	if err != nil {
		r.err = fmt.Errorf("access: opening the accounts: %w; see that whoever runs chancery may read the file", err)
		return r
	}
	defer f.Close()
	if r.info, err = f.Stat(); err != nil {
		r.err = fmt.Errorf("access: the accounts %s: %w", s.file, err)
		return r
	}
	switch mode := r.info.Mode(); {
	case !mode.IsRegular():
		r.err = fmt.Errorf("access: the accounts %s are no file", s.file)
	case mode.Perm()&0o077 != 0 && runtime.GOOS != "windows":
		r.err = fmt.Errorf("access: others may read or write the accounts %s; say: chmod 600 %s", s.file, s.file)
	default:
		data, err := io.ReadAll(io.LimitReader(f, maxBook+1))
		if err == nil {
			r.book, err = readBook(data)
		}
		if err != nil {
			r.book = &book{}
			r.err = fmt.Errorf("access: the accounts %s: %w; correct the line, or put the last good file back", s.file, err)
		}
	}
	return r
}

// Entries lists accounts and tokens by name.
func (s *Store) Entries() ([]Entry, error) {
	r := s.current()
	return r.book.entries(), r.err
}

// Free tells whether a name can be given to a new account.
func (s *Store) Free(name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	r := s.current()
	if r.err != nil {
		return r.err
	}
	return r.book.free(name)
}

func (b *book) free(name string) error {
	switch r := b.names[name]; {
	case r == nil:
		return nil
	case r.Kind == token:
		return fmt.Errorf("there is a token %q already; choose another name", name)
	}
	return fmt.Errorf("there is an account %q already; choose another name, or give it a new password with: chancery accounts password %s", name, name)
}

// Add adds an account.
func (s *Store) Add(ctx context.Context, name string, role Role, password string) error {
	if err := checkName(name); err != nil {
		return err
	}
	hash, err := newHash(password, name, s.random, s.derive)
	if err != nil {
		return err
	}
	return s.change(ctx, func(b *book) (*record, error) {
		if err := b.free(name); err != nil {
			return nil, err
		}
		return &record{Entry: Entry{Kind: account, Name: name, Role: role, Created: s.now().UTC().Truncate(time.Second)}, Hash: hash.String()}, nil
	})
}

// SetPassword gives an account another password. Its sessions end.
func (s *Store) SetPassword(ctx context.Context, name, password string) error {
	hash, err := newHash(password, name, s.random, s.derive)
	if err != nil {
		return err
	}
	return s.change(ctx, func(b *book) (*record, error) {
		r, err := b.find(name)
		if err != nil {
			return nil, err
		}
		if r.Kind != account {
			return nil, fmt.Errorf("%q is a token and has no password; make a new one with: chancery accounts token", name)
		}
		changed := *r
		changed.Hash, changed.Changed = hash.String(), s.now().UTC()
		return &changed, nil
	})
}

// SetRole gives an account or token another role, from the next request on.
func (s *Store) SetRole(ctx context.Context, name string, role Role) error {
	return s.change(ctx, func(b *book) (*record, error) {
		r, err := b.find(name)
		if err != nil {
			return nil, err
		}
		changed := *r
		changed.Role = role
		return &changed, nil
	})
}

// SetDisabled shuts an account or token out, or lets it in again.
func (s *Store) SetDisabled(ctx context.Context, name string, disabled bool) error {
	return s.change(ctx, func(b *book) (*record, error) {
		r, err := b.find(name)
		if err != nil {
			return nil, err
		}
		changed := *r
		changed.Disabled, changed.Changed = disabled, s.now().UTC()
		return &changed, nil
	})
}

// Issue makes a token. Only its digest is kept: what is returned cannot be shown
// again. It may take the name of a token that is disabled or has expired.
func (s *Store) Issue(ctx context.Context, name string, role Role, expires time.Time) (string, error) {
	if err := checkName(name); err != nil {
		return "", err
	}
	secret, sum, err := newToken(s.random)
	if err != nil {
		return "", err
	}
	err = s.change(ctx, func(b *book) (*record, error) {
		now := s.now().UTC().Truncate(time.Second)
		if !expires.After(now) {
			return nil, errors.New("the token would have expired already; choose a later time")
		}
		switch r := b.names[name]; {
		case r == nil:
		case r.Kind == account:
			return nil, fmt.Errorf("%q is an account; choose another name for the token, so that it can be told who did what", name)
		case !r.Disabled && r.Expires.After(now):
			return nil, fmt.Errorf("the token %q is in use; disable it first with: chancery accounts disable %s", name, name)
		}
		e := Entry{Kind: token, Name: name, Role: role, Created: now, Expires: expires.UTC().Truncate(time.Second)}
		return &record{Entry: e, SHA256: hex.EncodeToString(sum[:])}, nil
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

func (b *book) find(name string) (*record, error) {
	if r := b.names[name]; r != nil {
		return r, nil
	}
	return nil, fmt.Errorf("there is no account or token %q; chancery accounts list shows all", clip(name))
}

// change puts the record that edit makes into the file, while no other process
// changes it. Whoever reads finds the file as it was or as it is then, never half
// of it.
func (s *Store) change(ctx context.Context, edit func(*book) (*record, error)) error {
	lock := flock.New(s.file + ".lock")
	ours, err := lock.TryLockContext(ctx, 50*time.Millisecond)
	if err != nil || !ours {
		return fmt.Errorf("access: locking the accounts %s: %w; see that its folder exists and can be written to", s.file, err)
	}
	defer lock.Close()
	old := s.read()
	if old.err != nil {
		return old.err
	}
	r, err := edit(old.book)
	if err != nil {
		return err
	}
	var data bytes.Buffer
	if err := old.book.with(r).write(&data); err != nil {
		return fmt.Errorf("access: writing the accounts: %w", err)
	}
	if _, err := readBook(data.Bytes()); err != nil { // what could not be read must not be written
		return fmt.Errorf("access: writing the accounts: %w", err)
	}
	if err := replace(s.file, data.Bytes(), old.info); err != nil {
		return fmt.Errorf("access: writing the accounts: %w", err)
	}
	return nil
}

// replace writes a file anew, for its owner only, and puts it in the old one's
// place when it is on the disk.
func replace(file string, data []byte, old fs.FileInfo) error {
	fresh := file + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, fs.ErrNotExist) { // left by a process that was killed
		return err
	}
	f, err := os.OpenFile(fresh, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, keepOwner(f, old), f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(fresh, file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	if dir, err := os.Open(filepath.Dir(file)); err == nil {
		_ = dir.Sync() // not every system can
		dir.Close()
	}
	return nil
}
