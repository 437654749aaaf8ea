package fetch

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"fmt"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
)

const (
	// maxRatio is how many times its packed size a body may have: a page has ten to
	// thirty, a page made to fill memory a thousand and more.
	maxRatio = 100
	// freeRatio is the size up to which the ratio does not count: a page that is
	// nearly empty may well be all repetition.
	freeRatio = 1 << 20
	// maxLayers is how many encodings a body may have one upon the other.
	maxLayers = 2
)

// Unpack undoes a Content-Encoding, to no more than most bytes. Servers and
// archives often say gzip of what is plain, so what does not look packed, or
// cannot be unpacked and begins as a page does, is taken as it is.
func Unpack(encoding string, packed []byte, most int64) ([]byte, error) {
	layers := strings.Split(encoding, ",")
	if len(layers) > maxLayers {
		return nil, fmt.Errorf("it is packed %d times over (%.60q)", len(layers), encoding)
	}
	for i := len(layers) - 1; i >= 0; i-- {
		r, err := unpacker(strings.ToLower(strings.TrimSpace(layers[i])), packed)
		if err != nil {
			return nil, err
		}
		if r == nil {
			continue
		}
		out, err := readRatio(r, int64(len(packed)), most)
		switch {
		case err == nil:
			packed = out
		case len(out) > 0 || !beginsAsPage(packed):
			return nil, err
		}
	}
	if int64(len(packed)) > most {
		return nil, tooLarge(most)
	}
	return packed, nil
}

// unpacker undoes one encoding; nil where there is nothing to undo.
func unpacker(encoding string, packed []byte) (io.Reader, error) {
	switch encoding {
	case "", "identity", "none", "utf-8":
		return nil, nil
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(packed, []byte{0x1f, 0x8b}) {
			return nil, nil
		}
		z, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			return nil, fmt.Errorf("its gzip data: %w", err)
		}
		return z, nil
	case "deflate":
		// The standard means zlib's format; some servers send bare deflate.
		if z, err := zlib.NewReader(bytes.NewReader(packed)); err == nil {
			return z, nil
		}
		return flate.NewReader(bytes.NewReader(packed)), nil
	case "br":
		return brotli.NewReader(bytes.NewReader(packed)), nil
	}
	return nil, fmt.Errorf("it is packed as %.30q, which is not read", encoding)
}

// readRatio reads what in bytes unpack to, if those are neither more than most nor
// out of all proportion.
func readRatio(r io.Reader, in, most int64) ([]byte, error) {
	limit := min(most, max(freeRatio, in*maxRatio))
	out, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case int64(len(out)) > limit && limit == most:
		return out, tooLarge(most)
	case int64(len(out)) > limit:
		return out, fmt.Errorf("it unpacks to more than %d times its size, as no page does", maxRatio)
	case err != nil:
		return out, fmt.Errorf("its packed data: %w", err)
	}
	return out, nil
}

func beginsAsPage(b []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(b[:min(len(b), 512)], " \t\r\n\ufeff"), []byte("<"))
}

func tooLarge(most int64) error { return fmt.Errorf("it is larger than %d KB", most>>10) }
