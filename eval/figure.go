// Package eval measures the program against the data sets of a shared folder
// and holds the floors below which no figure may fall. What each score means
// is written in docs/accuracy.md.
package eval

// Figure is one measured value.
type Figure struct {
	Dataset string  `json:"dataset"`
	Name    string  `json:"name"`
	Value   float64 `json:"value"` // in per cent unless Note says otherwise
	Cases   int     `json:"cases"` // how many things were judged
	Note    string  `json:"note,omitempty"`
}
