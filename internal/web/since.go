package web

import "strings"

// since tells in words since when something stands; bounds are as ledger.Bounds
// writes them.
func since(bounds string) string { return bounded("since", bounds) }

// until tells in words until when something stood.
func until(bounds string) string { return bounded("until", bounds) }

func bounded(word, bounds string) string {
	if bounds == "" {
		return word + " an unknown day"
	}
	if by, ok := strings.CutPrefix(bounds, "by "); ok {
		return word + " " + spoken(by) + " at the latest"
	}
	if after, ok := strings.CutPrefix(bounds, "after "); ok {
		return word + " " + spoken(after) + " at the earliest"
	}
	if first, last, ok := strings.Cut(bounds, "/"); ok {
		return word + " a day between " + spoken(first) + " and " + spoken(last)
	}
	return word + " " + spoken(bounds)
}
