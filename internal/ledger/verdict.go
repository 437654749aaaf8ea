package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"chancery"
)

// ErrNoClaim is the error of a verdict on a claim that is not in the ledger.
var ErrNoClaim = errors.New("there is no such claim in the ledger")

// claim decodes a row.
func (r *ClaimRow) claim() (chancery.Claim, error) {
	c, err := Decode(r.Body)
	if err != nil {
		return c, fmt.Errorf("claim %s: %w", r.ID, err)
	}
	c.ID, c.Reader, c.Recorded = r.ID, r.Reader, time.UnixMicro(r.Recorded).UTC()
	return c, nil
}

// machine tells whether a verdict is one that readers give.
func machine(v chancery.Verdict) bool { return v == chancery.Superseded || v == chancery.Reinstated }

// verdictsOn are the verdicts on a claim, oldest first.
func verdictsOn(ctx context.Context, v View, claim int64) ([]chancery.Claim, error) {
	found, err := verdictsOnEach(ctx, v, []int64{claim})
	return found[claim], err
}

// verdictsOnEach are the verdicts on each of some claims, oldest first.
func verdictsOnEach(ctx context.Context, v View, claims []int64) (map[int64][]chancery.Claim, error) {
	rows, err := v.About(ctx, claims...)
	if err != nil {
		return nil, err
	}
	out := map[int64][]chancery.Claim{}
	for i := range rows {
		c, err := rows[i].claim()
		if err != nil {
			return nil, err
		}
		if c.Class == chancery.VerdictClaim {
			out[rows[i].About] = append(out[rows[i].About], c)
		}
	}
	return out, nil
}

// Stands tells whether a claim counts after all verdicts on it: the last of a
// person decides, and where no person has spoken the last of a reader.
func Stands(verdicts []chancery.Claim) bool {
	live, spoken := true, false
	for i := range verdicts {
		switch v := verdicts[i].Verdict; {
		case machine(v) && !spoken:
			live = v == chancery.Reinstated
		case !machine(v):
			live, spoken = v == chancery.Accepted, true
		}
	}
	return live
}

// verdict adds a verdict on a claim to the batch and ends or begins the life of
// its dyads where the claim's standing turns by it.
func (b *batch) verdict(row *ClaimRow, source *SourceRow, before []chancery.Claim, v chancery.Claim) error {
	v.Class, v.Source, v.About, v.Nth = chancery.VerdictClaim, source.ID, row.ID, len(before)
	if err := seal(&v); err != nil {
		return err
	}
	b.claim(&v, source.Seq, row.Seq, "")
	return b.turn(row, source, Stands(before), Stands(append(before[:len(before):len(before)], v)))
}

// turn ends or begins the life of a claim's dyads where its standing turned.
func (b *batch) turn(row *ClaimRow, source *SourceRow, was, is bool) error {
	if was == is {
		return nil
	}
	c, err := row.claim()
	if err != nil {
		return err
	}
	if is {
		b.live(&c, row.Seq, source.Seq, source.Published)
		return nil
	}
	for _, d := range Dyads(&c, b.table, source.Published) {
		d.Claim = row.Seq
		b.ended = append(b.ended, d)
		b.count(&d, -1)
	}
	return nil
}

// Judgement is what a person makes of a claim. Instead stands in its place when
// the verdict is Corrected: a claim of which type, mode, parties, dates, modality,
// relation and, if it tells as often, the words that tell it are taken.
type Judgement struct {
	Claim   string // its id
	Verdict chancery.Verdict
	By      string
	Note    string
	Instead *chancery.Claim
}

// Judge records a person's verdict on a claim, and with a correction the claim
// that stands in its place. The same verdict given twice in a row by the same
// person is recorded once. The claim judged stays as it is.
func (l *Ledger) Judge(ctx context.Context, j Judgement, at time.Time) error {
	if err := j.check(); err != nil {
		return fmt.Errorf("ledger: judging %s: %w", j.Claim, err)
	}
	err := l.store.Update(ctx, func(tx Tx) error {
		b, err := l.begin(ctx, tx, "", at)
		if err != nil {
			return err
		}
		if err := b.judge(&j); err != nil {
			return err
		}
		return b.write()
	})
	if err != nil {
		return fmt.Errorf("ledger: judging %s: %w", j.Claim, err)
	}
	return nil
}

func (j *Judgement) check() error {
	switch j.Verdict {
	case chancery.Accepted, chancery.Rejected, chancery.Retracted:
		if j.Instead != nil {
			return fmt.Errorf("a claim in its place goes with the verdict %s alone", chancery.Corrected)
		}
	case chancery.Corrected:
		if j.Instead == nil {
			return errors.New("a correction needs the claim that stands in its place")
		}
	default:
		return fmt.Errorf("a person's verdict is %s, %s, %s or %s, not %q",
			chancery.Accepted, chancery.Rejected, chancery.Corrected, chancery.Retracted, j.Verdict)
	}
	if j.By == "" {
		return errors.New("a verdict needs the name of who gives it")
	}
	return nil
}

func (b *batch) judge(j *Judgement) error {
	row, err := b.tx.ClaimByID(b.ctx, j.Claim)
	if err != nil {
		return err
	}
	if row == nil {
		return ErrNoClaim
	}
	c, err := row.claim()
	if err != nil {
		return err
	}
	if c.Class == chancery.VerdictClaim {
		return errors.New("it is itself a verdict; judge the claim it is about")
	}
	source, err := b.tx.SourceByID(b.ctx, c.Source)
	if err != nil {
		return err
	}
	if source == nil {
		return ErrCorrupt
	}
	before, err := verdictsOn(b.ctx, b.tx, row.Seq)
	if err != nil {
		return err
	}
	if n := len(before); n > 0 && j.Instead == nil && before[n-1].Verdict == j.Verdict && before[n-1].By == j.By {
		return nil
	}
	if err := b.verdict(row, source, before, chancery.Claim{Verdict: j.Verdict, By: j.By, Note: j.Note}); err != nil {
		return err
	}
	if err := b.withdraw(row, source, j); err != nil {
		return err
	}
	if j.Instead == nil {
		return nil
	}
	return b.correct(&c, j, row, source)
}

// withdraw puts aside the claims that earlier corrections put in a claim's
// place: the new verdict speaks of the claim itself again.
func (b *batch) withdraw(row *ClaimRow, source *SourceRow, j *Judgement) error {
	about, err := b.tx.About(b.ctx, row.Seq)
	if err != nil {
		return err
	}
	for i := range about {
		c, err := about[i].claim()
		if err != nil {
			return err
		}
		if c.Class == chancery.VerdictClaim {
			continue
		}
		before, err := verdictsOn(b.ctx, b.tx, about[i].Seq)
		if err != nil {
			return err
		}
		if !Stands(before) {
			continue
		}
		if err := b.verdict(&about[i], source, before, chancery.Claim{Verdict: chancery.Retracted, By: j.By, Note: j.Note}); err != nil {
			return err
		}
	}
	return nil
}

// correct adds the claim that stands in another's place.
func (b *batch) correct(c *chancery.Claim, j *Judgement, row *ClaimRow, source *SourceRow) error {
	x, by := *c, j.Instead
	x.Type, x.Mode, x.Modality, x.Date = by.Type, by.Mode, by.Modality, by.Date
	x.Actors, x.Recipients = by.Actors, by.Recipients
	x.Kind, x.Status, x.What, x.Since, x.Until, x.At, x.Ended = by.Kind, by.Status, by.What, by.Since, by.Until, by.At, by.Ended
	x.About, x.By, x.Note, x.Rule, x.Confidence, x.Undated = c.ID, j.By, j.Note, "", 1, false
	if err := checkMeaning(&x, b.table); err != nil {
		return err
	}
	var err error
	if x.Told, err = retold(c.Told, by.Told, []rune(source.Text)); err != nil {
		return err
	}
	if err := seal(&x); err != nil {
		return err
	}
	there, err := b.tx.ClaimByID(b.ctx, x.ID)
	if err != nil || there != nil {
		return err
	}
	b.claim(&x, source.Seq, row.Seq, source.Published)
	return nil
}

// retold are the tellings of a claim with the words of a correction. Whose word they
// are stays; a sentence grows to hold its words.
func retold(before, by []chancery.Saying, text []rune) ([]chancery.Saying, error) {
	if len(by) != len(before) {
		return before, nil
	}
	out := slices.Clone(before)
	for i := range out {
		t := by[i].Trigger
		if t.Span == out[i].Trigger.Span {
			continue
		}
		if t.Start < 0 || t.End <= t.Start || t.End > len(text) {
			return nil, fmt.Errorf("the words at %d to %d lie outside the text of %d code points", t.Start, t.End, len(text))
		}
		t.Text = string(text[t.Start:t.End])
		out[i].Trigger = t
		if s := &out[i].Sentence; !s.Contains(t.Span) {
			s.Start, s.End = min(s.Start, t.Start), max(s.End, t.End)
		}
	}
	return out, nil
}
