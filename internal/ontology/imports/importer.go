package imports

import (
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"slices"

	"chancery/internal/ontology"
)

// Formats are what can be imported, by the names that New takes.
var formats = []string{"phoenix", "wikidata", "geonames"}

// Formats are the names of what can be imported.
func Formats() []string { return slices.Clone(formats) }

// Options change what an import keeps. The zero value is of use.
type Options struct {
	// MinPopulation is the number of inhabitants from which a GeoNames place is
	// kept; 0 stands for DefaultMinPopulation. Capitals and first-order
	// divisions are always kept.
	MinPopulation int
	// Tell is called with "file:line: what" for lines that are not of the
	// format, at most maxTold times a file; nil keeps them to the counts.
	Tell func(string)
}

// DefaultMinPopulation is that of a town which world news may name.
const DefaultMinPopulation = 15000

const (
	maxTold = 1000    // complaints told a file; the rest is counted
	maxRows = 4 << 20 // rows kept in one import
)

// errFull stops an import that keeps more than maxRows.
var errFull = fmt.Errorf("more than %d rows; import a part of it, or raise --min-population", maxRows)

// Importer collects rows from one or several inputs of one format.
type Importer struct {
	format  string
	o       Options
	codes   *ontology.Codes
	known   *known
	rows    []row
	origins []string // of rows, by number
	left    map[string]int
	bad     int
	lines   int

	dictionary *dictionary // phoenix
	graph      *graph      // wikidata
	gazetteer  *gazetteer  // geonames
}

// New makes an importer of one of Formats.
func New(format string, o Options) (*Importer, error) {
	if !slices.Contains(formats, format) {
		return nil, fmt.Errorf("no format %q; there are phoenix, wikidata and geonames", format)
	}
	if o.MinPopulation == 0 {
		o.MinPopulation = DefaultMinPopulation
	}
	codes, err := ontology.LoadCodes()
	if err != nil {
		return nil, err
	}
	actors, err := ontology.LoadActors()
	if err != nil {
		return nil, err
	}
	return newImporter(format, o, codes, newKnown(actors)), nil
}

// newImporter makes an importer over tables that are loaded, which it reads only.
func newImporter(format string, o Options, codes *ontology.Codes, k *known) *Importer {
	im := &Importer{format: format, o: o, codes: codes, known: k, left: map[string]int{}}
	switch format {
	case "phoenix":
		im.dictionary = newDictionary()
	case "wikidata":
		im.graph = newGraph()
	case "geonames":
		im.gazetteer = newGazetteer()
	}
	return im
}

// Read takes in one input; name is what errors call it, its last part the
// origin of its rows. The error is of reading, or that there is too much to
// keep; what is wrong with single lines is told and counted.
func (im *Importer) Read(name string, r io.Reader) error {
	origin := cell(im.format + " " + path.Base(filepath.ToSlash(name)))
	if slices.Contains(im.origins, origin) {
		return fmt.Errorf("%s: another input has the same name, by which its rows are kept apart", name)
	}
	im.origins = append(im.origins, origin)
	l, err := newLines(name, r, im.o.Tell)
	if err == nil {
		switch im.format {
		case "phoenix":
			err = im.readDictionary(l)
		case "wikidata":
			err = im.readWikidata(l)
		case "geonames":
			err = im.readGeoNames(l)
		}
	}
	if l != nil {
		im.bad += l.bad
		im.lines += l.n
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// origin is the number of the input that is being read.
func (im *Importer) origin() int { return len(im.origins) - 1 }

// add keeps a row, unless a cell that must not be is empty.
func (im *Importer) add(t table, origin int, cells ...string) error {
	if len(im.rows) >= maxRows {
		return errFull
	}
	for i := range cells {
		cells[i] = cell(cells[i])
	}
	im.rows = append(im.rows, row{t, origin, cells})
	return nil
}

// leave counts what is understood but has no place in the tables.
func (im *Importer) leave(why string) { im.left[why]++ }

// Tables settles what needs all inputs and gives the rows. It is called once,
// after the last Read.
func (im *Importer) Tables() (*Tables, error) {
	var err error
	switch im.format {
	case "phoenix":
		err = im.settleDictionary()
	case "wikidata":
		err = im.settleGraph()
	case "geonames":
		err = im.settleGazetteer()
	}
	if err != nil {
		return nil, err
	}
	return &Tables{Lines: im.lines, Malformed: im.bad, Left: sortedCounts(im.left), rows: im.rows, origins: im.origins}, nil
}
