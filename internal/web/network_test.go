package web

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"chancery/internal/ledger"
)

func TestNetwork(t *testing.T) {
	s := newWorld(t)
	n := answers[Network](s, "/network")
	if n.Since != "2023-05-22" || n.Until != "2024-05-20" || n.LastTold != "2024-05-20" {
		t.Errorf("from %s to %s, last told %s", n.Since, n.Until, n.LastTold)
	}
	if want := []Link{
		{"CHN", "RUS", 1, 0, "/pair/CHN/RUS"}, {"UKR", "FRA", 1, 0, "/pair/UKR/FRA"}, {"UKR", "RUS", 0, 1, "/pair/UKR/RUS"},
	}; !slices.Equal(n.Links, want) {
		t.Errorf("links %+v, want %+v", n.Links, want)
	}
	if len(n.Nodes) != 4 || n.Nodes[0] != (Node{"RUS", "Russia", "/actor/RUS", 2}) {
		t.Errorf("nodes %+v", n.Nodes)
	}
}

// TestNetworkIsBounded: of seventy sides those with most reports are shown, and of
// their links the strongest.
func TestNetworkIsBounded(t *testing.T) {
	s := newStage(t)
	var counts []ledger.Count
	for i := range 70 {
		for j := range 70 {
			counts = append(counts, ledger.Count{From: fmt.Sprintf("A%02d", i), To: fmt.Sprintf("A%02d", j), Type: "AID", Reports: 140 - i - j})
		}
	}
	counts = append(counts, ledger.Count{From: "A00", To: "A01", Type: "ASSAULT", Reports: 5})
	slices.SortFunc(counts, func(a, b ledger.Count) int { // as the ledger gives them
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Type, b.Type))
	})
	out := &Network{Min: 1}
	s.room.connect(out, counts)
	if len(out.Nodes) != mostNodes || out.LeftOut != 10 || len(out.Links) != mostLinks || out.Weaker != 60*59-mostLinks {
		t.Errorf("%d nodes, %d left out; %d links, %d weaker", len(out.Nodes), out.LeftOut, len(out.Links), out.Weaker)
	}
	if out.Links[0] != (Link{"A00", "A01", 139, 5, "/pair/A00/A01"}) {
		t.Errorf("the strongest: %+v", out.Links[0])
	}
	if slices.ContainsFunc(out.Links, func(l Link) bool { return l.From == l.To }) {
		t.Error("a side is linked to itself")
	}
	out = &Network{Min: 139}
	s.room.connect(out, counts)
	if len(out.Links) != 2 {
		t.Errorf("of at least 139 reports: %+v", out.Links)
	}
}

func TestNetworkOfNothing(t *testing.T) {
	s := newStage(t)
	n := answers[Network](s, "/network")
	if n.Until != "2024-06-01" || n.Nodes == nil || n.Links == nil {
		t.Errorf("%+v", n)
	}
	s.shows("/network", "No acts of one side towards another are known")
}
