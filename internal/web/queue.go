package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"chancery"
	"chancery/internal/ledger"
)

// Bounds of the queue of what is to be reviewed.
const (
	mostQueued     = 5_000   // claims of one type that wait, the least sure ones
	mostFollowed   = 20_000  // claims followed before one answer
	mostJudged     = 500_000 // verdicts of people that are kept for agreement
	mostReinstated = 1_000   // claims taken back into the queue at a time
)

// queue is what is to be reviewed: of each type of event the live claims that nobody
// has judged, the least sure first; and beside it what people have judged. No index of
// the ledger knows it: it is drawn up in the background when it is first asked for, from
// all claims in the order of their recording, and then follows what is recorded. It may
// be used by several goroutines.
type queue struct {
	ledger *ledger.Ledger
	small  int64        // a ledger of no more claims is gone through at once
	read   atomic.Int64 // claims looked at while it is drawn up

	mu      sync.Mutex
	drawing chan struct{} // closed when it is drawn up; nil before it is first asked for
	err     error         // of the last drawing
	*drawn
}

// drawn is a queue that is drawn up, or is being so.
type drawn struct {
	seq      int64 // the place in the order of recording of the last claim seen
	last     time.Time
	types    map[string][]waiting // by confidence, then by place
	kept     map[string]queued    // those in types, by their ids
	short    map[string]bool      // types of which there were more than are kept
	back     []waiting            // claims that a reader reinstated
	verdicts map[verdictKey]chancery.Verdict
	crowded  bool // there were more verdicts than are kept
}

// waiting is a claim that waits, by what orders it.
type waiting struct {
	confidence int // in hundredths
	seq        int64
	id         string
}

func (w waiting) compare(o waiting) int {
	return cmp.Or(cmp.Compare(w.confidence, o.confidence), cmp.Compare(w.seq, o.seq))
}

// queued is a claim that waits, with its type.
type queued struct {
	typ string
	waiting
}

// verdictKey is whose verdict on what.
type verdictKey struct{ claim, by string }

func newQueue(l *ledger.Ledger) *queue { return &queue{ledger: l, small: mostFollowed} }

func newDrawn() *drawn {
	return &drawn{types: map[string][]waiting{}, kept: map[string]queued{}, short: map[string]bool{}, verdicts: map[verdictKey]chancery.Verdict{}}
}

// use calls fn on the queue as of now. ready is false while it is drawn up; then fn is
// not called.
func (q *queue) use(ctx context.Context, fn func(*drawn)) (ready bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if err := q.begin(ctx); err != nil {
		return false, err
	}
	select {
	case <-q.drawing:
	default:
		return false, nil
	}
	if q.err != nil {
		err, q.err, q.drawing = q.err, nil, nil // the next who asks has it drawn anew
		return false, err
	}
	if err := q.follow(ctx); err != nil {
		return false, err
	}
	fn(q.drawn)
	if q.exhausted() {
		q.drawing = nil
	}
	return true, nil
}

// begin has the queue drawn up if it is not: at once where the ledger is small, else in
// the background.
func (q *queue) begin(ctx context.Context) error {
	if q.drawing != nil {
		return nil
	}
	stats, err := q.ledger.Stats(ctx)
	if err != nil {
		return err
	}
	q.drawing = make(chan struct{})
	q.read.Store(0)
	if stats.Claims <= q.small {
		q.drawn, q.err = q.draw(ctx)
		close(q.drawing)
		return nil
	}
	go func(ctx context.Context, done chan struct{}) {
		d, err := q.draw(ctx)
		q.mu.Lock()
		defer q.mu.Unlock()
		q.drawn, q.err = d, err
		close(done)
	}(context.WithoutCancel(ctx), q.drawing)
	return nil
}

// exhausted tells whether a type of which more claims wait than are kept has run out
// of those that are.
func (d *drawn) exhausted() bool {
	for t := range d.short {
		if len(d.types[t]) == 0 {
			return true
		}
	}
	return false
}

// draw draws the queue up anew.
func (q *queue) draw(ctx context.Context) (*drawn, error) {
	d := newDrawn()
	for c, err := range q.ledger.AllClaims(ctx) {
		if err != nil {
			return nil, err
		}
		d.take(c)
		q.read.Add(1)
	}
	return d, q.reinstate(ctx, d)
}

// follow takes what was recorded since. What is recorded at one time is taken whole;
// if there is more than may be taken at once, the rest waits for the next who asks.
func (q *queue) follow(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx) // half of what was recorded at one time would lose the rest
	n := 0
	for c, err := range q.ledger.ClaimsSince(ctx, q.last) {
		if err != nil {
			return err
		}
		if n++; n > mostFollowed && c.Recorded.After(q.last) {
			break
		}
		q.take(&c.Claim)
	}
	return q.reinstate(ctx, q.drawn)
}

// take takes the next claim in the order of recording.
func (d *drawn) take(c *chancery.Claim) {
	d.seq++
	d.last = c.Recorded
	switch {
	case c.Class == chancery.VerdictClaim:
		d.verdict(c)
	case c.Class == chancery.EventClaim && c.About == "":
		d.add(c.Type, waiting{hundredths(c.Confidence), d.seq, c.ID})
	}
}

func hundredths(confidence float64) int { return int(confidence*100 + 0.5) }

// add puts a claim among those that wait, unless as many less sure ones do.
func (d *drawn) add(typ string, w waiting) {
	of := d.types[typ]
	i, there := slices.BinarySearchFunc(of, w, waiting.compare)
	if _, kept := d.kept[w.id]; there || kept {
		return
	}
	if i == mostQueued {
		d.short[typ] = true
		return
	}
	of = slices.Insert(of, i, w)
	d.kept[w.id] = queued{typ, w}
	if len(of) > mostQueued {
		delete(d.kept, of[mostQueued].id)
		d.short[typ], of = true, of[:mostQueued]
	}
	d.types[typ] = of
}

// remove takes a claim out of those that wait.
func (d *drawn) remove(id string) {
	w, kept := d.kept[id]
	if !kept {
		return
	}
	delete(d.kept, id)
	if i, there := slices.BinarySearchFunc(d.types[w.typ], w.waiting, waiting.compare); there {
		d.types[w.typ] = slices.Delete(d.types[w.typ], i, i+1)
	}
}

// verdict takes what was made of a claim.
func (d *drawn) verdict(v *chancery.Claim) {
	switch v.Verdict {
	case chancery.Reinstated:
		if len(d.back) < mostReinstated {
			d.back = append(d.back, waiting{seq: d.seq, id: v.About})
		}
		return
	case chancery.Accepted, chancery.Rejected, chancery.Corrected:
		if len(d.verdicts) < mostJudged {
			d.verdicts[verdictKey{v.About, v.By}] = v.Verdict
		} else {
			d.crowded = true
		}
	}
	d.remove(v.About)
}

// reinstate takes back claims that a reader found again and that nobody has judged.
func (q *queue) reinstate(ctx context.Context, d *drawn) error {
	for _, w := range d.back {
		j, err := q.ledger.JudgedClaim(ctx, w.id)
		if err != nil {
			return err
		}
		if unjudged(&j) {
			w.confidence = hundredths(j.Confidence)
			d.add(j.Type, w)
		}
	}
	d.back = nil
	return nil
}

// unjudged tells whether a claim of an event is live and no person has judged it.
func unjudged(j *ledger.Judged) bool {
	return j.Class == chancery.EventClaim && j.About == "" && j.Stands && lastVerdict(*j) == nil
}

// place is where somebody is in the queue: type (its place in the table, 0 where all
// types are mixed), confidence, place of recording.
type place struct {
	typ int
	waiting
}

func (p place) String() string { return fmt.Sprintf("%d.%d.%d", p.typ, p.confidence, p.seq) }

func parsePlace(text string) (*place, error) {
	if text == "" {
		return nil, nil
	}
	parts := strings.Split(text, ".")
	var n [3]int64
	ok := len(parts) == len(n)
	for i := 0; ok && i < len(n); i++ {
		var err error
		n[i], err = strconv.ParseInt(parts[i], 10, 64)
		ok = err == nil && n[i] >= 0
	}
	if !ok || n[0] > 1000 || n[1] > 1000 {
		return nil, badRequest("cursor: %q is none of ours; take it from next of the page before", text)
	}
	return &place{int(n[0]), waiting{int(n[1]), n[2], ""}}, nil
}

// after are those that wait behind a place, in order: of one type, or of all, mixed or
// (byType) type by type. At most so many are told.
func (d *drawn) after(p *place, types []string, byType bool, most int) []place {
	var out []place
	for i, t := range types {
		rank := 0
		if byType {
			rank = i + 1
		}
		from := 0
		if p != nil && p.typ > rank {
			continue
		}
		if p != nil && p.typ == rank {
			i, there := slices.BinarySearchFunc(d.types[t], p.waiting, waiting.compare)
			from = i
			if there {
				from++
			}
		}
		of := d.types[t][from:]
		for _, w := range of[:min(len(of), most)] {
			out = append(out, place{rank, w})
		}
	}
	slices.SortStableFunc(out, func(a, b place) int { return cmp.Or(cmp.Compare(a.typ, b.typ), a.compare(b.waiting)) })
	return out[:min(len(out), most)]
}

// waits is how many claims wait, of each type.
func (d *drawn) waits() map[string]int {
	out := map[string]int{}
	for t, of := range d.types {
		if len(of) > 0 {
			out[t] = len(of)
		}
	}
	return out
}
