package access

import (
	"fmt"
	"regexp"
)

// Role is what somebody may do; each may do what those before it may.
type Role int

const (
	Nobody   Role = iota // is not known
	Reader               // looks at pages, asks the API
	Reviewer             // judges claims as well
	Admin                // runs the room as well
)

var roleNames = [...]string{"nobody", "reader", "reviewer", "admin"}

func (r Role) String() string {
	if r < 0 || int(r) >= len(roleNames) {
		return fmt.Sprintf("Role(%d)", int(r))
	}
	return roleNames[r]
}

// ParseRole reads the name of a role that can be given to somebody.
func ParseRole(s string) (Role, error) {
	for r := Reader; r <= Admin; r++ {
		if s == r.String() {
			return r, nil
		}
	}
	return Nobody, fmt.Errorf("%q is no role; roles are reader, reviewer and admin", clip(s))
}

// MarshalText and UnmarshalText write and read a role by its name.
func (r Role) MarshalText() ([]byte, error) {
	if r < Reader || r > Admin {
		return nil, fmt.Errorf("%s cannot be given to anybody", r)
	}
	return []byte(r.String()), nil
}

func (r *Role) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRole(string(text))
	return err
}

// User is who sends a request. The zero User is somebody unknown.
type User struct {
	Name string
	Role Role
}

// names are what accounts and tokens are called: what reads the same is the same,
// so that nobody signs a verdict with another's name in look-alike letters.
var names = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{0,63}$`)

func checkName(name string) error {
	if !names.MatchString(name) {
		return fmt.Errorf("%q cannot be a name; names are of 1 to 64 of a-z, 0-9 and . _ @ -, and begin with a letter or a digit", clip(name))
	}
	return nil
}

// clip shortens what was given to what an error or a log may repeat, and makes it
// safe to print.
func clip(s string) string {
	const most = 80
	s = printable(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
