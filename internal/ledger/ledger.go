package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"chancery"
	"chancery/internal/ontology"
)

// Ledger is the record of claims over a store, and the questions asked of it.
// It may be used by several goroutines.
type Ledger struct {
	store Store
	table *ontology.Events
	media *ontology.Media
}

// New makes a ledger of a store.
func New(s Store) (*Ledger, error) {
	table, err := ontology.LoadEvents()
	if err != nil {
		return nil, err
	}
	media, err := ontology.LoadMedia()
	if err != nil {
		return nil, err
	}
	return &Ledger{store: s, table: table, media: media}, nil
}

// Close closes the store.
func (l *Ledger) Close() error { return l.store.Close() }

// Added is what an Append changed.
type Added struct {
	Sources    int // new documents
	Known      int // documents that this reader had read before, of which nothing was taken
	Claims     int // new claims, verdicts among them
	Superseded int // claims of an earlier reader that this one did not find again
	Relations  int // relations drawn anew
}

// Append records what a reader read out of documents, all of it or, with an
// error, nothing. What the ledger has already is left as it is. Where another
// version of the reader read a document before, its claims that are not among
// the new ones are superseded.
//
// at is the time of recording; should it not lie after that of the last claim,
// the next microsecond after that is taken, so that the ledger's own time never
// runs back.
func (l *Ledger) Append(ctx context.Context, readings []Reading, reader string, at time.Time) (Added, error) {
	var added Added
	err := l.store.Update(ctx, func(tx Tx) error {
		b, err := l.begin(ctx, tx, reader, at)
		if err != nil {
			return err
		}
		var ids []string
		for i := range readings {
			ids = append(ids, readings[i].Source.ID)
		}
		if b.there, err = tx.SourcesByID(ctx, ids); err != nil {
			return err
		}
		for i := range readings {
			if err := b.take(&readings[i]); err != nil {
				return err
			}
		}
		if err := b.write(); err != nil {
			return err
		}
		added = b.added
		return nil
	})
	if err != nil {
		return Added{}, fmt.Errorf("ledger: recording: %w", err)
	}
	return added, nil
}

// batch gathers what one Update writes.
type batch struct {
	ctx    context.Context
	tx     Tx
	table  *ontology.Events
	head   Head
	reader string
	added  Added

	sources  []SourceRow
	readings []int64
	claims   []ClaimRow
	dyads    []Dyad
	ended    []Dyad // whose life ends
	counts   []CountedTransition
	there    map[string]*SourceRow // sources that the ledger has already
	taken    map[string]bool       // sources of this batch by id
}

func (l *Ledger) begin(ctx context.Context, tx Tx, reader string, at time.Time) (*batch, error) {
	head, err := tx.Head(ctx)
	if err != nil {
		return nil, err
	}
	head.Recorded = max(head.Recorded+1, at.UnixMicro())
	return &batch{ctx: ctx, tx: tx, table: l.table, head: head, reader: reader, taken: map[string]bool{}}, nil
}

// take adds one reading to the batch.
func (b *batch) take(r *Reading) error {
	if b.taken[r.Source.ID] {
		b.added.Known++
		return nil
	}
	row := b.there[r.Source.ID]
	if row == nil {
		b.head.Sources++
		s := SourceRow{Seq: b.head.Sources, Sketch: SketchOf(r.Source.Text), Terms: TermsOf(&r.Source), Source: r.Source}
		s.Recorded = time.UnixMicro(b.head.Recorded).UTC()
		b.sources = append(b.sources, s)
		b.taken[s.ID] = true
		b.readings = append(b.readings, s.Seq)
		b.added.Sources++
		for i := range r.Claims {
			b.claim(&r.Claims[i], s.Seq, 0, r.Source.Published)
		}
		return nil
	}
	read, err := b.tx.ReadBy(b.ctx, row.Seq, b.reader)
	if err != nil {
		return err
	}
	if read {
		b.added.Known++
		return nil
	}
	b.taken[row.ID] = true
	b.readings = append(b.readings, row.Seq)
	return b.reread(r, row)
}

// reread compares what a new reader found in a document with what is there.
func (b *batch) reread(r *Reading, source *SourceRow) error {
	there, err := b.tx.ClaimsOf(b.ctx, source.Seq)
	if err != nil {
		return err
	}
	old := map[string]*ClaimRow{}
	for i := range there {
		old[there[i].ID] = &there[i]
	}
	found := map[string]bool{}
	for i := range r.Claims {
		c := &r.Claims[i]
		found[c.ID] = true
		row, known := old[c.ID]
		if !known {
			b.claim(c, source.Seq, 0, source.Published)
			continue
		}
		if err := b.machineVerdict(row, source, chancery.Reinstated); err != nil {
			return err
		}
	}
	for i := range there {
		row := &there[i]
		c, err := row.claim()
		if err != nil {
			return err
		}
		if found[row.ID] || c.Class == chancery.VerdictClaim || c.About != "" {
			continue
		}
		if err := b.machineVerdict(row, source, chancery.Superseded); err != nil {
			return err
		}
	}
	return nil
}

// machineVerdict records a reader's verdict on a claim unless that is how
// readers see it already.
func (b *batch) machineVerdict(row *ClaimRow, source *SourceRow, v chancery.Verdict) error {
	verdicts, err := verdictsOn(b.ctx, b.tx, row.Seq)
	if err != nil {
		return err
	}
	last := chancery.Reinstated
	for _, x := range verdicts {
		if machine(x.Verdict) {
			last = x.Verdict
		}
	}
	if last == v {
		return nil
	}
	if v == chancery.Superseded {
		b.added.Superseded++
	}
	return b.verdict(row, source, verdicts, chancery.Claim{Verdict: v, By: b.reader})
}

// claim adds a new claim and what it says of each pair.
func (b *batch) claim(c *chancery.Claim, source, about int64, published string) {
	b.head.Claims++
	b.claims = append(b.claims, ClaimRow{
		Seq: b.head.Claims, Source: source, About: about, ID: c.ID, Recorded: b.head.Recorded, Reader: b.reader, Body: Encode(c),
	})
	b.added.Claims++
	b.live(c, b.head.Claims, source, published)
}

// live gives a claim its dyads, which live from now on.
func (b *batch) live(c *chancery.Claim, seq, source int64, published string) {
	for _, d := range Dyads(c, b.table, published) {
		d.Claim, d.Source, d.Recorded, d.Until = seq, source, b.head.Recorded, Forever
		b.dyads = append(b.dyads, d)
		b.count(&d, 1)
	}
}

// count adds a dyad to how often its transition is told.
func (b *batch) count(d *Dyad, n int) {
	if t, ok := transitionOf(d, b.table); ok {
		b.counts = append(b.counts, CountedTransition{t, n})
	}
}

// transitionOf is what a dyad says of the relation it bears on; ok is false
// when it bears on none.
func transitionOf(d *Dyad, table *ontology.Events) (t Transition, ok bool) {
	if d.Bears == (Key{}) {
		return t, false
	}
	t = Transition{Key: d.Bears, Status: d.Status, Standing: d.Standing, When: d.When, Since: d.Since, By: d.By}
	if table.Mutual(d.Kind) && d.Standing == Done {
		t.Doer = d.From
	}
	return t, true
}

// transitionsFrom are what dyads say of the relations they bear on.
func transitionsFrom(ds []Dyad, table *ontology.Events) []Transition {
	var out []Transition
	for i := range ds {
		if t, ok := transitionOf(&ds[i], table); ok {
			out = append(out, t)
		}
	}
	return out
}

// write puts the batch into the store and draws the relations it touches anew.
func (b *batch) write() error {
	if len(b.readings) == 0 && len(b.claims) == 0 {
		return nil
	}
	for _, put := range []func() error{
		func() error { return b.tx.AddSources(b.ctx, b.sources) },
		func() error { return b.tx.AddTerms(b.ctx, Vocabulary(b.sources)) },
		func() error { return b.tx.AddReadings(b.ctx, b.readings, b.reader, b.head.Recorded) },
		func() error { return b.tx.AddClaims(b.ctx, b.claims) },
		b.index,
	} {
		if err := put(); err != nil {
			return err
		}
	}
	return nil
}

// index writes what is made of claims.
func (b *batch) index() error {
	// In the order they are kept in, so that a store writes each page once.
	slices.SortFunc(b.dyads, func(a, b Dyad) int {
		return cmp.Or(cmp.Compare(min(a.From, a.To), min(b.From, b.To)), cmp.Compare(max(a.From, a.To), max(b.From, b.To)),
			cmp.Compare(a.When.Last, b.When.Last), cmp.Compare(a.When.First, b.When.First), cmp.Compare(a.Claim, b.Claim))
	})
	if err := b.tx.AddDyads(b.ctx, b.dyads); err != nil {
		return err
	}
	if err := b.tx.EndDyads(b.ctx, b.ended, b.head.Recorded); err != nil {
		return err
	}
	touched, err := b.tx.CountTransitions(b.ctx, summed(b.counts))
	if err != nil {
		return err
	}
	b.added.Relations = len(touched)
	return b.redraw(touched)
}

// summed adds up equal transitions, in the order of the relations.
func summed(ts []CountedTransition) []CountedTransition {
	at := make(map[Transition]int, len(ts))
	var out []CountedTransition
	for _, t := range ts {
		if i, ok := at[t.Transition]; ok {
			out[i].N += t.N
			continue
		}
		at[t.Transition] = len(out)
		out = append(out, t)
	}
	out = slices.DeleteFunc(out, func(t CountedTransition) bool { return t.N == 0 })
	slices.SortStableFunc(out, func(a, b CountedTransition) int { return compareKeys(&a.Key, &b.Key) })
	return out
}

// redraw derives relations anew and keeps what changed as a new state of
// knowledge, the one before staying for those who ask what was known then.
func (b *batch) redraw(keys []Key) error {
	var gone []int64
	var fresh []IntervalRow
	for _, k := range keys {
		ts, err := b.tx.Transitions(b.ctx, k)
		if err != nil {
			return err
		}
		drawn := Derive(b.table, ts)
		for row, err := range b.tx.Intervals(b.ctx, IntervalQuery{Keys: []Key{k}, KnownAt: Now}) {
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(drawn, row.Interval.equal); i >= 0 {
				drawn = slices.Delete(drawn, i, i+1)
				continue
			}
			gone = append(gone, row.Seq)
		}
		for _, x := range drawn {
			fresh = append(fresh, IntervalRow{Interval: x, Recorded: b.head.Recorded, Until: Forever})
		}
	}
	if err := b.tx.EndIntervals(b.ctx, gone, b.head.Recorded); err != nil {
		return err
	}
	return b.tx.AddIntervals(b.ctx, fresh)
}

// equal tells whether two intervals say the same.
func (x Interval) equal(o Interval) bool {
	return x.Key == o.Key && x.Status == o.Status && x.Doer == o.Doer && x.Since == o.Since && x.Until == o.Until &&
		x.Narrated == o.Narrated && slices.Equal(x.Holders, o.Holders) && slices.Equal(x.Deniers, o.Deniers)
}

// ReadBy tells whether a reader has read a document into the ledger.
func (l *Ledger) ReadBy(ctx context.Context, source, reader string) (bool, error) {
	read := false
	err := l.store.View(ctx, func(v View) error {
		rows, err := v.SourcesByID(ctx, []string{source}) // its text is not wanted
		row := rows[source]
		if err != nil || row == nil {
			return err
		}
		read, err = v.ReadBy(ctx, row.Seq, reader)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("ledger: looking for a document: %w", err)
	}
	return read, nil
}
