package ontology

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

//go:embed relations.tsv
var relationsTSV string

//go:embed kinds.tsv
var kindsTSV string

// Sort is what one side of a relation is, or must be; kinds.tsv says what each
// is. A side that is none of state and igo is Any.
type Sort string

// The sorts of sides.
const (
	StateSide  Sort = "state"
	IGOSide    Sort = "igo"
	PolitySide Sort = "polity"
	Any        Sort = "any"
)

// is tells whether a side is of the sort that is wanted.
func (s Sort) is(wanted Sort) bool {
	return wanted == Any || s == wanted || wanted == PolitySide && (s == StateSide || s == IGOSide)
}

// addSides reads a row of kinds.tsv.
func (e *Events) addSides(c []string) error {
	row, known := e.relations[c[0]]
	if !known {
		return fmt.Errorf("relations.tsv has no kind %q", c[0])
	}
	if row.first != "" {
		return fmt.Errorf("%s stands twice", c[0])
	}
	row.first, row.second = Sort(c[1]), Sort(c[2])
	for _, s := range []Sort{row.first, row.second} {
		switch s {
		case StateSide, IGOSide, PolitySide, Any:
		default:
			return fmt.Errorf("a side is state, igo, polity or any, found %q", s)
		}
	}
	e.relations[c[0]] = row
	return nil
}

// Fits tells whether a kind of relation can stand between two such sides.
func (e *Events) Fits(kind string, first, second Sort) bool {
	row, known := e.relations[kind]
	return known && first.is(row.first) && second.is(row.second)
}

// Effect is what a status means for a relation.
type Effect string

// The effects; relations.tsv says what each is.
const (
	Open   Effect = "open"
	Change Effect = "change"
	Close  Effect = "close"
	Deny   Effect = "deny"
	Point  Effect = "point"
)

// InForce tells whether a relation is in force while it has such a status.
func (e Effect) InForce() bool { return e == Open || e == Change || e == Point }

// Status is a status that a kind of relation can have.
type Status struct {
	Name   string
	Effect Effect
	CAMEO  []string // codes that bring it about by themselves
}

// relationRow is a kind of relation with its statuses in the order of the table.
type relationRow struct {
	mutual        bool
	first, second Sort
	statuses      []Status
}

// addRelation reads a row of relations.tsv.
func (e *Events) addRelation(c []string) error {
	kind, direction, effect := c[0], c[1], Effect(c[3])
	if direction != "directed" && direction != "mutual" {
		return fmt.Errorf("direction is directed or mutual, found %q", direction)
	}
	switch effect {
	case Open, Change, Close, Deny, Point:
	default:
		return fmt.Errorf("effect is open, change, close, deny or point, found %q", effect)
	}
	row, known := e.relations[kind]
	switch {
	case !known:
		e.kinds = append(e.kinds, kind)
		row.mutual = direction == "mutual"
	case row.mutual != (direction == "mutual"):
		return fmt.Errorf("%s is directed in one row and mutual in another", kind)
	case slices.ContainsFunc(row.statuses, func(s Status) bool { return s.Name == c[2] }):
		return fmt.Errorf("%s %s stands twice", kind, c[2])
	}
	s := Status{Name: c[2], Effect: effect}
	if c[4] != "" {
		for code := range strings.SplitSeq(c[4], ",") {
			code = strings.TrimSpace(code)
			if !e.IsCAMEO(code) {
				return fmt.Errorf("%q is no CAMEO code", code)
			}
			s.CAMEO = append(s.CAMEO, code)
		}
	}
	row.statuses = append(row.statuses, s)
	e.relations[kind] = row
	return nil
}

// Kinds are the kinds of relation in the order of the table.
func (e *Events) Kinds() []string { return e.kinds }

// Statuses are the statuses of a kind of relation in the order of the table.
func (e *Events) Statuses(kind string) []Status { return e.relations[kind].statuses }

// StatusOf finds a status of a kind with its place in the table's order.
func (e *Events) StatusOf(kind, status string) (s Status, rank int, ok bool) {
	row := e.relations[kind].statuses
	i := slices.IndexFunc(row, func(s Status) bool { return s.Name == status })
	if i < 0 {
		return Status{}, -1, false
	}
	return row[i], i, true
}

// IsRelation tells whether a kind of relation can have the status.
func (e *Events) IsRelation(kind, status string) bool {
	_, _, ok := e.StatusOf(kind, status)
	return ok
}

// Mutual tells whether a kind of relation is the same in both directions.
func (e *Events) Mutual(kind string) bool { return e.relations[kind].mutual }

// Brought is the relation that an act with this CAMEO code brings about by
// itself; ok is false for nearly all codes.
func (e *Events) Brought(code string) (kind, status string, ok bool) {
	for _, k := range e.kinds {
		for _, s := range e.relations[k].statuses {
			if slices.Contains(s.CAMEO, code) {
				return k, s.Name, true
			}
		}
	}
	return "", "", false
}
