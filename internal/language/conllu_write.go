package language

import (
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// WriteCoNLLU writes the sentences of d, numbered from first on as
// sent_id = prefix + number, with # newpar where a segment begins,
// SpaceAfter=No and code-point offsets in MISC, base added to them. It returns
// the number after the last sentence.
func WriteCoNLLU(w io.Writer, d *Doc, prefix string, first, base int) (int, error) {
	return writeDoc(w, d, prefix, first, base, false)
}

// WriteStretch is WriteCoNLLU for a stretch of a longer text; the sentences
// are numbered by themselves.
func WriteStretch(w io.Writer, d *Doc, s *Stretch, first int) (int, error) {
	return writeDoc(w, d, "", first, s.Base, s.Continued)
}

// writeDoc writes d; continued tells that no paragraph begins with it.
func writeDoc(w io.Writer, d *Doc, prefix string, first, base int, continued bool) (int, error) {
	d.FillFeatures()
	var b []byte
	runes := &cursor{text: d.Text}
	segment := -1
	if continued && len(d.Sentences) > 0 {
		segment = d.Sentences[0].Segment
	}
	for _, s := range d.Sentences {
		if s.Empty() {
			continue
		}
		b = b[:0]
		if s.Segment != segment {
			b = append(b, "# newpar\n"...)
			segment = s.Segment
		}
		b = append(b, "# sent_id = "+prefix...)
		b = strconv.AppendInt(b, int64(first), 10)
		first++
		b = append(b, "\n# text = "...)
		tokens := d.Tokens[s.First:s.End]
		from := runes.seek(tokens[0].Start)
		b = appendOneLine(b, d.Text[from:runes.seek(tokens[len(tokens)-1].End)])
		b = append(b, '\n')
		b = appendRows(b, tokens, s.First, runes, func(i int) (int, int) { return tokens[i].Start + base, tokens[i].End + base })
		b = append(b, '\n')
		if _, err := w.Write(b); err != nil {
			return first, fmt.Errorf("language: writing CoNLL-U: %w", err)
		}
	}
	return first, nil
}

// WriteTree writes a tree with the comments it was read with. Offsets are
// those of its Places, or else of the words in its text with base added.
func WriteTree(w io.Writer, t *Tree, base int) error {
	var b []byte
	if t.NewDoc {
		b = append(b, "# newdoc"...)
		if t.Doc != "" {
			b = append(b, " id = "+t.Doc...)
		}
		b = append(b, '\n')
	}
	if t.NewPar {
		b = append(b, "# newpar\n"...)
	}
	if t.ID != "" {
		b = append(b, "# sent_id = "+t.ID+"\n"...)
	}
	b = append(b, "# text = "...)
	b = appendOneLine(b, t.Text)
	b = append(b, '\n')
	b = appendRows(b, t.Tokens, 0, &cursor{text: t.Text}, func(i int) (int, int) {
		if t.Places != nil {
			return t.Places[i][0], t.Places[i][1]
		}
		return t.Tokens[i].Start + base, t.Tokens[i].End + base
	})
	b = append(b, '\n')
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("language: writing CoNLL-U: %w", err)
	}
	return nil
}

// appendOneLine appends s with every stretch of white space as one space.
func appendOneLine(b []byte, s string) []byte {
	space := false
	for _, r := range s {
		if blank(r) {
			space = true
			continue
		}
		if space {
			b = append(b, ' ')
			space = false
		}
		b = utf8.AppendRune(b, r)
	}
	return b
}

// appendRows appends the lines of the words of a sentence. Heads count from
// first; place gives the offsets of a word.
func appendRows(b []byte, tokens []Token, first int, runes *cursor, place func(i int) (int, int)) []byte {
	endOf := 0
	for i := range tokens {
		t := &tokens[i]
		start, end := place(i)
		if t.Parts > 1 && i+t.Parts <= len(tokens) {
			endOf = i + t.Parts
			last := &tokens[endOf-1]
			_, lastEnd := place(endOf - 1)
			b = strconv.AppendInt(b, int64(i+1), 10)
			b = append(b, '-')
			b = strconv.AppendInt(b, int64(endOf), 10)
			b = append(b, '\t')
			from := runes.seek(t.Start)
			b = append(b, runes.text[from:runes.seek(last.End)]...)
			b = append(b, "\t_\t_\t_\t_\t_\t_\t_\t"...)
			b = appendMisc(b, last.Space, start, lastEnd)
		}
		b = strconv.AppendInt(b, int64(i+1), 10)
		for _, f := range [...]string{t.Form, t.Lemma, t.UPOS, t.XPOS, t.Feats} {
			b = append(b, '\t')
			if f == "" {
				f = "_"
			}
			b = append(b, f...)
		}
		b = append(b, '\t')
		head := 0
		if t.Head >= 0 {
			head = t.Head - first + 1
		}
		b = strconv.AppendInt(b, int64(head), 10)
		b = append(b, '\t')
		b = append(b, t.Rel...)
		b = append(b, "\t_\t"...)
		b = appendMisc(b, t.Space || i < endOf, start, end)
	}
	return b
}

func appendMisc(b []byte, space bool, start, end int) []byte {
	if !space {
		b = append(b, "SpaceAfter=No|"...)
	}
	b = append(b, "start="...)
	b = strconv.AppendInt(b, int64(start), 10)
	b = append(b, "|end="...)
	b = strconv.AppendInt(b, int64(end), 10)
	return append(b, '\n')
}

// cursor turns code-point offsets of a text into byte offsets, fast where they
// are asked for in nearly ascending order.
type cursor struct {
	text     string
	byte, cp int
}

// seek is the byte offset of code point cp.
func (c *cursor) seek(cp int) int {
	for c.cp < cp && c.byte < len(c.text) {
		_, n := utf8.DecodeRuneInString(c.text[c.byte:])
		c.byte += n
		c.cp++
	}
	for c.cp > cp && c.byte > 0 {
		_, n := utf8.DecodeLastRuneInString(c.text[:c.byte])
		c.byte -= n
		c.cp--
	}
	return c.byte
}
