package ontology

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"chancery"
)

//go:embed actors/*.tsv
var actorTables embed.FS

// State is a row of states.tsv or entities.tsv: a state, a dependent
// territory, a former state, or an entity that is or claims to be one. Dates
// are YYYY, YYYY-MM or YYYY-MM-DD; empty is open.
type State struct {
	Code        string
	Kind        string // state, territory, former; of entities own, within, region
	From, Until string
	Name        string
	Aliases     []string
	Adjectives  []string
	People      []string // what its citizens are called
	Capitals    []string // cities whose name stands for the government
	Claims      string   // of entities: statehood, autonomy, none
	ClaimedBy   string   // of entities: the state that claims the territory
	Formerly    []Former // of states: whose land it was, in the order of time
}

// Former is a former state whose land a state was before a day (YYYY-MM-DD).
type Former struct{ Code, Before string }

// Organisation is a row of organisations.tsv.
type Organisation struct {
	ID, Name        string
	Country, Sector string // IGO, NGO, MNC, IMG or a state's code
	Kind            chancery.ActorKind
	From, Until     string
	Aliases         []string
	Organ           bool // an organ of the organisation with this ID
}

// Body is a row of bodies.tsv: a name of something that belongs to one state
// or acts within it.
type Body struct {
	Country, Sector, Name string
	StateMedia            bool
}

// Site is a row of regions.tsv or cities.tsv. Latitude and longitude are in
// degrees; both zero if unknown.
type Site struct {
	Country, Name string
	Lat, Lon      float64
	City          bool
}

// Role is a row of roles.tsv: a role noun and its PLOVER sector.
type Role struct {
	Sector string // empty for UNK
	Office bool   // one person, else an institution or a body of people
	Phrase string // lower case, singular
}

// Office is a row of offices.tsv: one term of one person.
type Office struct {
	Country, Sector string // Country is a state's, entity's or organisation's id
	Title           string
	Name            string
	Aliases         []string
	From, Until     string
}

// Actors are the tables of who is who, in the order of their rows.
type Actors struct {
	States        []State // with the entities behind
	Organisations []Organisation
	Bodies        []Body
	Sites         []Site // regions before cities: the first row of a name counts
	Roles         []Role
	Offices       []Office
	Members       []Member
}

// LoadActors reads the embedded tables in actors/ and lays folders of a user's
// over them, each over those before it. The error names file and line.
func LoadActors(folders ...Folder) (*Actors, error) {
	a := &Actors{
		Bodies: make([]Body, 0, 2500), Sites: make([]Site, 0, 7500), Roles: make([]Role, 0, 2100),
	}
	for _, t := range a.tables() {
		data, err := actorTables.ReadFile("actors/" + t.file)
		if err != nil {
			return nil, fmt.Errorf("ontology: reading tables: %w", err)
		}
		if err := eachActorRow(t.file, string(data), t.columns, t.row); err != nil {
			return nil, fmt.Errorf("ontology: reading tables: %w", err)
		}
	}
	for _, f := range folders {
		over, err := a.over(f)
		if err != nil {
			return nil, fmt.Errorf("ontology: reading tables: %w", err)
		}
		a = over
	}
	return a, nil
}

// table is one file of rows.
type table struct {
	file    string
	columns int
	row     func([]string) error
}

// tables are the files that fill a, in an order in which codes stand before
// what refers to them.
func (a *Actors) tables() []table {
	return []table{
		{"states.tsv", 10, a.addState},
		{"entities.tsv", 11, a.addState},
		{"organisations.tsv", 9, a.addOrganisation},
		{"bodies.tsv", 4, a.addBody},
		{"regions.tsv", 4, a.addSite},
		{"cities.tsv", 4, func(c []string) error {
			if err := a.addSite(c); err != nil {
				return err
			}
			a.Sites[len(a.Sites)-1].City = true
			return nil
		}},
		{"roles.tsv", 3, a.addRole},
		{"offices.tsv", 7, a.addOffice},
		{"members.tsv", 5, a.addMember},
	}
}

// eachActorRow calls row with the cells of each line that is not a comment.
// Empty cells at the end of a line may be left out. The cells are reused.
func eachActorRow(file, text string, columns int, row func([]string) error) error {
	cells := make([]string, columns)
	n := 0
	for text != "" {
		var line string
		line, text, _ = strings.Cut(text, "\n")
		n++
		line = strings.TrimSuffix(line, "\r")
		if line == "" || line[0] == '#' {
			continue
		}
		rest, more := line, true
		for i := range cells {
			cells[i] = ""
			if more {
				cells[i], rest, more = strings.Cut(rest, "\t")
			}
		}
		if more {
			return fmt.Errorf("%s:%d: more than %d columns", file, n, columns)
		}
		if err := row(cells); err != nil {
			return fmt.Errorf("%s:%d: %w", file, n, err)
		}
	}
	return nil
}

// list are the parts of a cell, which semicolons part.
func list(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, ";")
}

func (a *Actors) addState(c []string) error {
	s := State{
		Code: c[0], Kind: c[1], From: c[2], Until: c[3], Name: c[4],
		Aliases: list(c[5]), Adjectives: list(c[6]), People: list(c[7]), Capitals: list(c[8]),
	}
	if len(c) == 11 {
		s.Claims, s.ClaimedBy = c[9], c[10]
	} else {
		for _, f := range list(c[9]) {
			code, before, ok := strings.Cut(f, "<")
			if !ok || code == "" || len(before) != 10 || !isDate(before) {
				return fmt.Errorf("formerly %q is not CODE<YYYY-MM-DD", f)
			}
			s.Formerly = append(s.Formerly, Former{code, before})
		}
	}
	switch s.Kind {
	case "state", "territory", "former", "own", "within", "region":
	default:
		return fmt.Errorf("kind %q is not known", s.Kind)
	}
	if s.Code == "" || s.Name == "" {
		return fmt.Errorf("code and name are needed")
	}
	if (s.Kind == "within" || s.Kind == "region") && s.ClaimedBy == "" {
		return fmt.Errorf("%s %s belongs to no state", s.Kind, s.Code)
	}
	a.States = append(a.States, s)
	return checkDates(s.From, s.Until)
}

func (a *Actors) addOrganisation(c []string) error {
	o := Organisation{
		ID: c[0], Name: c[1], Country: c[2], Sector: c[3], Kind: chancery.ActorKind(c[4]),
		From: c[5], Until: c[6], Aliases: list(c[7]), Organ: c[8] == "organ",
	}
	if o.Kind != chancery.Organisation && o.Kind != chancery.Group {
		return fmt.Errorf("kind %q is neither organisation nor group", o.Kind)
	}
	if o.ID == "" || o.Name == "" || o.Country == "" {
		return fmt.Errorf("id, name and country are needed")
	}
	if c[8] != "" && !o.Organ {
		return fmt.Errorf("flag %q is not known", c[8])
	}
	a.Organisations = append(a.Organisations, o)
	return checkDates(o.From, o.Until)
}

func (a *Actors) addBody(c []string) error {
	if c[0] == "" || c[1] == "" || c[2] == "" {
		return fmt.Errorf("country, sector and name are needed")
	}
	if c[3] != "" && c[3] != "state" {
		return fmt.Errorf("flag %q is not known", c[3])
	}
	a.Bodies = append(a.Bodies, Body{c[0], c[1], c[2], c[3] == "state"})
	return nil
}

func (a *Actors) addSite(c []string) error {
	s := Site{Country: c[0], Name: c[1]}
	if c[0] == "" || c[1] == "" {
		return fmt.Errorf("country and name are needed")
	}
	var err error
	if c[2] != "" {
		if s.Lat, err = strconv.ParseFloat(c[2], 64); err != nil {
			return fmt.Errorf("latitude: %w", err)
		}
		if s.Lon, err = strconv.ParseFloat(c[3], 64); err != nil {
			return fmt.Errorf("longitude: %w", err)
		}
	}
	a.Sites = append(a.Sites, s)
	return nil
}

func (a *Actors) addRole(c []string) error {
	if c[1] != "office" && c[1] != "organ" {
		return fmt.Errorf("class %q is neither office nor organ", c[1])
	}
	if c[0] == "" || c[2] == "" {
		return fmt.Errorf("sector and phrase are needed")
	}
	r := Role{c[0], c[1] == "office", c[2]}
	if r.Sector == "UNK" {
		r.Sector = ""
	}
	a.Roles = append(a.Roles, r)
	return nil
}

func (a *Actors) addOffice(c []string) error {
	o := Office{Country: c[0], Sector: c[1], Title: c[2], Name: c[3], Aliases: list(c[4]), From: c[5], Until: c[6]}
	if o.Country == "" || o.Name == "" {
		return fmt.Errorf("country and name are needed")
	}
	a.Offices = append(a.Offices, o)
	return checkDates(o.From, o.Until)
}

// checkDates tells what is wrong with the bounds of a row.
func checkDates(from, until string) error {
	for _, d := range []string{from, until} {
		if !isDate(d) {
			return fmt.Errorf("date %q is not YYYY, YYYY-MM or YYYY-MM-DD", d)
		}
	}
	if from != "" && until != "" && until < from[:min(len(from), len(until))] {
		return fmt.Errorf("until %s lies before from %s", until, from)
	}
	return nil
}

// isDate tells whether d is empty, YYYY, YYYY-MM or YYYY-MM-DD.
func isDate(d string) bool {
	if len(d) != 0 && len(d) != 4 && len(d) != 7 && len(d) != 10 {
		return false
	}
	for i := range len(d) {
		if i == 4 || i == 7 {
			if d[i] != '-' {
				return false
			}
		} else if d[i] < '0' || d[i] > '9' {
			return false
		}
	}
	return len(d) < 7 || d[5:7] >= "01" && d[5:7] <= "12" && (len(d) < 10 || d[8:] >= "01" && d[8:] <= "31")
}

// Within tells whether day lies between from and until, whatever the precision
// of each; empty bounds are open, and so is an empty day.
func Within(day, from, until string) bool {
	if day == "" {
		return true
	}
	n := min(len(day), len(from))
	m := min(len(day), len(until))
	return (from == "" || day[:n] >= from[:n]) && (until == "" || day[:m] <= until[:m])
}
