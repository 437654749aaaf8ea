package ledger

import (
	"context"
	"fmt"
	"slices"

	"chancery"
)

// Hit is a source that was found, without its text, with a stretch of its text in
// which words that were looked for stand.
type Hit struct {
	Source  chancery.Source `json:"source"`
	Snippet string          `json:"snippet"`
	Marks   []chancery.Span `json:"marks,omitempty"` // what was found, in code points of Snippet
	Rank    float64         `json:"rank"`            // 1 if all that was looked for stands in the title, else 0
}

// SearchQuery asks for sources by words of their titles and texts.
type SearchQuery struct {
	// Words are as people write them: a source must hold all of them; "those in
	// quotes" stand together, one with a * after it begins a word.
	Words     string
	From, To  *Day   // of publication
	Publisher string // its exact name; empty is all
	Limit     int    // from 1 to 100; 0 is 20
	Offset    int    // up to 1000; beyond, nothing is found
}

const (
	usualHits  = 20
	mostHits   = 100
	lastOffset = 1000
)

// Search finds sources that hold all words in any form, those first that hold
// them in their titles, then by the day of publication and the time of recording,
// newest first. A word that no source holds is taken for those that are written
// most alike. more tells that there are more after these. Nothing that is written
// into Words is an error.
func (l *Ledger) Search(ctx context.Context, q SearchQuery) (hits []Hit, more bool, err error) {
	all := wanted(q.Words)
	if len(all) == 0 || q.Offset < 0 || q.Offset > lastOffset {
		return nil, false, nil
	}
	if q.Limit <= 0 {
		q.Limit = usualHits
	}
	q.Limit = min(q.Limit, mostHits)
	err = l.store.View(ctx, func(v View) error {
		if all, err = forgiven(ctx, v, all); err != nil {
			return err
		}
		seqs, titles, err := found(ctx, v, all, &q)
		if err != nil {
			return err
		}
		more = len(seqs) > q.Offset+q.Limit
		seqs = seqs[min(q.Offset, len(seqs)):min(q.Offset+q.Limit, len(seqs))]
		hits, err = shown(ctx, v, all, seqs)
		for i := range hits {
			if q.Offset+i < titles {
				hits[i].Rank = 1
			}
		}
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("ledger: searching: %w", err)
	}
	return hits, more, nil
}

// found are the sequence numbers of sources, one more than are wanted if there
// are, the first of them by their titles.
func found(ctx context.Context, v View, all []AnyOf, q *SearchQuery) (seqs []int64, titles int, err error) {
	fq := FindQuery{Limit: q.Offset + q.Limit + 1}
	if q.From != nil || q.To != nil {
		fq.Days = &Bounds{FirstDay, LastDay}
		if q.From != nil {
			fq.Days.First = *q.From
		}
		if q.To != nil {
			fq.Days.Last = *q.To
		}
	}
	var publisher []AnyOf
	if q.Publisher != "" {
		publisher = []AnyOf{{{Terms: []string{publisherTerm(q.Publisher)}}}}
	}
	title := inTitle(all)
	fq.All = append(title, publisher...)
	if seqs, err = v.Find(ctx, fq); err != nil {
		return nil, 0, err
	}
	titles = len(seqs)
	if fq.Limit -= titles; fq.Limit > 0 {
		fq.All, fq.But = append(slices.Clip(all), publisher...), title
		others, err := v.Find(ctx, fq)
		return append(seqs, others...), titles, err
	}
	return seqs, titles, nil
}

// shown are sources as they are shown, in their order.
func shown(ctx context.Context, v View, all []AnyOf, seqs []int64) ([]Hit, error) {
	rows, err := sourcesOf(ctx, v, slices.Clone(seqs))
	if err != nil {
		return nil, err
	}
	texts, err := v.TextsBySeq(ctx, seqs)
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, seq := range seqs {
		text, there := texts[seq]
		if rows[seq] == nil || !there {
			return nil, missing("source", seq, nil)
		}
		h := Hit{Source: rows[seq].Source}
		h.Snippet, h.Marks = snippet(text, all)
		out = append(out, h)
	}
	return out, nil
}
