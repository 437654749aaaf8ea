package spelling

import (
	"strings"
	"testing"
)

func TestSlips(t *testing.T) {
	for _, c := range []struct {
		a, b string
		most int
		want int
	}{
		{"", "", 2, 0}, {"kyiv", "kyiv", 2, 0}, {"", "ab", 2, 2}, {"", "abc", 2, 3},
		{"kyiv", "kiv", 2, 1}, {"kyiv", "kyyiv", 2, 1}, {"kyiv", "kyiw", 2, 1}, {"kyiv", "kiyv", 2, 1},
		{"dehli", "delhi", 1, 1}, {"kiev", "kyiv", 2, 2}, {"kosovo", "kosova", 2, 1},
		{"ca", "abc", 3, 3}, // a letter that was swapped takes no other slip
		{"ukraine", "russia", 2, 3}, {"île", "ile", 1, 1}, {"абхазия", "абхазия", 0, 0}, {"абхазия", "абазхия", 2, 2},
		{"recogniton", "recognit", 2, 2}, {"kiew", "kyiv", 2, 3}, {"abcdef", "badcfe", 2, 3}, {"xxxx", "yyyy", 2, 3}, {"київ", "киев", 2, 1},
		{"abc", "xyz", 2, 3}, {"abcd", "a", 2, 3}, {"untied", "united", 1, 1},
		{strings.Repeat("ab", 40), strings.Repeat("ab", 39) + "ba", 2, 1},
	} {
		if got := Slips([]rune(c.a), []rune(c.b), c.most); got != c.want {
			t.Errorf("Slips(%q, %q, %d) = %d, want %d", c.a, c.b, c.most, got, c.want)
		}
	}
}

// slow is the same without bounds, by its definition.
func slow(a, b []rune) int {
	switch {
	case len(a) == 0:
		return len(b)
	case len(b) == 0:
		return len(a)
	}
	x, y := a[:len(a)-1], b[:len(b)-1]
	d := slow(x, y)
	if a[len(x)] != b[len(y)] {
		d++
	}
	d = min(d, slow(x, b)+1, slow(a, y)+1)
	if len(x) > 0 && len(y) > 0 && a[len(x)] == b[len(y)-1] && a[len(x)-1] == b[len(y)] {
		d = min(d, slow(x[:len(x)-1], y[:len(y)-1])+1)
	}
	return d
}

// FuzzSlips: as by the definition, whatever the bound; the same both ways.
func FuzzSlips(f *testing.F) {
	f.Add("kyiv", "kiyv", 2)
	f.Add("abcba", "bacab", 1)
	f.Add("ca", "abc", 5)
	f.Fuzz(func(t *testing.T, a, b string, most int) {
		x, y := []rune(a), []rune(b)
		most = min(max(most, 0), 10)
		got := Slips(x, y, most)
		if back := Slips(y, x, most); back != got {
			t.Errorf("%q and %q: %d one way, %d the other", a, b, got, back)
		}
		if x, y = x[:min(len(x), 7)], y[:min(len(y), 7)]; Slips(x, y, most) != min(slow(x, y), most+1) {
			t.Errorf("%q and %q, at most %d: %d, want %d", string(x), string(y), most, Slips(x, y, most), min(slow(x, y), most+1))
		}
	})
}

func BenchmarkSlips(b *testing.B) {
	x, y := []rune("recognition"), []rune("recognitoin")
	b.ReportAllocs()
	for b.Loop() {
		Slips(x, y, 2)
	}
}
