package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chancery/internal/config"
	"chancery/internal/ledger/postgres/pgtest"
	"chancery/internal/stream/natstest"
)

// examined are doctor's findings by what was checked.
func examined(t *testing.T, status int, args ...string) map[string]finding {
	t.Helper()
	var out, errs bytes.Buffer
	if got := run(append([]string{"doctor", "--format", "json"}, args...), strings.NewReader(""), &out, &errs); got != status || errs.Len() > 0 {
		t.Fatalf("%v: exit status %d, not %d: %s%s", args, got, status, errs.String(), out.String())
	}
	found := map[string]finding{}
	for line := range strings.Lines(out.String()) {
		var f finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		found[f.Check] = f
	}
	return found
}

// TestDoctorServers: servers that are named are asked, and nothing is made there.
func TestDoctorServers(t *testing.T) {
	nats := natstest.Start(t, natstest.Options{}).URL()
	server := pgtest.Start(t).Address("postgres")
	for range 2 {
		found := examined(t, 1, "--nats", nats, "--ledger", server)
		if q := found["queue"]; q.State != fine || !strings.Contains(q.Found, `there is no queue "chancery" so far`) {
			t.Errorf("%+v", q)
		}
		if l := found["ledger"]; l.State != failing || l.Remedy == "" {
			t.Errorf("of a database without a ledger: %+v", l)
		}
	}
	l, err := (&ledgerFlag{server}).open(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	found := examined(t, 0, "--ledger", server)
	if l := found["ledger"]; l.State != fine || !strings.Contains(l.Found, "0 documents, 0 claims") {
		t.Errorf("%+v", l)
	}
	if s, ok := found["space"]; ok {
		t.Errorf("the space on another machine is told: %+v", s)
	}
}

func TestDoctorClock(t *testing.T) {
	for day, want := range map[string]string{"1970-01-01": failing, "2023-12-31": failing, "2100-01-01": fine} {
		now, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		o := examining{now: now}
		o.checkClock()
		if f := o.found[0]; f.State != want || (f.Remedy == "") != (want == fine) {
			t.Errorf("%s: %+v", day, f)
		}
	}
}

// TestDoctorLateLedger: a clock that was ahead while something was recorded is told.
func TestDoctorLateLedger(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ledger.db")
	var out, errs bytes.Buffer
	if status := run([]string{"ingest", "--ledger", file, "--recorded-at", "2300-01-01", "--date", "2022-07-15"}, strings.NewReader("Ghana accused Togo of spying."), &out, &errs); status != 0 {
		t.Fatal(errs.String())
	}
	if l := examined(t, 0, "--ledger", file)["ledger"]; l.State != worry || !strings.Contains(l.Found, "yet to come") {
		t.Errorf("%+v", l)
	}
}

func TestUnknownVariables(t *testing.T) {
	s := &settings{}
	for _, cmd := range allCommands(newRootCmd()) {
		s.commands = append(s.commands, config.Command{Path: path(cmd), Flags: cmd.Flags()})
	}
	got := (&examining{settings: s}).unknownVariables([]string{"PATH=/bin", "CHANCERY_LEDGER=a", "CHANCERY_SERVE_LISTEN=b", "CHANCERY_LEGDER=secret",
		"CHANCERY_JUDGE_ACCEPT=true", "CHANCERY_WEBHOOK_SECRET=c", "CHANCERY_CONFIG=d", "CHANCERY_LISTEN=e"})
	// A verdict is given on the command line alone, and what listens says so for itself.
	if want := []string{"CHANCERY_JUDGE_ACCEPT", "CHANCERY_LEGDER", "CHANCERY_LISTEN"}; !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}
