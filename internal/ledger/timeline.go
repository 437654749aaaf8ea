package ledger

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// TimelineQuery asks for incidents.
type TimelineQuery struct {
	Asked
	Types []string // PLOVER types; empty is all
	Days  *Bounds
	// Within leaves out incidents that are dated to more than so many days, as to a
	// year: 31 leaves days and months. 0 is all.
	Within int
	Limit  int // the newest so many; 0 is all
}

// reportsAnIncident is how many reports are fetched for each incident wanted
// before it is seen whether they suffice.
const reportsAnIncident = 3

// Timeline are the incidents between two sides, of one, or of everybody, newest
// first. more tells that older ones were left out for the limit.
func (l *Ledger) Timeline(ctx context.Context, q TimelineQuery) (out []Incident, more bool, err error) {
	err = l.store.View(ctx, func(v View) error {
		out, more, err = l.timeline(ctx, v, q)
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("ledger: timeline: %w", err)
	}
	return out, more, nil
}

func (l *Ledger) timeline(ctx context.Context, v View, q TimelineQuery) ([]Incident, bool, error) {
	if q.Limit > 0 {
		return l.newestOfAll(ctx, v, q)
	}
	dq := q.dyads()
	dq.Types, dq.Days = q.Types, q.Days
	ds, err := dyadsOf(ctx, v, dq, q.PublishedBy)
	if err != nil {
		return nil, false, err
	}
	found := q.exact(Incidents(ds, l.table))
	return found, false, l.weigh(ctx, v, found)
}

// gather collects what an iteration yields.
func gather[T any](seq func(func(*T, error) bool)) ([]T, error) {
	var out []T
	for v, err := range seq {
		if err != nil {
			return nil, err
		}
		out = append(out, *v)
	}
	return out, nil
}

// weigh counts the independent voices of incidents, and those of state media.
func (l *Ledger) weigh(ctx context.Context, v View, xs []Incident) error {
	var seqs []int64
	for i := range xs {
		seqs = append(seqs, xs[i].sources...)
	}
	rows, err := sourcesOf(ctx, v, seqs)
	if err != nil {
		return err
	}
	for i := range xs {
		var of []*SourceRow
		for _, seq := range xs[i].sources {
			if row := rows[seq]; row != nil {
				of = append(of, row)
			}
		}
		// What counts as first must not depend on the order of arrival.
		slices.SortFunc(of, func(a, b *SourceRow) int { return cmp.Compare(a.ID, b.ID) })
		xs[i].Voices, xs[i].State = l.count(of)
	}
	return nil
}

// count counts the voices of sources. A voice is of state media when all its
// sources are.
func (l *Ledger) count(of []*SourceRow) (all, state int) {
	others := map[int]bool{}
	for i, voice := range voices(of) {
		all = max(all, voice+1)
		if !l.stateMedium(of[i]) {
			others[voice] = true
		}
	}
	return all, all - len(others)
}

// stateMedium tells whether a source is published by state media.
func (l *Ledger) stateMedium(s *SourceRow) bool {
	m, ok := l.Medium(&s.Source)
	return ok && m.Control == ontology.StateControlled
}

// Medium is the publisher of a source as of its day, if the tables know it by its name
// or address.
func (l *Ledger) Medium(s *chancery.Source) (ontology.Medium, bool) {
	for _, name := range []string{s.Publisher, s.URL} {
		if name == "" {
			continue
		}
		if m, ok := l.media.Find(name, s.Published); ok {
			return m, true
		}
	}
	return ontology.Medium{}, false
}

// Evidence is one telling of a claim: its words, where they stand, and whose
// word it is.
type Evidence struct {
	Claim      string           `json:"claim"`
	Words      string           `json:"words"`
	Sentence   string           `json:"sentence"`
	Span       chancery.Span    `json:"span"` // of Words, in code points of the source's text
	By         string           `json:"by,omitempty"`
	Speaker    string           `json:"speaker,omitempty"` // the words that name who says so
	Via        []Through        `json:"via,omitempty"`
	Source     string           `json:"source"`
	Name       string           `json:"name,omitempty"`
	Title      string           `json:"title,omitempty"`
	URL        string           `json:"url,omitempty"`
	Publisher  string           `json:"publisher,omitempty"`
	State      bool             `json:"state_media,omitempty"`
	Published  string           `json:"published,omitempty"`
	Standing   Standing         `json:"standing"`
	Date       string           `json:"date,omitempty"`
	Rule       string           `json:"rule,omitempty"`
	Reader     string           `json:"reader,omitempty"`
	Confidence float64          `json:"confidence,omitempty"`
	Verdict    chancery.Verdict `json:"verdict,omitempty"` // the last on the claim, if any
	Recorded   string           `json:"recorded"`
}

// Through is somebody who passed a statement on: the words that name them, their
// code if the names know it, and the medium if they are one.
type Through struct {
	Words  string `json:"words"`
	Code   string `json:"code,omitempty"`
	Medium string `json:"medium,omitempty"`
	State  bool   `json:"state_media,omitempty"`
}

// evidenceLimit is how many claims of one relation or incident are unfolded.
const evidenceLimit = 100

// OfIncident is the evidence of an incident.
func (l *Ledger) OfIncident(ctx context.Context, x *Incident) ([]Evidence, error) {
	return l.evidence(ctx, x.claims)
}

// OfClaim is the evidence of one claim: each of its tellings; ErrNoClaim if there is
// no such claim.
func (l *Ledger) OfClaim(ctx context.Context, id string) ([]Evidence, error) {
	var out []Evidence
	err := l.store.View(ctx, func(v View) error {
		row, err := v.ClaimByID(ctx, id)
		if err != nil {
			return err
		}
		if row == nil {
			return ErrNoClaim
		}
		found, err := l.unfolded(ctx, v, map[int64]*ClaimRow{row.Seq: row})
		out = found[row.Seq]
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: evidence of claim %s: %w", id, err)
	}
	return out, nil
}

// OfRelation is the evidence of a relation: the claims that bear on it within
// its time, as they were known when it was.
func (l *Ledger) OfRelation(ctx context.Context, r *Relation, q Asked) ([]Evidence, error) {
	var seqs []int64
	err := l.store.View(ctx, func(v View) error {
		found, err := bearingOn(ctx, v, []Relation{*r}, q)
		if err != nil {
			return err
		}
		ds := found[r.row.Key]
		for i := range ds {
			d := &ds[i]
			if d.Status == r.Status && within(d.When, &r.row.Interval) && !slices.Contains(seqs, d.Claim) && len(seqs) < evidenceLimit {
				seqs = append(seqs, d.Claim)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: evidence: %w", err)
	}
	slices.Sort(seqs)
	return l.evidence(ctx, seqs)
}

// within tells whether a claim's time falls into an interval.
func within(when Bounds, x *Interval) bool {
	return when.Last >= x.Since.First && (!x.Until.Known() || when.First <= x.Until.Last)
}

// evidence unfolds claims to their words.
func (l *Ledger) evidence(ctx context.Context, seqs []int64) ([]Evidence, error) {
	var out []Evidence
	err := l.store.View(ctx, func(v View) error {
		rows, err := v.ClaimsBySeq(ctx, seqs[:min(len(seqs), evidenceLimit)])
		if err != nil {
			return err
		}
		found, err := l.unfolded(ctx, v, rows)
		for _, seq := range seqs {
			out = append(out, found[seq]...)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: evidence: %w", err)
	}
	return out, nil
}

// unfolded are the tellings of claims, by the claims' sequence numbers.
func (l *Ledger) unfolded(ctx context.Context, v View, claims map[int64]*ClaimRow) (map[int64][]Evidence, error) {
	if len(claims) == 0 {
		return nil, nil
	}
	var seqs, of []int64
	for seq, row := range claims {
		seqs, of = append(seqs, seq), append(of, row.Source)
	}
	sources, err := sourcesOf(ctx, v, of)
	if err != nil {
		return nil, err
	}
	texts, err := v.TextsBySeq(ctx, slices.Collect(maps.Keys(sources)))
	if err != nil {
		return nil, err
	}
	verdicts, err := verdictsOnEach(ctx, v, seqs)
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]Evidence, len(claims))
	for seq, row := range claims {
		s := sources[row.Source]
		if s == nil {
			return nil, fmt.Errorf("%w (claim %s has no source)", ErrCorrupt, row.ID)
		}
		s.Text = texts[row.Source]
		if out[seq], err = l.unfold(row, s, verdicts[seq]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// unfold is every telling of one claim.
func (l *Ledger) unfold(row *ClaimRow, s *SourceRow, verdicts []chancery.Claim) ([]Evidence, error) {
	c, err := row.claim()
	if err != nil {
		return nil, err
	}
	standing := standings[c.Modality]
	if ds := Dyads(&c, l.table, s.Published); len(ds) > 0 {
		standing = ds[0].Standing
	}
	var out []Evidence
	for i := range c.Told {
		told := &c.Told[i]
		e := Evidence{
			Claim: c.ID, Words: told.Trigger.Text, Span: told.Trigger.Span, Sentence: cut(s.Text, told.Sentence),
			By: told.By, Via: l.through(told, s.Published), Source: s.ID, Name: s.Name, Title: s.Title, URL: s.URL, Publisher: s.Publisher,
			State: l.stateMedium(s), Published: s.Published, Standing: standing, Date: c.Date, Rule: c.Rule, Reader: c.Reader,
			Confidence: c.Confidence, Recorded: c.Recorded.Format("2006-01-02T15:04:05.000000Z"),
		}
		if told.Speaker != nil {
			e.Speaker = told.Speaker.Text
		}
		if n := len(verdicts); n > 0 {
			e.Verdict = verdicts[n-1].Verdict
		}
		out = append(out, e)
	}
	return out, nil
}

// cut is a stretch of a text with white space folded; empty where the text has no
// such stretch.
func cut(text string, s chancery.Span) string {
	start, n := -1, 0
	for at := range text {
		if n == s.Start {
			start = at
		}
		if n == s.End && start >= 0 {
			return strings.Join(strings.Fields(text[start:at]), " ")
		}
		n++
	}
	if n != s.End || start < 0 {
		return ""
	}
	return strings.Join(strings.Fields(text[start:]), " ")
}
