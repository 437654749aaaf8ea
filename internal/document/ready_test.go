package document

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// readReady reads an input as Open does, its documents taken apart.
func readReady(o Options, ctx context.Context, name string, r io.Reader, yield func(*Document, error) bool) {
	ready(o.Jobs, func(yield func(*Document, error) bool) { o.read(ctx, name, r, yield) })(yield)
}

// TestJobs reads a folder of pages, one broken, with several jobs: the same
// documents and errors in the same order as with one.
func TestJobs(t *testing.T) {
	dir := t.TempDir()
	for i := range 40 {
		text := fmt.Sprintf("<html><head><title>Page %d</title></head><body><article><p>%s</p></article></body></html>", i,
			strings.Repeat(fmt.Sprintf("Ghana recalled its ambassador from Togo for the %dth time. ", i), 1+i%7*20))
		if i%9 == 4 {
			text = "<html><body></body></html>"
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.html", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	told := func(jobs, most int) (out []string) {
		for d, err := range Open(t.Context(), []string{dir}, Options{Jobs: jobs}) {
			if err != nil {
				out = append(out, err.Error())
			} else {
				out = append(out, d.ID+" "+d.Title+" "+d.Text)
			}
			if len(out) == most {
				break
			}
		}
		return out
	}
	want := told(1, -1)
	if len(want) != 40 || !strings.Contains(strings.Join(want, "\n"), "document: reading") {
		t.Fatalf("%d documents and errors", len(want))
	}
	for _, jobs := range []int{2, 5, 64} {
		got := told(jobs, -1)
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("with %d jobs the documents differ", jobs)
		}
		if got := told(jobs, 3); strings.Join(got, "\n") != strings.Join(want[:3], "\n") {
			t.Errorf("with %d jobs the first three differ", jobs)
		}
	}
}
