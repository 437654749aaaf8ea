package document

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"chancery/internal/document/fetch"
)

// Options say how inputs are read; the zero value reads files alone.
type Options struct {
	Date     string    // publication date, YYYY-MM-DD, where the input has none
	Stdin    io.Reader // what "-" reads
	MaxBytes int64     // of one document, unpacked; 0 means DefaultMaxBytes
	// Places has the pages of archives found and not read: their Documents have an
	// Origin, from which At reads them, an ID and a URL, and no Text.
	Places bool
	// Web fetches addresses; where it is nil, they are refused. Follow reads the
	// page that an item of a feed leads to instead of the item.
	Web    *fetch.Client
	Follow bool
	// Jobs is how many documents are taken apart at the same time; they come in
	// the order of the inputs all the same. 0 is one.
	Jobs int
	// spare are buffers for what single documents are read from, which Open makes.
	spare *sync.Pool // of *bytes.Buffer
}

// DefaultMaxBytes is the size of a document above which it is refused.
const DefaultMaxBytes = 32 << 20

func (o *Options) maxBytes() int64 {
	if o.MaxBytes > 0 {
		return o.MaxBytes
	}
	return DefaultMaxBytes
}

var errTooLarge = errors.New("a document may have no more")

func tooLarge(most int64) error {
	return fmt.Errorf("it is larger than %d MB: %w; split it into articles", most>>20, errTooLarge)
}

// Open reads inputs in turn: files, folders (their files, sorted, hidden ones
// left out), addresses of pages and feeds, and "-" for standard input. What cannot
// be read is an *Error, and the next is read. A cancelled context ends the sequence
// with its error.
func Open(ctx context.Context, inputs []string, o Options) iter.Seq2[*Document, error] {
	o.spare = &sync.Pool{New: func() any { return new(bytes.Buffer) }}
	return ready(o.Jobs, func(yield func(*Document, error) bool) {
		for _, in := range inputs {
			if !o.open(ctx, in, yield) {
				return
			}
		}
	})
}

// open reads one input; false when the reading is to end.
func (o *Options) open(ctx context.Context, in string, yield func(*Document, error) bool) bool {
	if err := ctx.Err(); err != nil {
		yield(nil, err)
		return false
	}
	switch {
	case in == "-":
		if o.Stdin == nil {
			return yield(nil, &Error{in, errors.New("there is no standard input")})
		}
		return o.read(ctx, in, o.Stdin, yield)
	case strings.Contains(in[:min(len(in), 16)], "://"):
		return o.openAddress(ctx, in, yield)
	}
	info, err := os.Stat(in)
	if err != nil {
		return yield(nil, &Error{in, plain(err)})
	}
	if info.IsDir() {
		return o.openFolder(ctx, in, yield)
	}
	if !info.Mode().IsRegular() && info.Mode()&(fs.ModeNamedPipe|fs.ModeCharDevice) == 0 {
		return yield(nil, &Error{in, errors.New("it is neither a file nor a folder")})
	}
	return o.openFile(ctx, in, yield)
}

func (o *Options) openFile(ctx context.Context, name string, yield func(*Document, error) bool) bool {
	f, err := os.Open(name)
	if err != nil {
		return yield(nil, &Error{name, plain(err)})
	}
	defer f.Close()
	return o.read(ctx, name, f, yield)
}

// openFolder reads the files below a folder in the order of their names. Links
// to folders are not followed, so none can lead in a circle.
func (o *Options) openFolder(ctx context.Context, dir string, yield func(*Document, error) bool) bool {
	files, more := 0, true
	// The separator makes a link that was named itself lead into its folder.
	filepath.WalkDir(dir+string(filepath.Separator), func(path string, e fs.DirEntry, err error) error {
		if err == nil && ctx.Err() != nil {
			err = ctx.Err()
			yield(nil, err)
			more = false
			return fs.SkipAll
		}
		switch {
		case err != nil:
			more = yield(nil, &Error{path, plain(err)})
		case path != dir+string(filepath.Separator) && strings.HasPrefix(e.Name(), "."):
			if e.IsDir() {
				return fs.SkipDir
			}
		case e.Type().IsRegular(), e.Type()&fs.ModeSymlink != 0 && isFile(path):
			files++
			more = o.openFile(ctx, path, yield)
		}
		if !more {
			return fs.SkipAll
		}
		return nil
	})
	if more && files == 0 {
		return yield(nil, &Error{dir, errors.New("the folder holds no files")})
	}
	return more
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// plain drops the name from an error of the file system: it is said already.
func plain(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// read tells an input apart by its first bytes and reads it.
func (o *Options) read(ctx context.Context, name string, r io.Reader, yield func(*Document, error) bool) bool {
	br := bufio.NewReaderSize(&untilDone{ctx, r}, 64<<10)
	if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		// An archive is unpacked record by record.
		if start, _ := br.Peek(peekMember); packedWARC(start) {
			return o.readArchive(ctx, name, br, yield)
		}
		z, err := gzip.NewReader(br)
		if err != nil {
			return failed(ctx, name, unpacking(err), yield)
		}
		br = bufio.NewReaderSize(unpacked{z}, 64<<10)
		if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
			return yield(nil, &Error{name, errors.New("it is compressed twice; unpack it once")})
		}
	}
	head, err := br.Peek(64 << 10)
	if len(head) == 0 && err != nil {
		if errors.Is(err, io.EOF) {
			err = errNoText
		}
		return failed(ctx, name, err, yield)
	}
	switch {
	case isWARC(head):
		return o.readArchive(ctx, name, br, yield)
	case isFeed(head):
		data, err := o.all(br)
		if err != nil {
			return failed(ctx, name, err, yield)
		}
		return o.readFeed(ctx, name, data.Bytes(), "", yield)
	case isJSONLines(head):
		return o.readJSONLines(ctx, name, br, yield)
	}
	data, err := o.readOne(head, br)
	if err != nil {
		return failed(ctx, name, err, yield)
	}
	return yield(&Document{pending: func() (*Document, error) {
		defer o.giveBack(data)
		d, err := o.document(name, data.Bytes(), &capture{})
		if err != nil {
			return nil, &Error{name, plain(err)}
		}
		d.Origin = Origin{File: name}
		return d, nil
	}}, nil)
}

// failed yields why an input could not be read: the context's end, which ends
// all, or its own.
func failed(ctx context.Context, name string, err error, yield func(*Document, error) bool) bool {
	if ctx.Err() != nil {
		yield(nil, ctx.Err())
		return false
	}
	return yield(nil, &Error{name, plain(err)})
}

// readOne reads the bytes of an input that is one document.
func (o *Options) readOne(head []byte, r io.Reader) (*bytes.Buffer, error) {
	// Bytes that are no text are refused before the rest is read.
	if _, marked, _ := byMark(head[:min(len(head), 2)]); !marked {
		if kind := binaryKind(head); kind != "" {
			return nil, notText(kind)
		}
	}
	return o.all(r)
}

// all reads an input to its end, into a buffer that may be given back.
func (o *Options) all(r io.Reader) (*bytes.Buffer, error) {
	data := new(bytes.Buffer)
	if o.spare != nil {
		data = o.spare.Get().(*bytes.Buffer)
	}
	if _, err := data.ReadFrom(io.LimitReader(r, o.maxBytes()+1)); err != nil {
		return nil, plain(err)
	}
	if int64(data.Len()) > o.maxBytes() {
		return nil, tooLarge(o.maxBytes())
	}
	return data, nil
}

// mostSpared is how large a buffer is kept: a newspaper's page has a fifth of it.
const mostSpared = 1 << 20

// giveBack lets the next document have a buffer, of which nothing may be in use.
func (o *Options) giveBack(b *bytes.Buffer) {
	if o.spare != nil && b.Cap() <= mostSpared {
		b.Reset()
		o.spare.Put(b)
	}
}

// document reads the bytes of one page or text; from is what is known of how it
// came here.
func (o *Options) document(name string, data []byte, from *capture) (*Document, error) {
	html := isHTML(data)
	text, err := decode(data, html, from.contentType)
	if err != nil {
		return nil, err
	}
	start := []byte(text[:min(len(text), 4096)])
	switch {
	case from.url == "" && (isJSONLines(start) || isFeed(start)):
		return nil, errors.New("it is JSON Lines or a feed, in UTF-16; save it as UTF-8")
	case html || isHTML(start):
		return o.readHTML(name, text, from)
	case isFeed(start):
		return nil, errors.New("it is a feed where a page should be")
	}
	units := paragraphs(text)
	if len(units) == 0 {
		return nil, errNoText
	}
	f := fields{id: name, url: tidyURL(from.url, ""), units: units, taken: from.taken}
	if f.url != "" {
		f.id = f.url
	}
	f.lacking(from.item)
	return build(f, o.Date)
}

// isJSONLines tells whether the first line is, or begins, a JSON object.
func isJSONLines(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return false
	}
	rest := bytes.TrimLeft(head[1:], " \t\r\n")
	return len(rest) > 0 && (rest[0] == '"' || rest[0] == '}')
}

// untilDone is a reader that ends with its context.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// unpacked says of its errors that they are of the compression.
type unpacked struct{ r io.Reader }

func (u unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = unpacking(err)
	}
	return n, err
}

func unpacking(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("its gzip data end too early; the file is truncated")
	}
	return fmt.Errorf("its gzip data: %w", err)
}
