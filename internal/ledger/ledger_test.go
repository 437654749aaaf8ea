package ledger

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"chancery"
	"chancery/internal/ontology"
)

// tables is what tests need of a ledger without a store.
type tables struct{ table *ontology.Events }

func newTable(t *testing.T) tables {
	t.Helper()
	e, err := ontology.LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	return tables{e}
}

// randomTransitions are some transitions of one relation.
func randomTransitions(r *rand.Rand, t *ontology.Events) []Transition {
	kind := t.Kinds()[r.IntN(len(t.Kinds()))]
	statuses := t.Statuses(kind)
	var out []Transition
	for range 1 + r.IntN(8) {
		first := Day(19000 + r.IntN(60))
		when := Bounds{first, first}
		switch r.IntN(5) {
		case 0:
			when.Last += Day(r.IntN(30))
		case 1:
			when = By(first)
		}
		x := Transition{
			Key: Key{Kind: kind, A: "AAA", B: "BBB"}, Status: statuses[r.IntN(len(statuses))].Name, When: when, Since: Unknown,
			Standing: []Standing{Done, Done, Holds, Held, Denied}[r.IntN(5)], By: []string{"", "AAA", "AAA,CCC"}[r.IntN(3)],
		}
		if x.Standing == Holds && r.IntN(3) == 0 {
			x.Since = Bounds{first - 40, first - 40}
		}
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ date, first, last, written string }{
		{"2022-07-14", "2022-07-14", "2022-07-14", "2022-07-14"},
		{"2024-02", "2024-02-01", "2024-02-29", "2024-02"},
		{"2022", "2022-01-01", "2022-12-31", "2022"},
		{"1941", "1941-01-01", "1941-12-31", "1941"},
		{"", "", "", ""},
	} {
		b, err := ParseDate(c.date)
		if err != nil {
			t.Fatal(err)
		}
		if b.First.String() != c.first || b.Last.String() != c.last || b.String() != c.written {
			t.Errorf("%q: %s to %s, written %q", c.date, b.First, b.Last, b)
		}
	}
	for _, bad := range []string{"2022-13", "22", "2022-02-30", "2022-7-1", "yesterday", "2022-07-14T00:00"} {
		if _, err := ParseDate(bad); err == nil {
			t.Errorf("%q is taken for a date", bad)
		}
	}
	d, _ := ParseDay("2022-07-14")
	for want, b := range map[string]Bounds{
		"by 2022-07-14": By(d), "after 2022-07-14": {d, LastDay}, "2022-07-14/2022-07-20": {d, d + 6},
	} {
		if b.String() != want {
			t.Errorf("%v is written %q, want %q", b, b, want)
		}
	}
}

func TestSketches(t *testing.T) {
	text := strings.Repeat("North Korea recognised the two breakaway regions of eastern Ukraine on Wednesday, its state news agency said. ", 1) +
		"Ukraine severed diplomatic ties at once, calling the decision null and void and an attempt to undermine its sovereignty. " +
		"Only Russia and Syria had recognised the regions before; Moscow did so three days ahead of its invasion in February. " +
		"The foreign minister sent letters to her counterparts in Donetsk and Luhansk, expressing the will to develop relations."
	cut := text[:len(text)*4/5]
	changed := strings.Replace(strings.ToUpper(text), "WEDNESDAY", "Wednesday", 1)
	other := "Pyongyang becomes the third government to accept the self-styled republics in the Donbas as states, a step that Kyiv answered " +
		"by breaking off all contacts. Analysts see the move as thanks for Moscow's vetoes in the Security Council and as a bid for labour contracts."
	a := SketchOf(text)
	for name, c := range map[string]struct {
		text string
		near bool
	}{
		"itself": {text, true}, "cut at the end": {cut, true}, "in capitals": {changed, true}, "another hand": {other, false}, "nothing": {"", false},
	} {
		if got := a.Similar(SketchOf(c.text)); (got >= nearDuplicate) != c.near {
			t.Errorf("%s: similarity %.2f", name, got)
		}
	}
	if got := ParseSketch(a.Bytes()); !slices.Equal(got, a) {
		t.Error("a sketch is not read as it was written")
	}
	if s := SketchOf("War!"); len(s) != sketchBins || s.Similar(SketchOf("war")) != 1 {
		t.Error("a text of one word has no sketch of its own")
	}
}

func TestVoices(t *testing.T) {
	long := func(word string) Sketch {
		return SketchOf(strings.Repeat(word+" said the one and the other of it all ", 1))
	}
	rows := []*SourceRow{
		{Source: chancery.Source{Publisher: "AFP"}, Sketch: long("alpha")},
		{Source: chancery.Source{Publisher: "Herald"}, Sketch: long("beta gamma delta epsilon zeta")},
		{Source: chancery.Source{Publisher: "afp"}, Sketch: long("eta theta iota kappa lambda mu")},
		{Source: chancery.Source{}, Sketch: long("alpha")},
		{Source: chancery.Source{}, Sketch: nil},
		{Source: chancery.Source{}, Sketch: nil},
	}
	if got, want := voices(rows), []int{0, 1, 0, 0, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("voices %v, want %v", got, want)
	}
}

func TestIncidentsDoNotDependOnOrder(t *testing.T) {
	l := newTable(t)
	r := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		var ds []Dyad
		for i := range 1 + r.IntN(20) {
			first := Day(19000 + r.IntN(12))
			when := Bounds{first, first}
			switch r.IntN(6) {
			case 0:
				when = Bounds{18993, 19023}
			case 1:
				when = By(first)
			}
			ds = append(ds, Dyad{Claim: int64(i), Source: int64(r.IntN(8)), From: "AAA", To: []string{"BBB", "CCC"}[r.IntN(2)],
				Type: []string{"CONSULT", "ASSAULT"}[r.IntN(2)], Standing: []Standing{Done, Planned}[r.IntN(2)], When: when})
		}
		describe := func(xs []Incident) string {
			var b strings.Builder
			for _, x := range xs {
				b.WriteString(x.ID + x.Date.String())
				for _, c := range x.claims {
					b.WriteByte(byte('a' + c))
				}
				b.WriteByte('\n')
			}
			return b.String()
		}
		want := describe(Incidents(ds, l.table))
		reports := 0
		for _, x := range Incidents(ds, l.table) {
			reports += len(x.claims)
		}
		if reports != len(ds) {
			t.Fatalf("%d reports became %d", len(ds), reports)
		}
		r.Shuffle(len(ds), func(i, j int) { ds[i], ds[j] = ds[j], ds[i] })
		if got := describe(Incidents(ds, l.table)); got != want {
			t.Fatalf("in another order\n%s\nwant\n%s", got, want)
		}
	}
}

func TestReadRefusesRecords(t *testing.T) {
	l, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	good := func() *chancery.Record {
		return &chancery.Record{
			ID: "x", Text: "Ghana recalled its envoy.", Sentences: []chancery.Span{{Start: 0, End: 25}},
			Events: []chancery.Event{{
				ID: "1", Type: "SANCTION", Modality: chancery.Asserted, Date: "2022-01-02", Trigger: chancery.Span{Start: 6, End: 14},
				Actor: []chancery.Participant{{ID: "GHA", Span: chancery.Span{Start: 0, End: 5}}},
			}},
		}
	}
	if r, err := l.Read(good(), "reader"); err != nil || len(r.Claims) != 1 || r.Claims[0].Told[0].Trigger.Text != "recalled" {
		t.Fatalf("%+v, %v", r, err)
	}
	three := 3
	for name, spoil := range map[string]func(*chancery.Record){
		"an error":                func(r *chancery.Record) { r.Error = "binary" },
		"a span behind the end":   func(r *chancery.Record) { r.Events[0].Trigger.End = 26 },
		"a span turned round":     func(r *chancery.Record) { r.Events[0].Actor[0].Start = 9 },
		"a span before the start": func(r *chancery.Record) { r.Events[0].Trigger.Start = -1 },
		"a date that is none":     func(r *chancery.Record) { r.Events[0].Date = "last week" },
		"a code of two":           func(r *chancery.Record) { r.Events[0].Actor[0].ID = "GHA,TGO" },
		"a code with a zero":      func(r *chancery.Record) { r.Events[0].Actor[0].ID = "GHA\x00" },
		"a quote not there":       func(r *chancery.Record) { r.Events[0].Quote = &three },
	} {
		r := good()
		spoil(r)
		if _, err := l.Read(r, "reader"); err == nil || !strings.Contains(err.Error(), "x") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSourceIDs(t *testing.T) {
	s := chancery.Source{Publisher: "AFP", Published: "2022-07-14", Basis: chancery.Given, Title: "T", Text: "Text."}
	id := SourceID(&s)
	inferred := s
	inferred.Basis = chancery.Inferred
	undated := s
	undated.Published = ""
	if SourceID(&inferred) != SourceID(&undated) {
		t.Error("a date inferred from the text is part of the id")
	}
	named := s
	named.Name, named.Language = "elsewhere.txt", "en"
	if SourceID(&named) != id {
		t.Error("where the document lay is part of the id")
	}
	moved := s
	moved.Publisher, moved.Title = "AFPT", ""
	if SourceID(&moved) == id {
		t.Error("two fields that run together give the same id")
	}
}
