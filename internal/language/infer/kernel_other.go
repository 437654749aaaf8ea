//go:build !amd64

package infer

// fastest is the portable set of kernels.
func fastest() kernels {
	return kernels{rows: 1, many: rowsPortable, one: rowPortable, cell: cellPortable}
}
