package ledger

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// The newest incidents are few beside all that is told of their days, so only the acts
// that the newest reports tell are looked at, and of each the reports of its pair.

// newestOfAll are the newest incidents of everybody, of one side or between two, as
// Incidents groups all reports that the question takes in. Reports are grouped from the
// beginning of a month on, two before the oldest that is needed: only an act that is told
// day after day for longer is grouped otherwise than from its first day.
func (l *Ledger) newestOfAll(ctx context.Context, v View, q TimelineQuery) ([]Incident, bool, error) {
	dq := q.dyads()
	dq.Types, dq.Days, dq.Within, dq.Brief, dq.PublishedBy = q.Types, q.Days, q.Within, true, q.PublishedBy
	acts := q.Limit
	if q.With != "" {
		acts = 1 // between two there are few, each many times
	}
	for reports := reportsAnIncident * q.Limit; ; reports *= 4 {
		ds, cut, err := enough(ctx, v, dq, reports, acts)
		if err != nil || len(ds) == 0 {
			return nil, false, err
		}
		oldest := Bounds{FirstDay, FirstDay}
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

// reportsOfADate is how many times the reports wanted are gone through where all are
// dated alike, as to one year.
const reportsOfADate = 16

// enough are the newest dyads of a question, so many and so many more that there are
// as many acts as are wanted newer than the last of them. cut tells that older ones
// were left.
func enough(ctx context.Context, v View, q DyadQuery, reports, acts int) (ds []Dyad, cut bool, err error) {
	q.Limit = reportsOfADate * reports
	seen := map[ActQuery]bool{}
	newer := 0 // of those seen, with a date before that of the last dyad
	for d, err := range v.Dyads(ctx, q) {
		if err != nil {
			return nil, false, err
		}
		if n := len(ds); n > 0 && ds[n-1].When != d.When {
			newer = len(seen)
		}
		ds = append(ds, *d)
		seen[d.pairAct()] = true
		if len(ds) >= reports && newer >= acts {
			return ds, true, nil
		}
	}
	return ds, len(ds) == q.Limit, nil
}

// pairAct is the act that a dyad tells, either way.
func (d *Dyad) pairAct() ActQuery { return ActQuery{min(d.From, d.To), max(d.From, d.To), d.Type} }

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
		a := d.pairAct()
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

// actsAtOnce is how many candidates are looked at before it is seen whether they suffice
// for so many incidents: most have one that is among the newest.
func actsAtOnce(incidents int) int { return min(max(incidents+incidents/3, 16), 512) }

// newestOf are the newest incidents of candidates, down to a date: as many as are
// wanted or, if there are not so many, all. more tells that some candidates were
// not needed.
func (l *Ledger) newestOf(ctx context.Context, v View, q TimelineQuery, cs []candidate, oldest Bounds) (out []Incident, more bool, err error) {
	for len(cs) > 0 {
		var acts []ActQuery
		for _, c := range cs[:min(len(cs), actsAtOnce(q.Limit))] {
			acts = append(acts, c.ActQuery)
		}
		cs = cs[len(acts):]
		xs, err := l.ofActs(ctx, v, q, acts, oldest)
		if err != nil {
			return nil, false, err
		}
		out = append(out, xs...)
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

// ofActs are the incidents of acts that are newer than a date; those that are dated
// too widely are left out. Of each act as few reports are read as they can be told
// from: those of the last months, and of acts told by dates that reach back beyond
// them (*in 2014*) those since then.
func (l *Ledger) ofActs(ctx context.Context, v View, q TimelineQuery, acts []ActQuery, oldest Bounds) ([]Incident, error) {
	last := oldest.Last
	if q.Days != nil {
		last = min(last, q.Days.Last)
	}
	var out []Incident
	from := monthsBefore(last, 2)
	for round := 1; len(acts) > 0; round++ {
		told, err := l.toldOf(ctx, v, q, acts, from)
		if err != nil {
			return nil, err
		}
		open := map[ActQuery]Day{} // the first day that may matter
		found := map[ActQuery][]Incident{}
		for a, ds := range told {
			pair := ds[0].pairAct()
			if first, settled := settle(ds, oldest, from, l.table.Window(a.typ, a.kind)); !settled {
				if known, there := open[pair]; !there || first < known {
					open[pair] = first
				}
			}
			for _, x := range incidentsOf(a, ds, l.table) {
				if newer(x.Date, oldest) {
					found[pair] = append(found[pair], x)
				}
			}
		}
		acts = nil
		next := from
		for pair, first := range open {
			if first == FirstDay && round == 1 {
				first = monthsBefore(from, 12) // of what is much in the news that is enough
			}
			acts, next = append(acts, pair), min(next, monthsBefore(first, 2))
			delete(found, pair)
		}
		if from = next; round == 3 {
			from = FirstDay
		}
		for _, xs := range found {
			out = append(out, xs...)
		}
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

// settle tells whether reports of an act from a day on are grouped, as far as that
// bears on incidents newer than a date, as they are when the earlier ones are known,
// and if not, the first day of which reports are needed. What is dated to days goes by
// these; of a wider date that reaches back beyond the reports it is not known whether
// it is that of a single incident, unless there are two that it may be of.
func settle(ds []*Dyad, oldest Bounds, from Day, window int) (first Day, settled bool) {
	var within, beyond []*Dyad
	for _, d := range ds {
		if d.When.First < from {
			beyond = append(beyond, d)
		} else {
			within = append(within, d)
		}
	}
	if len(beyond) == 0 {
		return from, true
	}
	groups := byDay(within, window)
	since := sinceThatBears(groups, within, oldest)
	first, settled = from, true
	for _, d := range beyond {
		if d.When.Last < since && !newer(d.When, oldest) {
			continue
		}
		n := 0
		for _, g := range groups {
			if g[0].When.Overlaps(d.When) {
				n++
			}
		}
		if n < 2 {
			first, settled = min(first, d.When.First), false
		}
	}
	return first, settled
}

// sinceThatBears is the first day of all reports that may bear on how those groups
// are made that are newer than a date: theirs, that of what overlaps with them, and
// so on.
func sinceThatBears(groups [][]*Dyad, within []*Dyad, oldest Bounds) Day {
	since := LastDay
	for _, g := range groups {
		if newer(g[0].When, oldest) {
			since = min(since, g[0].When.First)
		}
	}
	byLast := slices.SortedFunc(slices.Values(within), func(a, b *Dyad) int { return cmp.Compare(b.When.Last, a.When.Last) })
	for _, d := range byLast {
		if d.When.Last < since {
			break
		}
		since = min(since, d.When.First)
	}
	return since
}

// monthsBefore is the first day of the month so many before that of a day.
func monthsBefore(d Day, months int) Day {
	if d == FirstDay || d == LastDay {
		return FirstDay
	}
	y, m, _ := d.time().Date()
	return Day(time.Date(y, m-time.Month(months), 1, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
