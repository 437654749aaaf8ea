//go:build !amd64

package infer

// fastest is the portable set of kernels.
func fastest() kernels {
	return portable()
}

// Kernels says which instructions of the processor are used; "" if none of those that
// make it fast.
func Kernels() string { return "" }
