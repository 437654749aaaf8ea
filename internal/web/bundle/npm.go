package main

import (
	"crypto/sha512"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

//go:embed packages.tsv
var packagesTable string

//go:embed tools.tsv
var toolsTable string

const (
	npmRegistry = "https://registry.npmjs.org"
	maxTarball  = 8 << 20 // bytes; world-atlas has 2.3 million
	fetchTime   = 2 * time.Minute
)

// pinned is a row of packages.tsv.
type pinned struct{ name, version, integrity string }

// file is the tarball's name, here and at the registry.
func (p pinned) file() string { return p.name + "-" + p.version + ".tgz" }

// safeName is what may stand in an address and a file's name as it is.
var safeName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*$`)

// rows are the cells of each line of a table that is not a comment; an error names the
// line.
func rows(table, text string, columns int, row func([]string) error) error {
	for i, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) > columns {
			return fmt.Errorf("%s:%d: more than %d columns", table, i+1, columns)
		}
		for len(cells) < columns {
			cells = append(cells, "")
		}
		if err := row(cells); err != nil {
			return fmt.Errorf("%s:%d: %w", table, i+1, err)
		}
	}
	return nil
}

func readPackages(text string) ([]pinned, error) {
	var out []pinned
	err := rows("packages.tsv", text, 3, func(c []string) error {
		p := pinned{c[0], c[1], c[2]}
		if !safeName.MatchString(p.name) || !safeName.MatchString(p.version) {
			return fmt.Errorf("%q %q is no package and version", p.name, p.version)
		}
		if !strings.HasPrefix(p.integrity, "sha512-") {
			return fmt.Errorf("integrity %q is not sha512-…", p.integrity)
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

// verify tells whether a tarball is the one that was pinned.
func (p pinned) verify(tarball []byte) error {
	sum := sha512.Sum512(tarball)
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != p.integrity {
		return fmt.Errorf("%s hashes to %s, packages.tsv says %s", p.file(), got, p.integrity)
	}
	return nil
}

// registry is where packages come from: an address, and a folder that keeps them.
type registry struct{ address, cache string }

// get is a package as pinned, from the cache or else from the registry.
func (r registry) get(p pinned) (unpacked, error) {
	kept := filepath.Join(r.cache, p.file())
	tarball, err := os.ReadFile(kept)
	if err == nil && p.verify(tarball) == nil {
		return unpack(p, tarball)
	}
	if tarball, err = r.fetch(p); err != nil {
		return unpacked{}, fmt.Errorf("fetching %s %s: %w; it is needed once, then kept in %s", p.name, p.version, err, r.cache)
	}
	if err := p.verify(tarball); err != nil {
		return unpacked{}, fmt.Errorf("fetching: %w; it is not used", err)
	}
	// A folder that cannot be written costs another fetch and no more.
	if os.MkdirAll(r.cache, 0o755) == nil {
		if os.WriteFile(kept+".part", tarball, 0o644) == nil {
			os.Rename(kept+".part", kept)
		}
	}
	return unpack(p, tarball)
}

func (r registry) fetch(p pinned) ([]byte, error) {
	client := http.Client{Timeout: fetchTime}
	answer, err := client.Get(r.address + "/" + p.name + "/-/" + p.file())
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, errors.New("the registry answers " + answer.Status)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxTarball+1))
	if err == nil && len(data) > maxTarball {
		err = fmt.Errorf("it is larger than %d bytes", maxTarball)
	}
	return data, err
}
