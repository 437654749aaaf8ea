package infer

import (
	"math"
	"unsafe"
)

// stripe is the number of outputs that a kernel computes at once.
const stripe = 32

// kernels are the inner loops. They work on whole numbers, or on single
// operations of float32 in a fixed order, so that every set gives the same
// bits on every machine.
type kernels struct {
	most, rows int // rows that all and many compute at once
	// all writes b[stripe] + x[most][2*k2] w[k2][stripe][2] to y[most][stripe]; ldx and
	// ldy are the distances of rows in bytes. k2 is even.
	all func(k2 int, x *int16, ldx int, w *int16, b, y *int32, ldy int)
	// many is all for fewer rows.
	many func(k2 int, x *int16, ldx int, w *int16, b, y *int32, ldy int)
	// one is all for a single row.
	one func(k2 int, x *int16, w *int16, b, y *int32)
	// cell makes one step of h units of an LSTM from its four gates, pre+acc
	// (scale 2^-24), and leaves the state in c and out (scale 2^-12).
	cell func(h int, pre, acc *int32, c *float32, out *int16)
	// bytes adds row[n], signed bytes, times 2^shift to sum[n]; n is a multiple
	// of 4.
	bytes func(sum *int16, row *byte, n int, shift uint)
	// narrow writes in[n], divided by 2^shift and rounded, to out[n]: no less than
	// least, which is an int16, and no more than an int16 holds. n is a multiple of 4.
	narrow func(out *int16, in *int32, n int, shift uint, least int32)
}

// portable is the set of kernels in Go.
func portable() kernels {
	return kernels{most: 1, rows: 1, all: rowsPortable, many: rowsPortable, one: rowPortable, cell: cellPortable, bytes: bytesPortable, narrow: narrowPortable}
}

func rowsPortable(k2 int, x *int16, ldx int, w *int16, b, y *int32, ldy int) {
	rowPortable(k2, x, w, b, y)
}

func rowPortable(k2 int, x *int16, w *int16, b, y *int32) {
	xs, ws := unsafe.Slice(x, 2*k2), unsafe.Slice(w, 2*stripe*k2)
	ys := (*[stripe]int32)(unsafe.Pointer(y))
	*ys = *(*[stripe]int32)(unsafe.Pointer(b))
	for k := range k2 {
		a, b := int32(xs[2*k]), int32(xs[2*k+1])
		if a == 0 && b == 0 {
			continue // many are, behind a rectifier
		}
		row := (*[2 * stripe]int16)(ws[k*2*stripe:])
		for j := 0; j < stripe; j += 4 {
			ys[j] += a*int32(row[2*j]) + b*int32(row[2*j+1])
			ys[j+1] += a*int32(row[2*j+2]) + b*int32(row[2*j+3])
			ys[j+2] += a*int32(row[2*j+4]) + b*int32(row[2*j+5])
			ys[j+3] += a*int32(row[2*j+6]) + b*int32(row[2*j+7])
		}
	}
}

// rounded is the number of rows from n on that are computed fastest: some more
// at once rather than the last ones singly.
func (ks *kernels) rounded(n int) int {
	if n < 2 {
		return n
	}
	return (n + ks.rows - 1) / ks.rows * ks.rows
}

func bytesPortable(sum *int16, row *byte, n int, shift uint) {
	s := unsafe.Slice(sum, n)
	for i, b := range unsafe.Slice(row, n) {
		s[i] += int16(int8(b)) << shift
	}
}

func narrowPortable(out *int16, in *int32, n int, shift uint, least int32) {
	o := unsafe.Slice(out, n)
	for i, v := range unsafe.Slice(in, n) {
		o[i] = int16(min(max(rounded(v, shift), least), math.MaxInt16))
	}
}

// rounded is v / 2^shift, rounded.
func rounded(v int32, shift uint) int32 { return (v + 1<<shift>>1) >> shift }

// squash is x(27+x²)/(27+9x²) within ±3, ±1 outside. The conversions keep the
// compiler from fusing operations.
func squash(x float32) float32 {
	x = max(min(x, 3), -3)
	y := float32(x * x)
	d := float32(float32(y*9) + 27)
	return float32(float32(x*float32(y+27)) / d)
}

func cellPortable(h int, pre, acc *int32, c *float32, out *int16) {
	p, a := unsafe.Slice(pre, 4*h), unsafe.Slice(acc, 4*h)
	cs, os := unsafe.Slice(c, h), unsafe.Slice(out, h)
	const unit = 1.0 / (1 << 24)
	gate := func(i int) float32 {
		x := float32(float32(p[i]+a[i]) * unit)
		return float32(float32(squash(float32(x*0.5))*0.5) + 0.5)
	}
	for k := range h {
		i, f, o := gate(k), gate(h+k), gate(3*h+k)
		z := squash(float32(float32(p[2*h+k]+a[2*h+k]) * unit))
		v := float32(float32(i*z) + float32(f*cs[k]))
		cs[k] = v
		os[k] = int16(math.RoundToEven(float64(float32(float32(squash(v)*o) * 4096))))
	}
}

// matrix is a weight matrix [in][out] in whole numbers, out filled up to a
// multiple of stripe, stored by stripes of pairs: [out/stripe][in/2][stripe][2].
type matrix struct {
	in, out int
	w       []int16
}

// index is the place of weight (i, o) in w.
func (m *matrix) index(i, o int) int {
	return o/stripe*m.in*stripe + i/2*2*stripe + o%stripe*2 + i%2
}

// none is no bias.
var none [stripe]int32

// mul writes b[out], or nothing where b is nil, and x[n][in] times m to y[n][out].
func (ks *kernels) mul(y []int32, x []int16, m *matrix, b []int32, n int) {
	if n == 0 {
		return
	}
	_, _ = x[n*m.in-1], y[n*m.out-1]
	start := &none[0]
	for s := 0; s < m.out; s += stripe {
		if b != nil {
			start = &b[s : s+stripe][0]
		}
		w := &m.w[s*m.in]
		i := 0
		for ; i+ks.most <= n; i += ks.most {
			ks.all(m.in/2, &x[i*m.in], 2*m.in, w, start, &y[i*m.out+s], 4*m.out)
		}
		for ; i+ks.rows <= n; i += ks.rows {
			ks.many(m.in/2, &x[i*m.in], 2*m.in, w, start, &y[i*m.out+s], 4*m.out)
		}
		for ; i < n; i++ {
			ks.one(m.in/2, &x[i*m.in], w, start, &y[i*m.out+s])
		}
	}
}
