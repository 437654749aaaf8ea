package web

import (
	"cmp"
	"sync"
)

// atOnce runs the parts of an answer at the same time; they may not touch what another
// writes. The error is that of the first part which has one. A part that panics does so
// here, where the server catches it.
func atOnce(parts ...func() error) error {
	errs, panics := make([]error, len(parts)), make([]any, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			defer func() { panics[i] = recover() }()
			errs[i] = part()
		})
	}
	all.Wait()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
	return cmp.Or(errs...)
}
