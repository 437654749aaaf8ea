package document

import (
	"strings"
	"unicode/utf8"

	"chancery"
)

// Again makes the Document of a text that was cleaned before, such as a ledger
// keeps: the same text, so that spans into it stay true, with its blocks told apart
// anew. What only the input's markup told (that a paragraph is a caption) is known
// as far as the words tell it. A title of its own that its text does not hold is
// left out of the text.
func Again(s *chancery.Source) (*Document, error) {
	units := paragraphs(s.Text)
	if len(units) == 0 {
		return nil, errNoText
	}
	d, err := build(fields{id: s.Name, url: s.URL, publisher: s.Publisher, units: units}, "")
	if err != nil {
		return nil, err
	}
	if d.Text != s.Text {
		d.Text, d.Blocks = s.Text, plainBlocks(s.Text)
	}
	d.Title, d.Publisher = s.Title, s.Publisher
	d.Published = nil
	if s.Published != "" {
		d.Published = &chancery.Published{Date: s.Published, Basis: s.Basis}
	}
	return d, nil
}

// plainBlocks are the stretches between blank lines, all taken for paragraphs.
func plainBlocks(text string) []chancery.Block {
	var out []chancery.Block
	at := 0
	for i, part := range strings.Split(text, "\n\n") {
		if i > 0 {
			at += len("\n\n")
		}
		n := utf8.RuneCountInString(part)
		if strings.TrimSpace(part) != "" {
			out = append(out, chancery.Block{Kind: chancery.Paragraph, Span: chancery.Span{Start: at, End: at + n}})
		}
		at += n
	}
	return out
}
