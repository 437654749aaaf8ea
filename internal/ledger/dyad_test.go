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

// TestReadKeepsDirection: a relation that runs against its act is a claim of its own.
func TestReadKeepsDirection(t *testing.T) {
	l, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, status, from, to, act string }{
		{"along", "recalled", "TUR", "ISR", "ambassador"},
		{"against", "expelled", "ISR", "TUR", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			span := chancery.Span{Start: 0, End: 3}
			r, err := l.Read(&chancery.Record{
				ID: "x", Text: "abc", Sentences: []chancery.Span{span},
				Events: []chancery.Event{{
					ID: "1", Type: "SANCTION", Modality: chancery.Asserted, Date: "2022-01-02", Trigger: span,
					Actor: []chancery.Participant{{ID: "TUR", Span: span}}, Recipient: []chancery.Participant{{ID: "ISR", Span: span}},
				}},
				Relations: []chancery.Relation{{Kind: "ambassador", Status: c.status, From: c.from, To: c.to, Since: "2022-01-02", Events: []string{"1"}}},
			}, "reader")
			if err != nil {
				t.Fatal(err)
			}
			last := &r.Claims[len(r.Claims)-1]
			if r.Claims[0].Kind != c.act || last.Kind != "ambassador" || last.Actors[0].Code != c.from || last.Recipients[0].Code != c.to {
				t.Errorf("%+v", r.Claims)
			}
		})
	}
}
