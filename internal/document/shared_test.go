package document

import (
	"context"
	"io"
	"runtime"
	"strings"
	"testing"
)

// collect reads one stream through read.
func collect(o Options, name string, r io.Reader) (docs []*Document, errs []error) {
	readReady(o, context.Background(), name, r, func(d *Document, err error) bool {
		if err != nil {
			errs = append(errs, err)
		} else {
			docs = append(docs, d)
		}
		return true
	})
	return docs, errs
}

// one reads a stream that must hold one document.
func one(t *testing.T, in string) *Document {
	t.Helper()
	docs, errs := collect(Options{}, "in", strings.NewReader(in))
	if len(docs) != 1 || len(errs) > 0 {
		t.Fatalf("%d documents, errors %v; want one document of %.80q", len(docs), errs, in)
	}
	return docs[0]
}

// blockTexts are a document's blocks as "kind: text".
func blockTexts(d *Document) []string {
	rs := []rune(d.Text)
	var out []string
	for _, b := range d.Blocks {
		out = append(out, string(b.Kind)+": "+string(rs[b.Start:b.End]))
	}
	return out
}

// sameBlocks compares a document's blocks with "kind: text" lines.
func sameBlocks(t *testing.T, d *Document, want []string) {
	t.Helper()
	got := blockTexts(d)
	for i := range max(len(got), len(want)) {
		g, w := "(none)", "(none)"
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if g != w {
			t.Errorf("block %d:\n got %q\nwant %q", i, g, w)
		}
	}
}

// allocated is how many bytes f allocates in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
