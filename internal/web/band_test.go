package web

import (
	"slices"
	"testing"

	"chancery/internal/ledger"
)

// pairAnswer is what tests read of the answer on a pair.
type pairAnswer struct {
	Path      string     `json:"path"`
	Total     int        `json:"total"`
	Band      Band       `json:"band"`
	Standing  []standing `json:"standing"`
	Relations []standing `json:"relations"`
}

type standing struct {
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Since    string `json:"since"`
	Until    string `json:"until"`
	LastTold string `json:"last_told"`
	Evidence struct {
		Claim, Sentence string
	} `json:"evidence"`
}

func TestBand(t *testing.T) {
	s := newWorld(t)
	p := answers[pairAnswer](s, "/pair/UKR/RUS")
	if p.Path != "/pair/RUS/UKR" || p.Total != 3 || len(p.Relations) != 3 || len(p.Standing) != 3 {
		t.Errorf("%s: %d relations, %d shown, %d now", p.Path, p.Total, len(p.Relations), len(p.Standing))
	}
	b := p.Band
	if b.From != "2013-01-01" || b.To != "2024-06-01" || b.Today != "2024-06-01" {
		t.Errorf("from %s to %s, today %s", b.From, b.To, b.Today)
	}
	var labels []string
	for _, r := range b.Rows {
		labels = append(labels, r.Label)
	}
	if want := []string{"Diplomatic relations", "Armed conflict: Russia → Ukraine", "Territory: Russia → Ukraine (Crimea)"}; !slices.Equal(labels, want) {
		t.Fatalf("rows %q, want %q", labels, want)
	}
	war := b.Rows[1].Spans
	if len(war) != 1 || war[0] != (BandSpan{
		Status: "at war", Effect: "open", Since: "2022-02-24", SinceFirst: "2022-02-24", SinceLast: "2022-02-24",
		Certain: true, InForce: true, Href: war[0].Href, Title: "at war since 24 February 2022",
	}) || len(war[0].Href) != len("/claim/")+48 {
		t.Errorf("the war: %+v", war)
	}
	var events []string
	for _, e := range b.Events {
		events = append(events, e.Date+" "+e.Quad+" "+e.Label)
		if len(e.Href) != len("/incident/")+48 || e.Reports != 1 {
			t.Errorf("%+v", e)
		}
	}
	if want := []string{
		"2024-05-20 verbal-conflict Ukraine accused or criticised Russia",
		"2022-02-24 material-conflict Russia was at war with Ukraine",
		"2022-02-24 verbal-conflict Ukraine severed diplomatic relations with Russia",
		"2014-03-18 material-conflict Russia annexed Crimea (Ukraine)",
	}; !slices.Equal(slices.Sorted(slices.Values(events)), slices.Sorted(slices.Values(want))) {
		t.Errorf("events %q, want %q", events, want)
	}
}

// TestBandOfBounds: a month is drawn by its first and last day, an act that was not
// done has no mark.
func TestBandOfBounds(t *testing.T) {
	s := newWorld(t)
	b := answers[pairAnswer](s, "/pair/BDI/XKX").Band
	if len(b.Rows) != 1 || len(b.Rows[0].Spans) != 2 {
		t.Fatalf("%+v", b.Rows)
	}
	first := b.Rows[0].Spans[0]
	if first.Since != "" || first.SinceFirst != "2012-10-01" || first.SinceLast != "2012-10-31" || first.Until != "2018-02-17" ||
		first.Title != "recognised since October 2012 until 17 February 2018" {
		t.Errorf("%+v", first)
	}
	if last := b.Rows[0].Spans[1]; last.Effect != "close" || last.InForce || last.UntilLast != "" {
		t.Errorf("%+v", last)
	}
	if b := answers[pairAnswer](s, "/pair/CHN/FRA").Band; len(b.Events) != 0 {
		t.Errorf("what is to be done has a mark: %+v", b.Events)
	}
}

func TestFrame(t *testing.T) {
	day := func(text string) ledger.Day {
		d, err := ledger.ParseDay(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		days     []ledger.Day
		from, to string
	}{
		{nil, "2023-01-01", "2024-06-01"},
		{[]ledger.Day{ledger.FirstDay, ledger.LastDay}, "2023-01-01", "2024-06-01"},
		{[]ledger.Day{day("2014-03-18")}, "2013-01-01", "2024-06-01"},
		{[]ledger.Day{day("2014-07-18"), day("2025-01-01")}, "2014-01-01", "2025-01-01"},
		{[]ledger.Day{day("1941-06-22")}, "1941-01-01", "2024-06-01"},
	} {
		if from, to := frame(c.days, day("2024-06-01")); from != c.from || to != c.to {
			t.Errorf("%v: from %s to %s, want %s to %s", c.days, from, to, c.from, c.to)
		}
	}
}
