package imports

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// datedCode is a code in brackets. Bounds are days since 1 January 1970, both
// within; open ones are always and forever.
type datedCode struct {
	code        string
	from, until int
	dated       bool
}

const (
	always  = -1 << 40
	forever = 1 << 40
)

// parseCode reads what stands in brackets: CODE, CODE <date (before the day),
// CODE >date (from the day on, as the makers of the dictionaries mean it), CODE
// date-date (both days within). Dates are YYYYMMDD or YYMMDD.
func parseCode(s string) (datedCode, error) {
	s = strings.TrimSpace(s)
	end := strings.IndexAny(s, " \t<>")
	c := datedCode{code: s, from: always, until: forever}
	if end >= 0 {
		c.code = s[:end]
		s = strings.TrimSpace(s[end:])
	} else {
		s = ""
	}
	if c.code == "" {
		return c, fmt.Errorf("brackets without a code: %q", clip(s))
	}
	if s == "" {
		return c, nil
	}
	c.dated = true
	bad := fmt.Errorf("%q is not <date, >date or date-date (YYYYMMDD or YYMMDD)", clip(s))
	from, until, between := strings.Cut(s, "-")
	var ok bool
	switch {
	case s[0] == '<':
		c.until, ok = dayOf(s[1:])
		c.until--
	case s[0] == '>':
		c.from, ok = dayOf(s[1:])
	case between:
		if c.from, ok = dayOf(from); ok {
			c.until, ok = dayOf(until)
		}
		if ok && c.until < c.from {
			return c, fmt.Errorf("%q ends before it begins", clip(s))
		}
	}
	if !ok {
		return c, bad
	}
	return c, nil
}

// dayOf reads YYYYMMDD or YYMMDD, of which years above 30 are of the twentieth
// century.
func dayOf(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if len(s) == 6 {
		if s[:2] > "30" {
			s = "19" + s
		} else {
			s = "20" + s
		}
	}
	t, err := time.Parse("20060102", s)
	if err != nil {
		return 0, false
	}
	return int(t.Unix() / 86400), true
}

// date is a bound as it stands in a table; empty if open.
func date(day int) string {
	if day <= always || day >= forever-1 {
		return ""
	}
	return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly)
}

// term is a time in which a code holds.
type term struct {
	code        string
	from, until int
}

// terms are the times of codes, none of which overlap: on a day on which several
// hold, the first in the dictionary counts, and one without dates holds when no
// other does. Latest first.
func terms(codes []datedCode) []term {
	var out, covered []term
	take := func(c datedCode) {
		for _, t := range uncovered(term{c.code, c.from, c.until}, covered) {
			out = append(out, t)
		}
		covered = append(covered, term{"", c.from, c.until})
	}
	for _, c := range codes {
		if c.dated {
			take(c)
		}
	}
	for _, c := range codes {
		if !c.dated {
			take(c)
			break
		}
	}
	slices.SortStableFunc(out, func(a, b term) int { return b.from - a.from })
	return out
}

// uncovered are the parts of a term outside others.
func uncovered(t term, others []term) []term {
	parts := []term{t}
	for _, o := range others {
		var left []term
		for _, p := range parts {
			if o.until < p.from || o.from > p.until {
				left = append(left, p)
				continue
			}
			if p.from < o.from {
				left = append(left, term{p.code, p.from, o.from - 1})
			}
			if o.until < p.until {
				left = append(left, term{p.code, o.until + 1, p.until})
			}
		}
		parts = left
	}
	return parts
}

// triples cuts a code into its parts of three letters.
func triples(code string) []string {
	code = strings.ToUpper(strings.TrimSpace(code))
	var out []string
	for len(code) > 3 {
		out = append(out, code[:3])
		code = code[3:]
	}
	if code != "" {
		out = append(out, code)
	}
	return out
}

// sectorOf is the PLOVER sector of the first part that is a role.
func (im *Importer) sectorOf(parts []string) string {
	for _, p := range parts {
		if s := im.codes.Sectors[p]; s != "" {
			return s
		}
	}
	return ""
}

// meaning is what a code stands for.
type meaning struct {
	owner  string // a state's, entity's or organisation's code; may be new
	realm  string // IGO, NGO, MNC, IMG: an actor of no state
	sector string // PLOVER's, empty if none
	state  bool   // owner is a state or entity
	press  bool   // media of a government
	fresh  bool   // no table has the owner's code
	whole  bool   // the code names the owner and nothing more
}

// meaning reads a code of CAMEO; why says in words why it has no place in the
// tables.
func (im *Importer) meaning(code string) (m meaning, why string) {
	for _, r := range code {
		switch {
		case r == '/':
			return m, "several codes at once"
		case !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9'):
			return m, "names to be discarded"
		}
	}
	parts := triples(code)
	first, rest := parts[0], parts[1:]
	m.sector, m.whole = im.sectorOf(rest), len(rest) == 0
	m.press = slices.Contains(rest, "GOV") && slices.Contains(rest, "MED")
	realm := im.codes.Realms[first]
	if realm == "" && im.codes.Regions[first] != "" {
		realm = "region"
	}
	if ours := im.codes.Countries[first]; ours != "" {
		m.owner = ours
	} else if im.known.isState(first) {
		m.owner = first
	}
	// The last organisation or group that the code names is who it means.
	for i := len(parts) - 1; i >= 0; i-- {
		id := im.codes.Organisations[parts[i]]
		if id == "" || m.owner != "" && (i == 0 || im.known.orgs[id].Country != m.owner) {
			continue
		}
		m.owner = id
		return m, ""
	}
	switch {
	case realm == "" && m.owner == "" && im.codes.Sectors[first] != "":
		return m, "roles of no state or organisation"
	case realm == "region":
		if m.realm = regional(m.sector); m.realm == "" {
			return m, "regions of several states"
		}
	case realm != "":
		m.realm = realm
	default:
		m.state = true
		if m.owner == "" {
			m.owner, m.fresh = first, true
		}
	}
	return m, ""
}

// regional is the realm of an actor of several states.
func regional(sector string) string {
	switch sector {
	case "REB", "UAF", "CRM", "PRM":
		return "IMG"
	case "BUS":
		return "MNC"
	case "":
		return ""
	}
	return "NGO"
}
