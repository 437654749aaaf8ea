package infer

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// sets are the kernels to compare with the portable ones.
func sets() []kernels {
	return []kernels{fastest(), fallback()}
}

func TestKernelsAgree(t *testing.T) {
	portable := portable()
	rng := rand.New(rand.NewPCG(1, 2))
	cases := 0
	for _, ks := range sets() {
		for _, n := range []int{1, 2, 3, 4, 5, 8, 9, 14, 23} {
			m := &matrix{in: 4 * (1 + rng.IntN(20)), out: stripe * (1 + rng.IntN(4))}
			m.w = make([]int16, m.in*m.out)
			for i := range m.w {
				m.w[i] = int16(rng.IntN(1 << 16))
			}
			x := make([]int16, n*m.in)
			for i := range x {
				x[i] = int16(rng.IntN(1 << 13))
			}
			a := make([]int32, n*m.out)
			for i := range a {
				a[i] = int32(rng.Uint32())
			}
			b := slices.Clone(a)
			var bias []int32
			if n%2 == 0 {
				bias = make([]int32, m.out)
				for i := range bias {
					bias[i] = int32(rng.Uint32())
				}
			}
			portable.mul(a, x, m, bias, n)
			ks.mul(b, x, m, bias, n)
			if !slices.Equal(a, b) {
				t.Errorf("rows %d, n %d, %d × %d: products differ", ks.rows, n, m.in, m.out)
			}
			cases++
		}
		for _, n := range []int{4, 8, 12, 16, 20, 92, 100} {
			row, a := make([]byte, n), make([]int16, n)
			for i := range row {
				row[i], a[i] = byte(rng.IntN(256)), int16(rng.IntN(1<<16))
			}
			b := slices.Clone(a)
			portable.bytes(&a[0], &row[0], n, 5)
			ks.bytes(&b[0], &row[0], n, 5)
			if !slices.Equal(a, b) {
				t.Errorf("rows %d, n %d: sums of bytes differ", ks.rows, n)
			}
			cases++
		}
		for _, n := range []int{4, 8, 12, 16, 20, 32, 44, 128} {
			for shift := range uint(16) {
				in, a := make([]int32, n), make([]int16, n)
				for i := range in {
					in[i] = int32(rng.Uint32()) >> rng.IntN(24)
				}
				b := slices.Clone(a)
				for _, least := range []int32{-1 << 15, -7, 0} {
					portable.narrow(&a[0], &in[0], n, shift, least)
					ks.narrow(&b[0], &in[0], n, shift, least)
					if !slices.Equal(a, b) {
						t.Errorf("rows %d, n %d, shift %d, least %d: narrowed otherwise", ks.rows, n, shift, least)
					}
					cases++
				}
			}
		}
		for range 200 {
			const h = 32
			pre, acc := make([]int32, 4*h), make([]int32, 4*h)
			c, out := make([]float32, h), make([]int16, h)
			for i := range pre {
				pre[i] = int32(rng.NormFloat64() * (1 << 25))
				acc[i] = int32(rng.NormFloat64() * (1 << 25))
			}
			for i := range c {
				c[i] = float32(rng.NormFloat64() * 2)
			}
			c2, out2 := slices.Clone(c), slices.Clone(out)
			portable.cell(h, &pre[0], &acc[0], &c[0], &out[0])
			ks.cell(h, &pre[0], &acc[0], &c2[0], &out2[0])
			if !slices.Equal(c, c2) || !slices.Equal(out, out2) {
				t.Fatalf("rows %d: cells differ", ks.rows)
			}
			cases++
		}
	}
	if cases == 0 {
		t.Fatal("no cases")
	}
}

// brute finds the best tree with one root by trying them all.
func brute(scores []int32, width, n int) int64 {
	best := int64(-1 << 62)
	heads := make([]int, n)
	var try func(i int, sum int64)
	try = func(i int, sum int64) {
		if i == n {
			roots := 0
			for k := range n {
				if heads[k] == n {
					roots++
				}
				j, steps := k, 0
				for j < n && steps <= n {
					j = heads[j]
					steps++
				}
				if steps > n {
					return
				}
			}
			if roots == 1 {
				best = max(best, sum)
			}
			return
		}
		for h := 0; h <= n; h++ {
			if h != i {
				heads[i] = h
				try(i+1, sum+int64(scores[i*width+h]))
			}
		}
	}
	try(0, 0)
	return best
}

func TestDecode(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var d decoder
	same := 0
	const rounds = 3000
	for range rounds {
		n := 1 + rng.IntN(5)
		width := stripe
		scores := make([]int32, n*width)
		for i := range scores {
			scores[i] = int32(rng.IntN(200) - 100)
		}
		d.decode(scores, width, n)
		roots, sum := 0, int64(0)
		for i, h := range d.head[:n] {
			if h < 0 || h > n || h == i {
				t.Fatalf("n %d: head %d of word %d", n, h, i)
			}
			if h == n {
				roots++
			}
			sum += int64(scores[i*width+h])
			j := i
			for steps := 0; j < n; steps++ {
				if steps > n {
					t.Fatalf("n %d: cycle in %v", n, d.head[:n])
				}
				j = d.head[j]
			}
		}
		if roots != 1 {
			t.Fatalf("n %d: %d roots in %v", n, roots, d.head[:n])
		}
		if sum == brute(scores, width, n) {
			same++
		}
	}
	// The root's child is chosen before the rest, which random scores punish.
	if same < rounds*7/10 {
		t.Errorf("best tree found in %d of %d cases", same, rounds)
	}
	t.Logf("best tree found in %d of %d cases", same, rounds)
}
