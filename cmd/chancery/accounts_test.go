package main

import (
	"strings"
	"testing"
	"time"
)

func TestExpiry(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct{ s, want string }{
		{"90d", "2026-05-31T09:00:00Z"},
		{"12h", "2026-03-02T21:00:00Z"},
		{"1h", "2026-03-02T10:00:00Z"},
		{"2027-01-31", "2027-01-31T00:00:00Z"},
		{"732d", "2028-03-03T09:00:00Z"},
		{"733d", ""},
		{"0d", ""},
		{"-1d", ""},
		{"1.5d", ""},
		{"d", ""},
		{"", ""},
		{"90", ""},
		{"90m", ""},
		{"90 d", ""},
		{"65536h", ""},
		{"2026-03-02", ""},
		{"2036-03-02", ""},
		{"31.1.2027", ""},
		{"never", ""},
	} {
		got, err := expiry(tt.s, now)
		if (err == nil) != (tt.want != "") || err == nil && got.Format(time.RFC3339) != tt.want {
			t.Errorf("%q: %v, %v", tt.s, got, err)
		}
		if err != nil && !strings.Contains(err.Error(), "--expires takes") {
			t.Errorf("%q: %v", tt.s, err)
		}
	}
}

func TestFirstLine(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"correct horse\n", "correct horse"},
		{"correct horse\r\nmore\n", "correct horse"},
		{" correct horse ", " correct horse "},
		{"", ""},
		{"\n\n", ""},
		{strings.Repeat("a", 5000), strings.Repeat("a", 4096)},
	} {
		if got, err := firstLine(strings.NewReader(tt.in)); err != nil || got != tt.want {
			t.Errorf("%.20q is read as %.20q, %v", tt.in, got, err)
		}
	}
}
