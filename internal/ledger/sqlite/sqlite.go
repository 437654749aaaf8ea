// Package sqlite keeps a ledger in one file, by modernc.org/sqlite: no server,
// no cgo. One process writes at a time, others read meanwhile (WAL).
package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"chancery/internal/ledger"
)

//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a file as a ledger ("chly").
const applicationID = 0x63686c79

// Options are how a file is opened.
type Options struct {
	// Create makes the file if there is none.
	Create bool
	// Wait is how long to wait for another process that writes; 0 is 5 seconds.
	Wait time.Duration
	// MaxPages bounds the file's size in pages of 4 KiB; 0 is no bound.
	MaxPages int
}

// Store is a ledger in a file.
type Store struct {
	path   string
	read   *sql.DB
	write  *sql.DB
	frozen bool // the file cannot be written to
	asked  statements
	views  chan struct{} // holds one for each view that is open
}

// statements are those prepared on a database, by their texts: each connection
// keeps its own, so that a question is understood once and not at each asking.
type statements struct {
	mu     sync.Mutex
	byText map[string]*sql.Stmt
}

func (s *statements) prepare(ctx context.Context, db *sql.DB, text string) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.byText[text]; ok {
		return st, nil
	}
	st, err := db.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if s.byText == nil {
		s.byText = map[string]*sql.Stmt{}
	}
	s.byText[text] = st
	return st, nil
}

var _ ledger.Store = (*Store)(nil)

// Open opens or makes a ledger's file and brings its tables up to date.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	s := &Store{path: path}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("ledger: opening %s: it is a folder, not a ledger's file", path)
	case errors.Is(err, fs.ErrNotExist) && !o.Create:
		return nil, fmt.Errorf("ledger: opening %s: there is no such file; chancery ingest makes it", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("ledger: opening %s: %w", path, err)
	case err == nil:
		s.frozen = !writable(path)
	}
	if err := s.connect(ctx, o); err != nil {
		s.Close()
		return nil, fmt.Errorf("ledger: opening %s: %w", path, explain(err))
	}
	return s, nil
}

// writable tells whether this process may write to a file and make files beside it.
func writable(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	f.Close()
	beside, err := os.CreateTemp(filepath.Dir(path), ".chancery-*")
	if err != nil {
		return false
	}
	beside.Close()
	os.Remove(beside.Name())
	return true
}

// Kilobytes of the file that who writes keeps in memory: as a rule, and while all
// relations are drawn anew, which nobody does beside reading an archive.
const writeCache, redrawCache = 40 << 10, 256 << 10

func (s *Store) connect(ctx context.Context, o Options) error {
	wait := o.Wait
	if wait == 0 {
		wait = 5 * time.Second
	}
	query := url.Values{}
	pragma := func(text string, args ...any) { query.Add("_pragma", fmt.Sprintf(text, args...)) }
	pragma("busy_timeout(%d)", wait.Milliseconds())
	pragma("cache_size(-4096)") // kilobytes, for each of maxViews; what is in the file is mapped
	pragma("temp_store(memory)")
	pragma("mmap_size(2147418112)") // what SQLite takes at most; it costs addresses, not memory
	if s.frozen {
		query.Set("mode", "ro")
		query.Set("immutable", "1")
	} else {
		pragma("journal_mode(wal)")
		pragma("synchronous(full)")
		pragma("wal_autocheckpoint(65536)")
		pragma("journal_size_limit(268435456)")
	}
	if o.MaxPages > 0 {
		pragma("max_page_count(%d)", o.MaxPages)
	}
	var err error
	if s.read, err = sql.Open("sqlite", dsn(s.path, query)); err != nil {
		return err
	}
	// Views are counted by themselves: preparing a statement takes a connection
	// beside theirs.
	s.views = make(chan struct{}, maxViews)
	s.read.SetMaxIdleConns(maxViews) // their caches are warm
	if s.frozen {
		return s.checkFormat(ctx)
	}
	query.Set("_txlock", "immediate")
	// A larger one is faster at a million claims (DESIGN.md), and takes its size from
	// who reads an archive in little memory.
	pragma("cache_size(-%d)", writeCache)
	if s.write, err = sql.Open("sqlite", dsn(s.path, query)); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	return s.migrate(ctx)
}

// dsn names a file to the driver; what has a meaning in addresses is escaped.
func dsn(path string, query url.Values) string {
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: query.Encode()}).String()
}

// checkFormat refuses a file that cannot be brought up to date and needs it.
func (s *Store) checkFormat(ctx context.Context) error {
	var mark, version int
	if err := s.read.QueryRowContext(ctx, "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version)").Scan(&mark, &version); err != nil {
		return err
	}
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	switch {
	case mark != applicationID:
		return ledger.ErrCorrupt
	case version > len(steps):
		return ledger.ErrNewer
	case version < len(steps):
		return ledger.ErrReadOnly
	}
	return nil
}

// wordsStep is the migration after which sources are found by their words, which
// the engine cannot make.
const wordsStep = 2

// migrate runs the numbered migrations that the file has not seen. A file of
// something else is left alone.
func (s *Store) migrate(ctx context.Context) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var mark, version, tables int
	if err := tx.QueryRowContext(ctx, "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)").Scan(&mark, &version, &tables); err != nil {
		return err
	}
	switch {
	case mark != applicationID && tables > 0:
		return fmt.Errorf("%w (it is a database of something else)", ledger.ErrCorrupt)
	case version > len(steps):
		return ledger.ErrNewer
	case version == len(steps):
		return nil
	}
	for i := version; i < len(steps); i++ {
		text, err := migrations.ReadFile(steps[i])
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return fmt.Errorf("%s: %w", steps[i], err)
		}
		if i+1 == wordsStep {
			if err := sessionOf(ctx, tx).fillWords(ctx); err != nil {
				return fmt.Errorf("%s: %w", steps[i], err)
			}
		}
	}
	if _, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, len(steps))); err != nil {
		return err
	}
	return tx.Commit()
}

// maxViews is how many views may be open at a time; others wait.
const maxViews = 8

// View runs fn on a snapshot.
func (s *Store) View(ctx context.Context, fn func(ledger.View) error) error {
	select {
	case s.views <- struct{}{}:
		defer func() { <-s.views }()
	case <-ctx.Done():
		return ctx.Err()
	}
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return explain(err)
	}
	defer tx.Rollback()
	return explain(fn(&session{tx: tx, prepare: func(text string) (*sql.Stmt, error) {
		st, err := s.asked.prepare(ctx, s.read, text)
		if err != nil {
			return nil, err
		}
		return tx.StmtContext(ctx, st), nil
	}}))
}

// Update runs fn in the one writing transaction.
func (s *Store) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	if s.frozen {
		return ledger.ErrReadOnly
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return explain(err)
	}
	session := sessionOf(ctx, tx)
	defer func() {
		tx.Rollback()
		if session.roomy {
			s.write.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("PRAGMA cache_size = -%d", writeCache))
		}
	}()
	if err := fn(session); err != nil {
		return explain(err)
	}
	return explain(tx.Commit())
}

// sessionOf is a session that prepares its statements for itself.
func sessionOf(ctx context.Context, tx *sql.Tx) *session {
	return &session{tx: tx, prepare: func(text string) (*sql.Stmt, error) { return tx.PrepareContext(ctx, text) }}
}

// Close closes the file.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.read, s.write} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(errs...)
}

// Backup writes a consistent copy of the ledger to a file that must not be
// there yet, while others read and write.
func (s *Store) Backup(ctx context.Context, to string) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("ledger: backing up to %s: there is such a file; remove it or choose another name", to)
	}
	part := to + ".part"
	os.Remove(part)
	if _, err := s.read.ExecContext(ctx, "VACUUM INTO ?", part); err != nil {
		os.Remove(part)
		return fmt.Errorf("ledger: backing up to %s: %w", to, explain(err))
	}
	if err := syncFile(part); err != nil {
		return fmt.Errorf("ledger: backing up to %s: %w", to, err)
	}
	if err := os.Rename(part, to); err != nil {
		return fmt.Errorf("ledger: backing up to %s: %w", to, err)
	}
	return nil
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// CheckFile has SQLite check the file's own structure.
func (s *Store) CheckFile(ctx context.Context) error {
	rows, err := s.read.QueryContext(ctx, "PRAGMA quick_check(5)")
	if err != nil {
		return explain(err)
	}
	defer rows.Close()
	var wrong []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return explain(err)
		}
		if line != "ok" {
			wrong = append(wrong, line)
		}
	}
	if err := rows.Err(); err != nil {
		return explain(err)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("%w (%s)", ledger.ErrCorrupt, strings.Join(wrong, "; "))
	}
	return nil
}

// explain turns the engine's errors into those that say what to do.
func explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	for _, known := range []error{ledger.ErrBusy, ledger.ErrReadOnly, ledger.ErrFull, ledger.ErrCorrupt} {
		if errors.Is(err, known) {
			return err
		}
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w (%w)", ledger.ErrBusy, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fmt.Errorf("%w (%w)", ledger.ErrReadOnly, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w (%w)", ledger.ErrFull, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w (%w)", ledger.ErrCorrupt, err)
	}
	return err
}
