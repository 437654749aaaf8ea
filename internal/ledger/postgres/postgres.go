// Package postgres keeps a ledger in a PostgreSQL database, for workers on
// several machines that append to one ledger. Updates run one at a time over
// all processes, views read snapshots meanwhile. A backup is pg_dump's.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"chancery/internal/ledger"
)

// Options are how a database is opened.
type Options struct {
	// Create makes the tables if there are none; the database must be there.
	Create bool
	// Wait is how long an Update waits for those of other processes before it
	// is ledger.ErrBusy; 0 is a minute.
	Wait time.Duration
}

// Store is a ledger in a database.
type Store struct {
	pool  *pgxpool.Pool
	place string // host and database, for errors; never the password
	wait  time.Duration
	// turn is held by the one Update of this process, so that those that wait
	// do not use up the connections.
	turn chan struct{}
}

var _ ledger.Store = (*Store)(nil)

// Open connects to a database by an address as psql takes them and brings its
// tables up to date. What the address leaves open is taken from libpq's
// variables and files (PGPASSWORD, ~/.pgpass), as with all of PostgreSQL's
// programs; search_path in it names a schema other than public.
func Open(ctx context.Context, address string, o Options) (*Store, error) {
	config, err := parse(address)
	if err != nil {
		return nil, err
	}
	s := &Store{place: place(config), wait: o.Wait, turn: make(chan struct{}, 1)}
	if s.wait == 0 {
		s.wait = time.Minute
	}
	if s.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, fmt.Errorf("ledger: opening %s: %w", s.place, err)
	}
	if err := s.migrate(ctx, o.Create); err != nil {
		s.pool.Close()
		return nil, fmt.Errorf("ledger: opening %s: %w", s.place, explain(err))
	}
	return s, nil
}

// parse reads an address. The driver's error may quote a password where it
// could not tell it from the rest, so it is told only when it does not.
func parse(address string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		const remedy = "write postgres://USER@HOST:PORT/DATABASE with signs like @ and : percent-encoded, and the password in PGPASSWORD or ~/.pgpass"
		u, bad := url.Parse(address)
		if bad != nil || u.User != nil || strings.Contains(strings.ToLower(address), "pass") {
			return nil, errors.New("ledger: the address of the database is not understood; " + remedy)
		}
		return nil, fmt.Errorf("ledger: %w; %s", err, remedy)
	}
	// A connection that rested in the pool may have died with its server: each
	// is asked before it is used, which a transaction can afford.
	config.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return true }
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		// Compiling a query takes longer than running any of these, and the
		// planner, adding up partitions, would compile many.
		_, err := c.Exec(ctx, "SET jit = off")
		return err
	}
	return config, nil
}

// place names where a ledger is kept.
func place(c *pgxpool.Config) string {
	database := c.ConnConfig.Database
	if database == "" {
		database = c.ConnConfig.User // as the server has it
	}
	return fmt.Sprintf("PostgreSQL database %q on %s:%d", database, c.ConnConfig.Host, c.ConnConfig.Port)
}

// View runs fn on a snapshot.
func (s *Store) View(ctx context.Context, fn func(ledger.View) error) error {
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return s.explain(ctx, err)
	}
	defer rollback(ctx, tx)
	return s.explain(ctx, fn(&session{tx: tx}))
}

// rollback ends a transaction that is not to be kept, also when its context has
// been cancelled: otherwise its connection would have to be thrown away.
func rollback(ctx context.Context, tx pgx.Tx) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	tx.Rollback(ctx)
}

// attempts is how often an Update is tried that the server broke off because of
// others: a deadlock with a person's own statements, a serialization failure.
const attempts = 4

// Update runs fn in a transaction while no other does, in this process or any.
// Should the server break it off for reasons that lie with others, fn is run
// again: nothing of what it wrote was kept.
func (s *Store) Update(ctx context.Context, fn func(ledger.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var err error
	for range attempts {
		if err = s.update(ctx, fn); !again(err) || ctx.Err() != nil {
			break
		}
	}
	return s.explain(ctx, err)
}

func (s *Store) update(ctx context.Context, fn func(ledger.Tx) error) error {
	// Each statement must see what the Update before it in the row committed, so
	// the snapshot may not be older than the lock: READ COMMITTED, which with one
	// writer at a time is as good as serializable.
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted})
	if err != nil {
		return err
	}
	defer rollback(ctx, tx)
	if err := alone(ctx, tx, s.wait); err != nil {
		return err
	}
	if err := fn(&session{tx: tx}); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return committing(err)
	}
	return nil
}

// alone waits until no other Update or migration of this ledger runs, and makes
// sure that a commit is on disk when it is acknowledged, whatever the server's
// settings say of others.
func alone(ctx context.Context, tx pgx.Tx, wait time.Duration) error {
	var b pgx.Batch
	b.Queue("SELECT set_config('lock_timeout', $1, true)", fmt.Sprint(max(1, wait.Milliseconds())))
	b.Queue("SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'")
	b.Queue("SELECT pg_advisory_xact_lock(hashtextextended('chancery ledger in ' || current_schema(), 0))")
	return tx.SendBatch(ctx, &b).Close()
}

// Close closes all connections; it waits for what is running.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}
