package access

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/secure/precis"
)

// Passwords are at least this many characters long, and at most so many bytes: a
// longer one buys nothing but work.
const (
	MinPassword = 12
	maxPassword = 1024
)

// cost is what one argon2id hash takes: KiB of memory, passes over it, lanes.
type cost struct {
	memory, passes uint32
	lanes          uint8
}

// standard is what new hashes cost: the second choice of RFC 9106, three times
// OWASP's least memory, for about 150 ms of one core. Guessing is made dear by
// memory, so it is as large as a small server can hold twice (verifiers); three
// passes rather than one, because with one pass an attacker saves memory by
// computing blocks anew. A single lane, for with several a sign-in would take all
// cores from those who read.
var standard = cost{memory: 64 << 10, passes: 3, lanes: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// derive makes a hash of a password.
type derive func(password, salt []byte, c cost) []byte

func argon(password, salt []byte, c cost) []byte {
	return argon2.IDKey(password, salt, c.passes, c.memory, c.lanes, hashBytes)
}

// phc is a hash as it is written in the accounts' file, in the PHC string format:
// $argon2id$v=19$m=65536,t=3,p=1$salt$hash.
type phc struct {
	cost
	salt, hash []byte
}

func (p phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.memory, p.passes, p.lanes,
		b64.EncodeToString(p.salt), b64.EncodeToString(p.hash))
}

// Hashes that take more than these, or are weaker than OWASP's least, are not
// accepted: a line that somebody put into the file must not stop the server, nor
// open it.
var (
	leastCost = cost{memory: 19 << 10, passes: 2, lanes: 1}
	mostCost  = cost{memory: 256 << 10, passes: 16, lanes: 8}
)

// parsePHC reads a hash. Errors say what is wrong, and never repeat the hash.
func parsePHC(s string) (phc, error) {
	if len(s) > 256 {
		return phc{}, errors.New("the hash is longer than 256 bytes")
	}
	f := strings.Split(s, "$")
	if len(f) != 6 || f[0] != "" || f[1] != "argon2id" || f[2] != "v="+strconv.Itoa(argon2.Version) {
		return phc{}, errors.New("the hash is not of the form $argon2id$v=19$m=…,t=…,p=…$salt$hash")
	}
	var p phc
	costs := strings.Split(f[3], ",")
	if len(costs) != 3 {
		return phc{}, errors.New("the hash does not give its cost as m=…,t=…,p=…")
	}
	for i, c := range []struct {
		name        string
		least, most uint32
		set         func(uint32)
	}{
		{"m=", leastCost.memory, mostCost.memory, func(n uint32) { p.memory = n }},
		{"t=", leastCost.passes, mostCost.passes, func(n uint32) { p.passes = n }},
		{"p=", uint32(leastCost.lanes), uint32(mostCost.lanes), func(n uint32) { p.lanes = uint8(n) }},
	} {
		digits, ok := strings.CutPrefix(costs[i], c.name)
		n, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil || strconv.FormatUint(n, 10) != digits {
			return phc{}, fmt.Errorf("the hash has no whole number as %s", c.name)
		}
		if uint32(n) < c.least || uint32(n) > c.most {
			return phc{}, fmt.Errorf("the hash has %s%d; from %d to %d is accepted", c.name, n, c.least, c.most)
		}
		c.set(uint32(n))
	}
	var err error
	b64 := base64.RawStdEncoding.Strict()
	if p.salt, err = b64.DecodeString(f[4]); err != nil || len(p.salt) < 8 || len(p.salt) > 64 {
		return phc{}, errors.New("the hash has no salt of 8 to 64 bytes in base64")
	}
	if p.hash, err = b64.DecodeString(f[5]); err != nil || len(p.hash) != hashBytes {
		return phc{}, fmt.Errorf("the hash is not of %d bytes in base64", hashBytes)
	}
	return p, nil
}

// newHash makes the hash of a password that is to be kept.
func newHash(password string, name string, random io.Reader, d derive) (phc, error) {
	password, err := normal(password)
	if err != nil {
		return phc{}, err
	}
	switch n := utf8.RuneCountInString(password); {
	case n < MinPassword:
		return phc{}, fmt.Errorf("the password has %d characters; choose one of at least %d, such as a few words", n, MinPassword)
	case strings.Contains(strings.ToLower(password), name) && len(name) >= 4:
		return phc{}, errors.New("the password has the account's name in it; choose another")
	}
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(random, salt); err != nil {
		return phc{}, fmt.Errorf("access: drawing a salt: %w", err)
	}
	return phc{cost: standard, salt: salt, hash: d([]byte(password), salt, standard)}, nil
}

// normal is a password as it is hashed: the same whether a keyboard writes é as
// one code point or two (RFC 8265).
func normal(password string) (string, error) {
	if len(password) > maxPassword {
		return "", fmt.Errorf("the password is longer than %d bytes; choose a shorter one", maxPassword)
	}
	out, err := precis.OpaqueString.String(password)
	if err != nil || !utf8.ValidString(password) {
		return "", errors.New("the password is empty, or has control characters or bytes that are no UTF-8 in it; choose another")
	}
	return out, nil
}

// matches tells whether a password is the one hashed. It costs the same whatever
// the password is, also one that can never have been kept.
func (p phc) matches(password string, d derive) bool {
	normalised, err := normal(password)
	same := subtle.ConstantTimeCompare(d([]byte(normalised), p.salt, p.cost), p.hash) == 1
	return same && err == nil
}

// newDecoy is a hash that no password has; verifying against it costs what
// verifying against a new account's hash does.
func newDecoy(random io.Reader) (phc, error) {
	p := phc{cost: standard, salt: make([]byte, saltBytes), hash: make([]byte, hashBytes)}
	for _, b := range [][]byte{p.salt, p.hash} {
		if _, err := io.ReadFull(random, b); err != nil {
			return phc{}, fmt.Errorf("access: drawing random bytes: %w", err)
		}
	}
	return p, nil
}
