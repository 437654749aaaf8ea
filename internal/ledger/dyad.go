package ledger

import (
	"slices"

	"chancery"
	"chancery/internal/ontology"
)

// Standing tells how a claim stands to what it tells.
type Standing string

// Standings of a claim.
const (
	Done     Standing = "done"     // the act was done
	Planned  Standing = "planned"  // it is to be done
	Possible Standing = "possible" // it may be done
	Denied   Standing = "denied"   // it was not done
	Holds    Standing = "holds"    // the relation stands so on a day
	Held     Standing = "held"     // it stood so and does no more
)

// standings maps a record's modalities.
var standings = map[chancery.Modality]Standing{
	chancery.Asserted: Done, chancery.Historical: Done, chancery.Future: Planned,
	chancery.Hypothetical: Possible, chancery.Negated: Denied,
}

// Key names a relation: its kind, its two sides, and the territory or treaty it
// is about, if any. A directed relation is from A to B; of a mutual one A is
// the first in the alphabet.
type Key struct{ Kind, A, B, What string }

// Dyad is what a claim says of one pair: an act of From towards To (empty if it
// is towards nobody), or a standing between them. A claim of several actors or
// recipients has one for each pair. Dyads are an index made of claims: they
// live from the recording of their claim until a verdict puts it aside.
type Dyad struct {
	Claim, Source int64 // sequence numbers
	From, To      string
	Type          string // PLOVER type, empty for standings
	Kind, Status  string
	What          string
	Standing      Standing
	When          Bounds // the act; the day or days of which the standing is told
	Since         Bounds // of a standing: since when it is told to hold
	By            string // codes of the speakers, comma between; "" is the source itself
	Bears         Key    // the relation it bears on; empty if on none
	Recorded      int64  // microseconds since 1970
	Until         int64  // of recording; Forever while it lives
}

// Forever is the end of what still lives.
const Forever int64 = 1<<63 - 1

// Now asks for what is known by the last recording.
const Now = Forever - 1

// bears is the relation a dyad bears on: that of what was done, holds, held or
// is denied between two sides that can have it.
func (d *Dyad) bears(t *ontology.Events, sorts map[string]ontology.Sort) Key {
	from, there := sorts[d.From]
	to, too := sorts[d.To]
	if d.Kind == "" || d.Standing == Planned || d.Standing == Possible || !there || !too || !t.Fits(d.Kind, from, to) {
		return Key{}
	}
	k := Key{d.Kind, d.From, d.To, d.What}
	if t.Mutual(d.Kind) && k.B < k.A {
		k.A, k.B = k.B, k.A
	}
	return k
}

// Dyads takes a claim apart into what it says of each pair.
func Dyads(c *chancery.Claim, t *ontology.Events, published string) []Dyad {
	if c.Class == chancery.VerdictClaim {
		return nil
	}
	d := Dyad{Type: c.Type, Kind: c.Kind, Status: c.Status, What: c.What, By: joined(speakers(c)), Since: Unknown}
	if c.Class == chancery.StateClaim {
		d.Standing = Holds
		if c.Ended {
			d.Standing = Held
		}
		d.When, d.Since = heldAt(c, published), date(c.Since)
	} else {
		d.Standing = standings[c.Modality]
		d.When = date(c.Date)
		if d.Kind == "" && c.Rule == "" { // of what was read here, the rule knows
			d.Kind, d.Status, _ = t.Brought(c.CAMEO)
		}
		if c.Undated {
			d.When = By(d.When.Last)
		}
	}
	var out []Dyad
	sides := sorts(c)
	for _, p := range pairs(c, t) {
		d.From, d.To = p[0], p[1]
		d.Bears = d.bears(t, sides)
		out = append(out, d)
	}
	return out
}

// sorts tells of each party what sort of side it is. Those of no country are left
// out: rebels, crowds and persons of whom no more is known act, but have no
// relations that last.
func sorts(c *chancery.Claim) map[string]ontology.Sort {
	out := map[string]ontology.Sort{}
	for _, ps := range [][]chancery.Party{c.Actors, c.Recipients} {
		for i := range ps {
			switch p := &ps[i]; p.Country {
			case "":
			case p.Code:
				out[p.Code] = ontology.StateSide
			case "IGO":
				out[p.Code] = ontology.IGOSide
			default:
				out[p.Code] = ontology.Any
			}
		}
	}
	return out
}

// heldAt are the days of which a standing is told: the day it is told for; of
// one that is over, the time by which it was.
func heldAt(c *chancery.Claim, published string) Bounds {
	switch {
	case c.Ended && c.Until != "":
		return date(c.Until)
	case c.Ended:
		return By(date(published).Last)
	case c.At != "":
		return date(c.At)
	}
	return date(published)
}

// date is a date that seal has checked.
func date(s string) Bounds {
	b, err := ParseDate(s)
	if err != nil {
		return Unknown
	}
	return b
}

// together are the types of act that several actors do with one another when
// nobody is named as the other side (CODING: a meeting of two ministers).
var together = []string{"AGREE", "CONSULT", "COOPERATE", "SUPPORT", "ASSAULT", "RETREAT"}

// pairs are the pairs of codes of a claim. Without a recipient the actors of an
// act done together are paired with one another, and any other act is each
// actor's own. A pair of one code with itself is left out unless the act is
// towards nobody else: what a state does at home is towards nobody.
func pairs(c *chancery.Claim, t *ontology.Events) [][2]string {
	from, to := codes(c.Actors), codes(c.Recipients)
	var out [][2]string
	if len(to) == 0 {
		if len(from) > 1 && (t.Mutual(c.Kind) || slices.Contains(together, c.Type)) {
			for i, f := range from {
				for _, o := range from[i+1:] {
					out = append(out, [2]string{f, o})
				}
			}
			return out
		}
		for _, f := range from {
			out = append(out, [2]string{f, ""})
		}
		return out
	}
	for _, f := range from {
		for _, o := range to {
			if f != o {
				out = append(out, [2]string{f, o})
			}
		}
	}
	if len(out) == 0 && len(from) > 0 {
		out = append(out, [2]string{from[0], ""})
	}
	return out
}

// codes are the distinct codes of the parties, in their order.
func codes(ps []chancery.Party) []string {
	var out []string
	for _, p := range ps {
		if p.Code != "" && !slices.Contains(out, p.Code) {
			out = append(out, p.Code)
		}
	}
	return out
}
