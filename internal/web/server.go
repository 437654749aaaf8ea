package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"chancery"
	"chancery/internal/ledger"
	"chancery/internal/ontology"
	"chancery/internal/question"
	"chancery/internal/web/access"
	"chancery/internal/web/static"
)

// Options are what the reading room is made of.
type Options struct {
	Ledger *ledger.Ledger
	Actors *ontology.Actors
	// Read reads the text of a source anew, for the marks of its page. It may be
	// used by several goroutines.
	Read func(ctx context.Context, s *chancery.Source) (*chancery.Record, error)
	// Find gives the code of an actor that is called so on a day (YYYY-MM-DD,
	// empty for today).
	Find func(name, day string) (code string, ok bool)
	// Docs answers below /docs/; nil: there is no documentation.
	Docs http.Handler
	Now  func() time.Time
	Log  *slog.Logger
	// Access says who may come in; its Page, Public and Feeds are set here.
	Access access.Options
	// Demo tells that the ledger is filled with examples and lasts as long as the server.
	Demo bool
	// Version is that of the program.
	Version string
}

// Server answers for the reading room.
type Server struct {
	o         Options
	ledger    *ledger.Ledger
	events    *ontology.Events
	directory *ontology.Directory
	register  *register
	names     *question.Names
	wording   *wording
	readings  *readings
	queue     *queue
	streams   chan struct{} // a place for each stream that is written
	pages     *pages
	guard     *access.Guard
	tags      map[string]string // of the static files

	everywhere everywhere
	answered   *answered
	lastTold   ask[struct{}, ledger.Day] // lastDay, remembered
}

// New makes a reading room; a bad template or table is an error.
func New(o Options) (*Server, error) {
	if o.Ledger == nil || o.Actors == nil || o.Read == nil || o.Find == nil || o.Now == nil {
		return nil, errors.New("web: a ledger, actors, a reader, a finder of names and a clock are needed")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{o: o, ledger: o.Ledger, directory: ontology.NewDirectory(o.Actors), register: newRegister(o.Actors), answered: newAnswered()}
	s.lastTold = remembered(s, "last day", s.lastDay)
	s.names = s.called()
	var err error
	if s.events, err = ontology.LoadEvents(); err != nil {
		return nil, err
	}
	s.readings, s.queue = newReadings(o.Read), newQueue(o.Ledger)
	s.streams = make(chan struct{}, streamsAtOnce)
	if s.wording, err = loadWording(s.events); err != nil {
		return nil, err
	}
	if s.tags, err = tagsOf(static.Files()); err != nil {
		return nil, err
	}
	if s.pages, err = loadPages(s); err != nil {
		return nil, err
	}
	s.o.Access.Page, s.o.Access.Public, s.o.Access.Feeds = s.refused, public, feedEnding
	s.guard, err = access.New(s.o.Access)
	return s, err
}

// Handler answers all addresses of the reading room to whom the guard lets in.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	s.routes(mux)
	return s.guarded(mux, compressed(tagged(mux)))
}

// today is the day of the clock, in UTC.
func (s *Server) today() ledger.Day { return ledger.Day(s.o.Now().UTC().Unix() / 86400) }
