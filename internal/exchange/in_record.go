package exchange

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"chancery"
)

// draft is what a row tells.
type draft struct {
	id        string // the row's own id, if it has one
	published string
	url       string
	title     string
	event     *chancery.Event
	relation  *chancery.Relation
	from, to  []side
	trigger   field // the words that tell it
}

// Limits of what one row may hold; rows of event data hold a handful.
const (
	maxParties  = 32 // a side
	maxContexts = 64
)

// record makes the record of a row: its text is the row.
func (l *Loader) record(r *row, d *draft) (*chancery.Record, string, error) {
	if n := max(len(d.from), len(d.to)); n > maxParties {
		return nil, "", fmt.Errorf("%d actors on one side; at most %d are read", n, maxParties)
	}
	if d.event != nil && len(d.event.Contexts) > maxContexts {
		return nil, "", fmt.Errorf("%d contexts; at most %d are read", len(d.event.Contexts), maxContexts)
	}
	whole := r.whole()
	out := &chancery.Record{
		Format: chancery.Format, ID: fmt.Sprintf("%s:%d", r.file, r.line), URL: d.url, Title: d.title, Publisher: l.publisher,
		Text: r.text, Blocks: []chancery.Block{{Kind: chancery.Paragraph, Span: whole}}, Sentences: []chancery.Span{whole},
	}
	if len(d.published) == len(time.DateOnly) { // a source's day is known or it is not
		out.Published = &chancery.Published{Date: d.published, Basis: chancery.Given}
	}
	for _, p := range slices.Concat(d.from, d.to) {
		known := slices.ContainsFunc(out.Actors, func(a chancery.Actor) bool { return a.ID == p.code })
		if p.code != "" && !known {
			out.Actors = append(out.Actors, l.actor(r, p))
		}
	}
	if e := d.event; e != nil {
		e.ID, e.Trigger = d.id, r.span(d.trigger)
		if e.Modality == "" {
			e.Modality = chancery.Asserted
		}
		if e.ID == "" {
			e.ID = fmt.Sprintf("row-%d", r.line)
		}
		e.Actor, e.Recipient = participants(r, d.from), participants(r, d.to)
		e.Score = l.book.events.Score(e.Type, e.Mode)
		out.Events = []chancery.Event{*e}
	}
	if d.relation != nil {
		d.relation.Basis, d.relation.Evidence = chancery.FromState, []chancery.Span{r.span(d.trigger)}
		out.Relations = []chancery.Relation{*d.relation}
	}
	return out, "", nil
}

func (l *Loader) actor(r *row, p side) chancery.Actor {
	a := chancery.Actor{ID: p.code, Name: p.code, Country: p.country, Sector: p.sector, Kind: chancery.Group}
	// Who has no country is known by the sector alone, whatever else the letters mean.
	if o, s := l.book.directory.Organisation(p.code), l.book.directory.State(p.code); p.country != "" && o != nil {
		a.Name, a.Kind = o.Name, o.Kind
	} else if p.country != "" && s != nil {
		a.Name, a.Kind = s.Name, chancery.State
		if s.Kind == "own" || s.Kind == "within" {
			a.Kind = chancery.Entity
		}
	}
	if p.at.value != "" && p.at.start >= 0 {
		a.Mentions = []chancery.Span{r.span(p.at)}
	}
	return a
}

func participants(r *row, ps []side) []chancery.Participant {
	var out []chancery.Participant
	for _, p := range ps {
		if p.named() {
			out = append(out, chancery.Participant{ID: p.code, Country: p.country, Sector: p.sector, Span: r.span(p.at)})
		}
	}
	return out
}

// reasons for which rows are left out.
const (
	nobody     = "neither side is named"
	noExchange = "no exchange (DE is 0), which tells nothing of whether relations were ever broken off"
)

// someone tells whether a row names anybody.
func (d *draft) someone() bool {
	named := func(p side) bool { return p.named() }
	return slices.ContainsFunc(d.from, named) || slices.ContainsFunc(d.to, named)
}

// address is a web address, empty for anything else.
func address(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.ContainsAny(s, " \"<>") {
		return ""
	}
	return s
}
