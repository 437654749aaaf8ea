package events

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"chancery"
	"chancery/internal/attribution"
	"chancery/internal/dates"
	"chancery/internal/language"
	"chancery/internal/names"
	"chancery/internal/ontology"
	"chancery/internal/rulefile"
)

//go:embed rules/*.rules
var embedded embed.FS

// Event is a coded event; its parts are indexes and token ranges of the
// document that it was read from.
type Event struct {
	Type, Mode, CAMEO string
	Contexts          []string
	Score             float64
	Actor, Recipient  []Participant
	Trigger           language.Range
	Token             int // the trigger's own token
	Sentence          int
	Date              string
	Undated           bool // the date is only the publication's
	Modality          chancery.Modality
	Quote             int // index into attribution.Result.Quotes, -1 if none
	Place             int // index into names.Result.Mentions, -1 if none
	Rule              string
	Confidence        float64
	Relation, Status  string    // what it opens, changes or closes between them
	What              string    // the territory or treaty that the relation is about
	Also              []Telling // where else the text tells the act
	performs          bool      // saying so does it: a decision or declaration
	mutual            bool      // done together
	lent              bool      // the date is not its own but the passage's or the publication's
}

// Coder applies compiled rules. It is safe for concurrent use.
type Coder struct {
	lex    *lexicon
	tax    *ontology.Events
	index  map[string][]indexed
	states map[string][]indexed // of standings
	lands  map[string]string    // territories' usual names by all their names
	blocks []rulefile.Block
}

// indexed is a rule under one of its trigger's head lemmas.
type indexed struct {
	rule    *rule
	trigger trigger
}

// Folder is a folder of *.rules files; Name says in errors and in the ids of
// rules which.
type Folder struct {
	Name  string
	Files fs.FS
}

// New compiles the embedded rules with those of other folders on top: of rules
// that fit equally well, theirs count, and their sets add to embedded ones of
// the same name.
func New(overlays ...Folder) (*Coder, error) {
	sub, err := fs.Sub(embedded, "rules")
	if err != nil {
		return nil, fmt.Errorf("events: opening rules: %w", err)
	}
	own, err := rulefile.ParseFS(sub, "*.rules")
	if err != nil {
		return nil, fmt.Errorf("events: reading rules: %w", err)
	}
	var blocks []rulefile.Block
	for _, o := range overlays {
		more, err := rulefile.ParseFolder(o.Name, o.Files, "*.rules")
		if err != nil {
			return nil, fmt.Errorf("events: reading rules of %s: %w", o.Name, err)
		}
		blocks = append(blocks, more...)
	}
	return Compile(inOrder(own, blocks))
}

// inOrder puts embedded sets before those of others, which may use them, and
// others' rules before embedded ones, since of equals the earlier counts.
func inOrder(own, others []rulefile.Block) []rulefile.Block {
	var out []rulefile.Block
	for _, kind := range []struct {
		blocks []rulefile.Block
		sets   bool
	}{{own, true}, {others, true}, {others, false}, {own, false}} {
		for _, b := range kind.blocks {
			if (b.Kind == "set") == kind.sets {
				out = append(out, b)
			}
		}
	}
	return out
}

// Compile makes a Coder of rule and set blocks. Errors give file:line.
func Compile(blocks []rulefile.Block) (*Coder, error) {
	tax, err := ontology.LoadEvents()
	if err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	lands, err := ontology.Territories()
	if err != nil {
		return nil, fmt.Errorf("events: %w", err)
	}
	lex, err := compileSets(blocks)
	if err != nil {
		return nil, fmt.Errorf("events: compiling sets: %w", err)
	}
	c := &Coder{lex: lex, tax: tax, index: map[string][]indexed{}, states: map[string][]indexed{}, lands: lands, blocks: blocks}
	comp := compiler{lex: lex, tax: tax}
	seen := map[string]int{}
	for i := range blocks {
		b := &blocks[i]
		compile, index := comp.compile, c.index
		switch b.Kind {
		case "set":
			continue
		case "rule":
		case "standing":
			compile, index = comp.compileStanding, c.states
		default:
			return nil, fmt.Errorf("events: %w", b.Errorf(b.Line, "a block is a rule, a standing or a set, found %q", b.Kind))
		}
		if line, ok := seen[b.ID()]; ok {
			return nil, fmt.Errorf("events: %w", b.Errorf(b.Line, "rule %s is already at line %d of this file", b.Name, line))
		}
		seen[b.ID()] = b.Line
		r, err := compile(b)
		if err != nil {
			return nil, fmt.Errorf("events: compiling rules: %w", err)
		}
		for _, tr := range r.on {
			index[tr.phrase.head] = append(index[tr.phrase.head], indexed{r, tr})
		}
	}
	return c, nil
}

// Input is what a document is coded from. Times and Said are asked only once words
// and parties promise an act or a standing, which most texts tell none of; they must
// give the same each time. Published is YYYY-MM-DD or empty.
type Input struct {
	Doc       *language.Doc
	Who       *names.Result
	Times     func() []dates.Expression
	Said      func() *attribution.Result
	Published string
}

// date is the date of what happens at token i. What is said is dated by what is
// said: the day on which it was announced is only the second choice.
func (in Input) date(i int) (string, int) {
	said, times := in.Said(), in.Times()
	if q := said.Of(i); q >= 0 && said.Quotes[q].Kind != chancery.Indirect {
		own := slices.DeleteFunc(slices.Clone(times), func(x dates.Expression) bool { return said.Of(x.First) != q })
		if date, basis := dates.Anchor(in.Doc, own, i, in.Published); basis != dates.Publication {
			return date, basis
		}
	}
	return dates.Anchor(in.Doc, times, i, in.Published)
}

// Code reads the events of a document, in text order, each act once.
func (c *Coder) Code(in Input) []Event { return c.code(c.tree(in), in) }

func (c *Coder) code(t tree, in Input) []Event {
	states := c.stateTokens(t, in)
	var out []Event
	for s := range in.Doc.Sentences {
		out = append(out, c.sentence(t, in, s, states, out)...)
	}
	return c.merge(t, out)
}

// tree is a document as the rules read it.
func (c *Coder) tree(in Input) tree {
	return tree{
		doc: in.Doc, who: in.Who, said: in.Said, lex: c.lex,
		worthAsking: sync.OnceValue(func() bool { return c.mayTell(in) }),
	}
}

// stateTokens are the words that tell a standing, and so no act.
func (c *Coder) stateTokens(t tree, in Input) map[int]bool {
	out := map[int]bool{}
	for _, s := range c.standings(t, in) {
		if !s.Act {
			out[s.Token] = true
		}
	}
	return out
}

// sentence codes one sentence; earlier are the events of those before it, states
// the words that tell standings.
func (c *Coder) sentence(t tree, in Input, s int, states map[int]bool, earlier []Event) []Event {
	sent := in.Doc.Sentences[s]
	var found []*match
	for i := sent.First; i < sent.End; i++ {
		if m := t.best(i, c.index); m != nil && !states[i] {
			found = append(found, m)
		}
	}
	found = t.unswallowed(found)
	var out []Event
	for _, m := range found {
		e, ok := c.event(t, in, m, earlier, out)
		if ok && !slices.ContainsFunc(out, func(f Event) bool { return sameAct(in.Who, &e, &f) }) {
			e.Sentence = s
			out = append(out, e)
		}
	}
	return out
}

// unswallowed drops the matches that are only the matter of another: what is
// demanded, promised, threatened or charged, and the noun that completes
// another rule's trigger.
func (t tree) unswallowed(found []*match) []*match {
	return slices.DeleteFunc(slices.Clone(found), func(m *match) bool {
		return slices.ContainsFunc(found, func(over *match) bool {
			if over == m {
				return false
			}
			for _, b := range over.bound {
				if b.token == m.trigger && b.path == "obj" && t.who.Head(b.token) < 0 {
					return true
				}
			}
			return over.rule.swallow && t.within(t.governor(over), m.trigger) || t.matterOf(over.trigger, m.trigger)
		})
	})
}

// matterOf tells whether k is what a noun that i acts upon is about: recognise,
// in "condemned the decision to recognise".
func (t tree) matterOf(i, k int) bool {
	if !t.tok(k).Is("acl") || !t.hasMark(k, "to") {
		return false
	}
	h := t.tok(k).Head
	for n := 0; n < maxClimb && h >= 0 && t.tok(h).Is("nmod"); n++ {
		h = t.tok(h).Head // the decision of the Assembly to recognise
	}
	return h >= 0 && t.tok(h).Is("obj") && t.tok(h).Head == i
}

// governor is the token whose matter a match speaks of: the trigger, or the
// verb that a modal trigger belongs to.
func (t tree) governor(m *match) int {
	if t.tok(m.trigger).UPOS == "AUX" && t.tok(m.trigger).Head >= 0 {
		return t.tok(m.trigger).Head
	}
	return m.trigger
}

// within tells whether token k belongs to the matter of the speech act at i:
// its complement, or a phrase of it, but not an aside or a coordinated verb.
func (t tree) within(i, k int) bool {
	return t.doc.Dominates(i, k) && !t.beside(i, k)
}

// beside tells whether k lies in a clause that i's clause only adjoins.
func (t tree) beside(i, k int) bool {
	for ; k != i && k >= 0; k = t.tok(k).Head {
		tok := t.tok(k)
		switch {
		case tok.Head != i:
		case tok.Is("conj"), tok.Is("parataxis"), tok.Is("nsubj"), tok.Is("acl:relcl"), tok.Is("appos"):
			return true
		case tok.Is("advcl") && !t.hasMark(k, "to") && !t.hasMark(k, "of") && !t.hasMark(k, "for") && !t.hasMark(k, "from") && !t.hasMark(k, "unless") && !t.hasMark(k, "if"):
			return true
		}
	}
	return false
}

// sameAct tells whether two events of one sentence tell the same act. Acts that
// bring about different standings are two.
func sameAct(who *names.Result, a, b *Event) bool {
	if a.Relation != "" && b.Relation != "" && (a.Relation != b.Relation || a.Status != b.Status) {
		return false
	}
	return a.Type == b.Type && a.Modality == b.Modality &&
		slices.Equal(codes(who, a.Actor), codes(who, b.Actor)) &&
		slices.Equal(codes(who, a.Recipient), codes(who, b.Recipient))
}

// cast fills in who does what to whom by a match; it is no event when the rule's needs
// are not met. earlier are the events that it may take up, before those of its sentence.
func (c *Coder) cast(t tree, m *match, earlier, before []Event) (Event, bool) {
	r := m.rule
	e := Event{
		Type: r.typ, Mode: r.mode, CAMEO: r.cameo, Contexts: r.contexts,
		Trigger: t.words(m), Token: m.trigger, Rule: r.id, Confidence: r.confidence,
		Relation: r.relation, Status: r.status, Quote: -1, Place: t.place(m.trigger),
		performs: r.performs, mutual: r.mutual,
	}
	e.Actor = t.find(m, r.actor, near, nil)
	if len(e.Actor) == 0 && len(r.actor) > 0 && r.actor[0][0] == "subj" {
		e.Actor = t.subjectAbove(m.trigger)
	}
	if len(e.Actor) == 0 {
		e.Actor = t.authority(m)
	}
	e.Recipient = t.find(m, r.recipient, far, e.Actor)
	if r.mutual && len(e.Actor) > 1 && t.onlyInside(m, r, &e) {
		e.Recipient = nil // the parties are named; what else is named is the matter
	}
	if len(e.Recipient) == 0 && len(e.Actor) > 0 {
		c.takeUp(t, &e, earlier)
	}
	t.shared(&e, before)
	return e, t.complete(r, &e)
}

// event fills in a match, as cast does, and the rest: who says so, when, how real it is.
func (c *Coder) event(t tree, in Input, m *match, earlier, before []Event) (Event, bool) {
	r := m.rule
	e, ok := c.cast(t, m, earlier, before)
	if !ok {
		return e, false
	}
	e.Quote = in.Said().Of(m.trigger)
	if r.mutual && len(e.Recipient) == 0 {
		t.reciprocate(&e)
	}
	date, basis := in.date(m.trigger)
	e.Date, e.Undated = date, basis == dates.Publication
	e.lent = basis != dates.Own || !t.isVerb(m.trigger) && t.setting(in, m.trigger)
	if e.Relation != "" {
		e.What = c.what(t, m)
	}
	e.Modality = t.modality(m.trigger)
	c.settle(t, in, m, &e)
	if e.Modality == chancery.Asserted && dates.Historical(e.Date, in.Published) {
		e.Modality = chancery.Historical
	}
	e.Score = c.tax.Score(e.Type, e.Mode)
	e.Confidence = c.confidence(t, &e)
	return e, true
}

// place is the literal place in a phrase of the trigger, -1 if none.
func (t tree) place(i int) int {
	for _, prep := range []string{"in", "at", "near", "outside", "inside"} {
		for _, k := range t.prepositional(i, prep) {
			if m := t.who.Head(k); m >= 0 && t.who.Mentions[m].Place {
				return m
			}
		}
	}
	return -1
}

// confidence lowers a rule's own confidence for parts that are missing or
// named only by a pronoun or a description.
func (c *Coder) confidence(t tree, e *Event) float64 {
	v := e.Confidence
	for _, p := range append(slices.Clone(e.Actor), e.Recipient...) {
		if f := t.who.Mentions[p.Mention].Form; f == names.Pronoun || f == names.Description {
			v *= 0.9
			break
		}
	}
	if len(e.Actor) == 0 || len(e.Recipient) == 0 {
		v *= 0.9
	}
	return round2(v)
}

func round2(v float64) float64 { return float64(int(v*100+0.5)) / 100 }
