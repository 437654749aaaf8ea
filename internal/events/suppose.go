package events

import (
	"slices"
	"strings"

	"chancery"
	"chancery/internal/language"
	"chancery/internal/names"
)

// Who says "we" is told by attribution, which costs more than all that the coder does
// itself; and most texts that say "we" tell no act, whoever says it. So before asking, the
// coder supposes that every first person is a state named nowhere else, and looks whether
// anything could then be an act or a standing.

// supposition is what a tree is read under before it is known who speaks.
type supposition struct {
	speaker int  // index into names.Result.Mentions of who is supposed to
	unsure  bool // something was asked that only who speaks could tell
}

// suppose is the tree of a document in which every first person is a state.
func (c *Coder) suppose(in Input) tree {
	who := *in.Who
	state := names.Actor{ID: "?", Code: "?", Country: "?", Sector: "GOV", Kind: chancery.State}
	who.Actors = append(slices.Clip(who.Actors), state)
	who.Mentions = append(slices.Clip(who.Mentions), names.Mention{
		Actors: []int{len(who.Actors) - 1}, Form: names.Name, Sector: state.Sector,
	})
	return tree{doc: in.Doc, who: &who, lex: c.lex, supposed: &supposition{speaker: len(who.Mentions) - 1}}
}

// mayTell tells whether a document could tell an act or a standing, whoever says "we".
func (c *Coder) mayTell(in Input) bool {
	t := c.suppose(in)
	for i := range in.Doc.Tokens {
		for m := range t.fitting(i, c.index) {
			if _, ok := c.cast(t, m, nil, nil); ok {
				return true
			}
		}
		for m := range t.fitting(i, c.states) {
			if _, _, ok := c.sides(t, m); ok {
				return true
			}
		}
		if t.supposed.unsure {
			return true
		}
	}
	return false
}

// speaker is the mention that first person i stands for, -1 if that is nobody known.
func (t tree) speaker(i int) int {
	switch {
	case t.supposed != nil:
		return t.supposed.speaker
	case !t.worthAsking():
		return -1
	}
	return t.source(i)
}

// source is the mention of who says token i, -1 if nobody does or that is nobody known.
func (t tree) source(i int) int {
	if q := t.quote(i); q >= 0 {
		return t.said().Quotes[q].Source.Mention
	}
	return -1
}

// quote is the index of the quote that holds token i, -1 if none.
func (t tree) quote(i int) int {
	if t.supposed != nil {
		t.supposed.unsure = true
		return -1
	}
	return t.said().Of(i)
}

// isSupposed tells whether a participant is whoever says "we".
func (t tree) isSupposed(p Participant) bool {
	return t.supposed != nil && p.Mention == t.supposed.speaker
}

// certain tells whether there is somebody among ps who does not hang on who says "we".
func (t tree) certain(ps []Participant) bool {
	return slices.ContainsFunc(ps, func(p Participant) bool { return !t.isSupposed(p) })
}

// onlySupposed tells whether token i may stand for nobody, once it is known who says "we".
func (t tree) onlySupposed(i int) bool {
	return t.supposed != nil && slices.ContainsFunc(t.participants(i, near), t.isSupposed)
}

// firstPerson tells whether a token speaks of the speaker.
func firstPerson(tok *language.Token) bool {
	switch strings.ToLower(tok.Form) {
	case "i", "we", "us", "our", "my", "me":
		return tok.UPOS == "PRON"
	}
	return false
}
