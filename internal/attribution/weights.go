package attribution

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// modelHead begins a file of weights.
const modelHead = "chancery attribution 1\n"

// Limits of what a file of weights may ask for.
const (
	maxTableBits = 22
	maxSteps     = 1 << 20
	maxWeights   = 1 << 24 // bytes, unpacked
)

var errShort = errors.New("attribution: weights end early")

// Append writes a model: the head and, packed with DEFLATE, the threshold, the
// classes of words, then each table as length, width and count, and its entries
// that are not zero, as distance to the one before and weights.
func (m *Model) Append(out []byte) []byte {
	var b []byte
	b = binary.AppendVarint(b, int64(m.Threshold))
	b = m.Words.append(b)
	b = appendTable(b, len(m.Cue), 1, func(i int) []int8 { return m.Cue[i : i+1] })
	b = appendTable(b, len(m.Role), int(roles), func(i int) []int8 { return m.Role[i][:] })
	b = appendTable(b, len(m.Step), int(roles*roles), func(i int) []int8 { return m.Step[i][:] })
	return pack(out, b)
}

// pack appends the head and the packed data.
func pack(out, data []byte) []byte {
	b := bytes.NewBuffer(append(out, modelHead...))
	w, _ := flate.NewWriter(b, flate.BestCompression) // fails only for unknown levels
	w.Write(data)                                     // a buffer takes all
	w.Close()
	return b.Bytes()
}

func appendTable(b []byte, n, width int, row func(i int) []int8) []byte {
	zero := func(w []int8) bool {
		for _, x := range w {
			if x != 0 {
				return false
			}
		}
		return true
	}
	count := 0
	for i := range n {
		if !zero(row(i)) {
			count++
		}
	}
	b = binary.AppendUvarint(b, uint64(n))
	b = append(b, byte(width))
	b = binary.AppendUvarint(b, uint64(count))
	last := 0
	for i := range n {
		w := row(i)
		if zero(w) {
			continue
		}
		b = binary.AppendUvarint(b, uint64(i-last))
		last = i
		for _, x := range w {
			b = append(b, byte(x))
		}
	}
	return b
}

// ReadModel reads what Append wrote.
func ReadModel(b []byte) (*Model, error) {
	if len(b) < len(modelHead) || string(b[:len(modelHead)]) != modelHead {
		return nil, errors.New("attribution: the weights do not begin as weights do")
	}
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(b[len(modelHead):])), maxWeights+1))
	if err != nil {
		return nil, fmt.Errorf("attribution: unpacking the weights: %w", err)
	}
	if len(data) > maxWeights {
		return nil, fmt.Errorf("attribution: the weights are more than %d bytes", maxWeights)
	}
	r := &weightReader{b: data}
	m := &Model{Threshold: int32(r.signed())}
	m.Words = r.words()
	r.table(1, func(n int) { m.Cue = make([]int8, n) }, func(i int) []int8 { return m.Cue[i : i+1] })
	r.table(int(roles), func(n int) { m.Role = make([][roles]int8, n) }, func(i int) []int8 { return m.Role[i][:] })
	r.table(int(roles*roles), func(n int) { m.Step = make([][roles * roles]int8, n) }, func(i int) []int8 { return m.Step[i][:] })
	if r.err == nil && len(r.b) > 0 {
		r.err = fmt.Errorf("attribution: %d bytes behind the weights", len(r.b))
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, nil
}

// weightReader takes numbers off the front of a file; after an error it gives
// zeros.
type weightReader struct {
	b   []byte
	err error
}

func (r *weightReader) signed() int64 {
	x, n := binary.Varint(r.b)
	if n <= 0 || x > maxSteps || x < -maxSteps {
		r.fail(errShort)
		return 0
	}
	r.b = r.b[n:]
	return x
}

func (r *weightReader) number() int {
	x, n := binary.Uvarint(r.b)
	if n <= 0 || x > 1<<maxTableBits {
		r.fail(errShort)
		return 0
	}
	r.b = r.b[n:]
	return int(x)
}

func (r *weightReader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	r.b = nil
}

// table reads one table: grow makes it, row is a row of it.
func (r *weightReader) table(width int, grow func(n int), row func(i int) []int8) {
	n := r.number()
	if r.err != nil {
		return
	}
	if n == 0 || n&(n-1) != 0 || len(r.b) == 0 || int(r.b[0]) != width {
		r.fail(fmt.Errorf("attribution: a table of %d rows, or of another width than %d", n, width))
		return
	}
	r.b = r.b[1:]
	count := r.number()
	grow(n)
	i := 0
	for range count {
		i += r.number()
		if r.err != nil || i >= n || len(r.b) < width {
			r.fail(errShort)
			return
		}
		w := row(i)
		for k := range w {
			w[k] = int8(r.b[k])
		}
		r.b = r.b[width:]
	}
}

// append writes the classes: the large class of each small one, then the words'
// hashes, as distance to the one before, with their small classes.
func (w *Words) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(len(w.Large)))
	b = append(b, w.Large...)
	keys := slices.Sorted(maps.Keys(w.small))
	b = binary.AppendUvarint(b, uint64(len(keys)))
	last := uint32(0)
	for _, k := range keys {
		b = binary.AppendUvarint(b, uint64(k-last))
		b = binary.AppendUvarint(b, uint64(w.small[k]))
		last = k
	}
	return b
}

// words reads what append wrote.
func (r *weightReader) words() *Words {
	n := r.number()
	if n > len(r.b) {
		r.fail(errShort)
		return nil
	}
	w := &Words{Large: slices.Clone(r.b[:n])}
	r.b = r.b[n:]
	count := r.number()
	if count > len(r.b) {
		r.fail(errShort)
		return nil
	}
	w.small = make(map[uint32]uint16, count)
	key := uint32(0)
	for range count {
		gap, used := binary.Uvarint(r.b)
		if used <= 0 {
			r.fail(errShort)
			return nil
		}
		r.b = r.b[used:]
		key += uint32(gap)
		class := r.number()
		if r.err != nil || class < 1 || class > n {
			r.fail(errors.New("attribution: a word of no class"))
			return nil
		}
		w.small[key] = uint16(class)
	}
	return w
}
