package imports

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"chancery/internal/ontology"
)

// fact is what a name stands for in the embedded tables.
type fact struct{ code, sector string }

// known is what the embedded tables say, by folded names.
type known struct {
	facts    map[string][]fact
	surnames map[string]bool // of holders of offices
	kinds    map[string]string
	roles    map[string]ontology.Role // by folded phrase
	orgs     map[string]ontology.Organisation
	byName   map[string]string // names of organisations to their ids
	// stateNames are the names and aliases of states by code.
	stateNames map[string][]string
	terms      map[string][]string // name and country to the days terms began on
	members    map[string]bool     // organisation and state
}

func newKnown(a *ontology.Actors) *known {
	k := &known{
		facts: map[string][]fact{}, surnames: map[string]bool{}, kinds: map[string]string{},
		roles: map[string]ontology.Role{}, orgs: map[string]ontology.Organisation{}, byName: map[string]string{}, stateNames: map[string][]string{},
		terms: map[string][]string{}, members: map[string]bool{},
	}
	note := func(name, code, sector string) {
		f := fold(name)
		k.facts[f] = append(k.facts[f], fact{code, sector})
	}
	for _, s := range a.States {
		k.kinds[s.Code] = s.Kind
		k.stateNames[s.Code] = append(append(k.stateNames[s.Code], s.Name), s.Aliases...)
		for _, list := range [][]string{{s.Name}, s.Aliases, s.Adjectives, s.People} {
			for _, n := range list {
				note(n, s.Code, "")
			}
		}
		for _, n := range s.Capitals {
			note(n, s.Code, "GOV")
		}
	}
	for _, o := range a.Organisations {
		if _, ok := k.orgs[o.ID]; !ok {
			k.orgs[o.ID] = o
		}
		for _, n := range append([]string{o.Name}, o.Aliases...) {
			note(n, o.ID, o.Sector)
			if f := fold(n); k.byName[f] == "" {
				k.byName[f] = o.ID
			}
		}
	}
	for _, b := range a.Bodies {
		note(b.Name, b.Country, b.Sector)
	}
	for _, s := range a.Sites {
		note(s.Name, s.Country, "")
	}
	for _, o := range a.Offices {
		for _, n := range append([]string{o.Name}, o.Aliases...) {
			note(n, o.Country, o.Sector)
			key := fold(n) + "\t" + o.Country
			k.terms[key] = append(k.terms[key], o.From)
		}
		words := strings.Fields(fold(o.Name))
		if len(words) > 1 {
			k.surnames[words[0]], k.surnames[words[len(words)-1]] = true, true
		}
	}
	for _, m := range a.Members {
		k.members[m.Organisation+"\t"+m.State] = true
	}
	for _, r := range a.Roles {
		if f := fold(r.Phrase); k.roles[f].Phrase == "" {
			k.roles[f] = r
		}
	}
	return k
}

// says tells whether a name is known to stand for a code; with a sector, only
// if it stands for that sector of it.
func (k *known) says(name, code, sector string) bool {
	for _, f := range k.facts[fold(name)] {
		if f.code == code && (sector == "" || f.sector == sector) {
			return true
		}
	}
	return false
}

// elsewhere tells whether a name stands for something of another code, is a
// statesman's surname or a role noun.
func (k *known) elsewhere(name, code string) bool {
	f := fold(name)
	for _, x := range k.facts[f] {
		if x.code != code {
			return true
		}
	}
	_, role := k.roles[f]
	return role || k.surnames[f]
}

// serves tells whether the tables have a term of a person that began in the year
// of a date.
func (k *known) serves(person, code, from string) bool {
	for _, d := range k.terms[fold(person)+"\t"+code] {
		if d != "" && len(from) >= 4 && d[:4] == from[:4] {
			return true
		}
	}
	return false
}

// isState tells whether a code is that of a state or entity of its own.
func (k *known) isState(code string) bool {
	kind := k.kinds[code]
	return kind != "" && kind != "region"
}

// fold is a name as names are compared: words of letters and digits in lower
// case without accents, parted by single spaces.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '.' || r == '\'' || r == '’' || r == 'ʼ':
		default:
			gap = true
		}
	}
	return b.String()
}

// slug is a name as an id.
func slug(s string) string { return strings.ReplaceAll(fold(s), " ", "-") }

// named tells whether a name has a letter, and is no longer than a name is.
func named(s string) bool {
	return len(s) <= maxName && strings.ContainsFunc(s, unicode.IsLetter)
}

// maxName bounds a name, in bytes: longer ones are never found in a text.
const maxName = 200
