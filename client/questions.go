package client

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"chancery"
)

// Filter is what most questions have in common. Actors are codes or names, days
// YYYY-MM-DD; empty fields choose all.
type Filter struct {
	Of, With     string
	Kind         string // of relation
	Since, Until string // days of what is asked for
	Source       string // on whose word
	KnownAt      string // what the ledger knew then: a day, or a time (RFC 3339)
}

func (f *Filter) values() url.Values {
	return values("of", f.Of, "with", f.With, "kind", f.Kind, "since", f.Since, "until", f.Until, "source", f.Source, "known_at", f.KnownAt)
}

// AsOf is the day of the world and the time of recording that a question is about;
// empty are today and all that is known.
type AsOf struct{ On, KnownAt string }

func (a *AsOf) values() url.Values { return values("on", a.On, "known_at", a.KnownAt) }

// How many entries of a list are fetched at a time.
const (
	fetched          = 200
	fetchedRelations = 60 // with their words
)

// list gives the entries of a list, page after page. It ends with the first error.
func list[P, E any](ctx context.Context, c *Client, path string, q url.Values, most int, entries func(*P) ([]E, string)) iter.Seq2[*E, error] {
	return func(yield func(*E, error) bool) {
		q := maps.Clone(q) // the sequence may be gone through several times
		q.Set("limit", strconv.Itoa(most))
		for {
			page, err := get[P](ctx, c, path, q)
			if err != nil {
				yield(nil, err)
				return
			}
			found, next := entries(page)
			for i := range found {
				if !yield(&found[i], nil) {
					return
				}
			}
			if next == "" {
				return
			}
			if next == q.Get("cursor") {
				yield(nil, fmt.Errorf("client: %s: the room gives the same page again", path))
				return
			}
			q.Set("cursor", next)
		}
	}
}

// Changes are changes of relations, newest first.
func (c *Client) Changes(ctx context.Context, f Filter) iter.Seq2[*Change, error] {
	type page struct {
		Changes []Change
		Next    string
	}
	return list(ctx, c, "/changes", f.values(), fetched, func(p *page) ([]Change, string) { return p.Changes, p.Next })
}

// Events are incidents of some PLOVER types, or of all, newest first.
func (c *Client) Events(ctx context.Context, f Filter, types ...string) iter.Seq2[*Incident, error] {
	type page struct {
		Incidents []Incident
		Next      string
	}
	q := f.values()
	q["type"] = types
	return list(ctx, c, "/events", q, fetched, func(p *page) ([]Incident, string) { return p.Incidents, p.Next })
}

// Relations are the relations of an actor, a pair or a kind that hold on a day; without
// one, today.
func (c *Client) Relations(ctx context.Context, of, with, kind string, at AsOf) iter.Seq2[*Relation, error] {
	type page struct {
		Relations []Relation
		Next      string
	}
	q := values("of", of, "with", with, "kind", kind, "on", at.On, "known_at", at.KnownAt)
	return list(ctx, c, "/relations", q, fetchedRelations, func(p *page) ([]Relation, string) { return p.Relations, p.Next })
}

// Articles are documents, those recorded last first, without their texts; publisher is
// an exact name, empty for all.
func (c *Client) Articles(ctx context.Context, publisher string) iter.Seq2[*chancery.Source, error] {
	type page struct {
		Articles []chancery.Source
		Next     string
	}
	return list(ctx, c, "/articles", values("publisher", publisher), fetched, func(p *page) ([]chancery.Source, string) { return p.Articles, p.Next })
}

// Recognition is who recognises an entity or state, as of a day.
func (c *Client) Recognition(ctx context.Context, code string, at AsOf) (*Recognition, error) {
	code, err := part("code", code)
	if err != nil {
		return nil, err
	}
	return get[Recognition](ctx, c, "/recognition/"+code, at.values())
}

// Pair is how two sides stood on a day and ever, and what they did to each other.
func (c *Client) Pair(ctx context.Context, a, b string, at AsOf) (*Pair, error) {
	a, err := part("a", a)
	if err != nil {
		return nil, err
	}
	if b, err = part("b", b); err != nil {
		return nil, err
	}
	return get[Pair](ctx, c, "/pair/"+a+"/"+b, at.values())
}

// Source is a document with its words marked, and its claims.
func (c *Client) Source(ctx context.Context, id string) (*Source, error) {
	id, err := part("id", id)
	if err != nil {
		return nil, err
	}
	return get[Source](ctx, c, "/sources/"+id, nil)
}

// Text is the text of a document, to which all spans refer.
func (c *Client) Text(ctx context.Context, id string) (string, error) {
	id, err := part("id", id)
	if err != nil {
		return "", err
	}
	path := "/sources/" + id + "/text"
	answer, err := c.ask(ctx, http.MethodGet, path, nil, nil)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	data, err := whole(path, answer.Body)
	return string(data), err
}

// Claim is a claim with its words and verdicts.
func (c *Client) Claim(ctx context.Context, id string) (*Claim, error) {
	id, err := part("id", id)
	if err != nil {
		return nil, err
	}
	return get[Claim](ctx, c, "/claims/"+id, nil)
}

// SearchQuery asks for documents, and for actors and events by names. Words in quotes
// stand together; a trailing * begins a word.
type SearchQuery struct {
	Words         string
	Since, Until  string // days of publication
	Publisher     string
	Limit, Offset int // of documents; a limit of 0 is the room's own
}

// Search finds actors, documents and events by names and words.
func (c *Client) Search(ctx context.Context, s SearchQuery) (*Found, error) {
	q := values("q", s.Words, "since", s.Since, "until", s.Until, "publisher", s.Publisher)
	if s.Limit > 0 {
		q.Set("limit", strconv.Itoa(s.Limit))
	}
	if s.Offset > 0 {
		q.Set("offset", strconv.Itoa(s.Offset))
	}
	return get[Found](ctx, c, "/search", q)
}

// Verdict is what is made of a claim. Instead goes with chancery.Corrected.
type Verdict struct {
	Verdict chancery.Verdict `json:"verdict"`
	Note    string           `json:"note,omitempty"`
	Instead *Correction      `json:"instead,omitempty"`
}

// Correction is what a claim should be; what is nil stays as it is. An empty, not nil
// list of Recipients is nobody.
type Correction struct {
	Type       *string `json:"type,omitempty"`
	Mode       *string `json:"mode,omitempty"`
	Date       *string `json:"date,omitempty"`
	Modality   *string `json:"modality,omitempty"`
	Kind       *string `json:"kind,omitempty"`
	Status     *string `json:"status,omitempty"`
	What       *string `json:"what,omitempty"`
	Since      *string `json:"since,omitempty"`
	Until      *string `json:"until,omitempty"`
	Actors     []Party `json:"actors,omitzero"`
	Recipients []Party `json:"recipients,omitzero"`
}

// Party is a side of a corrected claim: a code or a name, and the words of the text that
// name it, if they are to be others than before.
type Party struct {
	Code  string         `json:"code"`
	Words *chancery.Span `json:"words,omitempty"`
}

// Judge records a verdict on a claim in the name of whoever the token is of, and gives
// the claim with all its verdicts.
func (c *Client) Judge(ctx context.Context, claim string, v Verdict) (*Judged, error) {
	claim, err := part("claim", claim)
	if err != nil {
		return nil, err
	}
	path := "/claims/" + claim + "/verdicts"
	answer, err := c.ask(ctx, http.MethodPost, path, nil, v)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return read[Judged](path, answer.Body)
}

// Claims are all claims that were recorded after a time, verdicts among them, in the
// order of recording; the zero time is before all.
func (c *Client) Claims(ctx context.Context, since time.Time) iter.Seq2[*chancery.Claim, error] {
	return func(yield func(*chancery.Claim, error) bool) {
		q := url.Values{}
		if !since.IsZero() {
			q.Set("since", since.UTC().Format(time.RFC3339Nano))
		}
		answer, err := c.ask(ctx, http.MethodGet, "/export/claims", q, nil)
		if err != nil {
			yield(nil, err)
			return
		}
		defer answer.Body.Close()
		lines := bufio.NewScanner(answer.Body)
		lines.Buffer(make([]byte, 0, 64<<10), mostLine)
		for lines.Scan() {
			x, err := claimOf(lines.Bytes())
			if !yield(x, err) || err != nil {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(nil, fmt.Errorf("client: reading claims: %w", err))
		}
	}
}

// claimOf reads a line of claims; the last may tell why there are no more.
func claimOf(line []byte) (*chancery.Claim, error) {
	var x struct {
		chancery.Claim
		Error string `json:"error"`
	}
	if err := json.Unmarshal(line, &x); err != nil {
		return nil, fmt.Errorf("client: reading claims: %w", err)
	}
	if x.Error != "" {
		return nil, fmt.Errorf("client: the room broke off: %s", x.Error)
	}
	return &x.Claim, nil
}
