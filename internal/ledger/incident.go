package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"chancery/internal/ontology"
)

// Incident is one act of one actor towards one recipient, however many
// documents tell it.
type Incident struct {
	ID       string   `json:"id"`
	Type     string   `json:"type"`
	From     string   `json:"from"`
	To       string   `json:"to,omitempty"`
	Kind     string   `json:"kind,omitempty"` // the relation it bears on
	Status   string   `json:"status,omitempty"`
	What     string   `json:"what,omitempty"`
	Standing Standing `json:"standing"`
	Date     Bounds   `json:"date"`         // the first told of those told most exactly
	Dates    []Told   `json:"dates"`        // every date that was told
	Reports  int      `json:"reports"`      // documents
	Voices   int      `json:"voices"`       // independent ones
	State    int      `json:"state_voices"` // of them, state media
	By       []string `json:"by,omitempty"` // who says so beside the documents themselves

	claims  []int64
	sources []int64
}

// Told is a date with how many documents tell it.
type Told struct {
	Date    Bounds `json:"date"`
	Reports int    `json:"reports"`
}

// act is what makes two reports speak of the same act but for its day.
type act struct {
	typ, from, to, kind, status, what string
	standing                          Standing
}

// actOf names the act of a dyad. Of what two do together (meetings, and what
// opens or changes a mutual relation) the sides are put in the order of the
// alphabet: who is named first is a matter of wording. Who ended a relation is
// not.
func actOf(d *Dyad, t *ontology.Events) act {
	a := act{d.Type, d.From, d.To, d.Kind, d.Status, d.What, d.Standing}
	joint := d.Kind == "" && d.Type == "CONSULT"
	if s, _, ok := t.StatusOf(d.Kind, d.Status); ok && t.Mutual(d.Kind) {
		joint = s.Effect == ontology.Open || s.Effect == ontology.Change
	}
	if joint && d.To != "" && a.to < a.from {
		a.from, a.to = a.to, a.from
	}
	return a
}

// Incidents groups dyads into incidents, newest first. Reports are of one
// incident when they tell the same type of act, bearing on the same relation if
// on any, of the same actor towards the same recipient, with the same standing
// (done, planned, possible, denied), and date it alike:
//
//   - days: those that lie within the window of ontology.Window after the
//     first; a later one begins the next incident;
//   - a month, a year or a "by": that of the only incident it may be of, and
//     where there is none or are several, one of its own with those that tell
//     the same date.
//
// The result does not depend on the order of the dyads. Standings are no acts
// and left out.
func Incidents(ds []Dyad, t *ontology.Events) []Incident {
	byAct := map[act][]*Dyad{}
	for i := range ds {
		if d := &ds[i]; d.Standing != Holds && d.Standing != Held {
			a := actOf(d, t)
			byAct[a] = append(byAct[a], d)
		}
	}
	var out []Incident
	for a, told := range byAct {
		out = append(out, incidentsOf(a, told, t)...)
	}
	slices.SortFunc(out, compareIncidents)
	return out
}

// incidentsOf are the incidents of one act, by all its reports.
func incidentsOf(a act, told []*Dyad, t *ontology.Events) []Incident {
	var out []Incident
	for _, group := range byDay(told, t.Window(a.typ, a.kind)) {
		out = append(out, incident(a, group))
	}
	return out
}

// compareIncidents orders incidents newest first.
func compareIncidents(a, b Incident) int {
	return cmp.Or(cmp.Compare(b.Date.Last, a.Date.Last), cmp.Compare(b.Date.First, a.Date.First), cmp.Compare(a.Type, b.Type),
		cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.ID, b.ID))
}

// byDay groups the reports of one act by their dates.
func byDay(told []*Dyad, window int) [][]*Dyad {
	slices.SortFunc(told, func(a, b *Dyad) int {
		return cmp.Or(cmp.Compare(width(a.When), width(b.When)), cmp.Compare(a.When.First, b.When.First),
			cmp.Compare(a.When.Last, b.When.Last), cmp.Compare(a.Claim, b.Claim))
	})
	var groups [][]*Dyad
	for _, d := range told {
		if i := groupFor(groups, d, window); i >= 0 {
			groups[i] = append(groups[i], d)
		} else {
			groups = append(groups, []*Dyad{d})
		}
	}
	return groups
}

// width is how many days a date leaves open.
func width(b Bounds) int64 { return int64(b.Last) - int64(b.First) }

// groupFor finds the group that a report belongs to, -1 if it begins its own.
// Groups of days come first and in the order of their first days.
func groupFor(groups [][]*Dyad, d *Dyad, window int) int {
	if width(d.When) == 0 {
		last := len(groups) - 1
		if last >= 0 && int(d.When.First-groups[last][0].When.First) <= window {
			return last
		}
		return -1
	}
	found := -1
	for i, g := range groups {
		switch {
		case g[0].When == d.When:
			return i
		case g[0].When.Overlaps(d.When) && found >= 0:
			found = len(groups) // several
		case g[0].When.Overlaps(d.When):
			found = i
		}
	}
	if found == len(groups) {
		return -1
	}
	return found
}

// incident describes a group of reports of one act.
func incident(a act, group []*Dyad) Incident {
	x := Incident{
		Type: a.typ, From: a.from, To: a.to, Kind: a.kind, Status: a.status, What: a.what, Standing: a.standing,
		Date: group[0].When,
	}
	dates := map[Bounds]map[int64]bool{}
	for _, d := range group {
		x.claims = append(x.claims, d.Claim)
		x.sources = append(x.sources, d.Source)
		if dates[d.When] == nil {
			dates[d.When] = map[int64]bool{}
		}
		dates[d.When][d.Source] = true
		for _, by := range split(d.By) {
			if by != "" {
				x.By = append(x.By, by)
			}
		}
	}
	for _, list := range []*[]int64{&x.claims, &x.sources} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	slices.Sort(x.By)
	x.By = slices.Compact(x.By)
	for when, sources := range dates {
		x.Dates = append(x.Dates, Told{when, len(sources)})
	}
	slices.SortFunc(x.Dates, func(a, b Told) int {
		return cmp.Or(cmp.Compare(b.Reports, a.Reports), cmp.Compare(a.Date.First, b.Date.First), cmp.Compare(a.Date.Last, b.Date.Last))
	})
	x.Reports = len(x.sources)
	x.ID = incidentID(a, x.Date)
	return x
}

// incidentID names an incident by its act and its first day: it changes only
// when an earlier day comes to be told.
func incidentID(a act, day Bounds) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{a.typ, a.from, a.to, a.kind, a.status, a.what, string(a.standing), day.String()}, "\x00")))
	return hex.EncodeToString(sum[:8])
}
