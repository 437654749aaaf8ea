package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/spf13/cobra"

	"chancery"
	"chancery/internal/exchange"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// standing are the claims of a ledger that stand, each with its document.
func (o *exporting) standing(ctx context.Context, l *ledger.Ledger) iter.Seq2[*exchange.Live, error] {
	return func(yield func(*exchange.Live, error) bool) {
		// Verdicts come after what they are about, so all are read before the first claim.
		fallen, err := l.Fallen(ctx, o.known)
		if err != nil {
			yield(nil, err)
			return
		}
		var doc *chancery.Source
		for c, err := range l.ClaimsSince(ctx, time.Time{}) {
			if err != nil {
				yield(nil, err)
				return
			}
			if c.Class == chancery.VerdictClaim || fallen[c.ID] || o.later(c.Recorded) {
				continue
			}
			claim, ok := o.chosen(c)
			if !ok {
				continue
			}
			if doc == nil || doc.ID != c.Source {
				if doc, err = l.Source(ctx, c.Source); err != nil {
					yield(nil, err)
					return
				}
			}
			if !yield(&exchange.Live{Claim: *claim, Doc: doc}, nil) {
				return
			}
		}
	}
}

// later tells whether something was recorded after the time that is asked for.
func (o *exporting) later(t time.Time) bool { return !o.known.IsZero() && t.After(o.known) }

// chosen is a claim with those of its pairs that are asked for, if any are.
func (o *exporting) chosen(c *ledger.Recorded) (*exchange.Claim, bool) {
	if o.kinds != nil && !o.kinds[c.Type] {
		return nil, false
	}
	if o.codes != nil {
		var pairs []ledger.Dyad
		for _, d := range c.Dyads {
			if o.codes[d.From] || o.codes[d.To] {
				pairs = append(pairs, d)
			}
		}
		if len(pairs) == 0 {
			return nil, false
		}
		c.Dyads = pairs
	}
	return lakeClaim(c), true
}

// recordBatch is how many records are kept at a time where relations are to be drawn.
const recordBatch = 256

// recorded reads records as if they were a ledger. Where the format tells of relations,
// they are drawn in a ledger of its own, which lasts while the export runs.
type recorded struct {
	o      *exporting
	cmd    *cobra.Command
	files  []string
	kept   *ledger.Ledger // nil where no relations are wanted
	remove func()         // kept
	read   *ledger.Ledger // of no store: it takes records apart
	batch  []ledger.Reading
	table  *ontology.Events
}

func (o *exporting) records(cmd *cobra.Command, files []string) (*recorded, error) {
	table, err := ontology.LoadEvents()
	if err != nil {
		return nil, err
	}
	r := &recorded{o: o, cmd: cmd, files: files, table: table}
	if r.read, err = ledger.New(nil); err != nil {
		return nil, err
	}
	if !o.formatOf.relations {
		return r, nil
	}
	r.kept, r.remove, err = temporaryLedger(cmd.Context())
	return r, err
}

func (r *recorded) close() {
	if r.kept != nil {
		r.remove()
	}
}

// claims gives the claims of all records. A record that cannot be used is told on
// standard error and left out.
func (r *recorded) claims(yield func(*exchange.Live, error) bool) {
	seen := map[string]bool{} // the same document may be given twice
	for record, err := range r.lines() {
		if err != nil {
			yield(nil, err)
			return
		}
		reading, err := r.read.Read(record, "")
		if err != nil {
			r.o.skipped = true
			fmt.Fprintf(r.o.stderr, "chancery: %s\n", clean(err.Error()))
			continue
		}
		if seen[reading.Source.ID] {
			continue
		}
		seen[reading.Source.ID] = true
		if err := r.keep(&reading); err != nil {
			yield(nil, err)
			return
		}
		for i := range reading.Claims {
			c := &ledger.Recorded{Claim: reading.Claims[i], Dyads: ledger.Dyads(&reading.Claims[i], r.table, reading.Source.Published)}
			claim, ok := r.o.chosen(c)
			if ok && !yield(&exchange.Live{Claim: *claim, Doc: &reading.Source}, nil) {
				return
			}
		}
	}
}

// keep puts a reading into the ledger in which relations are drawn, if there is one.
func (r *recorded) keep(reading *ledger.Reading) error {
	if r.kept == nil {
		return nil
	}
	r.batch = append(r.batch, *reading)
	if len(r.batch) < recordBatch {
		return nil
	}
	return r.flush()
}

func (r *recorded) flush() error {
	if len(r.batch) == 0 {
		return nil
	}
	_, err := r.kept.Append(r.cmd.Context(), r.batch, "export", time.Now())
	r.batch = r.batch[:0]
	return err
}

// relations are those drawn from all records. When they were recorded means nothing.
func (r *recorded) relations() ([]exchange.Relation, error) {
	if r.kept == nil {
		return nil, nil
	}
	if err := r.flush(); err != nil {
		return nil, err
	}
	rs, err := r.o.drawn(r.cmd.Context(), r.kept)
	for i := range rs {
		rs[i].Recorded = time.Time{}
	}
	return rs, err
}

// lines gives the records of all files.
func (r *recorded) lines() iter.Seq2[*chancery.Record, error] {
	return func(yield func(*chancery.Record, error) bool) {
		for _, name := range r.files {
			in := io.NopCloser(r.cmd.InOrStdin())
			if name != "-" {
				f, err := os.Open(name)
				if err != nil {
					yield(nil, fmt.Errorf("reading records: %w", err))
					return
				}
				in = f
			}
			ok := true
			for record, err := range exchange.ReadRecords(name, in) {
				if ok = yield(record, err); !ok {
					break
				}
			}
			in.Close()
			if !ok {
				return
			}
		}
	}
}
