package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/pipeline"
)

// result is what became of one document: its record, or an error with the
// record that tells it.
type result struct {
	record   *chancery.Record
	analysis *pipeline.Analysis // nil on error
	err      error
}

// readAll processes documents on several goroutines and yields the results in the
// order of the documents. No more than a few documents for each are held at a
// time.
func readAll(ctx context.Context, p *pipeline.Pipeline, docs iter.Seq2[*document.Document, error], jobs int) iter.Seq[result] {
	type found struct {
		doc *document.Document
		err error
	}
	each := func(yield func(found) bool) {
		for d, err := range docs {
			if !yield(found{d, err}) {
				return
			}
		}
	}
	return sideBySide(ctx, each, jobs, 2*jobs, func(f found) result {
		if f.err != nil {
			return failure(f.err)
		}
		return process(p, f.doc)
	})
}

// sideBySide does something with each member of a sequence, so many at the same time,
// and yields what comes of it in the order of the sequence. Up to ahead results
// wait to be taken.
func sideBySide[T, R any](ctx context.Context, in iter.Seq[T], jobs, ahead int, do func(T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := make(chan chan R, ahead)
		slots := make(chan struct{}, jobs)
		go func() {
			defer close(queue)
			for x := range in {
				out := make(chan R, 1)
				select {
				case queue <- out:
				case <-ctx.Done():
					return
				}
				slots <- struct{}{}
				go func() {
					out <- do(x)
					<-slots
				}()
			}
		}()
		for out := range queue {
			if !yield(<-out) {
				return
			}
		}
	}
}

// process reads one document whole.
func process(p *pipeline.Pipeline, d *document.Document) result {
	return processInto((*pipeline.Analysis).Record, p, d)
}

// processInto reads one document and writes it down. What breaks on one document must
// not end the reading of the others, so a panic becomes that document's error.
func processInto(write func(*pipeline.Analysis) *chancery.Record, p *pipeline.Pipeline, d *document.Document) (r result) {
	defer func() {
		if v := recover(); v != nil {
			r = failure(&document.Error{ID: d.ID, Err: fmt.Errorf("a fault in chancery (%v); please report it with the document", v)})
		}
	}()
	a := p.Analyse(d)
	return result{record: write(a), analysis: a}
}

// failure is the result of a document that could not be read.
func failure(err error) result {
	r := result{record: &chancery.Record{Format: chancery.Format, Error: err.Error()}, err: err}
	var of *document.Error
	if errors.As(err, &of) {
		r.record.ID, r.record.Error = of.ID, of.Err.Error()
	}
	return r
}
