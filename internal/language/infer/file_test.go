package infer

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// small is a model file of small sizes with random weights.
func small(t testing.TB, seed uint64) []byte {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 1))
	s := Sizes{Dense: 4, Sum: 4, Hidden: 16, Arc: 32, Rel: 16, Tag: 32, Words: 5, Learnt: 3}
	p := &Parts{
		Sizes: s, Tags: []string{"NOUN|NN", "VERB|VB", "PUNCT|."}, Rels: []string{"aux", "case", "nsubj", "obj", "punct", "root"},
		WordList: []string{"", "the", "army", "left", "."}, Shifts: [3]uint{7, 5, 5},
		Bytes: map[string][]int8{}, Matrices: map[string]Matrix{}, Vectors: map[string][]int32{},
	}
	for name, n := range map[string]int{"vectors": s.Words * s.Dense, "word": s.Learnt * s.Sum, "affix": AffixRows * s.Sum} {
		p.Bytes[name] = make([]int8, n)
	}
	for _, name := range sortedKeys(p.Bytes) {
		for i := range p.Bytes[name] {
			p.Bytes[name][i] = int8(rng.IntN(256) - 128)
		}
	}
	add := func(name string, in, out int) {
		m := Matrix{In: in, Out: out, Values: make([]int16, in*out)}
		for i := range m.Values {
			m.Values[i] = int16(rng.NormFloat64() * 2500)
		}
		b := make([]int32, out)
		for i := range b {
			b[i] = int32(rng.NormFloat64() * (1 << 22))
		}
		p.Matrices[name], p.Vectors[name+".b"] = m, b
	}
	in := s.Dense + s.Sum
	for _, l := range []string{"1", "2"} {
		for _, d := range []string{"forward", "backward"} {
			add(d+l+".wh", s.Hidden, 4*s.Hidden)
			delete(p.Vectors, d+l+".wh.b")
			add(d+l+".wx", in, 4*s.Hidden)
			p.Vectors[d+l+".b"] = p.Vectors[d+l+".wx.b"]
			delete(p.Vectors, d+l+".wx.b")
		}
		in = 2 * s.Hidden
	}
	add("mid", in, s.Middle())
	add("bilinear", s.Arc, s.Arc)
	add("rel", s.Rel, len(p.Rels))
	add("tag", s.Tag, len(p.Tags))
	p.Vectors["root.arc"] = make([]int32, s.Arc)
	p.Vectors["root.rel"] = make([]int32, s.Rel)
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// someSentences are forms and the ends of sentences.
func someSentences(rng *rand.Rand, n int) (forms []string, ends []int) {
	words := []string{"the", "The", "army", "left", ".", "Zürich", "1,200", "’s", "unheard-of", "日本", "\xff"}
	for range n {
		for range 1 + rng.IntN(20) {
			forms = append(forms, words[rng.IntN(len(words))])
		}
		ends = append(ends, len(forms))
	}
	return forms, ends
}

// TestMachinesAgree: whole networks give the same on every set of kernels,
// and whichever sentences are read together.
func TestMachinesAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	heads := map[int32]int{}
	for seed := range uint64(6) {
		m, err := Load(small(t, seed))
		if err != nil {
			t.Fatal(err)
		}
		forms, ends := someSentences(rng, 21)
		m.kernels = portable()
		var want, got, alone Scratch
		m.Run(forms, ends, &want)
		for _, ks := range sets() {
			m.kernels = ks
			m.Run(forms, ends, &got)
			if !slices.Equal(want.Results, got.Results) {
				t.Errorf("seed %d: kernels for %d rows differ from the portable ones", seed, ks.rows)
			}
		}
		m.Prepare([]string{"the", "army", ".", "Zürich"})
		m.Run(forms, ends, &got)
		if !slices.Equal(want.Results, got.Results) {
			t.Errorf("seed %d: frequent forms are read otherwise", seed)
		}
		first := 0
		for i, end := range ends {
			m.Run(forms[first:end], []int{end - first}, &alone)
			if !slices.Equal(want.Results[first:end], alone.Results) {
				t.Errorf("seed %d: sentence %d is read otherwise by itself", seed, i)
			}
			first = end
		}
		for _, r := range want.Results {
			heads[r.Head]++
		}
	}
	if len(heads) < 5 {
		t.Errorf("only %d different heads: the networks decide nothing", len(heads))
	}
}

func TestLoadErrors(t *testing.T) {
	file := string(small(t, 1))
	for name, bad := range map[string]string{
		"empty":           "",
		"other file":      "PK\x03\x04",
		"no header":       magic,
		"bad header":      strings.Replace(file, `{"Dense":4`, `{"Dense":"x"`, 1),
		"negative size":   strings.Replace(file, `"Hidden":16`, `"Hidden":-8`, 1),
		"huge size":       strings.Replace(file, `"Hidden":16`, `"Hidden":16000000`, 1),
		"odd size":        strings.Replace(file, `"Hidden":16`, `"Hidden":15`, 1),
		"other size":      strings.Replace(file, `"Hidden":16`, `"Hidden":32`, 1),
		"many words":      strings.Replace(file, `"Words":5`, `"Words":6`, 1),
		"more learnt":     strings.Replace(file, `"Learnt":3`, `"Learnt":9`, 1),
		"no root":         strings.Replace(file, `"root"`, `"rote"`, 1),
		"cut off":         file[:len(file)-1],
		"missing section": strings.Replace(file, `"bilinear"`, `"bilinoar"`, 1),
	} {
		if bad == file {
			t.Errorf("%s: nothing was changed", name)
		}
		if _, err := Load([]byte(bad)); err == nil || !strings.HasPrefix(err.Error(), "language: loading model: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

// FuzzLoad: any bytes are a model that runs, or an error.
func FuzzLoad(f *testing.F) {
	file := small(f, 1)
	head := bytes.IndexByte(file[len(magic):], '\n') + len(magic) + 1
	f.Add(file[:head], 0)
	f.Add(file[:head], 5000)
	f.Add([]byte(magic+"{}\n"), 1)
	forms, ends := someSentences(rand.New(rand.NewPCG(1, 1)), 3)
	f.Fuzz(func(t *testing.T, head []byte, flip int) {
		body := bytes.Clone(file[bytes.IndexByte(file[len(magic):], '\n')+len(magic)+1:])
		if flip >= 0 && flip < len(body) {
			body[flip] ^= 0x85
		}
		m, err := Load(append(head, body...))
		if err != nil {
			return
		}
		var x Scratch
		m.Run(forms, ends, &x)
		for _, r := range x.Results {
			if int(r.Rel) >= len(m.Rels) || int(r.Tag) >= len(m.Tags) {
				t.Fatalf("result %+v", r)
			}
		}
	})
}
