package secondopinion

import (
	"slices"

	"chancery"
)

// Same tells whether a proposal is an act that an event of the rules tells: the same
// type, told in the same sentence by words that overlap.
func Same(event, proposal *chancery.Event) bool {
	if event.Type != proposal.Type {
		return false
	}
	return event.Sentence == proposal.Sentence && event.Trigger.Overlaps(proposal.Trigger) ||
		slices.ContainsFunc(event.Also, func(t chancery.Telling) bool {
			return t.Sentence == proposal.Sentence && t.Overlaps(proposal.Trigger)
		})
}

func hasSame(events []chancery.Event, p *chancery.Event) bool {
	return slices.ContainsFunc(events, func(e chancery.Event) bool { return Same(&e, p) })
}

// Merge adds to a record the proposals that its events do not have, after them, and
// gives how many. The record's events stay as they are, as do its relations: none is
// drawn from a proposal.
func Merge(rec *chancery.Record, proposals []chancery.Event) int {
	own := rec.Events
	added := 0
	for i := range proposals {
		if !hasSame(own, &proposals[i]) {
			rec.Events = append(rec.Events, proposals[i])
			added++
		}
	}
	return added
}
