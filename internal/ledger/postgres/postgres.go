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
		return nil, fmt.Errorf("ledger: opening %s: %w", s.place, explain(err))
	}
	if err := s.migrate(ctx, o.Create); err != nil {
		s.pool.Close()
		return nil, fmt.Errorf("ledger: opening %s: %w", s.place, explainOpening(err))
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
	tx, err := s.begin(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return s.explain(err)
	}
	defer rollback(ctx, tx)
	if err := fn(&session{tx: tx}); err != nil {
		return s.lost(ctx, tx, err, "ask again")
	}
	return nil
}

// begin begins a transaction. A connection that rested in the pool may have died
// with its server; a new one is tried then.
func (s *Store) begin(ctx context.Context, o pgx.TxOptions) (pgx.Tx, error) {
	for {
		c, err := s.pool.Acquire(ctx)
		if err != nil {
			return nil, err
		}
		tx, err := c.BeginTx(ctx, o)
		if err == nil {
			return pooled{tx, c}, nil
		}
		rested := c.Conn().IsClosed() && time.Since(c.Conn().PgConn().CustomData()[connectedAt].(time.Time)) > time.Second
		c.Release()
		if !rested || ctx.Err() != nil {
			return nil, err
		}
	}
}
