package infer

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strings"
)

// TagOnly tags the words.
func (m *Model) TagOnly(ws []Word, x *Scratch) []uint8 {
	x.Tag = append(x.Tag[:0], make([]uint8, len(ws))...)
	x.sc = append(x.sc[:0], make([]int32, len(m.Tags))...)
	for i := range ws {
		x.feats = TagFeats(x.feats[:0], ws, x.Tag, i)
		score(x.sc, x.feats, m.Tagger)
		best := 0
		for l := range x.sc {
			if x.sc[l] > x.sc[best] {
				best = l
			}
		}
		x.Tag[i] = uint8(best)
	}
	return x.Tag
}

// Save writes the model.
func (m *Model) Save(name string) error {
	var b bytes.Buffer
	z, _ := flate.NewWriter(&b, 9)
	for _, s := range [][]byte{[]byte(strings.Join(m.Tags, "\n")), []byte(strings.Join(m.Rels, "\n")), raw(m.Tagger), raw(m.Parser)} {
		binary.Write(z, binary.LittleEndian, uint32(len(s)))
		z.Write(s)
	}
	z.Close()
	return os.WriteFile(name, b.Bytes(), 0o644)
}

func raw(a []int16) []byte {
	out := make([]byte, 0, 2*len(a))
	for _, v := range a {
		out = append(out, byte(v), byte(v>>8))
	}
	return out
}

func signed(b []byte) []int16 {
	out := make([]int16, len(b)/2)
	for i := range out {
		out[i] = int16(uint16(b[2*i]) | uint16(b[2*i+1])<<8)
	}
	return out
}

// Load reads a model.
func Load(data []byte) (*Model, error) {
	z := flate.NewReader(bytes.NewReader(data))
	var parts [4][]byte
	for i := range parts {
		var n uint32
		if err := binary.Read(z, binary.LittleEndian, &n); err != nil {
			return nil, fmt.Errorf("language: loading model: %w", err)
		}
		parts[i] = make([]byte, n)
		if _, err := io.ReadFull(z, parts[i]); err != nil {
			return nil, fmt.Errorf("language: loading model: %w", err)
		}
	}
	m := &Model{Tags: strings.Split(string(parts[0]), "\n"), Rels: strings.Split(string(parts[1]), "\n")}
	m.Tagger = signed(parts[2])
	m.Parser = signed(parts[3])
	return m, nil
}
