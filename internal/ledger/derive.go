package ledger

import (
	"cmp"
	"slices"

	"chancery/internal/ontology"
)

// Transition is what the live claims say of one status of one relation: that it
// came about (Done), holds or held, or is denied, when, and on whose word.
// Claims that say the same are one transition. Doer is the side that acted, of
// a mutual relation; it is empty for standings.
type Transition struct {
	Key
	Status   string
	Standing Standing
	When     Bounds
	Since    Bounds
	By       string // as Dyad.By
	Doer     string
}

// Interval is a stretch of time over which a relation has a status. Since and
// Until bound the days on which it began and ended; an Until of Unknown has not
// come. Holders are the codes of those on whose word it stands, Narrated tells
// that a source says so itself, Deniers are those who say it is not so.
type Interval struct {
	Key
	Status   string
	Doer     string // of a mutual relation, the side that brought it about, if told
	Since    Bounds
	Until    Bounds
	Holders  []string
	Narrated bool
	Deniers  []string
}

// Derive draws the intervals of one relation from all its transitions. The
// result does not depend on their order.
//
// Acts and standings are walked in the order of the last day they may be of. An
// act that brings another status about ends the one before and begins its own;
// one that brings the same about supports it, and where both may be of the same
// day, narrows the time of its beginning. A standing supports the interval that
// it falls into if either both say that the relation is in force or both that it
// is not; otherwise there was a change that nobody told, some time since the
// interval was last heard of, and a new one begins. Of the very day of which the
// interval was last heard no change is made up: whoever says that it stands
// otherwise denies it. A standing that is told as over ends within the interval
// that contradicts it.
func Derive(t *ontology.Events, transitions []Transition) []Interval {
	if len(transitions) == 0 {
		return nil
	}
	ts := slices.Clone(transitions)
	slices.SortFunc(ts, func(a, b Transition) int { return compareTransitions(t, &a, &b) })
	w := walk{kind: ts[0].Kind, table: t}
	for i := range ts {
		switch ts[i].Standing {
		case Done:
			w.done(&ts[i])
		case Holds:
			w.holds(&ts[i])
		case Held:
			w.held(&ts[i])
		}
	}
	for i := range ts {
		if ts[i].Standing == Denied {
			w.denied(&ts[i])
		}
	}
	return w.finish()
}

// compareTransitions orders transitions by the last day they may be of, then by
// the first, then by all else.
func compareTransitions(t *ontology.Events, a, b *Transition) int {
	_, ra, _ := t.StatusOf(a.Kind, a.Status)
	_, rb, _ := t.StatusOf(b.Kind, b.Status)
	return cmp.Or(cmp.Compare(a.When.Last, b.When.Last), cmp.Compare(a.When.First, b.When.First),
		cmp.Compare(a.order(), b.order()), cmp.Compare(ra, rb), cmp.Compare(a.Since.First, b.Since.First),
		cmp.Compare(a.Since.Last, b.Since.Last), cmp.Compare(a.Doer, b.Doer), cmp.Compare(a.By, b.By))
}

// order is the place of a transition among those of one day: what held until
// then comes first, then acts, then what holds after them.
func (t *Transition) order() int {
	switch t.Standing {
	case Held:
		return 0
	case Done:
		return 1
	}
	return 2
}

// stretch is an interval that is being drawn. seen is the last day of which the
// status is told by a claim dated to the day, over that it is told as ended.
type stretch struct {
	Interval
	effect ontology.Effect
	seen   Day
	over   bool
}

// walk draws the intervals of one relation from transitions in order.
type walk struct {
	kind  string
	table *ontology.Events
	drawn []stretch
}

// last is the interval that the walk has come to.
func (w *walk) last() *stretch {
	if len(w.drawn) == 0 {
		return nil
	}
	return &w.drawn[len(w.drawn)-1]
}

func (w *walk) effect(status string) ontology.Effect {
	s, _, _ := w.table.StatusOf(w.kind, status)
	return s.Effect
}

// open begins an interval.
func (w *walk) open(t *Transition, since Bounds) *stretch {
	w.drawn = append(w.drawn, stretch{
		Interval: Interval{Key: t.Key, Status: t.Status, Doer: t.Doer, Since: since, Until: Unknown},
		effect:   w.effect(t.Status), seen: FirstDay,
	})
	s := w.last()
	s.support(t)
	return s
}

// support notes on whose word an interval stands.
func (s *stretch) support(t *Transition) {
	for _, by := range split(t.By) {
		switch {
		case by == "":
			s.Narrated = true
		case !slices.Contains(s.Holders, by):
			s.Holders = append(s.Holders, by)
		}
	}
	if t.When.Last != LastDay && t.When.First == t.When.Last {
		s.seen = max(s.seen, t.When.Last)
	}
}

func (w *walk) done(t *Transition) {
	cur := w.last()
	effect := w.effect(t.Status)
	if effect == ontology.Point {
		w.point(t)
		return
	}
	if cur != nil && !cur.over && cur.Status == t.Status {
		cur.support(t)
		if cur.Since.Overlaps(t.When) {
			cur.Since = cur.Since.Meet(t.When)
		}
		if cur.Doer == "" {
			cur.Doer = t.Doer
		}
		return
	}
	since := t.When
	if cur != nil {
		since = cur.end(since)
	}
	w.open(t, since)
}

// point draws what is done and over. Reports within the window of its kind are
// of one and the same.
func (w *walk) point(t *Transition) {
	if cur := w.last(); cur != nil && cur.Status == t.Status {
		near := cur.Since.Overlaps(t.When) ||
			t.When.First > cur.Since.Last && int(t.When.First-cur.Since.Last) <= w.table.Window("", w.kind)
		if near {
			cur.support(t)
			if cur.Since.Overlaps(t.When) {
				cur.Since = cur.Since.Meet(t.When)
			}
			cur.Until = cur.Since
			return
		}
	}
	s := w.open(t, t.When)
	s.Until, s.over = t.When, true
}

// end closes an interval at the time of what follows it, and gives the time of
// the change: not before the interval began. One that is already told as over
// keeps what both times share. What ended on a day had begun before it.
func (s *stretch) end(at Bounds) Bounds {
	at.First = max(at.First, s.Since.First)
	at.Last = max(at.Last, at.First)
	if before := at.First - 1; at.First > FirstDay && s.Since.First <= before {
		s.Since.Last = min(s.Since.Last, before)
	}
	switch {
	case s.over && s.Until.Overlaps(at):
		s.Until = s.Until.Meet(at)
	case !s.over:
		s.Until, s.over = at, true
	}
	return at
}

// holds takes up a statement that the relation stands so.
func (w *walk) holds(t *Transition) {
	cur := w.last()
	effect := w.effect(t.Status)
	since := t.Since
	if !since.Known() {
		since = By(t.When.Last)
	}
	switch {
	case effect == ontology.Point:
		w.point(t)
	case cur == nil:
		w.open(t, since)
	case !cur.over && (cur.Status == t.Status || cur.effect.InForce() == effect.InForce() && cur.effect != ontology.Deny && effect != ontology.Deny):
		cur.support(t)
		if cur.Status == t.Status && t.Since.Known() && cur.Since.Overlaps(t.Since) {
			cur.Since = cur.Since.Meet(t.Since)
		}
	case !cur.over && cur.seen == t.When.Last && !(t.Since.Known() && t.Since.First == t.When.Last):
		// Of one day both are told: whoever says so denies the change.
		cur.deny(t.By)
	default:
		untold := Bounds{cur.seen, t.When.Last}
		if t.Since.Known() && t.Since.Last >= cur.seen {
			untold = t.Since
		}
		w.open(t, cur.end(untold))
	}
}

// held takes up a statement that the relation stood so and does no more.
func (w *walk) held(t *Transition) {
	cur := w.last()
	effect := w.effect(t.Status)
	since := t.Since
	if !since.Known() {
		since = By(t.When.Last)
	}
	switch {
	case cur == nil || cur.over:
		s := w.open(t, since)
		s.end(t.When)
	case cur.effect.InForce() == effect.InForce():
		cur.support(t)
		cur.end(Bounds{max(cur.seen, t.When.First), max(cur.seen, t.When.Last)})
	case len(w.drawn) > 1:
		if before := &w.drawn[len(w.drawn)-2]; before.effect.InForce() == effect.InForce() {
			before.support(t)
		}
	default:
		until := cur.Since
		if !t.Since.Known() {
			since = By(until.Last)
		}
		s := w.open(t, since)
		s.end(until)
		w.drawn[0], w.drawn[1] = w.drawn[1], w.drawn[0]
	}
}

// denied notes who says that a status did not come about, with the interval
// that begins nearest to the time of which it is said.
func (w *walk) denied(t *Transition) {
	best, gap := -1, 0
	for i := range w.drawn {
		if w.drawn[i].Status != t.Status {
			continue
		}
		g := apart(w.drawn[i].Since, t.When)
		if best < 0 || g < gap {
			best, gap = i, g
		}
	}
	if best < 0 {
		return
	}
	w.drawn[best].deny(t.By)
}

// deny notes who says that it is not so.
func (s *stretch) deny(codes string) {
	for _, by := range split(codes) {
		if by != "" && !slices.Contains(s.Deniers, by) {
			s.Deniers = append(s.Deniers, by)
		}
	}
}

// apart is how many days lie between two bounds, 0 if they overlap.
func apart(a, b Bounds) int {
	switch {
	case a.Last < b.First:
		return int(b.First) - int(a.Last)
	case b.Last < a.First:
		return int(a.First) - int(b.Last)
	}
	return 0
}

func (w *walk) finish() []Interval {
	var out []Interval
	for i := range w.drawn {
		x := w.drawn[i].Interval
		slices.Sort(x.Holders)
		slices.Sort(x.Deniers)
		out = append(out, x)
	}
	return out
}
