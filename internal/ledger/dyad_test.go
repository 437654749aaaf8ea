package ledger

import (
	"testing"

	"chancery"
)

// TestDyadsOfReadActs: a code alone tells a relation only where no rule read the act.
func TestDyadsOfReadActs(t *testing.T) {
	l := newTable(t)
	side := func(code string) []chancery.Party { return []chancery.Party{{Code: code, Country: code}} }
	for _, c := range []struct{ name, rule, want string }{
		{"imported", "", "recognition"},
		{"read", "support.rules:open-embassy", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			claim := chancery.Claim{
				Class: chancery.EventClaim, Type: "SUPPORT", CAMEO: "054", Modality: chancery.Asserted, Date: "2023-06-06",
				Rule: c.rule, Actors: side("IRN"), Recipients: side("SAU"),
			}
			ds := Dyads(&claim, l.table, "2023-06-06")
			if len(ds) != 1 || ds[0].Kind != c.want {
				t.Errorf("kind %q wanted, got %+v", c.want, ds)
			}
		})
	}
}
