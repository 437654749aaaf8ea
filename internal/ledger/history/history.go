// Package history makes up histories of claims, for tests and for measuring:
// the same seed gives the same history. Nothing in them is true.
package history

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

	"chancery"
	"chancery/internal/ledger"
)

// Shape is what a history is like. The zero value of a field takes the default
// of News.
type Shape struct {
	Seed      uint64
	Actors    int     // how many codes take part; the first appear most often
	Days      int     // how many days the documents span
	First     string  // the first of them
	Claims    int     // in each document, on average
	Relations float64 // share of acts that bear on a relation
	States    float64 // share of claims that are standings
	Copies    float64 // share of documents that are copies of the one before
}

// News is a history like that of thirty years of newswire: ten claims a
// document, two hundred states of which a few are in most of the news, one act
// in eight bearing on a relation.
var News = Shape{Seed: 1, Actors: 200, Days: 30 * 365, First: "1995-01-01", Claims: 10, Relations: 0.12, States: 0.03, Copies: 0.1}

// Crowd is a small world in which everything happens between few and on few
// days, so that claims meet and contradict one another.
var Crowd = Shape{Seed: 1, Actors: 4, Days: 40, First: "2022-01-01", Claims: 3, Relations: 0.8, States: 0.3, Copies: 0.3}

// act is a kind of act with the relation it brings about.
type act struct{ typ, mode, cameo, kind, status, verb string }

var plain = []act{
	{"CONSULT", "", "040", "", "", "met"}, {"ACCUSE", "disapprove", "111", "", "", "condemned"},
	{"REQUEST", "", "100", "", "", "urged"}, {"SUPPORT", "", "050", "", "", "praised"},
	{"AGREE", "", "030", "", "", "promised"}, {"REJECT", "", "120", "", "", "rebuffed"},
	{"AID", "", "070", "", "", "helped"}, {"THREATEN", "", "130", "", "", "threatened"},
	{"ASSAULT", "", "190", "", "", "shelled"}, {"COOPERATE", "", "060", "", "", "traded with"},
}

var bearing = []act{
	{"SUPPORT", "", "054", "recognition", "recognised", "recognised"}, {"SANCTION", "", "160", "recognition", "withdrawn", "derecognised"},
	{"REJECT", "", "120", "recognition", "rejected", "refused to recognise"},
	{"SUPPORT", "", "050", "diplomatic-relations", "established", "established ties with"},
	{"SANCTION", "", "161", "diplomatic-relations", "severed", "severed ties with"},
	{"SUPPORT", "", "050", "diplomatic-relations", "restored", "restored ties with"},
	{"SANCTION", "", "160", "ambassador", "recalled", "recalled its envoy from"}, {"SUPPORT", "", "050", "ambassador", "returned", "sent its envoy back to"},
	{"SANCTION", "", "163", "sanctions", "imposed", "imposed sanctions on"}, {"CONCEDE", "", "085", "sanctions", "lifted", "lifted sanctions on"},
	{"ASSAULT", "", "190", "armed-conflict", "at-war", "invaded"}, {"RETREAT", "ceasefire", "0871", "armed-conflict", "ceasefire", "ceased fire with"},
	{"CONSULT", "visit", "042", "visit", "visited", "visited"}, {"SUPPORT", "", "057", "treaty", "signed", "signed a treaty with"},
}

// Readings yields so many documents, in the order of their days.
func (s Shape) Readings(documents int) iter.Seq[ledger.Reading] {
	return func(yield func(ledger.Reading) bool) {
		w := writer{shape: s, rand: rand.New(rand.NewPCG(s.Seed, 0x63686c79))}
		first, err := ledger.ParseDay(s.First)
		if err != nil {
			return
		}
		for i := range documents {
			w.day = first + ledger.Day(i*s.Days/max(1, documents))
			if !yield(w.document(i)) {
				return
			}
		}
	}
}

// writer writes one history.
type writer struct {
	shape Shape
	rand  *rand.Rand
	day   ledger.Day
	last  string
	text  strings.Builder
	runes int
}

func (w *writer) actor() string {
	// Squaring a uniform number makes the first codes several times as common.
	u := w.rand.Float64()
	return fmt.Sprintf("A%02d", int(u*u*float64(w.shape.Actors)))
}

// put writes words and tells where they stand.
func (w *writer) put(s string) chancery.Words {
	start := w.runes
	w.text.WriteString(s)
	w.runes += len(s) // words are ASCII
	return chancery.Words{Span: chancery.Span{Start: start, End: w.runes}, Text: s}
}

func (w *writer) document(n int) ledger.Reading {
	w.text.Reset()
	w.runes = 0
	var claims []chancery.Claim
	if w.last != "" && w.rand.Float64() < w.shape.Copies {
		w.put(w.last)
	} else {
		w.put(fmt.Sprintf("Report %d of the day. ", n))
	}
	for range 1 + w.rand.IntN(2*w.shape.Claims-1) {
		claims = append(claims, w.claim())
	}
	r := ledger.Reading{Source: chancery.Source{
		Name: fmt.Sprintf("generated-%d", n), Publisher: fmt.Sprintf("Agency %d", w.rand.IntN(40)), Language: "en",
		Published: w.day.String(), Basis: chancery.Given, Text: w.text.String(),
	}}
	w.last = r.Source.Text
	r.Source.ID = ledger.SourceID(&r.Source)
	for i := range claims {
		claims[i].Source = r.Source.ID
		claims[i].ID = ledger.ClaimID(r.Source.ID, ledger.Encode(&claims[i]))
	}
	r.Claims = claims
	return r
}

// claim writes a sentence and the claim that is read from it.
func (w *writer) claim() chancery.Claim {
	from, to := w.actor(), w.actor()
	state := w.rand.Float64() < w.shape.States
	a := plain[w.rand.IntN(len(plain))]
	if state || w.rand.Float64() < w.shape.Relations {
		a = bearing[w.rand.IntN(len(bearing))]
	}
	start := w.runes
	actor := w.put(from)
	w.put(" ")
	trigger := w.put(a.verb)
	w.put(" ")
	recipient := w.put(to)
	said := chancery.Saying{Trigger: trigger}
	if w.rand.IntN(3) == 0 {
		w.put(", said ")
		speaker := w.put(w.actor())
		said.By, said.Speaker = speaker.Text, &speaker
	}
	w.put(". ")
	said.Sentence = chancery.Span{Start: start, End: w.runes - 1}
	c := chancery.Claim{
		Class: chancery.EventClaim, Type: a.typ, Mode: a.mode, CAMEO: a.cameo, Kind: a.kind, Status: a.status,
		Modality: w.modality(), Date: w.date(), Confidence: 0.8, Rule: "generated.rules:" + strings.ReplaceAll(a.verb, " ", "-"),
		Actors:     []chancery.Party{{Code: from, Country: from, Sector: "GOV", Words: &actor}},
		Recipients: []chancery.Party{{Code: to, Country: to, Sector: "GOV", Words: &recipient}},
		Told:       []chancery.Saying{said},
	}
	if state {
		w.stand(&c)
	}
	return c
}

// stand makes a claim one of a standing.
func (w *writer) stand(c *chancery.Claim) {
	c.Class, c.Type, c.Mode, c.CAMEO, c.Modality, c.At, c.Date = chancery.StateClaim, "", "", "", "", c.Date, ""
	switch w.rand.IntN(4) {
	case 0:
		c.Ended, c.Until, c.At = true, c.At, ""
	case 1:
		c.Ended, c.At = true, ""
	case 2:
		c.Since = (w.day - ledger.Day(w.rand.IntN(400))).String()
	}
}

func (w *writer) modality() chancery.Modality {
	switch w.rand.IntN(12) {
	case 0:
		return chancery.Negated
	case 1:
		return chancery.Hypothetical
	case 2:
		return chancery.Future
	case 3:
		return chancery.Historical
	}
	return chancery.Asserted
}

// date is a day or two before that of publication, or only its month or year.
func (w *writer) date() string {
	day := (w.day - ledger.Day(w.rand.IntN(3))).String()
	switch w.rand.IntN(10) {
	case 0:
		return day[:7]
	case 1:
		return day[:4]
	}
	return day
}
