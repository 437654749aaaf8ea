package exchange

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"chancery"
	"chancery/internal/ontology"
)

// A part is closed at the first end of a recording after so many rows or bytes:
// what was recorded at one time lies in one part, and a part fits into memory.
const (
	partRows  = 200_000
	partBytes = 64 << 20
)

// Ledger is what a lake is written from. Each function gives what was recorded
// after a time, in the order of recording; the zero time is before all.
type Ledger struct {
	Claims  func(ctx context.Context, after time.Time) iter.Seq2[*Claim, error]
	Sources func(ctx context.Context, after time.Time) iter.Seq2[*chancery.Source, error]
	// Relations are those known at a time of recording.
	Relations func(ctx context.Context, at time.Time) ([]Relation, error)
	// Recorded is the time of the last recording; zero when nothing is recorded.
	Recorded func(ctx context.Context) (time.Time, error)
}

// Options say what a run writes.
type Options struct {
	// Since leaves out what was recorded before it, of a table of which nothing
	// is written yet; the others go on where they are.
	Since time.Time
	Texts bool // write the texts of sources too
}

// Wrote is what a run wrote.
type Wrote struct {
	Claims    int   `json:"claims"` // rows: one a claim and pair
	Sources   int   `json:"sources"`
	Texts     int   `json:"texts"`
	Relations int   `json:"relations"`
	Parts     int   `json:"parts"`
	Bytes     int64 `json:"bytes"`
	Compacted int   `json:"compacted"` // parts and snapshots that are no more
}

// Lake is a folder of Parquet files. One process may write to it at a time.
type Lake struct {
	store Store
	table *ontology.Events
	wrote Wrote
}

// NewLake makes a lake of what lies in a store.
func NewLake(s Store) (*Lake, error) {
	table, err := ontology.LoadEvents()
	if err != nil {
		return nil, err
	}
	return &Lake{store: s, table: table}, nil
}

// Write brings the lake up to the ledger: each table from behind the last time of
// recording that its parts tell of. What is there is not written again, and a run
// that was broken off is taken up by the next.
func (l *Lake) Write(ctx context.Context, from Ledger, o Options) (Wrote, error) {
	l.wrote = Wrote{}
	at, err := from.Recorded(ctx)
	if err != nil {
		return l.wrote, fmt.Errorf("exchange: writing the lake: %w", err)
	}
	if at.IsZero() {
		return l.wrote, nil
	}
	// All tables are written up to one time, whatever is recorded meanwhile, and
	// sources first, so that who joins them finds the source of every claim.
	span := stretch{o.Since, at.UnixMicro()}
	tables := []func() error{
		func() error { return grow(ctx, l, sourcesTable, span, l.sources(from), &l.wrote.Sources) },
		func() error { return grow(ctx, l, claimsTable, span, l.claims(from), &l.wrote.Claims) },
		func() error { return l.snapshot(ctx, from, at) },
	}
	if o.Texts {
		tables = append(tables, func() error { return grow(ctx, l, textsTable, span, l.texts(from), &l.wrote.Texts) })
	}
	for _, write := range tables {
		if err := write(); err != nil {
			return l.wrote, fmt.Errorf("exchange: writing the lake: %w", err)
		}
	}
	return l.wrote, nil
}

// stretch is the time of recording that a run writes: from begin on, or where a
// table has come to, to end.
type stretch struct {
	begin time.Time
	end   int64
}

// entry is what one thing recorded gives a table.
type entry[T any] struct {
	at   int64
	rows []T
	size int // of its longest texts, about
}

// since gives the entries recorded after a time.
type since[T any] func(ctx context.Context, after time.Time) iter.Seq2[entry[T], error]

// entries makes a table's entries of what the ledger gives.
func entries[S, T any](give func(context.Context, time.Time) iter.Seq2[S, error], one func(S) entry[T]) since[T] {
	return func(ctx context.Context, after time.Time) iter.Seq2[entry[T], error] {
		return func(yield func(entry[T], error) bool) {
			for x, err := range give(ctx, after) {
				if err != nil {
					yield(entry[T]{}, err)
					return
				}
				if !yield(one(x), nil) {
					return
				}
			}
		}
	}
}

func (l *Lake) claims(from Ledger) since[claimRow] {
	return entries(from.Claims, func(c *Claim) entry[claimRow] {
		e := entry[claimRow]{at: c.Recorded.UnixMicro(), rows: claimRows(c, l.table)}
		for i := range e.rows {
			e.size += len(e.rows[i].Trigger) + len(e.rows[i].Speaker) + len(e.rows[i].Note)
		}
		return e
	})
}

func (l *Lake) sources(from Ledger) since[sourceRow] {
	return entries(from.Sources, func(s *chancery.Source) entry[sourceRow] {
		return entry[sourceRow]{s.Recorded.UnixMicro(), []sourceRow{sourceRowOf(s)}, len(s.Name) + len(s.URL) + len(s.Title)}
	})
}

func (l *Lake) texts(from Ledger) since[textRow] {
	return entries(from.Sources, func(s *chancery.Source) entry[textRow] {
		return entry[textRow]{s.Recorded.UnixMicro(), []textRow{{s.ID, s.Recorded.UTC(), s.Text}}, len(s.Text)}
	})
}

// grow writes a table's new parts.
func grow[T any](ctx context.Context, l *Lake, table string, span stretch, give since[T], written *int) error {
	there, err := l.parts(ctx, table)
	if err != nil {
		return err
	}
	var after time.Time
	if n := len(there); n > 0 {
		after = time.UnixMicro(there[n-1].last)
	} else if !span.begin.IsZero() {
		after = span.begin.Add(-time.Microsecond)
	}
	b := batch[T]{lake: l, part: part{table: table}, written: written}
	for e, err := range give(ctx, after) {
		if err != nil {
			return err
		}
		if e.at > span.end {
			break
		}
		if e.at < b.part.last {
			return fmt.Errorf("%s: the time of recording runs back; see chancery verify", table)
		}
		if e.at > b.part.last && (b.full() || !sameDay(e.at, b.part.first)) {
			if err := b.flush(ctx); err != nil {
				return err
			}
		}
		b.add(&e)
	}
	return b.flush(ctx)
}

func sameDay(a, b int64) bool {
	const day = int64(24 * time.Hour / time.Microsecond)
	return a/day == b/day
}

// batch gathers the rows of a part.
type batch[T any] struct {
	lake    *Lake
	part    part
	rows    []T
	size    int
	written *int
}

func (b *batch[T]) full() bool { return len(b.rows) >= partRows || b.size >= partBytes }

func (b *batch[T]) add(e *entry[T]) {
	if len(b.rows) == 0 {
		b.part.first = e.at
	}
	b.part.last = e.at
	b.rows = append(b.rows, e.rows...)
	b.size += e.size
}

// flush writes what is gathered as a part.
func (b *batch[T]) flush(ctx context.Context) error {
	if len(b.rows) == 0 {
		return nil
	}
	if err := put(ctx, b.lake, b.part.name(), b.rows); err != nil {
		return err
	}
	*b.written += len(b.rows)
	clear(b.rows) // or their texts would stay
	b.rows, b.size = b.rows[:0], 0
	return nil
}

func put[T any](ctx context.Context, l *Lake, name string, rows []T) error {
	data, err := encode(rows)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := l.store.Put(ctx, name, data); err != nil {
		return err
	}
	l.wrote.Parts++
	l.wrote.Bytes += int64(len(data))
	return nil
}

// snapshots is the folder of the relations. A snapshot is named by the last time
// of recording that it knows, to the microsecond: of two within one second both
// would be read as one.
const (
	snapshots      = "relations"
	snapshotLayout = "2006-01-02T150405.000000Z"
)

// snapshot writes the relations as they were known at a time, unless that is
// there.
func (l *Lake) snapshot(ctx context.Context, from Ledger, at time.Time) error {
	folder := snapshots + "/snapshot=" + at.UTC().Format(snapshotLayout)
	there, err := l.store.List(ctx, folder)
	if err != nil || len(there) > 0 {
		return err
	}
	relations, err := from.Relations(ctx, at)
	if err != nil {
		return err
	}
	rows := make([]relationRow, len(relations))
	for i := range relations {
		rows[i] = relationRowOf(&relations[i])
	}
	l.wrote.Relations = len(rows)
	return put(ctx, l, fmt.Sprintf("%s/part-%d-%d.parquet", folder, at.UnixMicro(), at.UnixMicro()), rows)
}

// snapshotDay is the day of the snapshot that a file belongs to.
func snapshotDay(name string) (string, bool) {
	rest, ok := strings.CutPrefix(name, snapshots+"/snapshot=")
	folder, _, inside := strings.Cut(rest, "/")
	at, err := time.Parse(snapshotLayout, folder)
	return at.Format(time.DateOnly), ok && inside && err == nil
}
