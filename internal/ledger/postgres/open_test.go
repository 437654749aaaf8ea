package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ledger/history"
	"chancery/internal/ledger/ledgertest"
	"chancery/internal/ledger/postgres"
	"chancery/internal/ledger/postgres/pgtest"
)

// query runs a statement beside the store and gives its first column.
func query(t *testing.T, address, statement string) []string {
	t.Helper()
	c, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	rows, err := c.Query(t.Context(), statement)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestOpenRefuses(t *testing.T) {
	address := pgtest.Database(t)
	openAt(t, address).Close()
	newer, foreign := pgtest.Database(t), pgtest.Database(t)
	openAt(t, newer).Close()
	query(t, newer, "INSERT INTO chancery_migrations (step, file) VALUES (9999, '9999_future.sql') RETURNING file")
	query(t, foreign, "CREATE TABLE sources (seq bigint)")
	for name, c := range map[string]struct {
		address string
		create  bool
		want    []string
	}{
		"nothing listens":   {"postgres://me:hushhush@127.0.0.1:1/news", true, []string{"news", "127.0.0.1", "pg_hba.conf"}},
		"no such database":  {strings.Replace(address, "/test", "/missing", 1), true, []string{"missing", "createdb"}},
		"no ledger":         {pgtest.Database(t), false, []string{"chancery ingest"}},
		"of something else": {foreign, true, []string{"search_path"}},
		"no schema":         {address + "&search_path=nowhere", true, []string{"CREATE SCHEMA"}},
		"newer":             {newer, true, []string{ledger.ErrNewer.Error()}},
		"no address":        {"postgres://me:hush%zzhush@localhost/news", true, []string{"percent-encoded"}},
		"no port":           {"postgres://me:hush@hush:5432@x:y/news", true, []string{"percent-encoded"}},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := postgres.Open(t.Context(), c.address, postgres.Options{Create: c.create})
			if err == nil {
				s.Close()
				t.Fatal("it is opened")
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("error %q does not tell %q", err, w)
				}
			}
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("error %q tells the password", err)
			}
		})
	}
}

func TestReadOnly(t *testing.T) {
	address := pgtest.Database(t)
	openAt(t, address).Close()
	s := openAt(t, address+"&default_transaction_read_only=on")
	_, err := ledgerOf(t, s).Append(t.Context(), slices.Collect(history.Crowd.Readings(1)), "reader/1", start)
	if !errors.Is(err, ledger.ErrReadOnly) {
		t.Errorf("error %v, want that the ledger is read-only", err)
	}
}

func TestBusy(t *testing.T) {
	address := pgtest.Database(t)
	first := openAt(t, address)
	defer first.Close()
	second, err := postgres.Open(t.Context(), address, postgres.Options{Wait: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	err = first.Update(t.Context(), func(ledger.Tx) error {
		return second.Update(t.Context(), func(ledger.Tx) error { return nil })
	})
	if !errors.Is(err, ledger.ErrBusy) {
		t.Errorf("error %v, want that another writes", err)
	}
}

func TestErrors(t *testing.T) {
	s := openAt(t, pgtest.Database(t))
	defer s.Close()
	for code, want := range map[string]error{
		"53100": ledger.ErrFull, "XX001": ledger.ErrCorrupt, "40001": ledger.ErrBusy, "40P01": ledger.ErrBusy, "42501": ledger.ErrReadOnly,
	} {
		err := s.Update(t.Context(), func(ledger.Tx) error { return fmt.Errorf("writing: %w", &pgconn.PgError{Code: code}) })
		if !errors.Is(err, want) {
			t.Errorf("%s gives %v, want %v", code, err, want)
		}
	}
	runs := 0
	err := s.Update(t.Context(), func(ledger.Tx) error {
		if runs++; runs < 3 {
			return &pgconn.PgError{Code: "40P01"}
		}
		return nil
	})
	if err != nil || runs != 3 {
		t.Errorf("after %d runs: %v", runs, err)
	}
}

// TestMonths has documents come in several months, the last ones while a view
// goes on.
func TestMonths(t *testing.T) {
	address := pgtest.Database(t)
	s := openAt(t, address)
	l := ledgerOf(t, s)
	documents := slices.Collect(history.Crowd.Readings(6))
	appendAt := func(i int) {
		t.Helper()
		if _, err := l.Append(t.Context(), documents[i:i+1], "reader/1", start.AddDate(0, i, 0)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		appendAt(i)
	}
	err := s.View(t.Context(), func(v ledger.View) error {
		before, err := v.Head(t.Context())
		if err != nil {
			return err
		}
		for i := 3; i < 6; i++ {
			appendAt(i)
		}
		if after, err := v.Head(t.Context()); err != nil || before != after {
			t.Errorf("the view saw %+v, then %+v, %v", before, after, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	verified(t, l, documents)
	months := query(t, address, "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'dyads'::regclass ORDER BY 1")
	if len(months) != 6 || months[0] != "dyads_2022_02" || months[5] != "dyads_2022_07" {
		t.Errorf("partitions %v", months)
	}
}

// TestZero keeps a text that PostgreSQL's own type of text could not hold.
func TestZero(t *testing.T) {
	s := openAt(t, pgtest.Database(t))
	l := ledgerOf(t, s)
	d := ledger.Reading{Source: chancery.Source{Name: "a\x00b", Text: "Kyiv\x00 spoke."}}
	d.Source.ID = ledger.SourceID(&d.Source)
	if _, err := l.Append(t.Context(), []ledger.Reading{d}, "reader/1", start); err != nil {
		t.Fatal(err)
	}
	verified(t, l, []ledger.Reading{d})
}

// BenchmarkAppend records news, 500 documents at a time, each time safe on disk.
func BenchmarkAppend(b *testing.B) {
	l := ledgerOf(b, openAt(b, pgtest.Start(b).Address("postgres")))
	const batch = 500
	documents := slices.Collect(history.News.Readings(batch * 40))
	claims, i := 0, 0
	for b.Loop() {
		if i+batch > len(documents) {
			b.Fatal("the history is too short; use a smaller -benchtime")
		}
		added, err := l.Append(b.Context(), documents[i:i+batch], "reader/1", start)
		if err != nil {
			b.Fatal(err)
		}
		claims, i = claims+added.Claims, i+batch
	}
	b.ReportMetric(float64(claims)/b.Elapsed().Seconds(), "claims/s")
}

// TestOldLedger opens a database as it was before its sources could be searched.
func TestOldLedger(t *testing.T) {
	address := pgtest.Database(t)
	s := openAt(t, address)
	ledgertest.Fill(t, s)
	s.Close()
	for _, statement := range []string{"DROP TABLE words", "DROP TABLE terms", "DROP INDEX dyads_day", "DROP INDEX dyads_undated", "DROP INDEX dyads_kind",
		"DROP INDEX intervals_begun", "DROP INDEX sources_publisher", "DELETE FROM chancery_migrations WHERE step > 1"} {
		query(t, address, statement)
	}
	s = openAt(t, address)
	defer s.Close()
	ledgertest.Filled(t, s)
}
