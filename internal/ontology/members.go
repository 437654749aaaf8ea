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
	var out []Member
	for _, m := range a.Members {
		if m.Organisation != organisation {
			continue
		}
		if day == "" && m.Until != "" || !Within(day, m.From, m.Until) || day != "" && len(m.Until) == len(day) && day == m.Until {
			continue
		}
		out = append(out, m)
	}
	return out
}
