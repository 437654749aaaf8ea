package web

import (
	"cmp"
	"slices"
	"time"

	"chancery/internal/ledger"
)

// Band is what a band chart shows: the relations between two sides, a row each, and
// what they did.
type Band struct {
	From   string      `json:"from"`
	To     string      `json:"to"`
	Today  string      `json:"today"`
	Rows   []BandRow   `json:"rows"`
	Events []BandEvent `json:"events"`
}

// BandRow is one relation in one direction.
type BandRow struct {
	Kind  string     `json:"kind"`
	Label string     `json:"label"`
	Spans []BandSpan `json:"spans"` // in the order of time
}

// BandSpan is a stretch of time over which a relation had a status. Bounds that are
// not known are empty; since and until are given where the day is known.
type BandSpan struct {
	Status     string `json:"status"`
	Effect     string `json:"effect"`
	Since      string `json:"since"`
	SinceFirst string `json:"since_first"`
	SinceLast  string `json:"since_last"`
	Until      string `json:"until"`
	UntilFirst string `json:"until_first"`
	UntilLast  string `json:"until_last"`
	Certain    bool   `json:"certain"`
	InForce    bool   `json:"in_force"`
	Href       string `json:"href,omitempty"`
	Title      string `json:"title"`
}

// BandEvent is an act that was done.
type BandEvent struct {
	Date    string `json:"date"`
	First   string `json:"first"`
	Last    string `json:"last"`
	Type    string `json:"type"`
	Quad    string `json:"quad"`
	Label   string `json:"label"`
	Href    string `json:"href,omitempty"`
	Reports int    `json:"reports"`
}

// band draws relations, those begun last first, and incidents. Acts that were not
// done, or of which no day is known, have no mark.
func (s *Server) band(rs []Relation, incidents []Incident, today ledger.Day) Band {
	b := Band{Today: today.String(), Rows: []BandRow{}, Events: []BandEvent{}}
	keys := []ledger.Key{}
	rows := map[ledger.Key]*BandRow{}
	var days []ledger.Day
	for i := range slices.Backward(rs) {
		r := &rs[i]
		x := r.Interval()
		if rows[x.Key] == nil {
			rows[x.Key] = &BandRow{Kind: x.Kind, Label: s.rowLabel(x.Key)}
			keys = append(keys, x.Key)
		}
		rows[x.Key].Spans = append(rows[x.Key].Spans, s.span(r, &x))
		days = append(days, x.Since.First, x.Since.Last, x.Until.First, x.Until.Last)
	}
	kinds := s.events.Kinds()
	slices.SortStableFunc(keys, func(a, c ledger.Key) int {
		return cmp.Or(cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, c.Kind)), cmp.Compare(a.A, c.A), cmp.Compare(a.What, c.What))
	})
	for _, k := range keys {
		b.Rows = append(b.Rows, *rows[k])
	}
	for i := range incidents {
		x := &incidents[i]
		if x.Standing == ledger.Done && x.Date.Known() {
			b.Events = append(b.Events, s.mark(x))
			days = append(days, x.Date.First, x.Date.Last)
		}
	}
	b.From, b.To = frame(days, today)
	return b
}

// frame is the time that a chart shows: from the year of the first day known, and one
// more where that has hardly begun, to today, or later where more is told.
func frame(days []ledger.Day, today ledger.Day) (from, to string) {
	first, last := today-365, today
	for _, d := range days {
		if d != ledger.FirstDay && d != ledger.LastDay {
			first, last = min(first, d), max(last, d)
		}
	}
	t := time.Unix(int64(first)*86400, 0).UTC()
	year := t.Year()
	if t.Month() < time.April {
		year--
	}
	return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), last.String()
}

// rowLabel names a relation: its kind, and its direction if it has one.
func (s *Server) rowLabel(k ledger.Key) string {
	text := titled(kindName(k.Kind))
	if !s.events.Mutual(k.Kind) {
		text += ": " + s.directory.Name(k.A) + " → " + s.directory.Name(k.B)
	}
	if k.What != "" {
		text += " (" + k.What + ")"
	}
	return text
}

func (s *Server) span(r *Relation, x *ledger.Interval) BandSpan {
	out := BandSpan{
		Status: s.wording.noun[[2]string{r.Kind, r.Status}], Effect: s.effect(r.Kind, r.Status), Certain: r.Certain, InForce: r.InForce,
		Since: exact(x.Since), SinceFirst: x.Since.First.String(), SinceLast: x.Since.Last.String(),
		Until: exact(x.Until), UntilFirst: x.Until.First.String(), UntilLast: x.Until.Last.String(),
		Title: s.standsSince(&r.Relation),
	}
	if r.Until != "" && r.Until != r.Since {
		out.Title += " " + until(r.Until)
	}
	if r.Evidence != nil {
		out.Href = "/claim/" + r.Evidence.Claim
	}
	return out
}

// exact is a day that is known, else empty.
func exact(b ledger.Bounds) string {
	if b.First != b.Last {
		return ""
	}
	return b.First.String()
}

func (s *Server) mark(x *Incident) BandEvent {
	kind, status := actWords(&x.Incident)
	day := x.Date.Last
	if day == ledger.LastDay {
		day = x.Date.First
	}
	out := BandEvent{
		Date: day.String(), First: x.Date.First.String(), Last: x.Date.Last.String(), Type: x.Type, Quad: string(s.events.Quad(x.Type)),
		Label: s.wording.said(kind, status, s.directory.Name(x.From), s.directory.Name(x.To), x.What), Reports: x.Reports,
	}
	if x.Evidence != nil {
		out.Href = "/incident/" + x.Evidence.Claim
	}
	return out
}
