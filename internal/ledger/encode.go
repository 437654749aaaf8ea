package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"unicode/utf8"

	"chancery"
)

// encodingVersion is the first byte of a claim's canonical encoding. A new
// version would give new ids; the old one is read for ever.
const encodingVersion = 1

// Limits of what one claim may hold, so that foreign bytes cannot ask for more.
const (
	maxText = 1 << 20
	maxList = 1 << 12
)

// SourceID names a document by what it says of itself and by its text. A date
// that was only inferred from the text is left out, since a later reader may
// infer another.
func SourceID(s *chancery.Source) string {
	h := sha256.New()
	put := func(s string) {
		h.Write(binary.AppendUvarint(nil, uint64(len(s))))
		h.Write([]byte(s))
	}
	published := s.Published
	if s.Basis == chancery.Inferred {
		published = ""
	}
	for _, part := range []string{"source/1", s.Publisher, published, s.URL, s.Title, s.Text} {
		put(part)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// ClaimID names a claim: the first half of its source's id and 128 bits of the
// SHA-256 of its encoding.
func ClaimID(source string, body []byte) string {
	sum := sha256.Sum256(body)
	return source[:16] + hex.EncodeToString(sum[:16])
}

// codec writes or reads a claim field by field; one walk over the fields serves
// both, so that they cannot differ.
type codec struct {
	out     []byte
	in      *bytes.Reader
	reading bool
	err     error
}

func (c *codec) uint(v *uint64) {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, *v)
		return
	}
	if c.err != nil {
		return
	}
	*v, c.err = binary.ReadUvarint(c.in)
}

func (c *codec) int(v *int) {
	n := uint64(*v)
	c.uint(&n)
	if c.reading && c.err == nil && n > math.MaxInt32 {
		c.err = fmt.Errorf("number %d is too large", n)
	}
	*v = int(n)
}

func (c *codec) bool(v *bool) {
	n := 0
	if *v {
		n = 1
	}
	c.int(&n)
	*v = n == 1
}

func (c *codec) text(s *string) {
	n := len(*s)
	c.int(&n)
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	if c.err == nil && (n > maxText || n > c.in.Len()) {
		c.err = fmt.Errorf("a text of %d bytes", n)
	}
	if c.err != nil {
		return
	}
	b := make([]byte, n)
	_, c.err = c.in.Read(b)
	if n == 0 {
		c.err = nil
	}
	if !utf8.Valid(b) {
		c.err = errors.New("a text that is not UTF-8")
	}
	*s = string(b)
}

// list codes a list's length and each of its members.
func list[T any](c *codec, s *[]T, member func(*T)) {
	n := len(*s)
	c.int(&n)
	if c.reading {
		if c.err == nil && n > maxList {
			c.err = fmt.Errorf("a list of %d", n)
		}
		if c.err != nil || n == 0 {
			return
		}
		*s = make([]T, n)
	}
	for i := range *s {
		member(&(*s)[i])
	}
}

// optional codes whether there is a value, and the value.
func optional[T any](c *codec, p **T, value func(*T)) {
	there := *p != nil
	c.bool(&there)
	if !there {
		return
	}
	if c.reading {
		*p = new(T)
	}
	value(*p)
}

func (c *codec) span(s *chancery.Span) { c.int(&s.Start); c.int(&s.End) }

func (c *codec) words(w *chancery.Words) { c.span(&w.Span); c.text(&w.Text) }

func (c *codec) party(p *chancery.Party) {
	c.text(&p.Code)
	c.text(&p.Country)
	c.text(&p.Sector)
	optional(c, &p.Words, c.words)
}

func (c *codec) saying(s *chancery.Saying) {
	c.words(&s.Trigger)
	c.span(&s.Sentence)
	c.text(&s.By)
	optional(c, &s.Speaker, c.words)
	optional(c, &s.Cue, c.words)
	list(c, &s.Via, c.party)
}

// claim codes every field but ID, Recorded and Reader, in this order for ever.
func (c *codec) claim(x *chancery.Claim) {
	version := encodingVersion
	c.int(&version)
	if c.reading && c.err == nil && version != encodingVersion {
		c.err = fmt.Errorf("encoding version %d is not known", version)
	}
	c.text(&x.Source)
	for _, s := range []*string{
		(*string)(&x.Class), &x.Type, &x.Mode, &x.CAMEO, (*string)(&x.Modality), &x.Date, &x.Place, &x.Rule,
		&x.Kind, &x.Status, &x.What, &x.Since, &x.Until, &x.At,
		&x.About, (*string)(&x.Verdict), &x.By, &x.Note,
	} {
		c.text(s)
	}
	hundredths := int(math.Round(x.Confidence * 100))
	c.int(&hundredths)
	x.Confidence = float64(hundredths) / 100
	c.bool(&x.Ended)
	c.bool(&x.Undated)
	c.int(&x.Nth)
	list(c, &x.Contexts, c.text)
	list(c, &x.Actors, c.party)
	list(c, &x.Recipients, c.party)
	list(c, &x.Told, c.saying)
}

// Encode writes a claim's canonical encoding: every field that makes it what it
// is, each with its length before it. Confidence is kept in hundredths.
func Encode(x *chancery.Claim) []byte {
	c := codec{out: make([]byte, 0, 256)}
	copied := *x
	c.claim(&copied)
	return c.out
}

// Decode reads what Encode wrote; it refuses any other bytes. ID, Recorded and
// Reader are not in them.
func Decode(body []byte) (chancery.Claim, error) {
	c := codec{in: bytes.NewReader(body), reading: true}
	var x chancery.Claim
	c.claim(&x)
	switch {
	case c.err != nil:
		return chancery.Claim{}, fmt.Errorf("ledger: decoding a claim: %w", c.err)
	case c.in.Len() > 0:
		return chancery.Claim{}, fmt.Errorf("ledger: decoding a claim: %d bytes too many", c.in.Len())
	case !bytes.Equal(Encode(&x), body):
		return chancery.Claim{}, errors.New("ledger: decoding a claim: it is not written in the one canonical way")
	}
	return x, nil
}
