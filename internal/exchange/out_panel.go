package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"chancery"
)

// panelMonths bounds how many months a panel may have: a century of them.
const panelMonths = 1200

// WritePanel writes a panel of dyad-months as CSV, a row for each ordered pair of states
// or entities and each month: counts of acts by type and class, sums of scores, and the
// status of each kind of relation at the month's end. Every pair of which anything is
// told has a row for every month, zeros included, so that it is ready for regression.
// Acts that are dated to a year only are left out.
func WritePanel(w io.Writer, b *Tables, x Export) error {
	m, err := x.tallies(b, b.country)
	if err != nil {
		return fmt.Errorf("exchange: writing the panel: %w", err)
	}
	relations, err := b.panelRelations(&x, m)
	if err != nil {
		return fmt.Errorf("exchange: writing the panel: %w", err)
	}
	first, last := x.panelSpan(m, relations)
	if last-first >= panelMonths {
		return fmt.Errorf("exchange: writing the panel: from %s to %s are %d months, and %d is the most; bound the days with --since and --until", first, last, last-first+1, panelMonths)
	}
	out := csv.NewWriter(w)
	types, kinds := b.events.Types(), b.events.Kinds()
	if err := out.Write(panelColumns(types, kinds)); err != nil {
		return fmt.Errorf("exchange: writing the panel: %w", err)
	}
	for _, p := range m.pairs() {
		for at := first; at <= last; at++ {
			if err := out.Write(b.panelRow(p, at, m[p][at], relations[p], types, kinds)); err != nil {
				return fmt.Errorf("exchange: writing the panel: %w", err)
			}
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("exchange: writing the panel: %w", err)
	}
	return nil
}

func panelColumns(types, kinds []string) []string {
	columns := []string{"month", "year"}
	for _, side := range []string{"from", "to"} {
		columns = append(columns, side, side+"_name", side+"_iso3", side+"_cow", side+"_gw")
	}
	columns = append(columns, "acts")
	for _, t := range types {
		columns = append(columns, "n_"+strings.ToLower(t))
	}
	columns = append(columns, "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict", "goldstein_sum", "plover_sum")
	for _, k := range kinds {
		columns = append(columns, strings.ReplaceAll(k, "-", "_"))
	}
	return columns
}

// panelRelations are the relations between states and entities by pair, those of which
// nothing was done too; m is given the pairs that it lacks. A mutual relation is one of
// both pairs.
func (b *Tables) panelRelations(x *Export, m monthly) (map[duo][]Relation, error) {
	relations, err := x.inDays()
	if err != nil {
		return nil, err
	}
	out := map[duo][]Relation{}
	for _, r := range relations {
		from, to := b.country(&chancery.Party{Code: r.From}), b.country(&chancery.Party{Code: r.To})
		if from == "" || to == "" || from == to {
			continue
		}
		pairs := []duo{{from, to}}
		if b.events.Mutual(r.Kind) {
			pairs = append(pairs, duo{to, from})
		}
		for _, p := range pairs {
			out[p] = append(out[p], r)
			if m[p] == nil {
				m[p] = map[month]*tally{}
			}
		}
	}
	return out, nil
}

// panelSpan is from the first month to the last: those asked for, else those of which
// acts or changes of relations are told.
func (x *Export) panelSpan(m monthly, relations map[duo][]Relation) (first, last month) {
	first, last = math.MaxInt, math.MinInt
	see := func(at month) { first, last = min(first, at), max(last, at) }
	for _, months := range m {
		for at := range months {
			see(at)
		}
	}
	for _, rs := range relations {
		for i := range rs {
			for _, day := range []*int32{rs[i].Since.Last, rs[i].Until.First} {
				if day != nil {
					see(monthOf(dayTime(*day)))
				}
			}
		}
	}
	if x.Days.First != nil {
		first = monthOf(dayTime(*x.Days.First))
	}
	if x.Days.Last != nil {
		last = monthOf(dayTime(*x.Days.Last))
	}
	return first, last
}

func (b *Tables) panelRow(p duo, at month, t *tally, relations []Relation, types, kinds []string) []string {
	end := at.last()
	row := []string{at.String(), strconv.Itoa(end.Year())}
	for _, side := range []string{p.from, p.to} {
		codes := b.states.On(side, end.Format(time.DateOnly))
		row = append(row, side, b.names.Name(side), codes.ISO3, codes.COW, codes.GW)
	}
	if t == nil {
		t = &tally{}
	}
	row = append(row, strconv.Itoa(t.acts))
	for _, typ := range types {
		row = append(row, strconv.Itoa(t.byType[typ]))
	}
	for _, n := range t.byQuad[1:] {
		row = append(row, strconv.Itoa(n))
	}
	row = append(row, decimal(round(t.goldstein)), decimal(round(t.score)))
	day := int32(end.Unix() / 86400)
	for _, k := range kinds {
		var statuses []string
		for i := range relations {
			if r := &relations[i]; r.Kind == k && r.holds(day) && !slices.Contains(statuses, r.Status) {
				statuses = append(statuses, r.Status)
			}
		}
		row = append(row, joined(statuses))
	}
	return row
}
