package document

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
)

// source gives the bytes of a packed archive one by one, so that a gzip member is
// read to its last byte and no further, and takes those of a damaged one back.
type source struct {
	r     *bufio.Reader
	off   int64  // of the next byte
	ahead []byte // what was taken back, before what r holds
	err   error  // other than the end

	back   []byte // what was read since mark, unless that was too much
	full   bool
	marked int64
	// tried is up to where bytes were taken back already: none is a second time,
	// or an archive of nothing but false starts would be read for ever.
	tried int64
}

// maxBack is how much of a member is kept to be taken back. Pages are smaller.
const maxBack = 1 << 20

// mark begins to keep what is read.
func (s *source) mark() { s.back, s.full, s.marked = s.back[:0], false, s.off }

func (s *source) keep(p []byte) {
	from := s.off
	s.off += int64(len(p))
	if s.full || s.off <= s.tried {
		return
	}
	p = p[max(s.tried-from, 0):]
	if s.full = len(s.back)+len(p) > maxBack; s.full {
		s.back = s.back[:0]
		return
	}
	s.back = append(s.back, p...)
}

func (s *source) note(err error) error {
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return err
}

func (s *source) Read(p []byte) (int, error) {
	n, err := 0, error(nil)
	if len(s.ahead) > 0 {
		n = copy(p, s.ahead)
		s.ahead = s.ahead[n:]
	} else {
		n, err = s.r.Read(p)
	}
	s.keep(p[:n])
	return n, s.note(err)
}

// ReadByte is what makes the unpacker read no further than it must.
func (s *source) ReadByte() (byte, error) {
	var b byte
	if len(s.ahead) > 0 {
		b, s.ahead = s.ahead[0], s.ahead[1:]
	} else {
		var err error
		if b, err = s.r.ReadByte(); err != nil {
			return 0, s.note(err)
		}
	}
	if s.full || s.off < s.tried || len(s.back) >= maxBack {
		s.keep([]byte{b})
		return b, nil
	}
	s.off++
	s.back = append(s.back, b)
	return b, nil
}

// rewind takes back what was read since mark, but for the byte marked.
func (s *source) rewind() {
	again := s.back
	if s.off-int64(len(again)) == s.marked && len(again) > 0 {
		again = again[1:]
	}
	s.tried = s.off
	s.off -= int64(len(again))
	s.ahead = append(bytes.Clone(again), s.ahead...)
	s.back = s.back[:0]
}

// peek is what comes next, up to n bytes of it.
func (s *source) peek(n int) []byte {
	if len(s.ahead) == 0 {
		b, err := s.r.Peek(n)
		s.note(err)
		return b
	}
	if missing := n - len(s.ahead); missing > 0 {
		b, err := s.r.Peek(missing)
		s.note(err)
		s.ahead = append(s.ahead, b...)
		s.r.Discard(len(b))
	}
	return s.ahead[:min(n, len(s.ahead))]
}

func (s *source) skip(n int) {
	s.off += int64(n)
	k := min(n, len(s.ahead))
	s.ahead = s.ahead[k:]
	s.r.Discard(n - k)
}

const (
	peekMember = 4 << 10  // is looked at to see whether a member begins a record
	peekScan   = 32 << 10 // is searched at a time
)

// seekMember goes to the next gzip member that unpacks to a WARC record; false if
// there is none.
func (s *source) seekMember() bool {
	z := new(gzip.Reader)
	magic := []byte{0x1f, 0x8b, 8}
	for {
		b := s.peek(peekScan)
		i := bytes.Index(b, magic)
		switch {
		case i < 0 && len(b) < peekScan:
			return false
		case i < 0:
			s.skip(len(b) - len(magic) + 1)
			continue
		}
		s.skip(i)
		b = s.peek(peekMember)
		if z.Reset(bytes.NewReader(b)) == nil && unpacksToWARC(z) {
			return true
		}
		s.skip(1)
	}
}
