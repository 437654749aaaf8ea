package secondopinion

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"chancery"
	"chancery/internal/ontology"
)

const article = "Peru thanks Chile\n\n" +
	"Peru thanked Chile on Monday. “Chile  accused\nBolivia of theft,” Peru’s president said. Romania is far from Oman; Oman met Peru.\n\n" +
	"Follow us. Peru hates Chile."

// the record of article: a headline, a paragraph of three sentences, boilerplate.
func stageRecord(t testing.TB) *chancery.Record {
	t.Helper()
	r := &chancery.Record{ID: "a.txt", Text: article, Language: "en", Published: &chancery.Published{Date: "2024-06-06", Basis: chancery.Given}}
	for _, s := range []string{"Peru thanks Chile", "Peru thanked Chile on Monday.", "“Chile  accused\nBolivia of theft,” Peru’s president said.", "Romania is far from Oman; Oman met Peru."} {
		r.Sentences = append(r.Sentences, spanOf(t, s, 0))
	}
	r.Blocks = []chancery.Block{{Kind: chancery.Headline, Span: r.Sentences[0]},
		{Kind: chancery.Paragraph, Span: chancery.Span{Start: r.Sentences[1].Start, End: r.Sentences[3].End}},
		{Kind: chancery.Boilerplate, Span: spanOf(t, "Follow us. Peru hates Chile.", 0)}}
	r.Quotes = []chancery.Quote{{Kind: chancery.Direct, Content: []chancery.Span{spanOf(t, "Chile  accused\nBolivia of theft", 0)}}}
	r.Times = []chancery.Time{{Span: spanOf(t, "Monday", 0), Type: "DATE", Value: "2024-06-03"}}
	for _, id := range []string{"PER", "CHL", "BOL", "OMN"} {
		r.Actors = append(r.Actors, chancery.Actor{ID: id, Country: id})
	}
	r.Events = []chancery.Event{{ID: "own", Type: "SUPPORT", Sentence: 1, Trigger: spanOf(t, "thanked", 0), Rule: "support.rules:thank", Modality: chancery.Asserted}}
	return r
}

// spanOf is where words stand for the nth time, counted from 0.
func spanOf(t testing.TB, words string, nth int) chancery.Span {
	t.Helper()
	at := 0
	for {
		i := strings.Index(article[at:], words)
		if i < 0 {
			t.Fatalf("%q does not stand in the article", words)
		}
		if at += i; nth == 0 {
			start := len([]rune(article[:at]))
			return chancery.Span{Start: start, End: start + len([]rune(words))}
		}
		nth--
		at++
	}
}

// a proposal that the article bears out.
var accusation = proposal{Type: "ACCUSE", Quote: "“Chile accused Bolivia of theft,”", Trigger: "accused Bolivia", Actor: "Chile", Recipient: "Bolivia", Date: "2024-06-03", Modality: "asserted", Confidence: 0.8}

// answered is the body of a chat completion that proposes events.
func answered(t testing.TB, tokens int, ps ...proposal) string {
	t.Helper()
	content, err := json.Marshal(map[string]any{"events": ps})
	if err != nil {
		t.Fatal(err)
	}
	return completion(string(content), tokens)
}

func completion(content string, tokens int) string {
	c, _ := json.Marshal(content)
	return fmt.Sprintf(`{"id":"x","model":"y","choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":"stop"}],"usage":{"total_tokens":%d}}`, c, tokens)
}

// fake is a server that answers as a test has it.
type fake struct {
	*httptest.Server
	slept []time.Duration

	mu     sync.Mutex
	bodies []question
	header http.Header // of the last question
}

// asked are the questions so far.
func (f *fake) asked() []question {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.bodies
}

// newFake answers the nth question, counted from 1, by reply.
func newFake(t testing.TB, reply func(n int, w http.ResponseWriter, r *http.Request)) *fake {
	t.Helper()
	f := &fake{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q question
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || r.URL.Path != "/v1/chat/completions" || r.Method != http.MethodPost {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
		f.mu.Lock()
		f.bodies, f.header = append(f.bodies, q), r.Header
		n := len(f.bodies)
		f.mu.Unlock()
		reply(n, w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

// always answers with one body.
func always(body string) func(int, http.ResponseWriter, *http.Request) {
	return func(_ int, w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

func options(t testing.TB, endpoint string) Options {
	t.Helper()
	events, err := ontology.LoadEvents()
	if err != nil {
		t.Fatal(err)
	}
	return Options{Endpoint: endpoint, Model: "m", Agent: "test/1", Timeout: time.Minute, Budget: 100_000, Events: events,
		Sleep: func(context.Context, time.Duration) error { return nil },
		Find: func(name, day string) (chancery.Participant, bool) {
			code := map[string]string{"Peru": "PER", "Chile": "CHL", "Bolivia": "BOL", "Oman": "OMN", "Romania": "ROU", "Peru’s president": "PER", "theft": ""}[name]
			return chancery.Participant{ID: code, Country: code, Sector: "GOV"}, code != "" && day == "2024-06-06"
		},
	}
}

func (f *fake) reader(t testing.TB, change func(*Options)) *Reader {
	t.Helper()
	o := options(t, f.URL+"/v1")
	o.Sleep = func(ctx context.Context, d time.Duration) error {
		f.slept = append(f.slept, d)
		return ctx.Err()
	}
	if change != nil {
		change(&o)
	}
	r, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
