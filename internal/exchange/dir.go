package exchange

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Dir is a lake's folder. It need not be there yet.
type Dir string

// List leaves out what begins with a dot: files that were being written.
func (d Dir) List(ctx context.Context, folder string) ([]File, error) {
	var out []File
	top := filepath.Join(string(d), filepath.FromSlash(folder))
	err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case ctx.Err() != nil:
			return ctx.Err()
		case !e.Type().IsRegular() || strings.HasPrefix(e.Name(), "."):
			return nil
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(string(d), path)
		out = append(out, File{filepath.ToSlash(name), info.Size()})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", top, err)
	}
	slices.SortFunc(out, func(a, b File) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

// Put writes under a name that no reader takes for a part, and renames: a part
// is there whole or not at all, and stays when the power fails. What a run that
// was broken off left under that name is written over; should the next part
// have another name, tidy removes it.
func (d Dir) Put(_ context.Context, name string, data []byte) error {
	path := filepath.Join(string(d), filepath.FromSlash(name))
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("making a folder of the lake: %w", err)
	}
	temporary := filepath.Join(dir, "."+filepath.Base(path)+unfinished)
	err := writeSynced(temporary, data)
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err == nil {
		err = syncDir(dir)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("writing %s (is there room, and may you write there?): %w", path, err), removeIfThere(temporary))
	}
	return d.tidy(dir)
}

// unfinished is what files that are being written end in.
const unfinished = ".unfinished"

func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// tidy removes what a run that was broken off left unfinished in a folder.
func (d Dir) tidy(dir string) error {
	left, err := filepath.Glob(filepath.Join(globbed(dir), ".part-*"+unfinished))
	if err != nil {
		return fmt.Errorf("looking for unfinished files in %s: %w", dir, err)
	}
	for _, path := range left {
		if err := removeIfThere(path); err != nil {
			return err
		}
	}
	return nil
}

// globbed takes from a path the meaning that its characters have in patterns.
func globbed(path string) string {
	if filepath.Separator == '\\' {
		return path
	}
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// Remove removes a file and, should it have been the last, its folder.
func (d Dir) Remove(_ context.Context, name string) error {
	path := filepath.Join(string(d), filepath.FromSlash(name))
	if err := removeIfThere(path); err != nil {
		return err
	}
	// A folder that is not empty refuses, and stays.
	_ = os.Remove(filepath.Dir(path))
	return nil
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing from the lake: %w", err)
	}
	return nil
}
