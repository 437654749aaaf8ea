package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"chancery/internal/ledger"
)

// insert copies rows into a table, whatever their number in one go.
func (s *session) insert(ctx context.Context, table string, columns string, rows int, cells func(i int) ([]any, error)) error {
	if rows == 0 {
		return nil
	}
	_, err := s.tx.CopyFrom(ctx, pgx.Identifier{table}, strings.Fields(columns), pgx.CopyFromSlice(rows, cells))
	return err
}

func (s *session) AddSources(ctx context.Context, rows []ledger.SourceRow) error {
	err := s.insert(ctx, "sources", "seq id name url title publisher language published basis text sketch recorded", len(rows), func(i int) ([]any, error) {
		r := &rows[i]
		id, err := hex.DecodeString(r.ID)
		return []any{r.Seq, id, []byte(r.Name), []byte(r.URL), []byte(r.Title), []byte(r.Publisher), []byte(r.Language),
			[]byte(r.Published), []byte(r.Basis), []byte(r.Text), r.Sketch.Bytes(), r.Recorded.UnixMicro()}, err
	})
	if err != nil {
		return err
	}
	return s.addWords(ctx, rows)
}

// reader is the number of a reader's name.
func (s *session) reader(ctx context.Context, name string) (int32, error) {
	if n, ok := s.readers[name]; ok {
		return n, nil
	}
	var n int32
	err := s.tx.QueryRow(ctx, `WITH new AS (INSERT INTO readers (name) SELECT $1 WHERE NOT EXISTS (SELECT FROM readers WHERE name = $1) RETURNING seq)
		SELECT seq FROM new UNION ALL SELECT seq FROM readers WHERE name = $1`, name).Scan(&n)
	if s.readers == nil {
		s.readers = map[string]int32{}
	}
	s.readers[name] = n
	return n, err
}

func (s *session) AddReadings(ctx context.Context, sources []int64, reader string, recorded int64) error {
	if len(sources) == 0 {
		return nil
	}
	n, err := s.reader(ctx, reader)
	if err != nil {
		return err
	}
	return s.insert(ctx, "readings", "source reader recorded", len(sources), func(i int) ([]any, error) {
		return []any{sources[i], n, recorded}, nil
	})
}

// month makes the partitions for a time of recording if they are not there. A
// new partition is made as a table of its own and attached: CREATE TABLE …
// PARTITION OF would wait for all views, and have new views wait for it.
func (s *session) month(ctx context.Context, recorded int64) error {
	y, m, _ := time.UnixMicro(recorded).UTC().Date()
	first := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	if s.months[first] {
		return nil
	}
	var there bool
	suffix := first.Format("_2006_01")
	if err := s.tx.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_class WHERE relname = $1 AND relnamespace = to_regnamespace(current_schema()))", "dyads"+suffix).Scan(&there); err != nil {
		return err
	}
	for _, table := range []string{"claims", "dyads"} {
		if there {
			break
		}
		if _, err := s.tx.Exec(ctx, fmt.Sprintf(`CREATE TABLE %[1]s%[2]s (LIKE %[1]s INCLUDING ALL);
			ALTER TABLE %[1]s ATTACH PARTITION %[1]s%[2]s FOR VALUES FROM (%[3]d) TO (%[4]d)`,
			table, suffix, first.UnixMicro(), first.AddDate(0, 1, 0).UnixMicro()), pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("making the partition %s%s: %w", table, suffix, err)
		}
	}
	if s.months == nil {
		s.months = map[time.Time]bool{}
	}
	s.months[first] = true
	return nil
}

func (s *session) AddClaims(ctx context.Context, rows []ledger.ClaimRow) error {
	for i := range rows {
		if _, err := s.reader(ctx, rows[i].Reader); err != nil {
			return err
		}
		if err := s.month(ctx, rows[i].Recorded); err != nil {
			return err
		}
	}
	return s.insert(ctx, "claims", "seq source id about recorded reader body", len(rows), func(i int) ([]any, error) {
		r := &rows[i]
		id, err := hex.DecodeString(r.ID)
		return []any{r.Seq, r.Source, id, r.About, r.Recorded, s.readers[r.Reader], r.Body}, err
	})
}

// transitionID is a hash of all that a transition says, each part with its
// length before it.
func transitionID(t *ledger.Transition) [16]byte {
	var b []byte
	for _, part := range []string{t.Kind, t.A, t.B, t.What, t.Status, string(t.Standing), t.By, t.Doer} {
		b = append(binary.AppendUvarint(b, uint64(len(part))), part...)
	}
	for _, day := range []ledger.Day{t.When.First, t.When.Last, t.Since.First, t.Since.Last} {
		b = binary.BigEndian.AppendUint32(b, uint32(day))
	}
	sum := sha256.Sum256(b)
	return [16]byte(sum[:16])
}

// columns holds transitions by column, as unnest takes them.
type columns struct {
	ids                             [][]byte
	ns                              []int64
	first, last, sinceFrom, sinceTo []int32
	text                            [8][]string
}

func (c *columns) add(id [16]byte, t *ledger.CountedTransition) {
	c.ids, c.ns = append(c.ids, id[:]), append(c.ns, int64(t.N))
	c.first, c.last = append(c.first, int32(t.When.First)), append(c.last, int32(t.When.Last))
	c.sinceFrom, c.sinceTo = append(c.sinceFrom, int32(t.Since.First)), append(c.sinceTo, int32(t.Since.Last))
	for i, v := range []string{t.Kind, t.A, t.B, t.What, t.Status, string(t.Standing), t.By, t.Doer} {
		c.text[i] = append(c.text[i], v)
	}
}

func (c *columns) args() []any {
	args := []any{c.ids, c.ns, c.first, c.last, c.sinceFrom, c.sinceTo}
	for _, t := range c.text {
		args = append(args, t)
	}
	return args
}

const countTransitions = `INSERT INTO transitions AS t
	(id, n, first_day, last_day, since_first, since_last, kind, a, b, what, status, standing, by_codes, doer)
	SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::integer[], $4::integer[], $5::integer[], $6::integer[],
		$7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[])
	ON CONFLICT (id) DO UPDATE SET n = t.n + excluded.n RETURNING id, n`

func (s *session) CountTransitions(ctx context.Context, ts []ledger.CountedTransition) ([]ledger.Key, error) {
	if len(ts) == 0 {
		return nil, nil
	}
	// One statement cannot count a row twice.
	sums := map[[16]byte]int{}
	var distinct []ledger.CountedTransition
	var c columns
	for i := range ts {
		id := transitionID(&ts[i].Transition)
		if at, twice := sums[id]; twice {
			c.ns[at] += int64(ts[i].N)
			continue
		}
		sums[id] = len(distinct)
		distinct = append(distinct, ts[i])
		c.add(id, &ts[i])
	}
	counted := make([]int64, len(distinct))
	rows, err := s.tx.Query(ctx, countTransitions, c.args()...)
	if err != nil {
		return nil, err
	}
	var id []byte
	var n int64
	var gone [][]byte
	if _, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error {
		counted[sums[[16]byte(id)]] = n
		if n == 0 {
			gone = append(gone, append([]byte(nil), id...))
		}
		return nil
	}); err != nil {
		return nil, err
	}
	if len(gone) > 0 {
		if _, err := s.tx.Exec(ctx, "DELETE FROM transitions WHERE id = ANY($1)", gone); err != nil {
			return nil, err
		}
	}
	keys, err := turned(distinct, c.ns, counted)
	s.expect(keys)
	return keys, err
}

// turned are the relations of which a transition came or went: it is told by as
// many as were added, or by nobody any more.
func turned(ts []ledger.CountedTransition, added, counted []int64) ([]ledger.Key, error) {
	var out []ledger.Key
	seen := map[ledger.Key]bool{}
	for i := range ts {
		k, n := ts[i].Key, counted[i]
		if n < 0 {
			return nil, fmt.Errorf("%w (fewer than no claims tell %v)", ledger.ErrCorrupt, k)
		}
		if (n == 0 || n == added[i]) && !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out, nil
}
