package attribution

import (
	"slices"

	"chancery/internal/language"
	"chancery/internal/names"
)

// Study is a document as the models of this room see it, for training them.
type Study struct{ v *view }

// Study reads a document up to where the models begin. who may be nil.
func (a *Attributor) Study(doc *language.Doc, who *names.Result) *Study {
	f := a.begin(doc, who)
	return &Study{f.newView()}
}

// CueFeatures are the features of token i being the head of a cue.
func (s *Study) CueFeatures(i int, out []uint32) []uint32 { return s.v.cueFeatures(i, out) }

// Candidate tells whether token i may head a cue at all.
func (s *Study) Candidate(i int) bool { return s.v.candidate(i) }

// RoleFeatures are the window of the cue that token h heads, and for each of
// its tokens the features of its role and of the step from the token before.
func (s *Study) RoleFeatures(h int) (window language.Range, role, step [][]uint32) {
	c := s.v.cueSide(h)
	for j := c.window.First; j < c.window.End; j++ {
		role = append(role, s.v.roleFeatures(&c, j, nil))
		step = append(step, s.v.stepFeatures(&c, j, nil))
	}
	return c.window, role, step
}

// Head is the token of a cue that stands for it: one that no other of them
// governs, a verb rather than a noun, a noun rather than a preposition.
func (s *Study) Head(cue []int) int {
	best, rank := -1, 9
	for _, i := range cue {
		t := &s.v.f.doc.Tokens[i]
		if slices.Contains(cue, t.Head) {
			continue
		}
		r := 5
		switch t.UPOS {
		case "VERB":
			r = 0
		case "NOUN", "PROPN":
			r = 2
		case "ADJ":
			r = 1
		case "ADV", "AUX":
			r = 3
		case "PUNCT":
			r = 4
		}
		if r < rank {
			best, rank = i, r
		}
	}
	return best
}
