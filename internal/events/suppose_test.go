package events_test

import (
	"reflect"
	"testing"

	"chancery/internal/attribution"
	"chancery/internal/events"
)

// firstPersons are wordings of an example in which one of those it names says it of itself:
// Peru closed its embassy in Ecuador → “We closed its embassy in Ecuador,” ….
func firstPersons(in events.Input) []string {
	text := []rune(in.Doc.Text)
	var out []string
	for k := range in.Who.Mentions {
		span := in.Doc.Span(in.Who.Mentions[k].Range)
		for _, word := range []string{"we", "our", "us", "I"} {
			said := string(text[:span.Start]) + word + string(text[span.End:])
			out = append(out, said, "“"+said+"” the Peruvian minister said.", "Peru's minister spoke on Monday. “"+said+"”")
		}
	}
	return out
}

// TestSupposed: that it is not asked who says "we" where it cannot matter changes nothing.
func TestSupposed(t *testing.T) {
	r := newReader(t)
	texts, acts, saved := 0, 0, 0
	for n, x := range r.coder.Examples() {
		if n%5 != 0 {
			continue // a fifth of them are 5,000 texts
		}
		for _, text := range firstPersons(r.input(x.Text)) {
			in := r.input(text)
			asked := false
			counting := in
			counting.Said = func() *attribution.Result { asked = true; return in.Said() }
			got, want := r.coder.Code(counting), r.coder.CodeAsking(in)
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s\n got %+v\nwant %+v", text, got, want)
			}
			if got, want := r.coder.StandingsAsking(in, false), r.coder.StandingsAsking(in, true); !reflect.DeepEqual(got, want) {
				t.Errorf("%s\n got %+v\nwant %+v", text, got, want)
			}
			texts++
			acts += min(1, len(want))
			if !asked {
				saved++
			}
		}
	}
	if texts < 1000 || acts < texts/20 || saved < texts/20 {
		t.Errorf("of %d texts %d tell an act and %d were read without asking: the test has become empty", texts, acts, saved)
	}
	t.Logf("%d texts, %d of them with acts, %d read without asking", texts, acts, saved)
}
