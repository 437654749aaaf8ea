package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestGolden holds what the examples are read as, for people and in JSON.
// Rewrite with: go test ./cmd/chancery -run Golden -update
func TestGolden(t *testing.T) {
	for _, file := range examples(t) {
		name := filepath.Base(file)
		for format, ext := range map[string]string{"text": ".txt", "json": ".jsonl"} {
			t.Run(name+" as "+format, func(t *testing.T) {
				var out, errs bytes.Buffer
				if status := run([]string{"read", "--format", format, file}, strings.NewReader(""), &out, &errs); status != 0 {
					t.Fatalf("exit status %d: %s", status, errs.String())
				}
				golden := filepath.Join("testdata", "golden", name+ext)
				sameAsFile(t, golden, out.String())
			})
		}
	}
}

// sameAsFile holds a text to a golden file, or with -update writes it.
func sameAsFile(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		test, _, _ := strings.Cut(t.Name(), "/")
		at := firstDifference([]byte(got), want)
		t.Errorf("%s differs at byte %d; if that is right, go test ./cmd/chancery -run %s -update, and read the difference:\n%s",
			file, at, test, around([]byte(got), at))
	}
}

func firstDifference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

func around(b []byte, i int) []byte { return b[max(0, i-80):min(len(b), i+80)] }

// TestReadme: what the README shows is what the program prints. A line that is
// only "…" stands for lines left out.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "$ chancery read examples/recognition.txt\n")
	sample, _, closed := strings.Cut(rest, "\n```")
	if !ok || !closed {
		t.Fatal("the README shows no reading of examples/recognition.txt")
	}
	var out, errs bytes.Buffer
	if status := run([]string{"read", "../../examples/recognition.txt"}, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("exit status %d: %s", status, errs.String())
	}
	shown := 0
	left := out.String()
	for part := range strings.SplitSeq(sample, "\n     …\n") {
		part = strings.Trim(part, "\n")
		_, after, ok := strings.Cut(left, part+"\n")
		if !ok {
			t.Fatalf("the program does not print, in this order:\n%s", part)
		}
		left = after
		shown += strings.Count(part, "→")
	}
	if shown < 8 {
		t.Errorf("the README shows only %d acts and relations", shown)
	}
}
