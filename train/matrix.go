package main

// panel is the width in columns that matrices are multiplied in; the columns
// of every weight matrix are a multiple of it.
const panel = 16

// packed is a matrix [k][n] stored as n/panel stripes of [k][panel].
type packed struct {
	k, n int
	v    []float32
}

// pack stores b[k][n], or its transpose b[n][k], by stripes.
func (p *packed) pack(b []float32, k, n int, transposed bool) {
	if n%panel != 0 {
		panic("train: columns are no multiple of the panel")
	}
	p.k, p.n = k, n
	p.v = grow(p.v, k*n)
	for s := 0; s < n; s += panel {
		out := p.v[s*k : (s+panel)*k]
		if transposed {
			for j := range panel {
				row := b[(s+j)*k : (s+j+1)*k]
				for i, v := range row {
					out[i*panel+j] = v
				}
			}
			continue
		}
		for i := range k {
			copy(out[i*panel:(i+1)*panel], b[i*n+s:i*n+s+panel])
		}
	}
}

// mul adds a[m][k] times p to c[m][n].
func (p *packed) mul(c, a []float32, m int) {
	if m == 0 {
		return
	}
	k, n := p.k, p.n
	_, _ = a[m*k-1], c[m*n-1]
	for s := 0; s < n; s += panel {
		b := &p.v[s*k]
		i := 0
		for ; wide && i+12 <= m; i += 12 {
			kernel12(k, &a[i*k], 4*k, b, &c[i*n+s], 4*n)
		}
		for ; i+6 <= m; i += 6 {
			kernel6(k, &a[i*k], 4*k, b, &c[i*n+s], 4*n)
		}
		for ; i < m; i++ {
			kernel1(k, &a[i*k], b, &c[i*n+s])
		}
	}
}

// grow returns a slice of n zeros, in s if it is large enough.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n)
	}
	s = s[:n]
	clear(s)
	return s
}

// transpose writes the transpose of a[m][n] to out[n][m].
func transpose(out, a []float32, m, n int) {
	for i := range m {
		row := a[i*n : (i+1)*n]
		for j, v := range row {
			out[j*m+i] = v
		}
	}
}

// outer adds the transpose of a[m][k] times b[m][n] to c[k][n]: the gradient
// of a weight matrix.
func (w *worker) outer(c, a, b []float32, m, k, n int) {
	if m == 0 {
		return
	}
	w.t = grow(w.t, m*k)
	transpose(w.t, a, m, k)
	w.p.pack(b, m, n, false)
	w.p.mul(c, w.t, k)
}
