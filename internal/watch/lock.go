package watch

import (
	"fmt"

	"github.com/gofrs/flock"
)

// Lock keeps a state file to one watch until release is called; the system
// releases it when the process ends, however it ends. It is a file beside the
// state, for the state itself is replaced whenever it is written.
func Lock(state string) (release func() error, err error) {
	l := flock.New(state + ".lock")
	ours, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("watch: locking the state: %w", err)
	}
	if !ours {
		return nil, fmt.Errorf("watch: another watch is using the state %s; end it, or give this one another --state", state)
	}
	return l.Unlock, nil
}
