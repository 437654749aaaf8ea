package web

import (
	"context"
	"sync"
	"time"

	"chancery/internal/ledger"
)

// conflictsQuery asks for contradictions.
type conflictsQuery struct {
	Sides
	Sort   string `query:"sort" enum:"denial,dispute,dates,untold change" doc:"one sort of contradiction"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"how many at most"`
	Offset int    `query:"offset" minimum:"0" maximum:"100000" doc:"how many to pass over"`
}

// ConflictList are contradictions between claims, in the order of the relations.
type ConflictList struct {
	Conflicts []ledger.Conflict `json:"conflicts"`
	Total     int               `json:"total"`
	// Known is the time of recording up to which they were looked for; zero is now.
	Known time.Time `json:"known,omitzero"`
}

func (s *Server) conflicts(ctx context.Context, f *conflictsQuery) (*ConflictList, error) {
	q, err := s.asked(&f.Sides)
	if err != nil {
		return nil, err
	}
	out := &ConflictList{Conflicts: []ledger.Conflict{}}
	var all []ledger.Conflict
	if q.Of == "" && q.KnownAt.IsZero() {
		all, out.Known, err = s.everywhere.get(ctx, s.ledger)
	} else {
		all, err = s.ledger.Conflicts(ctx, q)
	}
	if err != nil {
		return nil, err
	}
	p := Paging{Limit: f.Limit}
	for i := range all { // of a large ledger there are tens of thousands
		c := &all[i]
		if f.Sort != "" && string(c.Contradiction) != f.Sort || q.Kind != "" && c.Kind != q.Kind {
			continue
		}
		if out.Total >= f.Offset && len(out.Conflicts) < p.most() {
			out.Conflicts = append(out.Conflicts, *c)
		}
		out.Total++
	}
	return out, nil
}

// everywhere keeps the contradictions of the whole ledger, for which all its
// relations are gone through. What was found is shown until what was recorded since
// has been gone through too.
type everywhere struct {
	mu      sync.Mutex
	found   []ledger.Conflict
	known   time.Time // the last recording gone through
	ready   bool
	running bool
}

// get gives what was found last, with the time of recording up to which it holds;
// the first time it waits.
func (e *everywhere) get(ctx context.Context, l *ledger.Ledger) ([]ledger.Conflict, time.Time, error) {
	last, err := l.LastRecorded(ctx)
	if err != nil {
		return nil, time.Time{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.ready {
		if e.found, err = l.Conflicts(ctx, ledger.Asked{}); err != nil {
			return nil, time.Time{}, err
		}
		e.known, e.ready = last, true
	}
	if !last.Equal(e.known) && !e.running {
		e.running = true
		go e.again(context.WithoutCancel(ctx), l, last)
	}
	if last.Equal(e.known) {
		return e.found, time.Time{}, nil
	}
	return e.found, e.known, nil
}

// again goes through the ledger once more. What fails is tried with the next question.
func (e *everywhere) again(ctx context.Context, l *ledger.Ledger, last time.Time) {
	found, err := l.Conflicts(ctx, ledger.Asked{})
	e.mu.Lock()
	defer e.mu.Unlock()
	e.running = false
	if err == nil {
		e.found, e.known = found, last
	}
}
