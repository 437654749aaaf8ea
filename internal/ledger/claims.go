package ledger

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"chancery"
	"chancery/internal/ontology"
)

// Reading is what one document gave: the document and the claims read from it.
type Reading struct {
	Source chancery.Source
	Claims []chancery.Claim
}

// Read turns a record into a source and its claims: one for each act that the
// record tells, whatever its standing, and one for each standing that it tells
// to hold. Their ids are set, their times of recording are not.
//
// A record that does not keep to its own text (a span outside it, a date that
// is none, an event that is not there) is refused whole.
func (l *Ledger) Read(r *chancery.Record, reader string) (Reading, error) {
	if r.Error != "" {
		return Reading{}, fmt.Errorf("ledger: %s could not be read: %s", r.ID, r.Error)
	}
	out := Reading{Source: chancery.Source{
		Name: r.ID, URL: r.URL, Title: r.Title, Publisher: r.Publisher, Language: r.Language, Text: r.Text,
	}}
	if r.Published != nil {
		out.Source.Published, out.Source.Basis = r.Published.Date, r.Published.Basis
	}
	out.Source.ID = SourceID(&out.Source)
	x := extract{record: r, table: l.table, text: []rune(r.Text), source: out.Source.ID}
	told := map[int]bool{} // relations that an act's claim tells
	for i := range r.Events {
		out.Claims = append(out.Claims, x.event(&r.Events[i], told))
	}
	for i := range r.Relations {
		if !told[i] {
			out.Claims = append(out.Claims, x.state(&r.Relations[i], out.Source.Published))
		}
	}
	if x.err != nil {
		return Reading{}, fmt.Errorf("ledger: record %s: %w", r.ID, x.err)
	}
	for i := range out.Claims {
		if err := seal(&out.Claims[i]); err != nil {
			return Reading{}, fmt.Errorf("ledger: record %s: %w", r.ID, err)
		}
		out.Claims[i].Reader = reader
	}
	out.Claims = distinct(out.Claims)
	return out, nil
}

// seal checks a claim's dates and gives it its id.
func seal(c *chancery.Claim) error {
	for _, d := range []string{c.Date, c.Since, c.Until, c.At} {
		if _, err := ParseDate(d); err != nil {
			return err
		}
	}
	for _, code := range codesIn(c) {
		if strings.ContainsFunc(code, func(r rune) bool { return r == ',' || unicode.IsControl(r) || r == utf8.RuneError }) {
			return fmt.Errorf("%q is no code: it may hold no commas and no control characters", code)
		}
	}
	c.ID = ClaimID(c.Source, Encode(c))
	return nil
}

// codesIn are all codes that a claim holds, and the name of what a relation is
// about, in which commas are free.
func codesIn(c *chancery.Claim) []string {
	out := []string{c.Type, c.Kind, c.Status, strings.ReplaceAll(c.What, ",", "")}
	for _, p := range slices.Concat(c.Actors, c.Recipients) {
		out = append(out, p.Code)
	}
	for i := range c.Told {
		out = append(out, c.Told[i].By)
	}
	return out
}

// distinct leaves the first of claims with one id.
func distinct(claims []chancery.Claim) []chancery.Claim {
	seen := map[string]bool{}
	return slices.DeleteFunc(claims, func(c chancery.Claim) bool {
		twice := seen[c.ID]
		seen[c.ID] = true
		return twice
	})
}

// extract reads claims out of one record. The first thing wrong with it stays
// in err.
type extract struct {
	record *chancery.Record
	table  *ontology.Events
	text   []rune
	source string
	err    error
}

func (x *extract) words(s chancery.Span) chancery.Words {
	if s.Start < 0 || s.End < s.Start || s.End > len(x.text) {
		if x.err == nil {
			x.err = fmt.Errorf("span %d-%d lies outside its text of %d code points", s.Start, s.End, len(x.text))
		}
		return chancery.Words{}
	}
	return chancery.Words{Span: s, Text: string(x.text[s.Start:s.End])}
}

func (x *extract) event(e *chancery.Event, told map[int]bool) chancery.Claim {
	c := chancery.Claim{
		Class: chancery.EventClaim, Source: x.source,
		Type: e.Type, Mode: e.Mode, Contexts: slices.Clone(e.Contexts), CAMEO: e.CAMEO, Modality: e.Modality,
		Date: e.Date, Confidence: e.Confidence, Rule: e.Rule,
		Actors: x.parties(e.Actor), Recipients: x.parties(e.Recipient),
	}
	if e.Place != nil {
		c.Place = e.Place.Name
	}
	c.Told = append(c.Told, x.saying(e.Trigger, e.Sentence, e.Quote))
	for _, also := range e.Also {
		c.Told = append(c.Told, x.saying(also.Span, also.Sentence, also.Quote))
	}
	x.relate(&c, e, told)
	return c
}

// relate gives an act's claim the relation that the act brings about, when it
// does so between all its pairs and no others. Where it does not (*condemned the
// recognition of X by Y* is an act towards Y and a refusal to recognise X), the
// relation is a claim of its own. The act's date holds unless the record dates
// the relation by none.
func (x *extract) relate(c *chancery.Claim, e *chancery.Event, told map[int]bool) {
	var rows []int
	undated := true
	for i := range x.record.Relations {
		if rel := &x.record.Relations[i]; rel.Basis != chancery.FromState && slices.Contains(rel.Events, e.ID) {
			rows = append(rows, i)
			undated = undated && rel.Since == ""
		}
	}
	if len(rows) == 0 || !x.between(c, rows) {
		return
	}
	rel := &x.record.Relations[rows[0]]
	c.Kind, c.Status, c.What, c.Undated = rel.Kind, rel.Status, rel.What, undated
	for _, i := range rows {
		told[i] = true
	}
}

// between tells whether relations are one standing between all pairs of an act,
// in its direction, and no others.
func (x *extract) between(c *chancery.Claim, rows []int) bool {
	wanted := map[[2]string]bool{}
	from, to := codes(c.Actors), codes(c.Recipients)
	for i, f := range from {
		others := to
		if len(to) == 0 {
			others = from[i+1:]
		}
		for _, o := range others {
			if o != f {
				wanted[[2]string{min(f, o), max(f, o)}] = true
			}
		}
	}
	first := &x.record.Relations[rows[0]]
	for _, i := range rows {
		rel := &x.record.Relations[i]
		pair := [2]string{min(rel.From, rel.To), max(rel.From, rel.To)}
		if rel.Kind != first.Kind || rel.Status != first.Status || rel.What != first.What || !wanted[pair] {
			return false
		}
		delete(wanted, pair)
	}
	return len(wanted) == 0 && !x.against(c, rows)
}

// against tells whether a relation with a direction runs from whom the act is
// done to, towards who does it: of an ambassador expelled, from who sent him.
func (x *extract) against(c *chancery.Claim, rows []int) bool {
	if x.table.Mutual(x.record.Relations[rows[0]].Kind) || len(c.Recipients) == 0 {
		return false
	}
	from := codes(c.Actors)
	return slices.ContainsFunc(rows, func(i int) bool { return !slices.Contains(from, x.record.Relations[i].From) })
}

func (x *extract) state(rel *chancery.Relation, published string) chancery.Claim {
	c := chancery.Claim{
		Class: chancery.StateClaim, Source: x.source,
		Kind: rel.Kind, Status: rel.Status, What: rel.What,
		Actors: []chancery.Party{x.side(rel.From)}, Recipients: []chancery.Party{x.side(rel.To)},
		Since: rel.Since, Until: rel.Until, At: rel.At, Ended: rel.Ended,
	}
	if c.At == "" && c.Until == "" {
		c.At = published
	}
	for _, s := range rel.Evidence {
		c.Told = append(c.Told, x.saying(s, x.sentenceOf(s), x.quoteOf(s)))
	}
	return c
}

// side is a party of a standing, of which the record tells the code alone.
func (x *extract) side(code string) chancery.Party {
	p := chancery.Party{Code: code}
	for i := range x.record.Actors {
		if a := &x.record.Actors[i]; a.ID == code {
			p.Country, p.Sector = a.Country, a.Sector
		}
	}
	return p
}

func (x *extract) parties(ps []chancery.Participant) []chancery.Party {
	var out []chancery.Party
	for _, p := range ps {
		w := x.words(p.Span)
		out = append(out, chancery.Party{Code: p.ID, Country: p.Country, Sector: p.Sector, Words: &w})
	}
	return out
}

// saying is one telling with whose word it is.
func (x *extract) saying(trigger chancery.Span, sentence int, quote *int) chancery.Saying {
	s := chancery.Saying{Trigger: x.words(trigger)}
	if sentence >= 0 && sentence < len(x.record.Sentences) {
		s.Sentence = x.words(x.record.Sentences[sentence]).Span
	}
	if quote == nil {
		return s
	}
	if *quote < 0 || *quote >= len(x.record.Quotes) {
		x.err = fmt.Errorf("quote %d is not there", *quote)
		return s
	}
	q := &x.record.Quotes[*quote]
	if q.Source != nil {
		w := x.words(q.Source.Span)
		s.By, s.Speaker = q.Source.Actor, &w
	}
	if q.Cue != nil {
		w := x.words(*q.Cue)
		s.Cue = &w
	}
	for _, v := range q.Via {
		w := x.words(v.Span)
		s.Via = append(s.Via, chancery.Party{Code: v.Actor, Words: &w})
	}
	return s
}

// sentenceOf is the sentence that holds a span, -1 if none does.
func (x *extract) sentenceOf(s chancery.Span) int {
	return slices.IndexFunc(x.record.Sentences, func(t chancery.Span) bool { return t.Contains(s) })
}

// quoteOf is the innermost quote that holds a span.
func (x *extract) quoteOf(s chancery.Span) *int {
	best, size := -1, 0
	for i := range x.record.Quotes {
		for _, c := range x.record.Quotes[i].Content {
			if c.Contains(s) && (best < 0 || c.Len() < size) {
				best, size = i, c.Len()
			}
		}
	}
	if best < 0 {
		return nil
	}
	return &best
}

// speakers are the codes of those who say so in their own name, "" standing for
// the source itself and for whoever the names do not know.
func speakers(c *chancery.Claim) []string {
	var out []string
	for i := range c.Told {
		out = append(out, c.Told[i].By)
	}
	if len(out) == 0 {
		out = append(out, "")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// joined writes codes as one cell; codes hold no commas.
func joined(codes []string) string { return strings.Join(codes, ",") }

// split reads what joined wrote.
func split(cell string) []string { return strings.Split(cell, ",") }
