package attribution

import (
	"bytes"
	"strings"
	"testing"
)

// small is a model with a weight in each table.
func small() *Model {
	m := &Model{Cue: make([]int8, 8), Role: make([][roles]int8, 4), Step: make([][roles * roles]int8, 2), Words: &Words{Large: []uint8{3, 5}}, Threshold: -16}
	m.Cue[5], m.Role[3], m.Step[1][15] = -7, [roles]int8{1, -2, 3, -4}, 9
	m.Words.Add("envoy", 1)
	m.Words.Add("minister", 0)
	return m
}

func TestWeights(t *testing.T) {
	m := small()
	b := m.Append([]byte("before"))
	got, err := ReadModel(b[len("before"):])
	if err != nil {
		t.Fatal(err)
	}
	if got.Threshold != -16 || got.Cue[5] != -7 || got.Role[3] != m.Role[3] || got.Step[1][15] != 9 || len(got.Cue) != 8 {
		t.Errorf("read back %+v", got)
	}
	s, l := got.Words.of(&seen{form: hashed("Envoys"), lemma: hashed("envoy")})
	if s != 2 || l != 6 {
		t.Errorf("envoy is in classes %d, %d", s, l)
	}
	if s, l := got.Words.of(&seen{form: 1}); s != 0 || l != 0 {
		t.Errorf("an unknown word is in classes %d, %d", s, l)
	}
	if again := got.Append(nil); !bytes.Equal(again, b[len("before"):]) {
		t.Error("written again, the weights differ")
	}
}

func TestWeightsErrors(t *testing.T) {
	b := small().Append(nil)
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"empty", "do not begin", nil},
		{"another file", "do not begin", []byte("something else altogether")},
		{"head alone", "unpacking", b[:len(modelHead)]},
		{"cut", "unpacking", b[:len(b)-4]},
		{"no model", "end early", packed([]byte{0})},
		{"a table of three rows", "rows", packed([]byte{0, 0, 0, 3, 1, 0})},
		{"a word of no class", "no class", packed([]byte{0, 1, 0, 1, 5, 2})},
	} {
		if _, err := ReadModel(c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
	}
}

func packed(data []byte) []byte { return pack(nil, data) }

func FuzzReadModel(f *testing.F) {
	f.Add(small().Append(nil)[len(modelHead):], true)
	f.Add([]byte{0, 1, 0, 1, 5, 2}, false)
	f.Fuzz(func(t *testing.T, data []byte, whole bool) {
		if whole {
			data = append([]byte(modelHead), data...)
		} else {
			data = packed(data)
		}
		m, err := ReadModel(data)
		if err == nil && (len(m.Cue) == 0 || len(m.Role) == 0 || len(m.Step) == 0) {
			t.Error("a model without tables")
		}
	})
}
