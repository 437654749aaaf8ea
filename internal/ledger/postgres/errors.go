package postgres

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"chancery/internal/ledger"
)

// meanings are the codes of PostgreSQL's errors (its manual, appendix A) that
// the ledger has a word for.
var meanings = map[string]error{
	"55P03": ledger.ErrBusy,     // lock_not_available
	"40001": ledger.ErrBusy,     // serialization_failure
	"40P01": ledger.ErrBusy,     // deadlock_detected
	"25006": ledger.ErrReadOnly, // read_only_sql_transaction
	"42501": ledger.ErrReadOnly, // insufficient_privilege
	"53100": ledger.ErrFull,     // disk_full
	"XX001": ledger.ErrCorrupt,  // data_corrupted
	"XX002": ledger.ErrCorrupt,  // index_corrupted
}

// code is that of an error of the server, empty for others.
func code(err error) string {
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// again tells whether an Update that failed may well succeed when it is run once
// more: the server broke it off because of others and kept nothing of it.
func again(err error) bool { return slices.Contains([]string{"40001", "40P01"}, code(err)) }

// errUnsure tells that a commit was not answered.
var errUnsure = errors.New("whether it was recorded is not known; record it again, what the ledger has already is left as it is")

// committing marks the error of a commit. One that the server gave kept nothing;
// otherwise the answer was lost.
func committing(err error) error {
	if code(err) != "" && !dying(err) {
		return err
	}
	return fmt.Errorf("%w (%w)", errUnsure, err)
}

// dying tells whether the server ended a session itself: on being shut down or
// after a crash.
func dying(err error) bool { return slices.Contains([]string{"57P01", "57P02", "57P03"}, code(err)) }

// explain turns errors of an Update or a View into those that say where and what
// to do.
func (s *Store) explain(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return err
	}
	if clear := explain(err); clear != err {
		return fmt.Errorf("%s: %w", s.place, clear)
	}
	return err
}

// explain turns the driver's errors into those that say what to do.
func explain(err error) error {
	var connecting *pgconn.ConnectError
	switch known := meanings[code(err)]; {
	case errors.As(err, &connecting):
		return unreachable{explainConnecting(err)}
	case errors.Is(err, errUnsure):
		return unreachable{fmt.Errorf("the connection was lost: %w", err)}
	case broken(err):
		return unreachable{fmt.Errorf("the connection was lost; what was not acknowledged is not in the ledger (%w)", err)}
	case known != nil && !errors.Is(err, known):
		return fmt.Errorf("%w (%w)", known, err)
	}
	return err
}

// broken tells whether a connection ended before its time.
func broken(err error) bool {
	var network *net.OpError
	return dying(err) || pgconn.SafeToRetry(err) || errors.Is(err, pgconn.ErrConnClosed) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &network)
}

// unreachable marks an error as ledger.ErrUnreachable, in its own words.
type unreachable struct{ error }

func (u unreachable) Is(target error) bool { return target == ledger.ErrUnreachable }
func (u unreachable) Unwrap() error        { return u.error }

// explainConnecting adds what to do when a connection cannot be had.
func explainConnecting(err error) error {
	remedy := "see that the server runs and takes connections from here (listen_addresses, pg_hba.conf), and that host and port are right"
	switch code(err) {
	case "3D000": // invalid_catalog_name
		remedy = "createdb makes a database"
	case "28P01", "28000": // invalid_password, invalid_authorization_specification
		remedy = "check the user, and the password in PGPASSWORD or ~/.pgpass"
	case "53300": // too_many_connections
		remedy = "raise the server's max_connections or run fewer workers; pool_max_conns in the address bounds those of one"
	case "57P03": // cannot_connect_now
		remedy = "the server is starting or stopping; try again when it runs"
	}
	return fmt.Errorf("%w; %s", err, remedy)
}
