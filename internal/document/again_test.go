package document

import (
	"context"
	"testing"

	"chancery"
)

// TestAgain makes every demo text and example a document of its cleaned text once
// more: its text is the same and, of plain texts, so are its blocks.
func TestAgain(t *testing.T) {
	seen, same := 0, 0
	for d, err := range Open(context.Background(), []string{"../../cmd/chancery/demo", "../../examples"}, Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		s := chancery.Source{Name: d.ID, Title: d.Title, Publisher: d.Publisher, Text: d.Text}
		if d.Published != nil {
			s.Published, s.Basis = d.Published.Date, d.Published.Basis
		}
		a, err := Again(&s)
		if err != nil {
			t.Errorf("%s: %v", d.ID, err)
			continue
		}
		if a.Text != d.Text {
			t.Errorf("%s: its text is another", d.ID)
		}
		if len(a.Blocks) == len(d.Blocks) {
			same++
		}
	}
	if seen < 100 || same < seen-2 {
		t.Errorf("%d texts, of which %d have as many blocks as before", seen, same)
	}
}

// TestAgainKeepsText: whatever the text, spans into it stay true.
func TestAgainKeepsText(t *testing.T) {
	for _, text := range []string{
		"One line.", "A\tb  c\n\n\n\nd", "  led by blanks\n\n ", "(AP) \u00a0 x\r\ny", "Title\n\nBy John Smith\n\nText of it.",
	} {
		d, err := Again(&chancery.Source{Text: text})
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if d.Text != text {
			t.Errorf("%q became %q", text, d.Text)
		}
		for _, b := range d.Blocks {
			if b.Start < 0 || b.End > len([]rune(text)) || b.Start >= b.End {
				t.Errorf("%q: block %+v", text, b)
			}
		}
	}
	if _, err := Again(&chancery.Source{Text: " \n "}); err == nil {
		t.Error("a blank text became a document")
	}
}
