package web

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"
)

// mostRemembered is how many answers are remembered: those of the pages that
// people look at together, each of some ten kilobytes.
const mostRemembered = 1000

// answered remembers answers until the ledger or the day is another. Those asked for
// least recently are forgotten first.
type answered struct {
	mu    sync.Mutex
	as    state // of which the answers are
	byKey map[string]*list.Element
	order *list.List // of *given, the last asked for first
}

// state is what an answer depends on beside its question.
type state struct {
	recorded time.Time
	today    string
}

type given struct {
	key    string
	answer any
}

func newAnswered() *answered { return &answered{byKey: map[string]*list.Element{}, order: list.New()} }

// get is the answer to a question as things stand, if it is remembered.
func (a *answered) get(as state, key string) (any, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	e := a.byKey[key]
	if a.as != as || e == nil {
		return nil, false
	}
	a.order.MoveToFront(e)
	return e.Value.(*given).answer, true
}

// put remembers an answer; what was remembered of another state is forgotten.
func (a *answered) put(as state, key string, answer any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.as != as {
		a.as = as
		clear(a.byKey)
		a.order.Init()
	}
	if e := a.byKey[key]; e != nil {
		e.Value.(*given).answer = answer
		return
	}
	a.byKey[key] = a.order.PushFront(&given{key, answer})
	if a.order.Len() > mostRemembered {
		oldest := a.order.Back()
		a.order.Remove(oldest)
		delete(a.byKey, oldest.Value.(*given).key)
	}
}

// remembered answers a question from memory where it was asked before and nothing was
// recorded since. What it gives is shared: nobody may change it.
func remembered[Q, A any](s *Server, id string, answer ask[Q, A]) ask[Q, A] {
	return func(ctx context.Context, q *Q) (*A, error) {
		last, err := s.ledger.LastRecorded(ctx)
		if err != nil {
			return nil, err
		}
		as := state{last, s.today().String()}
		key := fmt.Sprintf("%s %+v", id, *q)
		if a, ok := s.answered.get(as, key); ok {
			return a.(*A), nil
		}
		a, err := answer(ctx, q)
		if err == nil {
			// Should something be recorded meanwhile, the answer is of after it at the
			// latest, and the next question finds another state.
			s.answered.put(as, key, a)
		}
		return a, err
	}
}
