package agent

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"chancery"
	"chancery/internal/question"
)

// readQuestion is a text to be read.
type readQuestion struct {
	Text string `json:"text" jsonschema:"an English news text, with its headline on a line of its own; a web page as HTML serves too"`
	Date string `json:"date,omitempty" jsonschema:"the day on which it was published, YYYY-MM-DD, if the text does not state it"`
}

// Reading is what a text tells.
type Reading struct {
	Language  string `json:"language,omitempty"`
	Published string `json:"published,omitempty"`
	Basis     string `json:"basis,omitempty" jsonschema:"how the day is known: given, stated or inferred"`
	// Text is what spans count in, where it is not what was given.
	Text      string        `json:"text,omitempty" jsonschema:"the cleaned text that spans count in, where it is not the text that was given"`
	Events    []Event       `json:"events"`
	Relations []ReadRelated `json:"relations"`
	Quotes    []Quote       `json:"quotes"`
	Left      int           `json:"left_out,omitempty" jsonschema:"events, relations and quotes left out since there are too many"`
}

// Stretch is a stretch of the text.
type Stretch struct {
	Words string `json:"words"`
	Start int    `json:"start" jsonschema:"in code points of the text"`
	End   int    `json:"end"`
}

// Event is an act that a text tells.
type Event struct {
	ID         string  `json:"id"`
	Type       string  `json:"type" jsonschema:"PLOVER"`
	Mode       string  `json:"mode,omitempty"`
	CAMEO      string  `json:"cameo,omitempty"`
	Score      float64 `json:"score" jsonschema:"from -10, conflict, to 10, cooperation"`
	Modality   string  `json:"modality" jsonschema:"asserted, future, hypothetical, negated or historical"`
	Date       string  `json:"date,omitempty"`
	Actors     []Party `json:"actors"`
	Recipients []Party `json:"recipients"`
	Trigger    Stretch `json:"trigger"`
	Sentence   Stretch `json:"sentence"`
	Quote      int     `json:"quote" jsonschema:"which of quotes says so, counted from 1; 0: the text itself"`
	Rule       string  `json:"rule,omitempty"`
	Confidence float64 `json:"confidence"`
}

// ReadRelated is a standing as the text tells it.
type ReadRelated struct {
	Kind        string    `json:"kind"`
	From        string    `json:"from"`
	To          string    `json:"to"`
	What        string    `json:"what,omitempty"`
	Status      string    `json:"status"`
	Since       string    `json:"since,omitempty"`
	Until       string    `json:"until,omitempty"`
	Ended       bool      `json:"ended,omitempty"`
	AccordingTo []string  `json:"according_to,omitempty"`
	Events      []string  `json:"events,omitempty" jsonschema:"ids of the acts that bring it about"`
	Evidence    []Stretch `json:"evidence" jsonschema:"the words that tell it"`
}

// Quote is what somebody is reported to have said.
type Quote struct {
	Kind    string    `json:"kind" jsonschema:"direct, indirect or mixed"`
	Speaker *Stretch  `json:"speaker,omitempty"`
	Actor   string    `json:"actor,omitempty" jsonschema:"code of who speaks"`
	Content []Stretch `json:"content"`
	Via     []string  `json:"via,omitempty" jsonschema:"who passed it on"`
}

const (
	mostRead    = 200 // events, relations and quotes each of a text that are told
	readAtATime = 2   // texts; others wait
)

func (a *Reading) short() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s", counted(len(a.Events), "event"), counted(len(a.Relations), "relation"), counted(len(a.Quotes), "quote"))
	if a.Published != "" {
		fmt.Fprintf(&b, "; published %s (%s)", a.Published, a.Basis)
	}
	b.WriteString(".\n")
	for i := range a.Events {
		e := &a.Events[i]
		fmt.Fprintf(&b, "- %s %s %s %s %s: “%s”; event %s\n", names(e.Actors), e.Type, names(e.Recipients), e.Modality, e.Date, clipped(plain(e.Sentence.Words), 300), e.ID)
	}
	for i := range a.Relations {
		r := &a.Relations[i]
		words := ""
		if len(r.Evidence) > 0 {
			words = clipped(plain(r.Evidence[0].Words), 150)
		}
		fmt.Fprintf(&b, "- %s → %s: %s %s %s: “%s”\n", r.From, r.To, r.Kind, r.Status, r.Since, words)
	}
	return b.String()
}

func names(ps []Party) string {
	var out []string
	for _, p := range ps {
		out = append(out, plain(p.Name))
	}
	if len(out) == 0 {
		return "(nobody)"
	}
	return strings.Join(out, ", ")
}

func (s *Server) readText(ctx context.Context, f *readQuestion) (*Reading, error) {
	if strings.TrimSpace(f.Text) == "" {
		return nil, refuse("text: there is nothing to read; give the text itself, not its address")
	}
	if !utf8.ValidString(f.Text) {
		return nil, refuse("text: it is not UTF-8; convert it first")
	}
	if _, err := question.Day("date", f.Date); err != nil {
		return nil, err
	}
	select {
	case s.reading <- struct{}{}:
		defer func() { <-s.reading }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	r, err := s.o.Read(ctx, f.Text, f.Date)
	if err != nil {
		return nil, refuse("text: %s", plain(err.Error()))
	}
	out := &Reading{Language: r.Language, Events: []Event{}, Relations: []ReadRelated{}, Quotes: []Quote{}}
	if r.Published != nil {
		out.Published, out.Basis = r.Published.Date, string(r.Published.Basis)
	}
	if r.Text != f.Text {
		out.Text = r.Text
	}
	text := []rune(r.Text)
	for i := range r.Events[:min(len(r.Events), mostRead)] {
		out.Events = append(out.Events, s.event(text, r, &r.Events[i]))
	}
	for i := range r.Relations[:min(len(r.Relations), mostRead)] {
		out.Relations = append(out.Relations, related(text, r, &r.Relations[i]))
	}
	for i := range r.Quotes[:min(len(r.Quotes), mostRead)] {
		out.Quotes = append(out.Quotes, quote(text, &r.Quotes[i]))
	}
	out.Left = len(r.Events) + len(r.Relations) + len(r.Quotes) - len(out.Events) - len(out.Relations) - len(out.Quotes)
	return out, nil
}

func stretchOf(text []rune, s chancery.Span) Stretch {
	return Stretch{clipped(stretch(text, s), maxSentence), s.Start, s.End}
}

func (s *Server) event(text []rune, r *chancery.Record, e *chancery.Event) Event {
	out := Event{
		ID: e.ID, Type: e.Type, Mode: e.Mode, CAMEO: e.CAMEO, Score: e.Score, Modality: string(e.Modality), Date: e.Date,
		Actors: s.taking(text, e.Actor), Recipients: s.taking(text, e.Recipient), Trigger: stretchOf(text, e.Trigger), Rule: e.Rule, Confidence: e.Confidence,
	}
	if e.Sentence >= 0 && e.Sentence < len(r.Sentences) {
		out.Sentence = stretchOf(text, r.Sentences[e.Sentence])
	}
	if e.Quote != nil {
		out.Quote = *e.Quote + 1
	}
	return out
}

func (s *Server) taking(text []rune, ps []chancery.Participant) []Party {
	out := []Party{}
	for _, p := range ps[:min(len(ps), mostTold)] {
		out = append(out, Party{p.ID, s.directory.Name(p.ID), clipped(stretch(text, p.Span), maxName), p.Start, p.End})
	}
	return out
}

// related is a relation with the words that tell it: its own, or those of its acts.
func related(text []rune, r *chancery.Record, x *chancery.Relation) ReadRelated {
	out := ReadRelated{Kind: x.Kind, From: x.From, To: x.To, What: x.What, Status: x.Status, Since: x.Since, Until: x.Until, Ended: x.Ended,
		AccordingTo: x.AccordingTo, Events: x.Events, Evidence: []Stretch{}}
	for _, w := range x.Evidence {
		out.Evidence = append(out.Evidence, stretchOf(text, w))
	}
	for _, id := range x.Events {
		for i := range r.Events {
			if r.Events[i].ID == id && len(x.Evidence) == 0 {
				out.Evidence = append(out.Evidence, stretchOf(text, r.Events[i].Trigger))
			}
		}
	}
	return out
}

func quote(text []rune, q *chancery.Quote) Quote {
	out := Quote{Kind: string(q.Kind), Content: []Stretch{}}
	if q.Source != nil {
		w := stretchOf(text, q.Source.Span)
		out.Speaker, out.Actor = &w, q.Source.Actor
	}
	for _, c := range q.Content {
		out.Content = append(out.Content, stretchOf(text, c))
	}
	for _, v := range q.Via {
		out.Via = append(out.Via, clipped(stretch(text, v.Span), maxName))
	}
	return out
}
