package exchange

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"chancery"
	"chancery/internal/ontology"
)

// ploverRecord is an event with the PLOVER manual's names of fields.
type ploverRecord struct {
	ID        string        `json:"id"`
	HasEvent  bool          `json:"has_event"`
	Date      string        `json:"date"`
	EndDate   string        `json:"enddate,omitempty"`
	DateTold  string        `json:"date_told"` // not PLOVER's: the date as the text tells it
	Actor     []ploverParty `json:"actor"`
	Recipient []ploverParty `json:"recipient,omitempty"`
	Event     []string      `json:"event"`
	Place     *ploverPlace  `json:"event_loc,omitempty"`
	EventText []string      `json:"event_text,omitempty"`
	Quad      int           `json:"quad_code"`
	Scale     float64       `json:"event_scale"`
	Mode      []string      `json:"mode,omitempty"`
	Context   []string      `json:"context,omitempty"`
	Text      string        `json:"text,omitempty"`
	TextInfo  *ploverText   `json:"text_info,omitempty"`
	Cite      ploverCite    `json:"cite_info"`
	Coder     string        `json:"coder"`
	CodedDate string        `json:"coded_date,omitempty"`
	CodedTime string        `json:"coded_time,omitempty"`
	Comment   string        `json:"comment,omitempty"`
}

type ploverParty struct {
	Code   string `json:"code"`
	Sector string `json:"sector,omitempty"`
	Text   string `json:"entity_text,omitempty"`
	ID     string `json:"identifier_id,omitempty"`
	Name   string `json:"identifier_text,omitempty"`
}

type ploverPlace struct {
	Extracted string   `json:"extracted_place"`
	Resolved  string   `json:"resolved_place,omitempty"`
	Lat       *float64 `json:"lat,omitempty"`
	Lon       *float64 `json:"lon,omitempty"`
	City      string   `json:"city,omitempty"`
	Province  string   `json:"province,omitempty"`
	Country   string   `json:"country,omitempty"`
	Code      string   `json:"country_code,omitempty"`
	// Resolution is 4 for a city, 2 for a province, 1 for a country.
	Resolution int `json:"resolution,omitempty"`
}

// ploverText is where the words of the first telling stand, and the sentences of all.
type ploverText struct {
	Sequence int      `json:"sequence"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Story    []string `json:"text_story,omitempty"`
}

type ploverCite struct {
	Citation    string `json:"citation,omitempty"`
	URL         string `json:"url,omitempty"`
	Title       string `json:"title,omitempty"`
	Language    string `json:"language,omitempty"`
	Publication string `json:"publication,omitempty"`
	Codebook    string `json:"codebook"`
	Version     string `json:"version"`
}

// ploverCoder is how chancery signs what it writes.
const ploverCoder = "chancery"

// ploverQuads are PLOVER's numbers of its classes.
var ploverQuads = map[ontology.Quad]int{
	ontology.VerbalCooperation: 1, ontology.MaterialCooperation: 2, ontology.VerbalConflict: 3, ontology.MaterialConflict: 4,
}

// ploverModality is what PLOVER calls the auxiliary modes of what was not done, or not of
// late, which it puts among the contexts.
var ploverModality = map[chancery.Modality]string{
	chancery.Future: "future", chancery.Hypothetical: "hypothetical", chancery.Historical: "historical", chancery.Negated: "negation",
}

// WritePLOVER writes acts as JSON Lines with the PLOVER manual's names of fields, one
// object a claim, whatever its standing: what was not done is told so in context.
func WritePLOVER(w io.Writer, b *Tables, x Export) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for c, err := range x.Claims {
		if err != nil {
			return fmt.Errorf("exchange: writing PLOVER: %w", err)
		}
		acts := x.acts(b, c)
		if len(acts) == 0 {
			continue
		}
		if err := out.Encode(b.plover(&acts[0])); err != nil {
			return fmt.Errorf("exchange: writing PLOVER: %w", err)
		}
	}
	return nil
}

func (b *Tables) plover(a *act) *ploverRecord {
	r := &ploverRecord{
		ID: a.ID, HasEvent: true, Date: a.dateOnly(), DateTold: a.dateTold(), Event: []string{a.Type}, Quad: ploverQuads[b.events.Quad(a.Type)],
		Scale: b.events.Score(a.Type, a.Mode), Mode: listed(a.Mode), Context: append([]string(nil), a.Contexts...),
		EventText: listed(a.row.Trigger), Text: a.sentence(), Coder: ploverCoder,
		Cite: ploverCite{Citation: a.Doc.Name, URL: a.Doc.URL, Title: a.Doc.Title, Language: a.Doc.Language,
			Publication: a.Doc.Publisher, Codebook: "PLOVER", Version: "2.0"},
	}
	if w := a.pair.When; w.First != nil && w.Last != nil && *w.First != *w.Last {
		r.EndDate = dayText(w.Last)
	}
	if m := ploverModality[a.Modality]; m != "" {
		r.Context = append(r.Context, m)
	}
	r.Actor, r.Recipient = b.ploverParties(a.Actors), b.ploverParties(a.Recipients)
	r.Place = b.ploverPlace(a.Place)
	r.TextInfo = ploverTextOf(a)
	if !a.Recorded.IsZero() {
		r.CodedDate, r.CodedTime = a.Recorded.UTC().Format(time.DateOnly), a.Recorded.UTC().Format(time.TimeOnly)
	}
	if len(a.row.By) > 0 {
		r.Comment = "according to " + strings.Join(a.row.By, ", ")
	}
	return r
}

// listed is a list of a text, empty without one.
func listed(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

func ploverTextOf(a *act) *ploverText {
	if len(a.Told) == 0 {
		return nil
	}
	first := &a.Told[0]
	out := &ploverText{sentenceNumber(a.Doc.Text, first.Sentence.Start), first.Trigger.Start, first.Trigger.End, nil}
	for i := range a.Told {
		if s := spanOf(a.Doc.Text, a.Told[i].Sentence); s != "" && !slices.Contains(out.Story, s) {
			out.Story = append(out.Story, s)
		}
	}
	return out
}

func (b *Tables) ploverParties(ps []chancery.Party) []ploverParty {
	var out []ploverParty
	for i := range ps {
		p := &ps[i]
		code, sectors := b.ploverParty(p)
		out = append(out, ploverParty{Code: code, Sector: strings.Join(sectors, ""), Text: partyWords(p), ID: p.Code, Name: b.name(p)})
	}
	return out
}

func (b *Tables) ploverPlace(name string) *ploverPlace {
	if name == "" {
		return nil
	}
	p := b.place(name)
	out := &ploverPlace{Extracted: name}
	if p.country == "" {
		return out
	}
	out.Resolved, out.Country = p.name, b.names.Name(p.country)
	out.Code, _ = b.ploverParty(&chancery.Party{Code: p.country, Country: p.country})
	if s := b.names.State(out.Code); s != nil {
		out.Country = s.Name
	}
	switch p.sort {
	case cityPlace:
		out.City, out.Resolution = p.name, 4
	case regionPlace:
		out.Province, out.Resolution = p.name, 2
	case countryPlace:
		out.Resolution = 1
	}
	if p.at() {
		out.Lat, out.Lon = &p.lat, &p.lon
	}
	return out
}
