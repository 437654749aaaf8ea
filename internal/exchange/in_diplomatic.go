package exchange

import (
	"errors"
	"fmt"
	"strconv"

	"chancery"
	"chancery/internal/ontology"
)

// diplomaticRequired are the columns without which a row tells nothing.
var diplomaticRequired = []string{"ccode1", "ccode2", "year", "DR_at_1", "DR_at_2", "DE"}

// diplomatic reads rows of pairs and years as in the Correlates of War's
// Diplomatic Exchange data set (Bayer 2006).
func (l *Loader) diplomatic(in *lines) rowReader {
	return withHeader(in, false, diplomaticRequired, l.diplomaticRow)
}

// levels are the levels of representation and the statuses of our table; of
// ministers and of levels of another sort it has no more than that relations are.
var levels = map[int]string{1: "charge", 2: "established", 3: "ambassadorial", 9: "established"}

func (l *Loader) diplomaticRow(h *header, r *row) (*chancery.Record, string, error) {
	get := func(name string) field { return h.get(r, name) }
	d := &draft{trigger: get("DE")}
	year, err := strconv.Atoi(get("year").value)
	if err != nil || year < 1500 || year > 2200 {
		return nil, "", fmt.Errorf("year: %q is none", clip(get("year").value))
	}
	level := -1
	for _, column := range []string{"DR_at_1", "DR_at_2"} {
		n, err := level0to9(get(column).value)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", column, err)
		}
		// 9 is of another sort: any level that is known tells more.
		if level < 1 || level == 9 && n > 0 || n != 9 && n > level {
			level = max(n, 0)
		}
	}
	switch get("DE").value {
	case "0":
		return nil, noExchange, nil
	case "1":
	default:
		return nil, "", fmt.Errorf("DE: %q; it is 1 where there is an exchange and 0 where there is none", clip(get("DE").value))
	}
	from, err := l.ofCOW(get("ccode1"), year)
	if err != nil {
		return nil, "", fmt.Errorf("ccode1: %w", err)
	}
	to, err := l.ofCOW(get("ccode2"), year)
	if err != nil {
		return nil, "", fmt.Errorf("ccode2: %w", err)
	}
	if from.code == to.code {
		return nil, "", fmt.Errorf("%s stands on both sides", from.code)
	}
	status := levels[level]
	if status == "" {
		status = "established"
	}
	d.from, d.to = []side{from}, []side{to}
	d.relation = &chancery.Relation{
		Kind: "diplomatic-relations", From: from.code, To: to.code, Status: status, At: fmt.Sprintf("%04d", year),
	}
	return l.record(r, d)
}

func level0to9(s string) (int, error) {
	switch s {
	case "":
		return -1, nil
	case "0", "1", "2", "3", "9":
		return int(s[0] - '0'), nil
	}
	return 0, fmt.Errorf("%q is no level; they are 0 (none), 1 (chargé d'affaires), 2 (minister), 3 (ambassador), 9 (other)", clip(s))
}

// ofCOW is the state of a COW number in a year, or of a code or name of ours.
func (l *Loader) ofCOW(c field, year int) (side, error) {
	code := ""
	n, err := strconv.Atoi(c.value)
	switch {
	case c.value == "":
		return side{}, errors.New("it is empty")
	case err == nil:
		code = l.book.cow.state(strconv.Itoa(n), year)
	default:
		code = l.book.country(c.value)
	}
	if code == "" {
		return side{}, fmt.Errorf("no state with the number or name %q is known for %d", clip(c.value), year)
	}
	return side{code: code, country: code, at: c}, nil
}

// cowNumbers are the states that had a number of the Correlates of War's, former
// ones first.
type cowNumbers map[string][]numbered

// numbered is a state of ours and the years in which it had a number; empty is
// open.
type numbered struct{ code, from, until string }

// loadCOW turns the table of state codes round.
func loadCOW(actors *ontology.Actors) (cowNumbers, error) {
	codes, err := ontology.LoadStateCodes()
	if err != nil {
		return nil, err
	}
	out := cowNumbers{}
	for _, former := range []bool{true, false} {
		for i := range actors.States {
			s := &actors.States[i]
			if (s.Kind == "former") != former {
				continue
			}
			for _, row := range codes[s.Code] {
				if row.COW == "" {
					continue
				}
				n := numbered{s.Code, max(row.From, s.From), s.Until}
				if n.until == "" || row.Until != "" && row.Until < n.until {
					n.until = row.Until
				}
				out[row.COW] = append(out[row.COW], n)
			}
		}
	}
	return out, nil
}

// state is the state with a number when a year began, else one that had it when
// the year ended, else the only one that ever had it: a list of others may begin a
// state earlier than our tables do.
func (c cowNumbers) state(number string, year int) string {
	first, last := fmt.Sprintf("%04d-01-01", year), fmt.Sprintf("%04d-12-31", year)
	for _, day := range []string{first, last} {
		for _, n := range c[number] {
			if n.from <= day && (n.until == "" || day < n.until) {
				return n.code
			}
		}
	}
	if len(c[number]) == 1 {
		return c[number][0].code
	}
	return ""
}
