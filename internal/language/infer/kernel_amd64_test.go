package infer

import "golang.org/x/sys/cpu"

func fallback() kernels {
	if !cpu.X86.HasAVX2 {
		return fastest()
	}
	return withAVX2()
}
