package watch

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"chancery/internal/ledger"
)

// Notice is one thing that is told: a change of a relation or an incident.
type Notice struct {
	// ID is made of what is told and when the ledger learnt of it: whoever is told
	// twice, after a fault, can see it.
	ID            string            `json:"id"`
	Told          time.Time         `json:"recorded"`
	Text          string            `json:"text"`
	Subscriptions []string          `json:"subscriptions"`
	Change        *ledger.Change    `json:"change,omitempty"`
	Incident      *ledger.Incident  `json:"incident,omitempty"`
	Evidence      []ledger.Evidence `json:"evidence"`
}

const (
	// mostEvidence is how many tellings go with a notice.
	mostEvidence = 3
	// incidentDays is how far back from today incidents are told of. Older ones
	// that the ledger comes to know are history.
	incidentDays = 31
)

// notices is what the ledger came to know after a time and up to another, oldest
// first, as far as somebody subscribed to it.
func (w *Watcher) notices(ctx context.Context, after, until time.Time) ([]Notice, error) {
	changed, err := w.changes(ctx, after, until)
	if err != nil {
		return nil, err
	}
	happened, err := w.incidents(ctx, after, until)
	if err != nil {
		return nil, err
	}
	out := append(changed, happened...)
	for i := range out {
		n := &out[i]
		if n.Change != nil {
			n.Evidence, err = w.o.Ledger.OfRelation(ctx, &n.Change.Relation, ledger.Asked{KnownAt: until})
		} else {
			n.Evidence, err = w.o.Ledger.OfIncident(ctx, n.Incident)
		}
		if err != nil {
			return nil, err
		}
		n.Evidence = n.Evidence[:min(len(n.Evidence), mostEvidence)]
		n.Text = w.o.Words(n)
	}
	return out, nil
}

func (w *Watcher) changes(ctx context.Context, after, until time.Time) ([]Notice, error) {
	cs, err := w.o.Ledger.Learnt(ctx, ledger.Asked{KnownAt: until}, after)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(cs, func(a, b ledger.Change) int {
		return cmp.Or(a.Recorded.Compare(b.Recorded), cmp.Compare(a.Interval().Since.Last, b.Interval().Since.Last))
	})
	var out []Notice
	for i := range cs {
		c := &cs[i]
		lines := w.wanted(func(s *Subscription) bool { return s.wants(c) })
		if len(lines) == 0 {
			continue
		}
		known, err := w.known(ctx, c, after)
		if err != nil {
			return nil, err
		}
		if known {
			continue
		}
		id := idOf("change", c.Kind, c.From, c.To, c.What, c.Status, c.Since, c.Recorded.Format(time.RFC3339Nano))
		out = append(out, Notice{ID: id, Told: c.Recorded, Subscriptions: lines, Change: c})
	}
	return out, nil
}

// wanted are the subscriptions that choose something.
func (w *Watcher) wanted(chooses func(*Subscription) bool) []string {
	var lines []string
	for i := range w.o.Subscriptions {
		if s := &w.o.Subscriptions[i]; chooses(s) {
			lines = append(lines, s.Line)
		}
	}
	return lines
}

// known tells whether the ledger knew by a time already that it came to stand so:
// then further sources tell it, or somebody denies it, or its date is known better,
// but nothing changed between the two.
func (w *Watcher) known(ctx context.Context, c *ledger.Change, by time.Time) (bool, error) {
	if by.IsZero() { // which would ask for all that is known now
		return false, nil
	}
	rs, err := w.o.Ledger.Relations(ctx, ledger.Asked{Of: c.From, With: c.To, Kind: c.Kind, KnownAt: by}, nil)
	if err != nil {
		return false, err
	}
	now := c.Interval()
	return slices.ContainsFunc(rs, func(r ledger.Relation) bool {
		was := r.Interval()
		return was.Key == now.Key && r.Status == c.Status && r.From == c.From && was.Since.Overlaps(now.Since)
	}), nil
}

func (w *Watcher) incidents(ctx context.Context, after, until time.Time) ([]Notice, error) {
	var out []Notice
	at := map[string]int{}
	for i := range w.o.Subscriptions {
		s := &w.o.Subscriptions[i]
		if !s.Incidents {
			continue
		}
		xs, err := w.fresh(ctx, s, after, until)
		if err != nil {
			return nil, err
		}
		for j := range xs {
			x := &xs[j]
			if k, there := at[x.ID]; there {
				out[k].Subscriptions = append(out[k].Subscriptions, s.Line)
				continue
			}
			at[x.ID] = len(out)
			out = append(out, Notice{ID: idOf("incident", x.ID), Told: until, Subscriptions: []string{s.Line}, Incident: x})
		}
	}
	return out, nil
}

// fresh are the incidents of a subscription that were not known before, oldest
// first.
func (w *Watcher) fresh(ctx context.Context, s *Subscription, after, until time.Time) ([]ledger.Incident, error) {
	today := ledger.Day(w.o.Now().Unix() / 86400)
	q := ledger.TimelineQuery{Types: s.Types, Days: &ledger.Bounds{First: today - incidentDays, Last: today + 1}}
	switch len(s.Sides) {
	case 2:
		q.With = s.Sides[1]
		fallthrough
	case 1:
		q.Of = s.Sides[0]
	}
	q.KnownAt = until
	now, _, err := w.o.Ledger.Timeline(ctx, q)
	if err != nil {
		return nil, err
	}
	var before []ledger.Incident
	if !after.IsZero() {
		q.KnownAt = after
		if before, _, err = w.o.Ledger.Timeline(ctx, q); err != nil {
			return nil, err
		}
	}
	slices.Reverse(now)
	return slices.DeleteFunc(now, func(x ledger.Incident) bool {
		return slices.ContainsFunc(before, func(b ledger.Incident) bool {
			return b.ID == x.ID || b.Type == x.Type && b.From == x.From && b.To == x.To && b.Kind == x.Kind &&
				b.Status == x.Status && b.What == x.What && b.Standing == x.Standing && b.Date.Overlaps(x.Date)
		})
	}), nil
}

// idOf is made of parts that cannot run into one another.
func idOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// sent is a notice as it is sent.
func (n *Notice) sent() (Sent, error) {
	if n.Evidence == nil {
		n.Evidence = []ledger.Evidence{}
	}
	body, err := json.Marshal(n)
	if err != nil {
		return Sent{}, fmt.Errorf("watch: writing a notice: %w", err)
	}
	s := Sent{ID: n.ID, Told: n.Told, Text: n.Text, Body: body}
	for _, e := range n.Evidence {
		s.Link = cmp.Or(s.Link, e.URL)
	}
	return s, nil
}
