package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"chancery"
)

// lines are the lines of a stream.
func (s *stage) lines(path string) []string {
	s.Helper()
	status, header, body := s.ask("GET", path, nil)
	if status != http.StatusOK || header.Get("Cache-Control") != "no-store" || header.Get("ETag") != "" {
		s.Fatalf("%s: status %d, %v", path, status, header)
	}
	return strings.FieldsFunc(body, func(r rune) bool { return r == '\n' })
}

func TestExportsOfClaims(t *testing.T) {
	s := newStage(t)
	_, c := s.fill() // recorded at 18:00 on 13, 14 and 15 July 2022
	for query, want := range map[string]int{
		"": 3, "?since=2022-07-14": 2, "?since=2022-07-14T18:00:00Z": 1, "?since=2022-07-14T17:59:59Z": 2, "?since=2030-01-01": 0,
	} {
		lines := s.lines("/api/v1/export/claims" + query)
		if len(lines) != want {
			t.Errorf("%s: %d claims, want %d", query, len(lines), want)
		}
		for i, line := range lines {
			var x chancery.Claim
			if err := json.Unmarshal([]byte(line), &x); err != nil || x.ID != c[3-want+i] {
				t.Errorf("%s: line %d is %s, %v", query, i, line, err)
			}
		}
	}
	if lines := s.lines("/api/v1/export/changes?of=UKR"); len(lines) != 1 || !strings.Contains(lines[0], `"status":"severed"`) {
		t.Errorf("changes: %q", lines)
	}
	for _, path := range []string{"/api/v1/export/claims?since=soon", "/api/v1/export/changes?of=Ruritania", "/api/v1/export/changes?until=soon"} {
		if status, header, body := s.ask("GET", path, nil); status/100 != 4 || header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: status %d: %s", path, status, body)
		}
	}
}

func TestExportsOfWhatPeopleJudged(t *testing.T) {
	s := newStage(t)
	_, c := s.fill()
	if lines := s.lines("/api/v1/export/gold"); len(lines) != 0 {
		t.Errorf("nobody judged: %q", lines)
	}
	s.judgedBy("Ann", c[0], chancery.Rejected)
	s.judgedBy("Ben", c[0], chancery.Accepted) // the last counts
	s.judgedBy("Ann", c[1], chancery.Rejected)
	s.judgedBy("Ann", c[2], chancery.Retracted) // says nothing of the reading
	var gold []Gold
	for _, line := range s.lines("/api/v1/export/gold") {
		var g Gold
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			t.Fatal(err)
		}
		gold = append(gold, g)
	}
	if len(gold) != 2 || len(gold[0].Events) != 1 || len(gold[0].Rejected) != 0 || len(gold[1].Rejected) != 1 || len(gold[1].Events) != 0 {
		t.Fatalf("%+v", gold)
	}
	e := gold[0].Events[0]
	if e.By != "Ben" || e.Type != "SUPPORT" || e.Actor[0] != "PRK" || e.Recipient[0] != "DNR" || e.Trigger != "recognised" || e.Relation != "recognition" ||
		e.Near != gold[0].Text || string([]rune(gold[0].Text)[e.Spans.Recipient[0].Start:e.Spans.Recipient[0].End]) != "Donetsk People’s Republic" ||
		gold[0].Document.Published.Date != "2022-07-13" {
		t.Errorf("%+v", e)
	}
	want := []string{
		"# What people made of claims, as examples of the rules that found them. Look", "# through them and move them into the blocks of their rules.",
		"# sanction.rules", "examples sanction.rules:sever", "  no: Ukraine severed diplomatic relations with North Korea on Wednesday.",
		"# support.rules", "examples support.rules:recognise", "  yes: North Korea recognised the Donetsk People’s Republic on Wednesday. => PRK SUPPORT DNR",
	}
	if got := s.lines("/api/v1/export/rules"); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestExamplesStandOnOneLine keeps hostile texts and names of rules from being more
// than one example.
func TestExamplesStandOnOneLine(t *testing.T) {
	text := []rune("Peru thanked\n  no: me\nrule x. => A B C")
	c := chancery.Claim{Type: "SUPPORT", Modality: chancery.Future, Actors: []chancery.Party{{Code: "PER"}, {Code: "BOL"}}}
	v := chancery.Claim{Verdict: chancery.Accepted}
	told := chancery.Saying{Sentence: span(0, 29)}
	if got := example(&c, &v, nil, sentenceText(&told, text)); got != "yes: Peru thanked no: me rule x. => PER+BOL SUPPORT - future" {
		t.Errorf("%q", got)
	}
	told.Sentence = span(0, len(text))
	if got := example(&c, &v, nil, sentenceText(&told, text)); got != "" {
		t.Errorf("%q", got)
	}
	for name, want := range map[string]string{
		"sanction.rules:sever": "sanction.rules:sever", "my-rules/a.rules:b": "my-rules/a.rules:b", "": "", "none": "",
		"a:b\nrule x": "", "a b:c": "", "#a:b": "", strings.Repeat("a", 300) + ":b": "",
	} {
		if got := ruleName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestStreamsAreFewAndTellWhyTheyEnd(t *testing.T) {
	s := newStage(t)
	s.fill()
	for range streamsAtOnce {
		s.room.streams <- struct{}{}
	}
	if status, header, body := s.ask("GET", "/api/v1/export/claims", nil); status != http.StatusServiceUnavailable || !strings.Contains(body, "ask again") || header.Get("Retry-After") != "60" {
		t.Errorf("status %d, %v: %s", status, header, body)
	}
	for range streamsAtOnce {
		<-s.room.streams
	}
	_, header, body := s.ask("GET", "/api/v1/export/claims", nil, "Accept-Encoding", "gzip")
	if header.Get("Content-Encoding") == "gzip" {
		unpacked, err := gzip.NewReader(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(unpacked)
		if err != nil || bytes.Count(data, []byte("\n")) != 3 {
			t.Errorf("%v: %s", err, data)
		}
	}
	if len(s.room.streams) != 0 {
		t.Error("a stream that ended keeps its place")
	}
	s.ledger.Close()
	status, body := s.get("/api/v1/export/claims")
	var last struct{ Error string }
	if err := json.Unmarshal([]byte(body), &last); err != nil || status != http.StatusOK || last.Error == "" {
		t.Errorf("of a ledger that is closed: status %d, %q, %v", status, body, err)
	}
	if strings.Contains(body, "sql") {
		t.Errorf("it tells what is within: %s", body)
	}
}
