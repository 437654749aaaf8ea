package ontology

import (
	"fmt"
	"strconv"
)

// StateCode is a row of actors/statecodes.tsv: what other data sets call a state or
// entity, for as long as they do. What a list does not have is empty.
type StateCode struct {
	Code        string
	From, Until string // on Until the row holds no more
	ISO3, FIPS  string
	COW, GW     string // numbers
	COWAbbr     string
	GWAbbr      string
}

// StateCodes are the rows of actors/statecodes.tsv by our codes.
type StateCodes map[string][]StateCode

// LoadStateCodes reads the embedded actors/statecodes.tsv.
func LoadStateCodes() (StateCodes, error) {
	out := StateCodes{}
	data, err := actorTables.ReadFile("actors/statecodes.tsv")
	if err == nil {
		err = eachActorRow("statecodes.tsv", string(data), 9, func(c []string) error {
			for i := range c {
				if c[i] == "-" {
					c[i] = ""
				}
			}
			for _, n := range []string{c[5], c[7]} {
				if _, err := strconv.Atoi(n); n != "" && err != nil {
					return fmt.Errorf("%q is no number", n)
				}
			}
			rows := out[c[0]]
			if len(rows) > 0 && (rows[len(rows)-1].Until == "" || rows[len(rows)-1].Until != c[1]) {
				return fmt.Errorf("%s: a row does not begin on the day on which the one before it ends", c[0])
			}
			out[c[0]] = append(rows, StateCode{Code: c[0], From: c[1], Until: c[2], ISO3: c[3], FIPS: c[4], COW: c[5], COWAbbr: c[6], GW: c[7], GWAbbr: c[8]})
			return nil
		})
	}
	if err != nil {
		return nil, fmt.Errorf("ontology: reading tables: %w", err)
	}
	return out, nil
}

// On are the codes of a state or entity on a day (YYYY-MM-DD; empty: the present
// ones); without a row all are empty.
func (s StateCodes) On(code, day string) StateCode {
	rows := s[code]
	for i := len(rows) - 1; i >= 0; i-- {
		if day == "" || rows[i].From <= day {
			return rows[i]
		}
	}
	return StateCode{Code: code}
}
