package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"chancery"
)

// Fault is something in a ledger that is not as it was written.
type Fault struct {
	Where string `json:"where"`
	What  string `json:"what"`
}

// Verified is what Verify looked at.
type Verified struct {
	Sources   int     `json:"sources"`
	Claims    int     `json:"claims"`
	Relations int     `json:"relations"`
	Faults    []Fault `json:"faults"`
}

// maxFaults is how many faults Verify tells.
const maxFaults = 1000

// Verify checks every source's and every claim's hash, every span against the
// stored text, and the relations against the claims they are drawn from. What
// is wrong is told as faults; the error is that of reading.
func (l *Ledger) Verify(ctx context.Context) (*Verified, error) {
	out := &Verified{Faults: []Fault{}}
	err := l.store.View(ctx, func(v View) error {
		if err := l.verifyClaims(ctx, v, out); err != nil {
			return err
		}
		return l.verifyRelations(ctx, v, out)
	})
	if err != nil {
		return out, fmt.Errorf("ledger: verifying: %w", err)
	}
	return out, nil
}

func (v *Verified) fault(where, format string, args ...any) {
	if len(v.Faults) < maxFaults {
		v.Faults = append(v.Faults, Fault{where, fmt.Sprintf(format, args...)})
	}
}

// verifyClaims goes through sources and claims side by side: each source's
// claims are fetched with it.
func (l *Ledger) verifyClaims(ctx context.Context, v View, out *Verified) error {
	var after int64
	for {
		// So many sources at a time, so that no texts but theirs are held.
		batch, err := sourcesAfter(ctx, v, after, 256)
		if err != nil {
			return err
		}
		if len(batch) == 0 {
			break
		}
		for i := range batch {
			s := &batch[i]
			after = s.Seq
			out.Sources++
			if SourceID(&s.Source) != s.ID {
				out.fault("source "+s.ID, "its text or what it says of itself is not what its id was made of")
			}
			rows, err := v.ClaimsOf(ctx, s.Seq)
			if err != nil {
				return err
			}
			text := []rune(s.Text)
			for j := range rows {
				out.Claims++
				verifyClaim(&rows[j], s, text, out)
			}
		}
	}
	head, err := v.Head(ctx)
	if err != nil {
		return err
	}
	if int64(out.Claims) != head.Claims {
		out.fault("claims", "%d belong to a source, but %d were recorded", out.Claims, head.Claims)
	}
	return nil
}

// sourcesAfter are the next sources in the order of recording.
func sourcesAfter(ctx context.Context, v View, after int64, n int) ([]SourceRow, error) {
	var out []SourceRow
	for s, err := range v.Sources(ctx, after) {
		if err != nil {
			return nil, err
		}
		out = append(out, *s)
		if len(out) == n {
			break
		}
	}
	return out, nil
}

func verifyClaim(row *ClaimRow, s *SourceRow, text []rune, out *Verified) {
	where := "claim " + row.ID
	if len(row.ID) != 48 || ClaimID(s.ID, row.Body) != row.ID {
		out.fault(where, "its values are not what its id was made of")
		return
	}
	c, err := row.claim()
	if err != nil {
		out.fault(where, "%v", err)
		return
	}
	if c.Source != s.ID {
		out.fault(where, "it is of source %s, but stands with %s", c.Source, s.ID)
	}
	for _, w := range wordsOf(&c) {
		if w.Start < 0 || w.End > len(text) || w.Start > w.End || string(text[w.Start:w.End]) != w.Text {
			out.fault(where, "its words %q do not stand at %d-%d of the text", w.Text, w.Start, w.End)
		}
	}
}

// wordsOf are all words that a claim quotes from its source.
func wordsOf(c *chancery.Claim) []chancery.Words {
	var out []chancery.Words
	for _, ps := range [][]chancery.Party{c.Actors, c.Recipients} {
		for _, p := range ps {
			if p.Words != nil {
				out = append(out, *p.Words)
			}
		}
	}
	for i := range c.Told {
		t := &c.Told[i]
		out = append(out, t.Trigger)
		quoted := []*chancery.Words{t.Speaker, t.Cue}
		for _, v := range t.Via {
			quoted = append(quoted, v.Words)
		}
		for _, w := range quoted {
			if w != nil {
				out = append(out, *w)
			}
		}
	}
	return out
}

// verifyRelations draws every relation anew from its live dyads and compares.
func (l *Ledger) verifyRelations(ctx context.Context, v View, out *Verified) error {
	told := map[Key]map[Transition]bool{}
	for d, err := range v.Dyads(ctx, DyadQuery{KnownAt: Now}) {
		if err != nil {
			return err
		}
		t, ok := transitionOf(d, l.table)
		if !ok {
			continue
		}
		if told[t.Key] == nil {
			told[t.Key] = map[Transition]bool{}
		}
		told[t.Key][t] = true
	}
	kept := map[Key][]Interval{}
	for row, err := range v.Intervals(ctx, IntervalQuery{KnownAt: Now}) {
		if err != nil {
			return err
		}
		kept[row.Key] = append(kept[row.Key], row.Interval)
	}
	out.Relations = len(kept)
	keys := map[Key]bool{}
	for k := range told {
		keys[k] = true
	}
	for k := range kept {
		keys[k] = true
	}
	for k := range keys {
		var ts []Transition
		for t := range told[k] {
			ts = append(ts, t)
		}
		if !sameIntervals(Derive(l.table, ts), kept[k]) {
			out.fault("relation "+k.String(), "it is not what its claims give; chancery rederive draws it anew")
		}
	}
	slices.SortFunc(out.Faults, func(a, b Fault) int { return cmp.Compare(a.Where, b.Where) })
	return nil
}

// String names a relation in messages.
func (k Key) String() string {
	s := k.Kind + " " + k.A + " " + k.B
	if k.What != "" {
		s += " (" + k.What + ")"
	}
	return s
}

// sameIntervals tells whether two lists hold the same intervals.
func sameIntervals(a, b []Interval) bool {
	if len(a) != len(b) {
		return false
	}
	rest := slices.Clone(b)
	for _, x := range a {
		i := slices.IndexFunc(rest, x.equal)
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return true
}

// Rederive makes all that is made of claims anew: dyads, transitions, intervals,
// and with them what was known at each time of recording. progress, if not nil,
// is told how many claims are done.
func (l *Ledger) Rederive(ctx context.Context, progress func(claims int)) error {
	err := l.store.Update(ctx, func(tx Tx) error {
		if err := tx.Forget(ctx); err != nil {
			return err
		}
		var after int64
		for {
			rows, err := recordedTogether(ctx, tx, after)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				return tx.Remade(ctx)
			}
			if err := l.replay(ctx, tx, rows); err != nil {
				return err
			}
			after = rows[len(rows)-1].Seq
			if progress != nil {
				progress(int(after))
			}
		}
	})
	if err != nil {
		return fmt.Errorf("ledger: drawing relations anew: %w", err)
	}
	return nil
}

// recordedTogether are the claims after a sequence number that were recorded at
// the same time as the first of them.
func recordedTogether(ctx context.Context, v View, after int64) ([]ClaimRow, error) {
	var out []ClaimRow
	for row, err := range v.Claims(ctx, after) {
		if err != nil {
			return nil, err
		}
		if len(out) > 0 && row.Recorded != out[0].Recorded {
			break
		}
		out = append(out, *row)
	}
	return out, nil
}

// replay indexes claims as they were indexed when they were recorded.
func (l *Ledger) replay(ctx context.Context, tx Tx, rows []ClaimRow) error {
	b := &batch{ctx: ctx, tx: tx, table: l.table, head: Head{Recorded: rows[0].Recorded}}
	var seqs []int64
	for i := range rows {
		seqs = append(seqs, rows[i].Source)
	}
	sources, err := sourcesOf(ctx, tx, seqs)
	if err != nil {
		return err
	}
	for i := range rows {
		c, err := rows[i].claim()
		if err != nil {
			return err
		}
		s := sources[rows[i].Source]
		if s == nil {
			return fmt.Errorf("%w (claim %s has no source)", ErrCorrupt, rows[i].ID)
		}
		if c.Class != chancery.VerdictClaim {
			b.live(&c, rows[i].Seq, s.Seq, s.Published)
			continue
		}
		if err := b.replayVerdict(&c, rows[i].About, rows[i].Seq, s); err != nil {
			return err
		}
	}
	return b.index()
}

// replayVerdict turns a claim's standing as the verdict did when it was given.
func (b *batch) replayVerdict(v *chancery.Claim, about, seq int64, s *SourceRow) error {
	rows, err := b.tx.About(b.ctx, about)
	if err != nil {
		return err
	}
	var before []chancery.Claim
	for i := range rows {
		c, err := rows[i].claim()
		if err != nil {
			return err
		}
		if rows[i].Seq < seq && c.Class == chancery.VerdictClaim {
			before = append(before, c)
		}
	}
	judged, err := b.tx.ClaimsBySeq(b.ctx, []int64{about})
	if err != nil {
		return err
	}
	row := judged[about]
	if row == nil {
		return fmt.Errorf("%w (verdict %s is about no claim)", ErrCorrupt, v.ID)
	}
	return b.turn(row, s, Stands(before), Stands(append(before, *v)))
}
