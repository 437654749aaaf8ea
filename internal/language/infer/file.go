package infer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// magic begins a model file. It is followed by a line of JSON (header) and the
// sections it names, numbers little-endian.
const magic = "chancery language model 1\n"

type header struct {
	Sizes
	Tags, Rels []string
	Shifts     [3]uint
	Sections   []section
}

type section struct {
	Name  string
	Bytes int
}

// Parts are the numbers that a model file is made of, as training leaves them.
type Parts struct {
	Sizes
	Tags, Rels []string
	WordList   []string
	// Bytes holds vectors, word and affix; their values are to be shifted left
	// by Shifts to have the scale of states.
	Bytes  map[string][]int8
	Shifts [3]uint
	// Matrices are [in][out], Vectors the biases and the root's vectors.
	Matrices map[string]Matrix
	Vectors  map[string][]int32
}

// Matrix is a weight matrix of training, row-major [in][out].
type Matrix struct {
	In, Out int
	Values  []int16
}

// Write writes a model file.
func (p *Parts) Write(w io.Writer) error {
	h := header{Sizes: p.Sizes, Tags: p.Tags, Rels: p.Rels, Shifts: p.Shifts}
	var body bytes.Buffer
	put := func(name string, write func()) {
		from := body.Len()
		write()
		h.Sections = append(h.Sections, section{name, body.Len() - from})
	}
	put("words", func() { body.WriteString(strings.Join(p.WordList, "\n")) })
	for _, name := range sortedKeys(p.Bytes) {
		put(name, func() { binary.Write(&body, binary.LittleEndian, p.Bytes[name]) })
	}
	for _, name := range sortedKeys(p.Matrices) {
		m := p.Matrices[name]
		out := (m.Out + stripe - 1) / stripe * stripe
		packed := matrix{in: m.In, out: out, w: make([]int16, m.In*out)}
		for i := range m.In {
			for o := range m.Out {
				packed.w[packed.index(i, o)] = m.Values[i*m.Out+o]
			}
		}
		put(name, func() { binary.Write(&body, binary.LittleEndian, packed.w) })
	}
	for _, name := range sortedKeys(p.Vectors) {
		v := p.Vectors[name]
		if len(v)%stripe != 0 && p.Matrices[strings.TrimSuffix(name, ".b")].Out == len(v) {
			v = append(slices.Clone(v), make([]int32, stripe-len(v)%stripe)...)
		}
		put(name, func() { binary.Write(&body, binary.LittleEndian, v) })
	}
	head, err := json.Marshal(h)
	if err != nil {
		return err
	}
	for _, b := range [][]byte{[]byte(magic), head, []byte("\n"), body.Bytes()} {
		if _, err := w.Write(b); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Load reads a model file. The word tables stay in data.
func Load(data []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(data, []byte(magic))
	head, body, ok2 := bytes.Cut(rest, []byte("\n"))
	if !ok || !ok2 {
		return nil, fmt.Errorf("language: loading model: no model file")
	}
	var h header
	if err := json.Unmarshal(head, &h); err != nil {
		return nil, fmt.Errorf("language: loading model: %w", err)
	}
	if err := h.check(len(body)); err != nil {
		return nil, err
	}
	sections := map[string][]byte{}
	for _, s := range h.Sections {
		if s.Bytes < 0 || s.Bytes > len(body) {
			return nil, fmt.Errorf("language: loading model: section %s is cut off", s.Name)
		}
		sections[s.Name], body = body[:s.Bytes], body[s.Bytes:]
	}
	m := &Model{Sizes: h.Sizes, Tags: h.Tags, Rels: h.Rels, shifts: h.Shifts, kernels: fastest()}
	l := &loader{sections: sections}
	m.Lexicon = NewLexicon(strings.Split(string(sections["words"]), "\n"), m.Learnt)
	m.vectors = l.bytes("vectors", m.Words*m.Dense)
	m.word = l.bytes("word", m.Learnt*m.Sum)
	m.affix = l.bytes("affix", AffixRows*m.Sum)
	in := m.Dense + m.Sum
	for i := range m.layers {
		for d, name := range []string{"forward", "backward"} {
			name += string('1' + rune(i))
			m.layers[i][d] = layer{
				wx: l.matrix(name+".wx", in, 4*m.Hidden), wh: l.matrix(name+".wh", m.Hidden, 4*m.Hidden),
				b: l.ints(name+".b", 4*m.Hidden),
			}
		}
		in = 2 * m.Hidden
	}
	m.mid = dense{l.matrix("mid", in, m.Middle()), l.ints("mid.b", m.Middle())}
	m.bilinear = dense{l.matrix("bilinear", m.Arc, m.Arc), l.ints("bilinear.b", m.Arc)}
	m.rel = dense{l.matrix("rel", m.Rel, len(m.Rels)), l.ints("rel.b", len(m.Rels))}
	m.tag = dense{l.matrix("tag", m.Tag, len(m.Tags)), l.ints("tag.b", len(m.Tags))}
	for _, v := range l.ints("root.arc", m.Arc) {
		m.rootArc = append(m.rootArc, clip(v))
	}
	m.rootRel = l.ints("root.rel", m.Rel)
	m.rootLabel = slices.Index(m.Rels, "root")
	m.barred = barred(m.Rels)
	switch {
	case l.err != nil:
		return nil, l.err
	case len(m.Lexicon.words) != m.Words || m.Lexicon.words[0] != "" || m.rootLabel < 0:
		return nil, fmt.Errorf("language: loading model: inventories do not fit")
	}
	return m, nil
}

// check tells whether the kernels can work with the sizes and whether a file
// whose sections have so many bytes can hold them.
func (h *header) check(bytes int) error {
	for _, c := range []struct {
		name     string
		n, of    int
		most     int
		positive bool
	}{
		{"input", h.Dense + h.Sum, 4, 1 << 12, true},
		{"dense", h.Dense, 4, 1 << 12, false},
		{"sum", h.Sum, 4, 1 << 12, false},
		{"hidden", h.Hidden, 16, 1 << 12, true},
		{"arc", h.Arc, stripe, 1 << 12, true},
		{"relation", h.Rel, 4, 1 << 12, true},
		{"tag", h.Tag, 4, 1 << 12, true},
		{"middle", h.Middle(), stripe, 1 << 14, true},
		{"words", h.Words, 1, bytes, true},
		{"learnt words", h.Learnt, 1, h.Words, false},
		{"tags", len(h.Tags), 1, 255, true},
		{"relations", len(h.Rels) - 1, 1, 254, true},
		{"shift", int(h.Shifts[0] | h.Shifts[1] | h.Shifts[2]), 1, 15, false},
	} {
		if c.n < 0 || c.n > c.most || c.n%c.of != 0 || c.positive && c.n == 0 {
			return fmt.Errorf("language: loading model: %s has size %d", c.name, c.n)
		}
	}
	return nil
}

// loader takes sections apart and keeps the first error.
type loader struct {
	sections map[string][]byte
	err      error
}

// bytes is the section of n bytes, nil after an error.
func (l *loader) bytes(name string, n int) []byte {
	b := l.sections[name]
	if len(b) != n && l.err == nil {
		l.err = fmt.Errorf("language: loading model: section %s has %d bytes, want %d", name, len(b), n)
	}
	if l.err != nil {
		return nil
	}
	return b
}

func (l *loader) matrix(name string, in, out int) matrix {
	out = (out + stripe - 1) / stripe * stripe
	b := l.bytes(name, 2*in*out)
	w := make([]int16, len(b)/2)
	for i := range w {
		w[i] = int16(binary.LittleEndian.Uint16(b[2*i:]))
	}
	return matrix{in, out, w}
}

// ints reads a vector; biases are filled up to a multiple of stripe.
func (l *loader) ints(name string, n int) []int32 {
	if k := len(l.sections[name]) / 4; k > n && k < n+stripe {
		n = k
	}
	b := l.bytes(name, 4*n)
	out := make([]int32, (n+stripe-1)/stripe*stripe) // kernels read whole stripes
	for i := range len(b) / 4 {
		out[i] = int32(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return out
}
