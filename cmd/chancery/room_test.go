package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"chancery"
	"chancery/internal/document"
	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/rulefile"
	"chancery/internal/web"
	"chancery/internal/web/access"
	"chancery/internal/web/static/browsertest"
)

// demoRoom is a reading room over a ledger of some demo texts.
func demoRoom(t *testing.T, names ...string) (*web.Server, *ledger.Ledger) {
	t.Helper()
	p := testEngine(t)
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ledger.db"), sqlite.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(store)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range names {
		text, err := demoTexts.ReadFile("demo/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for d, err := range document.Open(t.Context(), []string{"-"}, document.Options{Stdin: bytes.NewReader(text)}) {
			if err != nil {
				t.Fatal(err)
			}
			reading, err := l.Read(p.Process(d), "test")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := l.Append(t.Context(), []ledger.Reading{reading}, "test", at); err != nil {
				t.Fatal(err)
			}
		}
	}
	people, err := newPeople()
	if err != nil {
		t.Fatal(err)
	}
	room, err := web.New(web.Options{
		Ledger: l, Actors: people.actors, Now: func() time.Time { return at.AddDate(0, 0, 1) }, Version: "test",
		Access: access.Options{Loopback: true, Now: time.Now, Random: rand.Reader},
		Find:   func(string, string) (string, bool) { return "", false },
		Read:   func(_ context.Context, s *chancery.Source) (*chancery.Record, error) { return readAgain(p, s) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return room, l
}

// asked is the room's answer to a GET.
func asked(t *testing.T, room *web.Server, path string) []byte {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	r.Host, r.RemoteAddr = "127.0.0.1:8080", "127.0.0.1:40000"
	w := httptest.NewRecorder()
	room.Handler().ServeHTTP(w, r)
	body, err := io.ReadAll(w.Body)
	if err != nil || w.Code != 200 {
		t.Fatalf("%s: status %d, %v: %.300s", path, w.Code, err, body)
	}
	return body
}

// TestReaderGolden reads a demo text in the reading room: each block with its segments
// between bars, what is marked with its marks and roles, then the claims.
func TestReaderGolden(t *testing.T) {
	room, l := demoRoom(t, "2022-07-13-north-korea-recognises-donetsk-luhansk.txt")
	sources, err := l.Newest(t.Context(), "", "", 1)
	if err != nil {
		t.Fatal(err)
	}
	var a web.SourceAnswer
	if err := json.Unmarshal(asked(t, room, "/api/v1/sources/"+sources[0].ID), &a); err != nil {
		t.Fatal(err)
	}
	if !a.Marked || a.Unrecorded != 0 {
		t.Errorf("marked %v, %d unrecorded: the text is not read as it was recorded", a.Marked, a.Unrecorded)
	}
	var b strings.Builder
	for _, block := range a.Blocks {
		fmt.Fprintf(&b, "%s at %d\n", block.Kind, block.Start)
		for _, s := range block.Segments {
			if fmt.Fprintf(&b, "  %q", s.Text); len(s.Marks)+len(s.Roles) > 0 {
				fmt.Fprintf(&b, " %v %v %q", s.Marks, s.Roles, s.Yields)
			}
			b.WriteByte('\n')
		}
	}
	for _, c := range a.Claims {
		fmt.Fprintf(&b, "%s %s %s %s %v\n", c.Ref, c.Type, c.Kind, c.Rule, c.Found)
	}
	sameAsFile(t, "testdata/reader.golden", b.String())
}

// TestExportsAreRead judges claims and reads what the room exports of that: the examples
// as a rule file, the gold as a data set.
func TestExportsAreRead(t *testing.T) {
	room, l := demoRoom(t, "2022-07-13-north-korea-recognises-donetsk-luhansk.txt", "2019-09-20-kiribati-breaks-with-taiwan.txt")
	var events []chancery.Claim
	for c, err := range l.AllClaims(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Class == chancery.EventClaim {
			events = append(events, *c)
		}
	}
	if len(events) < 8 {
		t.Fatalf("only %d events", len(events))
	}
	at := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	for i, c := range events {
		j := ledger.Judgement{Claim: c.ID, By: "Ann", Verdict: []chancery.Verdict{chancery.Accepted, chancery.Rejected, chancery.Corrected, chancery.Corrected}[i%4]}
		if j.Verdict == chancery.Corrected {
			c.Date = "2020"
			if i%4 == 3 {
				c.Type, c.Mode = "AID", ""
			}
			j.Instead = &c
		}
		if err := l.Judge(t.Context(), j, at); err != nil {
			t.Fatal(err)
		}
	}
	blocks, err := rulefile.Parse("reviewed.examples", bytes.NewReader(asked(t, room, "/api/v1/export/rules")))
	if err != nil {
		t.Fatal(err)
	}
	yes, no := 0, 0
	for _, b := range blocks {
		if b.Kind != "examples" || !slices.ContainsFunc(events, func(c chancery.Claim) bool { return c.Rule == b.Name }) {
			t.Errorf("a block %s %s", b.Kind, b.Name)
		}
		for _, x := range b.Examples() {
			if x.Yes {
				yes++
			} else {
				no++
			}
			if x.Text == "" || x.Yes != (len(strings.Fields(x.Want)) >= 3) {
				t.Errorf("%+v", x)
			}
		}
	}
	if yes == 0 || no == 0 || yes+no > len(events) {
		t.Errorf("%d yes and %d no of %d events", yes, no, len(events))
	}
	gold := asked(t, room, "/api/v1/export/gold")
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "reviewed"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "reviewed", "gold.jsonl"), gold, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	if status := run([]string{"eval", "reviewed", "--data", dir, "--format", "json"}, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("status %d: %s", status, errs.String())
	}
	for _, want := range []string{`"accepted found"`, `"rejected found again","value":100`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("eval does not say %s: %s", want, out.String())
		}
	}
}

// TestCorrectionInBrowser picks other words for an actor out of the text and records the
// correction.
func TestCorrectionInBrowser(t *testing.T) {
	room, l := demoRoom(t, "2022-07-13-north-korea-recognises-donetsk-luhansk.txt")
	var severed chancery.Claim
	for c, err := range l.AllClaims(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Class == chancery.EventClaim && c.Status == "severed" && c.Date == "2022-07-13" {
			severed = *c
		}
	}
	s := httptest.NewServer(room.Handler())
	t.Cleanup(s.Close)
	p := browsertest.Start(t).Open(t, s.URL+"/review?claim="+severed.ID, 1280)
	p.Until(`document.querySelector("button[data-use=actor]")`)
	browsertest.Eval[bool](p, `(() => {
		const words = "Foreign Minister Dmytro Kuleba", pick = document.querySelector(".pick");
		const walk = document.createTreeWalker(pick, NodeFilter.SHOW_TEXT);
		for (let n = walk.nextNode(); n; n = walk.nextNode()) {
			const at = n.data.indexOf(words);
			if (at >= 0) { getSelection().setBaseAndExtent(n, at, n, at + words.length); return true; }
		}
		return false;
	})()`)
	p.Click("button[data-use=actor]")
	p.Click("details.correct form button.primary")
	p.Until(`document.querySelector(".item[data-done=correct]")`)
	for c, err := range l.AllClaims(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.About == severed.ID && c.Class == chancery.EventClaim {
			if w := c.Actors[0].Words; w == nil || w.Text != "Foreign Minister Dmytro Kuleba" || c.Actors[0].Code != "UKR" || c.Status != "severed" {
				t.Errorf("the correction has %+v", c)
			}
			return
		}
	}
	t.Error("the ledger has no correction")
}
