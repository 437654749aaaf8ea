package ledger

import (
	"context"
	"slices"
	"unicode/utf8"
)

// mostAlike is how many terms a word may be taken for.
const mostAlike = 8

// forgiven has words that no source holds taken for those written most alike. Of
// a phrase each is taken for one.
func forgiven(ctx context.Context, v View, all []AnyOf) ([]AnyOf, error) {
	out := slices.Clone(all)
	for i, any := range all {
		if len(any) != 1 {
			continue // what begins a word is meant as it is written
		}
		p := Phrase{Terms: slices.Clone(any[0].Terms)}
		for j, t := range p.Terms {
			near, err := alike(ctx, v, t)
			if err != nil {
				return nil, err
			}
			switch {
			case len(near) == 0:
			case len(p.Terms) > 1:
				p.Terms[j] = near[0]
			default:
				any = nil
				for _, n := range near {
					any = append(any, Phrase{Terms: []string{n}})
				}
			}
		}
		if len(p.Terms) > 1 {
			any = AnyOf{p}
		}
		out[i] = any
	}
	return out, nil
}

// alike are the terms that begin with the same letter as one that no source holds
// and differ in the fewest letters, one or two, in the order of the alphabet.
func alike(ctx context.Context, v View, t string) ([]string, error) {
	letters := utf8.RuneCountInString(t)
	if !spelled(t) || letters < 3 {
		return nil, nil
	}
	there, err := v.Terms(ctx, t, t)
	if err != nil || len(there) > 0 {
		return nil, err
	}
	_, size := utf8.DecodeRuneInString(t)
	begun, err := v.Terms(ctx, t[:size], t[:size]+string(utf8.MaxRune))
	if err != nil {
		return nil, err
	}
	most := 2
	if letters < 5 {
		most = 1
	}
	var out []string
	as := []rune(t)
	for _, other := range begun {
		if d := differing(as, []rune(other), most); d < most {
			most, out = d, []string{other}
		} else if d == most {
			out = append(out, other)
		}
	}
	return out[:min(len(out), mostAlike)], nil
}

// differing is in how many letters two words differ, at most one more than most:
// one too many, one too few, another, or two exchanged (F. J. Damerau, "A technique
// for computer detection and correction of spelling errors", CACM 7(3), 1964).
func differing(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	// Three rows of the table: the one being filled and the two before it.
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			row[j] = d
			least = min(least, d)
		}
		if least > most+1 {
			return most + 1
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], most+1)
}
