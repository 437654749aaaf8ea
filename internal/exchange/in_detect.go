package exchange

import (
	"io"
	"strings"
)

// Detect tells by its first row what an input is: a format that can be loaded,
// "records" for records of ours, or nothing. What it read is lost.
func Detect(name string, r io.Reader) (string, error) {
	in, err := openLines(name, r)
	if err != nil {
		return "", err
	}
	for {
		first, err := in.line()
		switch {
		case err == io.EOF:
			return "", nil
		case in.fatal != nil:
			return "", in.fatal
		case err == errLongRow:
			return "records", nil // rows are never so long
		}
		if first = strings.TrimSpace(first); first != "" {
			return detected(first), nil
		}
	}
}

func detected(first string) string {
	if strings.HasPrefix(first, "{") || strings.HasPrefix(first, "[") {
		if strings.Contains(first[:min(len(first), 200)], `"format":"chancery/`) {
			return "records"
		}
		return "plover"
	}
	if strings.Count(first, "\t") == len(gdeltColumns)-1 {
		return "gdelt"
	}
	for _, f := range []struct {
		name     string
		tabs     bool
		required []string
	}{
		{"icews", true, icewsRequired}, {"polecat", true, polecatRequired},
		{"cow-diplomatic", false, diplomaticRequired}, {"recognition", false, recognitionRequired},
	} {
		if _, err := readHeader(&row{text: first}, f.tabs, f.required...); err == nil {
			return f.name
		}
	}
	return ""
}
