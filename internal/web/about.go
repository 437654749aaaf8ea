package web

import (
	"slices"
	"strings"

	"chancery/internal/ontology"
)

// About is what the tables of who is who say of an actor, as of a day.
type About struct {
	Code string `json:"code"`
	Name string `json:"name"`
	// Sort is state, dependent territory, former state, entity, region, organisation,
	// person, or other for those that the tables do not have.
	Sort        string       `json:"sort"`
	Also        []string     `json:"also,omitempty"`  // other names
	From        string       `json:"from,omitempty"`  // since when it is, or claims to be
	Until       string       `json:"until,omitempty"` // until when
	Capitals    []string     `json:"capitals,omitempty"`
	Claims      string       `json:"claims,omitempty"`     // of entities: statehood, autonomy, none
	ClaimedBy   string       `json:"claimed_by,omitempty"` // of entities: the state whose land it is or is said to be
	Entities    []string     `json:"entities,omitempty"`   // of states: the entities and regions so claimed
	Formerly    []Former     `json:"formerly,omitempty"`
	Memberships []Membership `json:"memberships,omitempty"` // organisations that it is in
	Members     []Membership `json:"members,omitempty"`     // who is in it
	Leaders     []Office     `json:"leaders,omitempty"`
	Offices     []Office     `json:"offices,omitempty"` // of persons: all they held
}

// Former is a former state whose land a state was before a day.
type Former struct {
	Code   string `json:"code"`
	Before string `json:"before"`
}

// Membership is a seat in an organisation.
type Membership struct {
	Code   string `json:"code"` // of the organisation, or of the member
	Since  string `json:"since"`
	Status string `json:"status,omitempty"` // empty for a full member
}

// Office is a term of one person in an office.
type Office struct {
	Of    string `json:"of"` // the state or organisation
	Title string `json:"title"`
	Name  string `json:"name"`
	Since string `json:"since,omitempty"`
	Until string `json:"until,omitempty"`
}

// sorts are what kinds of the tables are called.
var sorts = map[string]string{
	"state": "state", "territory": "dependent territory", "former": "former state", "own": "entity", "within": "entity", "region": "region",
}

// sortOf is what an actor of the tables is, as About has it: other where they do not have
// it.
func (s *Server) sortOf(code string) string {
	switch st := s.directory.State(code); {
	case st != nil:
		return sorts[st.Kind]
	case s.directory.Organisation(code) != nil:
		return "organisation"
	}
	return "other"
}

// described gathers what the tables say of a code on a day.
func (s *Server) described(code, day string) About {
	a := About{Code: code, Name: s.directory.Name(code), Sort: s.sortOf(code)}
	switch st, o := s.directory.State(code), s.directory.Organisation(code); {
	case st != nil:
		a.From, a.Until = st.From, st.Until
		a.Also, a.Capitals, a.ClaimedBy = shortened(st.Aliases), st.Capitals, st.ClaimedBy
		a.Claims = st.Claims
		for _, f := range st.Formerly {
			a.Formerly = append(a.Formerly, Former(f))
		}
		for _, m := range s.o.Actors.MembershipsOf(code, day) {
			a.Memberships = append(a.Memberships, Membership{m.Organisation, m.From, m.Status})
		}
		a.Entities = s.claimedBy(code, day)
	case o != nil:
		a.From, a.Until, a.Also = o.From, o.Until, shortened(o.Aliases)
		for _, m := range s.o.Actors.MembersOf(code, day) {
			a.Members = append(a.Members, Membership{m.State, m.From, m.Status})
		}
	default:
		a.Offices = s.officesOf(code)
		if len(a.Offices) > 0 {
			a.Sort, a.Name = "person", a.Offices[0].Name
		}
		return a
	}
	a.Leaders = s.leaders(code, day)
	return a
}

// mostNames is how many other names are shown.
const mostNames = 5

func shortened(names []string) []string { return names[:min(len(names), mostNames)] }

// claimedBy are the entities and regions that the tables give to a state, of those
// that are on a day.
func (s *Server) claimedBy(code, day string) []string {
	var out []string
	for i := range s.o.Actors.States {
		if st := &s.o.Actors.States[i]; st.ClaimedBy == code && ontology.Within(day, st.From, st.Until) {
			out = append(out, st.Code)
		}
	}
	return out
}

// leading are the offices in which a state is led or speaks to others, in the order
// in which they are shown.
var leading = []string{
	"supreme leader", "emperor", "king", "monarch", "emir", "sultan", "president", "acting president", "member of the presidency",
	"leader", "chief adviser", "prime minister", "acting prime minister", "first prime minister", "premier", "chancellor",
	"foreign minister", "foreign secretary", "secretary of state",
}

// leaders are who led a state, entity or organisation on a day.
func (s *Server) leaders(code, day string) []Office {
	organisation := s.directory.Organisation(code) != nil
	var out []Office
	for i := range s.o.Actors.Offices {
		o := &s.o.Actors.Offices[i]
		if o.Country != code || !ontology.Within(day, o.From, o.Until) || o.Until == day {
			continue
		}
		if organisation || o.Sector == "GOV" && slices.Contains(leading, o.Title) {
			out = append(out, officeOf(o))
		}
	}
	if !organisation {
		slices.SortStableFunc(out, func(a, b Office) int { return slices.Index(leading, a.Title) - slices.Index(leading, b.Title) })
	}
	return out
}

func officeOf(o *ontology.Office) Office {
	return Office{Of: o.Country, Title: o.Title, Name: o.Name, Since: o.From, Until: o.Until}
}

// officesOf are the offices of the person whose id is made of a name.
func (s *Server) officesOf(id string) []Office {
	var out []Office
	for i := range s.o.Actors.Offices {
		if o := &s.o.Actors.Offices[i]; idOf(o.Name) == id {
			out = append(out, officeOf(o))
		}
	}
	return out
}

// idOf is the id that a person's name makes: its words in small letters, joined.
func idOf(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
}
