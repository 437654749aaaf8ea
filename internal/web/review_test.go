package web

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"chancery"
	"chancery/internal/ledger"
)

// judgedAnswer is what of a claim's answer is looked at here.
type judgedAnswer struct {
	ledger.Judged
	Instead []ledger.Judged
}

func reviewIDs(r *Review) []string {
	out := []string{}
	for _, i := range r.Items {
		out = append(out, i.ID)
	}
	return out
}

// judgedBy records a verdict as somebody who is not the visitor.
func (s *stage) judgedBy(by, claim string, v chancery.Verdict) {
	s.Helper()
	if err := s.ledger.Judge(s.Context(), ledger.Judgement{Claim: claim, Verdict: v, By: by}, time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		s.Fatal(err)
	}
}

func TestQueueShowsTheLeastSureFirst(t *testing.T) {
	s := newStage(t)
	_, c := s.fill() // confidence 0.9 SUPPORT, 0.7 SANCTION, 0.6 SANCTION
	for path, want := range map[string][]string{
		"/review":                {c[2], c[1], c[0]},
		"/review?by=type":        {c[0], c[2], c[1]},
		"/review?type=SANCTION":  {c[2], c[1]},
		"/review?type=AID":       {},
		"/review?publisher=TASS": {c[2]},
		"/review?publisher=Example+Wire&type=SUPPORT": {c[0]},
		"/review?claim=" + c[1]:                       {c[1]},
	} {
		if got := answers[Review](s, path); !got.Ready || !slices.Equal(reviewIDs(got), want) {
			t.Errorf("%s: %v, want %v", path, reviewIDs(got), want)
		}
	}
	if got := answers[Review](s, "/review").Waiting; len(got) != 2 || got["SANCTION"] != 2 || got["SUPPORT"] != 1 {
		t.Errorf("waiting: %v", got)
	}
	var seen []string
	for cursor, pages := "", 0; pages < 5; pages++ {
		page := answers[Review](s, "/review?limit=1&cursor="+cursor)
		seen = append(seen, reviewIDs(page)...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if !slices.Equal(seen, []string{c[2], c[1], c[0]}) {
		t.Errorf("page by page: %v", seen)
	}
	s.shows("/review", `data-start="0"`, `<mark class="actor">Ukraine</mark> did not <mark class="trigger">sever</mark>`, `data-verb="accept"`, `action="/review/`+c[2])
}

func TestQueueFollowsTheLedger(t *testing.T) {
	s := newStage(t)
	_, c := s.fill()
	want := func(ids ...string) {
		t.Helper()
		if got := reviewIDs(answers[Review](s, "/review")); !slices.Equal(got, ids) {
			t.Errorf("%v, want %v", got, ids)
		}
	}
	want(c[2], c[1], c[0])
	s.judgedBy("Ann", c[1], chancery.Accepted)
	want(c[2], c[0])
	_, more := s.record(chancery.Record{ID: "d", Text: "Mali thanked Niger."}, told{actor: "Mali", trigger: "thanked", recipient: "Niger", from: "MLI", to: "NER", typ: "SUPPORT", confidence: 0.5})
	want(more[0], c[2], c[0])
	// A reader that no longer finds a claim takes it out of the queue, and one that
	// finds it again puts it back.
	src := s.records[answers[Review](s, "/review").Items[0].Source]
	again := func(reader string, r chancery.Record) {
		t.Helper()
		reading, err := s.ledger.Read(&r, reader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.ledger.Append(t.Context(), []ledger.Reading{reading}, reader, time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	without := *src
	without.Events = nil
	again("second", without)
	want(c[2], c[0])
	again("third", *src)
	want(more[0], c[2], c[0])
	s.room.queue = newQueue(s.ledger) // drawn up anew it is the same
	want(more[0], c[2], c[0])
}

func TestQueueIsBounded(t *testing.T) {
	d := newDrawn()
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range mostQueued + 100 {
		d.take(&chancery.Claim{ID: fmt.Sprint(i), Class: chancery.EventClaim, Type: "AID", Confidence: float64(99-i%100) / 100, Recorded: at})
	}
	of := d.types["AID"]
	if len(of) != mostQueued || len(d.kept) != mostQueued || !d.short["AID"] || !slices.IsSortedFunc(of, waiting.compare) {
		t.Fatalf("%d wait, %d by id, short %v", len(of), len(d.kept), d.short)
	}
	if d.exhausted() {
		t.Error("it has run out")
	}
	for _, w := range slices.Clone(of) {
		d.take(&chancery.Claim{Class: chancery.VerdictClaim, Verdict: chancery.Accepted, By: "Ann", About: w.id, Recorded: at})
	}
	if !d.exhausted() || len(d.kept) != 0 || len(d.verdicts) != mostQueued {
		t.Errorf("%d are kept, %d verdicts", len(d.kept), len(d.verdicts))
	}
}

func TestQueueThatIsDrawnUpSaysSo(t *testing.T) {
	s := newStage(t)
	s.fill()
	s.room.queue.drawing = make(chan struct{}) // by another request
	if got := answers[Review](s, "/review"); got.Ready || len(got.Items) != 0 {
		t.Errorf("%+v", got)
	}
	s.shows("/review", "being drawn up", "Look again")
	s.shows("/review/agreement", "being gathered", "Look again")
}

// TestQueueOfALargeLedger is drawn up in the background, and what is recorded meanwhile
// is followed.
func TestQueueOfALargeLedger(t *testing.T) {
	s := newStage(t)
	_, c := s.fill()
	s.room.queue.small = 0
	if got := answers[Review](s, "/review"); got.Ready && len(got.Items) != 3 {
		t.Errorf("%+v", got)
	}
	s.judgedBy("Ann", c[1], chancery.Accepted)
	s.room.queue.mu.Lock()
	drawing := s.room.queue.drawing
	s.room.queue.mu.Unlock()
	<-drawing
	if got := reviewIDs(answers[Review](s, "/review")); !slices.Equal(got, []string{c[2], c[0]}) {
		t.Errorf("%v", got)
	}
	// One that failed is drawn up anew for the next who asks.
	s.room.queue.mu.Lock()
	s.room.queue.err = context.DeadlineExceeded
	s.room.queue.mu.Unlock()
	if status, _ := s.get("/api/v1/review"); status != http.StatusServiceUnavailable {
		t.Errorf("status %d of a queue that could not be drawn up", status)
	}
	s.room.queue.small = mostFollowed
	if got := reviewIDs(answers[Review](s, "/review")); !slices.Equal(got, []string{c[2], c[0]}) {
		t.Errorf("%v", got)
	}
}

func TestVerdictsArePosted(t *testing.T) {
	s := newStage(t)
	sources, c := s.fill()
	for _, x := range []struct {
		form url.Values
		want string
	}{
		{url.Values{"verdict": {"accepted"}, "note": {"it stands there"}, "next": {c[1]}, "query": {"type=SANCTION&limit=2"}}, "/review?limit=2&type=SANCTION#c-" + c[1]},
		{url.Values{"verdict": {"rejected"}, "back": {"source"}}, "/source/" + sources[2] + "#c-" + c[2]},
		{url.Values{"verdict": {"accepted"}, "back": {"claim"}}, "/claim/" + c[2]},
		{url.Values{"verdict": {"skipped"}, "next": {c[0]}}, "/review#c-" + c[0]},
		// Forged ones lead nowhere else.
		{url.Values{"verdict": {"accepted"}, "next": {"//evil.example"}, "query": {"https://evil.example"}, "back": {"https://evil.example"}}, "/review"},
		{url.Values{"verdict": {"accepted"}, "query": {"type=%0d%0aX&by=type&x=y"}}, "/review?by=type&type=%0D%0AX"},
	} {
		status, header, body := s.send("/review/"+c[2], x.form)
		if status != http.StatusSeeOther || header.Get("Location") != x.want {
			t.Errorf("%v: status %d to %s, want %s; %s", x.form, status, header.Get("Location"), x.want, body)
		}
	}
	j := answers[judgedAnswer](s, "/claims/"+c[2])
	if len(j.Verdicts) != 3 || j.Verdicts[0].Note != "it stands there" || j.Verdicts[1].Verdict != chancery.Rejected || j.Verdicts[0].By == "" {
		t.Errorf("%+v", j.Verdicts)
	}
	if got := s.audit.String(); strings.Count(got, `"verdict"`) < 5 || !strings.Contains(got, c[2]) {
		t.Errorf("the audit log has %s", got)
	}
	status, header, body := s.send("/review/"+c[1], url.Values{"verdict": {"rejected"}}, "Accept", "application/json")
	var answer map[string]string
	if err := json.Unmarshal([]byte(body), &answer); err != nil || status != http.StatusOK || answer["next"] != "/review" || answer["verdict"] != "rejected" || header.Get("Content-Type") != "application/json" {
		t.Errorf("status %d, %s: %s, %v", status, header.Get("Content-Type"), body, err)
	}
}

func TestCorrections(t *testing.T) {
	s := newStage(t)
	_, c := s.fill()
	correct := func(claim string, pairs ...string) *ledger.Judged {
		t.Helper()
		if status, _ := s.post("/review/"+claim, append([]string{"verdict", "corrected"}, pairs...)...); status != http.StatusSeeOther {
			t.Fatalf("%v: status %d", pairs, status)
		}
		a := answers[judgedAnswer](s, "/claims/"+claim)
		for i := range a.Instead {
			if a.Instead[i].Stands {
				return &a.Instead[i]
			}
		}
		t.Fatalf("%v: nothing stands in its place", pairs)
		return nil
	}
	got := correct(c[1], "actor", "the North", "actor_start", "0", "actor_end", "7", "recipient", "UKR; Poland", "date", "2022-07", "type", "ACCUSE", "mode", "", "relation", "", "modality", "future")
	if got.Type != "ACCUSE" || got.Kind != "" || got.Date != "2022-07" || got.Modality != chancery.Future || got.Rule != "" ||
		len(got.Actors) != 1 || got.Actors[0].Code != "PRK" || got.Actors[0].Words.Text != "Ukraine" || len(got.Recipients) != 2 || got.Recipients[1].Country != "POL" {
		t.Errorf("%+v", got.Claim)
	}
	// What is not sent stays, with its words.
	got = correct(c[0], "date", "2022-07-12")
	if got.Kind != "recognition" || got.Date != "2022-07-12" || got.Actors[0].Words == nil || got.Actors[0].Sector != "GOV" || got.Recipients[0].Words.Text != "Donetsk People’s Republic" {
		t.Errorf("%+v", got.Claim)
	}
	got = correct(c[0], "recipient", "", "relation", "")
	if len(got.Recipients) != 0 || got.Status != "" {
		t.Errorf("%+v", got.Claim)
	}
	got = correct(c[0], "relation", "recognition rejected")
	if got.Status != "rejected" || got.Told[0].Trigger.Text != "recognised" {
		t.Errorf("%+v", got.Claim)
	}
	got = correct(c[0], "trigger_start", "6", "trigger_end", "22")
	if w := got.Told[0].Trigger; w.Text != "Korea recognised" || w.Start != 6 {
		t.Errorf("the words that tell it became %+v", w)
	}
	if v, err := s.ledger.Verify(t.Context()); err != nil || len(v.Faults) > 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestVerdictsThatAreRefused(t *testing.T) {
	s := newStage(t)
	_, c := s.fill()
	s.judgedBy("Ann", c[0], chancery.Accepted)
	verdict := answers[judgedAnswer](s, "/claims/"+c[0]).Verdicts[0].ID
	for _, x := range []struct {
		claim  string
		pairs  []string
		status int
		text   string
	}{
		{c[1], []string{"verdict", "maybe"}, 400, "accepted, rejected or corrected"},
		{c[1], nil, 400, "accepted, rejected or corrected"},
		{"00", []string{"verdict", "accepted"}, 404, "no id of a claim"},
		{strings.Repeat("0", 48), []string{"verdict", "accepted"}, 404, "no such claim"},
		{verdict, []string{"verdict", "accepted"}, 400, "itself a verdict"},
		{c[1], []string{"verdict", "accepted", "note", strings.Repeat("x", mostNote+1)}, 400, "note"},
		{c[1], []string{"verdict", "corrected", "type", "WAVE"}, 400, "no type of event"},
		{c[1], []string{"verdict", "corrected", "mode", "wavy"}, 400, "no mode"},
		{c[1], []string{"verdict", "corrected", "date", "yesterday"}, 400, "date: it takes"},
		{c[1], []string{"verdict", "corrected", "modality", "dreamt"}, 400, "modality"},
		{c[1], []string{"verdict", "corrected", "relation", "friendship warm"}, 400, "no status"},
		{c[1], []string{"verdict", "corrected", "actor", ""}, 400, "somebody must have done it"},
		{c[1], []string{"verdict", "corrected", "actor", "Ruritania"}, 400, "nobody is known"},
		{c[1], []string{"verdict", "corrected", "actor", "UKR", "actor_start", "5", "actor_end", "900"}, 400, "outside the text"},
		{c[1], []string{"verdict", "corrected", "actor", "UKR", "actor_start", "7", "actor_end", "3"}, 400, "outside the text"},
		{c[1], []string{"verdict", "corrected", "actor", "UKR", "actor_start", "a", "actor_end", "b"}, 400, "whole numbers"},
		{c[1], []string{"verdict", "corrected", "trigger_start", "5", "trigger_end", "900"}, 400, "outside the text"},
		{c[1], []string{"verdict", "corrected", "trigger_start", "9", "trigger_end", ""}, 400, "whole numbers"},
		{c[1], []string{"verdict", "corrected", "actor", strings.Repeat("UKR,", 60)}, 400, "50 parties"},
	} {
		form := url.Values{}
		for i := 0; i+1 < len(x.pairs); i += 2 {
			form.Set(x.pairs[i], x.pairs[i+1])
		}
		status, header, body := s.send("/review/"+x.claim, form, "Accept", "application/json")
		if status != x.status || !strings.Contains(body, x.text) || header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %.80v: status %d, want %d with %q: %.300s", x.claim, x.pairs, status, x.status, x.text, body)
		}
	}
	if status, _, body := s.send("/review/"+c[1], url.Values{"verdict": {"maybe"}}); status != 400 || !strings.Contains(body, "<h1>") {
		t.Errorf("without a script: status %d", status)
	}
	if got := answers[judgedAnswer](s, "/claims/"+c[1]); len(got.Verdicts) != 0 {
		t.Errorf("%d verdicts were recorded", len(got.Verdicts))
	}
	// Without the guard nobody is known.
	r := httptest.NewRequest("POST", "/review/"+c[1], nil)
	if err := s.room.judge(r, c[1], &Judging{Verdict: chancery.Accepted}); err != errNoReviewer {
		t.Errorf("who is not known judges: %v", err)
	}
}

func TestKappa(t *testing.T) {
	type table = map[[2]chancery.Verdict]int
	const a, r, c = chancery.Accepted, chancery.Rejected, chancery.Corrected
	for _, x := range []struct {
		name    string
		table   table
		want    float64
		defined bool
	}{
		// Of 50: both yes 20, both no 15; po 0.7, pe 0.5.
		{"known", table{{a, a}: 20, {a, r}: 5, {r, a}: 10, {r, r}: 15}, 0.4, true},
		{"always", table{{a, a}: 3, {r, r}: 2}, 1, true},
		{"never", table{{a, r}: 1, {r, a}: 1}, -1, true},
		{"as by chance", table{{a, a}: 1, {a, r}: 1, {r, a}: 1, {r, r}: 1}, 0, true},
		// Of 6, A: 3, 2, 1; B: 2, 2, 2. po 4/6, pe (6+4+2)/36 = 1/3.
		{"three verdicts", table{{a, a}: 2, {a, r}: 1, {r, r}: 1, {r, c}: 1, {c, c}: 1}, 0.5, true},
		{"one verdict alone", table{{a, a}: 5}, 0, false},
		{"nothing", table{}, 0, false},
	} {
		got, defined := kappa(x.table)
		if defined != x.defined || math.Abs(got-x.want) > 1e-9 {
			t.Errorf("%s: %v %v, want %v %v", x.name, got, defined, x.want, x.defined)
		}
	}
}

func TestAgreement(t *testing.T) {
	s := newStage(t)
	_, c := s.fill()
	s.judgedBy("Ann", c[0], chancery.Accepted)
	s.judgedBy("Ben", c[0], chancery.Accepted)
	s.judgedBy("Ann", c[1], chancery.Rejected)
	s.judgedBy("Ben", c[1], chancery.Accepted)
	s.judgedBy("Ann", c[2], chancery.Accepted)
	s.judgedBy("Ann", c[2], chancery.Rejected) // her last counts
	s.judgedBy("Ben", c[2], chancery.Rejected)
	s.judgedBy("Cyd", c[2], chancery.Rejected)
	got := answers[Agreement](s, "/review/agreement")
	if !got.Ready || !got.Complete || len(got.Reviewers) != 3 || got.Reviewers[0] != (Reviewer{"Ann", 1, 2, 0}) || len(got.Pairs) != 3 {
		t.Fatalf("%+v", got)
	}
	p := got.Pairs[0]
	// po 2/3; by Ann 1 and 2, by Ben 2 and 1: pe (1·2 + 2·1)/9 = 4/9.
	if p.A != "Ann" || p.B != "Ben" || p.Claims != 3 || p.Agreed != 2 || math.Abs(*p.Kappa-0.4) > 1e-9 || math.Abs(p.Percent-200.0/3) > 1e-9 {
		t.Errorf("%+v", p)
	}
	if len(p.Differ) != 1 || p.Differ[0] != (Difference{c[1], "Ukraine severed diplomatic relations with North Korea", chancery.Rejected, chancery.Accepted}) {
		t.Errorf("%+v", p.Differ)
	}
	if got.Pairs[1].Kappa != nil {
		t.Errorf("of one claim: %+v", got.Pairs[1])
	}
	s.shows("/review/agreement", "0.40", "67", "not defined", "Where <bdi>Ann</bdi> and <bdi>Ben</bdi> differ")
}

func TestPlaces(t *testing.T) {
	for _, bad := range []string{"x", "1", "1.2", "1.2.3.4", "-1.2.3", "1.2.-3", "9999.1.1", "1.9999.1", "1..2", "1.2.99999999999999999999"} {
		if _, err := parsePlace(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
	p, err := parsePlace("3.50.1234567")
	if err != nil || p.String() != "3.50.1234567" {
		t.Errorf("%v %v", p, err)
	}
}

func FuzzPlace(f *testing.F) {
	f.Add("0.50.12")
	f.Add("")
	f.Add("1.2.3.4")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := parsePlace(text)
		if err != nil || p == nil {
			return
		}
		if again, err := parsePlace(p.String()); err != nil || *again != *p {
			t.Errorf("%q reads as %v, and that as %v, %v", text, p, again, err)
		}
	})
}

func FuzzForm(f *testing.F) {
	f.Add("verdict=corrected&actor=UKR,RUS&actor_start=1&actor_end=4&relation=recognition+recognised&date=2022")
	f.Add("verdict=accepted&note=%00")
	f.Add("verdict=corrected&recipient=&recipient_start=x")
	f.Fuzz(func(t *testing.T, body string) {
		form, err := url.ParseQuery(body)
		if err != nil {
			return
		}
		in, err := judgingOf(form)
		if err != nil {
			return
		}
		if (in.Verdict == chancery.Corrected) != (in.Instead != nil) {
			t.Errorf("%q: %+v", body, in)
		}
		if in.Instead != nil {
			for _, p := range slices.Concat(in.Instead.Actors, in.Instead.Recipients) {
				if strings.TrimSpace(p.Code) == "" {
					t.Errorf("%q: a party without a code", body)
				}
			}
		}
	})
}

// TestPlacesOfWords: places of words stay with whom they name while a list is changed.
func TestPlacesOfWords(t *testing.T) {
	span := func(n int) *chancery.Span { return &chancery.Span{Start: n, End: n + 1} }
	for name, c := range map[string]struct {
		form string
		want []CorrectedParty
	}{
		"as they were":         {"actor=UKR, USA&actor_for=UKR&actor_start=1&actor_end=2&actor_for=USA&actor_start=5&actor_end=6&actor_for=&actor_start=&actor_end=", []CorrectedParty{{"UKR", span(1)}, {"USA", span(5)}}},
		"the other way round":  {"actor=USA,UKR&actor_for=UKR&actor_start=1&actor_end=2&actor_for=USA&actor_start=5&actor_end=6", []CorrectedParty{{"USA", span(5)}, {"UKR", span(1)}}},
		"the first taken out":  {"actor=USA&actor_for=UKR&actor_start=1&actor_end=2&actor_for=USA&actor_start=5&actor_end=6", []CorrectedParty{{"USA", span(5)}}},
		"another in its stead": {"actor=POL,USA&actor_for=UKR&actor_start=1&actor_end=2&actor_for=USA&actor_start=5&actor_end=6", []CorrectedParty{{"POL", span(1)}, {"USA", span(5)}}},
		"one more":             {"actor=UKR,POL&actor_for=UKR&actor_start=1&actor_end=2&actor_for=&actor_start=5&actor_end=6", []CorrectedParty{{"UKR", span(1)}, {"POL", span(5)}}},
		"one more, before":     {"actor=POL,UKR&actor_for=UKR&actor_start=1&actor_end=2&actor_for=&actor_start=5&actor_end=6", []CorrectedParty{{"POL", span(5)}, {"UKR", span(1)}}},
		"the second alone":     {"actor=UKR,USA&actor_for=UKR&actor_start=&actor_end=&actor_for=USA&actor_start=5&actor_end=6", []CorrectedParty{{"UKR", nil}, {"USA", span(5)}}},
		"of no form of ours":   {"actor=UKR,USA&actor_start=1&actor_end=2&actor_start=5&actor_end=6", []CorrectedParty{{"UKR", span(1)}, {"USA", span(5)}}},
		"for nobody":           {"actor=&actor_for=UKR&actor_start=1&actor_end=2", []CorrectedParty{}},
	} {
		form, err := url.ParseQuery(c.form)
		if err != nil {
			t.Fatal(err)
		}
		got, err := partiesOf(form, "actor")
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

// TestReviewOfAPublisher: the queue shows what waits of one publisher alone.
func TestReviewOfAPublisher(t *testing.T) {
	s := newStage(t)
	_, claims := s.fill()
	for publisher, want := range map[string][]string{"TASS": {claims[len(claims)-1]}, "Nobody's Post": {}} {
		got := answers[Review](s, "/review?publisher="+url.QueryEscape(publisher))
		var ids []string
		for _, item := range got.Items {
			ids = append(ids, item.ID)
			if item.Document.Publisher != publisher {
				t.Errorf("%s is of %s", item.ID, item.Document.Publisher)
			}
		}
		if len(ids) != len(want) || len(want) > 0 && !slices.Contains(claims, ids[0]) {
			t.Errorf("%s: %v, want %v", publisher, ids, want)
		}
	}
}
