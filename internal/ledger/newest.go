package ledger

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// The newest incidents of everybody are few beside all that is told of their days,
// so only the acts that the newest reports tell are looked at, and of each the
// reports of its pair.

// newestOfAll are the newest incidents of everybody, as Incidents groups all
// reports that the question takes in. Reports are grouped from the beginning of a
// month on, two before the oldest that is needed: only an act that is told day
// after day for longer is grouped otherwise than from its first day.
func (l *Ledger) newestOfAll(ctx context.Context, v View, q TimelineQuery) ([]Incident, bool, error) {
	dq := q.dyads()
	dq.Types, dq.Days, dq.Within = q.Types, q.Days, q.Within
	for reports := reportsAnIncident * q.Limit; ; reports *= 4 {
		dq.Limit = reports
		ds, err := gather(v.Dyads(ctx, dq))
		if err != nil || len(ds) == 0 {
			return nil, false, err
		}
		cut, oldest := len(ds) == reports, Unknown
		if cut {
			oldest = ds[len(ds)-1].When
			// An act of which these are all reports has no incident that is newer.
			ds = slices.DeleteFunc(ds, func(d Dyad) bool { return !newer(d.When, oldest) })
		} else {
			oldest.Last = FirstDay
		}
		found, err := l.ofActs(ctx, v, q, ds, oldest.Last)
		if err != nil {
			return nil, false, err
		}
		found = slices.DeleteFunc(found, func(x Incident) bool { return cut && !newer(x.Date, oldest) })
		if cut && len(found) < q.Limit {
			continue
		}
		more := cut || len(found) > q.Limit
		found = found[:min(len(found), q.Limit)]
		return found, more, l.weigh(ctx, v, found)
	}
}

// newer tells whether incidents of a date come before those of another.
func newer(a, b Bounds) bool {
	return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.First, b.First)) > 0
}

// ofActs are the incidents of all acts that these dyads tell, those that are
// dated too widely left out.
func (l *Ledger) ofActs(ctx context.Context, v View, q TimelineQuery, ds []Dyad, oldest Day) ([]Incident, error) {
	acts := map[act]bool{}
	for i := range ds {
		acts[actOf(&ds[i], l.table)] = true
	}
	from := monthsBefore(oldest, 2)
	told, err := l.toldOf(ctx, v, q, acts, from)
	if err != nil {
		return nil, err
	}
	// Whether a wide date is that of a single incident is not known where it
	// reaches back beyond the reports; of such acts all are needed.
	open := map[act]bool{}
	for a, ds := range told {
		if unsettled(ds, from, l.table.Window(a.typ, a.kind)) {
			open[a] = true
		}
	}
	all, err := l.toldOf(ctx, v, q, open, FirstDay)
	if err != nil {
		return nil, err
	}
	var reports []Dyad
	for a, ds := range told {
		if open[a] {
			ds = all[a]
		}
		for _, d := range ds {
			reports = append(reports, *d)
		}
	}
	return q.exact(Incidents(reports, l.table)), nil
}

// exact leaves out incidents that are dated too widely.
func (q *TimelineQuery) exact(xs []Incident) []Incident {
	return slices.DeleteFunc(xs, func(x Incident) bool { return q.Within > 0 && width(x.Date) >= int64(q.Within) })
}

// toldOf are the reports of acts that may be of a day or later.
func (l *Ledger) toldOf(ctx context.Context, v View, q TimelineQuery, acts map[act]bool, from Day) (map[act][]*Dyad, error) {
	if len(acts) == 0 {
		return nil, nil
	}
	dq := DyadQuery{Kind: q.Kind, KnownAt: q.knownAt(), Days: &Bounds{from, LastDay}}
	if q.Days != nil {
		dq.Days = &Bounds{max(from, q.Days.First), q.Days.Last}
	}
	asked := map[ActQuery]bool{}
	for a := range acts {
		aq := ActQuery{min(a.from, a.to), max(a.from, a.to), a.typ}
		if !asked[aq] {
			asked[aq] = true
			dq.Acts = append(dq.Acts, aq)
		}
	}
	ds, err := dyadsOf(ctx, v, dq, q.PublishedBy)
	if err != nil {
		return nil, err
	}
	out := map[act][]*Dyad{}
	for i := range ds {
		if a := actOf(&ds[i], l.table); acts[a] {
			out[a] = append(out[a], &ds[i])
		}
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
