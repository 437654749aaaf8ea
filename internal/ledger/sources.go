package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"chancery/internal/ontology"
)

// Voice is somebody on whose word the ledger has claims of an actor: a
// publisher, a medium that publishers quote or follow, or a speaker.
type Voice struct {
	Role      string           `json:"role"` // publisher, quoted medium or speaker
	Name      string           `json:"name"` // of a speaker, the code
	Medium    string           `json:"medium,omitempty"`
	Country   string           `json:"country,omitempty"`
	Control   ontology.Control `json:"control,omitempty"`
	Documents int              `json:"documents"`
	Claims    int              `json:"claims"`
	First     string           `json:"first,omitempty"` // publication
	Last      string           `json:"last,omitempty"`
}

// Voices are those on whose word the ledger has claims of an actor or a pair:
// publishers, then media they quote, then speakers, those with most claims first.
// With stateMedia only state media are told.
func (l *Ledger) Voices(ctx context.Context, q Asked, stateMedia bool) ([]Voice, error) {
	var out []Voice
	err := l.store.View(ctx, func(v View) error {
		ds, rows, err := l.told(ctx, v, q)
		if err != nil {
			return err
		}
		out = l.publishers(ds, rows, stateMedia)
		quoted, err := l.quotedMedia(ctx, v, ds, rows, stateMedia)
		if err != nil {
			return err
		}
		if out = append(out, quoted...); !stateMedia {
			out = append(out, speakersOf(ds, rows)...)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: sources: %w", err)
	}
	return out, nil
}

// told are the dyads asked for, with their sources.
func (l *Ledger) told(ctx context.Context, v View, q Asked) ([]Dyad, map[int64]*SourceRow, error) {
	ds, err := dyadsOf(ctx, v, q.dyads(), q.PublishedBy)
	if err != nil {
		return nil, nil, err
	}
	var seqs []int64
	for i := range ds {
		seqs = append(seqs, ds[i].Source)
	}
	rows, err := sourcesOf(ctx, v, seqs)
	return ds, rows, err
}

// tally counts distinct documents and claims of one voice.
type tally struct {
	documents, claims map[int64]bool
	first, last       string
}

// tallies counts by name.
type tallies map[string]*tally

func (t tallies) add(name string, d *Dyad, s *SourceRow) {
	x := t[name]
	if x == nil {
		x = &tally{documents: map[int64]bool{}, claims: map[int64]bool{}}
		t[name] = x
	}
	x.documents[d.Source], x.claims[d.Claim] = true, true
	if day := s.Published; day != "" {
		if x.first == "" || day < x.first {
			x.first = day
		}
		x.last = max(x.last, day)
	}
}

// list turns the counts into voices, those with most claims first.
func (t tallies) list(role string) []Voice {
	var out []Voice
	for name, x := range t {
		out = append(out, Voice{Role: role, Name: name, Documents: len(x.documents), Claims: len(x.claims), First: x.first, Last: x.last})
	}
	slices.SortFunc(out, func(a, b Voice) int { return cmp.Or(cmp.Compare(b.Claims, a.Claims), cmp.Compare(a.Name, b.Name)) })
	return out
}

func (l *Ledger) publishers(ds []Dyad, rows map[int64]*SourceRow, stateMedia bool) []Voice {
	counts := tallies{}
	media := map[string]ontology.Medium{}
	for i := range ds {
		s := rows[ds[i].Source]
		if s == nil {
			continue
		}
		name := s.Publisher
		m, known := l.Medium(&s.Source)
		if known {
			name = m.Name
			media[name] = m
		}
		if name == "" {
			name = "(unknown)"
		}
		if !stateMedia || m.Control == ontology.StateControlled {
			counts.add(name, &ds[i], s)
		}
	}
	return described(counts.list("publisher"), media)
}

func speakersOf(ds []Dyad, rows map[int64]*SourceRow) []Voice {
	counts := tallies{}
	for i := range ds {
		for by := range strings.SplitSeq(ds[i].By, ",") {
			if s := rows[ds[i].Source]; by != "" && s != nil {
				counts.add(by, &ds[i], s)
			}
		}
	}
	return counts.list("speaker")
}
