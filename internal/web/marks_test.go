package web

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"chancery"
)

func span(start, end int) chancery.Span { return chancery.Span{Start: start, End: end} }

func TestMarksShareSegments(t *testing.T) {
	for _, c := range []struct {
		name  string
		text  string
		marks []mark
		want  string // segments between bars, their marks behind a colon, their roles in brackets
	}{
		{"none", "Kyiv broke with Pyongyang", nil, "Kyiv broke with Pyongyang"},
		{"side by side", "Kyiv broke", []mark{{span(0, 4), "actor", "", "", ""}, {span(5, 10), "ev", "e1", "trigger", ""}}, "Kyiv:actor| |broke:ev[e1:trigger]"},
		{"nested", "the North Korean embassy", []mark{{span(4, 16), "actor", "", "", ""}, {span(0, 24), "speaker", "", "", ""}}, "the :speaker|North Korean:speaker,actor| embassy:speaker"},
		{"overlapping", "abcdef", []mark{{span(0, 4), "quote", "", "", ""}, {span(2, 6), "actor", "", "", ""}}, "ab:quote|cd:quote,actor|ef:actor"},
		{"the same twice", "Kyiv", []mark{{span(0, 4), "actor", "e1", "actor", ""}, {span(0, 4), "actor", "e2", "recipient", ""}}, "Kyiv:actor[e1:actor e2:recipient]"},
		{"beyond the plane", "𝔎𝔦𝔢𝔳 broke", []mark{{span(0, 4), "actor", "", "", ""}}, "𝔎𝔦𝔢𝔳:actor| broke"},
		{"outside", "Kyiv", []mark{{span(-1, 2), "actor", "", "", ""}, {span(2, 9), "actor", "", "", ""}, {span(3, 3), "actor", "", "", ""}}, "Kyiv"},
		{"a standing", "ties", []mark{{span(0, 4), "standing", "e1", "trigger", ""}}, "ties:standing,ev[e1:trigger]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := written(cut([]rune(c.text), c.marks, nil)); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

// written writes segments as the cases have them.
func written(segments []Segment) string {
	var out []string
	for _, s := range segments {
		w := s.Text
		if len(s.Marks) > 0 {
			w += ":" + strings.Join(s.Marks, ",")
		}
		if len(s.Roles) > 0 {
			w += "[" + s.Role() + "]"
		}
		out = append(out, w)
	}
	return strings.Join(out, "|")
}

// TestSegmentsAreTheText holds for any marks: the segments joined are the text, each
// lies wholly within or without each mark, and each mark is whole.
func TestSegmentsAreTheText(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	letters := []rune("ab 𝔎é\n\u202e<&")
	for range 2000 {
		text := make([]rune, random.IntN(40))
		for i := range text {
			text[i] = letters[random.IntN(len(letters))]
		}
		var marks []mark
		for i := range random.IntN(12) {
			at := random.IntN(len(text)+4) - 2
			marks = append(marks, mark{span(at, at+random.IntN(8)), string(rune('a' + i)), "", "", ""})
		}
		bounds := []int{random.IntN(50) - 5, random.IntN(50)}
		segments := cut(text, marks, bounds)
		at, joined := 0, ""
		for _, s := range segments {
			if s.Start != at {
				t.Fatalf("%q %v: a segment begins at %d, want %d", string(text), marks, s.Start, at)
			}
			at += len([]rune(s.Text))
			joined += s.Text
			for _, m := range marks {
				sound := m.Start >= 0 && m.End <= len(text) && m.Start < m.End
				if in := sound && m.Contains(span(s.Start, at)); in != s.Has(m.class) {
					t.Fatalf("%q %v: %+v", string(text), m, s)
				}
				if sound && m.Overlaps(span(s.Start, at)) && !m.Contains(span(s.Start, at)) {
					t.Fatalf("%q: segment %+v lies over an end of %v", string(text), s, m)
				}
			}
		}
		if joined != string(text) {
			t.Fatalf("segments give %q, want %q", joined, string(text))
		}
	}
}

// TestBlocksLoseNoWord holds for blocks of any places, even such as no record has.
func TestBlocksLoseNoWord(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 1000 {
		var text strings.Builder
		for range random.IntN(6) {
			text.WriteString("word \n\n")
		}
		whole := []rune(text.String())
		var blocks []chancery.Block
		for range random.IntN(5) {
			at := random.IntN(len(whole) + 3)
			blocks = append(blocks, chancery.Block{Kind: chancery.Caption, Span: span(at, at+random.IntN(9))})
		}
		got := ""
		for _, b := range blocksOf(whole, blocks, []mark{{span(2, 9), "actor", "", "", ""}}) {
			got += b.Text()
		}
		if strings.Join(strings.Fields(got), "") != strings.Join(strings.Fields(text.String()), "") {
			t.Fatalf("%v of %q give %q", blocks, text.String(), got)
		}
	}
}

func TestPlainBlocks(t *testing.T) {
	for text, want := range map[string][]string{
		"":                   nil,
		"one":                {"one"},
		"one\n\ntwo":         {"one", "two"},
		"one\ntwo":           {"one\ntwo"},
		"\n\none\n\n\n\ntwo": {"one", "two"},
	} {
		var got []string
		for _, b := range plainBlocks([]rune(text)) {
			got = append(got, string([]rune(text)[b.Start:b.End]))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestDurationsInWords(t *testing.T) {
	for value, want := range map[string]string{
		"P3D": ": 3 days", "P1Y": ": 1 year", "PT2H": ": 2 hours", "PT5M": ": 5 minutes", "P5M": ": 5 months",
		"PTXH": "", "P1Y2M": "", "P": "", "": "", "PT": "",
	} {
		if got := durationWords(value); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}
