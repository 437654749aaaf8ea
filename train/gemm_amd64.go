package main

import "golang.org/x/sys/cpu"

// wide tells whether the processor has kernel12; its results are those of
// kernel6 to the bit.
var wide = cpu.X86.HasAVX512F

// kernel12 is kernel6 for twelve rows. It needs AVX-512.
//
//go:noescape
func kernel12(k int, a *float32, lda int, b *float32, c *float32, ldc int)

// kernel6 adds A[6][k] B[k][16] to C[6][16]; lda and ldc are row strides in
// bytes and b is packed. It needs AVX2 and FMA.
//
//go:noescape
func kernel6(k int, a *float32, lda int, b *float32, c *float32, ldc int)

// kernel1 adds A[k] B[k][16] to C[16].
//
//go:noescape
func kernel1(k int, a *float32, b *float32, c *float32)
