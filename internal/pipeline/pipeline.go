package pipeline

import (
	"fmt"
	"sync"

	"chancery"
	"chancery/internal/attribution"
	"chancery/internal/dates"
	"chancery/internal/document"
	"chancery/internal/events"
	"chancery/internal/language"
	"chancery/internal/names"
	"chancery/internal/ontology"
	"chancery/internal/rulefile"
)

// Pipeline holds every room's engine, ready to read. It is safe for concurrent
// use.
type Pipeline struct {
	lang  *language.Engine
	names *names.Resolver
	dates *dates.Tagger
	said  *attribution.Attributor
	coder *events.Coder
}

// Options are what a user adds to the embedded knowledge.
type Options struct {
	Rules []events.Folder   // event rules
	Names []ontology.Folder // tables of who is who
	// Actors are the tables of who is who, where they were loaded already; Names is
	// then not looked at.
	Actors *ontology.Actors
	// Remember is how many words of sentences read last are kept parsed, for
	// the copies of them in other documents; see language.Engine.Remember.
	Remember int
}

// New loads models, tables and rules; a bad rule or table is an error with its
// file and line. The rooms load side by side.
func New(o Options) (*Pipeline, error) {
	p := &Pipeline{}
	loaders := []func() error{
		func() (err error) { p.lang, err = language.New(); return },
		func() (err error) { p.names, err = o.names(); return },
		func() (err error) { p.dates, err = dates.New(); return },
		func() (err error) { p.said, err = attribution.New(); return },
		func() (err error) { p.coder, err = events.New(o.Rules...); return },
	}
	errs := make([]error, len(loaders))
	var wg sync.WaitGroup
	for i, load := range loaders {
		wg.Go(func() { errs[i] = load() })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("pipeline: loading: %w", err)
		}
	}
	if o.Remember > 0 {
		p.lang.Remember(o.Remember)
	}
	return p, nil
}

func (o *Options) names() (*names.Resolver, error) {
	if o.Actors != nil {
		return names.Of(o.Actors)
	}
	return names.New(o.Names...)
}

// Names is who resolves names for the pipeline, for questions about single ones.
func (p *Pipeline) Names() *names.Resolver { return p.names }

// Analysis is everything that was read out of one document, in token ranges. Times and
// Said are found when they are first asked for.
type Analysis struct {
	Document  *document.Document
	Language  string // ISO 639-1
	Published *chancery.Published
	Doc       *language.Doc
	Who       *names.Result
	Times     func() []dates.Expression
	Said      func() *attribution.Result
	Events    []events.Event
	Relations []events.Relation
}

// Analyse reads a document. A text that is not English is split into nothing:
// it yields no events rather than nonsense.
func (p *Pipeline) Analyse(d *document.Document) *Analysis {
	a := &Analysis{Document: d, Published: d.Published, Language: language.Detect(d.Text)}
	var segments []chancery.Span
	if a.Language == "en" || a.Language == "" {
		for _, b := range d.Blocks {
			if b.Kind.Analysed() {
				segments = append(segments, b.Span)
			}
		}
	}
	if segments == nil {
		segments = []chancery.Span{}
	}
	a.Doc = p.lang.Analyze(d.Text, segments)
	if a.Published == nil {
		a.Published = p.infer(a.Doc)
	}
	in := p.input(a.Doc, a.date())
	a.Who, a.Times, a.Said = in.Who, in.Times, in.Said
	a.Events = p.coder.Code(in)
	a.Relations = p.coder.Relate(in, a.Events)
	return a
}

// date is the publication date, empty if unknown.
func (a *Analysis) date() string {
	if a.Published == nil {
		return ""
	}
	return a.Published.Date
}

// input is what the event coder reads of a text that was printed on a day.
func (p *Pipeline) input(doc *language.Doc, published string) events.Input {
	in := events.Input{Doc: doc, Who: p.names.Resolve(doc, published), Published: published}
	in.Times = sync.OnceValue(func() []dates.Expression { return p.dates.Tag(doc, published) })
	in.Said = sync.OnceValue(func() *attribution.Result { return p.said.Find(doc, in.Who) })
	return in
}

// input is what the event coder read.
func (a *Analysis) input() events.Input {
	return events.Input{Doc: a.Doc, Who: a.Who, Times: a.Times, Said: a.Said, Published: a.date()}
}

// Explain says, sentence by sentence, what became of every event rule that the
// words of an analysis could trigger.
func (p *Pipeline) Explain(a *Analysis) [][]events.Trial { return p.coder.Explain(a.input()) }

// exampleDay is the day on which the rules' example sentences are printed.
const exampleDay = "2024-06-12"

// TestRules runs the examples of all event rules and gives how many there are
// and an error, file:line: what, for each that fails.
func (p *Pipeline) TestRules() (int, []error) {
	examples := p.coder.Examples()
	return len(examples), rulefile.Run(examples, func(x rulefile.Example) error {
		return p.coder.Check(x, p.sentence)
	})
}

// Rules are the event rules, in the order in which equals count.
func (p *Pipeline) Rules() []events.Rule { return p.coder.Rules() }

// sentence reads a sentence as printed on the examples' day.
func (p *Pipeline) sentence(text string) events.Input {
	return p.input(p.lang.Analyze(text, nil), exampleDay)
}

// infer dates a text by what it says itself; nil if it says nothing.
func (p *Pipeline) infer(doc *language.Doc) *chancery.Published {
	date, evidence, ok := dates.Infer(doc, p.dates.Tag(doc, ""))
	if !ok {
		return nil
	}
	out := &chancery.Published{Date: date, Basis: chancery.Inferred}
	for _, r := range evidence {
		out.Evidence = append(out.Evidence, doc.Span(r))
	}
	return out
}

// Process reads a document into its record.
func (p *Pipeline) Process(d *document.Document) *chancery.Record {
	return p.Analyse(d).Record()
}
