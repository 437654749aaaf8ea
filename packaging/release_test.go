package packaging

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// dist is the folder of a release, which script/release --check names.
func dist(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("CHANCERY_RELEASE")
	if dir == "" {
		t.Skip("CHANCERY_RELEASE names no folder of a release; script/release --check does")
	}
	return dir
}

// glob are the files of a release of some name, of which there must be so many.
func glob(t *testing.T, pattern string, want int) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dist(t), pattern))
	if err != nil || len(files) != want {
		t.Fatalf("%d files %s, want %d; %v", len(files), pattern, want, err)
	}
	return files
}

// TestBillsOfMaterials: each names every module that is linked into its binary, at its
// version, and Go itself.
func TestBillsOfMaterials(t *testing.T) {
	for _, binary := range glob(t, "chancery_*_*/chancery*", 6) {
		// chancery_linux_amd64_v1, as goreleaser names the folder.
		of := strings.Split(filepath.Base(filepath.Dir(binary)), "_")
		bill := glob(t, "chancery_*_"+of[1]+"_"+of[2]+".cdx.json", 1)[0]
		t.Run(of[1]+"/"+of[2], func(t *testing.T) {
			info, err := buildinfo.ReadFile(binary)
			if err != nil {
				t.Fatal(err)
			}
			named := components(t, bill)
			if len(info.Deps) < 40 {
				t.Errorf("%d modules are linked", len(info.Deps))
			}
			for _, m := range info.Deps {
				// What is replaced by a folder of ours has no version.
				if m.Replace != nil {
					if _, ok := named[m.Replace.Path]; !ok && named[m.Path] == "" {
						t.Errorf("%s is not named", m.Path)
					}
				} else if named[m.Path] != m.Version {
					t.Errorf("%s %s is named as %q", m.Path, m.Version, named[m.Path])
				}
			}
			if want := strings.TrimPrefix(info.GoVersion, "go"); strings.TrimPrefix(named["std"], "go") != want {
				t.Errorf("Go %s is named as %q", want, named["std"])
			}
		})
	}
}

// components are the names and versions in a bill of materials.
func components(t *testing.T, file string) map[string]string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var bill struct {
		BomFormat, SerialNumber string
		Metadata                struct {
			Timestamp string
			Component struct{ Name string }
		}
		Components []struct{ Name, Version string }
	}
	if err := json.Unmarshal(data, &bill); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if bill.BomFormat != "CycloneDX" || bill.Metadata.Component.Name != "chancery" {
		t.Errorf("%s: %s of %s", file, bill.BomFormat, bill.Metadata.Component.Name)
	}
	if bill.SerialNumber != "" || bill.Metadata.Timestamp != "" {
		t.Errorf("%s: it differs from run to run: %s, %s", file, bill.SerialNumber, bill.Metadata.Timestamp)
	}
	out := map[string]string{}
	for _, c := range bill.Components {
		out[c.Name] = c.Version
	}
	return out
}

// TestNothingTellsWhereItWasBuilt: a folder's name in a binary would make another binary of
// the same commit elsewhere.
func TestNothingTellsWhereItWasBuilt(t *testing.T) {
	here, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	home, err := os.UserHomeDir()
	if err != nil {
		t.Fatal(err)
	}
	for _, binary := range glob(t, "chancery_*_*/chancery*", 6) {
		data, err := os.ReadFile(binary)
		if err != nil {
			t.Fatal(err)
		}
		for _, folder := range []string{here, filepath.Join(home, "go")} {
			if bytes.Contains(data, []byte(folder+"/")) {
				t.Errorf("%s names the folder %s", binary, folder)
			}
		}
	}
}

// TestArchives: each has the program and all that goes with it, with one time for all.
func TestArchives(t *testing.T) {
	if os.Getenv("CHANCERY_RELEASE_BINARIES") != "" {
		t.Skip("only binaries were made: goreleaser is not in the cache")
	}
	files := append(glob(t, "chancery_*.tar.gz", 4), glob(t, "chancery_*.zip", 2)...)
	for _, file := range files {
		names, times := listArchive(t, file)
		base := strings.TrimSuffix(strings.TrimSuffix(filepath.Base(file), ".zip"), ".tar.gz")
		program := "chancery"
		if strings.Contains(base, "windows") {
			program += ".exe"
		}
		for _, want := range []string{
			program, "LICENSE", "NOTICE", "THIRD_PARTY_LICENSES", "README.md", "CHANGELOG.md", "docs/install.md", "docs/formats/record.md",
			"docs/images/actor.png", "packaging/systemd/chancery.service", "completions/chancery.bash", "completions/chancery.ps1",
		} {
			if !slices.Contains(names, base+"/"+want) {
				t.Errorf("%s has no %s/%s; it has %v", file, base, want, names[:min(len(names), 12)])
			}
		}
		if len(times) != 1 {
			t.Errorf("%s: files of %d times, want that of the commit for all", file, len(times))
		}
		for _, n := range names {
			if !strings.HasPrefix(n, base+"/") || strings.Contains(n, "..") {
				t.Errorf("%s: %s lies outside its folder", file, n)
			}
		}
	}
	glob(t, "chancery_*.deb", 2)
	glob(t, "chancery_*.rpm", 2)
}

// listArchive are the files of an archive, and their times.
func listArchive(t *testing.T, file string) (names []string, times map[int64]bool) {
	t.Helper()
	times = map[int64]bool{}
	if strings.HasSuffix(file, ".zip") {
		z, err := zip.OpenReader(file)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		for _, f := range z.File {
			names = append(names, f.Name)
			times[f.Modified.Unix()] = true
		}
		return names, times
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return names, times
		} else if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if h.Uid != 0 || h.Gid != 0 {
			t.Errorf("%s: %s belongs to %d:%d", file, h.Name, h.Uid, h.Gid)
		}
		names = append(names, h.Name)
		times[h.ModTime.Unix()] = true
	}
}

// TestSums: SHA256SUMS is right, and is about every file that is given out.
func TestSums(t *testing.T) {
	if os.Getenv("CHANCERY_RELEASE_BINARIES") != "" {
		t.Skip("only binaries were made: goreleaser is not in the cache")
	}
	data, err := os.ReadFile(filepath.Join(dist(t), "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			t.Fatalf("%q is no line of sums", line)
		}
		listed[name] = true
		f, err := os.Open(filepath.Join(dist(t), name))
		if err != nil {
			t.Error(err)
			continue
		}
		h := sha256.New()
		_, err = io.Copy(h, f)
		f.Close()
		if err != nil || hex.EncodeToString(h.Sum(nil)) != sum {
			t.Errorf("%s is not what its sum says; %v", name, err)
		}
	}
	for _, pattern := range []string{"*.tar.gz", "*.zip", "*.deb", "*.rpm", "*.cdx.json"} {
		files, err := filepath.Glob(filepath.Join(dist(t), pattern))
		if err != nil || len(files) == 0 {
			t.Errorf("no files %s; %v", pattern, err)
		}
		for _, f := range files {
			if !listed[filepath.Base(f)] {
				t.Errorf("%s has no sum", f)
			}
		}
	}
}
