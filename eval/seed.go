package eval

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/ontology"
)

// seedGold is the part of gold.json that is scored.
type seedGold struct {
	Document struct {
		Title     string
		Byline    []string
		Published struct{ Date, Basis string }
		Captions, Credits,
		Restrictions, Boilerplate []string
	}
	Events []goldEvent
	Quotes []struct {
		Source, Actor string
		Content       []string
	}
	Relations []goldRelation `json:"relations_as_of_2022_07_15"`
}

// goldRelation is a relation to be found.
type goldRelation struct {
	Kind, From, To, Status string
	Since                  string
	AccordingTo            []string `json:"according_to"`
	Optional               bool
}

// goldEvent is an event to be found. Codes are countries, entities, or IGO.
type goldEvent struct {
	Type             string
	Actor, Recipient []string
	Near             string
	AlsoAccepted     string `json:"also_accepted"`
	Optional         bool
}

// Seed scores the seed article: the events of the gold record, its quotes, its
// date, byline and blocks, and the relations that hold after it. read makes a
// record of the article's file.
func Seed(sharedDir string, read func(path string) (*chancery.Record, error)) ([]Figure, error) {
	dir := filepath.Join(sharedDir, "seed")
	data, err := os.ReadFile(filepath.Join(dir, "gold.json"))
	if err != nil {
		return nil, fmt.Errorf("eval: reading the seed's gold: %w", err)
	}
	var gold seedGold
	if err := json.Unmarshal(data, &gold); err != nil {
		return nil, fmt.Errorf("eval: reading the seed's gold: %w", err)
	}
	r, err := read(filepath.Join(dir, "article.txt"))
	if err != nil {
		return nil, fmt.Errorf("eval: reading the seed: %w", err)
	}
	if len(gold.Events) == 0 || len(gold.Quotes) == 0 {
		return nil, fmt.Errorf("eval: the seed's gold has no events or no quotes")
	}
	relations, err := seedRelations(&gold, r)
	if err != nil {
		return nil, err
	}
	return slices.Concat(seedEvents(&gold, r), seedQuotes(&gold, r), seedDocument(&gold, r), relations), nil
}

// eventCodes are the codes an event's participants answer to: id and country.
func eventCodes(ps []chancery.Participant) []string {
	var out []string
	for _, p := range ps {
		out = append(out, p.ID)
		if p.Country != "" {
			out = append(out, p.Country)
		}
	}
	return out
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// matches is the full match of the coding guide. The actors of a mutual event
// may stand on either side.
func (g *goldEvent) matches(e *chancery.Event) bool {
	if e.Type != g.Type && !strings.Contains(g.AlsoAccepted, "type "+e.Type) {
		return false
	}
	actors, recipients := eventCodes(e.Actor), eventCodes(e.Recipient)
	gold := g.Actor
	if _, also, ok := strings.Cut(g.AlsoAccepted, "actor "); ok {
		gold = append(slices.Clone(gold), strings.Fields(also)[0])
	}
	if len(g.Recipient) == 0 && len(g.Actor) > 1 {
		all := slices.Concat(actors, recipients)
		return overlap(all, g.Actor[:1]) && overlap(all, g.Actor[1:])
	}
	if !overlap(actors, gold) {
		return false
	}
	if len(recipients) == 0 {
		return len(g.Recipient) == 0 || slices.Equal(g.Recipient, g.Actor)
	}
	return overlap(recipients, g.Recipient)
}

// counts tells whether an event is scored at all.
func counts(e *chancery.Event) bool {
	return e.Modality != chancery.Negated && e.Modality != chancery.Hypothetical
}

// seedEvents scores recall over the events that are not optional, and
// precision over all that the record asserts; what meets an optional event
// counts as neither right nor wrong. Pairs are reduced to type and codes, so
// an act told twice may be met by one event and the other way round.
func seedEvents(gold *seedGold, r *chancery.Record) []Figure {
	var wanted, found, judged, right int
	for i := range gold.Events {
		g := &gold.Events[i]
		if g.Optional {
			continue
		}
		wanted++
		if slices.ContainsFunc(r.Events, func(e chancery.Event) bool { return counts(&e) && g.matches(&e) }) {
			found++
		}
	}
	for i := range r.Events {
		e := &r.Events[i]
		if !counts(e) {
			continue
		}
		firm, optional := false, false
		for k := range gold.Events {
			if gold.Events[k].matches(e) {
				firm = firm || !gold.Events[k].Optional
				optional = optional || gold.Events[k].Optional
			}
		}
		if firm {
			right++
		}
		if firm || !optional {
			judged++
		}
	}
	return []Figure{
		{Dataset: "seed", Name: "events recall", Value: percent(found, wanted), Cases: wanted},
		{Dataset: "seed", Name: "events precision", Value: percent(right, judged), Cases: judged},
	}
}

// seedQuotes counts the gold quotes whose content some quote of the same actor
// shares half the tokens with.
func seedQuotes(gold *seedGold, r *chancery.Record) []Figure {
	text := []rune(r.Text)
	found := 0
	for _, g := range gold.Quotes {
		want := bag(strings.Join(g.Content, " "))
		if slices.ContainsFunc(r.Quotes, func(q chancery.Quote) bool {
			if q.Source == nil || q.Source.Actor != g.Actor {
				return false
			}
			var said []string
			for _, c := range q.Content {
				said = append(said, string(text[c.Start:c.End]))
			}
			return shared(want, bag(strings.Join(said, " "))) >= 0.5
		}) {
			found++
		}
	}
	return []Figure{{Dataset: "seed", Name: "quotes", Value: float64(found), Cases: len(gold.Quotes), Note: "count"}}
}

// bag counts the words of a text, punctuation aside.
func bag(text string) map[string]int {
	out := map[string]int{}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \n\t,.;:“”‘’\"'[]()–", r) }) {
		out[w]++
	}
	return out
}

// shared is the overlap of two bags over the larger.
func shared(a, b map[string]int) float64 {
	var common, na, nb int
	for w, n := range a {
		na += n
		common += min(n, b[w])
	}
	for _, n := range b {
		nb += n
	}
	if na == 0 || nb == 0 {
		return 0
	}
	return float64(common) / float64(max(na, nb))
}

// seedDocument scores title, byline, date and blocks, each 100 when right.
func seedDocument(gold *seedGold, r *chancery.Record) []Figure {
	date := r.Published != nil && r.Published.Date == gold.Document.Published.Date && string(r.Published.Basis) == gold.Document.Published.Basis
	head := r.Title == gold.Document.Title && slices.Equal(r.Byline, gold.Document.Byline)
	text := []rune(r.Text)
	blocks := map[chancery.BlockKind][]string{}
	for _, b := range r.Blocks {
		blocks[b.Kind] = append(blocks[b.Kind], string(text[b.Start:b.End]))
	}
	var wanted, found int
	for _, want := range []struct {
		kind  chancery.BlockKind
		texts []string
	}{
		{chancery.Caption, gold.Document.Captions},
		{chancery.Credit, gold.Document.Credits},
		{chancery.Boilerplate, gold.Document.Restrictions},
		{chancery.Boilerplate, gold.Document.Boilerplate},
	} {
		for _, t := range want.texts {
			wanted++
			if slices.ContainsFunc(blocks[want.kind], func(b string) bool { return alike(b, t) }) {
				found++
			}
		}
	}
	return []Figure{
		{Dataset: "seed", Name: "date", Value: yes(date), Cases: 1},
		{Dataset: "seed", Name: "title and byline", Value: yes(head), Cases: 1},
		{Dataset: "seed", Name: "blocks", Value: percent(found, wanted), Cases: wanted},
	}
}

// alike tells whether a block is the wanted text, brackets, stops and folded
// spaces aside, or holds it with at most as much again around it.
func alike(block, want string) bool {
	const trim = "() .\n"
	b, w := strings.Join(strings.Fields(block), " "), strings.Join(strings.Fields(want), " ")
	b, w = strings.Trim(b, trim), strings.Trim(w, trim)
	return b == w || strings.Contains(b, w) && len(b) <= 2*len(w)
}

// holds tells whether a record's relation is the one wanted. Which of the two
// a mutual relation names first says nothing.
func (g *goldRelation) holds(x *chancery.Relation, mutual bool) bool {
	same := x.From == g.From && x.To == g.To || mutual && x.From == g.To && x.To == g.From
	return same && x.Kind == g.Kind && x.Status == g.Status && !x.Ended
}

// exactly tells whether a relation that holds has the wanted date and is told
// by whom it is wanted from.
func (g *goldRelation) exactly(x *chancery.Relation) bool {
	said := overlap(x.AccordingTo, g.AccordingTo) || len(x.AccordingTo) == 0 && len(g.AccordingTo) == 0
	return x.Since == g.Since && said
}

// seedRelations scores recall over the relations that hold after the article:
// by kind, parties and status, and with since when and according to whom, too.
func seedRelations(gold *seedGold, r *chancery.Record) ([]Figure, error) {
	tax, err := ontology.LoadEvents()
	if err != nil {
		return nil, fmt.Errorf("eval: loading the kinds of relation: %w", err)
	}
	var wanted, found, exact int
	for i := range gold.Relations {
		g := &gold.Relations[i]
		if g.Optional {
			continue
		}
		wanted++
		hit, exactly := false, false
		for k := range r.Relations {
			if x := &r.Relations[k]; g.holds(x, tax.Mutual(g.Kind)) {
				hit, exactly = true, exactly || g.exactly(x)
			}
		}
		if hit {
			found++
		}
		if exactly {
			exact++
		}
	}
	return []Figure{
		{Dataset: "seed", Name: "relations recall", Value: percent(found, wanted), Cases: wanted},
		{Dataset: "seed", Name: "relations exact", Value: percent(exact, wanted), Cases: wanted},
	}, nil
}

func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(n) / float64(of)
}

func yes(ok bool) float64 {
	if ok {
		return 100
	}
	return 0
}
