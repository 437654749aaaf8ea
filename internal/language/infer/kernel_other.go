//go:build !amd64

package infer

// fastest is the portable set of kernels.
func fastest() kernels {
	return portable()
}
