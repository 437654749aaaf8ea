package main

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// entry is a point of NOTICE: what it is about, and the words.
type entry struct {
	patterns []string
	words    string
	used     []bool
}

// entryStart is the first line of a point: the files, a colon, the words.
var entryStart = regexp.MustCompile(`(?m)^- `)

// readNotice takes NOTICE apart. A name without a folder lies in the one of the name before.
func readNotice(notice string) ([]*entry, error) {
	parts := entryStart.Split(notice, -1)[1:]
	if len(parts) == 0 {
		return nil, fmt.Errorf("NOTICE has no entries; each begins with a dash and the files it is about")
	}
	var out []*entry
	for _, p := range parts {
		p = strings.Join(strings.Fields(p), " ")
		files, words, ok := strings.Cut(p, ": ")
		if !ok {
			return nil, fmt.Errorf("NOTICE, entry %q: no colon after the files", p)
		}
		e := &entry{words: words}
		folder := ""
		for f := range strings.SplitSeq(files, ", ") {
			if strings.Contains(f, "/") {
				folder = path.Dir(f)
			} else {
				f = path.Join(folder, f)
			}
			e.patterns = append(e.patterns, f)
		}
		e.used = make([]bool, len(e.patterns))
		out = append(out, e)
	}
	return out, nil
}

// about tells whether an entry is about a file: by its name, a pattern or a folder above it.
func (e *entry) about(file string) bool {
	found := false
	for i, p := range e.patterns {
		ok, _ := path.Match(p, file)
		if ok || strings.HasPrefix(file, p+"/") {
			e.used[i] = true
			found = true
		}
	}
	return found
}

// checkNotice holds NOTICE against what is embedded: each file has an entry, and each entry
// a file.
func checkNotice(notice string, packages []listed) error {
	entries, err := readNotice(notice)
	if err != nil {
		return err
	}
	var missing []string
	for _, file := range embedded(packages) {
		found := false
		for _, e := range entries {
			found = e.about(file) || found
		}
		if folder := path.Dir(file); !found && !slices.Contains(missing, folder) {
			missing = append(missing, folder)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("NOTICE does not say where all embedded files of these folders are from and under which licence: %s", strings.Join(missing, ", "))
	}
	for _, e := range entries {
		if i := slices.Index(e.used, false); i >= 0 {
			return fmt.Errorf("NOTICE names %s, but no such file is embedded; take it out", e.patterns[i])
		}
	}
	return nil
}

// embedded are the files that packages embed, ours from the root of the repository, others'
// by their import path.
func embedded(packages []listed) []string {
	var out []string
	for _, p := range packages {
		folder := p.ImportPath
		if p.Module != nil && p.Module.Main {
			folder = strings.TrimPrefix(strings.TrimPrefix(folder, p.Module.Path), "/")
		}
		for _, f := range p.EmbedFiles {
			out = append(out, path.Join(folder, f))
		}
	}
	return out
}

// packageList is the line above each licence of the browser's packages.
var packageList = regexp.MustCompile(`(?m)^---- (.+)$`)

// checkBrowser tells which packages of the browser's licences NOTICE does not name.
func checkBrowser(notice, licences string) error {
	words := regexp.MustCompile(`[^\w@/-]+`).Split(notice, -1)
	lists := packageList.FindAllStringSubmatch(licences, -1)
	if len(lists) == 0 {
		return fmt.Errorf("internal/web/static/licences.txt lists no packages")
	}
	for _, list := range lists {
		for p := range strings.SplitSeq(list[1], ", ") {
			if name, _, _ := strings.Cut(p, " "); !slices.Contains(words, name) {
				return fmt.Errorf("NOTICE does not name %s, which is in the browser's files", name)
			}
		}
	}
	return nil
}
