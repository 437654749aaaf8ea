package exchange

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"chancery"
	"chancery/internal/ledger"
)

var updateIn = flag.Bool("update-in", false, "rewrite the golden files of what is loaded")

// samples are the files of testdata/in and the format of each.
var samples = []struct{ file, format string }{
	{"gdelt.tsv", "gdelt"}, {"icews.tsv", "icews"}, {"polecat.tsv", "polecat"}, {"plover.jsonl", "plover"},
	{"plover-list.json", "plover"}, {"cow-diplomatic.csv", "cow-diplomatic"}, {"recognition.csv", "recognition"},
}

// newLoaders makes a loader of each format; making one reads all tables.
func newLoaders(t testing.TB) map[string]*Loader {
	t.Helper()
	out := map[string]*Loader{}
	for _, f := range InFormats() {
		out[f.Name] = newLoader(t, f.Name)
	}
	return out
}

func newLoader(t testing.TB, format string) *Loader {
	t.Helper()
	f, err := FindInFormat(format)
	if err != nil {
		t.Fatal(err)
	}
	l, err := NewLoader(f, "Their publisher")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// loadedAs tells in lines what an input is loaded as.
func loadedAs(t testing.TB, l *Loader, name string, r io.Reader) string {
	t.Helper()
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for record, err := range l.Load(t.Context(), name, r) {
		if err != nil {
			fmt.Fprintf(&b, "! %v\n", err)
			continue
		}
		holds(t, record)
		// The text and what follows from it alone is left out, so that a line can be read.
		record.Text, record.Blocks, record.Sentences = "", nil, nil
		if err := enc.Encode(record); err != nil {
			t.Fatal(err)
		}
	}
	for _, x := range l.LeftOut() {
		fmt.Fprintf(&b, "- %d: %s\n", x.N, x.Why)
	}
	return b.String()
}

// storeless is a ledger that can do no more than take records apart.
var storeless = sync.OnceValues(func() (*ledger.Ledger, error) { return ledger.New(nil) })

// holds checks that a ledger takes a record: its spans lie within its text, its
// dates are dates, and each claim can be written and read.
func holds(t testing.TB, r *chancery.Record) {
	t.Helper()
	l, err := storeless()
	if err != nil {
		t.Fatal(err)
	}
	reading, err := l.Read(r, "theirs")
	if err != nil {
		t.Fatal(err)
	}
	if len(reading.Claims) != 1 {
		t.Fatalf("%s gives %d claims, want one", r.ID, len(reading.Claims))
	}
	c := &reading.Claims[0]
	if _, err := ledger.Decode(ledger.Encode(c)); err != nil {
		t.Fatalf("%s: %v", r.ID, err)
	}
	if len(c.Told) != 1 || c.Told[0].Trigger.Text == "" {
		t.Fatalf("%s: the claim has no words: %+v", r.ID, c)
	}
}

func TestLoad(t *testing.T) {
	for _, c := range samples {
		t.Run(c.file, func(t *testing.T) {
			path := filepath.Join("testdata", "in", c.file)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := loadedAs(t, newLoader(t, c.format), c.file, bytes.NewReader(data))
			golden := path + ".golden"
			if *updateIn {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s; if this is right, run with -update-in:\n%s", golden, got)
			}
			if format, err := Detect(c.file, bytes.NewReader(data)); err != nil || format != c.format {
				t.Errorf("it is taken for %q (%v)", format, err)
			}
			for how, packed := range map[string]io.Reader{"gzip": zipped(t, data), "zip": archived(t, data, 1), "a stream": onlyReader{bytes.NewReader(data)}} {
				if again := loadedAs(t, newLoader(t, c.format), c.file, packed); again != got {
					t.Errorf("by %s it is loaded as\n%s", how, again)
				}
			}
		})
	}
}

// onlyReader is an input that can only be read from its beginning to its end.
type onlyReader struct{ r io.Reader }

func (r onlyReader) Read(b []byte) (int, error) { return r.r.Read(b) }

func zipped(t *testing.T, data []byte) io.Reader {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return &b
}

func archived(t *testing.T, data []byte, files int) *bytes.Reader {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := range files {
		w, err := z.Create(fmt.Sprintf("%d.CSV", i))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

// TestBadFiles: what is wrong with a whole file ends its reading and says what to do.
func TestBadFiles(t *testing.T) {
	truncated := zipped(t, []byte(strings.Repeat("one\ttwo\n", 20000))).(*bytes.Buffer).Bytes()
	for _, c := range []struct {
		name, format string
		in           io.Reader
		want         string
	}{
		{"a header of others", "icews", strings.NewReader("a\tb\n1\t2\n"), "the header lacks Event ID, Event Date, Source Name"},
		{"no list's end", "plover", strings.NewReader(`[{"id":"1"}, `), "closing bracket"},
		{"no object's end", "plover", strings.NewReader(`[{"id":"1"`), "does not end"},
		{"a list of numbers", "plover", strings.NewReader(`[1, 2]`), "a list of objects is expected"},
		{"two files", "gdelt", archived(t, []byte("x"), 2), "holds 2; unpack it"},
		{"a zip archive in a stream", "gdelt", onlyReader{archived(t, []byte("x"), 1)}, "unzip -p"},
		{"UTF-16", "icews", bytes.NewReader([]byte("\xff\xfea\x00")), "iconv"},
		{"half a gzip", "gdelt", onlyReader{bytes.NewReader(truncated[:len(truncated)/2])}, "unexpected EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var last error
			for _, err := range newLoader(t, c.format).Load(t.Context(), "in", c.in) {
				last = err
			}
			var row *RowError
			if last == nil || errors.As(last, &row) || !strings.Contains(last.Error(), c.want) || !strings.Contains(last.Error(), "in: ") {
				t.Errorf("error %v, want one of the file %q", last, c.want)
			}
		})
	}
}

// TestGarbage: of what is no input of a format the error names the input, the place, and
// what to do, whatever the format; and no more is kept of a row than it may have.
func TestGarbage(t *testing.T) {
	sample := func(file string) []byte {
		data, err := os.ReadFile(filepath.Join("testdata", "in", file))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var wide []byte
	for _, b := range sample("icews.tsv") {
		wide = append(wide, b, 0)
	}
	loaders := newLoaders(t)
	packed := zipped(t, bytes.Repeat(sample("gdelt.tsv"), 500)).(*bytes.Buffer).Bytes()
	for _, c := range []struct {
		name string
		in   func() io.Reader
		want []string
	}{
		{"UTF-16 without a mark", func() io.Reader { return bytes.NewReader(wide) }, []string{"is UTF-16", "iconv"}},
		{"UTF-16 in gzip", func() io.Reader { return zipped(t, wide) }, []string{"is UTF-16", "iconv"}},
		{"a database", func() io.Reader {
			return strings.NewReader("SQLite format 3\x00\x10\x00\x01\x01" + strings.Repeat("x", 99))
		}, []string{"is no text", "give a table"}},
		{"a gzip of two bytes", func() io.Reader { return strings.NewReader("\x1f\x8b") }, []string{"its gzip", "fetch it again"}},
		{"half a gzip", func() io.Reader { return onlyReader{bytes.NewReader(packed[:len(packed)/2])} }, []string{""}},
		{"a broken zip", func() io.Reader { return bytes.NewReader([]byte("PK\x03\x04 and no more")) }, []string{"its zip archive", "fetch it again"}},
		{"a page", func() io.Reader { return strings.NewReader("<html><body>Not found</body></html>\n") }, []string{"1"}},
		{"one line of 4 MB", func() io.Reader { return strings.NewReader(strings.Repeat("x", 4<<20)) }, []string{":1: the row is longer than 256 KB; cut it"}},
	} {
		for _, f := range InFormats() {
			var errs []string
			for r, err := range loaders[f.Name].Load(t.Context(), "in.file", c.in()) {
				if r != nil && c.name != "half a gzip" {
					t.Errorf("%s as %s gives a record", c.name, f.Name)
				}
				if err != nil {
					errs = append(errs, err.Error())
				}
			}
			said := strings.Join(errs, "\n")
			for _, want := range append(c.want, "in.file") {
				if said == "" || !strings.Contains(said, want) {
					t.Errorf("%s as %s: %q lacks %q", c.name, f.Name, said, want)
				}
			}
		}
	}
}

// TestAnotherFormat: a file of another format is told by name, once, and not row by row.
func TestAnotherFormat(t *testing.T) {
	loaders := newLoaders(t)
	for _, c := range samples {
		data, err := os.ReadFile(filepath.Join("testdata", "in", c.file))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range InFormats() {
			if f.Name == c.format {
				continue
			}
			var errs []string
			for r, err := range loaders[f.Name].Load(t.Context(), c.file, bytes.NewReader(data)) {
				if r != nil {
					t.Errorf("%s as %s gives a record", c.file, f.Name)
				}
				if err != nil {
					errs = append(errs, err.Error())
				}
			}
			if len(errs) != 1 || !strings.Contains(errs[0], "it looks like --format "+c.format) || !strings.Contains(errs[0], c.file+": line 1: ") {
				t.Errorf("%s as %s: %q", c.file, f.Name, errs)
			}
		}
	}
	for _, f := range InFormats() {
		want := f.Name != "gdelt" && f.Name != "plover"
		for _, empty := range []string{"", "\n\n"} {
			var last error
			for _, err := range loaders[f.Name].Load(t.Context(), "in", strings.NewReader(empty)) {
				last = err
			}
			if (last != nil) != want || want && !strings.Contains(last.Error(), "its first line must name the columns") {
				t.Errorf("%q as %s: %v", empty, f.Name, last)
			}
		}
	}
}

// TestLongRows: a row over the limit is told and passed over.
func TestLongRows(t *testing.T) {
	data, err := os.ReadFile("testdata/in/recognition.csv")
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(data), "\n")
	in := lines[0] + strings.Repeat("x", maxRow+1) + "\n" + lines[1]
	got := loadedAs(t, newLoader(t, "recognition"), "in", strings.NewReader(in))
	if !strings.HasPrefix(got, "! in:2: the row is longer than 256 KB") || strings.Count(got, `"recognition"`) != 1 {
		t.Errorf("loaded as %s", got)
	}
	many := `{"id":"1","date":"2022-07-13","event":"AID","actor":[` + strings.Repeat(`{"code":"USA"},`, maxParties) + `{"code":"USA"}]}`
	got = loadedAs(t, newLoader(t, "plover"), "in", strings.NewReader(many))
	if got != "! in:1: 33 actors on one side; at most 32 are read\n" {
		t.Errorf("loaded as %s", got)
	}
}

func fuzzLoad(f *testing.F, format string) {
	seeds := 0
	for _, c := range samples {
		if c.format != format {
			continue
		}
		data, err := os.ReadFile(filepath.Join("testdata", "in", c.file))
		if err != nil {
			f.Fatal(err)
		}
		header, rows, _ := bytes.Cut(data, []byte("\n"))
		for row := range bytes.Lines(rows) { // each for itself: small inputs are varied faster
			f.Add(slices.Concat(header, []byte("\n"), row))
			seeds++
		}
		f.Add(append(header, "\n\x00\xff\t\"\t\x1b[0m,,\n"...))
	}
	if seeds == 0 {
		f.Fatal("no sample to begin from")
	}
	l := newLoader(f, format)
	f.Fuzz(func(t *testing.T, data []byte) {
		for r, err := range l.Load(t.Context(), "in", onlyReader{bytes.NewReader(data)}) {
			if (r == nil) == (err == nil) {
				t.Fatalf("record %v with error %v", r, err)
			}
			if r != nil {
				holds(t, r)
			}
		}
	})
}

func FuzzLoadGDELT(f *testing.F)       { fuzzLoad(f, "gdelt") }
func FuzzLoadICEWS(f *testing.F)       { fuzzLoad(f, "icews") }
func FuzzLoadPOLECAT(f *testing.F)     { fuzzLoad(f, "polecat") }
func FuzzLoadPLOVER(f *testing.F)      { fuzzLoad(f, "plover") }
func FuzzLoadDiplomatic(f *testing.F)  { fuzzLoad(f, "cow-diplomatic") }
func FuzzLoadRecognition(f *testing.F) { fuzzLoad(f, "recognition") }
