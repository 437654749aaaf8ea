package events

import (
	"fmt"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/rulefile"
)

// Examples are the examples of the coder's rules.
func (c *Coder) Examples() []rulefile.Example { return rulefile.Examples(c.blocks) }

// Check runs one example: a yes sentence must give the event, or the standing,
// that stands behind it, by that rule; a no sentence must not make the rule fire
// on anything that is told as fact. read reads a sentence.
func (c *Coder) Check(x rulefile.Example, read func(text string) Input) error {
	in := read(x.Text)
	if c.readsStandings(x.File + ":" + x.Block) {
		return c.checkStanding(x, in)
	}
	got := c.Code(in)
	var lines []string
	for i := range got {
		e := &got[i]
		own := e.Rule == x.File+":"+x.Block
		if !x.Yes && own && (e.Modality == chancery.Asserted || e.Modality == chancery.Historical) {
			return fmt.Errorf("%q gives %s", x.Text, Line(in, e))
		}
		if own || !x.Yes {
			lines = append(lines, Line(in, e))
		} else {
			lines = append(lines, Line(in, e)+" ("+e.Rule+")")
		}
	}
	if x.Yes && !slices.Contains(lines, x.Want) {
		return fmt.Errorf("%q gives %q, want %q", x.Text, lines, x.Want)
	}
	return nil
}

// readsStandings tells whether the block with the id is one of standings.
func (c *Coder) readsStandings(id string) bool {
	return slices.ContainsFunc(c.blocks, func(b rulefile.Block) bool { return b.Kind == "standing" && b.ID() == id })
}

// checkStanding runs an example of a standing block. Several standings of one
// sentence are joined by semicolons.
func (c *Coder) checkStanding(x rulefile.Example, in Input) error {
	var own, others []string
	for _, s := range c.standings(c.tree(in), in) {
		line := standingLine(in, &s)
		if s.Rule == x.File+":"+x.Block {
			own = append(own, line)
		} else {
			others = append(others, line+" ("+s.Rule+")")
		}
	}
	got := strings.Join(own, "; ")
	if !x.Yes && got != "" {
		return fmt.Errorf("%q gives %s", x.Text, got)
	}
	if x.Yes && got != x.Want {
		return fmt.Errorf("%q gives %q and by others %q, want %q", x.Text, got, others, x.Want)
	}
	return nil
}

// standingLine is a standing as the examples write it: UKR recognition rejected
// DNR, with what it is about, since and until when, and whether it is over.
func standingLine(in Input, s *Standing) string {
	to := strings.Join(codes(in.Who, s.To), "+")
	if to == "" {
		to = "-"
	}
	line := strings.Join([]string{strings.Join(codes(in.Who, s.From), "+"), s.Kind, s.Status, to}, " ")
	for _, part := range []struct{ word, value string }{{"what", s.What}, {"since", s.Since}, {"until", s.Until}} {
		if part.value != "" {
			line += ", " + part.word + " " + part.value
		}
	}
	if s.Ended {
		line += ", ended"
	}
	return line
}

// Line is an event as the examples write it: UKR SANCTION PRK, with the
// modality behind it unless it is asserted; - is nobody.
func Line(in Input, e *Event) string {
	side := func(ps []Participant) string {
		var out []string
		for _, p := range ps {
			out = append(out, in.Who.Actors[p.Actor].Code)
		}
		if len(out) == 0 {
			return "-"
		}
		return strings.Join(out, "+")
	}
	s := fmt.Sprintf("%s %s %s", side(e.Actor), e.Type, side(e.Recipient))
	if e.Modality != chancery.Asserted {
		s += " " + string(e.Modality)
	}
	return s
}

// Rule is what a rule says, for those who look for one.
type Rule struct {
	ID       string   `json:"id"`             // file:name
	Type     string   `json:"type,omitempty"` // none: it reads a standing
	Mode     string   `json:"mode,omitempty"`
	CAMEO    string   `json:"cameo,omitempty"`
	Relation string   `json:"relation,omitempty"` // kind and status
	Triggers []string `json:"triggers"`
	Note     string   `json:"note,omitempty"`
}

// Rules are the coder's rules, in the order in which equals count.
func (c *Coder) Rules() []Rule {
	var out []Rule
	for i := range c.blocks {
		b := &c.blocks[i]
		if b.Kind == "set" {
			continue
		}
		r := Rule{ID: b.ID()}
		r.Type, _ = b.Get("type")
		r.Mode, _ = b.Get("mode")
		r.CAMEO, _ = b.Get("cameo")
		r.Relation, _ = b.Get("relation")
		r.Note, _ = b.Get("note")
		for _, f := range b.All("on") {
			r.Triggers = append(r.Triggers, f.Value)
		}
		out = append(out, r)
	}
	return out
}
