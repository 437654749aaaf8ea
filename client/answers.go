package client

import (
	"time"

	"chancery"
)

// Evidence is one telling of a claim: its words, where they stand, and whose word it is.
type Evidence struct {
	Claim      string           `json:"claim"`
	Words      string           `json:"words"`
	Sentence   string           `json:"sentence"`
	Span       chancery.Span    `json:"span"` // of Words, in code points of the source's text
	By         string           `json:"by,omitempty"`
	Speaker    string           `json:"speaker,omitempty"` // the words that name who says so
	Via        []Through        `json:"via,omitempty"`
	Source     string           `json:"source"`
	Title      string           `json:"title,omitempty"`
	URL        string           `json:"url,omitempty"`
	Publisher  string           `json:"publisher,omitempty"`
	State      bool             `json:"state_media,omitempty"`
	Published  string           `json:"published,omitempty"`
	Standing   string           `json:"standing"` // done, planned, possible, denied; holds, held
	Date       string           `json:"date,omitempty"`
	Rule       string           `json:"rule,omitempty"`
	Confidence float64          `json:"confidence,omitempty"`
	Verdict    chancery.Verdict `json:"verdict,omitempty"`
}

// Through is somebody who passed a statement on.
type Through struct {
	Words  string `json:"words"`
	Code   string `json:"code,omitempty"`
	Medium string `json:"medium,omitempty"`
	State  bool   `json:"state_media,omitempty"`
}

// Relation is a standing between two sides: since when, until when, on whose word, and
// who denies it. Dates are of the precision that is known: 2022, by 2022-07-14.
type Relation struct {
	Kind        string    `json:"kind"`
	From        string    `json:"from"`
	To          string    `json:"to"`
	What        string    `json:"what,omitempty"`
	Status      string    `json:"status"`
	InForce     bool      `json:"in_force"`
	Since       string    `json:"since,omitempty"`
	Until       string    `json:"until,omitempty"`
	Certain     bool      `json:"certain"`
	AccordingTo []string  `json:"according_to,omitempty"`
	Narrated    bool      `json:"narrated"` // a source says so in its own name
	DeniedBy    []string  `json:"denied_by,omitempty"`
	LastTold    string    `json:"last_told,omitempty"`
	Recorded    time.Time `json:"recorded"`
	Evidence    *Evidence `json:"evidence,omitempty"` // the first of it
	Tellings    int       `json:"tellings"`
}

// Change is the beginning of a standing, with what stood before.
type Change struct {
	Date   string `json:"date"`
	Before string `json:"before,omitempty"`
	Relation
}

// Incident is one act of one side towards another, however many documents tell it.
type Incident struct {
	ID       string    `json:"id"`
	Type     string    `json:"type"` // PLOVER
	From     string    `json:"from"`
	To       string    `json:"to,omitempty"`
	Kind     string    `json:"kind,omitempty"` // the relation it bears on
	Status   string    `json:"status,omitempty"`
	What     string    `json:"what,omitempty"`
	Standing string    `json:"standing"` // done, planned, possible, denied
	Date     string    `json:"date"`
	Dates    []Told    `json:"dates"` // every date that was told
	Reports  int       `json:"reports"`
	Voices   int       `json:"voices"` // independent ones
	State    int       `json:"state_voices"`
	By       []string  `json:"by,omitempty"`
	Evidence *Evidence `json:"evidence,omitempty"` // the first of it
}

// Told is a date with how many documents tell it.
type Told struct {
	Date    string `json:"date"`
	Reports int    `json:"reports"`
}

// Recognition is who holds somebody to be a state on a day, and who does not.
type Recognition struct {
	Entity     string     `json:"entity"`
	Name       string     `json:"name"`
	On         string     `json:"on"`
	Recognised []Relation `json:"recognised_by"`
	Rejected   []Relation `json:"rejected_by"`
	Withdrawn  []Relation `json:"withdrawn_by"`
}

// Pair is how two sides stood, and what they did to each other.
type Pair struct {
	A         string     `json:"a"`
	B         string     `json:"b"`
	On        string     `json:"on"`
	Standing  []Relation `json:"standing"`  // on the day
	Relations []Relation `json:"relations"` // of all there ever were, those begun last
	Incidents []Incident `json:"incidents"` // the newest; Events has all
	Conflicts []Conflict `json:"conflicts"`
}

// Conflict is a contradiction between claims of one relation; none is resolved.
type Conflict struct {
	Contradiction string `json:"contradiction"`
	Kind          string `json:"kind"`
	From          string `json:"from,omitempty"`
	To            string `json:"to"`
	What          string `json:"what,omitempty"`
	Sides         []Side `json:"sides"`
}

// Side is one side of a contradiction.
type Side struct {
	Says     string   `json:"says"`
	When     string   `json:"when,omitempty"`
	By       []string `json:"by,omitempty"`
	Narrated bool     `json:"narrated"`
}

// Judged is a claim with the verdicts on it, oldest first, and whether it stands after
// all of them.
type Judged struct {
	chancery.Claim
	Verdicts []chancery.Claim `json:"verdicts,omitempty"`
	Stands   bool             `json:"stands"`
}

// Claim is a claim with the words it rests on and what rests on it.
type Claim struct {
	Judged
	Document  chancery.Source `json:"document"` // without its text
	Evidence  []Evidence      `json:"evidence"`
	Incidents []Incident      `json:"incidents"`
	Relations []Relation      `json:"relations"`
	Conflicts []Conflict      `json:"conflicts"`
	Instead   []Judged        `json:"instead"` // corrections that stand in its place
}

// Source is a document with its words marked, and the claims that the ledger has of it.
type Source struct {
	Source chancery.Source `json:"source"` // without its text; see Text
	State  bool            `json:"state_media"`
	Byline []string        `json:"byline,omitempty"`
	Marked bool            `json:"marked"`
	Blocks []Block         `json:"blocks"`
	Claims []SourceClaim   `json:"claims"`
}

// Block is a block of a document's text, cut into what is marked alike.
type Block struct {
	Kind     chancery.BlockKind `json:"kind"`
	Start    int                `json:"start"` // in code points
	Segments []Segment          `json:"segments"`
}

// Segment is a stretch of a text with the marks over it.
type Segment struct {
	Start  int      `json:"start"`
	Text   string   `json:"text"`
	Marks  []string `json:"marks,omitempty"`
	Roles  []string `json:"roles,omitempty"`  // in claims, by their Ref: e1:actor
	Yields []string `json:"yields,omitempty"` // in words
	Event  string   `json:"event,omitempty"`
}

// SourceClaim is a claim of a document, by the name that its marks have for it.
type SourceClaim struct {
	Ref string `json:"ref"`
	Judged
	Found bool `json:"found"` // by the reader of today
}

// Found is what a search found.
type Found struct {
	Query    string     `json:"query"`
	Actors   []Match    `json:"actors"`
	Articles []Hit      `json:"articles"`
	More     bool       `json:"more"` // articles
	Of       string     `json:"of,omitempty"`
	With     string     `json:"with,omitempty"`
	Events   []Incident `json:"events"`
}

// Match is an actor that may be meant.
type Match struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// Hit is a document that was found, without its text.
type Hit struct {
	Source  chancery.Source `json:"source"`
	Snippet string          `json:"snippet"`
	Marks   []chancery.Span `json:"marks,omitempty"` // in code points of Snippet
}
