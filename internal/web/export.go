package web

import (
	"context"
	"time"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/question"
)

// sinceQuery asks for what was recorded since a time.
type sinceQuery struct {
	Since string `query:"since" maxLength:"40" doc:"what was recorded after this time (2022-07-20T18:00:00Z), or since the beginning of this day; all without it"`
}

// after is the time after which claims are wanted.
func (q *sinceQuery) after() (time.Time, error) { return question.KnownSince("since", q.Since) }

func (q *sinceQuery) check() error { _, err := q.after(); return err }

// exportClaims writes all claims, verdicts among them, in the order of recording.
func (s *Server) exportClaims(ctx context.Context, q *sinceQuery, out *jsonLines) error {
	after, err := q.after()
	if err != nil {
		return err
	}
	if after.IsZero() {
		for c, err := range s.ledger.AllClaims(ctx) {
			if err != nil {
				return err
			}
			if err := out.put(c); err != nil {
				return err
			}
		}
		return nil
	}
	for c, err := range s.ledger.ClaimsSince(ctx, after) {
		if err != nil {
			return err
		}
		if err := out.put(&c.Claim); err != nil {
			return err
		}
	}
	return nil
}

// changesExport asks for all changes of relations.
type changesExport struct {
	Sides
	Since string `query:"since" maxLength:"20" doc:"the first day of change: YYYY-MM-DD, YYYY-MM, YYYY, or 30 days (weeks, months, years) up to today"`
	Until string `query:"until" maxLength:"10" doc:"the last day of change: YYYY-MM-DD, or of a month or year"`
}

// mostExported is how many changes are exported at most.
const mostExported = 1_000_000

func (s *Server) checkChanges(q *changesExport) error {
	if _, err := s.asked(&q.Sides); err != nil {
		return err
	}
	_, err := s.days(q.Since, q.Until)
	return err
}

// exportChanges writes changes of relations, newest first.
func (s *Server) exportChanges(ctx context.Context, q *changesExport, out *jsonLines) error {
	asked, err := s.asked(&q.Sides)
	if err != nil {
		return err
	}
	days, err := s.days(q.Since, q.Until)
	if err != nil {
		return err
	}
	found, _, err := s.ledger.NewestChanges(ctx, asked, days, mostExported)
	if err != nil {
		return err
	}
	for i := range found {
		if err := out.put(&found[i]); err != nil {
			return err
		}
	}
	return nil
}

// verdictOf is what people made of a claim in the end: their last verdict, and of a
// correction the claim that stands in its place. ok is false where nobody judged it, or
// what they said of it says nothing of its reading.
func verdictOf(c *ledger.Judged, all []ledger.Judged) (v *chancery.Claim, instead *ledger.Judged, ok bool) {
	v = lastVerdict(*c)
	if v == nil || c.Class != chancery.EventClaim || c.About != "" {
		return nil, nil, false
	}
	switch v.Verdict {
	case chancery.Accepted, chancery.Rejected:
		return v, nil, true
	case chancery.Corrected:
		for i := range all {
			if all[i].About == c.ID && all[i].Class == chancery.EventClaim && all[i].Stands {
				instead = &all[i]
			}
		}
		return v, instead, instead != nil
	}
	return nil, nil, false
}

// judgedSources are the ids of the documents of which people judged claims, in the order
// of their first verdicts.
func (s *Server) judgedSources(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	var out []string
	for v, err := range s.ledger.Verdicts(ctx) {
		if err != nil {
			return nil, err
		}
		if !seen[v.Source] {
			seen[v.Source] = true
			out = append(out, v.Source)
		}
	}
	return out, nil
}
