package web

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"chancery/internal/ontology"
	"chancery/internal/spelling"
)

// called is a name of an actor.
type called struct {
	folded string
	name   string // as it is written
	code   string
	main   bool   // its usual name, or its code
	note   string // of a person: the office
	until  string // of a person: the end of the term
}

// register finds actors by their names, with slips of the pen forgiven.
type register struct{ names []called }

func newRegister(a *ontology.Actors) *register {
	r := &register{}
	add := func(c called) {
		if c.folded = fold(c.name); c.folded != "" {
			r.names = append(r.names, c)
		}
	}
	for i := range a.States {
		s := &a.States[i]
		add(called{name: s.Name, code: s.Code, main: true})
		add(called{name: s.Code, code: s.Code, main: true})
		for _, n := range slices.Concat(s.Aliases, s.Adjectives, s.Capitals) {
			add(called{name: n, code: s.Code})
		}
	}
	for i := range a.Organisations {
		o := &a.Organisations[i]
		add(called{name: o.Name, code: o.ID, main: !o.Organ})
		for _, n := range o.Aliases {
			add(called{name: n, code: o.ID})
		}
	}
	for i := range a.Offices {
		o := &a.Offices[i]
		add(called{name: o.Name, code: o.Country, note: o.Title, until: cmp.Or(o.Until, "9999")})
		for _, n := range o.Aliases {
			add(called{name: n, code: o.Country, note: o.Title, until: cmp.Or(o.Until, "9999")})
		}
	}
	return r
}

// fold writes a name in small letters without accents and marks.
func fold(name string) string {
	var b strings.Builder
	space := false
	for _, c := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case unicode.Is(unicode.Mn, c), c == '’', c == '\'', c == '.':
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(c)
		default:
			space = true
		}
	}
	return b.String()
}

// Match is an actor that was looked for.
type Match struct {
	Code string `json:"code"`
	Name string `json:"name"` // its usual name
	// As is the name that fitted, where it is another; Office is that of a person.
	As     string `json:"as,omitempty"`
	Office string `json:"office,omitempty"`
	// Near tells that the name is only like what was asked for.
	Near bool `json:"near,omitempty"`
}

// scored is a name with how badly it fits; less is better.
type scored struct {
	*called
	badness int
}

// find gives the actors that are called so, begin so, have a word that begins so, or
// are called nearly so, best first.
func (r *register) find(d *ontology.Directory, text string, limit int) []Match {
	q := fold(text)
	if q == "" || len(q) > maxName {
		return nil
	}
	var found []scored
	for i := range r.names {
		if b := badness(q, &r.names[i]); b >= 0 {
			found = append(found, scored{&r.names[i], b})
		}
	}
	slices.SortStableFunc(found, func(a, b scored) int {
		return cmp.Or(cmp.Compare(a.badness, b.badness), cmp.Compare(b.until, a.until), cmp.Compare(len(a.folded), len(b.folded)), cmp.Compare(a.folded, b.folded), cmp.Compare(a.code, b.code))
	})
	var out []Match
	seen := map[string]bool{}
	for _, f := range found {
		key := f.code
		if f.note != "" {
			key += " " + f.folded
		}
		if seen[key] || len(out) == limit {
			continue
		}
		seen[key] = true
		m := Match{Code: f.code, Name: d.Name(f.code), Office: f.note, Near: f.badness >= nearly}
		if f.name != m.Name && f.name != f.code {
			m.As = f.name
		}
		out = append(out, m)
	}
	return out
}

const (
	maxName = 80 // bytes of a name that is looked for
	nearly  = 40 // badness from which a name is only like what was asked for
)

// badness tells how badly a name fits what was asked for; less than 0 is not at all.
func badness(q string, c *called) int {
	b := 0
	if !c.main {
		b = 2
	}
	if c.note != "" {
		b = 5
	}
	switch {
	case c.folded == q:
		return b
	case strings.HasPrefix(c.folded, q):
		return b + 10
	case strings.Contains(" "+c.folded, " "+q):
		return b + 20
	}
	n := utf8.RuneCountInString(q)
	if n < 4 || c.note == "" && !c.main && len(c.folded) <= 4 {
		return -1
	}
	most := 1 + n/8
	if d := spelling.Slips([]rune(q), []rune(c.folded), most); d <= most {
		return b + nearly + 10*d
	}
	return -1
}
