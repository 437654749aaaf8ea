package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"chancery/internal/ledger/ledgertest"
	"chancery/internal/ledger/sqlite"
)

// TestOldLedger opens a file as it was before its sources could be searched.
func TestOldLedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	ledgertest.Fill(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), `DROP TABLE words; DROP TABLE terms; DROP INDEX dyads_day; DROP INDEX dyads_undated;
		DROP INDEX dyads_kind; DROP INDEX dyads_pair_undated; DROP INDEX intervals_begun; DROP INDEX sources_publisher; PRAGMA user_version = 1`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = sqlite.Open(t.Context(), path, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ledgertest.Filled(t, s)
}
