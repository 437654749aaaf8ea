//go:build !windows

package exchange

import (
	"errors"
	"os"
)

// syncDir makes a renamed file's new name safe.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
