package document

import (
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

const sample = "Zürich’s envoy said “no” – at once."

func utf16Bytes(s string, big bool) string {
	var b strings.Builder
	for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(s))...) {
		if big {
			b.Write([]byte{byte(u >> 8), byte(u)})
		} else {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
	}
	return b.String()
}

func cp1252(t *testing.T, s string) string {
	t.Helper()
	out, err := charmap.Windows1252.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDecode(t *testing.T) {
	page := func(charset, s string) string {
		return "<html><head><meta charset=\"" + charset + "\"></head><body><p>" + s + "</p></body></html>"
	}
	tests := []struct {
		name, in string
		html     bool
		want     string
	}{
		{"UTF-8", sample, false, sample},
		{"UTF-8 with mark", "\xef\xbb\xbf" + sample, false, sample},
		{"UTF-16 little-endian", utf16Bytes(sample, false), false, sample},
		{"UTF-16 big-endian", utf16Bytes(sample, true), false, sample},
		{"UTF-16 cut within a character", utf16Bytes(sample, true) + "\x00", false, sample + "\uFFFD"},
		{"Windows-1252", cp1252(t, sample), false, sample},
		{"Windows-1252 declared", page("windows-1252", cp1252(t, sample)), true, page("windows-1252", sample)},
		{"Latin 1 declared", page("iso-8859-1", cp1252(t, "Zürich")), true, page("iso-8859-1", "Zürich")},
		{"declared is not what it is", page("iso-8859-1", sample), true, page("iso-8859-1", sample)},
		{"UTF-8 with a stray byte", sample + "\xff", false, sample + "\uFFFD"},
		{"undeclared page with a stray byte", "<p>" + sample + "\xff", true, "<p>" + sample + "\uFFFD"},
		{"Cyrillic declared", page("windows-1251", "\xca\xe8\xe5\xe2"), true, page("windows-1251", "Киев")},
		{"empty", "", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := decode([]byte(tt.in), tt.html, "")
			if err != nil {
				t.Fatal(err)
			}
			if got != tt.want {
				t.Errorf("got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestBinaryIsRefused(t *testing.T) {
	tests := []struct{ name, in, says string }{
		{"PNG", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"},
		{"PDF", "%PDF-1.7\n1 0 obj\n", "application/pdf"},
		{"zip", "PK\x03\x04\x14\x00\x06\x00", "application/zip"},
		{"program", "\x7fELF\x02\x01\x01\x00\x00", "binary data"},
		{"zeros", strings.Repeat("\x00", 5000), "binary data"},
		{"zeros after text", "A text\n" + strings.Repeat("\x00", 5000), "binary data"},
		{"controls", strings.Repeat("\x01\x02\x03a", 100), "binary data"},
		{"audio", "ID3\x03\x00\x00\x00", "audio/mpeg"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			docs, errs := collect(Options{}, "in.txt", strings.NewReader(tt.in))
			if len(docs) != 0 || len(errs) != 1 {
				t.Fatalf("%d documents, errors %v; want one error", len(docs), errs)
			}
			if msg := errs[0].Error(); !strings.Contains(msg, tt.says) || !strings.Contains(msg, "in.txt") || strings.Contains(msg, "\n") {
				t.Errorf("error %q does not name the input and %q on one line", msg, tt.says)
			}
		})
	}
}

// A page saved as UTF-16 is a page.
func TestPageInUTF16(t *testing.T) {
	d := one(t, utf16Bytes("<html><head><title>"+head+"</title></head><body><article><h1>"+head+"</h1><p>"+para1+"</p><p>"+para2+"</p></article></body></html>", false))
	if strings.Contains(d.Text, "<") || !strings.Contains(d.Text, para2) {
		t.Errorf("text %q", d.Text)
	}
}
