package agent

import (
	"context"
	"fmt"
	"strings"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
	"chancery/internal/question"
)

// searchQuestion asks for documents.
type searchQuestion struct {
	Words     string `json:"words" jsonschema:"a document must hold all of them, in any form; \"in quotes\" they stand together, with a * after it one begins a word"`
	Since     string `json:"since,omitempty" jsonschema:"the first day of publication: YYYY-MM-DD, YYYY-MM, YYYY, or 30 days (weeks, months, years) up to today"`
	Until     string `json:"until,omitempty" jsonschema:"the last day of publication: YYYY-MM-DD, or of a month or year"`
	Publisher string `json:"publisher,omitempty" jsonschema:"of this publisher alone, by its exact name"`
	Limit     int    `json:"limit,omitempty" jsonschema:"how many at most; 10 without it, 20 at most"`
	Offset    int    `json:"offset,omitempty" jsonschema:"how many to pass over"`
}

// Found are documents, those with the words in their titles first, then the newest.
type Found struct {
	Words     string     `json:"words"`
	More      bool       `json:"more"`
	Documents []Document `json:"documents"`
}

// Document is a document that was found, with a stretch of its text in which words
// that were looked for stand, and the claims read from it.
type Document struct {
	Source    string  `json:"source" jsonschema:"its id"`
	Title     string  `json:"title,omitempty"`
	URL       string  `json:"url,omitempty"`
	Publisher string  `json:"publisher,omitempty"`
	Published string  `json:"published,omitempty"`
	Snippet   string  `json:"snippet"`
	Total     int     `json:"total_claims"`
	Claims    []Claim `json:"claims" jsonschema:"the first of those that stand"`
}

// Claim is a claim in short.
type Claim struct {
	Claim string `json:"claim" jsonschema:"its id, for the tool evidence"`
	Says  string `json:"says"`
	Words string `json:"words,omitempty"`
}

// Bounds of a search.
const (
	mostDocuments = 20
	claimsEach    = 5
)

func (a *Found) short() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s found", counted(len(a.Documents), "document"))
	if a.More {
		b.WriteString("; there are more, give offset, since, until or another word for them")
	}
	b.WriteString(".\n")
	for i := range a.Documents {
		d := &a.Documents[i]
		fmt.Fprintf(&b, "- %s (%s; source %s)\n  “%s”\n", plain(d.Title), plain(strings.TrimSpace(d.Publisher+" "+d.Published)), d.Source, clipped(plain(d.Snippet), 300))
		for _, c := range d.Claims {
			fmt.Fprintf(&b, "  %s: “%s”; claim %s\n", c.Says, clipped(plain(c.Words), 150), c.Claim)
		}
	}
	return b.String()
}

func (s *Server) search(ctx context.Context, f *searchQuestion) (*Found, error) {
	if strings.TrimSpace(f.Words) == "" {
		return nil, refuse("words: say what to look for")
	}
	q := ledger.SearchQuery{Words: f.Words, Publisher: f.Publisher, Limit: min(most(f.Limit, 10), mostDocuments), Offset: max(f.Offset, 0)}
	days, err := question.Days(f.Since, f.Until, s.today())
	if err != nil {
		return nil, err
	}
	q.From, q.To = days.Ends()
	hits, more, err := s.ledger.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &Found{Words: f.Words, More: more, Documents: []Document{}}
	for i := range hits {
		h := &hits[i]
		d := Document{Source: h.Source.ID, Title: h.Source.Title, URL: h.Source.URL, Publisher: h.Source.Publisher, Published: h.Source.Published,
			Snippet: clipped(h.Snippet, maxSentence)}
		if d.Title == "" {
			d.Title = h.Source.Name
		}
		if d.Claims, d.Total, err = s.claimsOf(ctx, h.Source.ID); err != nil {
			return nil, err
		}
		out.Documents = append(out.Documents, d)
	}
	return out, nil
}

// claimsOf are the first claims of a source that stand, and how many do.
func (s *Server) claimsOf(ctx context.Context, source string) (out []Claim, total int, err error) {
	out = []Claim{}
	all, err := s.ledger.OfSource(ctx, source)
	if err != nil {
		return nil, 0, err
	}
	for i := range all {
		c := &all[i]
		if !c.Stands || c.Class == chancery.VerdictClaim {
			continue
		}
		if total++; len(out) == claimsEach {
			continue
		}
		x := Claim{Claim: c.ID, Says: says(&Evidence{Type: c.Type, Kind: c.Kind, Status: c.Status, Date: dateOf(&c.Claim), Modality: string(c.Modality),
			Actors: s.parties(c.Actors), Recipients: s.parties(c.Recipients)})}
		if len(c.Told) > 0 {
			x.Words = clipped(c.Told[0].Trigger.Text, maxName)
		}
		out = append(out, x)
	}
	return out, total, nil
}

// actorQuestion asks who is meant.
type actorQuestion struct {
	Name string `json:"name" jsonschema:"a name, an office (Ukrainian foreign minister) or a code"`
	On   string `json:"on,omitempty" jsonschema:"as of this day, YYYY-MM-DD; without it, today"`
}

// Meant is who is meant.
type Meant struct {
	Name    string `json:"name" jsonschema:"as it was asked"`
	Code    string `json:"code" jsonschema:"under which acts and relations are kept: who answers for them"`
	Called  string `json:"called" jsonschema:"what the code is called"`
	ID      string `json:"id,omitempty" jsonschema:"their own id, where it is another: a person's"`
	Person  string `json:"person,omitempty" jsonschema:"their own name, where it is another"`
	Kind    string `json:"kind" jsonschema:"state, entity, person, organisation or group"`
	Country string `json:"country,omitempty"`
	Sector  string `json:"sector,omitempty" jsonschema:"PLOVER: GOV, MIL, ..."`
	On      string `json:"on"`
	Why     string `json:"why" jsonschema:"how the name was understood"`
	// Of states and entities.
	From      string   `json:"from,omitempty" jsonschema:"since when it is, or claims to be"`
	Until     string   `json:"until,omitempty"`
	Also      []string `json:"also,omitempty" jsonschema:"other names"`
	ClaimedBy string   `json:"claimed_by,omitempty" jsonschema:"of entities: the state that claims the territory"`
}

func (a *Meant) short() string {
	who := plain(a.Called)
	if a.Person != "" {
		who = plain(a.Person) + ", for " + who
	}
	return fmt.Sprintf("%q on %s: %s (code %s, %s): %s.\n", plain(a.Name), a.On, who, a.Code, a.Kind, plain(a.Why))
}

func (s *Server) actor(_ context.Context, f *actorQuestion) (*Meant, error) {
	name := strings.TrimSpace(f.Name)
	if name == "" {
		return nil, refuse("name: say who, by a name, an office or a code")
	}
	on, err := s.dayOrToday("on", f.On)
	if err != nil {
		return nil, err
	}
	out := &Meant{Name: name, On: on.String()}
	code := name
	if !s.directory.Known(code) && len(code) <= 5 {
		code = strings.ToUpper(code)
	}
	a, found := s.o.Find(name, on.String())
	switch {
	case s.directory.Known(code):
		out.Code, out.Why, out.Country = code, "a code of the tables", s.directory.Country(code)
	case found && a.Code != "":
		out.Code, out.Why, out.Country, out.Sector, out.Kind = a.Code, a.Why, a.Country, a.Sector, string(a.Kind)
		if a.ID != a.Code {
			out.ID, out.Person = a.ID, a.Name
		}
	default:
		return nil, refuse("name: nobody is known by the name %q on %s; try a full name, an office with its country (Ukrainian foreign minister), or another day", plain(name), on)
	}
	s.describe(out)
	return out, nil
}

// describe adds what the tables say of the code.
func (s *Server) describe(a *Meant) {
	a.Called = s.directory.Name(a.Code)
	st, o := s.directory.State(a.Code), s.directory.Organisation(a.Code)
	kind := chancery.Group
	switch {
	case st != nil:
		kind = chancery.State
		if st.Claims != "" || st.ClaimedBy != "" {
			kind = chancery.Entity
		}
		a.From, a.Until, a.ClaimedBy, a.Also = st.From, st.Until, st.ClaimedBy, st.Aliases
	case o != nil:
		kind, a.From, a.Until, a.Also = o.Kind, o.From, o.Until, o.Aliases
	}
	if a.Kind == "" {
		a.Kind = string(kind)
	}
	a.Also = a.Also[:min(len(a.Also), 10)]
	if !ontology.Within(a.On, a.From, a.Until) {
		a.Why += fmt.Sprintf("; it is not of that day, but of %s to %s", orEver(a.From), orEver(a.Until))
	}
}

func orEver(day string) string {
	if day == "" {
		return "…"
	}
	return day
}
