package ledger

import (
	"context"
	"slices"
	"unicode/utf8"

	"chancery/internal/spelling"
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
		if d := spelling.Slips(as, []rune(other), most); d < most {
			most, out = d, []string{other}
		} else if d == most {
			out = append(out, other)
		}
	}
	return out[:min(len(out), mostAlike)], nil
}
