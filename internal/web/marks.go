package web

import (
	"cmp"
	"slices"
	"strings"

	"chancery"
)

// Block is a block of a document's text, cut into what is marked alike.
type Block struct {
	Kind     chancery.BlockKind `json:"kind"`
	Start    int                `json:"start"` // in code points of the text
	Segments []Segment          `json:"segments"`
}

// Segment is a stretch of a text that the same marks cover from end to end. Marks that
// overlap or lie within one another share segments.
type Segment struct {
	Start  int      `json:"start"` // in code points of the text
	Text   string   `json:"text"`
	Marks  []string `json:"marks,omitempty"`  // what it is: actor, time, quote, speaker, cue, via, ev, standing
	Roles  []string `json:"roles,omitempty"`  // in claims: "e1:trigger", by the claim's ref
	Yields []string `json:"yields,omitempty"` // what was read out of it, in words
	Event  string   `json:"event,omitempty"`  // the ref of the claim that it tells
	First  bool     `json:"first,omitempty"`  // it begins the words that tell Event
}

// Events are the refs of the claims that a segment bears on, between spaces.
func (s *Segment) Events() string {
	var out []string
	for _, r := range s.Roles {
		ref, _, _ := strings.Cut(r, ":")
		if !slices.Contains(out, ref) {
			out = append(out, ref)
		}
	}
	return strings.Join(out, " ")
}

// Role is the list of its roles, between spaces.
func (s *Segment) Role() string { return strings.Join(s.Roles, " ") }

// Class is the list of its marks, between spaces.
func (s *Segment) Class() string { return strings.Join(s.Marks, " ") }

// Has tells whether it has a mark.
func (s *Segment) Has(mark string) bool { return slices.Contains(s.Marks, mark) }

// Yield is what was read out of it.
func (s *Segment) Yield() string { return strings.Join(s.Yields, "; ") }

// mark is a stretch of a text that means something.
type mark struct {
	chancery.Span
	class string
	ref   string // of a claim
	role  string // in that claim
	yield string
}

// cut takes a text apart at the ends of all marks and at some bounds, so that each
// segment lies wholly within or without each mark; joined, the segments are the text.
// Marks that lie outside the text are left out.
func cut(text []rune, marks []mark, bounds []int) []Segment {
	marks = slices.DeleteFunc(slices.Clone(marks), func(m mark) bool {
		return m.Start < 0 || m.End <= m.Start || m.End > len(text)
	})
	at := []int{0, len(text)}
	for _, b := range bounds {
		if b > 0 && b < len(text) {
			at = append(at, b)
		}
	}
	for _, m := range marks {
		at = append(at, m.Start, m.End)
	}
	slices.Sort(at)
	at = slices.Compact(at)
	// By beginning, the longer first: inner marks come after those around them.
	slices.SortStableFunc(marks, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	var out []Segment
	var over []mark
	for i := 0; i+1 < len(at); i++ {
		start, end := at[i], at[i+1]
		over = slices.DeleteFunc(over, func(m mark) bool { return m.End <= start })
		for len(marks) > 0 && marks[0].Start == start {
			over, marks = append(over, marks[0]), marks[1:]
		}
		out = append(out, segment(text, start, end, over))
	}
	return out
}

// segment is what lies between two places, with the marks over it.
func segment(text []rune, start, end int, over []mark) Segment {
	s := Segment{Start: start, Text: string(text[start:end])}
	add := func(to *[]string, what string) {
		if what != "" && !slices.Contains(*to, what) {
			*to = append(*to, what)
		}
	}
	for _, m := range over {
		add(&s.Marks, m.class)
		if m.class == "standing" {
			add(&s.Marks, "ev")
		}
		if m.ref != "" {
			add(&s.Roles, m.ref+":"+m.role)
		}
		if m.role == "trigger" {
			s.Event, s.First = m.ref, m.Start == start // the innermost is the last
		}
		add(&s.Yields, m.yield)
	}
	return s
}

// blocksOf arranges a text's segments in its blocks. What lies between blocks is left
// out where it is white space, and else a paragraph, so that no word is lost.
func blocksOf(text []rune, blocks []chancery.Block, marks []mark) []Block {
	var whole []chancery.Block
	at := 0
	for _, b := range append(slices.Clone(blocks), chancery.Block{Span: chancery.Span{Start: len(text), End: len(text)}}) {
		if b.Start < at || b.End > len(text) || b.End < b.Start {
			continue
		}
		if strings.TrimSpace(string(text[at:b.Start])) != "" {
			whole = append(whole, chancery.Block{Kind: chancery.Paragraph, Span: chancery.Span{Start: at, End: b.Start}})
		}
		if b.End > b.Start {
			whole = append(whole, b)
		}
		at = b.End
	}
	var bounds []int
	for _, b := range whole {
		bounds = append(bounds, b.Start, b.End)
	}
	segments := cut(text, marks, bounds)
	out := []Block{}
	for _, b := range whole {
		for len(segments) > 0 && segments[0].Start < b.Start {
			segments = segments[1:]
		}
		n := 0
		for n < len(segments) && segments[n].Start < b.End {
			n++
		}
		out = append(out, Block{b.Kind, b.Start, segments[:n:n]})
		segments = segments[n:]
	}
	return out
}

// plainBlocks are the stretches between blank lines, all taken for paragraphs.
func plainBlocks(text []rune) []chancery.Block {
	var out []chancery.Block
	start := 0
	end := func(at int) {
		if strings.TrimSpace(string(text[start:at])) != "" {
			out = append(out, chancery.Block{Kind: chancery.Paragraph, Span: chancery.Span{Start: start, End: at}})
		}
	}
	for i := 0; i+1 < len(text); i++ {
		if i >= start && text[i] == '\n' && text[i+1] == '\n' {
			end(i)
			start = i + 2
		}
	}
	end(len(text))
	return out
}
