package access

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Entry is an account, of somebody who signs in with a password, or a token, with
// which a program asks the API.
type Entry struct {
	Kind     string    `json:"kind"` // account or token
	Name     string    `json:"name"` // unique among both
	Role     Role      `json:"role"`
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires,omitzero"` // of tokens
	Disabled bool      `json:"disabled,omitempty"`
	// Changed is when the password was changed or the account disabled or enabled:
	// the sessions from before have ended.
	Changed time.Time `json:"changed,omitzero"`
}

const (
	account = "account"
	token   = "token"
)

// record is a line of the accounts' file.
type record struct {
	Entry
	Hash   string `json:"hash,omitempty"`   // of an account's password, PHC
	SHA256 string `json:"sha256,omitempty"` // of a token, hexadecimal

	hash  phc
	stamp digest // is another when the account's sessions must have ended
}

// digest is the SHA-256 of a secret that is random enough to need no more.
type digest = [sha256.Size]byte

// book is the accounts' file as read at one time; it is not changed after.
type book struct {
	records []*record
	names   map[string]*record
	tokens  map[digest]*record
}

// The file is small: one line for each person and program.
const (
	maxBook    = 4 << 20
	maxLine    = 2 << 10
	maxRecords = 10_000
)

// readBook reads an accounts' file. All of it is refused when a line of it is
// wrong: a line that is skipped might be the one that disables somebody. Errors
// give the line's number and nothing of its hash.
func readBook(data []byte) (*book, error) {
	b := &book{names: map[string]*record{}, tokens: map[digest]*record{}}
	if len(data) > maxBook {
		return nil, fmt.Errorf("it is larger than %d bytes", maxBook)
	}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if len(line) > maxLine {
			return nil, fmt.Errorf("line %d: it is longer than %d bytes", n, maxLine)
		}
		if err := b.add(line); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return b, nil
}

// add reads a line.
func (b *book) add(line []byte) error {
	var r record
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&r); err != nil {
		return notJSON(err)
	}
	if dec.More() {
		return errors.New("it holds more than one object")
	}
	if err := checkName(r.Name); err != nil {
		return err
	}
	if r.Role == Nobody {
		return errors.New("it gives no role")
	}
	return b.put(&r)
}

// put checks the secret of a record by its kind, and keeps it.
func (b *book) put(r *record) (err error) {
	if b.names[r.Name] != nil {
		return fmt.Errorf("the name %q stands on an earlier line, too", r.Name)
	}
	if len(b.records) >= maxRecords {
		return fmt.Errorf("there are more than %d accounts and tokens", maxRecords)
	}
	switch r.Kind {
	case account:
		if r.SHA256 != "" || !r.Expires.IsZero() {
			return errors.New("an account has neither sha256 nor expires")
		}
		if r.hash, err = parsePHC(r.Hash); err != nil {
			return err
		}
	case token:
		sum, err := hex.DecodeString(r.SHA256)
		if err != nil || len(sum) != sha256.Size || r.Hash != "" || r.Expires.IsZero() {
			return errors.New("a token has a sha256 of 64 hexadecimal digits and expires, but no hash")
		}
		if b.tokens[digest(sum)] != nil {
			return errors.New("its token stands on an earlier line, too")
		}
		b.tokens[digest(sum)] = r
	default:
		return fmt.Errorf("its kind is %q; kinds are account and token", clip(r.Kind))
	}
	r.stamp = sha256.Sum256([]byte(strings.Join([]string{r.Kind, r.Created.UTC().String(), r.Changed.UTC().String(), r.Hash}, "\x00")))
	b.records = append(b.records, r)
	b.names[r.Name] = r
	return nil
}

// notJSON is what is wrong with a line, without the words of it that the decoder
// would repeat.
func notJSON(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("it is not a JSON object")
	case errors.As(err, &kind):
		return fmt.Errorf("its field %q cannot be a %s", clip(strings.TrimPrefix(kind.Field, "Entry.")), kind.Value)
	}
	return fmt.Errorf("it is not an account or token: %s", clip(err.Error()))
}

// write writes the book as it is read.
func (b *book) write(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, r := range b.records {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

// with is a book with a record in the place of the one of that name, or at the end.
func (b *book) with(r *record) *book {
	out := &book{names: map[string]*record{}, tokens: map[digest]*record{}}
	records := slices.Clone(b.records)
	if i := slices.IndexFunc(records, func(o *record) bool { return o.Name == r.Name }); i >= 0 {
		records[i] = r
	} else {
		records = append(records, r)
	}
	out.records = records
	return out
}

// entries are the book's records without their secrets, by name.
func (b *book) entries() []Entry {
	out := make([]Entry, 0, len(b.records))
	for _, r := range b.records {
		out = append(out, r.Entry)
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// accounts tells whether anybody can have a password.
func (b *book) accounts() bool {
	return slices.ContainsFunc(b.records, func(r *record) bool { return r.Kind == account })
}

// Tokens are recognised by their beginning, so that what searches files for
// secrets finds them.
const tokenPrefix = "chancery_"

// secretBytes is the size of tokens, of sessions' ids and of keys.
const secretBytes = 32

// newToken draws a token.
func newToken(random io.Reader) (string, digest, error) {
	b, err := draw(random)
	if err != nil {
		return "", digest{}, err
	}
	return tokenPrefix + base64.RawURLEncoding.EncodeToString(b), sha256.Sum256(b), nil
}

// parseToken reads a token as it is sent.
func parseToken(s string) (digest, bool) {
	rest, ok := strings.CutPrefix(s, tokenPrefix)
	if !ok {
		return digest{}, false
	}
	return parseSecret(rest)
}

// parseSecret reads 32 random bytes in base64 and makes their digest. It takes one
// spelling of them only.
func parseSecret(s string) (digest, bool) {
	if len(s) != base64.RawURLEncoding.EncodedLen(secretBytes) || strings.ContainsAny(s, "\r\n") {
		return digest{}, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != secretBytes {
		return digest{}, false
	}
	return sha256.Sum256(b), true
}

func draw(random io.Reader) ([]byte, error) {
	b := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("access: drawing random bytes: %w", err)
	}
	return b, nil
}
