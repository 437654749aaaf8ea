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

// readAll processes documents on several workers and yields the results in the
// order of the documents. No more than a few documents for each worker are
// held at a time.
func readAll(ctx context.Context, p *pipeline.Pipeline, docs iter.Seq2[*document.Document, error], jobs int) iter.Seq[result] {
	return func(yield func(result) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		queue := make(chan chan result, 2*jobs)
		slots := make(chan struct{}, jobs)
		go func() {
			defer close(queue)
			for d, err := range docs {
				out := make(chan result, 1)
				select {
				case queue <- out:
				case <-ctx.Done():
					return
				}
				if err != nil {
					out <- failure(err)
					continue
				}
				slots <- struct{}{}
				go func() {
					out <- process(p, d)
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

// process reads one document. What breaks on one document must not end the
// reading of the others, so a panic becomes that document's error.
func process(p *pipeline.Pipeline, d *document.Document) (r result) {
	defer func() {
		if v := recover(); v != nil {
			r = failure(&document.Error{ID: d.ID, Err: fmt.Errorf("a fault in chancery (%v); please report it with the document", v)})
		}
	}()
	a := p.Analyse(d)
	return result{record: a.Record(), analysis: a}
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
