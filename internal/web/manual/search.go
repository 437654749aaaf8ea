package manual

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// hit is a page that has all words that were asked for.
type hit struct {
	Page                *Page
	Before, Word, After string // the first place of the first word
	count               int
}

// Bounds of a search and of what is shown of a page.
const (
	mostQuery = 200
	aroundHit = 90
)

// clipped is a query of bearable length.
func clipped(q string) string {
	q = strings.ToValidUTF8(strings.TrimSpace(q), "")
	if len(q) > mostQuery {
		q = strings.ToValidUTF8(q[:mostQuery], "")
	}
	return q
}

// search finds pages that have all words, those with a word in title or topic first, then
// those that have them most often.
func (m *Manual) search(query string) []hit {
	words := strings.Fields(strings.ToLower(query))
	if len(words) == 0 {
		return nil
	}
	var out []hit
pages:
	for _, p := range m.pages {
		h, lower := hit{Page: p}, strings.ToLower(p.plain)
		for _, w := range words {
			n := strings.Count(lower, w)
			if n == 0 {
				continue pages
			}
			h.count += n
			if strings.Contains(strings.ToLower(p.Title), w) {
				h.count += 1000
			}
			if path.Base(p.Topic) == w {
				h.count += 1000
			}
		}
		h.around(p.plain, lower, words[0])
		out = append(out, h)
	}
	slices.SortStableFunc(out, func(a, b hit) int { return b.count - a.count })
	return out
}

// around takes the text around a word. Where lower case has another length than the
// text itself, that is shown.
func (h *hit) around(text, lower, word string) {
	if len(text) != len(lower) {
		text = lower
	}
	at := strings.Index(lower, word)
	from, to := max(0, at-aroundHit), min(len(text), at+len(word)+aroundHit)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	for to < len(text) && !utf8.RuneStart(text[to]) {
		to++
	}
	h.Before, h.Word, h.After = text[from:at], text[at:at+len(word)], text[at+len(word):to]
}
