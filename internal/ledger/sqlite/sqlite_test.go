package sqlite_test

import (
	"path/filepath"
	"testing"

	"chancery/internal/ledger"
	"chancery/internal/ledger/ledgertest"
	"chancery/internal/ledger/sqlite"
)

func open(t *testing.T) ledger.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) { ledgertest.Run(t, open) }
