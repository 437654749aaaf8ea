package web

import (
	"fmt"
	"slices"
	"testing"

	"chancery"
)

// TestPagesOfRelations: whatever the size of a page, going from page to page shows
// every relation once.
func TestPagesOfRelations(t *testing.T) {
	s := newStage(t)
	codes := []string{"FRA", "DEU", "ITA", "ESP", "PRT", "NLD", "BEL"}
	for i, code := range codes {
		name := s.room.directory.Name(code)
		s.record(chancery.Record{ID: code, Published: published("2024-01-06"), Text: name + " recognised Kosovo."},
			told{name, "recognised", "Kosovo", code, "XKX", "SUPPORT", fmt.Sprintf("2024-01-%02d", i/2+1), "recognition", "recognised", "", "", "", 0.5})
	}
	type list struct {
		Relations []struct{ From, Since string }
		Total     int
		Next      string
	}
	for limit := 1; limit <= 8; limit++ {
		var got, days []string
		for next := ""; ; {
			page := answers[list](s, fmt.Sprintf("/relations?of=XKX&limit=%d&cursor=%s", limit, next))
			if page.Total != 7 || len(page.Relations) > limit {
				t.Fatalf("pages of %d: %+v", limit, page)
			}
			for _, r := range page.Relations {
				got, days = append(got, r.From), append(days, r.Since)
			}
			if next = page.Next; next == "" {
				break
			}
		}
		slices.Reverse(days)
		if !slices.IsSorted(days) || !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(codes))) {
			t.Errorf("pages of %d: %v", limit, got)
		}
	}
}

func TestRecognition(t *testing.T) {
	s := newWorld(t)
	type side struct{ From, Since, Until string }
	type recognition struct {
		Entity, On, Name string
		Counts           Holders
		RecognisedBy     []side `json:"recognised_by"`
		RejectedBy       []side `json:"rejected_by"`
		WithdrawnBy      []side `json:"withdrawn_by"`
		Map              Map
	}
	for _, c := range []struct {
		on     string
		counts Holders
		values map[string]string // code to class
	}{
		{"2008-02-17", Holders{}, map[string]string{}},
		{"2008-02-18", Holders{1, 0, 0}, map[string]string{"FRA": "recognised"}},
		{"2012-12-01", Holders{2, 1, 0}, map[string]string{"FRA": "recognised", "BDI": "recognised", "SRB": "rejected"}},
		{"2024-01-01", Holders{1, 1, 1}, map[string]string{"FRA": "recognised", "BDI": "withdrawn", "SRB": "rejected"}},
	} {
		r := answers[recognition](s, "/recognition/Kosovo?on="+c.on)
		if r.Entity != "XKX" || r.On != c.on || r.Counts != c.counts || len(r.RecognisedBy) != c.counts.Recognised || len(r.Map.Values) != len(c.values) {
			t.Errorf("on %s: %+v", c.on, r)
		}
		for code, class := range c.values {
			if got := r.Map.Values[code]; got.Class != class || got.Href != "/pair/"+code+"/XKX" || got.N != 1 {
				t.Errorf("on %s: %s is %+v, want %s", c.on, code, got, class)
			}
		}
		if !slices.Contains(r.Map.Disputed, "XKX") || r.Map.Entity != "XKX" {
			t.Errorf("on %s: about %q, disputed %v", c.on, r.Map.Entity, r.Map.Disputed)
		}
	}
	// The month in which Burundi recognised it holds days on which it may not have yet.
	within := answers[recognition](s, "/recognition/XKX?on=2012-10-10")
	if got := within.Map.Values["BDI"].Label; got != "Burundi: possibly recognised since October 2012" {
		t.Errorf("within the month: %q", got)
	}
}

// TestContestedPlaces: who is told to recognise and to refuse is neither on the map.
func TestContestedPlaces(t *testing.T) {
	m := &drawing{Map{Values: map[string]Place{}}, map[string][]string{}}
	m.add("FRA", "recognised", "contested", "/pair/FRA/XKX", "recognised")
	m.add("FRA", "rejected", "contested", "/pair/FRA/XKX", "recognition refused")
	for i := range 6 {
		m.add("DEU", "recognised", "contested", "/pair/DEU/XKX", fmt.Sprint("telling ", i))
	}
	newStage(t).room.label(m)
	if got := m.Values["FRA"]; got != (Place{"contested", "France: recognised; recognition refused", "/pair/FRA/XKX", 2}) {
		t.Errorf("%+v", got)
	}
	if got := m.Values["DEU"]; got.Class != "recognised" || got.Label != "Germany: telling 0; telling 1; telling 2; telling 3; 2 more such entries" {
		t.Errorf("%+v", got)
	}
}

// TestDisputed: what the ledger tells to be annexed is disputed from that day on, and
// what claims to be a state while it does so.
func TestDisputed(t *testing.T) {
	s := newWorld(t)
	for _, c := range []struct {
		on, code string
		want     bool
	}{
		{"2014-03-17", "CRIR", false}, {"2014-03-18", "CRIR", true},
		{"1990-07-01", "XKX", false}, {"1990-07-02", "XKX", true},
		{"2023-12-31", "NKR", true}, {"2024-01-01", "NKR", false},
		{"2024-01-01", "FRA", false}, {"2024-01-01", "SCO", false},
	} {
		a := answers[struct{ Map Map }](s, "/map?on="+c.on)
		if got := slices.Contains(a.Map.Disputed, c.code); got != c.want {
			t.Errorf("%s on %s: disputed %v", c.code, c.on, got)
		}
	}
}
