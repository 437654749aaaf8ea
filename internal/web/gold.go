package web

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"chancery"
	"chancery/internal/ledger"
)

// Gold is a document with the events that people say stand in it, as the gold of the
// seed article has them (title, publication, events), and those that they say do not.
// A document of which people judged some claims is not judged whole: that an event is
// not in it says nothing.
type Gold struct {
	ID       string       `json:"id"`
	Document GoldDocument `json:"document"`
	Text     string       `json:"text"`
	Events   []GoldEvent  `json:"events"`
	Rejected []GoldEvent  `json:"rejected"`
}

// GoldDocument is what a document says of itself.
type GoldDocument struct {
	Title     string              `json:"title,omitempty"`
	Publisher string              `json:"publisher,omitempty"`
	URL       string              `json:"url,omitempty"`
	Published *chancery.Published `json:"published,omitempty"`
}

// GoldEvent is an event that was judged. Trigger and Near are words of the text, the
// spans are their places in code points.
type GoldEvent struct {
	Claim       string            `json:"claim"`
	Verdict     chancery.Verdict  `json:"verdict"`
	By          string            `json:"by"`
	Note        string            `json:"note,omitempty"`
	Type        string            `json:"type"`
	Mode        string            `json:"mode,omitempty"`
	Actor       []string          `json:"actor"`
	Recipient   []string          `json:"recipient"`
	Trigger     string            `json:"trigger"`
	Near        string            `json:"near"`
	Date        string            `json:"date,omitempty"`
	Modality    chancery.Modality `json:"modality"`
	AccordingTo []string          `json:"according_to,omitempty"`
	Relation    string            `json:"relation,omitempty"`
	Status      string            `json:"status,omitempty"`
	What        string            `json:"what,omitempty"`
	Rule        string            `json:"rule,omitempty"`
	Spans       GoldSpans         `json:"spans"`
}

// GoldSpans are the places of an event's words.
type GoldSpans struct {
	Trigger   chancery.Span   `json:"trigger"`
	Sentence  chancery.Span   `json:"sentence"`
	Actor     []chancery.Span `json:"actor,omitempty"`
	Recipient []chancery.Span `json:"recipient,omitempty"`
}

// exportGold writes what people judged as gold data, one document a line.
func (s *Server) exportGold(ctx context.Context, _ *struct{}, out *jsonLines) error {
	ids, err := s.judgedSources(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		g, err := s.gold(ctx, id)
		if err != nil {
			return err
		}
		if len(g.Events)+len(g.Rejected) == 0 {
			continue
		}
		if err := out.put(g); err != nil {
			return err
		}
	}
	return nil
}

// gold is what people judged of one document.
func (s *Server) gold(ctx context.Context, id string) (*Gold, error) {
	src, err := s.ledger.Source(ctx, id)
	if err != nil {
		return nil, err
	}
	claims, err := s.ledger.OfSource(ctx, id)
	if err != nil {
		return nil, err
	}
	g := &Gold{ID: id, Text: src.Text, Events: []GoldEvent{}, Rejected: []GoldEvent{}, Document: GoldDocument{Title: src.Title, Publisher: src.Publisher, URL: src.URL}}
	if src.Published != "" {
		g.Document.Published = &chancery.Published{Date: src.Published, Basis: src.Basis}
	}
	text := []rune(src.Text)
	for i := range claims {
		v, instead, ok := verdictOf(&claims[i], claims)
		switch {
		case !ok:
		case v.Verdict == chancery.Rejected:
			g.Rejected = append(g.Rejected, goldEvent(&claims[i].Claim, &claims[i].Claim, v, text))
		case instead != nil:
			g.Events = append(g.Events, goldEvent(&claims[i].Claim, &instead.Claim, v, text))
		default:
			g.Events = append(g.Events, goldEvent(&claims[i].Claim, &claims[i].Claim, v, text))
		}
	}
	return g, nil
}

// goldEvent is a claim as it is judged; found is the claim that the verdict is on.
func goldEvent(found, c, v *chancery.Claim, text []rune) GoldEvent {
	e := GoldEvent{
		Claim: found.ID, Verdict: v.Verdict, By: v.By, Note: v.Note, Type: c.Type, Mode: c.Mode, Date: c.Date, Modality: c.Modality,
		Actor: append([]string{}, partyCodes(c.Actors)...), Recipient: append([]string{}, partyCodes(c.Recipients)...),
		Relation: c.Kind, Status: c.Status, What: c.What, Rule: found.Rule,
	}
	spans := func(ps []chancery.Party) []chancery.Span {
		var out []chancery.Span
		for _, p := range ps {
			if p.Words != nil {
				out = append(out, p.Words.Span)
			}
		}
		return out
	}
	e.Spans.Actor, e.Spans.Recipient = spans(c.Actors), spans(c.Recipients)
	for i := range c.Told {
		t := &c.Told[i]
		if i == 0 {
			e.Trigger, e.Spans.Trigger, e.Spans.Sentence = t.Trigger.Text, t.Trigger.Span, t.Sentence
			e.Near = sentenceText(t, text)
		}
		if t.By != "" && !slices.Contains(e.AccordingTo, t.By) {
			e.AccordingTo = append(e.AccordingTo, t.By)
		}
	}
	return e
}

// sentenceText is the sentence of a telling, on one line; empty where it has none.
func sentenceText(t *chancery.Saying, text []rune) string {
	s := t.Sentence
	if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
		return ""
	}
	return strings.Join(strings.Fields(string(text[s.Start:s.End])), " ")
}

// exportRules writes what people judged as examples of the rules that found it, in the
// block text of rule files. A rule that was right has a yes, with who did what to whom;
// one that found another type of event than people say, or one that does not stand
// there, has a no. They are to be looked through and moved to the blocks of their rules.
func (s *Server) exportRules(ctx context.Context, _ *struct{}, out *jsonLines) error {
	ids, err := s.judgedSources(ctx)
	if err != nil {
		return err
	}
	byRule := map[string][]string{}
	for _, id := range ids {
		if err := s.examplesOf(ctx, id, byRule); err != nil {
			return err
		}
	}
	if err := out.text("# What people made of claims, as examples of the rules that found them. Look\n# through them and move them into the blocks of their rules.\n"); err != nil {
		return err
	}
	for _, rule := range slices.Sorted(maps.Keys(byRule)) {
		file, _, _ := strings.Cut(rule, ":")
		if err := out.text("\n# " + file + "\nexamples " + rule + "\n"); err != nil {
			return err
		}
		for _, line := range byRule[rule] {
			if err := out.text("  " + line + "\n"); err != nil {
				return err
			}
		}
	}
	return nil
}

// examplesOf adds the examples of one document to those of the rules.
func (s *Server) examplesOf(ctx context.Context, id string, byRule map[string][]string) error {
	src, err := s.ledger.Source(ctx, id)
	if err != nil {
		return err
	}
	claims, err := s.ledger.OfSource(ctx, id)
	if err != nil {
		return err
	}
	text := []rune(src.Text)
	for i := range claims {
		v, instead, ok := verdictOf(&claims[i], claims)
		c := &claims[i].Claim
		rule := ruleName(c.Rule)
		if !ok || rule == "" || len(c.Told) == 0 {
			continue
		}
		if line := example(c, v, instead, sentenceText(&c.Told[0], text)); line != "" && !slices.Contains(byRule[rule], line) {
			byRule[rule] = append(byRule[rule], line)
		}
	}
	return nil
}

// example is a judged claim as a line of a rule's block; empty where its sentence cannot
// stand on one.
func example(c, v *chancery.Claim, instead *ledger.Judged, sentence string) string {
	if sentence == "" || strings.Contains(sentence, "=>") {
		return ""
	}
	right := c
	if instead != nil {
		right = &instead.Claim
	}
	if v.Verdict == chancery.Rejected || right.Type != c.Type {
		return "no: " + sentence
	}
	side := func(ps []chancery.Party) string {
		if len(ps) == 0 {
			return "-"
		}
		return strings.Join(partyCodes(ps), "+")
	}
	line := "yes: " + sentence + " => " + side(right.Actors) + " " + right.Type + " " + side(right.Recipients)
	if right.Modality != chancery.Asserted {
		line += " " + string(right.Modality)
	}
	return line
}

// ruleName is the name of a rule as records have it, file:name; empty for what cannot be
// one, since claims may come from anywhere.
func ruleName(rule string) string {
	if len(rule) > 200 || !strings.Contains(rule, ":") || strings.HasPrefix(rule, "#") || strings.ContainsFunc(rule, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return ""
	}
	return rule
}

// noQuestion finds nothing wrong with a question that has no fields.
func noQuestion(*struct{}) error { return nil }
