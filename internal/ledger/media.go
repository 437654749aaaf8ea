package ledger

import (
	"context"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// longestMedium is how many words the name of a medium has at most.
const longestMedium = 6

// namedMedium finds a medium that some words of a text name, as of a day: "Tass"
// in "the Russian news agency Tass". The longest name is taken.
func (l *Ledger) namedMedium(words, day string) (ontology.Medium, bool) {
	parts := strings.Fields(words)
	for n := min(len(parts), longestMedium); n > 0; n-- {
		for i := 0; i+n <= len(parts); i++ {
			name := strings.Trim(strings.Join(parts[i:i+n], " "), ",.;:()’'\"“”")
			// One word that is written small is no name.
			if n == 1 && name == strings.ToLower(name) {
				continue
			}
			if m, ok := l.media.Find(name, day); ok {
				return m, true
			}
		}
	}
	return ontology.Medium{}, false
}

// through tells who passed a statement on, and which of them are media.
func (l *Ledger) through(s *chancery.Saying, day string) []Through {
	var out []Through
	for _, v := range s.Via {
		t := Through{Code: v.Code}
		if v.Words != nil {
			t.Words = v.Words.Text
			if m, ok := l.namedMedium(t.Words, day); ok {
				t.Medium, t.State = m.ID, m.Control == ontology.StateControlled
			}
		}
		out = append(out, t)
	}
	return out
}

// claimsAtOnce is how many claims are decoded at a time.
const claimsAtOnce = 2000

// quotedMedia are the media that sources quote or follow for what they tell.
func (l *Ledger) quotedMedia(ctx context.Context, v View, ds []Dyad, rows map[int64]*SourceRow, stateMedia bool) ([]Voice, error) {
	byClaim := map[int64]*Dyad{}
	var seqs []int64
	for i := range ds {
		if byClaim[ds[i].Claim] == nil {
			byClaim[ds[i].Claim] = &ds[i]
			seqs = append(seqs, ds[i].Claim)
		}
	}
	slices.Sort(seqs)
	counts := tallies{}
	media := map[string]ontology.Medium{}
	for part := range slices.Chunk(seqs, claimsAtOnce) {
		claims, err := v.ClaimsBySeq(ctx, part)
		if err != nil {
			return nil, err
		}
		for _, seq := range part {
			row, d := claims[seq], byClaim[seq]
			s := rows[d.Source]
			if row == nil || s == nil {
				continue
			}
			c, err := row.claim()
			if err != nil {
				return nil, err
			}
			for _, m := range l.mediaOf(&c, s.Published) {
				if !stateMedia || m.Control == ontology.StateControlled {
					media[m.Name] = m
					counts.add(m.Name, d, s)
				}
			}
		}
	}
	return described(counts.list("quoted medium"), media), nil
}

// mediaOf are the media named as speakers of a claim or as passing it on.
func (l *Ledger) mediaOf(c *chancery.Claim, day string) []ontology.Medium {
	var out []ontology.Medium
	add := func(w *chancery.Words) {
		if w == nil {
			return
		}
		if m, ok := l.namedMedium(w.Text, day); ok && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	for i := range c.Told {
		add(c.Told[i].Speaker)
		for _, v := range c.Told[i].Via {
			add(v.Words)
		}
	}
	return out
}

// described adds to voices what is known of them as media.
func described(vs []Voice, media map[string]ontology.Medium) []Voice {
	for i := range vs {
		m := media[vs[i].Name]
		vs[i].Medium, vs[i].Country, vs[i].Control = m.ID, m.Country, m.Control
	}
	return vs
}
