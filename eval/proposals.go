package eval

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/secondopinion"
)

// Proposer says what events a record's text tells; secondopinion.Reader is one.
type Proposer func(context.Context, *chancery.Record) (*secondopinion.Opinion, error)

// Disagreement is an event that only the rules found, or that was only proposed, with
// its words. It says who differs from whom, not who is right.
type Disagreement struct {
	Record   string         `json:"record"`
	Only     string         `json:"only"` // rules or proposed
	Words    string         `json:"words"`
	Sentence string         `json:"sentence"`
	Event    chancery.Event `json:"event"`
}

// Proposals compares what is proposed for records with the events of their rules. An
// event and a proposal are one if they are of the same type and told in the same
// sentence by words that overlap (secondopinion.Same); they are between the same if they
// have an actor and a recipient in common. Events that were proposed before are left out
// of the records. With an error, what was compared before it is given all the same.
func Proposals(ctx context.Context, records []*chancery.Record, propose Proposer) ([]Figure, []Disagreement, error) {
	c := comparison{refused: map[string]int{}}
	for _, r := range records {
		opinion, err := propose(ctx, r)
		if err != nil {
			return c.figures(), c.out, fmt.Errorf("eval: asking about %s, after %d of %d records: %w", r.ID, c.records, len(records), err)
		}
		c.add(r, opinion)
	}
	return c.figures(), c.out, nil
}

// comparison counts the rules' events and those that were proposed too; the proposals
// that were kept, those of them that the rules have, and those between the same.
type comparison struct {
	records, rules, shared      int
	proposed, kept, both, alike int
	refused                     map[string]int
	out                         []Disagreement
}

func (c *comparison) add(r *chancery.Record, o *secondopinion.Opinion) {
	c.records++
	c.proposed += o.Proposed
	c.kept += len(o.Events)
	for why, n := range o.Refused {
		c.refused[why] += n
	}
	own := ofRules(r.Events)
	c.rules += len(own)
	for i := range own {
		if find(o.Events, func(p *chancery.Event) bool { return secondopinion.Same(&own[i], p) }) != nil {
			c.shared++
			continue
		}
		c.out = append(c.out, disagreement(r, "rules", &own[i]))
	}
	for i := range o.Events {
		p := &o.Events[i]
		e := find(own, func(e *chancery.Event) bool { return secondopinion.Same(e, p) })
		if e == nil {
			c.out = append(c.out, disagreement(r, "proposed", p))
			continue
		}
		c.both++
		if share(e.Actor, p.Actor) && (len(e.Recipient)+len(p.Recipient) == 0 || share(e.Recipient, p.Recipient)) {
			c.alike++
		}
	}
}

func (c *comparison) figures() []Figure {
	figure := func(name string, part, whole int, note string) Figure {
		return Figure{Dataset: "proposals", Name: name, Value: percent(part, whole), Cases: whole, Note: note}
	}
	out := []Figure{
		figure("rules' events proposed too", c.shared, c.rules, ""),
		figure("proposals that the rules have", c.both, c.kept, ""),
		figure("of these, between the same", c.alike, c.both, ""),
		figure("proposals kept", c.kept, c.proposed, ""),
	}
	for _, why := range slices.Sorted(maps.Keys(c.refused)) {
		out = append(out, figure("refused: "+why, c.refused[why], c.proposed, "less is better"))
	}
	return out
}

// ofRules are the events that no model proposed.
func ofRules(es []chancery.Event) []chancery.Event {
	var out []chancery.Event
	for _, e := range es {
		if !strings.HasPrefix(e.Rule, secondopinion.Mark) {
			out = append(out, e)
		}
	}
	return out
}

func find(es []chancery.Event, is func(*chancery.Event) bool) *chancery.Event {
	for i := range es {
		if is(&es[i]) {
			return &es[i]
		}
	}
	return nil
}

func share(a, b []chancery.Participant) bool {
	for _, x := range a {
		for _, y := range b {
			if x.ID == y.ID {
				return true
			}
		}
	}
	return false
}

func disagreement(r *chancery.Record, only string, e *chancery.Event) Disagreement {
	d := Disagreement{Record: r.ID, Only: only, Event: *e, Words: wordsAt(r.Text, e.Trigger)}
	if e.Sentence >= 0 && e.Sentence < len(r.Sentences) {
		d.Sentence = wordsAt(r.Text, r.Sentences[e.Sentence])
	}
	return d
}

// wordsAt is what stands in a span; nothing where it lies outside of the text.
func wordsAt(text string, s chancery.Span) string {
	runes := []rune(text)
	if s.Start < 0 || s.End > len(runes) || s.Start > s.End {
		return ""
	}
	return string(runes[s.Start:s.End])
}

// maxRecordLine bounds a line of records, in bytes.
const maxRecordLine = 64 << 20

// ReadRecords reads records as read --format json writes them, one a line. Those that
// tell an error are left out.
func ReadRecords(name string, r io.Reader) ([]*chancery.Record, error) {
	var out []*chancery.Record
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), maxRecordLine)
	for n := 1; lines.Scan(); n++ {
		if len(strings.TrimSpace(lines.Text())) == 0 {
			continue
		}
		x := new(chancery.Record)
		if err := json.Unmarshal(lines.Bytes(), x); err != nil {
			return nil, fmt.Errorf("eval: %s:%d: %w; give records as chancery read --format json writes them", name, n, err)
		}
		if x.Format != chancery.Format {
			return nil, fmt.Errorf("eval: %s:%d: it is of the format %.40q, not %s; give records as chancery read --format json writes them", name, n, x.Format, chancery.Format)
		}
		if x.Error == "" {
			out = append(out, x)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("eval: reading %s: %w", name, err)
	}
	return out, nil
}
