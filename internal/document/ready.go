package document

import "iter"

// opened is a document or the error in its place.
type opened struct {
	doc *Document
	err error
}

// ready takes documents apart whose bytes have been read, so many at the same
// time, and yields all in their order. Extracting the article from a page takes
// longer than all that is read out of its text, and more than reading bytes.
func ready(jobs int, docs iter.Seq2[*Document, error]) iter.Seq2[*Document, error] {
	if jobs <= 1 {
		return func(yield func(*Document, error) bool) {
			for d, err := range docs {
				if o := (opened{d, err}).ready(); !yield(o.doc, o.err) {
					return
				}
			}
		}
	}
	return func(yield func(*Document, error) bool) {
		queue := make(chan chan opened, jobs)
		slots := make(chan struct{}, jobs)
		done := make(chan struct{})
		defer close(done)
		go func() {
			defer close(queue)
			for d, err := range docs {
				out := make(chan opened, 1)
				select {
				case queue <- out:
				case <-done:
					return
				}
				o := opened{d, err}
				if d == nil || d.pending == nil {
					out <- o
					continue
				}
				slots <- struct{}{}
				go func() {
					out <- o.ready()
					<-slots
				}()
			}
		}()
		for out := range queue {
			if o := <-out; !yield(o.doc, o.err) {
				return
			}
		}
	}
}

// ready is the document taken apart.
func (o opened) ready() opened {
	if o.doc == nil || o.doc.pending == nil {
		return o
	}
	d, err := o.doc.pending()
	return opened{d, err}
}
