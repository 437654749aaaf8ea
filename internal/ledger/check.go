package ledger

import (
	"fmt"

	"chancery"
	"chancery/internal/ontology"
)

// checkMeaning refuses a claim that a person gives and that the tables do not
// know: its type, mode, modality, relation and status.
func checkMeaning(c *chancery.Claim, t *ontology.Events) error {
	switch {
	case c.Class == chancery.EventClaim && !t.IsType(c.Type):
		return fmt.Errorf("there is no type of event %q; chancery rules lists them", c.Type)
	case c.Class == chancery.EventClaim && !t.HasMode(c.Type, c.Mode):
		return fmt.Errorf("%s has no mode %q", c.Type, c.Mode)
	case c.Class == chancery.EventClaim && standings[c.Modality] == "":
		return fmt.Errorf("there is no modality %q", c.Modality)
	case c.Kind != "" && !t.IsRelation(c.Kind, c.Status):
		return fmt.Errorf("%s has no status %q", c.Kind, c.Status)
	case c.Class == chancery.StateClaim && c.Kind == "":
		return fmt.Errorf("a standing needs a kind of relation")
	case len(c.Actors) == 0:
		return fmt.Errorf("it has no actor")
	}
	return nil
}
