package secondopinion

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unicode"

	"chancery/internal/document/fetch"
)

// question and answer are OpenAI's chat completions, as far as they are used.
type question struct {
	Model       string    `json:"model,omitempty"`
	Messages    []message `json:"messages"`
	Temperature float64   `json:"temperature"`
	MaxTokens   int       `json:"max_tokens"`
	Format      format    `json:"response_format"`
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type format struct {
	Type   string `json:"type"`
	Schema *named `json:"json_schema,omitempty"`
}

type named struct {
	Name   string          `json:"name"`
	Strict bool            `json:"strict"`
	Schema json.RawMessage `json:"schema"`
}

type answer struct {
	Choices []struct {
		Message struct {
			Content string `json:"content"`
		} `json:"message"`
		Finish string `json:"finish_reason"`
	} `json:"choices"`
	Usage struct {
		Total int `json:"total_tokens"`
	} `json:"usage"`
	size int // of the body, in bytes
}

// tokens are what an answer says that it and its question, of about so many, cost. A
// server that does not count is counted for.
func (a *answer) tokens(question int) int {
	if a.Usage.Total > 0 {
		return a.Usage.Total
	}
	return question + a.size/bytesPerToken + 1
}

// maxProposals is how many events an answer may propose.
const maxProposals = 200

// proposals reads what an answer proposes. Models that were not held to JSON set it
// between fences, which are taken off.
func (a *answer) proposals() ([]proposal, error) {
	if len(a.Choices) == 0 {
		return nil, errors.New("its answer holds no choice")
	}
	if a.Choices[0].Finish == "length" {
		return nil, errors.New("its answer was cut off; its model is too talkative, or the budget too small")
	}
	text := strings.TrimSpace(a.Choices[0].Message.Content)
	text = strings.TrimPrefix(strings.TrimPrefix(text, "```"), "json")
	text = strings.TrimSpace(strings.TrimSuffix(text, "```"))
	var out struct {
		Events []json.RawMessage `json:"events"`
	}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		return nil, fmt.Errorf("its answer is not the JSON that was asked for: %w", err)
	}
	if len(out.Events) > maxProposals {
		return nil, fmt.Errorf("its answer proposes %d events; %d are read at most", len(out.Events), maxProposals)
	}
	ps := make([]proposal, len(out.Events))
	for i, raw := range out.Events {
		ps[i].broken = json.Unmarshal(raw, &ps[i]) != nil
	}
	return ps, nil
}

// server is who is asked.
type server struct {
	address, host string
	key, agent    string
	timeout       time.Duration
	client        *http.Client
	sleep         func(context.Context, time.Duration) error
	// plain: it was found to know no schema for answers, only JSON. Under the Reader's turn.
	plain bool
}

const (
	maxAnswer  = 1 << 20 // bytes of an answer
	maxRefusal = 4 << 10 // bytes of what a server says when it refuses
	attempts   = 4
	firstPause = time.Second
	mostPause  = time.Minute
)

func newServer(o *Options) (*server, error) {
	u, err := url.Parse(o.Endpoint)
	switch {
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "":
		return nil, errors.New("secondopinion: the endpoint's address begins with https:// or http:// and a host, such as http://localhost:8080/v1")
	case u.User != nil:
		return nil, errors.New("secondopinion: the endpoint's address holds a user's name, which is not sent; give a key instead")
	case u.Scheme == "http" && !o.AllowPrivate && !onThisMachine(u.Hostname()):
		return nil, fmt.Errorf("secondopinion: %s would be asked without encryption; use https, or allow private addresses", u.Hostname())
	}
	u.Fragment = ""
	if !strings.HasSuffix(u.Path, "/chat/completions") {
		u.Path = strings.TrimRight(u.Path, "/") + "/chat/completions"
	}
	return &server{
		address: u.String(), host: u.Host, key: strings.TrimSpace(o.Key), agent: o.Agent, timeout: o.Timeout, sleep: o.Sleep,
		client: &http.Client{
			Transport: &http.Transport{DialContext: dialer(u.Scheme, o).DialContext, TLSHandshakeTimeout: o.Timeout, MaxResponseHeaderBytes: 64 << 10},
			// The text and the key go nowhere but where they were meant for.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

func onThisMachine(host string) bool {
	addr, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && addr.Unmap().IsLoopback()
}

// loopback are the addresses of this machine.
var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// dialer dials what may be asked, told by the address that is dialled, after DNS.
func dialer(scheme string, o *Options) *net.Dialer {
	switch {
	case o.AllowPrivate:
		return fetch.Dialer(fetch.Everywhere(), o.Timeout)
	case scheme == "https":
		return fetch.Dialer(loopback, o.Timeout)
	}
	return &net.Dialer{Timeout: o.Timeout, ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err != nil || !to.Addr().Unmap().IsLoopback() {
			return fmt.Errorf("its address %s is not of this machine, which alone is asked by http; use https, or allow private addresses", address)
		}
		return nil
	}}
}

// passing is a failure that may not last.
type passing struct {
	err   error
	after time.Duration // how long the server asks to wait
}

func (p *passing) Error() string { return p.err.Error() }
func (p *passing) Unwrap() error { return p.err }

// errPlain is the refusal of a server that may not know schemas for answers.
type errPlain struct{ error }

// complete asks until there is an answer, or there will be none.
func (s *server) complete(ctx context.Context, q *question) (*answer, error) {
	pause := firstPause
	for n := 1; ; n++ {
		if s.plain {
			q.Format = format{Type: "json_object"}
		}
		a, err := s.once(ctx, q)
		var later *passing
		var plain *errPlain
		switch {
		case err == nil:
			return a, nil
		case errors.As(err, &plain) && !s.plain:
			s.plain = true
			continue
		case !errors.As(err, &later) || n >= attempts || ctx.Err() != nil:
			return nil, fmt.Errorf("asking %s: %w", s.host, err)
		}
		if err := s.sleep(ctx, min(max(pause, later.after), mostPause)); err != nil {
			return nil, err
		}
		pause *= 2
	}
}

// once asks once.
func (s *server) once(ctx context.Context, q *question) (*answer, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	whole, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(whole, http.MethodPost, s.address, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("its address cannot be understood")
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", s.agent)
	if s.key != "" {
		r.Header.Set("Authorization", "Bearer "+s.key)
	}
	resp, err := s.client.Do(r)
	if err != nil {
		return nil, s.failure(ctx, whole, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, refusal(resp, q)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer+1))
	if err != nil {
		return nil, s.failure(ctx, whole, err)
	}
	if len(data) > maxAnswer {
		return nil, fmt.Errorf("its answer is larger than %d bytes", maxAnswer)
	}
	return readAnswer(data)
}

func readAnswer(data []byte) (*answer, error) {
	a := &answer{size: len(data)}
	if err := json.Unmarshal(data, a); err != nil {
		return nil, fmt.Errorf("its answer is no chat completion: %w", err)
	}
	return a, nil
}

// failure says why there was no answer. The address may hold a key, and is left out.
func (s *server) failure(ctx, whole context.Context, err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case whole.Err() != nil:
		return fmt.Errorf("there was no answer within %s; allow it more time", s.timeout)
	}
	return &passing{err: err}
}

// refusal is what a server says instead of an answer.
func refusal(resp *http.Response, q *question) error {
	data, _ := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	err := fmt.Errorf("it answers %d %s: %.200q", resp.StatusCode, http.StatusText(resp.StatusCode), printable(string(data)))
	switch {
	case resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode >= 500:
		p := &passing{err: err}
		if n, err := strconv.Atoi(strings.TrimSpace(resp.Header.Get("Retry-After"))); err == nil && n > 0 {
			p.after = time.Duration(min(n, int(mostPause/time.Second))) * time.Second
		}
		return p
	case resp.StatusCode == http.StatusBadRequest && q.Format.Schema != nil:
		return &errPlain{err}
	}
	return err
}

func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
}
