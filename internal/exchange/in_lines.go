package exchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// maxRow bounds a row, in bytes; the longest of POLECAT's have some tens of
// thousands.
const maxRow = 256 << 10

// lines reads an input line by line.
type lines struct {
	name  string
	in    *bufio.Reader
	n     int   // number of the line last read
	at    int   // number of the line in which the row last read begins
	fatal error // after which nothing can be read
	// objects reads JSON objects, which may run over several lines, instead.
	objects *objects
}

// openLines looks at the first bytes for how the input is packed.
func openLines(name string, r io.Reader) (*lines, error) {
	if f, ok := r.(archive); ok {
		if inner, err := unzip(f); inner != nil || err != nil {
			return newLines(name, inner), err
		}
	}
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("its gzip: %w", err)
		}
		return newLines(name, z), nil
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, errors.New("is a zip archive in a stream; give it as a file, or pipe it: unzip -p FILE.zip | chancery load … -")
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return nil, errors.New("is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")
	}
	return &lines{name: name, in: in}, nil
}

func newLines(name string, r io.Reader) *lines {
	if r == nil {
		return nil
	}
	return &lines{name: name, in: bufio.NewReaderSize(r, 64<<10)}
}

// archive is an input that can be read anywhere, as a zip archive must.
type archive interface {
	io.ReaderAt
	io.Seeker
}

// unzip opens the one file of a zip archive; nil if the input is none.
func unzip(f archive) (io.Reader, error) {
	var head [4]byte
	if _, err := f.ReadAt(head[:], 0); err != nil || string(head[:]) != "PK\x03\x04" {
		return nil, nil // a pipe, or too short: it is read as it is
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, fmt.Errorf("its zip archive: %w", err)
	}
	var files []*zip.File
	for _, x := range z.File {
		if !x.FileInfo().IsDir() {
			files = append(files, x)
		}
	}
	if len(files) != 1 {
		return nil, fmt.Errorf("a zip archive must hold one file, and this one holds %d; unpack it and give the files", len(files))
	}
	in, err := files[0].Open()
	if err != nil {
		return nil, fmt.Errorf("its zip archive: %w", err)
	}
	return in, nil
}

var errLongRow = fmt.Errorf("the row is longer than %d KB; cut it, or leave it out", maxRow>>10)

// next is the next row that is not empty. io.EOF is the end; any other error is
// of that row alone unless fatal is set.
func (l *lines) next() (*row, error) {
	if l.objects != nil {
		return l.objects.next(l)
	}
	for {
		text, err := l.line()
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(text) != "" {
			return &row{file: l.name, line: l.n, text: text}, nil
		}
	}
}

// line is the next line without its end.
func (l *lines) line() (string, error) {
	var out []byte
	long := false
	for {
		part, err := l.in.ReadSlice('\n')
		if !long {
			out = append(out, part...)
		}
		if len(out) > maxRow {
			long, out = true, nil
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && !errors.Is(err, io.EOF):
			l.n++
			l.fatal = fmt.Errorf("line %d: %w", l.n, err)
			return "", l.fatal
		case err != nil && !long && len(out) == 0:
			return "", io.EOF
		}
		l.n++
		l.at = l.n
		if long {
			return "", errLongRow
		}
		if l.n == 1 {
			out = bytes.TrimPrefix(out, []byte("\xef\xbb\xbf"))
		}
		return tidy(bytes.TrimRight(out, "\r\n")), nil
	}
}

// tidy makes foreign bytes a text: what is not UTF-8 is read as Windows-1252, as
// older files of event data are, and control characters but tabs become spaces.
func tidy(line []byte) string {
	if !utf8.Valid(line) {
		if decoded, err := charmap.Windows1252.NewDecoder().Bytes(line); err == nil {
			line = decoded
		}
	}
	return strings.Map(func(r rune) rune {
		if r != '\t' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, string(line))
}
