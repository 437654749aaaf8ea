package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tarball is a package as npm packs it, of names and texts in turn.
func tarball(t testing.TB, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	for i := 0; i < len(files); i += 2 {
		h := &tar.Header{Name: files[i], Mode: 0o644, Size: int64(len(files[i+1])), Typeflag: tar.TypeReg}
		if strings.HasPrefix(files[i+1], "-> ") {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, files[i+1][3:], 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte(files[i+1])); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func integrity(data []byte) string {
	sum := sha512.Sum512(data)
	return "sha512-" + base64.StdEncoding.EncodeToString(sum[:])
}

func TestReadPackages(t *testing.T) {
	got, err := readPackages("# a comment\nd3-geo\t3.1.1\tsha512-AAAA\n")
	if err != nil || len(got) != 1 || got[0] != (pinned{"d3-geo", "3.1.1", "sha512-AAAA"}) {
		t.Errorf("got %v, %v", got, err)
	}
	for _, c := range []struct{ name, text, says string }{
		{"path for a name", "../../etc\t1.0.0\tsha512-AAAA", "packages.tsv:1"},
		{"path for a version", "d3-geo\t1/../../x\tsha512-AAAA", "no package and version"},
		{"weak hash", "d3-geo\t3.1.1\tsha1-AAAA", "not sha512"},
		{"no hash", "\nd3-geo\t3.1.1", "packages.tsv:2"},
		{"too many columns", "d3-geo\t3.1.1\tsha512-AAAA\tx", "more than 3 columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readPackages(c.text); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want one with %q", err, c.says)
			}
		})
	}
}

func TestUnpack(t *testing.T) {
	p := pinned{name: "x", version: "1"}
	got, err := unpack(p, tarball(t, "package/package.json", `{"module":"./src/index.js"}`, "package/src/index.js", "1", "package/link", "-> /etc/passwd"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.files) != 2 || string(got.files["src/index.js"]) != "1" {
		t.Errorf("files %q", got.files)
	}
	if entry, err := got.entry(); err != nil || entry != "src/index.js" {
		t.Errorf("entry %q, %v", entry, err)
	}
	for _, name := range []string{"package/../../x", "package/a/../../x", "x", "package//x", `package/..\x`, "package/.."} {
		t.Run(name, func(t *testing.T) {
			if _, err := unpack(p, tarball(t, name, "1")); err == nil {
				t.Error("it is unpacked")
			}
		})
	}
	if _, err := unpack(p, []byte("no tarball")); err == nil {
		t.Error("what is no tarball is unpacked")
	}
	if _, err := unpack(p, tarball(t, "package/x", "1")[:20]); err == nil {
		t.Error("a tarball that breaks off is unpacked")
	}
}

func TestRegistry(t *testing.T) {
	good := tarball(t, "package/package.json", "{}")
	served, asked := good, 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/x/-/x-1.0.0.tgz" {
			http.NotFound(w, r)
			return
		}
		w.Write(served)
	}))
	defer s.Close()
	r := registry{s.URL, filepath.Join(t.TempDir(), "npm")}
	p := pinned{"x", "1.0.0", integrity(good)}

	served = tarball(t, "package/package.json", "{ }")
	if _, err := r.get(p); err == nil || !strings.Contains(err.Error(), "hashes to") {
		t.Errorf("a tarball that is not the pinned one: error %v", err)
	}
	served = good
	for range 2 {
		if _, err := r.get(p); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 2 {
		t.Errorf("the registry was asked %d times, want 2: what is kept is not fetched again", asked)
	}
	if err := os.WriteFile(filepath.Join(r.cache, p.file()), []byte("spoilt"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := r.get(p); err != nil || asked != 3 {
		t.Errorf("a spoilt copy: error %v after %d fetches, want to fetch anew", err, asked)
	}
	if _, err := r.get(pinned{"y", "1.0.0", p.integrity}); err == nil || !strings.Contains(err.Error(), "404") {
		t.Errorf("a package that is not there: error %v", err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(tarball(f, "package/package.json", `{"module":"index.js"}`, "package/index.js", "export default 1"))
	f.Add(tarball(f, "package/../x", "1"))
	f.Add([]byte{0x1f, 0x8b})
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := unpack(pinned{name: "x", version: "1"}, data)
		if err != nil {
			return
		}
		for name := range u.files {
			if !filepath.IsLocal(name) {
				t.Errorf("unpacked %q", name)
			}
		}
	})
}
