package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"chancery/internal/ledger"
)

//go:embed migrations/*.sql
var migrations embed.FS

// wordsStep is the migration after which sources are found by their words, which
// the server cannot make.
const wordsStep = 2

// migrate runs the numbered migrations that the database has not seen. Several
// processes may do so at once: the first one in makes the tables, the others
// then find them made.
func (s *Store) migrate(ctx context.Context, create bool) error {
	steps, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	// Mostly there is nothing to do, and who may only read must be able to open.
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer rollback(ctx, tx)
	done, err := migrated(ctx, tx)
	switch {
	case err != nil:
		return err
	case done > len(steps):
		return ledger.ErrNewer
	case done == len(steps):
		return nil
	case done == 0 && !create:
		return errors.New("there is no ledger in it; chancery ingest makes it")
	}
	if err := alone(ctx, tx, s.wait); err != nil {
		return err
	}
	if done, err = migrated(ctx, tx); err != nil {
		return err
	}
	if done > len(steps) {
		return ledger.ErrNewer
	}
	for i := done; i < len(steps); i++ {
		err := step(ctx, tx, i+1, steps[i])
		if err == nil && i+1 == wordsStep {
			err = (&session{tx: tx}).fillWords(ctx)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", steps[i], err)
		}
	}
	return tx.Commit(ctx)
}

// migrated is how many migrations a database has seen.
func migrated(ctx context.Context, tx pgx.Tx) (int, error) {
	var encoding, schema string
	var there bool
	// Not by to_regclass: it would answer from a cache, older than a lock waited for.
	err := tx.QueryRow(ctx, `SELECT current_setting('server_encoding'), coalesce(current_schema(), ''),
		EXISTS (SELECT FROM pg_class WHERE relname = 'chancery_migrations' AND relnamespace = to_regnamespace(current_schema()))`).Scan(&encoding, &schema, &there)
	switch {
	case err != nil:
		return 0, err
	case encoding != "UTF8":
		return 0, fmt.Errorf("its encoding is %s, which cannot hold the world's news; createdb -E UTF8 -T template0 makes one that can", encoding)
	case schema == "":
		return 0, errors.New("none of the schemas of its search_path is there; CREATE SCHEMA makes one")
	case !there:
		return 0, nil
	}
	var n int
	err = tx.QueryRow(ctx, "SELECT coalesce(max(step), 0) FROM chancery_migrations").Scan(&n)
	return n, err
}

// step runs one migration and notes it.
func step(ctx context.Context, tx pgx.Tx, number int, file string) error {
	text, err := migrations.ReadFile(file)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS chancery_migrations (
		step integer PRIMARY KEY, file text NOT NULL, run timestamptz NOT NULL DEFAULT now())`); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, string(text), pgx.QueryExecModeSimpleProtocol); err != nil {
		if code(err) == "42P07" { // duplicate_table
			return fmt.Errorf("the schema holds tables of something else; give the ledger one of its own (CREATE SCHEMA ledger, and ?search_path=ledger in the address): %w", err)
		}
		return err
	}
	_, err = tx.Exec(ctx, "INSERT INTO chancery_migrations (step, file) VALUES ($1, $2)", number, file)
	return err
}
