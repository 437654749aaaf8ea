package watch

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chancery/internal/document"
)

// TestKilledChild is the run that TestKilled kills; alone it does nothing.
func TestKilledChild(t *testing.T) {
	dir, address := os.Getenv("WATCH_TEST_DIR"), os.Getenv("WATCH_TEST_ADDRESS")
	if dir == "" {
		t.Skip("runs only within TestKilled")
	}
	die := func() {
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = p.Kill()
		}
		t.Log(err)
		select {}
	}
	c := &clock{now: noon}
	o, _ := watching(t, &paper{}, c, dir)
	o.Feeds = []Feed{{Address: address}}
	o.Once = true
	at, good, calls := os.Getenv("WATCH_TEST_DIES"), o.Record, 0
	o.Record = func(ctx context.Context, ds []*document.Document) (Recorded, error) {
		calls++
		if at == fmt.Sprint("before ", calls) {
			die()
		}
		r, err := good(ctx, ds)
		if at == fmt.Sprint("after ", calls) {
			die()
		}
		return r, err
	}
	o.Tell = func(ns []Sent) error {
		f, err := os.OpenFile(filepath.Join(dir, "told"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		for _, n := range ns {
			fmt.Fprintln(f, n.Text)
		}
		return nil
	}
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Run(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// TestKilled kills runs before and after they record, and looks that all was
// recorded and told once at the end.
func TestKilled(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	var want, items []string
	states := strings.Fields("AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BHS BHR BGD BRB BLR BEL BLZ BEN BTN BOL BIH BWA BRA BRN BGR BFA BDI KHM CMR CAN CPV CAF TCD CHL CHN COL COM COG CRI HRV CUB CYP")
	for _, s := range states {
		items = append(items, "CLAIM "+s+" SUPPORT XKX recognition recognised 2024-06-10 END")
		want = append(want, s+" recognition recognised XKX since 2024-06-10")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	child := func(dies string) error {
		cmd := exec.Command(self, "-test.run=^TestKilledChild$")
		cmd.Env = append(os.Environ(), "WATCH_TEST_DIR="+dir, "WATCH_TEST_ADDRESS="+p.URL+"/f", "WATCH_TEST_DIES="+dies)
		out, err := cmd.CombinedOutput()
		if dies == "" && err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return err
	}
	// An empty run first, so that all is new to the ledger.
	child("")
	p.add("/f", items...)
	for _, dies := range []string{"before 1", "after 1", "after 2"} {
		if err := child(dies); err == nil {
			t.Errorf("a run that was to die %s came to its end", dies)
		}
	}
	child("")
	child("")
	l := openLedger(t, filepath.Join(dir, "l.db"))
	defer l.Close()
	n := 0
	for _, err := range l.AllClaims(context.Background()) {
		if n++; err != nil {
			t.Fatal(err)
		}
	}
	if n != len(states) {
		t.Errorf("%d claims of %d", n, len(states))
	}
	f, err := os.Open(filepath.Join(dir, "told"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var told []string
	for s := bufio.NewScanner(f); s.Scan(); {
		told = append(told, s.Text())
	}
	slices.Sort(told)
	slices.Sort(want)
	if !slices.Equal(told, want) {
		t.Errorf("told %d of %d: %q", len(told), len(want), told)
	}
}

// TestEnded: a run that is asked to end records and tells what is in hand.
func TestEnded(t *testing.T) {
	c := &clock{now: noon}
	p := newPaper(t, c)
	p.add("/f", kosovo)
	o, told := watching(t, p, c, t.TempDir(), "/f")
	ctx, cancel := context.WithCancel(context.Background())
	good := o.Record
	o.Record = func(ctx context.Context, ds []*document.Document) (Recorded, error) {
		cancel()
		return good(ctx, ds)
	}
	w, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	select {
	case err := <-done:
		if err != nil || len(*told) != 1 {
			t.Errorf("%v, told %q", err, *told)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
	}
	if s, err := loadState(o.State); err != nil || len(s.Feeds[p.URL+"/f"].Seen) != 1 {
		t.Errorf("%v, %v", s, err)
	}
}
