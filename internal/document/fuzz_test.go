package document

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"chancery"
)

// checkRead reads bytes and checks what holds of every document and error.
func checkRead(t *testing.T, data []byte) {
	o := Options{MaxBytes: 1 << 20}
	readReady(o, context.Background(), "in", bytes.NewReader(data), func(d *Document, err error) bool {
		if (d == nil) == (err == nil) {
			t.Fatalf("document %v with error %v", d, err)
		}
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.ID == "" {
				t.Fatalf("error %v names no input", err)
			}
			return true
		}
		checkDocument(t, d)
		return true
	})
}

// checkDocument checks the promises of Document.
func checkDocument(t *testing.T, d *Document) {
	t.Helper()
	if d.ID == "" || d.Text == "" || len(d.Blocks) == 0 {
		t.Fatalf("empty document %+v", d)
	}
	for _, s := range append([]string{d.Title, d.Publisher, d.Text}, d.Byline...) {
		checkText(t, s)
	}
	rs := []rune(d.Text)
	covered := make([]bool, len(rs))
	at := 0
	for _, b := range d.Blocks {
		if b.Start < at || b.End <= b.Start || b.End > len(rs) {
			t.Fatalf("block %+v after %d in a text of %d", b, at, len(rs))
		}
		for i := b.Start; i < b.End; i++ {
			covered[i] = true
		}
		at = b.End
	}
	for i, c := range covered {
		if !c && rs[i] != ' ' && rs[i] != '\n' {
			t.Fatalf("character %d, %q, lies in no block", i, rs[i])
		}
	}
	if d.Published == nil {
		return
	}
	if _, err := time.Parse(time.DateOnly, d.Published.Date); err != nil {
		t.Fatalf("published %q", d.Published.Date)
	}
	for _, e := range d.Published.Evidence {
		if e.Start < 0 || e.End <= e.Start || e.End > len(rs) {
			t.Fatalf("evidence %+v in a text of %d", e, len(rs))
		}
		if got, ok := readDate(string(rs[e.Start:e.End])); !ok || got != d.Published.Date {
			t.Fatalf("evidence %q of %s", string(rs[e.Start:e.End]), d.Published.Date)
		}
	}
	if b := d.Published.Basis; b != chancery.Given && b != chancery.Stated && b != chancery.Inferred {
		t.Fatalf("basis %q", b)
	}
}

// checkText: valid, and without controls, marks of direction or odd blanks.
func checkText(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("not UTF-8: %q", s)
	}
	for _, r := range s {
		if r != '\n' && unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r != ' ' && unicode.Is(unicode.Z, r) {
			t.Fatalf("character %U in %q", r, s)
		}
	}
}

// addExamples adds the repository's example files of one ending as seeds.
func addExamples(f *testing.F, pattern string) {
	f.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", pattern))
	if err != nil || len(files) == 0 {
		f.Fatalf("no seeds %s: %v", pattern, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

func FuzzText(f *testing.F) {
	addExamples(f, "*.txt")
	f.Add([]byte(head + "\n\nBy JANE DOE | Reuters\nUpdated 4 May 2021\n\n" + para1 + " (Li Na/AFP via Getty Images)"))
	f.Add([]byte("\xff\xfea\x00\n\x00b\x00"))
	f.Add([]byte("\x1b[31mred\x1b]0;x\a\u202e\u2028\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) { checkRead(t, data) })
}

func FuzzHTML(f *testing.F) {
	addExamples(f, "*.html")
	f.Add([]byte(`<html><head><title>T - S</title><meta property="og:title" content="` + head + `"><meta name="date" content="2021-05-04"><script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"Jane Doe"}],"datePublished":"2021-05-04T01:00:00Z"}</script></head><body><article><h1>` + head + `</h1><figure><figcaption>In this photo, the two sit (AP Photo/Li Na)</figcaption></figure><p>` + para1 + `<br>` + para2 + `</p></article></body></html>`))
	f.Add([]byte("<p>a<table><b><td></p><svg><td><ul><li>x</table>"))
	f.Add([]byte("<html><meta charset=windows-1251><p>\xca\xe8\xe5\xe2"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !isHTML(data) {
			data = append([]byte("<html>"), data...)
		}
		checkRead(t, data)
	})
}

func FuzzJSONLines(f *testing.F) {
	addExamples(f, "*.jsonl")
	f.Add([]byte(`{"id":"a","date":"2021-05-04","title":"` + head + `","text":"` + para1 + `"}` + "\n{\"text\":\n{}\n{\"text\":\"\\ud800 \\u0000\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !isJSONLines(data) {
			data = append([]byte(`{"text":"`), data...)
		}
		checkRead(t, data)
	})
}

func FuzzGzip(f *testing.F) {
	for _, s := range []string{"", para1, "<html><p>" + para1, `{"text":"` + para1 + `"}`, strings.Repeat("a", 1<<21)} {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write([]byte(s))
		z.Close()
		f.Add(b.Bytes())
		f.Add(b.Bytes()[:b.Len()-5])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
			data = append([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0}, data...)
		}
		checkRead(t, data)
	})
}
