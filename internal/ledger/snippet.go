package ledger

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"chancery"
)

const (
	snippetLength = 240 // code points of a text that are shown
	snippetBefore = 60  // of them before the first word that was found
	mostMarks     = 500 // so many of the words found are looked at
)

// mark is where something that was looked for stands, and which of all it is.
type mark struct {
	chancery.Span
	of int
}

// snippet is the stretch of a text in which most of what was looked for stands,
// with white space folded, and where it stands there. If the text holds nothing of
// it (the title does), the stretch is its beginning.
func snippet(text string, all []AnyOf) (string, []chancery.Span) {
	var ws []word
	for w := range wordsOfText(text) {
		if len(ws) == textTerms {
			break
		}
		ws = append(ws, w)
	}
	marks := marked(ws, all)
	start := 0
	if len(marks) > 0 {
		if most := fullest(marks); most.End > snippetLength {
			// From the beginning of a word on.
			i, _ := slices.BinarySearchFunc(ws, most.Start-snippetBefore, func(w word, at int) int { return cmp.Compare(w.span.Start, at) })
			start = ws[i].span.Start
		}
	}
	end := start + snippetLength
	if i, _ := slices.BinarySearchFunc(ws, end, func(w word, end int) int { return cmp.Compare(w.span.End, end+1) }); i < len(ws) && i > 0 && ws[i-1].span.End > start {
		end = max(ws[i-1].span.End, min(end, ws[i].span.Start)) // no word is cut
	}
	return excerpt(text, start, end, marks)
}

// marked finds what was looked for among the words of a text.
func marked(ws []word, all []AnyOf) []mark {
	var out []mark
	for i := range ws {
		for of, any := range all {
			longest := 0
			for _, p := range any {
				if p.at(ws[i:]) {
					longest = max(longest, len(p.Terms))
				}
			}
			if longest > 0 {
				out = append(out, mark{chancery.Span{Start: ws[i].span.Start, End: ws[i+longest-1].span.End}, of})
			}
		}
		if len(out) >= mostMarks {
			break
		}
	}
	return out
}

// at tells whether words begin with a phrase.
func (p *Phrase) at(ws []word) bool {
	if len(p.Terms) > len(ws) {
		return false
	}
	for i, t := range p.Terms {
		switch {
		case ws[i].term == t:
		case p.Prefix && i == len(p.Terms)-1 && strings.HasPrefix(ws[i].term, t):
		default:
			return false
		}
	}
	return true
}

// fullest is the stretch from mark to mark that holds most of what was looked for,
// then most marks, the first of such.
func fullest(marks []mark) chancery.Span {
	best, kinds, many := marks[0].Span, 0, 0
	for i := range marks {
		s, seen, n := marks[i].Span, map[int]bool{}, 0
		for _, m := range marks[i:] {
			if m.End > s.Start+snippetLength-snippetBefore {
				break
			}
			s.End = max(s.End, m.End)
			seen[m.of] = true
			n++
		}
		if len(seen) > kinds || len(seen) == kinds && n > many {
			best, kinds, many = s, len(seen), n
		}
	}
	return best
}

// excerpt cuts a stretch out of a text, with an ellipsis where it was cut and
// white space folded, and tells where the marks stand in it.
func excerpt(text string, start, end int, marks []mark) (string, []chancery.Span) {
	var out []rune
	if start > 0 {
		out = append(out, '…')
	}
	at := map[int]int{} // places of the text in out
	i, more := 0, false
	for _, r := range text {
		if i >= end {
			more = more || !unicode.IsSpace(r)
			if more {
				break
			}
		} else if i >= start {
			at[i] = len(out)
			switch {
			case !unicode.IsSpace(r):
				out = append(out, r)
			case len(out) > 0 && out[len(out)-1] != ' ' && out[len(out)-1] != '…':
				out = append(out, ' ')
			}
		}
		i++
	}
	at[i] = len(out)
	for len(out) > 0 && out[len(out)-1] == ' ' {
		out = out[:len(out)-1]
	}
	at[end] = len(out)
	if more {
		out = append(out, '…')
	}
	var spans []chancery.Span
	for _, m := range marks {
		s := chancery.Span{Start: at[m.Start], End: at[m.End]}
		if m.Start < start || m.End > end || s.End <= s.Start {
			continue
		}
		if n := len(spans); n > 0 && s.Start <= spans[n-1].End {
			spans[n-1].End = max(spans[n-1].End, s.End)
			continue
		}
		spans = append(spans, s)
	}
	return string(out), spans
}
