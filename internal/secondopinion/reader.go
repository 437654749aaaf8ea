package secondopinion

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"chancery"
	"chancery/internal/ontology"
)

//go:embed prompt.txt
var prompt string

// Options say whom to ask, and how.
type Options struct {
	// Endpoint is the address of the server's API, such as https://host/v1; the path
	// /chat/completions is added where it is not there.
	Endpoint string
	Model    string // empty leaves it to the server
	Key      string // sent as Authorization: Bearer, if not empty
	Agent    string // who asks: name/version

	Timeout time.Duration // of one attempt
	Budget  int           // tokens of questions and answers, from 1
	// AllowPrivate lets private addresses be asked, and any by http.
	AllowPrivate bool

	Events *ontology.Events
	// Find gives the code, country and sector of who is called so on a day
	// (YYYY-MM-DD, empty if unknown).
	Find func(name, day string) (chancery.Participant, bool)
	// Sleep waits between attempts; it ends early, with an error, when its context does.
	Sleep func(context.Context, time.Duration) error
}

// Reader asks a server. It asks one question at a time, so that the budget is kept;
// it may be used by several goroutines.
type Reader struct {
	o      Options
	rule   string
	system string
	schema json.RawMessage
	server *server
	turn   chan struct{} // held by whoever asks
	// Under turn.
	spent    int
	failures int // in a row
}

// Opinion is what a server made of a text.
type Opinion struct {
	Proposed int
	Events   []chancery.Event // those that the text bears out
	Refused  map[string]int   // why others were not kept, and how many
}

// Errors that end the asking.
var (
	ErrBudget  = errors.New("the budget of tokens is used up")
	ErrGivenUp = errors.New("it failed three times in a row and is not asked again")
)

const (
	maxPiece      = 12_000 // code points of text in a question
	maxPieces     = 16     // questions on one text
	answerTokens  = 4096   // of one answer
	fewTokens     = 200    // an answer of no more is not worth the question
	bytesPerToken = 3      // about; where a server does not count
	mostFailures  = 3
)

// New makes a Reader.
func New(o Options) (*Reader, error) {
	if o.Events == nil || o.Find == nil || o.Sleep == nil {
		return nil, errors.New("secondopinion: event types, a finder of names and a way to wait are needed")
	}
	if o.Budget < 1 || o.Timeout <= 0 {
		return nil, errors.New("secondopinion: a budget of tokens from 1 and a time to wait are needed")
	}
	s, err := newServer(&o)
	if err != nil {
		return nil, err
	}
	types := o.Events.Types()
	r := &Reader{o: o, rule: ruleOf(o.Model), server: s, turn: make(chan struct{}, 1), system: strings.ReplaceAll(prompt, "{{types}}", strings.Join(types, ", "))}
	r.schema, err = answerSchema(types)
	return r, err
}

// ruleOf is what marks a model's events. A colon parts what a rule is from where it
// stands, and so the name of a model has none.
func ruleOf(model string) string {
	name := strings.Map(func(r rune) rune {
		if r == ':' || unicode.IsSpace(r) || !unicode.IsPrint(r) {
			return '-'
		}
		return r
	}, model)
	if name == "" {
		name = "unnamed"
	}
	if runes := []rune(name); len(runes) > 100 {
		name = string(runes[:100])
	}
	return Mark + name
}

// Mark begins the rule of every event that a model proposed.
const Mark = "llm:"

// answerSchema is the JSON schema of an answer.
func answerSchema(types []string) (json.RawMessage, error) {
	text := map[string]any{"type": "string"}
	event := map[string]any{
		"type": "object", "additionalProperties": false,
		"required": []string{"type", "quote", "trigger", "actor", "recipient", "date", "modality", "confidence"},
		"properties": map[string]any{
			"type": map[string]any{"type": "string", "enum": types}, "quote": text, "trigger": text, "actor": text, "recipient": text, "date": text,
			"modality":   map[string]any{"type": "string", "enum": modalities},
			"confidence": map[string]any{"type": "number"},
		},
	}
	return json.Marshal(map[string]any{
		"type": "object", "additionalProperties": false, "required": []string{"events"},
		"properties": map[string]any{"events": map[string]any{"type": "array", "items": event}},
	})
}

// Rule is the rule of the events that are proposed: llm:MODEL.
func (r *Reader) Rule() string { return r.rule }

// Spent is how many tokens were used.
func (r *Reader) Spent() int {
	r.turn <- struct{}{}
	defer func() { <-r.turn }()
	return r.spent
}

// Propose asks what events a record's text tells, and checks what is proposed. The
// record is left as it is. With an error, what was proposed before it is given all
// the same.
func (r *Reader) Propose(ctx context.Context, rec *chancery.Record) (*Opinion, error) {
	out := &Opinion{Refused: map[string]int{}}
	c := newChecker(r, rec)
	for _, piece := range pieces(rec) {
		ps, err := r.ask(ctx, rec, piece)
		if err != nil {
			return out, fmt.Errorf("second opinion: %w", err)
		}
		out.Proposed += len(ps)
		for i := range ps {
			e, why := c.check(&ps[i])
			if why == "" && hasSame(out.Events, &e) {
				why = "proposed twice"
			}
			if why != "" {
				out.Refused[why]++
				continue
			}
			out.Events = append(out.Events, e)
		}
	}
	return out, nil
}

// pieces are the sentences of a record's text that are read, as many to a piece as go
// into one question. What is beyond the last piece is not asked about.
func pieces(rec *chancery.Record) []string {
	text := []rune(rec.Text)
	var out []string
	var b strings.Builder
	n := 0
	for _, s := range rec.Sentences {
		if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
			continue
		}
		words := text[s.Start:min(s.End, s.Start+maxPiece)]
		if n > 0 && n+len(words) > maxPiece {
			out = append(out, b.String())
			if b.Reset(); len(out) == maxPieces {
				return out
			}
			n = 0
		}
		b.WriteString(string(words) + "\n")
		n += len(words) + 1
	}
	if n > 0 {
		out = append(out, b.String())
	}
	return out
}

// proposal is an event as a server proposes it.
type proposal struct {
	Type       string  `json:"type"`
	Quote      string  `json:"quote"`
	Trigger    string  `json:"trigger"`
	Actor      string  `json:"actor"`
	Recipient  string  `json:"recipient"`
	Date       string  `json:"date"`
	Modality   string  `json:"modality"`
	Confidence float64 `json:"confidence"`
	broken     bool    // it is not of this form
}

// ask asks one question.
func (r *Reader) ask(ctx context.Context, rec *chancery.Record, piece string) ([]proposal, error) {
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if r.failures >= mostFailures {
		return nil, ErrGivenUp
	}
	q, err := r.question(rec, piece)
	if err != nil {
		return nil, err
	}
	size := (len(q.Messages[0].Content)+len(q.Messages[1].Content))/bytesPerToken + 1
	if q.MaxTokens = min(answerTokens, r.o.Budget-r.spent-size); q.MaxTokens < fewTokens {
		return nil, ErrBudget
	}
	a, err := r.server.complete(ctx, q)
	if err == nil {
		r.spent += a.tokens(size)
		var ps []proposal
		if ps, err = a.proposals(); err == nil {
			r.failures = 0
			return ps, nil
		}
	}
	if ctx.Err() == nil {
		r.failures++
	}
	return nil, err
}

// question is what is sent for a piece of text. The text is a value of a JSON object,
// so that nothing in it can be taken for the end of it.
func (r *Reader) question(rec *chancery.Record, piece string) (*question, error) {
	data := struct {
		Published string `json:"published"`
		Text      string `json:"text"`
	}{Text: piece}
	if rec.Published != nil {
		data.Published = rec.Published.Date
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(data); err != nil {
		return nil, err
	}
	return &question{
		Model:    r.o.Model,
		Messages: []message{{"system", r.system}, {"user", b.String()}},
		Format:   format{Type: "json_schema", Schema: &named{"events", true, r.schema}},
	}, nil
}
