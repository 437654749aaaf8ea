package exchange

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
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
	// header are the columns that the first row, which has not come yet, must name.
	header []string
	// objects reads JSON objects, which may run over several lines, instead.
	objects *objects
}

// openLines looks at the first bytes for how the input is packed.
func openLines(name string, r io.Reader) (*lines, error) {
	if f, ok := r.(archive); ok {
		if inner, err := unzip(f); inner != nil || err != nil {
			if err != nil {
				return nil, err
			}
			return newLines(name, bufio.NewReaderSize(inner, 64<<10))
		}
	}
	in := bufio.NewReaderSize(r, 64<<10)
	head, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(err)
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("its gzip: %w", unreadable(err))
		}
		in = bufio.NewReaderSize(z, 64<<10)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return nil, errors.New("is a zip archive in a stream; give it as a file, or pipe it: unzip -p FILE.zip | chancery load … -")
	}
	return newLines(name, in)
}

// newLines begins to read lines, if the input is a text.
func newLines(name string, in *bufio.Reader) (*lines, error) {
	head, _ := in.Peek(64) // what is wrong with it is told when it is read
	zeros := bytes.Count(head, []byte{0})
	switch {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}), zeros > len(head)/4:
		return nil, errors.New("is UTF-16; save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")
	case zeros > 0:
		return nil, errors.New("is no text: it begins with binary data; give a table of text, or one packed by gzip or zip")
	}
	return &lines{name: name, in: in}, nil
}

// unreadable adds to an error of reading what to do about it.
func unreadable(err error) error {
	var damage flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum),
		errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.As(err, &damage):
		return fmt.Errorf("%w; what is packed breaks off or is damaged: fetch it again", err)
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%w; name the files in it", err)
	}
	return err
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
		return nil, fmt.Errorf("its zip archive: %w", unreadable(err))
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
			l.fatal = fmt.Errorf("line %d: %w", l.n, unreadable(err))
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
