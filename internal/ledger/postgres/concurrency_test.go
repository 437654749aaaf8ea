package postgres_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"chancery/internal/ledger"
	"chancery/internal/ledger/history"
	"chancery/internal/ledger/postgres"
	"chancery/internal/ledger/postgres/pgtest"
)

var start = time.Date(2022, 2, 1, 12, 0, 0, 0, time.UTC)

func ledgerOf(t testing.TB, s ledger.Store) *ledger.Ledger {
	t.Helper()
	l, err := ledger.New(s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

// exported is all that a ledger holds but for the order and the times of
// recording, in the order of the alphabet.
func exported(t testing.TB, s ledger.Store) []string {
	t.Helper()
	var out []string
	err := s.View(t.Context(), func(v ledger.View) error {
		ids := map[int64]string{}
		for r, err := range v.Sources(t.Context(), 0) {
			if err != nil {
				return err
			}
			ids[r.Seq] = r.ID
			out = append(out, fmt.Sprintf("source %s %q", r.ID, r.Text))
		}
		for c, err := range v.Claims(t.Context(), 0) {
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("claim %s of %s by %s: %x", c.ID, ids[c.Source], c.Reader, c.Body))
		}
		for x, err := range v.Intervals(t.Context(), ledger.IntervalQuery{KnownAt: ledger.Now}) {
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("relation %+v", x.Interval))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// verified checks a ledger and that each of its sources and claims is there once.
func verified(t testing.TB, l *ledger.Ledger, documents []ledger.Reading) {
	t.Helper()
	v, err := l.Verify(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sources, claims := map[string]bool{}, map[string]bool{}
	for _, d := range documents {
		sources[d.Source.ID] = true
		for _, c := range d.Claims {
			claims[c.ID] = true
		}
	}
	if len(v.Faults) > 0 || v.Sources != len(sources) || v.Claims != len(claims) {
		t.Errorf("%d sources, want %d; %d claims, want %d; faults %v", v.Sources, len(sources), v.Claims, len(claims), v.Faults)
	}
}

func TestManyWriters(t *testing.T) {
	documents := slices.Collect(history.Crowd.Readings(120))
	one := openAt(t, pgtest.Database(t))
	if _, err := ledgerOf(t, one).Append(t.Context(), documents, "reader/1", start); err != nil {
		t.Fatal(err)
	}
	address := pgtest.Database(t)
	stores := []*postgres.Store{openAt(t, address), openAt(t, address)}
	var wg sync.WaitGroup
	for w := range 8 {
		l := ledgerOf(t, stores[w%2])
		wg.Go(func() {
			// Neighbours overlap, so that documents come from two at a time.
			for i := w * 15; i < (w+1)*15; i += 5 {
				batch := documents[i:min(i+8, len(documents))]
				if _, err := l.Append(t.Context(), batch, "reader/1", start.Add(time.Duration(i)*24*time.Hour)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	verified(t, ledgerOf(t, stores[0]), documents)
	got, want := exported(t, stores[0]), exported(t, one)
	if len(want) < len(documents) {
		t.Fatalf("the single writer's ledger has %d rows only", len(want))
	}
	if !slices.Equal(got, want) {
		t.Errorf("8 writers made %d rows, one makes %d, and they are not the same", len(got), len(want))
	}
}

// openedHere has a process of its own open a database and tell so.
const openedHere = "CHANCERY_TEST_OPEN"

func TestOpenInProcess(t *testing.T) {
	if address := os.Getenv(openedHere); address != "" {
		openAt(t, address).Close()
	}
}

func TestProcessesMigrateAtOnce(t *testing.T) {
	address := pgtest.Database(t)
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			cmd := exec.Command(os.Args[0], "-test.run=^TestOpenInProcess$")
			cmd.Env = append(os.Environ(), openedHere+"="+address)
			if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
	wg.Wait()
	s, err := postgres.Open(t.Context(), address, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
}

// TestKilledServer kills the server in the middle of appends, several times.
func TestKilledServer(t *testing.T) {
	server := pgtest.Start(t)
	s := openAt(t, server.Address("postgres"))
	l := ledgerOf(t, s)
	documents := slices.Collect(history.Crowd.Readings(250))
	acknowledged := make(chan string, len(documents))
	todo := make(chan int, len(documents))
	for i := range documents {
		todo <- i
	}
	close(todo)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range todo {
				for {
					if _, err := l.Append(ctx, documents[i:i+1], "reader/1", start); err == nil {
						break
					} else if ctx.Err() != nil {
						t.Error(err)
						return
					}
					time.Sleep(20 * time.Millisecond)
				}
				acknowledged <- documents[i].Source.ID
			}
		})
	}
	var done []string
	for range 3 {
		for range 40 {
			done = append(done, <-acknowledged)
		}
		server.Kill(t)
		server.Restart(t)
		for len(acknowledged) > 0 {
			done = append(done, <-acknowledged)
		}
		present(t, s, done)
	}
	wg.Wait()
	verified(t, l, documents)
}

// present checks that what was acknowledged is in the ledger.
func present(t *testing.T, s ledger.Store, ids []string) {
	t.Helper()
	err := s.View(t.Context(), func(v ledger.View) error {
		for _, id := range ids {
			row, err := v.SourceByID(t.Context(), id)
			if err != nil {
				return err
			}
			if row == nil {
				t.Errorf("source %s was acknowledged and is lost", id)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
