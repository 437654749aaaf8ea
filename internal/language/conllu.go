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
	// Places are the offsets of the words as MISC gives them (start=, end=),
	// nil unless it does for every word.
	Places [][2]int
}

// maxWords bounds a sentence of CoNLL-U.
const maxWords = 20000

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
	switch {
	case err != nil || id != len(t.Tokens)+1:
		return surfaces, fmt.Errorf("id %q, want %d", f[0], len(t.Tokens)+1)
	case id > maxWords:
		return surfaces, fmt.Errorf("a sentence of more than %d words", maxWords)
	case f[1] == "":
		return surfaces, fmt.Errorf("word %d is empty", id)
	}
	t.Places = appendPlace(t.Places, f[9])
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

// appendPlace appends the offsets that the MISC column gives, if it does.
func appendPlace(places [][2]int, misc string) [][2]int {
	var place [2]int
	found := 0
	for misc != "" {
		var item string
		item, misc, _ = strings.Cut(misc, "|")
		for k, key := range [...]string{"start=", "end="} {
			if v, ok := strings.CutPrefix(item, key); ok {
				n, err := strconv.Atoi(v)
				if err == nil && n >= 0 {
					place[k] = n
					found++
				}
			}
		}
	}
	if found != 2 || place[1] < place[0] {
		return places
	}
	return append(places, place)
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
		if !t.place(surfaces) {
			return fmt.Errorf("the words make no text")
		}
	}
	if len(t.Places) != len(t.Tokens) {
		t.Places = nil
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
		if k < 0 || strings.TrimFunc(t.Text[at:at+k], blank) != "" {
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
