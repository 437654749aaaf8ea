package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// platforms are those that are released; .goreleaser.yaml names the same.
var platforms = []string{"darwin/amd64", "darwin/arm64", "linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64"}

// listed is what go list tells of a package.
type listed struct {
	ImportPath, Dir string
	Standard        bool
	EmbedFiles      []string
	Module          *module
}

// module is what go list tells of a module.
type module struct {
	Path, Version, Dir string
	Main               bool
	Replace            *module
}

// ours tells whether a module is part of this repository.
func (m *module) ours() bool { return m.Main || m.Replace != nil && m.Replace.Version == "" }

// linked are the packages that the binary is built of on any of the platforms, by path.
func linked(root string) ([]listed, error) {
	seen := map[string]bool{}
	var all []listed
	for _, p := range platforms {
		system, machine, _ := strings.Cut(p, "/")
		cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Dir,Standard,EmbedFiles,Module", "./cmd/chancery")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+machine)
		var complaint bytes.Buffer
		cmd.Stderr = &complaint
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("listing the packages of %s: %w: %s", p, err, complaint.String())
		}
		dec := json.NewDecoder(bytes.NewReader(out))
		for {
			var pkg listed
			if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("listing the packages of %s: %w", p, err)
			}
			if !pkg.Standard && !seen[pkg.ImportPath] {
				seen[pkg.ImportPath] = true
				all = append(all, pkg)
			}
		}
	}
	slices.SortFunc(all, func(a, b listed) int { return strings.Compare(a.ImportPath, b.ImportPath) })
	return all, nil
}

// text is a licence file: what it belongs to, and where in it the file lies.
type text struct{ component, file, text string }

// moduleTexts are the licence files of the modules of packages: those beside a package and
// in the folders above it, up to its module's.
func moduleTexts(packages []listed) ([]text, error) {
	var out []text
	seen := map[string]bool{}
	for _, pkg := range packages {
		if pkg.Module == nil || pkg.Module.ours() {
			continue
		}
		inside := strings.TrimPrefix(strings.TrimPrefix(pkg.ImportPath, pkg.Module.Path), "/")
		for folder := inside; ; folder = path.Dir(folder) {
			if folder == "." {
				folder = ""
			}
			if key := pkg.Module.Path + "//" + folder; !seen[key] {
				seen[key] = true
				found, err := folderTexts(pkg.Module, folder)
				if err != nil {
					return nil, err
				}
				out = append(out, found...)
			}
			if folder == "" {
				break
			}
		}
	}
	for _, pkg := range packages {
		if m := pkg.Module; m != nil && !m.ours() && !slices.ContainsFunc(out, func(t text) bool { return t.component == m.name() && !strings.Contains(t.file, "/") }) {
			return nil, fmt.Errorf("module %s has no licence file in %s: it may not be given on; do without it", m.name(), m.Dir)
		}
	}
	return out, nil
}

func (m *module) name() string { return m.Path + " " + m.Version }

// licenceFile tells the names that licences and notices go by.
var licenceFile = regexp.MustCompile(`(?i)^((.+-)?(un)?licen[cs]es?|copying|copyright|notice|patents)([-.].+)?$`)

// sourceFile tells programs that happen to be named so.
var sourceFile = regexp.MustCompile(`(?i)\.(go|s|c|h|py|sh)$`)

// folderTexts are the licence files right in a folder of a module.
func folderTexts(m *module, folder string) ([]text, error) {
	entries, err := os.ReadDir(filepath.Join(m.Dir, filepath.FromSlash(folder)))
	if err != nil {
		return nil, fmt.Errorf("module %s: %w; go mod download fetches it", m.name(), err)
	}
	var out []text
	for _, e := range entries {
		if e.IsDir() || !licenceFile.MatchString(e.Name()) || sourceFile.MatchString(e.Name()) {
			continue
		}
		data, err := os.ReadFile(filepath.Join(m.Dir, filepath.FromSlash(folder), e.Name()))
		if err != nil {
			return nil, fmt.Errorf("module %s: %w", m.name(), err)
		}
		out = append(out, text{m.name(), path.Join(folder, e.Name()), string(data)})
	}
	return out, nil
}

// goTexts are the licence of Go itself, whose library and runtime are in every binary.
func goTexts() ([]text, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	var texts []text
	for _, name := range []string{"LICENSE", "PATENTS"} {
		data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), name))
		if err != nil {
			return nil, fmt.Errorf("the licence of Go: %w; use a Go that was installed with it, as those of go.dev are", err)
		}
		texts = append(texts, text{"Go's standard library and runtime", name, string(data)})
	}
	return texts, nil
}
