package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"chancery"
)

// around is how many code points before and after quoted words tell them from the same
// words elsewhere in a text.
const around = 32

type annotation struct {
	Context    string   `json:"@context"`
	ID         string   `json:"id"`
	Type       string   `json:"type"`
	Motivation string   `json:"motivation"`
	Created    string   `json:"created,omitempty"`
	Generator  agent    `json:"generator"`
	Body       []body   `json:"body"`
	Target     []target `json:"target"`
}

type agent struct {
	Type string `json:"type"`
	Name string `json:"name"`
}

type body struct {
	Type    string `json:"type"`
	Purpose string `json:"purpose,omitempty"`
	Value   string `json:"value"`
	Format  string `json:"format,omitempty"`
}

type target struct {
	Source   string     `json:"source"`
	Selector []selector `json:"selector"`
}

// selector is a TextPositionSelector or a TextQuoteSelector.
type selector struct {
	Type   string `json:"type"`
	Start  *int   `json:"start,omitempty"`
	End    *int   `json:"end,omitempty"`
	Exact  string `json:"exact,omitempty"`
	Prefix string `json:"prefix,omitempty"`
	Suffix string `json:"suffix,omitempty"`
}

// codedClaim is what a claim says, for programs.
type codedClaim struct {
	Class      chancery.ClaimClass `json:"class"`
	Type       string              `json:"type,omitempty"`
	Mode       string              `json:"mode,omitempty"`
	Contexts   []string            `json:"contexts,omitempty"`
	CAMEO      string              `json:"cameo,omitempty"`
	Modality   chancery.Modality   `json:"modality,omitempty"`
	Date       string              `json:"date,omitempty"`
	Since      string              `json:"since,omitempty"`
	Until      string              `json:"until,omitempty"`
	At         string              `json:"at,omitempty"`
	Actors     []string            `json:"actors,omitempty"`
	Recipients []string            `json:"recipients,omitempty"`
	Kind       string              `json:"kind,omitempty"`
	Status     string              `json:"status,omitempty"`
	What       string              `json:"what,omitempty"`
}

func partyCodes(ps []chancery.Party) []string {
	var out []string
	for i := range ps {
		out = append(out, named(&ps[i]))
	}
	return out
}

// WriteWebAnnotations writes claims as W3C Web Annotations, JSON-LD, one a line: on the
// words of each telling, by their place in code points and by themselves with what
// stands around them. The source of a document without an address is its id, a URN.
func WriteWebAnnotations(w io.Writer, b *Tables, x Export) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	var text []rune
	doc := ""
	for c, err := range x.Claims {
		if err != nil {
			return fmt.Errorf("exchange: writing Web Annotations: %w", err)
		}
		if c.Class == chancery.VerdictClaim || len(c.Told) == 0 || !x.touches(c) {
			continue
		}
		if c.Doc.ID != doc {
			doc, text = c.Doc.ID, []rune(c.Doc.Text)
		}
		a := annotation{
			Context: "http://www.w3.org/ns/anno.jsonld", ID: "urn:chancery:claim:" + c.ID, Type: "Annotation",
			Motivation: "classifying", Created: timeText(c.Recorded), Generator: agent{"Software", "chancery"},
			Body: b.describe(c),
		}
		for i := range c.Told {
			a.Target = append(a.Target, target{docAddress(c.Doc), selectors(text, c.Told[i].Trigger)})
		}
		if err := out.Encode(a); err != nil {
			return fmt.Errorf("exchange: writing Web Annotations: %w", err)
		}
	}
	return nil
}

// touches tells whether a claim tells anything that may be of the days of the export.
func (x *Export) touches(c *Live) bool {
	for i := range c.Pairs {
		if x.Days.meet(c.Pairs[i].When) {
			return true
		}
	}
	return len(c.Pairs) == 0
}

func docAddress(d *chancery.Source) string {
	if strings.HasPrefix(d.URL, "http://") || strings.HasPrefix(d.URL, "https://") {
		return d.URL
	}
	return "urn:chancery:source:" + d.ID
}

// describe is what a claim says: as a tag, in words for people, and for programs.
func (b *Tables) describe(c *Live) []body {
	tag := c.Type
	if c.Class == chancery.StateClaim {
		tag = c.Kind + " " + c.Status
	}
	var words []string
	for i := range c.Pairs {
		p := &c.Pairs[i]
		line := b.names.Name(p.From) + " " + tag
		if p.To != "" {
			line += " " + b.names.Name(p.To)
		}
		words = append(words, line+" ("+p.Standing+")")
	}
	coded, err := json.Marshal(codedClaim{c.Class, c.Type, c.Mode, c.Contexts, c.CAMEO, c.Modality, c.Date, c.Since, c.Until, c.At,
		partyCodes(c.Actors), partyCodes(c.Recipients), c.Kind, c.Status, c.What})
	out := []body{{"TextualBody", "tagging", tag, ""}, {"TextualBody", "describing", strings.Join(words, "; "), "text/plain"}}
	if err == nil {
		out = append(out, body{"TextualBody", "", string(coded), "application/json"})
	}
	return out
}

// selectors are where words stand. Without the text, only the place is sure.
func selectors(text []rune, w chancery.Words) []selector {
	out := []selector{{Type: "TextPositionSelector", Start: &w.Start, End: &w.End}}
	if w.Start < 0 || w.End > len(text) || w.Start >= w.End {
		if w.Text != "" {
			out = append(out, selector{Type: "TextQuoteSelector", Exact: w.Text})
		}
		return out
	}
	return append(out, selector{
		Type: "TextQuoteSelector", Exact: string(text[w.Start:w.End]),
		Prefix: string(text[max(0, w.Start-around):w.Start]), Suffix: string(text[w.End:min(len(text), w.End+around)]),
	})
}
