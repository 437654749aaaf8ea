package document

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func zipped(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGzip(t *testing.T) {
	text := head + "\n\n" + para1
	good := zipped(t, text)
	lines := zipped(t, strings.Repeat(`{"text":"`+para1+`"}`+"\n", 3))
	tests := []struct {
		name, in string
		docs     int
		says     string // what the one error holds; "" for none
	}{
		{"good", good, 1, ""},
		{"JSON Lines", lines, 3, ""},
		{"two members", good + good, 1, ""},
		{"truncated", good[:len(good)-12], 0, "truncated"},
		{"truncated in its head", good[:5], 0, "truncated"},
		{"corrupt", good[:20] + "XXXX" + good[24:], 0, "gzip"},
		{"twice", zipped(t, good), 0, "twice"},
		{"empty", zipped(t, ""), 0, "no text"},
		{"bomb", zipped(t, strings.Repeat("a", 3<<20)), 0, "larger than 1 MB"},
		{"bomb of a line", zipped(t, `{"text":"`+strings.Repeat("a", 3<<20)+`"}`), 0, "larger than 1 MB"},
		{"binary inside", zipped(t, "%PDF-1.7\n\x00\x01"), 0, "application/pdf"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := collect(Options{MaxBytes: 1 << 20}, "in.gz", strings.NewReader(tt.in))
			checkOutcome(t, docs, errs, tt.docs, tt.says)
		})
	}
}

// checkOutcome: so many documents, and one error of one line that holds says
// and names the input, or none.
func checkOutcome(t *testing.T, docs []*Document, errs []error, want int, says string) {
	t.Helper()
	if len(docs) != want {
		t.Errorf("%d documents, want %d", len(docs), want)
	}
	if says == "" {
		if len(errs) > 0 {
			t.Errorf("errors %v, want none", errs)
		}
		return
	}
	if len(errs) != 1 {
		t.Fatalf("errors %v, want one", errs)
	}
	var e *Error
	if !errors.As(errs[0], &e) || e.ID == "" {
		t.Errorf("error %v names no input", errs[0])
	}
	if msg := errs[0].Error(); !strings.Contains(msg, says) || strings.Contains(msg, "\n") {
		t.Errorf("error %q lacks %q or is not one line", msg, says)
	}
}

func TestInputsWithoutDocuments(t *testing.T) {
	tests := []struct{ name, in, says string }{
		{"nothing", "", "no text"},
		{"blanks", " \n\n\t", "no text"},
		{"feed", `<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>`, "the feed holds no items"},
		{"archive", "WARC/1.0\r\nWARC-Type: warcinfo\r\n", "the header of the WARC record: it does not end"},
		{"archive without pages", "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nab\r\n\r\n", "holds no page"},
		{"page without text", "<html><head><title>x</title></head><body></body></html>", "no article text"},
		{"JSON Lines in UTF-16", utf16Bytes(`{"text":"a"}`, false), "UTF-16"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := collect(Options{}, "in", strings.NewReader(tt.in))
			checkOutcome(t, docs, errs, 0, tt.says)
		})
	}
}

// ids opens inputs and returns what came out, in order; errors as "! id".
func ids(inputs []string, o Options) []string {
	var out []string
	for d, err := range Open(context.Background(), inputs, o) {
		var e *Error
		switch {
		case err == nil:
			out = append(out, d.ID)
		case errors.As(err, &e):
			out = append(out, "! "+e.ID)
		default:
			out = append(out, "? "+err.Error())
		}
	}
	return out
}

func TestFolders(t *testing.T) {
	dir := t.TempDir()
	at := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	write := func(text string, names ...string) {
		p := at(names...)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to string, names ...string) {
		if err := os.Symlink(to, at(names...)); err != nil {
			t.Skip("no symbolic links here: ", err)
		}
	}
	write(para1, "in", "b.txt")
	write(para1, "in", "a.txt")
	write("", "in", "c.txt")
	write(para1, "in", ".hidden")
	write(para1, "in", ".git", "d.txt")
	write(para1, "in", "sub", "e.txt")
	link(at("in"), "in", "sub", "circle")
	link(at("in", "a.txt"), "in", "f.txt")
	link(at("in"), "link")
	link(at("nowhere"), "in", "dangling")
	if err := os.Mkdir(at("empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		inputs []string
		want   []string
	}{
		{"folder", []string{at("in")}, []string{at("in", "a.txt"), at("in", "b.txt"), "! " + at("in", "c.txt"), at("in", "f.txt"), at("in", "sub", "e.txt")}},
		{"folder with a slash", []string{at("in", "sub") + "/"}, []string{at("in", "sub", "e.txt")}},
		{"link to a folder", []string{at("link", "sub"), at("link")}, []string{at("link", "sub", "e.txt"),
			at("link", "a.txt"), at("link", "b.txt"), "! " + at("link", "c.txt"), at("link", "f.txt"), at("link", "sub", "e.txt")}},
		{"hidden when named", []string{at("in", ".git"), at("in", ".hidden")}, []string{at("in", ".git", "d.txt"), at("in", ".hidden")}},
		{"empty folder", []string{at("empty")}, []string{"! " + at("empty")}},
		{"vanished file", []string{at("gone.txt"), at("in", "a.txt")}, []string{"! " + at("gone.txt"), at("in", "a.txt")}},
		{"address", []string{"https://example.org/a", at("in", "a.txt")}, []string{"! https://example.org/a", at("in", "a.txt")}},
		{"no standard input", []string{"-"}, []string{"! -"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := ids(tt.inputs, Options{}); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
	t.Run("standard input", func(t *testing.T) {
		if got := ids([]string{"-"}, Options{Stdin: strings.NewReader(para1)}); !slices.Equal(got, []string{"-"}) {
			t.Errorf("got %q", got)
		}
	})
}

func TestConsumerThatStops(t *testing.T) {
	dir := t.TempDir()
	line := `{"text":"` + para1 + `"}` + "\n"
	for _, name := range []string{"a.jsonl", "b.jsonl"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(strings.Repeat(line, 3)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for stop := 1; stop <= 6; stop++ {
		n := 0
		for range Open(context.Background(), []string{dir, filepath.Join(dir, "gone"), dir}, Options{}) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("%d read, want %d", n, stop)
		}
	}
}

// endless gives the same bytes again and again, and can count what was read.
type endless struct {
	unit string
	off  int
	left int64 // bytes until its end
	read int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(int64(len(p)), e.left)], e.unit[e.off:])
	e.off = (e.off + n) % len(e.unit)
	e.left -= int64(n)
	e.read += int64(n)
	return n, nil
}

func TestCancelledContext(t *testing.T) {
	line := `{"text":"` + para1 + `"}` + "\n"
	for _, tt := range []struct{ name, unit string }{
		{"JSON Lines", line}, {"text", para1 + " "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			in := &cancelling{r: &endless{unit: tt.unit, left: 1 << 40}, after: 1 << 20, cancel: cancel}
			var last error
			n := 0
			for _, err := range Open(ctx, []string{"-", "-", "nowhere"}, Options{Stdin: in}) {
				last = err
				n++
			}
			if !errors.Is(last, context.Canceled) {
				t.Errorf("the last of %d is %v, want the context's error", n, last)
			}
			var e *Error
			if errors.As(last, &e) {
				t.Errorf("the context's end is told as the error of %s", e.ID)
			}
		})
	}
}

// cancelling cancels a context once so many bytes are read.
type cancelling struct {
	r      *endless
	after  int64
	cancel func()
}

func (c *cancelling) Read(p []byte) (int, error) {
	if c.r.read > c.after {
		c.cancel()
	}
	return c.r.Read(p)
}

// An input above the limit is an error, and costs memory by the limit, not by
// the input.
func TestHugeInputs(t *testing.T) {
	const most = 2 << 20
	tests := []struct {
		name, first, unit string
		docs              int
	}{
		{"one line", "", "word ", 0},
		{"one word", "", "a", 0},
		{"one line of JSON", `{"text":"`, "word ", 0},
		{"JSON whose line ends", `{"text":"`, strings.Repeat("word ", 1<<20) + "\"}\n", 0},
		{"a page", "<html><body><p>", "word ", 0},
		{"compressed", "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var docs []*Document
			var errs []error
			var in io.Reader = io.MultiReader(strings.NewReader(tt.first), &endless{unit: tt.unit, left: 200 << 20})
			if tt.unit == "" {
				in = strings.NewReader(zipped(t, strings.Repeat("words ", 8<<20)))
			}
			used := allocated(func() { docs, errs = collect(Options{MaxBytes: most}, "in", in) })
			if len(docs) != 0 || len(errs) == 0 {
				t.Fatalf("%d documents, %d errors", len(docs), len(errs))
			}
			if !errors.Is(errs[0], errTooLarge) {
				t.Errorf("error %v", errs[0])
			}
			if ratio := float64(used) / most; ratio > 10*float64(len(errs)) {
				t.Errorf("%d errors cost %.0f times the limit in memory", len(errs), ratio)
			}
		})
	}
}
