package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"chancery"
)

// ErrNoSource is the error of a question about a source that is not in the ledger.
var ErrNoSource = errors.New("there is no such source in the ledger")

// Source is a source with its text; ErrNoSource if there is none.
func (l *Ledger) Source(ctx context.Context, id string) (*chancery.Source, error) {
	var out *chancery.Source
	err := l.store.View(ctx, func(v View) error {
		row, err := v.SourceByID(ctx, id)
		if err != nil {
			return err
		}
		if row == nil {
			return ErrNoSource
		}
		out = &row.Source
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: source %s: %w", id, err)
	}
	return out, nil
}

// Judged is a claim with the verdicts on it, oldest first, and whether it stands
// after all of them.
type Judged struct {
	chancery.Claim
	Verdicts []chancery.Claim `json:"verdicts,omitempty"`
	Stands   bool             `json:"stands"`
}

// OfSource are the claims read from a source, and those that people gave in their
// place, in the order of recording, each with what was made of it; ErrNoSource if
// there is no such source.
func (l *Ledger) OfSource(ctx context.Context, source string) ([]Judged, error) {
	var out []Judged
	err := l.store.View(ctx, func(v View) error {
		found, err := v.SourcesByID(ctx, []string{source})
		if err != nil {
			return err
		}
		if found[source] == nil {
			return ErrNoSource
		}
		rows, err := v.ClaimsOf(ctx, found[source].Seq)
		if err != nil {
			return err
		}
		out, err = judged(rows)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: claims of source %s: %w", source, err)
	}
	return out, nil
}

// judged puts the verdicts among the claims of a source to the claims they are
// about: a verdict has the source of its claim.
func judged(rows []ClaimRow) ([]Judged, error) {
	var out []Judged
	at := map[int64]int{}
	for i := range rows {
		c, err := rows[i].claim()
		if err != nil {
			return nil, err
		}
		if c.Class != chancery.VerdictClaim {
			at[rows[i].Seq] = len(out)
			out = append(out, Judged{Claim: c})
		} else if j, ok := at[rows[i].About]; ok {
			out[j].Verdicts = append(out[j].Verdicts, c)
		}
	}
	for i := range out {
		out[i].Stands = Stands(out[i].Verdicts)
	}
	return out, nil
}

// JudgedClaim is one claim with the verdicts on it; ErrNoClaim if there is none.
func (l *Ledger) JudgedClaim(ctx context.Context, id string) (Judged, error) {
	var out Judged
	err := l.store.View(ctx, func(v View) error {
		row, err := v.ClaimByID(ctx, id)
		if err != nil {
			return err
		}
		if row == nil {
			return ErrNoClaim
		}
		if out.Claim, err = row.claim(); err != nil {
			return err
		}
		out.Verdicts, err = verdictsOn(ctx, v, row.Seq)
		out.Stands = Stands(out.Verdicts)
		return err
	})
	if err != nil {
		return out, fmt.Errorf("ledger: claim %s: %w", id, err)
	}
	return out, nil
}

// PublishersOf are the publishers of the documents that claims were read from, by the
// claims' ids; a claim that the ledger does not have has none.
func (l *Ledger) PublishersOf(ctx context.Context, claims []string) (map[string]string, error) {
	out := map[string]string{}
	err := l.store.View(ctx, func(v View) error {
		of := map[string]int64{}
		var seqs []int64
		for _, id := range claims {
			row, err := v.ClaimByID(ctx, id)
			if err != nil {
				return err
			}
			if row != nil {
				of[id] = row.Source
				seqs = append(seqs, row.Source)
			}
		}
		sources, err := sourcesOf(ctx, v, seqs)
		for id, seq := range of {
			if s := sources[seq]; s != nil {
				out[id] = s.Publisher
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: publishers of claims: %w", err)
	}
	return out, nil
}

// pairsOfClaim bounds for how many of its pairs the incidents of a claim are
// looked for: a joint statement of all members of two alliances has hundreds.
const pairsOfClaim = 50

// IncidentsOf are the incidents that a claim is a report of, one for each of its
// pairs, the newest first; none if it does not stand or tells no act.
func (l *Ledger) IncidentsOf(ctx context.Context, claim string) ([]Incident, error) {
	var out []Incident
	err := l.store.View(ctx, func(v View) error {
		row, err := v.ClaimByID(ctx, claim)
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
		ds := Dyads(&c, l.table, "")
		var acts []ActQuery
		for _, d := range ds[:min(len(ds), pairsOfClaim)] {
			if d.Type != "" { // a standing is no act
				acts = append(acts, ActQuery{min(d.From, d.To), max(d.From, d.To), d.Type})
			}
		}
		slices.SortFunc(acts, func(a, b ActQuery) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
		told, err := l.toldOf(ctx, v, TimelineQuery{}, slices.Compact(acts), FirstDay)
		if err != nil {
			return err
		}
		for _, d := range ds {
			a := actOf(&d, l.table)
			for _, x := range incidentsOf(a, told[a], l.table) {
				if slices.Contains(x.claims, row.Seq) {
					out = append(out, x)
				}
			}
			delete(told, a) // of what two do together both may be named twice
		}
		slices.SortFunc(out, compareIncidents)
		return l.weigh(ctx, v, out)
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: incidents of claim %s: %w", claim, err)
	}
	return out, nil
}

// Verdicts are all verdicts of people in the order of recording, as of one moment.
func (l *Ledger) Verdicts(ctx context.Context) iter.Seq2[*chancery.Claim, error] {
	return func(yield func(*chancery.Claim, error) bool) {
		err := l.store.View(ctx, func(v View) error {
			for row, err := range v.Judgements(ctx) {
				if err != nil {
					return err
				}
				c, err := row.claim()
				if err != nil {
					return err
				}
				if c.Class == chancery.VerdictClaim && !machine(c.Verdict) && !yield(&c, nil) {
					return errStopped
				}
			}
			return nil
		})
		if err != nil && err != errStopped {
			yield(nil, fmt.Errorf("ledger: reading verdicts: %w", err))
		}
	}
}

// Fallen are the claims that did not stand at a time of recording, after all verdicts on
// them by then; the zero time is now. Only claims about others are read.
func (l *Ledger) Fallen(ctx context.Context, known time.Time) (map[string]bool, error) {
	verdicts := map[string][]chancery.Claim{}
	err := l.store.View(ctx, func(v View) error {
		clear(verdicts)
		for row, err := range v.Judgements(ctx) {
			if err != nil {
				return err
			}
			c, err := row.claim()
			if err != nil {
				return err
			}
			if c.Class == chancery.VerdictClaim && (known.IsZero() || !c.Recorded.After(known)) {
				verdicts[c.About] = append(verdicts[c.About], c)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: reading verdicts: %w", err)
	}
	out := map[string]bool{}
	for id, vs := range verdicts {
		if !Stands(vs) {
			out[id] = true
		}
	}
	return out, nil
}

// Newest are the sources last recorded, newest first, without their texts. before
// is the id of the last one seen, empty to begin with the newest; publisher is an
// exact name, empty for all.
func (l *Ledger) Newest(ctx context.Context, publisher, before string, limit int) ([]chancery.Source, error) {
	var out []chancery.Source
	err := l.store.View(ctx, func(v View) error {
		last := int64(0)
		if before != "" {
			found, err := v.SourcesByID(ctx, []string{before})
			if err != nil {
				return err
			}
			if found[before] == nil {
				return ErrNoSource
			}
			last = found[before].Seq
		}
		for row, err := range v.NewestSources(ctx, publisher, last, max(limit, 0)) {
			if err != nil {
				return err
			}
			out = append(out, row.Source)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: newest sources: %w", err)
	}
	return out, nil
}

// Stats tell how much a ledger holds.
type Stats struct {
	Sources  int64     `json:"sources"`
	Claims   int64     `json:"claims"`   // verdicts among them
	Recorded time.Time `json:"recorded"` // the last; zero if it is empty
}

// Stats are how much the ledger holds.
func (l *Ledger) Stats(ctx context.Context) (Stats, error) {
	var out Stats
	err := l.store.View(ctx, func(v View) error {
		head, err := v.Head(ctx)
		out.Sources, out.Claims = head.Sources, head.Claims
		if head.Recorded > 0 {
			out.Recorded = time.UnixMicro(head.Recorded).UTC()
		}
		return err
	})
	if err != nil {
		return out, fmt.Errorf("ledger: reading how far it has come: %w", err)
	}
	return out, nil
}
