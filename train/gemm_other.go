//go:build !amd64

package main

import "unsafe"

const wide = false

func kernel12(k int, a *float32, lda int, b *float32, c *float32, ldc int) {
	for r := range 12 {
		kernel1(k, (*float32)(unsafe.Add(unsafe.Pointer(a), r*lda)), b, (*float32)(unsafe.Add(unsafe.Pointer(c), r*ldc)))
	}
}

func kernel6(k int, a *float32, lda int, b *float32, c *float32, ldc int) {
	for r := range 6 {
		kernel1(k, (*float32)(unsafe.Add(unsafe.Pointer(a), r*lda)), b, (*float32)(unsafe.Add(unsafe.Pointer(c), r*ldc)))
	}
}

func kernel1(k int, a *float32, b *float32, c *float32) {
	x, y, z := unsafe.Slice(a, k), unsafe.Slice(b, 16*k), unsafe.Slice(c, 16)
	for i, v := range x {
		for j, w := range y[16*i : 16*i+16] {
			z[j] += v * w
		}
	}
}
