package infer

import "golang.org/x/sys/cpu"

func fallback() kernels {
	if !cpu.X86.HasAVX2 {
		return fastest()
	}
	return kernels{rows: 2, many: rows2avx2, one: rows1avx2, cell: cellavx2}
}
