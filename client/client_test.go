package client_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chancery"
	"chancery/client"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/ontology"
	"chancery/internal/web"
	"chancery/internal/web/access"
)

// room is a reading room over a small ledger, with accounts.
type room struct {
	client         *client.Client // a reviewer's
	url            string
	source, claims []string
}

// newRoom opens a room of some documents, on each of which Ukraine severs relations
// with North Korea.
func newRoom(t *testing.T, documents int) *room {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	r := &room{}
	var readings []ledger.Reading
	for i := range documents {
		reading, err := l.Read(record(i), "test")
		if err != nil {
			t.Fatal(err)
		}
		readings = append(readings, reading)
		r.source, r.claims = append(r.source, reading.Source.ID), append(r.claims, reading.Claims[0].ID)
	}
	// The last is recorded after the others.
	for i, part := range [][]ledger.Reading{readings[:documents-1], readings[documents-1:]} {
		if _, err := l.Append(t.Context(), part, "test", time.Date(2022, 7, 15, 0, 0, i, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	accounts, err := access.Open(filepath.Join(t.TempDir(), "accounts.jsonl"), time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := accounts.Add(t.Context(), "bea", access.Reader, "a password of some length"); err != nil {
		t.Fatal(err)
	}
	token, err := accounts.Issue(t.Context(), "ann", access.Reviewer, time.Now().AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	actors, err := ontology.LoadActors()
	if err != nil {
		t.Fatal(err)
	}
	server, err := web.New(web.Options{
		Ledger: l, Actors: actors, Now: time.Now, Version: "test",
		Access: access.Options{Store: accounts, Loopback: true, Now: time.Now, Random: rand.Reader},
		Find:   func(string, string) (string, bool) { return "", false },
		Read: func(_ context.Context, s *chancery.Source) (*chancery.Record, error) {
			return nil, errors.New("nothing is read here")
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server.Handler())
	t.Cleanup(listening.Close)
	r.url = listening.URL
	if r.client, err = client.New(r.url, client.Options{Token: token}); err != nil {
		t.Fatal(err)
	}
	return r
}

// record is the i-th document.
func record(i int) *chancery.Record {
	text := "Ukraine severed diplomatic relations with North Korea."
	at := func(words string) chancery.Span {
		before, _, _ := strings.Cut(text, words)
		return chancery.Span{Start: len(before), End: len(before) + len(words)}
	}
	return &chancery.Record{
		Format: chancery.Format, ID: fmt.Sprint("document ", i), Title: "Kyiv breaks with Pyongyang", Publisher: fmt.Sprint("Wire ", i), Language: "en", Text: text,
		Published: &chancery.Published{Date: "2022-07-14", Basis: chancery.Given},
		Sentences: []chancery.Span{{Start: 0, End: len(text)}},
		Events: []chancery.Event{{
			ID: "e1", Type: "SANCTION", Date: fmt.Sprintf("%d-07-13", 1800+i), Modality: chancery.Asserted, Trigger: at("severed"), Rule: "sanction.rules:sever", Confidence: 0.8,
			Actor:     []chancery.Participant{{ID: "UKR", Country: "UKR", Span: at("Ukraine")}},
			Recipient: []chancery.Participant{{ID: "PRK", Country: "PRK", Span: at("North Korea")}},
		}},
		Relations: []chancery.Relation{{Kind: "diplomatic-relations", From: "UKR", To: "PRK", Status: "severed", Since: fmt.Sprintf("%d-07-13", 1800+i), Events: []string{"e1"}}},
	}
}

func gather[T any](t *testing.T, seq iter.Seq2[*T, error]) []*T {
	t.Helper()
	var out []*T
	for x, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

func TestAnswers(t *testing.T) {
	r := newRoom(t, 1)
	c, ctx := r.client, t.Context()
	changes := gather(t, c.Changes(ctx, client.Filter{Of: "Ukraine", With: "PRK"}))
	if len(changes) != 1 || changes[0].Date != "1800-07-13" || changes[0].Status != "severed" || changes[0].Evidence.Words != "severed" || changes[0].Evidence.Publisher != "Wire 0" {
		t.Errorf("changes: %+v", changes)
	}
	events := gather(t, c.Events(ctx, client.Filter{Of: "PRK"}, "SANCTION", "AID"))
	if len(events) != 1 || events[0].From != "UKR" || events[0].Date != "1800-07-13" || events[0].Reports != 1 || events[0].Dates[0].Date != "1800-07-13" {
		t.Errorf("events: %+v", events)
	}
	if none := gather(t, c.Events(ctx, client.Filter{}, "AID")); len(none) != 0 {
		t.Errorf("events of another type: %+v", none)
	}
	relations := gather(t, c.Relations(ctx, "UKR", "PRK", "", client.AsOf{On: "1900-01-01"}))
	if len(relations) != 1 || relations[0].Since != "1800-07-13" || !relations[0].Certain || relations[0].Recorded.IsZero() {
		t.Errorf("relations: %+v", relations)
	}
	pair, err := c.Pair(ctx, "UKR", "PRK", client.AsOf{On: "1700-01-01"})
	if err != nil || len(pair.Standing) != 0 || len(pair.Relations) != 1 || len(pair.Incidents) != 1 || pair.On != "1700-01-01" {
		t.Errorf("pair: %+v, %v", pair, err)
	}
	recognition, err := c.Recognition(ctx, "XKX", client.AsOf{})
	if err != nil || recognition.Name != "Kosovo" || len(recognition.Recognised) != 0 {
		t.Errorf("recognition: %+v, %v", recognition, err)
	}
	source, err := c.Source(ctx, r.source[0])
	if err != nil || source.Source.Publisher != "Wire 0" || len(source.Claims) != 1 || source.Claims[0].ID != r.claims[0] || source.Blocks[0].Segments[0].Roles[0] != "e1:actor" {
		t.Errorf("source: %+v, %v", source, err)
	}
	if text, err := c.Text(ctx, r.source[0]); err != nil || text != record(0).Text {
		t.Errorf("text: %q, %v", text, err)
	}
	claim, err := c.Claim(ctx, r.claims[0])
	if err != nil || !claim.Stands || claim.Actors[0].Words.Text != "Ukraine" || claim.Document.ID != r.source[0] || len(claim.Evidence) != 1 || len(claim.Relations) != 1 {
		t.Errorf("claim: %+v, %v", claim, err)
	}
	found, err := c.Search(ctx, client.SearchQuery{Words: "Pyongyang", Limit: 5})
	if err != nil || len(found.Articles) != 1 || found.Articles[0].Source.ID != r.source[0] {
		t.Errorf("search: %+v, %v", found, err)
	}
	articles := gather(t, c.Articles(ctx, "Wire 0"))
	if len(articles) != 1 || articles[0].Title != "Kyiv breaks with Pyongyang" {
		t.Errorf("articles: %+v", articles)
	}
}

func TestListsGoOnPageAfterPage(t *testing.T) {
	const documents = 230 // more than are fetched at a time
	r := newRoom(t, documents)
	if n := len(gather(t, r.client.Articles(t.Context(), ""))); n != documents {
		t.Errorf("%d articles", n)
	}
	if n := len(gather(t, r.client.Events(t.Context(), client.Filter{}))); n != documents {
		t.Errorf("%d events", n)
	}
	n := 0
	for range r.client.Articles(t.Context(), "") {
		if n++; n == 3 {
			break
		}
	}
	claims := gather(t, r.client.Claims(t.Context(), time.Time{}))
	if len(claims) != documents || claims[0].ID != r.claims[0] {
		t.Errorf("%d claims", len(claims))
	}
	late := gather(t, r.client.Claims(t.Context(), claims[documents-2].Recorded))
	if len(late) != 1 || late[0].ID != r.claims[documents-1] {
		t.Errorf("%d claims after the last but one", len(late))
	}
}

func TestJudge(t *testing.T) {
	r := newRoom(t, 1)
	got, err := r.client.Judge(t.Context(), r.claims[0], client.Verdict{Verdict: chancery.Accepted, Note: "it stands there"})
	if err != nil || len(got.Verdicts) != 1 || got.Verdicts[0].By != "ann" || got.Verdicts[0].Note != "it stands there" || !got.Stands {
		t.Fatalf("%+v, %v", got, err)
	}
	typ := "ACCUSE"
	none := ""
	_, err = r.client.Judge(t.Context(), r.claims[0], client.Verdict{Verdict: chancery.Corrected, Instead: &client.Correction{
		Type: &typ, Kind: &none, Recipients: []client.Party{}, Actors: []client.Party{{Code: "POL", Words: &chancery.Span{Start: 0, End: 7}}}}})
	if err != nil {
		t.Fatal(err)
	}
	claim, err := r.client.Claim(t.Context(), r.claims[0])
	if err != nil || claim.Stands || len(claim.Instead) != 1 || claim.Instead[0].Type != "ACCUSE" || len(claim.Instead[0].Recipients) != 0 || claim.Instead[0].Actors[0].Code != "POL" {
		t.Errorf("%+v, %v", claim, err)
	}
}

func TestProblems(t *testing.T) {
	r := newRoom(t, 1)
	stranger, err := client.New(r.url, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	forged, err := client.New(r.url, client.Options{Token: "chancery_none"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ask    func() error
		status int
		text   string
	}{
		"no such claim": {func() error { _, err := r.client.Claim(t.Context(), strings.Repeat("0", 48)); return err }, 404, "no such claim"},
		"no such name": {func() error {
			for _, err := range r.client.Changes(t.Context(), client.Filter{Of: "Ruritania"}) {
				return err
			}
			return nil
		}, 404, "Nobody is known"},
		"no such verdict": {func() error {
			_, err := r.client.Judge(t.Context(), r.claims[0], client.Verdict{Verdict: "maybe"})
			return err
		}, 422, "verdict"},
		"no token":    {func() error { _, err := stranger.Claim(t.Context(), r.claims[0]); return err }, 401, "sign in"},
		"a bad token": {func() error { _, err := forged.Claim(t.Context(), r.claims[0]); return err }, 401, "token"},
	} {
		var p *client.Problem
		if err := c.ask(); !errors.As(err, &p) || p.Status != c.status || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want status %d with %q", name, err, c.status, c.text)
		}
	}
	for _, id := range []string{"", "..", "a/b", "a?b", "a%2fb"} {
		if _, err := r.client.Source(t.Context(), id); err == nil {
			t.Errorf("%q is asked for", id)
		}
	}
	for _, address := range []string{"", "localhost:8080", "ftp://room.example", "://"} {
		if _, err := client.New(address, client.Options{}); err == nil {
			t.Errorf("%q is taken for a room", address)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.client.Claim(ctx, r.claims[0]); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that has ended: %v", err)
	}
}

// TestServersThatMisbehave holds the client to its bounds.
func TestServersThatMisbehave(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { t.Error("another host is asked") }))
	defer other.Close()
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		text   string
	}{
		"elsewhere":   {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) }, "sends elsewhere"},
		"in circles":  {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path, http.StatusFound) }, "in circles"},
		"no JSON":     {func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>") }, "is this a reading room"},
		"no problem":  {func(w http.ResponseWriter, r *http.Request) { http.Error(w, "<html>", http.StatusBadGateway) }, "502: Bad Gateway"},
		"one page":    {func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, `{"next":"1.1"}`) }, "same page again"},
		"breaks off":  {func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, `{"error":"the disk is full"}`) }, "broke off: the disk is full"},
		"a long line": {func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, strings.Repeat("x", 9<<20)) }, "too long"},
		"endless": {func(w http.ResponseWriter, r *http.Request) {
			for range 33 {
				if _, err := fmt.Fprint(w, strings.Repeat(" ", 1<<20)); err != nil {
					return
				}
			}
		}, "longer than"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(c.answer)
			defer server.Close()
			room, err := client.New(server.URL, client.Options{Token: "secret"})
			if err != nil {
				t.Fatal(err)
			}
			var failed error
			if name == "breaks off" || name == "a long line" {
				for _, err := range room.Claims(t.Context(), time.Time{}) {
					failed = err
				}
			} else {
				for _, err := range room.Articles(t.Context(), "") {
					failed = err
				}
			}
			if failed == nil || !strings.Contains(failed.Error(), c.text) {
				t.Errorf("%v, want %q", failed, c.text)
			}
		})
	}
}
