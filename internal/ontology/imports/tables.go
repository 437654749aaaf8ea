package imports

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery/internal/ontology"
)

// table is one of the tables of who is who.
type table int

const (
	statesTable table = iota
	organisationsTable
	membersTable
	bodiesTable
	regionsTable
	citiesTable
	rolesTable
	officesTable
)

// schema is a table's file and the names of its columns.
var schema = [...]struct{ file, columns string }{
	statesTable:        {"states.tsv", "code	kind	from	until	name	aliases	adjectives	people	capitals	formerly"},
	organisationsTable: {"organisations.tsv", "id	name	country	sector	kind	from	until	aliases	flags"},
	membersTable:       {"members.tsv", "organisation	state	from	until	status"},
	bodiesTable:        {"bodies.tsv", "country	sector	name	flags"},
	regionsTable:       {"regions.tsv", "country	name	lat	lon"},
	citiesTable:        {"cities.tsv", "country	name	lat	lon"},
	rolesTable:         {"roles.tsv", "sector	class	phrase"},
	officesTable:       {"offices.tsv", "country	sector	office	name	aliases	from	until"},
}

// row is a row of a table and the number of the input that it came from.
type row struct {
	table  table
	origin int
	cells  []string
}

// Count is how often something happened.
type Count struct {
	What string
	N    int
}

func sortedCounts(m map[string]int) []Count {
	var out []Count
	for what, n := range m {
		out = append(out, Count{what, n})
	}
	slices.SortFunc(out, func(a, b Count) int { return strings.Compare(a.What, b.What) })
	return out
}

// Tables are what an import keeps.
type Tables struct {
	Lines     int     // lines read
	Malformed int     // lines that were not of the format
	Left      []Count // what was understood and left out, and why
	rows      []row
	origins   []string
}

// Rows counts the rows of each table that has some.
func (t *Tables) Rows() []Count {
	m := map[string]int{}
	for i := range t.rows {
		m[schema[t.rows[i].table].file]++
	}
	return sortedCounts(m)
}

// list joins the parts of a cell.
func list(parts []string) string { return strings.Join(parts, ";") }

// cell is s as it can stand in a cell: without tabs, breaks and what cannot be
// printed. A semicolon stays: it parts a list.
func cell(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "")
	}
	if strings.IndexFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }) >= 0 {
		s = strings.Map(func(r rune) rune {
			switch {
			case unicode.IsSpace(r):
				return ' '
			case !unicode.IsPrint(r):
				return -1
			}
			return r
		}, s)
	}
	return strings.TrimSpace(s)
}

// originMark begins the line above the rows of one origin.
const originMark = "# origin: "

const preamble = `# Written by chancery names import (docs/formats/names.md). The rows below a line
# "origin:" are replaced when that origin is imported again; rows above the first
# such line are yours and stay.
`

// Write puts the tables into a folder, which it makes if there is none. Rows
// that came from the same origins before are replaced, others stay. All files
// are written and loaded aside before the first takes its place, each by one
// renaming; an error leaves the folder as it was unless the renaming itself
// fails.
func (t *Tables) Write(dir string) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	aside, err := os.MkdirTemp(dir, ".import-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(aside)) }()
	changed, err := t.writeAside(dir, aside)
	if err != nil {
		return err
	}
	if len(changed) == 0 {
		return errors.New("nothing of it is new to the built-in tables")
	}
	if err := check(dir, aside); err != nil {
		return fmt.Errorf("the tables would not load: %w", err)
	}
	for _, name := range changed {
		if err := os.Rename(filepath.Join(aside, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// writeAside writes the merged tables into aside and names those that have
// rows or had some.
func (t *Tables) writeAside(dir, aside string) ([]string, error) {
	var changed []string
	for i := range schema {
		old, err := readSections(filepath.Join(dir, schema[i].file))
		if err != nil {
			return nil, err
		}
		fresh := map[int][]row{}
		for _, r := range t.rows {
			if r.table == table(i) {
				fresh[r.origin] = append(fresh[r.origin], r)
			}
		}
		if len(fresh) == 0 && !old.exists {
			continue
		}
		changed = append(changed, schema[i].file)
		for n, origin := range t.origins {
			old.replace(origin, fresh[n])
		}
		if err := old.write(filepath.Join(aside, schema[i].file), table(i)); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

// check loads the tables in aside with the one of dir that imports never write.
func check(dir, aside string) error {
	const entities = "entities.tsv"
	data, err := os.ReadFile(filepath.Join(dir, entities))
	switch {
	case err == nil:
		if err := os.WriteFile(filepath.Join(aside, entities), data, 0o644); err != nil {
			return err
		}
	case !errors.Is(err, os.ErrNotExist):
		return err
	}
	_, err = ontology.LoadActors(ontology.Folder{Name: dir, Files: os.DirFS(aside)})
	return err
}

// section are the rows of one origin as lines.
type section struct {
	origin string
	lines  []string
}

// sections are a table's file, cut at the lines that name an origin.
type sections struct {
	exists bool
	own    []string // lines above the first origin
	list   []section
}

// maxFile bounds a table that is merged into, in bytes.
const maxFile = 256 << 20

func readSections(path string) (*sections, error) {
	s := &sections{}
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MB", path, maxFile>>20)
	}
	s.exists = true
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if origin, ok := strings.CutPrefix(line, originMark); ok {
			s.list = append(s.list, section{origin: origin})
		} else if n := len(s.list); n > 0 {
			s.list[n-1].lines = append(s.list[n-1].lines, line)
		} else {
			s.own = append(s.own, line)
		}
	}
	return s, nil
}

// replace puts rows in the place of those of the same origin.
func (s *sections) replace(origin string, rows []row) {
	s.list = slices.DeleteFunc(s.list, func(x section) bool { return x.origin == origin })
	if len(rows) == 0 {
		return
	}
	x := section{origin: origin}
	for _, r := range rows {
		x.lines = append(x.lines, strings.TrimRight(strings.Join(r.cells, "\t"), "\t"))
	}
	s.list = append(s.list, x)
	slices.SortFunc(s.list, func(a, b section) int { return strings.Compare(a.origin, b.origin) })
}

func (s *sections) write(path string, t table) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if !s.exists {
		fmt.Fprintf(w, "%s# %s\n", preamble, schema[t].columns)
	}
	for _, line := range s.own {
		fmt.Fprintln(w, line)
	}
	for _, x := range s.list {
		fmt.Fprintln(w, originMark+x.origin)
		for _, line := range x.lines {
			fmt.Fprintln(w, line)
		}
	}
	return errors.Join(w.Flush(), f.Sync(), f.Close())
}
