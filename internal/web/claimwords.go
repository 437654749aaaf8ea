package web

import (
	"fmt"
	"strings"

	"chancery"
)

// sidesOf are the sides of a claim as a sentence has them. Of what several do together
// with nobody beside, the first stands on one side and the others on the other.
func (s *Server) sidesOf(c *chancery.Claim) (from, to []string) {
	from, to = partyCodes(c.Actors), partyCodes(c.Recipients)
	if len(to) == 0 && len(from) > 1 && (c.Kind != "" && s.events.Mutual(c.Kind) || c.Kind == "" && together(c.Type)) {
		from, to = from[:1], from[1:]
	}
	return from, to
}

// together tells whether acts of a type are done with one another.
func together(typ string) bool { return typ == "AGREE" || typ == "CONSULT" || typ == "COOPERATE" }

// saidOf words a claim in plain text.
func (s *Server) saidOf(c *chancery.Claim) string {
	w := claimWords(c)
	from, to := s.sidesOf(c)
	others := ""
	if len(to) > 0 {
		others = s.enumerated(to)
	}
	return s.wording.said(w[0], w[1], s.enumerated(from), others, c.What)
}

// enumerated are the names of actors in plain text, as actorLinks has them.
func (s *Server) enumerated(codes []string) string {
	if len(codes) == 0 {
		return "somebody"
	}
	var out []string
	for i, c := range codes {
		if i == mostNamed-1 && len(codes) > mostNamed {
			out = append(out, fmt.Sprintf("%d others", len(codes)-i))
			break
		}
		out = append(out, s.directory.Name(c))
	}
	last := len(out) - 1
	if last == 0 {
		return out[0]
	}
	return strings.Join(out[:last], ", ") + " and " + out[last]
}

// standingWords is how a claim stands to what it tells, where it is not told as done;
// in words for a badge.
func standingWords(c chancery.Claim) string {
	switch c.Modality {
	case chancery.Future:
		return "planned"
	case chancery.Hypothetical:
		return "possible"
	case chancery.Negated:
		return "denied"
	case chancery.Historical:
		return "in the past"
	}
	if c.Class == chancery.StateClaim {
		if c.Ended {
			return "held, and is over"
		}
		return "told as standing"
	}
	return ""
}

// dateOf is when a claim says that something was.
func dateOf(c chancery.Claim) string {
	switch {
	case c.Class != chancery.StateClaim:
		if c.Undated && c.Date != "" {
			return "by " + c.Date
		}
		return c.Date
	case c.Since != "":
		return c.Since
	case c.Until != "":
		return c.Until
	}
	return c.At
}
