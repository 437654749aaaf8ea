package chancery

import "time"

// Source is a document as the ledger keeps it: what it says of itself and its
// text, which never changes. ID is 32 hexadecimal digits made of both, so that
// the same document is the same wherever it lay; Name is what the input called
// it first.
type Source struct {
	ID        string    `json:"id"`
	Name      string    `json:"name,omitempty"`
	URL       string    `json:"url,omitempty"`
	Title     string    `json:"title,omitempty"`
	Publisher string    `json:"publisher,omitempty"`
	Language  string    `json:"language,omitempty"`
	Published string    `json:"published,omitempty"` // YYYY-MM-DD
	Basis     Basis     `json:"basis,omitempty"`     // of Published
	Text      string    `json:"text,omitempty"`
	Recorded  time.Time `json:"recorded"`
}

// ClaimClass tells what a claim is about.
type ClaimClass string

// Classes of claim.
const (
	EventClaim   ClaimClass = "event"   // an act, as one document tells it
	StateClaim   ClaimClass = "state"   // a standing that holds or held, or that an act brought about between others than its sides
	VerdictClaim ClaimClass = "verdict" // what somebody makes of another claim
)

// Verdict is what is made of a claim.
type Verdict string

// Verdicts. Those of people outrank those of readers (superseded, reinstated).
const (
	Accepted   Verdict = "accepted"
	Rejected   Verdict = "rejected"   // it does not stand in the words
	Corrected  Verdict = "corrected"  // another claim stands in its place
	Retracted  Verdict = "retracted"  // who told it took it back
	Superseded Verdict = "superseded" // a later version of the reader does not find it
	Reinstated Verdict = "reinstated" // a still later version does
)

// Words are a stretch of a source's text, in code points, and what stands there.
type Words struct {
	Span
	Text string `json:"text,omitempty"`
}

// Party is one side of a claim: its code, country and PLOVER sector, and the
// words that name it.
type Party struct {
	Code    string `json:"code"`
	Country string `json:"country,omitempty"`
	Sector  string `json:"sector,omitempty"`
	Words   *Words `json:"words,omitempty"`
}

// Saying is one place where a source tells a claim: the words that tell it,
// their sentence, and whose word it is. Without a Speaker it is the source's
// own word. By is the speaker's code, empty if the names do not know the
// speaker; Via are those who passed it on, the nearest to the reader last.
type Saying struct {
	Trigger  Words   `json:"trigger"`
	Sentence Span    `json:"sentence"`
	By       string  `json:"by,omitempty"`
	Speaker  *Words  `json:"speaker,omitempty"`
	Cue      *Words  `json:"cue,omitempty"`
	Via      []Party `json:"via,omitempty"`
}

// Claim is one entry of the ledger. It is never changed; what is made of it
// later is a claim about it. ID is 48 hexadecimal digits: the first 16 of its
// source's and 32 of the SHA-256 of its canonical encoding
// (docs/formats/ledger.md), which leaves Recorded and Reader out: the same
// finding of a later reader is the same claim.
//
// Dates are YYYY-MM-DD, YYYY-MM or YYYY, empty if unknown.
type Claim struct {
	ID       string     `json:"id"`
	Class    ClaimClass `json:"class"`
	Source   string     `json:"source"` // of a verdict, that of the claim it is about
	Recorded time.Time  `json:"recorded"`
	Reader   string     `json:"reader,omitempty"` // the program and knowledge that found it first

	// Of an act.
	Type       string   `json:"type,omitempty"` // PLOVER
	Mode       string   `json:"mode,omitempty"`
	Contexts   []string `json:"contexts,omitempty"`
	CAMEO      string   `json:"cameo,omitempty"`
	Modality   Modality `json:"modality,omitempty"`
	Date       string   `json:"date,omitempty"`
	Place      string   `json:"place,omitempty"`
	Confidence float64  `json:"confidence,omitempty"` // in hundredths
	Rule       string   `json:"rule,omitempty"`

	// Of an act or a standing.
	Actors     []Party  `json:"actors,omitempty"` // of a standing, the one it is from
	Recipients []Party  `json:"recipients,omitempty"`
	Kind       string   `json:"kind,omitempty"` // of the relation
	Status     string   `json:"status,omitempty"`
	What       string   `json:"what,omitempty"` // the territory or treaty
	Told       []Saying `json:"told,omitempty"`

	// Of a standing: since when it holds, until when it held, the day for which
	// it is told, and whether it is told as over. Of an act that brings a
	// relation about, Undated tells that Date is only that of the telling.
	Since   string `json:"since,omitempty"`
	Until   string `json:"until,omitempty"`
	At      string `json:"at,omitempty"`
	Ended   bool   `json:"ended,omitempty"`
	Undated bool   `json:"undated,omitempty"`

	// Of a verdict, and of a correction (About is what it corrects).
	About   string  `json:"about,omitempty"`
	Verdict Verdict `json:"verdict,omitempty"`
	By      string  `json:"by,omitempty"`
	Note    string  `json:"note,omitempty"`
	Nth     int     `json:"nth,omitempty"` // how many verdicts on the claim went before
}
