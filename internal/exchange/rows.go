package exchange

import (
	"slices"
	"time"

	"chancery"
	"chancery/internal/ontology"
)

// Days are the first and the last day that something may have been on, counted
// from 1970-01-01, nil where nothing bounds it.
type Days struct{ First, Last *int32 }

// Pair is what a claim says of one pair: To is empty when an act is towards
// nobody. Kind and Status are of the relation that the act brings about by its
// code even where the claim itself names none.
type Pair struct {
	From, To     string
	Kind, Status string
	Standing     string
	When, Since  Days
}

// Claim is a claim and its pairs.
type Claim struct {
	*chancery.Claim
	Pairs []Pair
}

// Relation is a standing between two as it is known now.
type Relation struct {
	Kind, From, To, What, Status string
	InForce                      bool
	Since, Until                 Days
	SinceText, UntilText         string // as told, of the precision known
	Holders, Deniers             []string
	Narrated                     bool
	Recorded                     time.Time
}

// claimRow is a row of the table claims. Empty texts are null. The columns are
// told of in docs/formats/lake.md; testdata/schema.golden holds them.
type claimRow struct {
	Claim      string    `parquet:"claim"`
	Source     string    `parquet:"source"`
	RecordedAt time.Time `parquet:"recorded_at,timestamp(microsecond)"`
	Reader     string    `parquet:"reader,optional,dict"`
	Class      string    `parquet:"class,dict"`
	Pair       int32     `parquet:"pair"`

	Type     string   `parquet:"type,optional,dict"`
	Mode     string   `parquet:"mode,optional,dict"`
	Contexts []string `parquet:"contexts,list" parquet-element:",dict"`
	CAMEO    string   `parquet:"cameo,optional,dict"`
	Score    *float64 `parquet:"score,optional"`

	Actor     string `parquet:"actor,optional,dict"`
	ActorAt   string `parquet:"actor_country,optional,dict"`
	ActorAs   string `parquet:"actor_sector,optional,dict"`
	Recipient string `parquet:"recipient,optional,dict"`
	RecipAt   string `parquet:"recipient_country,optional,dict"`
	RecipAs   string `parquet:"recipient_sector,optional,dict"`

	Date       string `parquet:"date,optional,dict"`
	First      *int32 `parquet:"first_day,optional,date"`
	Last       *int32 `parquet:"last_day,optional,date"`
	SinceText  string `parquet:"since,optional,dict"`
	SinceFirst *int32 `parquet:"since_first_day,optional,date"`
	SinceLast  *int32 `parquet:"since_last_day,optional,date"`
	Place      string `parquet:"place,optional,dict"`

	Standing string `parquet:"standing,optional,dict"`
	Modality string `parquet:"modality,optional,dict"`
	Kind     string `parquet:"kind,optional,dict"`
	Status   string `parquet:"status,optional,dict"`
	What     string `parquet:"what,optional,dict"`

	Narrated  bool     `parquet:"narrated"`
	By        []string `parquet:"said_by,list" parquet-element:",dict"`
	Via       []string `parquet:"via,list" parquet-element:",dict"`
	Tellings  int32    `parquet:"tellings"`
	Trigger   string   `parquet:"trigger,optional"`
	Start     *int32   `parquet:"trigger_start,optional"`
	End       *int32   `parquet:"trigger_end,optional"`
	SentStart *int32   `parquet:"sentence_start,optional"`
	SentEnd   *int32   `parquet:"sentence_end,optional"`
	Speaker   string   `parquet:"speaker,optional"`

	Rule       string  `parquet:"rule,optional,dict"`
	Confidence float64 `parquet:"confidence"`

	About   string `parquet:"about,optional"`
	Verdict string `parquet:"verdict,optional,dict"`
	Judge   string `parquet:"judged_by,optional,dict"`
	Note    string `parquet:"note,optional"`
}

// sourceRow is a row of the table sources.
type sourceRow struct {
	ID         string    `parquet:"source"`
	Name       string    `parquet:"name,optional"`
	URL        string    `parquet:"url,optional"`
	Title      string    `parquet:"title,optional"`
	Publisher  string    `parquet:"publisher,optional,dict"`
	Language   string    `parquet:"language,optional,dict"`
	Published  *int32    `parquet:"published,optional,date"`
	Basis      string    `parquet:"published_basis,optional,dict"`
	RecordedAt time.Time `parquet:"recorded_at,timestamp(microsecond)"`
}

// textRow is a row of the table texts. It is a table of its own so that a lake
// begun without texts can be given all of them later.
type textRow struct {
	Source     string    `parquet:"source"`
	RecordedAt time.Time `parquet:"recorded_at,timestamp(microsecond)"`
	Text       string    `parquet:"text"`
}

// relationRow is a row of the table relations.
type relationRow struct {
	Kind       string    `parquet:"kind,dict"`
	From       string    `parquet:"from,dict"`
	To         string    `parquet:"to,dict"`
	What       string    `parquet:"what,optional,dict"`
	Status     string    `parquet:"status,dict"`
	InForce    bool      `parquet:"in_force"`
	SinceText  string    `parquet:"since,optional,dict"`
	SinceFirst *int32    `parquet:"since_first_day,optional,date"`
	SinceLast  *int32    `parquet:"since_last_day,optional,date"`
	UntilText  string    `parquet:"until,optional,dict"`
	UntilFirst *int32    `parquet:"until_first_day,optional,date"`
	UntilLast  *int32    `parquet:"until_last_day,optional,date"`
	Narrated   bool      `parquet:"narrated"`
	Holders    []string  `parquet:"holders,list" parquet-element:",dict"`
	Deniers    []string  `parquet:"deniers,list" parquet-element:",dict"`
	RecordedAt time.Time `parquet:"recorded_at,timestamp(microsecond)"`
}

// claimRows are the rows of a claim: one a pair, and one for a claim without.
func claimRows(c *Claim, table *ontology.Events) []claimRow {
	row := claimRow{
		Claim: c.ID, Source: c.Source, RecordedAt: c.Recorded.UTC(), Reader: c.Reader, Class: string(c.Class),
		Type: c.Type, Mode: c.Mode, Contexts: c.Contexts, CAMEO: c.CAMEO,
		Date: c.Date, SinceText: c.Since, Place: c.Place, Modality: string(c.Modality),
		Kind: c.Kind, Status: c.Status, What: c.What, Rule: c.Rule, Confidence: c.Confidence,
		About: c.About, Verdict: string(c.Verdict), Judge: c.By, Note: c.Note,
	}
	if c.Class == chancery.StateClaim {
		row.Date = c.At
		if c.Ended {
			row.Date = c.Until
		}
	}
	if c.Type != "" {
		score := table.Score(c.Type, c.Mode)
		row.Score = &score
	}
	row.tell(c.Told)
	if len(c.Pairs) == 0 {
		return []claimRow{row}
	}
	rows := make([]claimRow, 0, len(c.Pairs))
	sides := slices.Concat(c.Actors, c.Recipients)
	for i, p := range c.Pairs {
		r := row
		r.Pair = int32(i)
		r.Actor, r.Recipient, r.Kind, r.Status, r.Standing = p.From, p.To, p.Kind, p.Status, p.Standing
		r.First, r.Last, r.SinceFirst, r.SinceLast = p.When.First, p.When.Last, p.Since.First, p.Since.Last
		r.ActorAt, r.ActorAs = party(sides, p.From)
		// Of two that both act and receive, the recipient's own entry counts.
		r.RecipAt, r.RecipAs = party(slices.Concat(c.Recipients, c.Actors), p.To)
		rows = append(rows, r)
	}
	return rows
}

// tell fills in the words of the first telling and whose word all of them are.
func (r *claimRow) tell(told []chancery.Saying) {
	r.Tellings = int32(len(told))
	for i := range told {
		s := &told[i]
		r.Narrated = r.Narrated || s.Speaker == nil && s.By == ""
		if s.By != "" && !slices.Contains(r.By, s.By) {
			r.By = append(r.By, s.By)
		}
		for j := range s.Via {
			if via := named(&s.Via[j]); via != "" && !slices.Contains(r.Via, via) {
				r.Via = append(r.Via, via)
			}
		}
	}
	if len(told) == 0 {
		return
	}
	first := &told[0]
	r.Trigger = first.Trigger.Text
	r.Start, r.End = number(first.Trigger.Start), number(first.Trigger.End)
	r.SentStart, r.SentEnd = number(first.Sentence.Start), number(first.Sentence.End)
	if first.Speaker != nil {
		r.Speaker = first.Speaker.Text
	}
}

// named is the code of a party, or its words where the names do not know it.
func named(p *chancery.Party) string {
	if p.Code == "" && p.Words != nil {
		return p.Words.Text
	}
	return p.Code
}

func number(n int) *int32 {
	v := int32(n)
	return &v
}

// party is the country and sector of the side with a code.
func party(sides []chancery.Party, code string) (country, sector string) {
	if code == "" {
		return "", ""
	}
	for i := range sides {
		if p := &sides[i]; p.Code == code {
			return p.Country, p.Sector
		}
	}
	return "", ""
}

func sourceRowOf(s *chancery.Source) sourceRow {
	row := sourceRow{
		ID: s.ID, Name: s.Name, URL: s.URL, Title: s.Title, Publisher: s.Publisher, Language: s.Language,
		Basis: string(s.Basis), RecordedAt: s.Recorded.UTC(),
	}
	if day, err := time.Parse(time.DateOnly, s.Published); err == nil {
		row.Published = number(int(day.Unix() / 86400))
	}
	return row
}

func relationRowOf(r *Relation) relationRow {
	return relationRow{
		Kind: r.Kind, From: r.From, To: r.To, What: r.What, Status: r.Status, InForce: r.InForce,
		SinceText: r.SinceText, SinceFirst: r.Since.First, SinceLast: r.Since.Last,
		UntilText: r.UntilText, UntilFirst: r.Until.First, UntilLast: r.Until.Last,
		Narrated: r.Narrated, Holders: r.Holders, Deniers: r.Deniers, RecordedAt: r.Recorded.UTC(),
	}
}
