package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"chancery/internal/ledger"
	"chancery/internal/question"
)

// ask is a question: the fields of Q are what stands in the address (tags path and
// query, as huma reads them), A is the answer.
type ask[Q, A any] func(ctx context.Context, q *Q) (*A, error)

// room joins the pages and the API while routes are laid.
type room struct {
	*Server
	mux *http.ServeMux
	api huma.API
}

// show lays a question out as a page, made of the template of that name.
func show[Q, A any](r room, path, template string, answer ask[Q, A]) {
	r.mux.HandleFunc("GET "+path, func(w http.ResponseWriter, req *http.Request) {
		var q Q
		if err := decode(req, &q); err != nil {
			r.fail(w, req, err)
			return
		}
		a, err := answer(req.Context(), &q)
		if err != nil {
			r.fail(w, req, err)
			return
		}
		r.render(w, req, http.StatusOK, template, &q, a)
	})
}

// both lays a question out as a page and as JSON, with answers remembered.
func both[Q, A any](r room, page, template, id, path, summary string, answer ask[Q, A]) {
	answer = remembered(r.Server, id, answer)
	show(r, page, template, answer)
	serve(r, id, path, summary, answer)
}

// serve lays a question out as JSON below /api/v1.
func serve[Q, A any](r room, id, path, summary string, answer ask[Q, A]) {
	huma.Register(r.api, huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: "/api/v1" + path, Summary: summary,
		Errors: []int{http.StatusBadRequest, http.StatusNotFound},
	}, func(ctx context.Context, q *Q) (*struct{ Body *A }, error) {
		a, err := answer(ctx, q)
		if err != nil {
			return nil, r.problem(ctx, err)
		}
		return &struct{ Body *A }{a}, nil
	})
}

// refusal is an error that is the asker's: what is wrong with the question.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string { return e.text }

func badRequest(format string, args ...any) error {
	return &refusal{http.StatusBadRequest, fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &refusal{http.StatusNotFound, fmt.Sprintf(format, args...)}
}

// elsewhere is an error that tells where the answer is.
type elsewhere struct{ path, text string }

func (e *elsewhere) Error() string { return e.text }

// statusOf is the status of an answer that failed, and what may be told of it.
func statusOf(err error) (int, string) {
	var r *refusal
	var e *elsewhere
	var q *question.Error
	switch {
	case errors.As(err, &r):
		return r.status, r.text
	case errors.As(err, &q) && q.Unknown:
		return http.StatusNotFound, titled(q.Text)
	case errors.As(err, &q):
		return http.StatusBadRequest, q.Error()
	case errors.As(err, &e):
		return http.StatusBadRequest, e.text
	case errors.Is(err, ledger.ErrNoClaim):
		return http.StatusNotFound, "There is no such claim in the ledger."
	case errors.Is(err, ledger.ErrNoSource):
		return http.StatusNotFound, "There is no such document in the ledger."
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, "The answer took too long; ask for less, or again later."
	}
	return http.StatusInternalServerError, "The answer could not be made; the server's log tells why."
}

// problem is an error as the API tells it.
func (s *Server) problem(ctx context.Context, err error) error {
	status, text := statusOf(err)
	if status >= http.StatusInternalServerError {
		s.o.Log.ErrorContext(ctx, "answering", "error", err)
	}
	return huma.NewError(status, text)
}

// fail tells an error on a page, or leads to where the answer is.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if e := (*elsewhere)(nil); errors.As(err, &e) {
		http.Redirect(w, r, e.path, http.StatusFound)
		return
	}
	status, text := statusOf(err)
	if status >= http.StatusInternalServerError {
		s.o.Log.ErrorContext(r.Context(), "answering", "path", r.URL.Path, "error", err)
	}
	s.render(w, r, status, "problem", nil, &problemAnswer{Status: status, Text: text})
}

type problemAnswer struct {
	Status int
	Text   string
}

// maxParameter is how long a value in an address may be.
const maxParameter = 500

// decode fills the fields of a question from a request, by their tags path and
// query. It reads strings, whole numbers, truth values and lists of strings.
func decode(r *http.Request, q any) error {
	return decodeInto(r, r.URL.Query(), reflect.ValueOf(q).Elem())
}

func decodeInto(r *http.Request, query url.Values, v reflect.Value) error {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			if err := decodeInto(r, query, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		name := f.Tag.Get("query")
		values := query[name]
		if path := f.Tag.Get("path"); path != "" {
			name, values = path, []string{r.PathValue(path)}
		}
		if name == "" || len(values) == 0 {
			continue
		}
		for _, text := range values {
			if len(text) > maxParameter {
				return badRequest("%s: it is longer than %d bytes", name, maxParameter)
			}
		}
		if err := set(v.Field(i), values); err != nil {
			return badRequest("%s: %v", name, err)
		}
	}
	return nil
}

func set(v reflect.Value, values []string) error {
	text := values[len(values)-1]
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int:
		if text == "" {
			return nil
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("it takes a whole number, not %q", text)
		}
		v.SetInt(int64(n))
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil && text != "" {
			return fmt.Errorf("it takes true or false, not %q", text)
		}
		v.SetBool(b)
	case reflect.Slice:
		for _, t := range values {
			if t != "" {
				v.Set(reflect.Append(v, reflect.ValueOf(t)))
			}
		}
	default:
		return fmt.Errorf("a field of kind %s cannot be read from an address", v.Kind())
	}
	return nil
}
