package ontology

import (
	_ "embed"
	"fmt"
	"strconv"
)

//go:embed goldstein.tsv
var goldsteinTSV string

// CAMEOCode is a row of goldstein.tsv: a CAMEO event code with its title and its
// score on Goldstein's scale, from -10 to +10.
type CAMEOCode struct {
	Code, Title string
	Goldstein   float64
}

// CAMEOCodes are all CAMEO event codes by their digits, the two digits of the roots
// among them. They are more than Events knows: statements (01) are no acts.
type CAMEOCodes map[string]CAMEOCode

// LoadCAMEOCodes reads the embedded goldstein.tsv.
func LoadCAMEOCodes() (CAMEOCodes, error) {
	out := CAMEOCodes{}
	err := eachActorRow("goldstein.tsv", goldsteinTSV, 3, func(c []string) error {
		score, err := strconv.ParseFloat(c[1], 64)
		if err != nil || score < -10 || score > 10 {
			return fmt.Errorf("score %q is no number from -10 to 10", c[1])
		}
		switch {
		case len(c[0]) < 2 || len(c[0]) > 4 || c[2] == "":
			return fmt.Errorf("a code of two to four digits and a title are needed")
		case out[c[0]].Code != "":
			return fmt.Errorf("%s twice", c[0])
		case len(c[0]) > 2 && out[parent(c[0])].Code == "":
			return fmt.Errorf("%s comes before its parent", c[0])
		}
		out[c[0]] = CAMEOCode{c[0], c[2], score}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return out, nil
}

func parent(code string) string { return code[:len(code)-1] }

// Base is the code of the second level that a code belongs to: three digits of four,
// else the code itself.
func (CAMEOCodes) Base(code string) string { return code[:min(3, len(code))] }

// Root is the code of the first level that a code belongs to: its first two digits.
func (CAMEOCodes) Root(code string) string { return code[:min(2, len(code))] }

// QuadClass is the class that event data put a code's root into: 1 verbal and 2
// material cooperation, 3 verbal and 4 material conflict; 0 if the code is unknown.
func (c CAMEOCodes) QuadClass(code string) int {
	if _, ok := c[code]; !ok {
		return 0
	}
	switch root := c.Root(code); {
	case root <= "05":
		return 1
	case root <= "08":
		return 2
	case root <= "13":
		return 3
	}
	return 4
}
