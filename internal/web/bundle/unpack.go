package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const (
	maxFiles    = 5000
	maxUnpacked = 64 << 20 // bytes of all files of a package
)

// unpacked is a package in memory: its files by their path within it.
type unpacked struct {
	pinned
	files map[string][]byte
}

// unpack reads a package's tarball. Only regular files count; one whose path would lead
// out of the package is an error.
func unpack(p pinned, tarball []byte) (unpacked, error) {
	fail := func(err error) (unpacked, error) {
		return unpacked{}, fmt.Errorf("unpacking %s: %w", p.file(), err)
	}
	zip, err := gzip.NewReader(bytes.NewReader(tarball))
	if err != nil {
		return fail(err)
	}
	out := unpacked{p, map[string][]byte{}}
	left := int64(maxUnpacked)
	for in := tar.NewReader(zip); ; {
		h, err := in.Next()
		if err == io.EOF {
			return out, nil
		} else if err != nil {
			return fail(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		// All stand in one folder, which npm calls package.
		_, name, ok := strings.Cut(h.Name, "/")
		if !ok || name != path.Clean(name) || name == ".." || strings.HasPrefix(name, "../") || path.IsAbs(name) || strings.Contains(name, "\\") {
			return fail(fmt.Errorf("the path %q leads out of the package", h.Name))
		}
		if len(out.files) == maxFiles {
			return fail(fmt.Errorf("more than %d files", maxFiles))
		}
		data, err := io.ReadAll(io.LimitReader(in, left+1))
		if err != nil {
			return fail(err)
		}
		if left -= int64(len(data)); left < 0 {
			return fail(fmt.Errorf("more than %d bytes", maxUnpacked))
		}
		out.files[name] = data
	}
}

// entry is the path of the package's ES module.
func (u unpacked) entry() (string, error) {
	var about struct{ Module string }
	if err := json.Unmarshal(u.files["package.json"], &about); err != nil {
		return "", fmt.Errorf("%s: package.json: %w", u.file(), err)
	}
	if about.Module == "" {
		return "", errors.New(u.file() + ": package.json names no module")
	}
	return path.Clean(about.Module), nil
}
