package document

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// errNoText is an input without a word in it.
var errNoText = errors.New("it holds no text")

// decode turns bytes into a string of valid UTF-8: as they are, by their byte
// order mark, by what its server or an HTML page declares, else as Windows-1252, the usual
// charset of texts that are not UTF-8. Stray bytes in a text that is UTF-8
// otherwise become U+FFFD. Bytes that are no text are an error.
func decode(data []byte, isHTML bool, contentType string) (string, error) {
	if s, ok, err := byMark(data); ok {
		return s, err
	}
	if kind := binaryKind(data); kind != "" {
		return "", notText(kind)
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	good, bad := utf8Runs(data)
	enc, _, certain := charset.DetermineEncoding(data, contentType)
	if (isHTML || contentType != "") && (certain || good <= bad) {
		out, err := enc.NewDecoder().Bytes(data)
		if err != nil {
			return "", fmt.Errorf("its charset: %w", err)
		}
		return strings.ToValidUTF8(string(out), "\uFFFD"), nil
	}
	if good > bad {
		return strings.ToValidUTF8(string(data), "\uFFFD"), nil
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return "", fmt.Errorf("its charset: %w", err)
	}
	return string(out), nil
}

func notText(kind string) error {
	return fmt.Errorf("it looks like %s, not text; give plain text, HTML, JSON Lines, a web archive or a feed", kind)
}

// byMark decodes data that begins with a byte order mark.
func byMark(data []byte) (s string, ok bool, err error) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		return strings.ToValidUTF8(string(data[3:]), "\uFFFD"), true, nil
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", true, fmt.Errorf("its UTF-16: %w", err)
		}
		return strings.ToValidUTF8(string(out), "\uFFFD"), true, nil
	}
	return "", false, nil
}

// utf8Runs counts the sequences of more than one byte that are UTF-8 and the
// bytes that are not.
func utf8Runs(data []byte) (good, bad int) {
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		data = data[n:]
	}
	return good, bad
}

// binaryKind names what bytes that are no text look like, "" for text.
func binaryKind(data []byte) string {
	head := data[:min(len(data), 1024)]
	if kind := http.DetectContentType(head); !strings.HasPrefix(kind, "text/") && kind != "application/octet-stream" {
		return kind
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "binary data"
	}
	controls := 0
	for _, b := range data {
		if b < 0x20 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 0x1b {
			controls++
		}
	}
	if controls*20 > len(data) {
		return "binary data"
	}
	return ""
}
