package imports

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

// lines reads an input line by line in memory that does not grow with it.
type lines struct {
	name string
	in   *bufio.Reader
	buf  []byte // a line that does not fit into in's buffer
	n    int    // number of the line last read
	bad  int    // malformed lines
	tell func(string)
}

// maxLine bounds a line, in bytes. The largest entities of Wikidata have a few
// megabytes.
const maxLine = 32 << 20

// newLines looks at the first bytes for how the input is compressed.
func newLines(name string, r io.Reader, tell func(string)) (*lines, error) {
	in := bufio.NewReaderSize(r, 1<<20)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		in = bufio.NewReaderSize(z, 1<<20)
	case bytes.HasPrefix(head, []byte("BZh")):
		in = bufio.NewReaderSize(bzip2.NewReader(in), 1<<20)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, errors.New("is a zip archive; unpack it, or pipe it: unzip -p FILE.zip | … -")
	}
	if head, _ := in.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		in.Discard(3)
	}
	return &lines{name: name, in: in, tell: tell}, nil
}

// next is the next line without its end, valid until the next call. A line
// over maxLine is told and passed over. The error is io.EOF at the end.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.in.ReadSlice('\n')
		if len(line) == 0 && err != nil {
			return nil, err
		}
		l.n++
		if errors.Is(err, bufio.ErrBufferFull) {
			if line, err = l.long(line); line == nil && err == nil {
				continue
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return bytes.TrimRight(line, "\r\n"), nil
	}
}

// long gathers a line longer than the buffer; nil if it is over maxLine.
func (l *lines) long(start []byte) ([]byte, error) {
	l.buf = append(l.buf[:0], start...)
	tooLong := false
	for {
		part, err := l.in.ReadSlice('\n')
		if !tooLong {
			l.buf = append(l.buf, part...)
			tooLong = len(l.buf) > maxLine
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if tooLong {
			l.malformed(fmt.Sprintf("a line of more than %d MB", maxLine>>20))
			return nil, nil
		}
		return l.buf, nil
	}
}

// malformed tells and counts what is wrong with the line last read.
func (l *lines) malformed(what string) { l.malformedAt(l.n, what) }

func (l *lines) malformedAt(n int, what string) {
	l.bad++
	if l.tell == nil || l.bad > maxTold {
		return
	}
	if l.bad == maxTold {
		what += "; what follows of this file is counted only"
	}
	l.tell(fmt.Sprintf("%s:%d: %s", l.name, n, what))
}

// clip shortens what is quoted in a complaint.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
