package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"chancery"
)

// fakeModel is a server that proposes the same events for every text, and counts how
// often it is asked.
func fakeModel(t *testing.T, status int, tokens int, events string) (address string, asked *int) {
	t.Helper()
	asked = new(int)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked++
		content, err := json.Marshal(`{"events":[` + events + `]}`)
		if err != nil {
			t.Error(err)
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"choices":[{"message":{"content":%s}}],"usage":{"total_tokens":%d}}`, content, tokens)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1", asked
}

const visitText = "Ghana recalled its ambassador from Togo on Monday. Officials of Ghana will soon be flown to Benin for a chat.\n"

// What the rules have, what they do not, and what does not stand in the text.
const visitEvents = `{"type":"SANCTION","quote":"Ghana recalled its ambassador from Togo","trigger":"recalled its ambassador","actor":"Ghana","recipient":"Togo","date":"","modality":"asserted","confidence":0.9},
{"type":"CONSULT","quote":"Officials of Ghana will soon be flown to Benin for a chat.","trigger":"flown to Benin","actor":"Ghana","recipient":"Benin","date":"","modality":"future","confidence":0.7},
{"type":"ASSAULT","quote":"Ghana bombed Togo","trigger":"bombed","actor":"Ghana","recipient":"Togo","date":"","modality":"asserted","confidence":1}`

func visitFile(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "visit.txt")
	if err := os.WriteFile(file, []byte(visitText), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// command runs a command line and gives what it prints.
func command(args ...string) (status int, out, errs string) {
	var o, e bytes.Buffer
	status = run(args, strings.NewReader(""), &o, &e)
	return status, o.String(), e.String()
}

// TestSecondOpinion reads a text with a model's second opinion, and as the rules alone
// read it.
func TestSecondOpinion(t *testing.T) {
	address, asked := fakeModel(t, 200, 500, visitEvents)
	file := visitFile(t)
	llm := []string{"--reader", "llm", "--endpoint", address, "--model", "fake:1"}
	status, out, errs := command(append([]string{"read", "--date", "2024-06-06", "--format", "json", file}, llm...)...)
	if status != 0 || errs != "" || *asked != 1 {
		t.Fatalf("exit status %d, %s, asked %d times", status, errs, *asked)
	}
	var with, without chancery.Record
	if err := json.Unmarshal([]byte(out), &with); err != nil {
		t.Fatal(err)
	}
	checkRecord(t, compileSchema(t), []byte(out))
	if _, out, _ = command("read", "--date", "2024-06-06", "--format", "json", file); json.Unmarshal([]byte(out), &without) != nil || *asked != 1 {
		t.Fatalf("the rules alone give %s; asked %d times", out, *asked)
	}
	n := len(without.Events)
	if n != 1 || len(with.Events) != 2 || with.Events[0].ID != without.Events[0].ID || with.Events[0].Rule != without.Events[0].Rule {
		t.Fatalf("with a second opinion %+v, without %+v", with.Events, without.Events)
	}
	e := with.Events[1]
	if e.Rule != "llm:fake-1" || e.Type != "CONSULT" || e.Confidence != 0.7 || e.Actor[0].ID != "GHA" || e.Recipient[0].ID != "BEN" || e.Modality != chancery.Future {
		t.Errorf("proposed was %+v", e)
	}
	if len(with.Relations) != len(without.Relations) {
		t.Errorf("relations %+v, without %+v", with.Relations, without.Relations)
	}
	if _, out, _ = command(append([]string{"read", file}, llm...)...); !strings.Contains(out, "proposed by llm:fake-1, 70% sure") || strings.Contains(out, "bombed") {
		t.Errorf("for people:\n%s", out)
	}
}

// TestSecondOpinionFails: the rules' events stand, the failure is told.
func TestSecondOpinionFails(t *testing.T) {
	file := visitFile(t)
	refusing, _ := fakeModel(t, 403, 0, "")
	dear, asked := fakeModel(t, 200, 10_000, visitEvents)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"refused":   {[]string{file, "--endpoint", refusing}, "403 Forbidden"},
		"no budget": {[]string{file, file, file, "--endpoint", dear, "--llm-budget", "9000"}, "used up after 10000 tokens"},
	} {
		status, out, errs := command(append([]string{"read", "--reader", "llm"}, c.args...)...)
		if status != 1 || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, c.want) || !strings.Contains(out, "Ghana → SANCTION") {
			t.Errorf("%s: exit status %d, %s\n%s", name, status, errs, out)
		}
	}
	if *asked != 1 {
		t.Errorf("asked %d times", *asked)
	}
}

// claimsIn are the claims of a ledger, one a line.
func claimsIn(t *testing.T, where string) []chancery.Claim {
	t.Helper()
	status, out, errs := command("claims", "--ledger", where)
	if status != 0 {
		t.Fatal(errs)
	}
	var all []chancery.Claim
	for line := range strings.Lines(out) {
		var c chancery.Claim
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// TestIngestSecondOpinion records what a model proposed, marked as such, and asks
// again only about what it was not asked about.
func TestIngestSecondOpinion(t *testing.T) {
	address, asked := fakeModel(t, 200, 500, visitEvents)
	refusing, _ := fakeModel(t, 403, 0, "")
	dear, dearAsked := fakeModel(t, 200, 10_000, visitEvents)
	file, where := visitFile(t), filepath.Join(t.TempDir(), "l.db")
	other := filepath.Join(t.TempDir(), "other.txt")
	if err := os.WriteFile(other, []byte(strings.ReplaceAll(visitText, "Monday", "Tuesday")), 0o600); err != nil {
		t.Fatal(err)
	}
	ingest := func(endpoint string, args ...string) (int, string, string) {
		return command(append([]string{"ingest", "--ledger", where, "--jobs", "1", "--date", "2024-06-06", "--reader", "llm", "--model", "fake:1", "--endpoint", endpoint}, args...)...)
	}
	proposed := func() (n int, reader string) {
		for _, c := range claimsIn(t, where) {
			if c.Rule == "llm:fake-1" {
				n, reader = n+1, c.Reader
			}
		}
		return n, reader
	}
	// The server refuses: the rules' claims are recorded, and that is told.
	status, out, errs := ingest(refusing, file)
	if n, _ := proposed(); status != 1 || !strings.Contains(errs, "403 Forbidden") || !strings.Contains(out, "recorded 1 document") || n != 0 {
		t.Errorf("refused: exit status %d, %s%s, %d proposed", status, out, errs, n)
	}
	// It is asked about that document again, and not a third time.
	for range 2 {
		if status, _, errs := ingest(address, file); status != 0 || *asked != 1 {
			t.Errorf("exit status %d, %s, asked %d times", status, errs, *asked)
		}
	}
	if n, reader := proposed(); n != 1 || !strings.HasSuffix(reader, " + llm:fake-1") {
		t.Errorf("%d proposed, read by %q", n, reader)
	}
	// The budget ends: that is told once, and the rest is read by the rules alone.
	status, out, errs = ingest(dear, "--llm-budget", "9000", file, other, filepath.Join(filepath.Dir(file), "visit.txt"))
	if status != 0 || *dearAsked != 1 {
		t.Errorf("exit status %d, %s%s, asked %d times", status, out, errs, *dearAsked)
	}
	third := filepath.Join(t.TempDir(), "third.txt")
	if err := os.WriteFile(third, []byte(strings.ReplaceAll(visitText, "Monday", "Sunday")), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs = ingest(dear, "--llm-budget", "300", third); status != 1 || strings.Count(errs, "used up") != 1 {
		t.Errorf("no budget: exit status %d, %s", status, errs)
	}
	if n, _ := proposed(); n != 2 {
		t.Errorf("%d proposed in the end", n)
	}
	if status, out, _ = command("verify", "--ledger", where); status != 0 {
		t.Errorf("verify: %s", out)
	}
	// A proposal is among the acts, and no relation is drawn from it.
	if _, out, _ = command("timeline", "GHA", "BEN", "--ledger", where); !strings.Contains(out, "CONSULT") {
		t.Errorf("timeline:\n%s", out)
	}
	if status, out, errs = command("changes", "GHA", "BEN", "--ledger", where, "--since", "2000"); status != 0 || !strings.Contains(out, "No changes are known") {
		t.Errorf("changes:\n%s%s", out, errs)
	}
}

// TestWatchSecondOpinion: what a model proposes of an item of a feed is recorded.
func TestWatchSecondOpinion(t *testing.T) {
	address, asked := fakeModel(t, 200, 500, `{"type":"THREATEN","quote":"Ghana accused Togo of spying","trigger":"spying","actor":"Ghana","recipient":"Togo","date":"","modality":"asserted","confidence":0.5}`)
	dir := t.TempDir()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, feedOf(2))
	}))
	defer s.Close()
	feeds, where := filepath.Join(dir, "feeds.txt"), filepath.Join(dir, "l.db")
	if err := os.WriteFile(feeds, []byte(s.URL+"/feed.xml\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, errs := command("watch", "--once", "--feeds", feeds, "--ledger", where, "--allow-private", "--reader", "llm", "--endpoint", address, "--model", "fake:1")
	if status != 0 || *asked != 2 {
		t.Fatalf("exit status %d, %s, asked %d times", status, errs, *asked)
	}
	proposed := 0
	for _, c := range claimsIn(t, where) {
		if c.Rule == "llm:fake-1" && c.Type == "THREATEN" {
			proposed++
		}
	}
	if proposed != 1 {
		t.Errorf("%d claims were proposed", proposed)
	}
}

func TestSecondOpinionFlags(t *testing.T) {
	file := visitFile(t)
	t.Setenv("EMPTY_KEY", "")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"read", "--reader", "oracle", file}, "takes rules or llm"},
		{[]string{"read", "--reader", "llm", file}, "give its address with --endpoint"},
		{[]string{"read", "--endpoint", "http://localhost/v1", file}, "go with --reader llm"},
		{[]string{"read", "--reader", "llm", "--endpoint", "http://localhost/v1", "--llm-budget", "0", file}, "--llm-budget"},
		{[]string{"read", "--reader", "llm", "--endpoint", "http://localhost/v1", "--llm-timeout", "0s", file}, "--llm-timeout"},
		{[]string{"read", "--reader", "llm", "--endpoint", "http://localhost/v1", "--api-key-env", "EMPTY_KEY", file}, "no EMPTY_KEY"},
		{[]string{"eval", "proposals", file}, "--endpoint"},
		{[]string{"eval", "proposals", "--endpoint", "http://localhost/v1", "--format", "csv", file}, "--format"},
	} {
		if status, _, errs := command(c.args...); status != 2 || !strings.Contains(errs, c.want) {
			t.Errorf("%v: exit status %d, %s", c.args, status, errs)
		}
	}
	if status, _, errs := command("read", "--reader", "llm", "--endpoint", "http://example.org/v1", file); status != 1 || !strings.Contains(errs, "use https") {
		t.Errorf("in the clear: exit status %d, %s", status, errs)
	}
	if status, _, errs := command("eval", "proposals", "--endpoint", "http://localhost/v1", file); status != 1 || !strings.Contains(errs, "read --format json") {
		t.Errorf("no records: exit status %d, %s", status, errs)
	}
}

// TestEvalProposals compares what a model proposes with the rules' events.
func TestEvalProposals(t *testing.T) {
	address, _ := fakeModel(t, 200, 500, visitEvents)
	dir := t.TempDir()
	status, out, errs := command("read", "--date", "2024-06-06", "--format", "json", visitFile(t))
	if status != 0 {
		t.Fatal(errs)
	}
	records, differ := filepath.Join(dir, "records.jsonl"), filepath.Join(dir, "differ.jsonl")
	if err := os.WriteFile(records, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs = command("eval", "proposals", records, "--endpoint", address, "--format", "json", "--disagreements", differ)
	if status != 0 {
		t.Fatalf("exit status %d, %s", status, errs)
	}
	for _, want := range []string{`"rules' events proposed too","value":100,"cases":1`, `"proposals that the rules have","value":50,"cases":2`,
		`"of these, between the same","value":100,"cases":1`, `"proposals kept","value":66.66666666666667,"cases":3`, `"refused: the quoted words are not in the text"`} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %s:\n%s", want, out)
		}
	}
	lines, err := os.ReadFile(differ)
	if err != nil || strings.Count(string(lines), "\n") != 1 || !strings.Contains(string(lines), `"only":"proposed","words":"flown to Benin"`) {
		t.Errorf("%s, %v", lines, err)
	}
}
