package ontology

import "fmt"

// Member is a row of members.tsv: a state's or entity's membership of an
// organisation. Dates are YYYY, YYYY-MM or YYYY-MM-DD; Until is the day on which
// it ended, empty if it goes on.
type Member struct {
	Organisation, State string // their ids
	From, Until         string
	Status              string // empty for a full member, else observer, associate, suspended
}

func (a *Actors) addMember(c []string) error {
	m := Member{c[0], c[1], c[2], c[3], c[4]}
	if m.Organisation == "" || m.State == "" || m.From == "" {
		return fmt.Errorf("organisation, state and from are needed")
	}
	switch m.Status {
	case "", "observer", "associate", "suspended":
	default:
		return fmt.Errorf("status %q is not known", m.Status)
	}
	a.Members = append(a.Members, m)
	return checkDates(m.From, m.Until)
}

// MembersOf are the memberships of an organisation on a day (YYYY-MM-DD; empty:
// the present ones), in the order of the table. On the day on which one ends it
// has ended.
func (a *Actors) MembersOf(organisation, day string) []Member {
	return a.membersWhere(day, func(m *Member) bool { return m.Organisation == organisation })
}

// MembershipsOf are the memberships of a state or entity on a day, as MembersOf has
// them.
func (a *Actors) MembershipsOf(state, day string) []Member {
	return a.membersWhere(day, func(m *Member) bool { return m.State == state })
}

func (a *Actors) membersWhere(day string, wanted func(*Member) bool) []Member {
	var out []Member
	for i := range a.Members {
		if m := &a.Members[i]; wanted(m) && m.on(day) {
			out = append(out, *m)
		}
	}
	return out
}

// on tells whether a membership holds on a day; empty is the present.
func (m *Member) on(day string) bool {
	if day == "" {
		return m.Until == ""
	}
	return Within(day, m.From, m.Until) && m.Until != day
}
