package access

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestStoreKeeps(t *testing.T) {
	ctx := t.Context()
	c := newClock()
	var hashes atomic.Int32
	s := newStore(t, c, &hashes)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.Add(ctx, "vera", Reviewer, password))
	must(s.Add(ctx, "ada", Admin, password))
	secret, err := s.Issue(ctx, "nightly", Reader, c.now().Add(24*time.Hour))
	must(err)
	must(s.SetDisabled(ctx, "vera", true))
	must(s.SetRole(ctx, "ada", Reader))

	for _, tt := range []struct {
		name string
		err  error
		says string
	}{
		{"a second account of one name", s.Add(ctx, "ada", Reader, password), `already; choose another name`},
		{"an account of a token's name", s.Add(ctx, "nightly", Reader, password), "a token"},
		{"a name in capitals", s.Add(ctx, "Ada", Reader, password), "cannot be a name"},
		{"a name with a line break", s.Add(ctx, "a\nb", Reader, password), `"a�b" cannot be a name`},
		{"a name without end", s.Add(ctx, strings.Repeat("a", 65), Reader, password), "cannot be a name"},
		{"no name", s.Add(ctx, "", Reader, password), "cannot be a name"},
		{"no role", s.Add(ctx, "otto", Nobody, password), "cannot be given"},
		{"a short password", s.Add(ctx, "otto", Reader, "secret"), "at least 12"},
		{"a password for nobody", s.SetPassword(ctx, "otto", password), `no account or token "otto"`},
		{"a password for a token", s.SetPassword(ctx, "nightly", password), "is a token"},
		{"nobody disabled", s.SetDisabled(ctx, "otto", true), "accounts list"},
		{"a role for nobody", s.SetRole(ctx, "otto", Reader), "accounts list"},
	} {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.says) {
			t.Errorf("%s: %v; want %q", tt.name, tt.err, tt.says)
		}
	}

	got, err := s.Entries()
	must(err)
	day := "2026-03-02T09:00:00Z"
	want := []string{
		"account ada reader " + day + " false",
		"token nightly reader " + day + " false",
		"account vera reviewer " + day + " true",
	}
	for i, e := range got {
		if line := fmt.Sprintf("%s %s %s %s %t", e.Kind, e.Name, e.Role, e.Created.Format(time.RFC3339), e.Disabled); i >= len(want) || line != want[i] {
			t.Errorf("entry %d is %s", i, line)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d entries", len(got))
	}

	data, err := os.ReadFile(s.file)
	must(err)
	raw, _ := strings.CutPrefix(secret, tokenPrefix)
	if bytes.Contains(data, []byte(password)) || bytes.Contains(data, []byte(raw)) || strings.Count(string(data), "\n") != 3 {
		t.Errorf("the file is\n%s", data)
	}
	info, err := os.Stat(s.file)
	must(err)
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v", info.Mode())
	}
	if _, err := os.Stat(s.file + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was written is left: %v", err)
	}
}

func TestTokenNames(t *testing.T) {
	ctx := t.Context()
	c := newClock()
	s := newStore(t, c, new(atomic.Int32))
	first, err := s.Issue(ctx, "nightly", Reader, c.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Issue(ctx, "nightly", Reader, c.now().Add(time.Hour)); err == nil || !strings.Contains(err.Error(), "in use; disable it first") {
		t.Errorf("a token in use was replaced: %v", err)
	}
	if _, err := s.Issue(ctx, "late", Reader, c.now()); err == nil || !strings.Contains(err.Error(), "expired already") {
		t.Errorf("a token that has expired was made: %v", err)
	}
	c.pass(time.Hour)
	second, err := s.Issue(ctx, "nightly", Reviewer, c.now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	b := s.current().book
	if _, err := b.bearer(first, c.now()); err == nil || err.Error() != "the token is not known" {
		t.Errorf("the token that was replaced: %v", err)
	}
	if r, err := b.bearer(second, c.now()); err != nil || r.Name != "nightly" || r.Role != Reviewer {
		t.Errorf("the token in its place: %+v, %v", r, err)
	}
	if err := s.Add(ctx, "ada", Reader, password); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Issue(ctx, "ada", Reader, c.now().Add(time.Hour)); err == nil || !strings.Contains(err.Error(), "is an account") {
		t.Errorf("a token of an account's name was made: %v", err)
	}
}

const digest64 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// badBooks are files that must be refused as a whole.
var badBooks = []struct{ name, data, says string }{
	{"no JSON", "ada:secret", "line 1: it is not a JSON object"},
	{"half a line", `{"kind":"account","name":"ada"`, "line 1: it is not a JSON object"},
	{"an array", `[]`, "line 1"},
	{"a second object", `{"kind":"token","name":"a","role":"reader","sha256":"` + digest64 + `","created":"2026-01-01T00:00:00Z","expires":"2026-02-01T00:00:00Z"} {}`, "more than one"},
	{"an unknown field", `{"kind":"account","name":"ada","shell":"/bin/sh"}`, "unknown field"},
	{"no name", `{"kind":"account","role":"reader","hash":"` + reference + `"}`, "cannot be a name"},
	{"no role", `{"kind":"account","name":"ada","hash":"` + reference + `"}`, "no role"},
	{"an unknown role", `{"kind":"account","name":"ada","role":"root","hash":"` + reference + `"}`, "is no role"},
	{"an unknown kind", `{"kind":"group","name":"ada","role":"reader","hash":"` + reference + `"}`, `its kind is "group"`},
	{"an account without hash", `{"kind":"account","name":"ada","role":"reader"}`, "not of the form"},
	{"an account with a token", `{"kind":"account","name":"ada","role":"reader","hash":"` + reference + `","sha256":"` + digest64 + `"}`, "neither"},
	{"a token without end", `{"kind":"token","name":"ada","role":"reader","sha256":"` + digest64 + `"}`, "expires"},
	{"a token with a hash", `{"kind":"token","name":"ada","role":"reader","hash":"` + reference + `","sha256":"` + digest64 + `","expires":"2026-02-01T00:00:00Z"}`, "no hash"},
	{"a short digest", `{"kind":"token","name":"ada","role":"reader","sha256":"9f86","expires":"2026-02-01T00:00:00Z"}`, "64 hexadecimal"},
	{"a wrong time", `{"kind":"account","name":"ada","role":"reader","created":"yesterday","hash":"` + reference + `"}`, "line 1"},
	{"a number as a name", `{"kind":"account","name":7}`, `field "name" cannot be a number`},
	{"one name twice", goodLine + "\n" + goodLine, `line 2: the name "ada" stands on an earlier line`},
	{"a line too long", `{"kind":"` + strings.Repeat("a", 3000) + `"}`, "longer than"},
	{"a file too large", strings.Repeat("\n", maxBook+1), "larger than"},
}

const goodLine = `{"kind":"account","name":"ada","role":"admin","created":"2026-01-01T00:00:00Z","hash":"` + reference + `"}`

func TestBadBooks(t *testing.T) {
	for _, tt := range badBooks {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readBook([]byte(tt.data))
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v; want %q", err, tt.says)
			} else if strings.Contains(err.Error(), reference[40:]) || strings.Contains(err.Error(), digest64) || strings.Contains(err.Error(), "secret") {
				t.Errorf("the error repeats a secret: %v", err)
			}
		})
	}
	b, err := readBook([]byte("\n" + goodLine + "\r\n\n"))
	if err != nil || len(b.records) != 1 || b.names["ada"].Role != Admin {
		t.Errorf("%+v, %v", b, err)
	}
}

func FuzzReadBook(f *testing.F) {
	for _, tt := range badBooks[:len(badBooks)-1] {
		f.Add([]byte(tt.data))
	}
	f.Add([]byte(goodLine + "\n" + `{"kind":"token","name":"b","role":"reader","created":"2026-01-01T00:00:00Z","sha256":"` + digest64 + `","expires":"2026-02-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := readBook(data)
		if err != nil {
			return
		}
		var first, second bytes.Buffer
		if err := b.write(&first); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		again, err := readBook(first.Bytes())
		if err != nil {
			t.Fatalf("what was written cannot be read: %v\n%s", err, first.Bytes())
		}
		if err := again.write(&second); err != nil || first.String() != second.String() {
			t.Errorf("written as\n%sand then as\n%s", first.String(), second.String())
		}
		for _, r := range b.records {
			if checkName(r.Name) != nil || r.Role < Reader || r.Role > Admin {
				t.Errorf("%+v was taken", r.Entry)
			}
		}
	})
}

func TestFilesRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes here")
	}
	dir := t.TempDir()
	write := func(name, data string, mode os.FileMode) string {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(file, []byte(data), 0o600), os.Chmod(file, mode)); err != nil {
			t.Fatal(err)
		}
		return file
	}
	for _, tt := range []struct{ file, says string }{
		{write("readable.jsonl", goodLine, 0o644), "chmod 600"},
		{write("writable.jsonl", goodLine, 0o620), "chmod 600"},
		{write("wrong.jsonl", goodLine+"\n{", 0o600), "wrong.jsonl: line 2"},
		{dir, "are no file"},
		{"", "needs a file"},
	} {
		if _, err := Open(tt.file, newClock().now, rand.Reader); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v; want %q", tt.file, err, tt.says)
		}
	}
	s, err := Open(write("good.jsonl", goodLine, 0o600), newClock().now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(s.file, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := s.SetDisabled(t.Context(), "ada", true); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a file that others may read was changed: %v", err)
	}
	if _, err := Open(filepath.Join(dir, "none", "accounts.jsonl"), newClock().now, rand.Reader); err != nil {
		t.Error(err)
	}
	s, _ = Open(filepath.Join(dir, "none", "accounts.jsonl"), newClock().now, rand.Reader)
	if err := s.Add(t.Context(), "ada", Reader, password); err == nil || !strings.Contains(err.Error(), "folder exists") {
		t.Errorf("without a folder: %v", err)
	}
}

// TestInterruptedWrite: what a killed process left is no obstacle, and no trap.
func TestInterruptedWrite(t *testing.T) {
	s := newStore(t, newClock(), new(atomic.Int32))
	target := filepath.Join(filepath.Dir(s.file), "precious")
	if err := errors.Join(os.WriteFile(target, []byte("precious"), 0o644), os.Symlink(target, s.file+".new")); err != nil {
		t.Skip(err)
	}
	if err := s.Add(t.Context(), "ada", Reader, password); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(target); err != nil || string(data) != "precious" {
		t.Errorf("%q, %v", data, err)
	}
	if e, err := s.Entries(); err != nil || len(e) != 1 {
		t.Errorf("%v, %v", e, err)
	}
}

// TestManyWriters: several processes change one file, and no change is lost.
func TestManyWriters(t *testing.T) {
	c := newClock()
	first := newStore(t, c, new(atomic.Int32))
	const stores, each = 4, 5
	var wg sync.WaitGroup
	errs := make(chan error, stores*each)
	for i := range stores {
		s, err := Open(first.file, c.now, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		s.derive = first.derive
		wg.Go(func() {
			for j := range each {
				errs <- s.Add(context.Background(), fmt.Sprintf("p%d-%d", i, j), Reader, password)
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			t.Error(err)
		}
	}
	if e, err := first.Entries(); err != nil || len(e) != stores*each {
		t.Errorf("%d accounts, %v", len(e), err)
	}
}
