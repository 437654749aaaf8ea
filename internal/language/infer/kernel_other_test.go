//go:build !amd64

package infer

func fallback() kernels { return fastest() }
