package web

import (
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
)

// sourceQuery asks for a document.
type sourceQuery struct {
	ID string `path:"id" maxLength:"64" doc:"the document's id: 32 hexadecimal digits"`
}

// SourceAnswer is a document with its words marked and the claims that the ledger has
// of it.
type SourceAnswer struct {
	Source chancery.Source `json:"source"` // without its text, which is in Blocks
	State  bool            `json:"state_media"`
	Medium *SourceMedium   `json:"medium,omitempty"`
	Byline []string        `json:"byline,omitempty"`
	// Marked tells that the text was read anew for its marks; without, only the
	// words of the claims are marked.
	Marked bool          `json:"marked"`
	Blocks []Block       `json:"blocks"`
	Claims []SourceClaim `json:"claims"`
	// Unrecorded is how many claims the reader of today finds that the ledger lacks.
	Unrecorded int `json:"unrecorded"`
}

// SourceMedium is what the tables know of a publisher as of the day of publication.
type SourceMedium struct {
	ID      string           `json:"id"`
	Name    string           `json:"name"`
	Country string           `json:"country,omitempty"`
	Control ontology.Control `json:"control,omitempty"`
}

// SourceClaim is a claim of a document. Ref is what the marks call it; Found tells
// that the reader of today finds it.
type SourceClaim struct {
	Ref string `json:"ref"`
	ledger.Judged
	Found bool `json:"found"`
}

func (s *Server) source(ctx context.Context, q *sourceQuery) (*SourceAnswer, error) {
	src, err := s.sourceByID(ctx, q.ID)
	if err != nil {
		return nil, err
	}
	claims, err := s.ledger.OfSource(ctx, src.ID)
	if err != nil {
		return nil, err
	}
	record, err := s.readings.of(ctx, src)
	if err != nil {
		return nil, err
	}
	text := []rune(src.Text)
	out := &SourceAnswer{Source: *src, Marked: record != nil, Claims: []SourceClaim{}}
	out.Source.Text = ""
	if m, ok := s.ledger.Medium(src); ok {
		out.Medium = &SourceMedium{m.ID, m.Name, m.Country, m.Control}
		out.State = m.Control == ontology.StateControlled
	}
	found := map[string]bool{}
	if record != nil {
		out.Byline = record.Byline
		again, err := s.ledger.Read(record, "")
		if err == nil { // a record that is refused finds nothing
			for i := range again.Claims {
				found[again.Claims[i].ID] = true
			}
		}
		out.Unrecorded = len(found)
	}
	for i := range claims {
		c := SourceClaim{Ref: ref(i), Judged: claims[i], Found: found[claims[i].ID]}
		if c.Found {
			out.Unrecorded--
		}
		out.Claims = append(out.Claims, c)
	}
	blocks := plainBlocks(text)
	if record != nil {
		blocks = record.Blocks
	}
	out.Blocks = blocksOf(text, blocks, s.marks(record, out.Claims))
	return out, nil
}

// sourceByID is a source with its text.
func (s *Server) sourceByID(ctx context.Context, id string) (*chancery.Source, error) {
	if b, err := hex.DecodeString(id); err != nil || len(b) != 16 {
		return nil, notFound("%q is no id of a document; it has 32 hexadecimal digits.", id)
	}
	return s.ledger.Source(ctx, strings.ToLower(id))
}

// sourceText is the text of a document as the ledger keeps it.
type sourceText struct {
	ContentType string `header:"Content-Type"`
	NoSniff     string `header:"X-Content-Type-Options"`
	Body        []byte
}

func (s *Server) sourceText(ctx context.Context, q *sourceQuery) (*sourceText, error) {
	src, err := s.sourceByID(ctx, q.ID)
	if err != nil {
		return nil, s.problem(ctx, err)
	}
	return &sourceText{"text/plain; charset=utf-8", "nosniff", []byte(src.Text)}, nil
}

// Headed is the place of the block that is the title, -1 where the text does not
// begin with it.
func (a *SourceAnswer) Headed() int {
	return slices.IndexFunc(a.Blocks[:min(len(a.Blocks), 3)], func(b Block) bool {
		return b.Kind == chancery.Headline && strings.EqualFold(strings.Join(strings.Fields(b.Text()), " "), strings.Join(strings.Fields(a.Source.Title), " "))
	})
}

// Text is the text of a block.
func (b *Block) Text() string {
	var t strings.Builder
	for i := range b.Segments {
		t.WriteString(b.Segments[i].Text)
	}
	return t.String()
}

// Corrects is the claim in whose place another stands, nil if it is none's.
func (a *SourceAnswer) Corrects(c *SourceClaim) *SourceClaim {
	for i := range a.Claims {
		if c.About != "" && a.Claims[i].ID == c.About {
			return &a.Claims[i]
		}
	}
	return nil
}

// marks are all marks of a document: what was read anew, and the words of the
// ledger's claims.
func (s *Server) marks(r *chancery.Record, claims []SourceClaim) []mark {
	var out []mark
	if r != nil {
		for i := range r.Actors {
			out = append(out, s.ofActor(&r.Actors[i])...)
		}
		for _, t := range r.Times {
			out = append(out, mark{Span: t.Span, class: "time", yield: timeWords(&t)})
		}
		for i := range r.Quotes {
			out = append(out, s.ofQuote(&r.Quotes[i])...)
		}
	}
	for i := range claims {
		out = append(out, s.ofClaimed(&claims[i], r)...)
	}
	return out
}

func (s *Server) ofActor(a *chancery.Actor) []mark {
	name := a.Name
	if name == "" {
		name = s.directory.Name(a.ID)
	}
	yield := "actor: " + name
	if a.Country != "" && a.Country != a.ID {
		yield += " (" + s.directory.Name(a.Country) + ")"
	}
	var out []mark
	for _, m := range a.Mentions {
		out = append(out, mark{Span: m, class: "actor", yield: yield})
	}
	return out
}

func (s *Server) ofQuote(q *chancery.Quote) []mark {
	who := "somebody who is not named"
	var out []mark
	if q.Source != nil {
		if q.Source.Actor != "" {
			who = s.directory.Name(q.Source.Actor)
		}
		out = append(out, mark{Span: q.Source.Span, class: "speaker", yield: "speaks: " + who})
	}
	if q.Cue != nil {
		out = append(out, mark{Span: *q.Cue, class: "cue", yield: "tells that " + who + " says so"})
	}
	for _, v := range q.Via {
		yield := "passes it on"
		if v.Actor != "" {
			yield += ": " + s.directory.Name(v.Actor)
		}
		out = append(out, mark{Span: v.Span, class: "via", yield: yield})
	}
	for _, c := range q.Content {
		out = append(out, mark{Span: c, class: "quote", yield: string(q.Kind) + " speech of " + who})
	}
	return out
}

// timeWords tells what a time expression means.
func timeWords(t *chancery.Time) string {
	switch t.Type {
	case "DATE", "TIME":
		if d, clock, ok := strings.Cut(t.Value, "T"); ok && spoken(d) != d {
			return "time: " + spoken(d) + ", " + clock
		}
		return "date: " + spoken(t.Value)
	case "DURATION":
		return "stretch of time" + durationWords(t.Value)
	}
	return "times that come again: " + t.Value
}

// durationWords is an ISO 8601 duration of one unit in words behind a colon; nothing
// where it is of several, or of an unknown number.
func durationWords(value string) string {
	units := map[byte]string{'Y': "year", 'M': "month", 'W': "week", 'D': "day", 'H': "hour", 'S': "second"}
	rest, clock := strings.CutPrefix(strings.TrimPrefix(value, "P"), "T")
	if clock {
		units['M'] = "minute"
	}
	if len(rest) < 2 {
		return ""
	}
	n, err := strconv.Atoi(rest[:len(rest)-1])
	unit := units[rest[len(rest)-1]]
	if err != nil || unit == "" {
		return ""
	}
	return ": " + counted(n, unit)
}

// ofClaimed are the words of a claim with their parts in it.
func (s *Server) ofClaimed(c *SourceClaim, r *chancery.Record) []mark {
	class, yield := "ev", "event: "
	if c.Class == chancery.StateClaim {
		class, yield = "standing", "standing: "
	}
	yield += s.saidOf(&c.Claim)
	if w := standingWords(c.Claim); w != "" {
		yield += ", " + w
	}
	if d := dateOf(c.Claim); d != "" {
		yield += ", " + when(d)
	}
	if !c.Stands {
		yield += " (put aside)"
	}
	var out []mark
	add := func(w *chancery.Words, class, role, yield string) {
		if w != nil {
			out = append(out, mark{w.Span, class, c.Ref, role, yield})
		}
	}
	for _, p := range c.Actors {
		add(p.Words, "", "actor", "")
	}
	for _, p := range c.Recipients {
		add(p.Words, "", "recipient", "")
	}
	for i := range c.Told {
		t := &c.Told[i]
		add(&t.Trigger, class, "trigger", yield)
		add(t.Speaker, "", "source", "")
		add(t.Cue, "", "cue", "")
		for _, v := range t.Via {
			add(v.Words, "", "via", "")
		}
		for _, at := range datesIn(r, t.Sentence, dateOf(c.Claim)) {
			out = append(out, mark{at, "", c.Ref, "date", ""})
		}
	}
	return out
}

// datesIn are the words of a sentence that say a date, or what it lies in.
func datesIn(r *chancery.Record, sentence chancery.Span, date string) []chancery.Span {
	date = strings.TrimPrefix(date, "by ")
	if r == nil || date == "" {
		return nil
	}
	var out []chancery.Span
	for _, t := range r.Times {
		if sentence.Contains(t.Span) && len(t.Value) >= len("2006") && (strings.HasPrefix(date, t.Value) || strings.HasPrefix(t.Value, date)) {
			out = append(out, t.Span)
		}
	}
	return out
}

// lastVerdict is the last verdict of a person on a claim, nil if there is none.
func lastVerdict(c ledger.Judged) *chancery.Claim {
	for i := len(c.Verdicts) - 1; i >= 0; i-- {
		if v := &c.Verdicts[i]; v.Verdict != chancery.Superseded && v.Verdict != chancery.Reinstated {
			return v
		}
	}
	return nil
}

// basisWords tells how a day of publication is known.
func basisWords(b chancery.Basis) string {
	switch b {
	case chancery.Stated:
		return "as the document says"
	case chancery.Inferred:
		return "as its text suggests"
	case chancery.Given:
		return "as given with it"
	}
	return ""
}

// ref is what the marks of a page call its i-th claim.
func ref(i int) string { return "e" + strconv.Itoa(i+1) }
