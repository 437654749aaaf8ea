package postgres

import (
	"context"
	"slices"

	"chancery/internal/ledger"
)

// The ledger draws the relations that CountTransitions tells it of anew, one
// after the other, and asks for the transitions and the intervals of each. On a
// server each question is a journey, so those of the next relations in the row
// are answered by one.

// relationsAtOnce bounds how many are held: a relation much in the news has
// thousands of transitions.
const relationsAtOnce = 64

// ahead is what was fetched before it is asked for. It holds until relations
// are written.
type ahead struct {
	keys        []ledger.Key // that will be asked for, in this order
	at          map[ledger.Key]int
	transitions map[ledger.Key][]ledger.Transition
	intervals   map[ledger.Key][]*ledger.IntervalRow
}

// expect has the session fetch ahead for these relations.
func (s *session) expect(keys []ledger.Key) {
	s.ahead = ahead{keys: keys, at: make(map[ledger.Key]int, len(keys))}
	for i, k := range keys {
		s.ahead.at[k] = i
	}
}

// fetch makes sure that what is asked of a relation is fetched; it tells whether
// the relation is one of those expected.
func (s *session) fetch(ctx context.Context, k ledger.Key) (bool, error) {
	i, expected := s.ahead.at[k]
	if !expected {
		return false, nil
	}
	if _, there := s.ahead.transitions[k]; there {
		return true, nil
	}
	keys := s.ahead.keys[i:min(i+relationsAtOnce, len(s.ahead.keys))]
	s.ahead.transitions = make(map[ledger.Key][]ledger.Transition, len(keys))
	s.ahead.intervals = make(map[ledger.Key][]*ledger.IntervalRow, len(keys))
	var parts [4][]string
	for _, k := range keys {
		s.ahead.transitions[k] = nil
		for i, p := range []string{k.Kind, k.A, k.B, k.What} {
			parts[i] = append(parts[i], p)
		}
	}
	const wanted = " JOIN unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS wanted (kind, a, b, what) USING (kind, a, b, what)"
	args := []any{parts[0], parts[1], parts[2], parts[3]}
	for t, err := range each(ctx, s, transitionColumns+wanted, args, scanTransition) {
		if err != nil {
			return true, err
		}
		s.ahead.transitions[t.Key] = append(s.ahead.transitions[t.Key], *t)
	}
	for x, err := range each(ctx, s, intervalColumns+wanted+" WHERE until > $5 ORDER BY since_last, since_first, seq", append(args, ledger.Now), scanInterval) {
		if err != nil {
			return true, err
		}
		s.ahead.intervals[x.Key] = append(s.ahead.intervals[x.Key], x)
	}
	return true, nil
}

// foreseen tells whether a question for intervals is one that is answered ahead.
func foreseen(q *ledger.IntervalQuery) bool {
	return len(q.Keys) == 1 && len(q.B) == 0 && q.KnownAt == ledger.Now && q.Pair == [2]string{} && q.Since == 0 && q.AsOf == nil && q.Changed == nil && q.Begun == nil && q.Newest == 0 &&
		!slices.ContainsFunc([]string{q.Of, q.Kind, q.Status, q.A}, func(f string) bool { return f != "" })
}

// fetched yields the intervals of a relation that was fetched ahead.
func fetched(rows []*ledger.IntervalRow, err error) func(func(*ledger.IntervalRow, error) bool) {
	return func(yield func(*ledger.IntervalRow, error) bool) {
		if err != nil {
			yield(nil, err)
			return
		}
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}
