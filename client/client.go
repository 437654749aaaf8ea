package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Bounds of what is read of an answer.
const (
	mostAnswer  = 32 << 20 // bytes of a whole answer
	mostProblem = 1 << 20
	mostLine    = 8 << 20 // of a stream
)

// Options are how a room is asked; the zero value asks without a token.
type Options struct {
	Token string       // as chancery accounts token gives it
	HTTP  *http.Client // nil: one that follows no redirect to another host
}

// Client asks one reading room. It may be used by several goroutines.
type Client struct {
	base  *url.URL
	token string
	http  *http.Client
}

// New makes a client of the room at an address such as http://localhost:8080.
func New(base string, o Options) (*Client, error) {
	u, err := url.Parse(base)
	if err != nil {
		return nil, fmt.Errorf("client: the room's address: %w", err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("client: %q is no address of a room; it takes one such as http://localhost:8080", base)
	}
	c := &Client{base: u, token: o.Token, http: o.HTTP}
	if c.http == nil {
		c.http = &http.Client{CheckRedirect: stay}
	}
	return c, nil
}

// mostRedirects is how many redirects are followed.
const mostRedirects = 5

// stay follows redirects within the room alone.
func stay(r *http.Request, via []*http.Request) error {
	if r.URL.Host != via[0].URL.Host || r.URL.Scheme != via[0].URL.Scheme {
		return fmt.Errorf("the room sends elsewhere, to %s; give its own address", r.URL.Host)
	}
	if len(via) > mostRedirects {
		return errors.New("the room sends in circles")
	}
	return nil
}

// Problem is what a room refuses, and why (RFC 9457).
type Problem struct {
	Status int      `json:"status"`
	Title  string   `json:"title"`
	Detail string   `json:"detail"`
	Errors []Detail `json:"errors"`
	// RetryAfter are the seconds after which to ask again, 0 if the room does not say.
	RetryAfter int `json:"-"`
}

// Detail is one of several things wrong with a question.
type Detail struct {
	Message  string `json:"message"`
	Location string `json:"location"`
}

func (p *Problem) Error() string {
	text := p.Detail
	if text == "" {
		text = p.Title
	}
	for _, d := range p.Errors {
		text += fmt.Sprintf("; %s: %s", d.Location, d.Message)
	}
	return fmt.Sprintf("client: the room answers %d: %s", p.Status, text)
}

// ask sends a question and gives the answer's body, which is to be closed.
func (c *Client) ask(ctx context.Context, method, path string, q url.Values, body any) (*http.Response, error) {
	u := c.base.JoinPath("/api/v1")
	u.RawPath, u.Path = "", u.Path+path
	u.RawQuery = q.Encode()
	var sent io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("client: writing the question: %w", err)
		}
		sent = bytes.NewReader(data)
	}
	r, err := http.NewRequestWithContext(ctx, method, u.String(), sent)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	r.Header.Set("Accept", "application/json, application/x-ndjson, text/plain, application/problem+json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("client: asking %s: %w", path, err)
	}
	if answer.StatusCode != http.StatusOK {
		defer answer.Body.Close()
		return nil, problemOf(answer)
	}
	return answer, nil
}

// problemOf reads why a room refused.
func problemOf(answer *http.Response) error {
	p := &Problem{Status: answer.StatusCode, Title: http.StatusText(answer.StatusCode)}
	p.RetryAfter, _ = strconv.Atoi(answer.Header.Get("Retry-After"))
	data, err := io.ReadAll(io.LimitReader(answer.Body, mostProblem))
	if err != nil {
		return p
	}
	if kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type")); kind == "application/problem+json" {
		told := *p
		if json.Unmarshal(data, &told) == nil {
			told.Status, told.RetryAfter = p.Status, p.RetryAfter
			return &told
		}
	}
	return p
}

// get asks a question and reads its whole answer.
func get[A any](ctx context.Context, c *Client, path string, q url.Values) (*A, error) {
	answer, err := c.ask(ctx, http.MethodGet, path, q, nil)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return read[A](path, answer.Body)
}

func read[A any](path string, body io.Reader) (*A, error) {
	out := new(A)
	data, err := whole(path, body)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, out); err != nil {
		return nil, fmt.Errorf("client: the answer of %s is not as the API describes it; is this a reading room, and of this version? %w", path, err)
	}
	return out, nil
}

// whole reads an answer to its end, if it is not too long.
func whole(path string, body io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(body, mostAnswer+1))
	if err != nil {
		return nil, fmt.Errorf("client: reading the answer of %s: %w", path, err)
	}
	if len(data) > mostAnswer {
		return nil, fmt.Errorf("client: the answer of %s is longer than %d bytes; ask for less at a time", path, mostAnswer)
	}
	return data, nil
}

// values are parameters of a question; empty ones are left out.
func values(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return q
}

// part is a part of a path; it must be one, so that an id leads nowhere else.
func part(name, value string) (string, error) {
	if value == "" || value == "." || value == ".." || strings.ContainsAny(value, "/\\?#%") {
		return "", fmt.Errorf("client: %s: %q cannot be one", name, value)
	}
	return value, nil
}
