package static_test

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// Pairs of tokens and the contrast that WCAG 2.2 AA asks of them, in light and dark: 4.5
// for text, 3 for signs that carry a meaning.
func TestContrast(t *testing.T) {
	css, err := os.ReadFile("src/css/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	colours := map[string][2]float64{}
	for _, m := range regexp.MustCompile(`--([a-z-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)`).FindAllStringSubmatch(string(css), -1) {
		colours[m[1]] = [2]float64{luminance(t, m[2]), luminance(t, m[3])}
	}
	check := func(least float64, ground string, on ...string) {
		for _, name := range on {
			for side, theme := range []string{"light", "dark"} {
				a, b := colours[name][side], colours[ground][side]
				if got := (math.Max(a, b) + 0.05) / (math.Min(a, b) + 0.05); got < least {
					t.Errorf("%s on %s has contrast %.2f in %s, want %.1f", name, ground, got, theme, least)
				}
			}
		}
	}
	told := []string{"friendly", "hostile", "claim", "ended", "deny", "verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"}
	for _, name := range append(told, "paper", "panel", "raised", "mark", "mark-soft", "on-fill", "edge", "focus") {
		if _, ok := colours[name]; !ok {
			t.Fatalf("tokens.css has no --%s", name)
		}
	}
	check(4.5, "paper", append(told, "ink", "soft", "link", "visited")...)
	check(4.5, "panel", "ink", "soft", "link", "visited", "hostile", "deny")
	check(4.5, "raised", "ink", "soft", "link", "hostile")
	check(4.5, "mark", "ink")
	check(4.5, "mark-soft", "ink")
	check(4.5, "on-fill", "friendly", "hostile", "claim")
	check(3, "paper", "edge", "focus")
}

// luminance is the relative luminance of a colour, as WCAG defines it.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	part := func(v uint64) float64 {
		x := float64(v&255) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*part(n>>16) + 0.7152*part(n>>8) + 0.0722*part(n)
}
