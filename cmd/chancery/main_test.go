package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/stream/natstest"
)

func TestMain(m *testing.M) {
	if strings.HasPrefix(filepath.Ext(os.Args[0]), ".test") { // not as a command of a script
		os.Setenv("CHANCERY_CONFIG", os.DevNull) // tests have no settings of their user's
	}
	natstest.Main()
	testscript.Main(m, map[string]func(){"chancery": main})
}

// TestScripts runs the command lines of testdata/script.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:  "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"grow": grow, "status": status},
		Setup: func(e *testscript.Env) error {
			e.Setenv("ROOT", root)
			if err := writeFeeds(e); err != nil {
				return err
			}
			return writeBadInputs(e.WorkDir)
		},
	})
}

// status runs a command, which must end with a status: status 2 chancery raed.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status NUMBER COMMAND...")
	}
	got := 0
	var ended *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &ended) {
		got = ended.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if fmt.Sprint(got) != args[0] {
		ts.Fatalf("the exit status is %d, not %s", got, args[0])
	}
}

// writeBadInputs writes the inputs that a script's text cannot hold.
func writeBadInputs(dir string) error {
	var zip bytes.Buffer
	z := gzip.NewWriter(&zip)
	fmt.Fprint(z, strings.Repeat("Ghana recalled its ambassador from Togo.\n", 2000))
	z.Close()
	files := map[string][]byte{
		"binary.txt":    append([]byte("\x7fELF"), make([]byte, 4096)...),
		"picture.txt":   []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
		"truncated.gz":  zip.Bytes()[:zip.Len()/2],
		"whole.gz":      zip.Bytes(),
		"bomb.html":     []byte("<html><body>" + strings.Repeat("<div>", 100_000) + "text"),
		"latin1.txt":    []byte("Ghana recalled its charg\xe9 d'affaires from Togo on Monday.\n"),
		"invalid.txt":   []byte("Le caf\xc3\xa9 a ferm\xc3\xa9 \xff hier soir \xc3\xa0 Lom\xc3\xa9.\n"),
		"escapes.txt":   []byte("\x1b[31mGhana\x1b[0m Recalls Ambassador\n\nGhana \x1b]0;title\aaccused Togo of spying.\n"),
		"utf16.txt":     append([]byte("\xff\xfe"), utf16le("Ghana accused Togo of spying.\n")...),
		"manylines.txt": []byte(strings.Repeat("Ghana accused Togo of spying.\n\n", 50)),
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func utf16le(s string) []byte {
	var out []byte
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8))
	}
	return out
}

// endless is one line without end.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = "Ghana met Togo, "[(e.left-i)%16]
	}
	e.left -= n
	return n, nil
}

// TestHugeLine reads 200 MB on a single line: one clear error, and no more
// memory than the limit on a document makes necessary.
func TestHugeLine(t *testing.T) {
	for _, start := range []string{"", `{"text":"`} {
		var out, errs bytes.Buffer
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		status := run([]string{"read", "--format", "json", "-"}, io.MultiReader(strings.NewReader(start), &endless{left: 200 << 20}), &out, &errs)
		runtime.ReadMemStats(&after)
		if status != 1 || strings.Count(errs.String(), "\n") != 1 || !strings.Contains(errs.String(), "larger than 32 MB") {
			t.Errorf("exit status %d, standard error %q", status, errs.String())
		}
		if !strings.Contains(out.String(), `"error"`) {
			t.Errorf("no record tells the error: %.200s", out.String())
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 12*document.DefaultMaxBytes {
			t.Errorf("%d MB were allocated for a document of at most %d MB", used>>20, document.DefaultMaxBytes>>20)
		}
	}
}

func TestOrderAndErrors(t *testing.T) {
	p := testEngine(t)
	docs := func(yield func(*document.Document, error) bool) {
		for i := range 40 {
			id := fmt.Sprintf("d%02d", i)
			if i%7 == 3 {
				if !yield(nil, &document.Error{ID: id, Err: errors.New("no good")}) {
					return
				}
				continue
			}
			text := strings.Repeat("Ghana accused Togo of spying. ", 1+(40-i)%9)
			d := &document.Document{ID: id, Text: text}
			d.Blocks = []chancery.Block{{Kind: chancery.Paragraph, Span: chancery.Span{End: len(text) - 1}}}
			if !yield(d, nil) {
				return
			}
		}
	}
	n := 0
	for r := range readAll(context.Background(), p, docs, 4) {
		if want := fmt.Sprintf("d%02d", n); r.record.ID != want {
			t.Fatalf("result %d is of %s", n, r.record.ID)
		}
		if (r.err != nil) != (n%7 == 3) || (r.record.Error != "") != (r.err != nil) {
			t.Errorf("%s: error %v, record's %q", r.record.ID, r.err, r.record.Error)
		}
		n++
	}
	if n != 40 {
		t.Errorf("%d results of 40", n)
	}
	for range readAll(context.Background(), p, docs, 4) {
		break // leaves the others unread; nothing may hang
	}
}

// TestFault: what breaks on one document is that document's error.
func TestFault(t *testing.T) {
	r := process(nil, &document.Document{ID: "broken"})
	if r.err == nil || r.record.ID != "broken" || !strings.Contains(r.record.Error, "please report") {
		t.Errorf("error %v, record %+v", r.err, r.record)
	}
}

// TestInterrupt: who waits for its input must be possible to stop, quietly.
func TestInterrupt(t *testing.T) {
	for _, args := range [][]string{{"read"}, {"read", "--format", "json", "-"}, {"parse"}, {"names", "lookup", "-"}} {
		ctx, cancel := context.WithCancel(context.Background())
		in, feed := io.Pipe()
		var out, errs bytes.Buffer
		cancel()
		if status := execute(ctx, args, in, &out, &errs); status != 130 || errs.Len() != 0 {
			t.Errorf("%v: exit status %d, standard error %q", args, status, errs.String())
		}
		feed.Close()
	}
}
