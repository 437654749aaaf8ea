package web

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// described is an operation of the API that does not answer with one piece of JSON but
// with a body of another kind.
func described(id, path, summary, contentType string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: "/api/v1" + path, Summary: summary,
		Errors: []int{http.StatusBadRequest, http.StatusNotFound},
		Responses: map[string]*huma.Response{"200": {
			Description: summary,
			Content:     map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: huma.TypeString}}},
		}},
	}
}

// Bounds of streams.
const (
	streamsAtOnce = 2
	flushEvery    = 500             // lines
	patience      = 2 * time.Minute // for a reader to take so many lines
)

// ndjson is the media type of JSON Lines.
const ndjson = "application/x-ndjson"

// jsonLines writes a stream of JSON, one value a line.
type jsonLines struct {
	*bufio.Writer
	json  *json.Encoder
	lines int
	pause func() error // after every so many lines
}

// put writes a line.
func (l *jsonLines) put(v any) error {
	if err := l.json.Encode(v); err != nil {
		return err
	}
	return l.counted()
}

// text writes a text that is no JSON.
func (l *jsonLines) text(s string) error {
	if _, err := l.WriteString(s); err != nil {
		return err
	}
	return l.counted()
}

func (l *jsonLines) counted() error {
	if l.lines++; l.lines%flushEvery != 0 {
		return nil
	}
	return l.pause()
}

// errCrowded refuses a stream while as many are written as may be.
var errCrowded = &refusal{http.StatusServiceUnavailable, "Others export already; ask again in a minute."}

// stream lays a question out as a stream below /api/v1/export. check says what is wrong
// with the question before anything is written; an error after that is told as the last
// line, since the answer has begun.
func stream[Q any](r room, id, path, summary, contentType string, write func(context.Context, *Q, *jsonLines) error, check func(*Q) error) {
	op := described(id, path, summary, contentType)
	op.Errors = []int{http.StatusBadRequest, http.StatusServiceUnavailable}
	huma.Register(r.api, op, func(ctx context.Context, q *Q) (*huma.StreamResponse, error) {
		if err := check(q); err != nil {
			return nil, r.problem(ctx, err)
		}
		select {
		case r.streams <- struct{}{}:
		default:
			return nil, huma.ErrorWithHeaders(r.problem(ctx, errCrowded), http.Header{"Retry-After": {"60"}})
		}
		return &huma.StreamResponse{Body: func(h huma.Context) {
			defer func() { <-r.streams }()
			h.SetHeader("Content-Type", contentType)
			h.SetHeader("Cache-Control", "no-store")
			r.pour(h, func(out *jsonLines) error { return write(ctx, q, out) })
		}}, nil
	})
}

// pour writes a stream. Who takes too long over it is left.
func (s *Server) pour(h huma.Context, write func(*jsonLines) error) {
	_, w := humago.Unwrap(h)
	control := http.NewResponseController(w)
	out := &jsonLines{Writer: bufio.NewWriterSize(h.BodyWriter(), 64<<10)}
	out.json = json.NewEncoder(out.Writer)
	out.json.SetEscapeHTML(false)
	out.pause = func() error {
		if err := control.SetWriteDeadline(s.o.Now().Add(patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
		if err := control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return err
		}
		return h.Context().Err()
	}
	if err := out.pause(); err != nil {
		return
	}
	if err := write(out); err != nil {
		if h.Context().Err() == nil {
			s.o.Log.ErrorContext(h.Context(), "exporting", "error", err)
		}
		_, text := statusOf(err)
		io.WriteString(out, `{"error":`+quoted(text)+"}\n")
	}
	out.pause()
}

// quoted is a text as JSON.
func quoted(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(b)
}
