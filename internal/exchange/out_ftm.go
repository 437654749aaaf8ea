package exchange

import (
	"bufio"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"chancery"
)

// ftmDataset names what the statements are of.
const ftmDataset = "chancery"

// ftmEntity is an entity of FollowTheMoney: properties have several values.
type ftmEntity struct {
	ID         string              `json:"id"`
	Schema     string              `json:"schema"`
	Properties map[string][]string `json:"properties"`
	Datasets   []string            `json:"datasets,omitempty"`
	FirstSeen  string              `json:"first_seen,omitempty"`
	LastSeen   string              `json:"last_seen,omitempty"`
}

// add adds a value to a property; empty ones are left out.
func (e *ftmEntity) add(prop, value string) {
	if value != "" {
		e.Properties[prop] = append(e.Properties[prop], value)
	}
}

// ftmTypes are the types of the properties that are written.
var ftmTypes = map[string]string{
	"name": "name", "alias": "name", "country": "country", "title": "string", "sourceUrl": "url", "publisher": "string",
	"publishedAt": "date", "language": "language", "startDate": "date", "endDate": "date", "date": "date", "summary": "text",
	"description": "text", "recordId": "string", "proof": "entity", "retrievedAt": "date", "organizer": "entity", "involved": "entity",
	"location": "address", "subject": "entity", "object": "entity", "role": "string", "status": "string", "fileName": "string",
}

// ftm calls write for the entities of an export: actors and documents before the events
// that name them, then relations. An entity may come again; the values are the same.
func (x *Export) ftm(b *Tables, write func(*ftmEntity) error) error {
	seen := map[string]bool{} // actors
	doc := ""
	actor := func(p *chancery.Party, at time.Time) error {
		if p.Code == "" || seen[p.Code] {
			return nil
		}
		seen[p.Code] = true
		return write(b.ftmActor(p, at))
	}
	err := x.eachAct(b, true, func(a *act) error {
		if err := actor(&a.actor, a.added()); err != nil {
			return err
		}
		if err := actor(&a.recipient, a.added()); err != nil {
			return err
		}
		if a.Doc.ID != doc {
			doc = a.Doc.ID
			if err := write(ftmArticle(a)); err != nil {
				return err
			}
		}
		return write(b.ftmEvent(a))
	})
	if err != nil {
		return err
	}
	relations, err := x.inDays()
	if err != nil {
		return err
	}
	for _, r := range relations {
		for _, code := range []string{r.From, r.To} {
			if err := actor(&chancery.Party{Code: code}, r.Recorded); err != nil {
				return err
			}
		}
		if err := write(b.ftmLink(&r)); err != nil {
			return err
		}
	}
	return nil
}

func ftmID(sort, id string) string { return ftmDataset + "-" + sort + "-" + id }

func newFtM(sort, id, schema string, at time.Time) *ftmEntity {
	return &ftmEntity{ID: ftmID(sort, id), Schema: schema, Properties: map[string][]string{}, Datasets: []string{ftmDataset},
		FirstSeen: ftmTime(at), LastSeen: ftmTime(at)}
}

// ftmTime is a time of recording as FollowTheMoney writes it.
func ftmTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05")
}

func (b *Tables) ftmActor(p *chancery.Party, at time.Time) *ftmEntity {
	schema := "LegalEntity"
	switch {
	case b.names.State(p.Code) != nil:
		schema = "PublicBody"
	case b.names.Organisation(p.Code) != nil:
		schema = "Organization"
	}
	e := newFtM("actor", p.Code, schema, at)
	e.add("name", b.names.Name(p.Code))
	e.add("country", b.iso2(b.country(p)))
	return e
}

func ftmArticle(a *act) *ftmEntity {
	e := newFtM("source", a.Doc.ID, "Article", a.added())
	name := a.Doc.Title
	if name == "" {
		name = a.address()
	}
	e.add("name", name) // which all things must have
	e.add("title", a.Doc.Title)
	e.add("fileName", a.Doc.Name)
	e.add("sourceUrl", address(a.Doc.URL))
	e.add("publisher", a.Doc.Publisher)
	e.add("publishedAt", a.Doc.Published)
	return e
}

func (b *Tables) ftmEvent(a *act) *ftmEntity {
	e := newFtM("event", a.id(), "Event", a.added())
	name := b.name(&a.actor) + " " + a.Type
	if a.recipient.Code != "" {
		name += " " + b.name(&a.recipient)
	}
	e.add("name", name)
	e.add("organizer", ftmRef(&a.actor))
	e.add("involved", ftmRef(&a.actor))
	e.add("involved", ftmRef(&a.recipient))
	if w := a.pair.When; a.dateTold() != "" && (w.First == nil || w.Last == nil || *w.First == *w.Last) {
		e.add("date", a.dateTold())
	} else {
		e.add("startDate", dayText(w.First))
		e.add("endDate", dayText(w.Last))
	}
	e.add("location", a.Place)
	e.add("country", b.iso2(b.place(a.Place).country))
	e.add("summary", a.row.Trigger)
	e.add("description", a.sentence())
	e.add("recordId", a.ID)
	e.add("proof", ftmID("source", a.Doc.ID))
	e.add("sourceUrl", address(a.Doc.URL))
	e.add("publisher", a.Doc.Publisher)
	return e
}

func ftmRef(p *chancery.Party) string {
	if p.Code == "" {
		return ""
	}
	return ftmID("actor", p.Code)
}

// ftmLink is a relation: FollowTheMoney has no kind of its own for those of states.
func (b *Tables) ftmLink(r *Relation) *ftmEntity {
	sum := sha1.Sum([]byte(strings.Join([]string{r.Kind, r.From, r.To, r.What, r.Status, r.SinceText}, "\x00")))
	e := newFtM("relation", hex.EncodeToString(sum[:]), "UnknownLink", r.Recorded)
	e.add("subject", ftmID("actor", r.From))
	e.add("object", ftmID("actor", r.To))
	e.add("role", r.Kind)
	e.add("status", r.Status)
	e.add("description", r.What)
	e.add("startDate", dayText(r.Since.Last))
	e.add("endDate", dayText(r.Until.First))
	return e
}

// iso2 is a state's alpha-2 code in small letters, empty where ISO has none.
func (b *Tables) iso2(code string) string { return strings.ToLower(b.alpha2[code]) }

// WriteFtM writes acts that were done, their actors and documents, and relations as
// entities of FollowTheMoney, one JSON object a line.
func WriteFtM(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err := x.ftm(b, func(e *ftmEntity) error { return enc.Encode(e) })
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing FollowTheMoney entities: %w", err)
	}
	return nil
}

// ftmStatement is one value of one property of an entity. The canonical id comes first, so
// that lines which are sorted stand together by it, as FollowTheMoney's tools want them.
type ftmStatement struct {
	Canonical string  `json:"canonical_id"`
	ID        string  `json:"id"`
	EntityID  string  `json:"entity_id"`
	Prop      string  `json:"prop"`
	PropType  string  `json:"prop_type"`
	Schema    string  `json:"schema"`
	Value     string  `json:"value"`
	Original  *string `json:"original_value"`
	Dataset   string  `json:"dataset"`
	Origin    *string `json:"origin"`
	Lang      *string `json:"lang"`
	External  bool    `json:"external"`
	FirstSeen string  `json:"first_seen"`
	LastSeen  string  `json:"last_seen"`
}

// ftmBase is the property of the statement that there is an entity at all.
const ftmBase = "id"

// WriteFtMStatements writes what WriteFtM writes as statements, one JSON object a line:
// one value of one property each, with when it was recorded. Ids are those that
// FollowTheMoney itself makes: the SHA-1 of dataset, entity, property and value.
func WriteFtMStatements(w io.Writer, b *Tables, x Export) error {
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err := x.ftm(b, func(e *ftmEntity) error {
		state := func(prop, kind, value string) error {
			sum := sha1.Sum([]byte(ftmDataset + "." + e.ID + "." + prop + "." + value))
			return enc.Encode(ftmStatement{ID: hex.EncodeToString(sum[:]), EntityID: e.ID, Canonical: e.ID, Prop: prop, PropType: kind,
				Schema: e.Schema, Value: value, Dataset: ftmDataset, FirstSeen: e.FirstSeen, LastSeen: e.LastSeen})
		}
		if err := state(ftmBase, ftmBase, e.ID); err != nil {
			return err
		}
		for _, prop := range sorted(e.Properties) {
			for _, value := range e.Properties[prop] {
				if err := state(prop, ftmTypes[prop], value); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("exchange: writing FollowTheMoney statements: %w", err)
	}
	return nil
}
