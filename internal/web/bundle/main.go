package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	check := flag.Bool("check", false, "say which files differ instead of writing them")
	dir := flag.String("dir", filepath.Join("internal", "web", "static"), "the folder of the static files")
	file := flag.String("file", "", "write a file of a package of tools.tsv to standard output instead: package/path")
	flag.Parse()
	from, err := npm()
	if err == nil && *file != "" {
		err = write(os.Stdout, from, *file)
	} else if err == nil {
		err = run(*dir, from, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// npm is the registry, kept in the user's cache.
func npm() (registry, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return registry{}, fmt.Errorf("finding the cache folder: %w; set HOME or XDG_CACHE_HOME", err)
	}
	return registry{address: npmRegistry, cache: filepath.Join(cache, "chancery", "npm")}, nil
}

// write writes one file of a package of tools.tsv.
func write(w io.Writer, from registry, file string) error {
	name, path, _ := strings.Cut(file, "/")
	list, err := readPackages(toolsTable)
	if err != nil {
		return fmt.Errorf("tools.tsv: %w", err)
	}
	for _, p := range list {
		if p.name != name {
			continue
		}
		u, err := from.get(p)
		if err != nil {
			return err
		}
		data, ok := u.files[path]
		if !ok {
			return fmt.Errorf("%s has no file %s", p.file(), path)
		}
		_, err = w.Write(data)
		return err
	}
	return fmt.Errorf("tools.tsv has no package %q", name)
}

// run makes all files and writes them to dir, or compares them with those there.
func run(dir string, from registry, check bool) error {
	files, err := build(dir, from)
	if err != nil {
		return err
	}
	if check {
		return compare(dir, files)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// build makes all files in memory, by name.
func build(dir string, from registry) (map[string][]byte, error) {
	list, err := readPackages(packagesTable)
	if err != nil {
		return nil, err
	}
	var packages []unpacked
	for _, p := range list {
		u, err := from.get(p)
		if err != nil {
			return nil, err
		}
		packages = append(packages, u)
	}
	files, err := bundleSources(filepath.Join(dir, "src"), packages)
	if err != nil {
		return nil, err
	}
	if err := addWorld(files, packages); err != nil {
		return nil, err
	}
	files["licences.txt"], err = licences(packages)
	return files, err
}

// compare lists the files of dir that are not what was made.
func compare(dir string, files map[string][]byte) error {
	var differ []string
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if err != nil || !bytes.Equal(got, want) {
			differ = append(differ, name)
		}
	}
	made, err := filepath.Glob(filepath.Join(dir, "*.*s"))
	if err != nil {
		return err
	}
	for _, s := range made {
		if _, ok := files[filepath.Base(s)]; !ok {
			differ = append(differ, filepath.Base(s)+" (has no source)")
		}
	}
	if len(differ) == 0 {
		return nil
	}
	slices.Sort(differ)
	return fmt.Errorf("in %s these files are not what their sources make: %s; run go run ./internal/web/bundle and commit them",
		dir, strings.Join(differ, ", "))
}
