package document

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
)

// Web archives (WARC 1.0 and 1.1, ISO 28500), of which news crawls are made: one
// gigabyte each, every record a gzip member of its own.
//
// Two libraries were weighed. github.com/nlnwa/gowarc reads a header line to its
// end, however far that is, and keeps blocks in temporary files;
// github.com/internetarchive/gowarc reads its settings from the environment, copies
// each block to a spool and brings a TLS stack along. Neither goes on behind a
// damaged member. The format is a header and a counted block, so it is read here,
// with the limits that foreign bytes need.

// Origin is where the bytes of a document lie. File is the input's name or, of a
// page that was fetched, the address at which it was found. A record of an archive
// begins at byte Offset of the file and, if it is not the first of its gzip member,
// at byte Within of what that unpacks to; of other inputs both are 0.
type Origin struct {
	File           string
	Offset, Within int64
}

// Archived tells whether it is a record of an archive behind the first, which as a rule
// says what the archive is.
func (o Origin) Archived() bool { return o.Offset > 0 || o.Within > 0 }

func (o Origin) String() string {
	if o.Within > 0 {
		return fmt.Sprintf("%s:%d+%d", o.File, o.Offset, o.Within)
	}
	return fmt.Sprintf("%s:%d", o.File, o.Offset)
}

const (
	// maxHead is how many bytes the header of a record, or of the answer in it, has
	// at most; maxFields how many fields count.
	maxHead   = 256 << 10
	maxFields = 1000
)

// archive goes from record to record of a WARC.
type archive struct {
	name   string
	src    *source
	gz     *gzip.Reader // of the current member; nil in an archive that is not packed
	in     *bufio.Reader
	unpack *counted // what in reads
	start  int64    // where the current member, or the file, begins
	lost   bool     // the last record was damaged: look for where the next begins
	torn   bool     // so was the packing of it
	ended  bool
}

// record is one record; its block is read before the next record is.
type record struct {
	at    Origin
	head  textproto.MIMEHeader
	block *io.LimitedReader
}

// damage is what is wrong with a record, or with what should be one.
type damage struct {
	at  Origin
	err error
}

func (d *damage) Error() string { return d.err.Error() }

// counted counts the bytes that were read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// isWARC tells whether the first bytes begin an archive.
func isWARC(head []byte) bool {
	return len(head) > 5 && string(head[:5]) == "WARC/" && head[5] >= '0' && head[5] <= '9'
}

// packedWARC tells whether packed bytes unpack to an archive.
func packedWARC(head []byte) bool {
	z, err := gzip.NewReader(bytes.NewReader(head))
	return err == nil && unpacksToWARC(z)
}

func unpacksToWARC(z *gzip.Reader) bool {
	var start [6]byte
	_, err := io.ReadFull(z, start[:])
	return err == nil && isWARC(start[:])
}

// newArchive reads an archive from r, which stands at byte start of its file.
func newArchive(name string, r *bufio.Reader, start int64) *archive {
	a := &archive{name: name, src: &source{r: r, off: start}, start: start, in: bufio.NewReaderSize(nil, 64<<10)}
	if magic, _ := r.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		a.gz = new(gzip.Reader)
		a.unpack = &counted{r: eof{}}
	} else {
		a.unpack = &counted{r: a.src}
	}
	a.in.Reset(a.unpack)
	return a
}

// eof is a reader at its end.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }

// here is the place of the next byte of in.
func (a *archive) here() Origin {
	n := a.unpack.n - int64(a.in.Buffered())
	if a.gz == nil {
		return Origin{File: a.name, Offset: a.start + n}
	}
	return Origin{File: a.name, Offset: a.start, Within: n}
}

// next is the next record; io.EOF at the end, a *damage where there should be one
// and it cannot be read, after which the next may be asked for.
func (a *archive) next() (*record, error) {
	if a.lost {
		a.lost = false
		a.seek()
	}
	if err := a.begin(); err != nil {
		return nil, err
	}
	at := a.here()
	broken := func(err error) (*record, error) { return nil, a.damaged(at, err) }
	version, head, err := readHead(a.in)
	switch {
	case err != nil:
		return broken(fmt.Errorf("the header of the WARC record: %w", packing(err)))
	case !isWARC([]byte(version)):
		return broken(fmt.Errorf("no WARC record begins here, but %.20q", version))
	}
	size, err := strconv.ParseInt(strings.TrimSpace(head.Get("Content-Length")), 10, 64)
	if err != nil || size < 0 {
		return broken(fmt.Errorf("the WARC record's Content-Length is %.30q", head.Get("Content-Length")))
	}
	return &record{at, head, &io.LimitedReader{R: a.in, N: size}}, nil
}

// begin goes to the next byte that is not the line ends between two records,
// opening members as need be.
func (a *archive) begin() error {
	for {
		err := skipLineEnds(a.in)
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, io.EOF):
			return a.damaged(a.here(), packing(err))
		case a.gz == nil || a.ended:
			return io.EOF
		}
		a.src.mark()
		a.start = a.src.off
		switch err := a.gz.Reset(a.src); {
		case errors.Is(err, io.EOF):
			a.ended = true
			return io.EOF
		case err != nil:
			a.unpack.n = 0
			a.in.Reset(eof{})
			a.torn = true
			return a.damaged(Origin{File: a.name, Offset: a.start}, packing(err))
		}
		a.gz.Multistream(false)
		a.unpack.r, a.unpack.n = a.gz, 0
		a.in.Reset(a.unpack)
	}
}

// finish skips what is left of a record and checks that it ends where it should;
// of a packed one also that its checksum holds.
func (a *archive) finish(r *record) error {
	if _, err := io.Copy(io.Discard, r.block); err != nil {
		return a.damaged(r.at, packing(err))
	}
	if r.block.N > 0 {
		return a.damaged(r.at, fmt.Errorf("the WARC record ends %d bytes early", r.block.N))
	}
	switch err := skipLineEnds(a.in); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return a.damaged(r.at, packing(err))
	}
	if start, _ := a.in.Peek(6); !isWARC(start) {
		return a.damaged(r.at, fmt.Errorf("the WARC record is followed by %.20q, not by another", start))
	}
	return nil
}

// damaged notes that the way to the next record is to be looked for.
func (a *archive) damaged(at Origin, err error) error {
	a.lost = true
	return &damage{at, err}
}

// seek goes to where the next record seems to begin: a line of what is
// unpacked already, else a gzip member that unpacks to one. A member that is cut
// short makes the unpacker read into the next, so that is looked for behind the
// start of the damaged one.
func (a *archive) seek() {
	for !a.torn {
		b, err := a.in.Peek(a.in.Size())
		if i := bytes.Index(b, []byte("\nWARC/1.")); i >= 0 {
			a.in.Discard(i + 1)
			return
		}
		a.in.Discard(max(len(b)-8, 0))
		if err == nil {
			continue
		}
		a.in.Discard(a.in.Buffered())
		if a.gz == nil || errors.Is(err, io.EOF) {
			return
		}
		a.torn = true
	}
	a.torn = false
	a.src.rewind()
	a.unpack.r, a.unpack.n = eof{}, 0
	a.in.Reset(a.unpack)
	a.ended = !a.src.seekMember()
}

func skipLineEnds(r *bufio.Reader) error {
	for {
		b, err := r.Peek(1)
		if err != nil {
			return err
		}
		if b[0] != '\r' && b[0] != '\n' {
			return nil
		}
		r.Discard(1)
	}
}

// packing says of an error of the compression that it is one.
func packing(err error) error {
	if errors.Is(err, gzip.ErrChecksum) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.ErrUnexpectedEOF) || strings.HasPrefix(err.Error(), "flate:") {
		return unpacking(err)
	}
	return err
}

var errLongHead = fmt.Errorf("it is longer than %d KB", maxHead>>10)

// readHead reads a first line and the fields below it, to the empty line that ends
// them. Old servers wrote anything there, so what is no field is passed over.
func readHead(r *bufio.Reader) (first string, fields textproto.MIMEHeader, err error) {
	fields = textproto.MIMEHeader{}
	size, n, last := 0, 0, ""
	for i := 0; ; i++ {
		b, err := limitedLine(r, int64(maxHead-size))
		size += len(b)
		switch {
		case errors.Is(err, errTooLarge):
			return first, fields, errLongHead
		case err != nil:
			if errors.Is(err, io.EOF) {
				err = errors.New("it does not end")
			}
			return first, fields, err
		}
		line := string(bytes.TrimRight(b, "\r\n"))
		key, value, isField := strings.Cut(line, ":")
		switch {
		case line == "" && i > 0:
			return first, fields, nil
		case i == 0:
			first = line
		case (line[0] == ' ' || line[0] == '\t') && last != "":
			values := fields[last]
			values[len(values)-1] += " " + strings.TrimSpace(line)
		case isField && n < maxFields:
			n++
			last = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(key))
			fields.Add(last, strings.TrimSpace(value))
		}
	}
}

// readArchive reads the pages of an archive.
func (o *Options) readArchive(ctx context.Context, name string, r *bufio.Reader, yield func(*Document, error) bool) bool {
	a := newArchive(name, r, 0)
	for found := false; ; {
		rec, err := a.next()
		switch {
		case ctx.Err() != nil || a.src.err != nil:
			return failed(ctx, name, a.src.err, yield)
		case errors.Is(err, io.EOF) && !found:
			return yield(nil, &Error{name, errors.New("the archive holds no page: no response record with HTML or text")})
		case errors.Is(err, io.EOF):
			return true
		}
		d, err := o.page(a, rec, err)
		if ctx.Err() != nil || a.src.err != nil || d == nil && err == nil {
			continue
		}
		found = true
		if !yield(d, err) {
			return false
		}
	}
}

// page makes the document of a record, or of the error in its place; nil where
// the record holds no page.
func (o *Options) page(a *archive, rec *record, err error) (*Document, error) {
	var c *capture
	if err == nil {
		c, err = o.captured(rec)
		// A record whose end is damaged may be damaged anywhere.
		if end := a.finish(rec); end != nil && (c != nil || err == nil) {
			c, err = nil, end
		}
	}
	var at *damage
	switch {
	case errors.As(err, &at):
		return nil, &Error{at.at.String(), at.err}
	case err != nil:
		return nil, &Error{rec.at.String(), err}
	case c == nil:
		return nil, nil
	}
	origin := rec.at
	if o.Places {
		return &Document{ID: origin.String(), URL: tidyURL(c.url, ""), Origin: origin}, nil
	}
	return &Document{pending: func() (*Document, error) {
		d, err := o.document(origin.String(), c.body, c)
		if err != nil {
			return nil, &Error{origin.String(), fmt.Errorf("%.200s: %w", clipped(c.url), err)}
		}
		d.Origin = origin
		return d, nil
	}}, nil
}

// clipped is an address for a message: foreign text on one line.
func clipped(url string) string { return squeeze(fold(url[:min(len(url), 200)])) }

// At reads the one record of an archive that begins where a Document said it came
// from.
func At(at Origin, o Options) (*Document, error) {
	f, err := os.Open(at.File)
	if err != nil {
		return nil, &Error{at.String(), plain(err)}
	}
	defer f.Close()
	if _, err := f.Seek(at.Offset, io.SeekStart); err != nil {
		return nil, &Error{at.String(), plain(err)}
	}
	a := newArchive(at.File, bufio.NewReaderSize(f, 64<<10), at.Offset)
	for {
		rec, err := a.next()
		if err == nil && rec.at != at {
			if rec.at.Offset == at.Offset && rec.at.Within < at.Within && a.finish(rec) == nil {
				continue
			}
			return nil, &Error{at.String(), errors.New("no WARC record begins there; has the file changed?")}
		}
		if errors.Is(err, io.EOF) {
			return nil, &Error{at.String(), errors.New("the file ends before that")}
		}
		d, err := o.page(a, rec, err)
		if d == nil && err == nil {
			err = &Error{at.String(), errors.New("the record there holds no page")}
		}
		if err != nil {
			return nil, err
		}
		return d.pending()
	}
}
