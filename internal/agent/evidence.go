package agent

import (
	"context"
	"fmt"
	"strings"
	"time"

	"chancery"
	"chancery/internal/ledger"
)

// evidenceQuestion asks for a claim.
type evidenceQuestion struct {
	Claim string `json:"claim" jsonschema:"the claim's id: 48 hexadecimal digits"`
}

// Party is a side of a claim or event, with the words that name it.
type Party struct {
	Code  string `json:"code"`
	Name  string `json:"name"`
	Words string `json:"words,omitempty"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Verdict is what somebody made of a claim.
type Verdict struct {
	Verdict  string `json:"verdict"`
	By       string `json:"by,omitempty"`
	Note     string `json:"note,omitempty"`
	Recorded string `json:"recorded"`
}

// Evidence is a claim with all its words.
type Evidence struct {
	Claim      string    `json:"claim"`
	Class      string    `json:"class" jsonschema:"event, state or verdict"`
	Type       string    `json:"type,omitempty" jsonschema:"PLOVER"`
	Mode       string    `json:"mode,omitempty"`
	CAMEO      string    `json:"cameo,omitempty"`
	Modality   string    `json:"modality,omitempty"`
	Kind       string    `json:"kind,omitempty" jsonschema:"of the relation"`
	Status     string    `json:"status,omitempty"`
	What       string    `json:"what,omitempty"`
	Date       string    `json:"date,omitempty"`
	Actors     []Party   `json:"actors,omitempty"`
	Recipients []Party   `json:"recipients,omitempty"`
	Rule       string    `json:"rule,omitempty" jsonschema:"the rule that found it"`
	Confidence float64   `json:"confidence,omitempty"`
	Reader     string    `json:"reader,omitempty" jsonschema:"the program and knowledge that found it first"`
	Recorded   string    `json:"recorded"`
	Stands     bool      `json:"stands" jsonschema:"it counts, after all verdicts"`
	Verdicts   []Verdict `json:"verdicts"`
	Told       []Words   `json:"told"`
	Tellings   int       `json:"tellings" jsonschema:"how many there are; the first are told"`
}

// mostTold is how many tellings and verdicts of a claim are told.
const mostTold = 50

func (a *Evidence) short() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Claim %s: %s", a.Claim, says(a))
	if !a.Stands {
		b.WriteString("; it does not stand")
	}
	b.WriteString(".\n")
	for i := range a.Told {
		b.WriteString("- " + a.Told[i].cite() + "\n")
	}
	for _, v := range a.Verdicts {
		fmt.Fprintf(&b, "- %s by %s, %s\n", v.Verdict, plain(v.By), v.Recorded)
	}
	return b.String()
}

// says is what a claim says in codes.
func says(a *Evidence) string {
	what := a.Type
	if what == "" {
		what = strings.TrimSpace(a.Kind + " " + a.Status)
	}
	parts := []string{codes(a.Actors), what, codes(a.Recipients), a.Modality, a.Date}
	return plain(strings.Join(parts, " "))
}

func codes(ps []Party) string {
	var out []string
	for _, p := range ps {
		out = append(out, p.Code)
	}
	return strings.Join(out, ", ")
}

func (s *Server) evidence(ctx context.Context, f *evidenceQuestion) (*Evidence, error) {
	id := strings.ToLower(strings.TrimSpace(f.Claim))
	if len(id) != 48 || strings.Trim(id, "0123456789abcdef") != "" {
		return nil, refuse("claim: it takes an id of 48 hexadecimal digits, as relations, timeline, search and conflicts give, not %q", plain(f.Claim))
	}
	c, err := s.ledger.JudgedClaim(ctx, id)
	if err != nil {
		return nil, err
	}
	out := &Evidence{
		Claim: c.ID, Class: string(c.Class), Type: c.Type, Mode: c.Mode, CAMEO: c.CAMEO, Modality: string(c.Modality), Kind: c.Kind, Status: c.Status,
		What: c.What, Date: dateOf(&c.Claim), Actors: s.parties(c.Actors), Recipients: s.parties(c.Recipients), Rule: c.Rule, Confidence: c.Confidence,
		Reader: c.Reader, Recorded: c.Recorded.UTC().Format(time.RFC3339), Stands: c.Stands, Verdicts: []Verdict{}, Told: []Words{},
	}
	for _, v := range c.Verdicts[:min(len(c.Verdicts), mostTold)] {
		out.Verdicts = append(out.Verdicts, Verdict{string(v.Verdict), v.By, clipped(v.Note, maxSentence), v.Recorded.UTC().Format(time.RFC3339)})
	}
	var es []ledger.Evidence
	if c.Class != chancery.VerdictClaim {
		if es, err = s.ledger.OfClaim(ctx, id); err != nil {
			return nil, err
		}
	}
	out.Tellings = len(es)
	for i := range es[:min(len(es), mostTold)] {
		out.Told = append(out.Told, *wordsOf(&es[i]))
	}
	return out, nil
}

// dateOf is when the act of a claim was done, or since when its standing holds.
func dateOf(c *chancery.Claim) string {
	for _, d := range []string{c.Date, c.Since, c.At} {
		if d != "" {
			return d
		}
	}
	return ""
}

func (s *Server) parties(ps []chancery.Party) []Party {
	var out []Party
	for _, p := range ps[:min(len(ps), mostTold)] {
		x := Party{Code: p.Code, Name: s.directory.Name(p.Code)}
		if p.Words != nil {
			x.Words, x.Start, x.End = clipped(p.Words.Text, maxName), p.Words.Start, p.Words.End
		}
		out = append(out, x)
	}
	return out
}
