package eval

import (
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Floor is a value below which a figure may not fall.
type Floor struct {
	Dataset, Name string
	Value         float64
	Line          int
}

// ReadFloors reads a table of dataset, name and value, tab-separated, with
// comments after "#". name is what errors call the file.
func ReadFloors(name string, r io.Reader) ([]Floor, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("eval: reading floors: %w", err)
	}
	var out []Floor
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			return nil, fmt.Errorf("eval: %s:%d: %d columns, want dataset, name, value", name, n, len(cells))
		}
		v, err := strconv.ParseFloat(cells[2], 64)
		if err != nil {
			return nil, fmt.Errorf("eval: %s:%d: value: %w", name, n, err)
		}
		out = append(out, Floor{cells[0], cells[1], v, n})
	}
	return out, nil
}

// Check compares figures with the floors of their data sets: one error for
// each figure below its floor and for each floor of a measured data set that
// no figure answers.
func Check(figures []Figure, floors []Floor) []error {
	var bad []error
	measured := map[string]bool{}
	value := map[[2]string]float64{}
	for _, f := range figures {
		measured[f.Dataset] = true
		value[[2]string{f.Dataset, f.Name}] = f.Value
	}
	for _, fl := range floors {
		if !measured[fl.Dataset] {
			continue
		}
		v, ok := value[[2]string{fl.Dataset, fl.Name}]
		switch {
		case !ok:
			bad = append(bad, fmt.Errorf("%s: no figure %q, but a floor for it at line %d", fl.Dataset, fl.Name, fl.Line))
		case v < fl.Value:
			bad = append(bad, fmt.Errorf("%s: %s is %.2f, under its floor of %.2f", fl.Dataset, fl.Name, v, fl.Value))
		}
	}
	return bad
}
