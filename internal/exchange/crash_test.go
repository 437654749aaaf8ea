package exchange

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func jsonOf(v any) []byte {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return out
}

// broken is a store that fails at the nth change.
type broken struct {
	Dir
	left int
}

var errBroken = errors.New("broken off")

func (b *broken) Put(ctx context.Context, name string, data []byte) error {
	if b.left--; b.left == 0 {
		// Killed between the temporary file and its renaming, which is half written.
		dir := filepath.Join(string(b.Dir), filepath.Dir(name))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "."+filepath.Base(name)+unfinished), data[:len(data)/2], 0o644); err != nil {
			return err
		}
	}
	if b.left <= 0 {
		return errBroken
	}
	return b.Dir.Put(ctx, name, data)
}

func (b *broken) Remove(ctx context.Context, name string) error {
	if b.left--; b.left <= 0 {
		return errBroken
	}
	return b.Dir.Remove(ctx, name)
}

// TestBrokenOff breaks runs off at each of their steps: the next run makes the
// lake what it would have been, whatever was recorded between.
func TestBrokenOff(t *testing.T) {
	ctx := context.Background()
	begun, before := Dir(t.TempDir()), history{}
	for hour := range 4 {
		before.record(hour, 2)
		write(t, begun, &before, Options{})
	}
	for step := 1; ; step++ {
		d, h := Dir(t.TempDir()), &history{claims: slices.Clone(before.claims), sources: slices.Clone(before.sources)}
		if err := os.CopyFS(string(d), os.DirFS(string(begun))); err != nil {
			t.Fatal(err)
		}
		h.record(4, 2)
		b := &broken{d, step}
		l, err := NewLake(b)
		if err != nil {
			t.Fatal(err)
		}
		_, err = l.Write(ctx, h.ledger(), Options{})
		if err == nil {
			_, err = l.Compact(ctx, h.ledger())
		}
		if err != nil && !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
		h.record(5, 1)
		write(t, d, h, Options{})
		want := claimsOf(rowsOf(t, h))
		if got := claimsOf(read[claimRow](t, d, "claims")); !slices.Equal(got, want) {
			t.Errorf("broken off at step %d: %d rows, want %d", step, len(got), len(want))
		}
		if n := len(read[sourceRow](t, d, "sources")); n != len(h.sources) {
			t.Errorf("broken off at step %d: %d sources, want %d", step, n, len(h.sources))
		}
		if err == nil {
			if step < 10 {
				t.Errorf("only %d steps", step)
			}
			return
		}
	}
}

func rowsOf(t *testing.T, h *history) []claimRow {
	t.Helper()
	l, err := NewLake(Dir(""))
	if err != nil {
		t.Fatal(err)
	}
	var out []claimRow
	for i := range h.claims {
		out = append(out, claimRows(&h.claims[i], l.table)...)
	}
	return out
}

// TestUnfinished leaves a half-written file, which nobody takes for a part and
// the next run removes.
func TestUnfinished(t *testing.T) {
	d, h := Dir(t.TempDir()), &history{}
	h.record(0, 2)
	dir := filepath.Join(string(d), "claims", "recorded=2022-07-14")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, ".part-1-2.parquet"+unfinished)
	if err := os.WriteFile(left, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if w := write(t, d, h, Options{}); w.Claims != 4 {
		t.Errorf("wrote %+v", w)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s: %v", left, err)
	}
}

func TestCompact(t *testing.T) {
	ctx := context.Background()
	d, h := Dir(t.TempDir()), &history{}
	for hour := range 4 { // two of one day, two of the next
		h.record(hour, 2)
		write(t, d, h, Options{Texts: true})
	}
	l, err := NewLake(d)
	if err != nil {
		t.Fatal(err)
	}
	w, err := l.Compact(ctx, h.ledger())
	if err != nil || w.Parts != 6 || w.Compacted != 14 {
		t.Fatalf("compacted %+v, %v", w, err)
	}
	for table, n := range map[string]int{"claims": 2, "sources": 2, "texts": 2, "relations": 2} {
		if files, err := d.List(ctx, table); err != nil || len(files) != n {
			t.Errorf("%s has %v, want %d files; %v", table, files, n, err)
		}
	}
	if got, want := claimsOf(read[claimRow](t, d, "claims")), claimsOf(rowsOf(t, h)); !slices.Equal(got, want) {
		t.Errorf("%d rows, want %d", len(got), len(want))
	}
	if again := write(t, d, h, Options{Texts: true}); again != (Wrote{}) {
		t.Errorf("a run after compaction wrote %+v", again)
	}
}

func TestOverlap(t *testing.T) {
	d := Dir(t.TempDir())
	ctx := context.Background()
	for _, p := range []part{{table: claimsTable, first: 1, last: 5}, {table: claimsTable, first: 4, last: 9}} {
		if err := d.Put(ctx, p.name(), []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	l, err := NewLake(d)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.parts(ctx, claimsTable); err == nil || !strings.Contains(err.Error(), "overlap") {
		t.Errorf("error %v", err)
	}
}
