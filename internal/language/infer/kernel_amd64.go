package infer

import "golang.org/x/sys/cpu"

//go:noescape
func rows8avx512(k2 int, x *int16, ldx int, w *int16, b, y *int32, ldy int)

//go:noescape
func rows4avx512(k2 int, x *int16, ldx int, w *int16, b, y *int32, ldy int)

//go:noescape
func rows1avx512(k2 int, x *int16, w *int16, b, y *int32)

//go:noescape
func rows2avx2(k2 int, x *int16, ldx int, w *int16, b, y *int32, ldy int)

//go:noescape
func rows1avx2(k2 int, x *int16, w *int16, b, y *int32)

//go:noescape
func bytesavx2(sum *int16, row *byte, n int, shift uint)

//go:noescape
func narrowavx2(out *int16, in *int32, n int, shift uint, least int32)

//go:noescape
func cellavx512(h int, pre, acc *int32, c *float32, out *int16)

//go:noescape
func cellavx2(h int, pre, acc *int32, c *float32, out *int16)

// fastest is the best set of kernels that the processor has. All give the
// same bits.
func fastest() kernels {
	switch {
	case !cpu.X86.HasAVX2:
		return portable()
	case cpu.X86.HasAVX512F && cpu.X86.HasAVX512VNNI && cpu.X86.HasAVX512BW:
		return kernels{most: 8, rows: 4, all: rows8avx512, many: rows4avx512, one: rows1avx512, cell: cellavx512, bytes: bytesavx2, narrow: narrowavx2}
	}
	return withAVX2()
}

// Kernels says which instructions of the processor are used; "" if none of those that
// make it fast.
func Kernels() string {
	switch fastest().most {
	case 8:
		return "AVX-512 with VNNI"
	case 2:
		return "AVX2"
	}
	return ""
}

func withAVX2() kernels {
	return kernels{most: 2, rows: 2, all: rows2avx2, many: rows2avx2, one: rows1avx2, cell: cellavx2, bytes: bytesavx2, narrow: narrowavx2}
}
