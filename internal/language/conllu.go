package language

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Tree is a sentence read from CoNLL-U. The heads of its tokens are indexes
// into Tokens, -1 for the root; Start and End are code points into Text.
type Tree struct {
	ID     string // # sent_id
	Doc    string // # newdoc id, where a document begins here
	NewDoc bool
	NewPar bool
	Text   string // # text, or the forms joined if it is missing
	Tokens []Token
}

// ReadCoNLLU reads sentences one at a time. Empty nodes (8.1) are left out.
// The first malformed line ends the sequence with an error that names it.
func ReadCoNLLU(r io.Reader) iter.Seq2[*Tree, error] {
	return func(yield func(*Tree, error) bool) {
		rd := &conlluReader{in: bufio.NewReaderSize(r, 1<<16)}
		for {
			t, err := rd.next()
			if err != nil {
				if err != io.EOF {
					yield(nil, fmt.Errorf("language: reading CoNLL-U: line %d: %w", rd.line, err))
				}
				return
			}
			if !yield(t, nil) {
				return
			}
		}
	}
}

// maxLine bounds a line of CoNLL-U, in bytes.
const maxLine = 1 << 20

type conlluReader struct {
	in   *bufio.Reader
	line int
	buf  []byte
	// multi is the surface of the multiword token being read and last its
	// last word's id.
	multi string
	last  int
	space bool
}

// readLine returns the next line without its end.
func (r *conlluReader) readLine() (string, error) {
	r.buf = r.buf[:0]
	for {
		part, err := r.in.ReadSlice('\n')
		r.buf = append(r.buf, part...)
		if len(r.buf) > maxLine {
			return "", fmt.Errorf("longer than %d bytes", maxLine)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && (err != io.EOF || len(r.buf) == 0) {
			return "", err
		}
		r.line++
		return strings.TrimRight(string(r.buf), "\r\n"), nil
	}
}

// next reads one sentence, io.EOF after the last.
func (r *conlluReader) next() (*Tree, error) {
	t := &Tree{}
	r.multi, r.last = "", 0
	var surfaces []string // of multiword tokens, by their first word
	for {
		line, err := r.readLine()
		if err == io.EOF && len(t.Tokens) > 0 {
			err, line = nil, ""
		}
		if err != nil {
			return nil, err
		}
		switch {
		case line == "":
			if len(t.Tokens) == 0 {
				continue
			}
			return t, t.finish(surfaces)
		case line[0] == '#':
			t.comment(strings.TrimSpace(line[1:]))
		default:
			surfaces, err = r.row(t, line, surfaces)
			if err != nil {
				return nil, err
			}
		}
	}
}

func (t *Tree) comment(s string) {
	key, value, _ := strings.Cut(s, "=")
	key, value = strings.TrimSpace(key), strings.TrimSpace(value)
	switch key {
	case "sent_id":
		t.ID = value
	case "text":
		t.Text = value
	case "newdoc", "newdoc id":
		t.NewDoc, t.Doc = true, value
	case "newpar", "newpar id":
		t.NewPar = true
	}
}

// row reads the line of a word or of a multiword token.
func (r *conlluReader) row(t *Tree, line string, surfaces []string) ([]string, error) {
	f := strings.Split(line, "\t")
	if len(f) != 10 {
		return surfaces, fmt.Errorf("%d columns, want 10", len(f))
	}
	if strings.Contains(f[0], ".") {
		return surfaces, nil
	}
	space := !strings.Contains(f[9], "SpaceAfter=No")
	if a, b, ok := strings.Cut(f[0], "-"); ok {
		first, err1 := strconv.Atoi(a)
		last, err2 := strconv.Atoi(b)
		if err1 != nil || err2 != nil || first != len(t.Tokens)+1 || last <= first || last-first > 100 {
			return surfaces, fmt.Errorf("bad range %q", f[0])
		}
		r.multi, r.last, r.space = f[1], last, space
		return surfaces, nil
	}
	id, err := strconv.Atoi(f[0])
	if err != nil || id != len(t.Tokens)+1 {
		return surfaces, fmt.Errorf("id %q, want %d", f[0], len(t.Tokens)+1)
	}
	head := 0
	if f[6] != "_" {
		if head, err = strconv.Atoi(f[6]); err != nil || head < 0 {
			return surfaces, fmt.Errorf("bad head %q", f[6])
		}
	}
	for i := 2; i < 8; i++ {
		if f[i] == "_" && !(i == 2 && f[1] == "_") {
			f[i] = ""
		}
	}
	tok := Token{Form: f[1], Lemma: f[2], UPOS: f[3], XPOS: f[4], Feats: f[5], Head: head - 1, Rel: f[7], Space: space}
	surface := ""
	if r.multi != "" {
		tok.Parts, surface = r.last-id+1, r.multi
		r.multi = ""
	}
	if id <= r.last {
		tok.Space = id == r.last && r.space
	}
	t.Tokens = append(t.Tokens, tok)
	return append(surfaces, surface), nil
}

// finish checks the heads and finds each word's place in the text.
func (t *Tree) finish(surfaces []string) error {
	if last := len(t.Tokens); last > 0 {
		for i := range t.Tokens {
			if k := t.Tokens[i].Parts; i+k > last {
				return fmt.Errorf("a multiword token ends after the sentence")
			}
			if t.Tokens[i].Head >= last {
				return fmt.Errorf("head %d of word %d is not in the sentence", t.Tokens[i].Head+1, i+1)
			}
		}
	}
	if t.Text == "" || !t.place(surfaces) {
		t.join(surfaces)
		t.place(surfaces)
	}
	return nil
}

// join makes the text out of the forms.
func (t *Tree) join(surfaces []string) {
	var b strings.Builder
	for i := 0; i < len(t.Tokens); {
		w, n := t.Tokens[i].Form, 1
		if t.Tokens[i].Parts > 1 {
			w, n = surfaces[i], t.Tokens[i].Parts
		}
		b.WriteString(w)
		if i += n; t.Tokens[i-1].Space && i < len(t.Tokens) {
			b.WriteByte(' ')
		}
	}
	t.Text = b.String()
}

// place sets the offsets of the words; it fails if the text does not hold
// them. The words of a multiword token whose forms are not its letters share
// its stretch, a letter each at least where there are enough.
func (t *Tree) place(surfaces []string) bool {
	at, cp := 0, 0
	for i := 0; i < len(t.Tokens); {
		w, n := t.Tokens[i].Form, 1
		if t.Tokens[i].Parts > 1 {
			w, n = surfaces[i], t.Tokens[i].Parts
		}
		k := strings.Index(t.Text[at:], w)
		if k < 0 || strings.TrimSpace(t.Text[at:at+k]) != "" {
			return false
		}
		cp += utf8.RuneCountInString(t.Text[at : at+k])
		at += k + len(w)
		total := utf8.RuneCountInString(w)
		end := cp + total
		for j := i; j < i+n; j++ {
			left := i + n - 1 - j
			size := min(utf8.RuneCountInString(t.Tokens[j].Form), max(0, end-cp-left))
			if left == 0 {
				size = end - cp
			}
			t.Tokens[j].Start, t.Tokens[j].End = cp, cp+size
			cp += size
		}
		i += n
	}
	return true
}

// WriteCoNLLU writes the sentences of d, numbered from first on as
// sent_id = prefix + number, with SpaceAfter=No and code-point offsets in
// MISC, base added to them. It returns the number after the last sentence.
func WriteCoNLLU(w io.Writer, d *Doc, prefix string, first, base int) (int, error) {
	var b []byte
	runes := &cursor{text: d.Text}
	for si, s := range d.Sentences {
		if s.Empty() {
			continue
		}
		b = b[:0]
		if si == 0 || d.Sentences[si-1].Segment != s.Segment {
			b = append(b, "# newpar\n"...)
		}
		b = append(b, "# sent_id = "+prefix...)
		b = strconv.AppendInt(b, int64(first), 10)
		first++
		b = append(b, "\n# text = "...)
		from := runes.seek(d.Tokens[s.First].Start)
		to := runes.seek(d.Tokens[s.End-1].End)
		b = appendOneLine(b, d.Text[from:to])
		b = append(b, '\n')
		b = d.appendRows(b, s, base, runes)
		b = append(b, '\n')
		if _, err := w.Write(b); err != nil {
			return first, fmt.Errorf("language: writing CoNLL-U: %w", err)
		}
	}
	return first, nil
}

// appendOneLine appends s with every stretch of white space as one space.
func appendOneLine(b []byte, s string) []byte {
	for i, f := range strings.Fields(s) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, f...)
	}
	return b
}

// appendRows appends the lines of the words of s.
func (d *Doc) appendRows(b []byte, s Sentence, base int, runes *cursor) []byte {
	endOf := 0
	for i := s.First; i < s.End; i++ {
		t := &d.Tokens[i]
		if t.Parts > 1 && i+t.Parts <= s.End {
			last := &d.Tokens[i+t.Parts-1]
			endOf = i + t.Parts
			b = strconv.AppendInt(b, int64(i-s.First+1), 10)
			b = append(b, '-')
			b = strconv.AppendInt(b, int64(endOf-s.First), 10)
			b = append(b, '\t')
			from := runes.seek(t.Start)
			b = append(b, d.Text[from:runes.seek(last.End)]...)
			b = append(b, "\t_\t_\t_\t_\t_\t_\t_\t"...)
			b = appendMisc(b, last.Space, t.Start+base, last.End+base)
		}
		b = strconv.AppendInt(b, int64(i-s.First+1), 10)
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
			head = t.Head - s.First + 1
		}
		b = strconv.AppendInt(b, int64(head), 10)
		b = append(b, '\t')
		b = append(b, t.Rel...)
		b = append(b, "\t_\t"...)
		b = appendMisc(b, t.Space || i < endOf, t.Start+base, t.End+base)
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
