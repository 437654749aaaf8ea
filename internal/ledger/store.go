package ledger

import (
	"context"
	"errors"
	"iter"

	"chancery"
)

// Errors that stores give, wrapped with what was being done.
var (
	ErrBusy     = errors.New("another process is writing to the ledger; wait for it to end, or give each its own ledger")
	ErrReadOnly = errors.New("the ledger cannot be written to; check the permissions of its file and folder, or of the user on its server")
	ErrFull     = errors.New("there is no room left on the device of the ledger; what was not acknowledged is not in it")
	ErrCorrupt  = errors.New("the ledger is damaged or is none; restore a backup, and see chancery verify")
	// ErrUnreachable is that of a store on a server, which may be there again soon.
	ErrUnreachable = errors.New("the ledger's server cannot be reached; see that it runs")
	ErrNewer       = errors.New("the ledger was written by a newer version of chancery; use that")
)

// Store keeps a ledger's rows. It knows nothing of what they mean: the Ledger
// decides what is written, a store writes all of an Update or nothing.
type Store interface {
	// View runs fn on one state of the ledger that nobody changes meanwhile.
	View(ctx context.Context, fn func(View) error) error
	// Update runs fn alone and keeps all it writes, safe on disk, when it
	// returns nil, and nothing otherwise. Where the engine broke it off, fn may
	// be run again from its beginning.
	Update(ctx context.Context, fn func(Tx) error) error
	Close() error
}

// Head is how far a ledger has come: the last sequence numbers given, and the
// last time of recording.
type Head struct{ Sources, Claims, Recorded int64 }

// SourceRow is a source with its sequence number and the sketch of its text. Terms
// are what it is to be found by; they are given when it is added and not read.
type SourceRow struct {
	Seq    int64
	Sketch Sketch
	Terms  []string
	chancery.Source
}

// ClaimRow is a claim as it is kept. About is the sequence number of the claim
// that a verdict or a correction is about, 0 for others.
type ClaimRow struct {
	Seq, Source, About int64
	ID                 string
	Recorded           int64
	Reader             string
	Body               []byte // canonical encoding
}

// IntervalRow is an interval as it was known from Recorded until Until.
type IntervalRow struct {
	Seq int64
	Interval
	Recorded, Until int64
}

// DyadQuery chooses dyads. Empty fields choose all. Pair and Of exclude one
// another.
type DyadQuery struct {
	Pair    [2]string // both ways
	Of      string    // on either side
	Keys    []Key     // that bear on one of these relations
	Dated   []DatedKey
	Acts    []ActQuery
	Types   []string
	Kind    string
	Days    *Bounds // that may be of one of these days
	Within  int     // dated to no more than so many days; 0 is all
	KnownAt int64   // as of this time of recording
	Bearing bool    // that bear on some relation
	// PublishedBy chooses those whose sources are dated by a day. It has each
	// source looked up: where a query without it gives few, that is quicker.
	PublishedBy *Day
	Limit       int  // the newest so many; 0 is all
	Brief       bool // no more is wanted than claim, source, sides, type and days
}

// DatedKey chooses what bears on a relation and is dated so.
type DatedKey struct {
	Key
	When Bounds
}

// ActQuery chooses the acts of one type between two, From and To either way.
type ActQuery struct{ From, To, Type string }

// IntervalQuery chooses intervals. Empty fields choose all.
type IntervalQuery struct {
	Keys    []Key
	Pair    [2]string
	Of      string
	Kind    string
	Status  string
	A       string   // the sides as the key has them
	B       []string // one of these
	KnownAt int64    // as it was known then
	Since   int64    // recorded after this time, whether still known or not
	AsOf    *Day     // that may hold on a day: begun by it and not ended before it
	Changed *Bounds  // that begin or end on one of these days at the latest
	Begun   *Bounds  // that begin on one of these days at the latest, and not at any time before
	Newest  int      // the so many that begin last; 0 is all
	Brief   bool     // no more is wanted than number, key, status, doer, since and until
}

// FindQuery chooses sources by their terms.
type FindQuery struct {
	All   []AnyOf // of each a source holds one
	But   []AnyOf // unless it holds one of each of these, too; empty is none
	Days  *Bounds // of publication; with it, undated sources are left out
	Limit int
}

// View reads a state of the ledger. What is not there is not an error: a nil
// row, an empty slice. While an iteration runs no other method may be called.
type View interface {
	Head(ctx context.Context) (Head, error)

	SourceByID(ctx context.Context, id string) (*SourceRow, error)
	// SourcesByID and SourcesBySeq are the sources asked for that there are,
	// without their texts.
	SourcesByID(ctx context.Context, ids []string) (map[string]*SourceRow, error)
	SourcesBySeq(ctx context.Context, seqs []int64) (map[int64]*SourceRow, error)
	// TextsBySeq are the texts of sources.
	TextsBySeq(ctx context.Context, seqs []int64) (map[int64]string, error)
	// Sources are all sources after a sequence number, in the order of recording.
	Sources(ctx context.Context, after int64) iter.Seq2[*SourceRow, error]
	// NewestSources are the last before a sequence number, without their texts, the
	// newest first; before 0 is from the last, an empty publisher is all.
	NewestSources(ctx context.Context, publisher string, before int64, limit int) iter.Seq2[*SourceRow, error]
	// Find gives the sequence numbers of sources: by the day of publication, the
	// newest first and undated ones last, those of one day by their numbers.
	Find(ctx context.Context, q FindQuery) ([]int64, error)
	// Terms are those of the vocabulary from first to last, byte by byte.
	Terms(ctx context.Context, first, last string) ([]string, error)
	// ReadBy tells whether a reader has read a source already.
	ReadBy(ctx context.Context, source int64, reader string) (bool, error)

	ClaimByID(ctx context.Context, id string) (*ClaimRow, error)
	ClaimsBySeq(ctx context.Context, seqs []int64) (map[int64]*ClaimRow, error)
	ClaimsOf(ctx context.Context, source int64) ([]ClaimRow, error)
	// About are the claims about one of these claims, oldest first.
	About(ctx context.Context, claims ...int64) ([]ClaimRow, error)
	// Judgements are all claims about others, in the order of recording.
	Judgements(ctx context.Context) iter.Seq2[*ClaimRow, error]
	// Claims are all claims after a sequence number, in the order of recording.
	Claims(ctx context.Context, after int64) iter.Seq2[*ClaimRow, error]

	// Dyads come newest first: by the last day they may be of, the first, then
	// the claim. Those of Acts come in any order.
	Dyads(ctx context.Context, q DyadQuery) iter.Seq2[*Dyad, error]
	// Counts are how many sources tell that an act was done within some days, by
	// both sides, of which there must be two, and type, in the order of these; no
	// types are all.
	Counts(ctx context.Context, days Bounds, types []string) ([]Count, error)
	// Transitions are the live ones of some relations, in any order.
	Transitions(ctx context.Context, keys ...Key) ([]Transition, error)
	// AllTransitions are those of all relations, those of one together.
	AllTransitions(ctx context.Context) iter.Seq2[*Transition, error]
	// Intervals come in the order of kind, sides, matter and beginning; with Newest,
	// by the last day that they may begin on and their recording, newest first, and
	// those alike in both in that order; with Brief in any order.
	Intervals(ctx context.Context, q IntervalQuery) iter.Seq2[*IntervalRow, error]
}

// Tx reads and writes.
type Tx interface {
	View
	AddSources(ctx context.Context, rows []SourceRow) error
	// AddTerms adds to the vocabulary; what is there already is left.
	AddTerms(ctx context.Context, terms []string) error
	AddReadings(ctx context.Context, sources []int64, reader string, recorded int64) error
	AddClaims(ctx context.Context, rows []ClaimRow) error
	AddDyads(ctx context.Context, ds []Dyad) error
	// EndDyads ends the life of these dyads, which are told apart by their
	// sides, days and claim.
	EndDyads(ctx context.Context, ds []Dyad, at int64) error
	// CountTransitions adds n to how many live claims say each of these; what
	// nobody says any more is gone. It tells the relations of which a
	// transition came or went.
	CountTransitions(ctx context.Context, ts []CountedTransition) ([]Key, error)
	AddIntervals(ctx context.Context, rows []IntervalRow) error
	// EndIntervals ends the life of intervals; those that began with the same
	// recording never were.
	EndIntervals(ctx context.Context, seqs []int64, at int64) error
	// Forget empties all that is made of claims: dyads, transitions, intervals. A
	// store may do without what makes questions fast until Remade tells that all is
	// written again; that draws relations must still be fast.
	Forget(ctx context.Context) error
	Remade(ctx context.Context) error
}

// CountedTransition is a transition with how many more claims say it.
type CountedTransition struct {
	Transition
	N int
}
