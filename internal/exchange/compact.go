package exchange

import (
	"context"
	"fmt"
	"time"
)

// compactBytes is how large parts grow by compaction.
const compactBytes = 128 << 20

// Compact makes one part of the small ones of a day that follow one another, and
// keeps of the snapshots of a day the last. The new part is written from the
// ledger before the old ones go: broken off between, they lie within it and go at
// the next run, but who reads meanwhile reads rows twice.
func (l *Lake) Compact(ctx context.Context, from Ledger) (Wrote, error) {
	l.wrote = Wrote{}
	for _, table := range []func() error{
		func() error { return compact(ctx, l, sourcesTable, l.sources(from)) },
		func() error { return compact(ctx, l, claimsTable, l.claims(from)) },
		func() error { return compact(ctx, l, textsTable, l.texts(from)) },
		func() error { return l.compactSnapshots(ctx) },
	} {
		if err := table(); err != nil {
			return l.wrote, fmt.Errorf("exchange: compacting the lake: %w", err)
		}
	}
	return l.wrote, nil
}

func compact[T any](ctx context.Context, l *Lake, table string, give since[T]) error {
	there, err := l.parts(ctx, table)
	if err != nil {
		return err
	}
	for len(there) > 0 {
		n, size := 1, there[0].size
		for n < len(there) && sameDay(there[n].first, there[0].first) && size+there[n].size <= compactBytes {
			size += there[n].size
			n++
		}
		if n > 1 {
			if err := merge(ctx, l, there[:n], give); err != nil {
				return err
			}
		}
		there = there[n:]
	}
	return nil
}

// merge writes the rows of several parts as one and removes them.
func merge[T any](ctx context.Context, l *Lake, old []part, give since[T]) error {
	whole := part{table: old[0].table, first: old[0].first, last: old[len(old)-1].last}
	var rows []T
	for e, err := range give(ctx, time.UnixMicro(whole.first-1)) {
		if err != nil {
			return err
		}
		if e.at > whole.last {
			break
		}
		rows = append(rows, e.rows...)
	}
	if err := put(ctx, l, whole.name(), rows); err != nil {
		return err
	}
	for _, p := range old {
		if err := l.store.Remove(ctx, p.name()); err != nil {
			return err
		}
		l.wrote.Compacted++
	}
	return nil
}

func (l *Lake) compactSnapshots(ctx context.Context) error {
	files, err := l.store.List(ctx, snapshots)
	if err != nil {
		return err
	}
	for i, f := range files {
		day, ok := snapshotDay(f.Name)
		if !ok || i+1 == len(files) {
			continue
		}
		// Files come in the order of their names, which is that of time.
		if next, ok := snapshotDay(files[i+1].Name); ok && next == day {
			if err := l.store.Remove(ctx, f.Name); err != nil {
				return err
			}
			l.wrote.Compacted++
		}
	}
	return nil
}
