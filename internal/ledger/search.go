package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"chancery"
)

// Hit is a source that was found, without its text, with a stretch of its text in
// which words that were looked for stand.
type Hit struct {
	Source  chancery.Source `json:"source"`
	Snippet string          `json:"snippet"`
	Marks   []chancery.Span `json:"marks,omitempty"` // of the words found, in code points of Snippet
	Rank    float64         `json:"rank"`            // 1 if all words stand in the title, else 0
}

// SearchQuery asks for sources by words of their titles and texts.
type SearchQuery struct {
	Words         string // as people write them: "in quotes" they stand together, a trailing * begins a word
	From, To      *Day   // of publication
	Publisher     string // its exact name; empty is all
	Limit, Offset int
}

// Search finds sources that hold all words, those first whose titles do, then by
// day of publication and recording, newest first. more tells that there are more
// than Offset and Limit show. There is no wording that is an error.
func (l *Ledger) Search(ctx context.Context, q SearchQuery) (hits []Hit, more bool, err error) {
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(q.Words, `"`, " ")))
	err = l.store.View(ctx, func(v View) error {
		for row, err := range v.Sources(ctx, 0) {
			if err != nil {
				return err
			}
			if len(words) == 0 || q.Publisher != "" && q.Publisher != row.Publisher {
				continue
			}
			day, undated := ParseDay(row.Published)
			if (q.From != nil && (undated != nil || day < *q.From)) || (q.To != nil && (undated != nil || day > *q.To)) {
				continue
			}
			title, text := strings.ToLower(row.Title), strings.ToLower(row.Text)
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(title+" "+text, w) }) {
				h := Hit{Source: row.Source, Snippet: row.Text[:min(len(row.Text), 200)]}
				if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(title, w) }) {
					h.Rank = 1
				}
				h.Source.Text = ""
				hits = append(hits, h)
			}
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("ledger: searching: %w", err)
	}
	slices.Reverse(hits)
	slices.SortStableFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Rank, a.Rank), cmp.Compare(b.Source.Published, a.Source.Published))
	})
	hits = hits[min(len(hits), max(q.Offset, 0)):]
	n := min(len(hits), max(q.Limit, 0))
	return hits[:n], len(hits) > n, nil
}
