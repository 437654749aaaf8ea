package imports

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"chancery/internal/ontology"
)

// isDate tells whether d is YYYY, YYYY-MM or YYYY-MM-DD.
func isDate(d string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if len(d) == len(layout) {
			_, err := time.Parse(layout, d)
			return err == nil
		}
	}
	return false
}

// recent tells whether a term is dated and reaches into the time of the tables.
func (im *Importer) recent(from, until string) bool {
	const first = "1945"
	switch {
	case from == "" && until == "":
		im.leave("terms without dates")
	case until != "" && until < first, until == "" && from < first:
		im.leave("terms before 1945, or without an end since")
	case from != "" && until != "" && until < from[:min(len(from), len(until))]:
		im.leave("terms that end before they begin")
	default:
		return true
	}
	return false
}

// office parts the label of a position into its role and what it is of: "Prime
// Minister of Chad" → prime minister, Chad. It is false where no role of one
// person begins the label, and for members of parliaments and the like.
func (k *known) office(label string) (ontology.Role, string, bool) {
	label, _, _ = strings.Cut(label, " (")
	words := strings.Fields(fold(label))
	for i := min(len(words), 8); i > 0; i-- {
		r, ok := k.roles[strings.Join(words[:i], " ")]
		if !ok || !r.Office {
			continue
		}
		rest := words[i:]
		for len(rest) > 0 && (rest[0] == "of" || rest[0] == "the") {
			rest = rest[1:]
		}
		return r, strings.Join(rest, " "), !(r.Sector == "LEG" && i == len(words)-len(rest) || isMember(r.Phrase))
	}
	return ontology.Role{}, "", false
}

// isMember tells whether a role is that of one of many.
func isMember(role string) bool {
	switch role {
	case "member", "senator", "deputy", "representative", "member of parliament", "lawmaker", "legislator", "councillor",
		"councilor", "congressman", "congresswoman", "ambassador", "mayor", "judge", "bishop", "archbishop":
		return true
	}
	return false
}

// officeRow makes a row of a term. The title is the role alone if the position is
// that of the state as a whole, so that the president of a state and of its
// senate are told apart.
func (im *Importer) officeRow(origin int, owner, label, person, aliases, from, until string) error {
	r, rest, ok := im.known.office(label)
	if !ok {
		im.leave("terms in positions of no state or organisation, or without a role noun")
		return nil
	}
	title := strings.ToLower(label)
	if rest == "" || im.known.says(rest, owner, "") {
		title = r.Phrase
	}
	sector := r.Sector
	if o, ok := im.known.orgs[owner]; ok && sector == "GOV" {
		sector = o.Sector
	} else if !im.known.isState(owner) && sector == "GOV" {
		sector = "IGO"
	}
	if im.known.serves(person, owner, from) {
		im.leave("known already")
		return nil
	}
	return im.add(officesTable, origin, owner, sector, title, plainName(person), aliases, from, until)
}

// plainName is a label without what tells namesakes apart.
func plainName(s string) string {
	s, _, _ = strings.Cut(s, " (")
	return strings.ReplaceAll(s, ";", ",")
}

// fullNames are the aliases of a person that are names of several words.
func (im *Importer) fullNames(all []string) []string {
	var out []string
	for _, a := range all {
		n := len(strings.Fields(a))
		if n > 1 && n < 7 && properName(a) && !slices.Contains(out, a) && len(out) < maxAliases {
			out = append(out, a)
		}
	}
	return out
}

// properName tells whether an alias can stand in a table: begins with a capital
// and parts no list.
func properName(a string) bool {
	r, _ := utf8.DecodeRuneInString(a)
	return named(a) && unicode.IsUpper(r) && !strings.ContainsAny(a, ";,()/")
}

// stateRow makes a row of what a state is called beyond the embedded tables.
func (im *Importer) stateRow(code string, names, demonyms []string) error {
	fresh := func(all []string) []string {
		var out []string
		for _, n := range all {
			switch {
			case !properName(n) || utf8.RuneCountInString(n) < 4 || slices.Contains(out, n):
			case im.known.says(n, code, "") || im.known.elsewhere(n, code) || commonWord(fold(n)):
				im.leave("known already")
			default:
				out = append(out, n)
			}
		}
		return out
	}
	names, demonyms = fresh(names), fresh(demonyms)
	if len(names)+len(demonyms) == 0 {
		return nil
	}
	return im.add(statesTable, im.origin(), code, "", "", "", "", list(names), list(demonyms), list(demonyms))
}

// shortNames are the aliases of an organisation that can stand in a table.
func (im *Importer) shortNames(all []string) []string {
	var out []string
	for _, a := range all {
		if properName(a) && len(a) > 2 && !slices.Contains(out, a) && len(out) < maxAliases && !commonWord(fold(a)) {
			out = append(out, a)
		}
	}
	return out
}

// orgRow makes a row of an organisation of a realm (IGO, NGO) and gives its id.
func (im *Importer) orgRow(o *organisation, realm string) (string, error) {
	label := plainName(o.label)
	id := im.known.byName[fold(label)]
	if id == "" && im.known.elsewhere(label, "") || !properName(strings.ReplaceAll(label, ",", " ")) {
		im.leave("organisations whose name stands for something else in the built-in tables")
		return "", nil
	}
	var fresh []string
	for _, a := range o.aliases {
		if len(im.known.facts[fold(a)]) > 0 || im.known.elsewhere(a, id) {
			im.leave("known already")
			continue
		}
		fresh = append(fresh, a)
	}
	if id != "" {
		if len(fresh) == 0 {
			return id, nil
		}
		return id, im.add(organisationsTable, o.origin, id, "", "", "", "", "", "", list(fresh))
	}
	from, until := o.from, o.until
	if from != "" && until != "" && until < from[:min(len(from), len(until))] {
		from, until = "", ""
	}
	id = slug(label)
	sector := "IGO"
	if realm == "NGO" {
		sector = "CVL"
	}
	return id, im.add(organisationsTable, o.origin, id, label, realm, sector, "organisation", from, until, list(fresh))
}

// memberRow makes a row of a membership, unless the tables know the state as a
// member, as of whatever day.
func (im *Importer) memberRow(origin int, org, state, from, until string) error {
	if im.known.members[org+"\t"+state] {
		im.leave("known already")
		return nil
	}
	if from == "" || until != "" && until < from[:min(len(from), len(until))] {
		im.leave("memberships without a beginning")
		return nil
	}
	return im.add(membersTable, origin, org, state, from, until, "")
}

// sortRows orders rows by table and cells, and drops those that are there twice.
func (im *Importer) sortRows() {
	slices.SortStableFunc(im.rows, func(a, b row) int {
		if a.table != b.table {
			return int(a.table - b.table)
		}
		if a.origin != b.origin {
			return a.origin - b.origin
		}
		return slices.Compare(a.cells, b.cells)
	})
	im.rows = slices.CompactFunc(im.rows, func(a, b row) bool {
		return a.table == b.table && a.origin == b.origin && slices.Equal(a.cells, b.cells)
	})
}
