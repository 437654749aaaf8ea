package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"chancery/internal/document"
)

// TestBenchArchive: the archive that is made for measuring holds as many pages as
// it is said to, each at its own address and dated.
func TestBenchArchive(t *testing.T) {
	data := t.TempDir()
	folder := filepath.Join(data, "data", "newswire")
	news := `{"id":"1","date":"1998-03-05","title":"Envoy & others","text":"France opened an embassy in Georgia on Tuesday.\n\nThe <new> ambassador arrived."}
{"id":"2","date":"1999-04-06","title":"Talks","text":"The presidents of Chile and Peru met in Lima for two hours."}
`
	if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, "a.jsonl"), []byte(news), 0o644)); err != nil {
		t.Fatal(err)
	}
	b := flowBench{data: data, rand: rand.New(rand.NewPCG(1, 1))}
	path := filepath.Join(t.TempDir(), "a.warc.gz")
	const size = 400 << 10
	pages, err := b.makeArchive(context.Background(), path, size)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() < size || info.Size() > size+2*pageWeight {
		t.Errorf("the archive: %v, %v", info, err)
	}
	addresses := map[string]bool{}
	for d, err := range document.Open(context.Background(), []string{path}, document.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		addresses[d.URL] = true
		if d.Published == nil || d.Published.Date != "1998-03-05" && d.Published.Date != "1999-04-06" {
			t.Errorf("%s: published %+v", d.ID, d.Published)
		}
	}
	if len(addresses) != pages || pages < 5 {
		t.Errorf("%d pages at %d addresses", pages, len(addresses))
	}
}
