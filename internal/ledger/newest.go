package ledger

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"
)

// The newest incidents of everybody are few beside all that is told of their days,
// so only the acts that the newest reports tell are looked at, and of each the
// reports of its pair.

// newestOfAll are the newest incidents of everybody, or those of one side or two that
// are dated within TimelineQuery.Within, as Incidents groups all reports that the question takes in. Reports are grouped from the beginning of a
// month on, two before the oldest that is needed: only an act that is told day
// after day for longer is grouped otherwise than from its first day.
func (l *Ledger) newestOfAll(ctx context.Context, v View, q TimelineQuery) ([]Incident, bool, error) {
	dq := q.dyads()
	dq.Types, dq.Days, dq.Within, dq.Brief, dq.PublishedBy = q.Types, q.Days, q.Within, true, q.PublishedBy
	for reports := reportsAnIncident * q.Limit; ; reports *= 4 {
		dq.Limit = reports
		ds, err := gather(v.Dyads(ctx, dq))
		if err != nil || len(ds) == 0 {
			return nil, false, err
		}
		cut, oldest := len(ds) == reports, Bounds{FirstDay, FirstDay}
		if cut {
			oldest = ds[len(ds)-1].When
		}
		found, more, err := l.newestOf(ctx, v, q, candidates(ds, oldest), oldest)
		if err != nil {
			return nil, false, err
		}
		if cut && len(found) < q.Limit {
			continue
		}
		more = more || cut || len(found) > q.Limit
		found = found[:min(len(found), q.Limit)]
		return found, more, l.weigh(ctx, v, found)
	}
}

// candidate are the acts of one type between two, with the date of the newest
// report: no incident of them is newer.
type candidate struct {
	ActQuery
	newest Bounds
}

// first is before all incidents of a candidate, in the order of incidents.
func (c *candidate) first() Incident {
	return Incident{Date: c.newest, Type: c.Type, From: c.From, To: c.To}
}

// candidates are those that dyads newer than a date tell, in the order of the
// newest incident that each may have.
func candidates(ds []Dyad, oldest Bounds) []candidate {
	var out []candidate
	seen := map[ActQuery]bool{}
	for i := range ds {
		d := &ds[i] // they come newest first
		a := ActQuery{min(d.From, d.To), max(d.From, d.To), d.Type}
		if newer(d.When, oldest) && d.Type != "" && !seen[a] {
			seen[a] = true
			out = append(out, candidate{a, d.When})
		}
	}
	slices.SortFunc(out, func(a, b candidate) int { return compareIncidents(a.first(), b.first()) })
	return out
}

// newer tells whether incidents of a date come before those of another.
func newer(a, b Bounds) bool {
	return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.First, b.First)) > 0
}

// actsAtOnce is how many candidates are looked at before it is seen whether they
// suffice.
const actsAtOnce = 64

// newestOf are the newest incidents of candidates, down to a date: as many as are
// wanted or, if there are not so many, all. more tells that some candidates were
// not needed.
func (l *Ledger) newestOf(ctx context.Context, v View, q TimelineQuery, cs []candidate, oldest Bounds) (out []Incident, more bool, err error) {
	for len(cs) > 0 {
		var acts []ActQuery
		for _, c := range cs[:min(len(cs), actsAtOnce)] {
			acts = append(acts, c.ActQuery)
		}
		cs = cs[len(acts):]
		xs, err := l.ofActs(ctx, v, q, acts, monthsBefore(oldest.Last, 2))
		if err != nil {
			return nil, false, err
		}
		for _, x := range xs {
			if newer(x.Date, oldest) {
				out = append(out, x)
			}
		}
		slices.SortFunc(out, compareIncidents)
		if len(cs) == 0 {
			break
		}
		sure, _ := slices.BinarySearchFunc(out, cs[0].first(), compareIncidents)
		if sure >= q.Limit {
			return out[:q.Limit], true, nil
		}
	}
	return out, false, nil
}

// ofActs are the incidents of acts, by their reports from a day on; those that are
// dated too widely are left out.
func (l *Ledger) ofActs(ctx context.Context, v View, q TimelineQuery, acts []ActQuery, from Day) ([]Incident, error) {
	told, err := l.toldOf(ctx, v, q, acts, from)
	if err != nil {
		return nil, err
	}
	// Whether a wide date is that of a single incident is not known where it
	// reaches back beyond the reports; of such acts all are needed.
	open := map[act]bool{}
	asked := map[ActQuery]bool{}
	for a, ds := range told {
		if unsettled(ds, from, l.table.Window(a.typ, a.kind)) {
			open[a] = true
			asked[ActQuery{min(a.from, a.to), max(a.from, a.to), a.typ}] = true
		}
	}
	all, err := l.toldOf(ctx, v, q, slices.Collect(maps.Keys(asked)), FirstDay)
	if err != nil {
		return nil, err
	}
	var out []Incident
	for a, ds := range told {
		if open[a] {
			ds = all[a]
		}
		out = append(out, incidentsOf(a, ds, l.table)...)
	}
	return q.exact(out), nil
}

// exact leaves out incidents that are dated too widely.
func (q *TimelineQuery) exact(xs []Incident) []Incident {
	return slices.DeleteFunc(xs, func(x Incident) bool { return q.Within > 0 && width(x.Date) >= int64(q.Within) })
}

// toldOf are the reports of acts that may be of a day or later.
func (l *Ledger) toldOf(ctx context.Context, v View, q TimelineQuery, acts []ActQuery, from Day) (map[act][]*Dyad, error) {
	if len(acts) == 0 {
		return nil, nil
	}
	dq := DyadQuery{Acts: acts, Kind: q.Kind, KnownAt: q.knownAt(), Days: &Bounds{from, LastDay}}
	if q.Days != nil {
		dq.Days = &Bounds{max(from, q.Days.First), q.Days.Last}
	}
	ds, err := dyadsOf(ctx, v, dq, q.PublishedBy)
	if err != nil {
		return nil, err
	}
	out := map[act][]*Dyad{}
	for i := range ds {
		a := actOf(&ds[i], l.table)
		out[a] = append(out[a], &ds[i])
	}
	return out, nil
}

// unsettled tells whether reports of an act from a day on may be grouped otherwise
// when the earlier ones are known.
func unsettled(ds []*Dyad, from Day, window int) bool {
	var within, beyond []*Dyad
	for _, d := range ds {
		if d.When.First < from {
			beyond = append(beyond, d)
		} else {
			within = append(within, d)
		}
	}
	if len(beyond) == 0 {
		return false
	}
	groups := byDay(within, window)
	for _, d := range beyond {
		n := 0
		for _, g := range groups {
			if g[0].When.Overlaps(d.When) {
				n++
			}
		}
		if n < 2 {
			return true
		}
	}
	return false
}

// monthsBefore is the first day of the month so many before that of a day.
func monthsBefore(d Day, months int) Day {
	if d == FirstDay || d == LastDay {
		return FirstDay
	}
	y, m, _ := d.time().Date()
	return Day(time.Date(y, m-time.Month(months), 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
