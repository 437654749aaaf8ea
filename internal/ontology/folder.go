package ontology

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
)

// Folder is a folder of tables of who is who (docs/formats/names.md) that a
// user lays over the embedded ones; Name says in errors which.
type Folder struct {
	Name  string
	Files fs.FS
}

// maxTable bounds a table of a user's, in bytes.
const maxTable = 256 << 20

// under is what lies below a folder: its rows fill the empty cells of rows
// with the same code, and name what others may refer to.
type under struct {
	states, organisations map[string][]string // by code: the cells of its first row
	known                 map[string]bool     // codes of both
}

func (a *Actors) under() *under {
	u := &under{states: map[string][]string{}, organisations: map[string][]string{}, known: map[string]bool{}}
	for i := range a.States {
		s := &a.States[i]
		if u.states[s.Code] == nil {
			u.states[s.Code] = []string{s.Code, s.Kind, s.From, s.Until, s.Name, "", "", "", "", formerly(s.Formerly), s.Claims, s.ClaimedBy}
			u.known[s.Code] = true
		}
	}
	for i := range a.Organisations {
		o := &a.Organisations[i]
		if u.organisations[o.ID] == nil {
			u.organisations[o.ID] = []string{o.ID, o.Name, o.Country, o.Sector, string(o.Kind), o.From, o.Until, "", ""}
			u.known[o.ID] = true
		}
	}
	return u
}

// formerly is a list of former states as it stands in a cell.
func formerly(list []Former) string {
	parts := make([]string, len(list))
	for i, f := range list {
		parts[i] = f.Code + "<" + f.Before
	}
	return strings.Join(parts, ";")
}

// over is a's tables with those of a folder on top. Of what has equal claims to
// some words, the folder's counts: its rows stand first, and its terms of
// office last, as the last of equal terms counts.
func (a *Actors) over(f Folder) (*Actors, error) {
	top, u := &Actors{}, a.under()
	found, err := tableNames(f)
	if err != nil {
		return nil, err
	}
	for _, t := range top.tables() {
		if !found[t.file] {
			continue
		}
		data, err := readTable(f.Files, t.file)
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", f.Name, t.file, err)
		}
		row := func(cells []string) error {
			if err := u.fill(t.file, cells); err != nil {
				return err
			}
			return t.row(cells)
		}
		if err := eachActorRow(f.Name+"/"+t.file, data, t.columns, row); err != nil {
			return nil, err
		}
	}
	return &Actors{
		States:        slices.Concat(top.States, a.States),
		Organisations: slices.Concat(top.Organisations, a.Organisations),
		Bodies:        slices.Concat(top.Bodies, a.Bodies),
		Sites:         slices.Concat(top.Sites, a.Sites),
		Roles:         slices.Concat(top.Roles, a.Roles),
		Members:       slices.Concat(top.Members, a.Members),
		Offices:       slices.Concat(a.Offices, top.Offices),
	}, nil
}

// tableNames are the tables in a folder. A table by another name is an error,
// since it would be left out without a word.
func tableNames(f Folder) (map[string]bool, error) {
	var names []string
	for _, t := range new(Actors).tables() {
		names = append(names, t.file)
	}
	entries, err := fs.ReadDir(f.Files, ".")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	found := map[string]bool{}
	for _, e := range entries {
		switch n := e.Name(); {
		case slices.Contains(names, n):
			found[n] = true
		case strings.HasSuffix(n, ".tsv") && n != "SOURCES.tsv":
			return nil, fmt.Errorf("%s/%s: no such table; there are %s", f.Name, n, strings.Join(names, ", "))
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: holds no table of names; there are %s", f.Name, strings.Join(names, ", "))
	}
	return found, nil
}

func readTable(files fs.FS, name string) (string, error) {
	f, err := files.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b strings.Builder
	n, err := io.Copy(&b, io.LimitReader(f, maxTable+1))
	if err != nil {
		return "", err
	}
	if n > maxTable {
		return "", fmt.Errorf("larger than %d MB", maxTable>>20)
	}
	return b.String(), nil
}

// fill puts into the empty cells of a row what the row of the same code below
// says, so that a row may do no more than add names, and refuses rows that
// belong to nobody.
func (u *under) fill(file string, c []string) error {
	name, owner := c[1], c[0] // of sites, where most rows are
	switch file {
	case "states.tsv", "entities.tsv":
		if below := u.states[c[0]]; below != nil {
			// The columns behind the ninth differ between the two tables.
			last := below[9:10]
			if file == "entities.tsv" {
				last = below[10:]
			}
			fillEmpty(c, slices.Concat(below[:9], last), 2)
		}
		u.known[c[0]] = true
		name, owner = c[4], ""
		if file == "entities.tsv" {
			owner = c[10]
		}
	case "organisations.tsv":
		if below := u.organisations[c[0]]; below != nil {
			fillEmpty(c, below, 5)
		}
		u.known[c[0]] = true
		name, owner = c[1], c[2]
	case "bodies.tsv":
		name = c[2]
	case "roles.tsv":
		name, owner = c[2], ""
	case "offices.tsv":
		name = c[3]
	case "members.tsv":
		name = c[0]
		if !u.known[c[1]] {
			owner = c[1]
		}
	}
	if !named(name) {
		return errors.New("a name with a letter or digit is needed")
	}
	if owner != "" && !u.known[owner] && owner != "IGO" && owner != "NGO" && owner != "MNC" && owner != "IMG" {
		return fmt.Errorf("no state, entity or organisation has the code %s; add it to states.tsv", owner)
	}
	return nil
}

// fillEmpty copies cells into empty ones; the two dates, of which the first
// stands in column from, only together.
func fillEmpty(c, below []string, from int) {
	dated := c[from] != "" || c[from+1] != ""
	for i := range c {
		if c[i] == "" && !(dated && (i == from || i == from+1)) {
			c[i] = below[i]
		}
	}
}

// named tells whether s can be found in a text at all.
func named(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}
