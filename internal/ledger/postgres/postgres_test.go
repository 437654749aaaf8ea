package postgres_test

import (
	"os"
	"testing"

	"chancery/internal/ledger"
	"chancery/internal/ledger/ledgertest"
	"chancery/internal/ledger/postgres"
	"chancery/internal/ledger/postgres/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m)) }

func openAt(t testing.TB, address string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), address, postgres.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	ledgertest.Run(t, func(t *testing.T) ledger.Store { return openAt(t, pgtest.Database(t)) })
}
