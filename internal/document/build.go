package document

import (
	"strings"
	"unicode/utf8"

	"chancery"
)

// build makes a Document of what an input says of itself and its units. given
// is the caller's date, used where the input has none of its own.
func build(f fields, given string) (*Document, error) {
	if strings.TrimSpace(f.title) != "" {
		f.units = withTitle(squeeze(fold(f.title)), f.units)
	}
	c := classify(f.units)
	d := &Document{ID: f.id, URL: f.url, Title: squeeze(fold(f.title)), Publisher: squeeze(fold(f.publisher))}
	starts := d.lay(c.pieces)
	if len(d.Blocks) == 0 {
		return nil, errNoText
	}
	if d.Title == "" && d.Blocks[0].Kind == chancery.Headline {
		d.Title = c.pieces[0].text
	}
	d.Byline = unique(f.authors, c.byline)
	if len(d.Byline) == 0 {
		d.Byline = unique(c.byFollow)
	}
	if d.Publisher == "" {
		d.Publisher = c.publisher
	}
	d.Published = date(f.published, c, starts, given)
	if d.Published == nil && f.taken != "" {
		d.Published = &chancery.Published{Date: f.taken, Basis: chancery.Inferred}
	}
	return d, nil
}

// withTitle makes the title the first unit unless it stands there, or near
// there, already.
func withTitle(title string, units []unit) []unit {
	for i, u := range units[:min(len(units), 3)] {
		if sameWords(u.text, title) {
			return append([]unit{{text: u.text, title: true}}, append(append([]unit{}, units[:i]...), units[i+1:]...)...)
		}
	}
	return append([]unit{{text: title, title: true}}, units...)
}

func sameWords(a, b string) bool {
	letters := func(s string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" .,:;!?'\"‘’“”-–—", r) {
				return -1
			}
			return r
		}, strings.ToLower(s))
	}
	return letters(a) == letters(b)
}

// lay writes the pieces into Text and Blocks and returns where each begins, in
// code points. Pieces of one line are parted by a space, others by a blank line.
func (d *Document) lay(pieces []piece) []int {
	var b strings.Builder
	at := 0
	starts := make([]int, len(pieces))
	for i, p := range pieces {
		if i > 0 {
			gap := "\n\n"
			if p.glued {
				gap = " "
			}
			b.WriteString(gap)
			at += len(gap)
		}
		starts[i] = at
		n := utf8.RuneCountInString(p.text)
		b.WriteString(p.text)
		d.Blocks = append(d.Blocks, chancery.Block{Kind: p.kind, Span: chancery.Span{Start: at, End: at + n}})
		at += n
	}
	d.Text = b.String()
	return starts
}

// date decides which date counts: the input's own, the one its text states,
// the caller's.
func date(own *chancery.Published, c *classifier, starts []int, given string) *chancery.Published {
	switch {
	case own != nil:
		return own
	case given != "":
		return &chancery.Published{Date: given, Basis: chancery.Given}
	case c.stated == nil:
		return nil
	}
	text := c.pieces[c.stated.piece].text
	before := utf8.RuneCountInString(text[:strings.Index(text, c.stated.words)])
	start := starts[c.stated.piece] + before
	return &chancery.Published{Date: c.stated.date, Basis: chancery.Stated, Evidence: []chancery.Span{
		{Start: start, End: start + utf8.RuneCountInString(c.stated.words)},
	}}
}

// unique are the names of all lists, each once.
func unique(lists ...[]string) []string {
	var out []string
	seen := map[string]bool{}
	for _, l := range lists {
		for _, n := range l {
			if n = squeeze(fold(n)); n != "" && !seen[strings.ToLower(n)] {
				seen[strings.ToLower(n)] = true
				out = append(out, n)
			}
		}
	}
	return out
}
