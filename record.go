// Package chancery is the vocabulary of the project: the record that is
// written for each document, and nothing else. It is the wire format
// (docs/formats/record.md, version Format); tokens, trees and other passing
// things stay in the rooms below internal.
//
// All offsets are Unicode code points into Record.Text, start inclusive, end
// exclusive. Empty fields are left out of the JSON.
package chancery

// Format names the version of the record. It changes when a reader of the
// previous version could misread the new one.
const Format = "chancery/1"

// Span is a stretch of a record's text, in code points.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the span's length in code points.
func (s Span) Len() int { return s.End - s.Start }

// Contains tells whether t lies wholly inside s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Overlaps tells whether s and t share at least one code point.
func (s Span) Overlaps(t Span) bool { return s.Start < t.End && t.Start < s.End }

// Record is what is read out of one document. A document that could not be
// read has ID and Error only.
type Record struct {
	Format    string     `json:"format"`
	ID        string     `json:"id"`
	Error     string     `json:"error,omitempty"`
	URL       string     `json:"url,omitempty"`
	Title     string     `json:"title,omitempty"`
	Publisher string     `json:"publisher,omitempty"`
	Byline    []string   `json:"byline,omitempty"`
	Language  string     `json:"language,omitempty"` // ISO 639-1
	Published *Published `json:"published,omitempty"`
	Text      string     `json:"text,omitempty"`
	Blocks    []Block    `json:"blocks,omitempty"`
	Sentences []Span     `json:"sentences,omitempty"`
	Actors    []Actor    `json:"actors,omitempty"`
	Times     []Time     `json:"times,omitempty"`
	Quotes    []Quote    `json:"quotes,omitempty"`
	// Distance are phrases that the text holds at a distance by quotation marks
	// and that nobody is said to have said: the “people’s republics”.
	Distance  []Span     `json:"distance,omitempty"`
	Events    []Event    `json:"events,omitempty"`
	Relations []Relation `json:"relations,omitempty"`
}

// Basis says how a publication date is known.
type Basis string

// The bases of a publication date, surest first.
const (
	Given    Basis = "given"    // by the caller or the input's own date field
	Stated   Basis = "stated"   // by the document: metadata or a dateline
	Inferred Basis = "inferred" // from the dates and weekdays the text speaks of
)

// Published is the publication date, YYYY-MM-DD, with how it is known and the
// words that show it.
type Published struct {
	Date     string `json:"date"`
	Basis    Basis  `json:"basis"`
	Evidence []Span `json:"evidence,omitempty"`
}

// BlockKind tells what a block of text is.
type BlockKind string

// Kinds of block. Headlines, paragraphs and captions are analysed; the others
// are kept in the text but yield nothing.
const (
	Headline    BlockKind = "headline"
	Byline      BlockKind = "byline"
	Paragraph   BlockKind = "paragraph"
	Caption     BlockKind = "caption"
	Credit      BlockKind = "credit"
	Boilerplate BlockKind = "boilerplate"
)

// Analysed tells whether blocks of this kind are read for events.
func (k BlockKind) Analysed() bool { return k == Headline || k == Paragraph || k == Caption }

// Block is a stretch of text of one kind. Blocks do not overlap and are in
// text order.
type Block struct {
	Kind BlockKind `json:"kind"`
	Span
}

// ActorKind tells what sort of thing an actor is.
type ActorKind string

// Kinds of actor.
const (
	State        ActorKind = "state"
	Entity       ActorKind = "entity" // disputed, partly recognised or claimed
	Person       ActorKind = "person"
	Organisation ActorKind = "organisation"
	Group        ActorKind = "group"
)

// Actor is a political actor that the text mentions.
type Actor struct {
	ID       string    `json:"id"`
	Name     string    `json:"name,omitempty"`
	Country  string    `json:"country,omitempty"` // ISO 3166-1 alpha-3, an entity's code, or IGO, NGO, MNC
	Sector   string    `json:"sector,omitempty"`  // PLOVER sector
	Kind     ActorKind `json:"kind,omitempty"`
	Mentions []Span    `json:"mentions,omitempty"`
}

// Time is a time expression as in TimeML's TIMEX3.
type Time struct {
	Span
	Type  string `json:"type"`  // DATE, TIME, DURATION or SET
	Value string `json:"value"` // ISO 8601 with TimeML's XXXX, PRESENT_REF …
}

// Voice is somebody who says something or passes it on. Actor is the id of the
// state, entity, organisation or group that speaks by it, empty if unknown.
type Voice struct {
	Span
	Actor string `json:"actor,omitempty"`
}

// QuoteKind tells how faithfully words are reported.
type QuoteKind string

// Kinds of quote.
const (
	Direct   QuoteKind = "direct"
	Indirect QuoteKind = "indirect"
	Mixed    QuoteKind = "mixed"
)

// Quote is a reported statement.
type Quote struct {
	Kind    QuoteKind `json:"kind"`
	Source  *Voice    `json:"source,omitempty"`
	Cue     *Span     `json:"cue,omitempty"`
	Content []Span    `json:"content,omitempty"`
	Via     []Voice   `json:"via,omitempty"` // nearest to the reader last
}

// Modality is an event's standing.
type Modality string

// Modalities (CODING: docs/formats/record.md).
const (
	Asserted     Modality = "asserted"
	Future       Modality = "future"
	Hypothetical Modality = "hypothetical"
	Negated      Modality = "negated"
	Historical   Modality = "historical" // more than about a month before publication
)

// Participant is an event's actor or recipient with the words that name it.
type Participant struct {
	ID      string `json:"id"`
	Country string `json:"country,omitempty"`
	Sector  string `json:"sector,omitempty"`
	Span
}

// Event is what one political actor did, said, decided or promised, in PLOVER
// 2.0 terms. Quote is an index into Record.Quotes, nil when the publisher
// itself says so.
type Event struct {
	ID         string        `json:"id"`
	Type       string        `json:"type"`
	Mode       string        `json:"mode,omitempty"`
	Contexts   []string      `json:"contexts,omitempty"`
	CAMEO      string        `json:"cameo,omitempty"`
	Score      float64       `json:"score,omitempty"`
	Actor      []Participant `json:"actor,omitempty"`
	Recipient  []Participant `json:"recipient,omitempty"`
	Trigger    Span          `json:"trigger"`
	Sentence   int           `json:"sentence"`
	Date       string        `json:"date,omitempty"` // YYYY-MM-DD, YYYY-MM or YYYY
	Place      *Place        `json:"place,omitempty"`
	Modality   Modality      `json:"modality"`
	Quote      *int          `json:"quote,omitempty"`
	Rule       string        `json:"rule,omitempty"` // file:name
	Confidence float64       `json:"confidence,omitempty"`
	Also       []Telling     `json:"also,omitempty"` // where else the document tells the act
}

// Telling is another place where a document tells an event's act: the span of
// its trigger words, its sentence, and the quote that holds it, if one does.
type Telling struct {
	Span
	Sentence int  `json:"sentence"`
	Quote    *int `json:"quote,omitempty"`
}

// Place is where an event happened.
type Place struct {
	Name    string  `json:"name"`
	Lat     float64 `json:"lat,omitempty"`
	Lon     float64 `json:"lon,omitempty"`
	Country string  `json:"country,omitempty"`
}

// RelationBasis tells what a relation was read from.
type RelationBasis string

// Bases of a relation.
const (
	FromAct   RelationBasis = "act"   // an act that brought it about
	FromState RelationBasis = "state" // words that tell that it holds, or held
)

// Relation is a standing between two actors as this one document tells it.
// Since, Until and At are YYYY-MM-DD, YYYY-MM or YYYY; AccordingTo and Events
// hold ids. An empty Basis is FromAct.
//
// A relation told by an act holds since the act. One told as holding has Since
// only where the text says since when, and At, the day for which it is told; one
// that is told as over has Ended, and Until where the text says until when.
type Relation struct {
	Kind        string        `json:"kind"`
	From        string        `json:"from"`
	To          string        `json:"to"`
	What        string        `json:"what,omitempty"` // the territory or treaty
	Status      string        `json:"status"`
	Basis       RelationBasis `json:"basis,omitempty"`
	Since       string        `json:"since,omitempty"`
	Until       string        `json:"until,omitempty"`
	At          string        `json:"at,omitempty"`
	Ended       bool          `json:"ended,omitempty"`
	AccordingTo []string      `json:"according_to,omitempty"`
	Events      []string      `json:"events,omitempty"`
	Evidence    []Span        `json:"evidence,omitempty"` // the words that tell it
}
