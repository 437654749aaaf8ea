package imports

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"chancery/internal/ontology"
)

// importInto imports named texts into a folder: name, text, name, text …
func importInto(t *testing.T, dir, format string, inputs ...string) {
	t.Helper()
	im, err := New(format, Options{Tell: func(s string) { t.Error(s) }})
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(inputs); i += 2 {
		if err := im.Read(inputs[i], strings.NewReader(inputs[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	tables, err := im.Tables()
	if err != nil {
		t.Fatal(err)
	}
	if err := tables.Write(dir); err != nil {
		t.Fatal(err)
	}
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestMerge(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "names")
	importInto(t, dir, "phoenix", "b.txt", "BORSK [FRAMIL]", "x/a.txt", "ZENDA [FRAGOV]")
	first := readFile(t, dir, "bodies.tsv")
	if want := "# country\tsector\tname\tflags\n# origin: phoenix a.txt\nFRA\tGOV\tZenda\n# origin: phoenix b.txt\nFRA\tMIL\tBorsk\n"; !strings.HasSuffix(first, want) {
		t.Errorf("written\n%s", first)
	}
	importInto(t, dir, "phoenix", "b.txt", "BORSK [FRAMIL]", "a.txt", "ZENDA [FRAGOV]")
	if again := readFile(t, dir, "bodies.tsv"); again != first {
		t.Errorf("the same import again gives\n%s", again)
	}
	// A row of one's own stays, an origin that is imported again is replaced.
	own := strings.Replace(first, "# origin: phoenix a", "FRA\tSPY\tHentzau Bureau\n# origin: phoenix a", 1)
	if err := os.WriteFile(filepath.Join(dir, "bodies.tsv"), []byte(own), 0o644); err != nil {
		t.Fatal(err)
	}
	importInto(t, dir, "phoenix", "b.txt", "STRELSAU [FRA]")
	merged := readFile(t, dir, "bodies.tsv")
	if !strings.Contains(merged, "Hentzau") || !strings.Contains(merged, "Zenda") || strings.Contains(merged, "Borsk") || strings.Contains(merged, "b.txt") {
		t.Errorf("merged\n%s", merged)
	}
	importInto(t, dir, "geonames", "b.txt", geo("Borsk", "Borsk", "1", "1", "P", "PPL", "UA", "20000"))
	if !strings.Contains(readFile(t, dir, "regions.tsv"), "Strelsau") {
		t.Error("rows of another format's file with the same name are gone")
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if _, err := ontology.LoadActors(ontology.Folder{Name: dir, Files: os.DirFS(dir)}); err != nil {
		t.Error(err)
	}
}

func TestWriteRefuses(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bodies.tsv"), []byte("XQX\tMIL\tNobody's Guard\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	write := func(text string) error {
		im, err := New("phoenix", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := im.Read("a", strings.NewReader(text)); err != nil {
			t.Fatal(err)
		}
		tables, err := im.Tables()
		if err != nil {
			t.Fatal(err)
		}
		return tables.Write(dir)
	}
	if err := write("BORSK [FRAGOV]"); err == nil || !strings.Contains(err.Error(), "bodies.tsv:1: no state, entity or organisation has the code XQX") {
		t.Errorf("a table that does not load is written: %v", err)
	}
	if got := readFile(t, dir, "bodies.tsv"); got != "XQX\tMIL\tNobody's Guard\n" {
		t.Errorf("the folder has changed: %s", got)
	}
	dir = t.TempDir()
	if err := write("FRANCE [FRA]"); err == nil || !strings.Contains(err.Error(), "nothing of it is new") {
		t.Errorf("%v", err)
	}
}

func TestInputs(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	io.WriteString(z, "BORSK [FRAMIL]\r\n")
	z.Close()
	read := func(r io.Reader) (int, error) {
		im, err := New("phoenix", Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := im.Read("in", r); err != nil {
			return 0, err
		}
		tables, err := im.Tables()
		return len(tables.rows), err
	}
	if n, err := read(bytes.NewReader(zipped.Bytes())); n != 1 || err != nil {
		t.Errorf("gzip: %d rows, %v", n, err)
	}
	if n, err := read(strings.NewReader("\xef\xbb\xbfBORSK [FRAMIL]")); n != 1 || err != nil {
		t.Errorf("byte order mark: %d rows, %v", n, err)
	}
	if _, err := read(bytes.NewReader(zipped.Bytes()[:zipped.Len()-6])); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("truncated: %v", err)
	}
	if _, err := read(strings.NewReader("PK\x03\x04")); err == nil || !strings.Contains(err.Error(), "zip archive; unpack it") {
		t.Errorf("zip: %v", err)
	}
	if _, err := read(iotest.ErrReader(errors.New("no disk"))); err == nil || !strings.Contains(err.Error(), "in: no disk") {
		t.Errorf("reading: %v", err)
	}
	if n, err := read(strings.NewReader("")); n != 0 || err != nil {
		t.Errorf("nothing: %d, %v", n, err)
	}
}

// TestLongLine: a line over the limit is told, and what follows is read.
func TestLongLine(t *testing.T) {
	var told []string
	im, err := New("phoenix", Options{Tell: func(s string) { told = append(told, s) }})
	if err != nil {
		t.Fatal(err)
	}
	long := io.LimitReader(ones{}, maxLine+10)
	if err := im.Read("in", io.MultiReader(long, strings.NewReader("\nBORSK [FRAMIL]\n"))); err != nil {
		t.Fatal(err)
	}
	tables, err := im.Tables()
	if err != nil || len(tables.rows) != 1 || len(told) != 1 || told[0] != "in:1: a line of more than 32 MB" {
		t.Errorf("%v, told %q", err, told)
	}
}

type ones struct{}

func (ones) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '1'
	}
	return len(p), nil
}

// fuzzImport: whatever is read, what comes of it loads.
func fuzzImport(f *testing.F, format string, seeds ...string) {
	for _, s := range seeds {
		f.Add(s)
	}
	loaded, err := New(format, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		im := newImporter(format, Options{MinPopulation: 1}, loaded.codes, loaded.known)
		if err := im.Read("in", strings.NewReader(text)); err != nil {
			t.Skip(err)
		}
		tables, err := im.Tables()
		if err != nil {
			t.Fatal(err)
		}
		if len(tables.rows) == 0 {
			return
		}
		if err := tables.Write(t.TempDir()); err != nil {
			t.Error(err)
		}
	})
}

func FuzzPhoenix(f *testing.F) {
	fuzzImport(f, "phoenix", "A_B [FRA]\n+C\n\t[FRAGOV <940101] [XQXMIL 19940101-20010101]\n[---]", "!P! = MAN\nX!P! {Y} [~GOV]", "<!-- \n-->\nQ (R) [IGOUNO >19990101]")
}

func FuzzWikidata(f *testing.F) {
	fuzzImport(f, "wikidata", dump, `{"results":{"bindings":[{"iso3":{"value":"FRA"},"name":{"value":"Borskland"}}]}}`)
}

func FuzzGeoNames(f *testing.F) {
	fuzzImport(f, "geonames", geo("Bórsk", "Borsk", "50.123", "-30.5", "P", "PPL", "UA", "20000"))
}
