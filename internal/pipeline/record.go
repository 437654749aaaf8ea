package pipeline

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"chancery"
	"chancery/internal/attribution"
	"chancery/internal/events"
	"chancery/internal/language"
	"chancery/internal/names"
)

// Record writes an analysis down in the project's format.
func (a *Analysis) Record() *chancery.Record {
	r := a.acts()
	for _, t := range a.Times() {
		r.Times = append(r.Times, chancery.Time{Span: a.Doc.Span(t.Range), Type: string(t.Type), Value: t.Value})
	}
	a.statements(r)
	return r
}

// Acts is the Record for who wants nothing but acts and relations: it lacks the times,
// and where there is no act or relation the statements too. They cost a sixth of the
// reading, and nobody has to look for them.
func (a *Analysis) Acts() *chancery.Record {
	r := a.acts()
	if len(r.Events)+len(r.Relations) > 0 {
		a.statements(r)
	}
	return r
}

// statements adds what is said, and by whom.
func (a *Analysis) statements(r *chancery.Record) {
	said := a.Said()
	for i := range said.Quotes {
		r.Quotes = append(r.Quotes, a.quote(&said.Quotes[i]))
	}
	for _, x := range said.Scare {
		r.Distance = append(r.Distance, a.Doc.Span(x))
	}
}

// acts is the record without times and statements.
func (a *Analysis) acts() *chancery.Record {
	d := a.Document
	r := &chancery.Record{
		Format: chancery.Format, ID: d.ID, URL: d.URL, Title: d.Title, Publisher: d.Publisher,
		Byline: d.Byline, Language: a.Language, Published: a.Published, Text: d.Text, Blocks: d.Blocks,
	}
	for _, s := range a.Doc.Sentences {
		r.Sentences = append(r.Sentences, a.Doc.Span(s.Range))
	}
	r.Actors = a.actors()
	for i := range a.Events {
		r.Events = append(r.Events, a.event(&a.Events[i]))
	}
	for i := range a.Relations {
		r.Relations = append(r.Relations, a.relation(&a.Relations[i], r.Events))
	}
	return r
}

// relation writes a relation down; known are the record's events.
func (a *Analysis) relation(x *events.Relation, known []chancery.Event) chancery.Relation {
	out := chancery.Relation{
		Kind: x.Kind, From: x.From, To: x.To, What: x.What, Status: x.Status, Basis: x.Basis,
		Since: x.Since, Until: x.Until, At: x.At, Ended: x.Ended, AccordingTo: x.According,
	}
	for _, e := range x.Events {
		out.Events = append(out.Events, known[e].ID)
	}
	for _, w := range x.Evidence {
		out.Evidence = append(out.Evidence, a.Doc.Span(w))
	}
	return out
}

// actors lists each actor with its mentions in text order. Whoever answers for
// a mentioned person is listed too, so that every id in the record resolves.
func (a *Analysis) actors() []chancery.Actor {
	out := make([]chancery.Actor, len(a.Who.Actors))
	for i, x := range a.Who.Actors {
		out[i] = chancery.Actor{ID: x.ID, Name: x.Name, Country: x.Country, Sector: x.Sector, Kind: x.Kind}
	}
	for _, m := range a.Who.Mentions {
		span := a.Doc.Span(m.Range)
		for _, x := range m.Actors {
			if !slices.Contains(out[x].Mentions, span) {
				out[x].Mentions = append(out[x].Mentions, span)
			}
		}
	}
	return out
}

// code is the id that events and quotes use for a mention's first actor.
func (a *Analysis) code(mention int) string {
	if mention < 0 || len(a.Who.Mentions[mention].Actors) == 0 {
		return ""
	}
	return a.Who.Actors[a.Who.Mentions[mention].Actors[0]].Code
}

func (a *Analysis) voice(v attribution.Voice) chancery.Voice {
	return chancery.Voice{Span: a.Doc.Span(v.Range), Actor: a.code(v.Mention)}
}

func (a *Analysis) quote(q *attribution.Quote) chancery.Quote {
	out := chancery.Quote{Kind: q.Kind}
	if !q.Source.Empty() {
		v := a.voice(q.Source)
		out.Source = &v
	}
	if !q.Cue.Empty() {
		s := a.Doc.Span(q.Cue)
		out.Cue = &s
	}
	for _, c := range q.Content {
		out.Content = append(out.Content, a.Doc.Span(c))
	}
	for _, v := range q.Via {
		out.Via = append(out.Via, a.voice(v))
	}
	return out
}

func (a *Analysis) event(e *events.Event) chancery.Event {
	out := chancery.Event{
		Type: e.Type, Mode: e.Mode, Contexts: e.Contexts, CAMEO: e.CAMEO, Score: e.Score,
		Actor: a.participants(e.Actor), Recipient: a.participants(e.Recipient),
		Trigger: a.Doc.Span(e.Trigger), Sentence: e.Sentence, Date: e.Date, Modality: e.Modality,
		Rule: e.Rule, Confidence: e.Confidence,
	}
	if e.Quote >= 0 {
		out.Quote = &e.Quote
	}
	for i := range e.Also {
		x := &e.Also[i]
		told := chancery.Telling{Span: a.Doc.Span(x.Trigger), Sentence: x.Sentence}
		if x.Quote >= 0 {
			told.Quote = &x.Quote
		}
		out.Also = append(out.Also, told)
	}
	if e.Place >= 0 {
		out.Place = a.place(e.Place)
	}
	out.ID = eventID(a.Doc, &out)
	return out
}

func (a *Analysis) participants(ps []events.Participant) []chancery.Participant {
	var out []chancery.Participant
	for _, p := range ps {
		x, m := &a.Who.Actors[p.Actor], &a.Who.Mentions[p.Mention]
		sector := m.Sector
		if sector == "" {
			sector = x.Sector
		}
		out = append(out, chancery.Participant{ID: x.Code, Country: x.Country, Sector: sector, Span: a.Doc.Span(p.Range)})
	}
	return out
}

// place names a literal place by the text's own words.
func (a *Analysis) place(mention int) *chancery.Place {
	m := &a.Who.Mentions[mention]
	if m.Form != names.Name && m.Form != names.PersonName {
		return nil
	}
	place := &chancery.Place{Name: a.words(m.Range)}
	if len(m.Actors) > 0 {
		place.Country = a.Who.Actors[m.Actors[0]].Country
	}
	return place
}

// words are the forms of a range as they stand in the text, white space folded.
func (a *Analysis) words(r language.Range) string {
	var b strings.Builder
	for i := r.First; i < r.End; i++ {
		b.WriteString(a.Doc.Tokens[i].Form)
		if a.Doc.Tokens[i].Space && i+1 < r.End {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// eventID names an event by what it is and by the words it was read from, so
// that the same text gives the same ids wherever it lies. It is the first 16
// hexadecimal digits of the SHA-256 of length-prefixed parts.
func eventID(doc *language.Doc, e *chancery.Event) string {
	h := sha256.New()
	put := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	put(doc.Text)
	put(e.Type)
	for _, ps := range [][]chancery.Participant{e.Actor, e.Recipient} {
		for _, p := range ps {
			put(p.ID)
		}
		put("")
	}
	var at [16]byte
	binary.BigEndian.PutUint64(at[:8], uint64(e.Trigger.Start))
	binary.BigEndian.PutUint64(at[8:], uint64(e.Trigger.End))
	h.Write(at[:])
	return hex.EncodeToString(h.Sum(nil))[:16]
}
