package ontology

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Directory finds what a code stands for.
type Directory struct {
	states        map[string]*State
	organisations map[string]*Organisation
}

// NewDirectory is the directory of the tables of who is who.
func NewDirectory(a *Actors) *Directory {
	d := &Directory{states: map[string]*State{}, organisations: map[string]*Organisation{}}
	for i := range a.Organisations {
		if o := &a.Organisations[i]; !o.Organ {
			d.organisations[o.ID] = o
		}
	}
	for i := range a.States {
		d.states[a.States[i].Code] = &a.States[i]
	}
	return d
}

// State is the state or entity of a code, nil if there is none.
func (d *Directory) State(code string) *State { return d.states[code] }

// Organisation is the organisation of a code, nil if there is none.
func (d *Directory) Organisation(code string) *Organisation { return d.organisations[code] }

// Known tells whether the tables have a code.
func (d *Directory) Known(code string) bool {
	return d.states[code] != nil || d.organisations[code] != nil
}

// Name is how an actor is called. Persons and groups that the tables do not have
// are called by the words that their id is made of, what is left by its code.
func (d *Directory) Name(code string) string {
	switch s, o := d.states[code], d.organisations[code]; {
	case s != nil:
		return s.Name
	case o != nil:
		return o.Name
	case code != strings.ToLower(code):
		return code
	}
	words := strings.Split(code, "-")
	for i, w := range words {
		if first, size := utf8.DecodeRuneInString(w); size > 0 {
			words[i] = string(unicode.ToUpper(first)) + w[size:]
		}
	}
	return strings.Join(words, " ")
}

// Country is the country of an actor: its own code for a state or entity, IGO and
// the like for an organisation, empty for nobody known.
func (d *Directory) Country(code string) string {
	switch o := d.organisations[code]; {
	case o != nil:
		return o.Country
	case d.states[code] != nil:
		return code
	}
	return ""
}
