package eval

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// petrarchCase is a unit test of PETRARCH2: a sentence and the codings it
// expects. A code that is missing, or made of marks, stands for an actor that
// was not to be coded.
type petrarchCase struct {
	ID, Date, Text string // Date is YYYYMMDD
	Expected       []petrarchCoding
}

type petrarchCoding struct {
	Source string `json:"sourcecode"`
	Target string `json:"targetcode"`
	Event  string `json:"eventcode"` // CAMEO
}

// Petrarch reports how many of the codings that PETRARCH2's unit tests expect
// (data/petrarch) some event gives, read with PETRARCH's own dictionaries of
// actors and agents as names on top: source and target; these and the CAMEO
// root; these and the whole CAMEO code; sectors of the actors met. Codings with an
// actor that was to be discarded, or was not in a dictionary (XYZ), do not
// count. The expected events are those of a verb dictionary made for tests: most
// of its codes are those of WEIS, CAMEO's forerunner (122 to denounce, 223 force),
// others stand for no act at all (345, 903), so that agreement with them says little.
func Petrarch(sharedDir string, read Reader) ([]Figure, error) {
	codes, err := ontology.LoadCodes()
	if err != nil {
		return nil, err
	}
	var pairs, roots, whole, sectors, total int
	err = eachLine(filepath.Join(sharedDir, "data", "petrarch", "unit-dev.jsonl"), func(line []byte) error {
		var c petrarchCase
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		r := read(c.ID, isoDay(c.Date), c.Text)
		for _, want := range c.Expected {
			if !isActorCode(want.Source) || !isActorCode(want.Target) {
				continue
			}
			total++
			var pair, root, all, sector bool
			for i := range r.Events {
				e := &r.Events[i]
				if !answers(e.Actor, want.Source, codes) || !answers(e.Recipient, want.Target, codes) {
					continue
				}
				pair = true
				root = root || e.CAMEO != "" && strings.HasPrefix(want.Event, e.CAMEO[:min(2, len(e.CAMEO))])
				all = all || e.CAMEO == want.Event
				sector = sector || hasSector(e.Actor, want.Source, codes) && hasSector(e.Recipient, want.Target, codes)
			}
			pairs += count(pair)
			roots += count(root)
			whole += count(all)
			sectors += count(sector)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	share := func(name string, n int) Figure {
		return Figure{Dataset: "petrarch", Name: name, Value: 100 * float64(n) / float64(max(1, total)), Cases: total}
	}
	return []Figure{
		share("source and target", pairs), share("their sectors too", sectors),
		share("CAMEO root too", roots), share("CAMEO code too", whole),
	}, nil
}

// isoDay is YYYYMMDD with hyphens.
func isoDay(d string) string {
	if len(d) != 8 {
		return ""
	}
	return d[:4] + "-" + d[4:6] + "-" + d[6:]
}

// isActorCode tells whether a code names somebody.
func isActorCode(code string) bool {
	return len(code) >= 3 && code[0] >= 'A' && code[0] <= 'Z' && !strings.HasPrefix(code, "XYZ")
}

// answers tells whether one of the participants is who a code of CAMEO names,
// roles aside.
func answers(ps []chancery.Participant, code string, c *ontology.Codes) bool {
	owners := []string{code[:3]}
	if ours := c.Countries[code[:3]]; ours != "" {
		owners = append(owners, ours)
	}
	if realm := c.Realms[code[:3]]; realm != "" {
		owners = append(owners, realm)
		for i := 3; i+3 <= len(code); i += 3 {
			if id := c.Organisations[code[i:i+3]]; id != "" {
				owners = append(owners, id)
			}
		}
	}
	return slices.ContainsFunc(ps, func(p chancery.Participant) bool {
		return slices.Contains(owners, p.ID) || p.Country != "" && slices.Contains(owners, p.Country)
	})
}

// hasSector tells whether one of the participants has the first role of a code;
// a code without a role asks for none.
func hasSector(ps []chancery.Participant, code string, c *ontology.Codes) bool {
	for i := 3; i+3 <= len(code); i += 3 {
		if s := c.Sectors[code[i:i+3]]; s != "" {
			return slices.ContainsFunc(ps, func(p chancery.Participant) bool { return p.Sector == s })
		}
	}
	return true
}

func count(ok bool) int {
	if ok {
		return 1
	}
	return 0
}
