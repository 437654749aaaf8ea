package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"chancery/internal/ledger"
	"chancery/internal/ledger/sqlite"
	"chancery/internal/web/access"
	"chancery/internal/web/static/browsertest"
)

// artefacts is where screenshots are left for people to look at; git ignores it.
const artefacts = "../../artefacts/screenshots"

// demoBytes are the file of a ledger of the demo texts, which takes a while to read.
var demoBytes = sync.OnceValues(func() ([]byte, error) {
	p, err := engine()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "chancery-test-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "demo.db")
	store, err := sqlite.Open(context.Background(), file, sqlite.Options{Create: true})
	if err != nil {
		return nil, err
	}
	l, err := ledger.New(store)
	if err == nil {
		err = fillDemo(context.Background(), l, p, "chancery test")
	}
	if closed := l.Close(); err == nil {
		err = closed // all is in the file now
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// openDemo opens the reading room over a ledger of the demo texts of the test's own.
func openDemo(t *testing.T, guard access.Options) (*httptest.Server, *ledger.Ledger) {
	t.Helper()
	p, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	data, err := demoBytes()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "demo.db")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(context.Background(), file, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.New(store)
	if err != nil {
		t.Fatal(err)
	}
	o := serveOptions{demo: true}
	guard.Now, guard.Random, guard.Loopback = time.Now, rand.Reader, true
	actors, err := o.knowledge.actors()
	if err != nil {
		t.Fatal(err)
	}
	room, err := o.room(l, p, actors, guard, nil)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(room.Handler())
	t.Cleanup(func() { s.Close(); l.Close() })
	return s, l
}

// axe is the accessibility checker's script; without it and without the duty to have it
// pages are not checked by it.
func axe(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("go", "run", "chancery/internal/web/bundle", "--file", "axe-core/axe.min.js")
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		if os.Getenv("CHANCERY_REQUIRE_CHROMIUM") == "1" {
			t.Fatalf("%v: %s", err, said.String())
		}
		t.Logf("pages are not checked by axe: %v: %s", err, said.String())
		return ""
	}
	return out.String()
}

// accessible fails for what axe finds serious or critical.
func accessible(t *testing.T, p *browsertest.Tab, script string) {
	t.Helper()
	if script == "" {
		return
	}
	browsertest.Eval[bool](p, script+";true")
	found := browsertest.Eval[string](p, `axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations
		.filter(v => v.impact === "serious" || v.impact === "critical")
		.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(" | "))))`)
	var faults []string
	if err := json.Unmarshal([]byte(found), &faults); err != nil {
		t.Fatal(err)
	}
	for _, f := range faults {
		t.Errorf("axe: %s", f)
	}
}

// roomPages are the pages of the demo, each with a fact that it must show.
func roomPages(claim, source string) []struct{ name, path, fact string } {
	return []struct{ name, path, fact string }{
		{"today", "/", "The record of relations between states"},
		{"changes", "/changes?kind=recognition", "recognised Palestine"},
		{"events", "/events?type=ASSAULT&until=2000-01-01", "Iraq"},
		{"articles", "/articles", "Russia and North Korea Sign Treaty of Mutual Aid"},
		{"article", "/source/" + source, "severed diplomatic relations"},
		{"actor", "/actor/XKX?on=2020-01-01", "United States"},
		{"state", "/actor/UKR", "Ukraine"},
		{"pair", "/pair/UKR/PRK", "relations severed"},
		{"map", "/map?show=recognition&of=XKX&on=2020-01-01", "Kosovo"},
		{"network", "/network?since=2022-01-01&until=2022-12-31", "Ukraine"},
		{"claim", "/claim/" + claim, "severed diplomatic relations with North Korea within hours"},
		{"incident", "/incident/" + claim, "North Korea"},
		{"contradictions", "/conflicts", "according to"},
		{"search", "/search?q=Kyrgistan", "Kyrgyzstan"},
		{"review", "/review", "nobody has judged"},
		{"agreement", "/review/agreement", "greement"},
		{"about", "/about", "PLOVER"},
		{"missing", "/nowhere", "There is no page"},
	}
}

// TestRoomInBrowser opens every page of the demo in Chromium, on a desk and on a phone:
// it shows its fact, nothing is complained of, no request leaves the host, axe finds
// nothing serious, and no page is wider than the screen.
func TestRoomInBrowser(t *testing.T) {
	s, l := openDemo(t, access.Options{})
	claim, source := severed(t, l)
	script := axe(t)
	browser := browsertest.Start(t)
	if err := os.MkdirAll(artefacts, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, page := range roomPages(claim, source) {
		for _, width := range []int64{1280, 390} {
			t.Run(fmt.Sprintf("%s at %d", page.name, width), func(t *testing.T) {
				p := browser.Open(t, s.URL+page.path, width)
				if page.name == "missing" {
					p.Forgive("404")
				}
				p.Until(`document.readyState === "complete" && !document.querySelector("figure .skeleton")`)
				browsertest.Want(p, "document.querySelector('main').innerText.includes("+browsertest.Quote(page.fact)+")", true)
				browsertest.Want(p, widerThanPage, "")
				browsertest.Want(p, "document.querySelectorAll('h1').length", 1)
				p.Screenshot(filepath.Join(artefacts, fmt.Sprintf("%s-%d.png", page.name, width)))
				accessible(t, p, script)
			})
		}
	}
}

// widerThanPage are the elements that stick out of the page on the right, unless they can
// be scrolled in a frame of their own.
const widerThanPage = `(() => {
	const width = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth <= width) return "";
	return [...document.querySelectorAll("main *, header *, footer *")].filter(e => e.getBoundingClientRect().right > width + 1 && !e.closest(".scroll, svg"))
		.map(e => e.tagName + "." + e.className).slice(0, 6).join(", ") || "something";
})()`

// severed is the claim that Ukraine severed its relations with North Korea, and its source.
func severed(t *testing.T, l *ledger.Ledger) (claim, source string) {
	t.Helper()
	for c, err := range l.AllClaims(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Status == "severed" && len(c.Recipients) > 0 && c.Recipients[0].Code == "PRK" && c.Actors[0].Code == "UKR" {
			return c.ID, c.Source
		}
	}
	t.Fatal("the demo does not tell that Ukraine broke with North Korea")
	return "", ""
}

// TestRoomIsUsed does in Chromium what people do: moves the day and sees the map
// change, lights up an event in its article, goes from a mark to its words, judges a
// claim by the keyboard.
func TestRoomIsUsed(t *testing.T) {
	s, l := openDemo(t, access.Options{})
	_, source := severed(t, l)
	browser := browsertest.Start(t)

	t.Run("the day changes the map", func(t *testing.T) {
		p := browser.Open(t, s.URL+"/actor/XKX?on=2020-01-01", 1280)
		const drawn = `document.querySelectorAll("#map .place.is-recognised").length`
		p.Until(drawn + " > 3")
		// Kosovo declared its independence on 17 February 2008.
		browsertest.Eval[bool](p, `(() => { const s = document.querySelector("#day-slider"); s.value = Date.UTC(2008, 1, 10) / 864e5;
			s.dispatchEvent(new Event("input", {bubbles: true})); return true; })()`)
		p.Until(drawn + " === 0")
		p.Until(`location.search.includes("on=2008-02-10")`)
	})
	t.Run("an event lights up its parts", func(t *testing.T) {
		p := browser.Open(t, s.URL+"/source/"+source, 1280)
		p.Until(`document.querySelector("article.doc .ev")`)
		browsertest.Eval[bool](p, `(() => { const e = [...document.querySelectorAll("article.doc .ev")].find(x => x.textContent.includes("severed"));
			e.focus(); e.click(); return true; })()`)
		p.Until(`[...document.querySelectorAll("article.doc .lit")].some(x => x.textContent.includes("Ukraine"))`)
		p.Until(`[...document.querySelectorAll("article.doc .lit")].some(x => x.textContent.includes("North Korea"))`)
		p.Press("\x1b")
		p.Until(`document.querySelectorAll("article.doc .lit").length === 0`)
	})
	t.Run("a mark leads to its words", func(t *testing.T) {
		p := browser.Open(t, s.URL+"/pair/UKR/PRK", 1280)
		p.Until(`document.querySelectorAll("#band a").length > 1`)
		href := browsertest.Eval[string](p, `(() => { const a = document.querySelector("#band a.mark") || document.querySelector("#band a"); return a.getAttribute("href") || a.href.baseVal; })()`)
		if !strings.HasPrefix(href, "/incident/") && !strings.HasPrefix(href, "/claim/") {
			t.Errorf("a mark leads to %s", href)
		}
		q := browser.Open(t, s.URL+href, 1280)
		browsertest.Want(q, `document.querySelectorAll(".words").length > 0`, true)
	})
	t.Run("a claim is judged by the keyboard", func(t *testing.T) {
		p := browser.Open(t, s.URL+"/review", 1280)
		p.Until(`document.querySelector("#review .item.is-current")`)
		before := len(verdicts(t, l))
		p.Press("a")
		p.Until(`document.querySelector("#review .item[data-done]")`)
		p.Press("r")
		p.Until(`document.querySelectorAll("#review .item[data-done]").length === 2`)
		got := verdicts(t, l)[before:]
		if len(got) != 2 || got[0] != "accepted by local" || got[1] != "rejected by local" {
			t.Errorf("the ledger has the verdicts %v", got)
		}
		q := browser.Open(t, s.URL+"/review", 1280)
		q.Until(`document.querySelector("#review .item.is-current")`)
		first := browsertest.Eval[string](p, `document.querySelector("#review .item[data-done] .actions form").getAttribute("action")`)
		browsertest.Want(q, `document.querySelectorAll("form[action=" + JSON.stringify(`+browsertest.Quote(first)+`) + "]").length`, 0)
	})
	t.Run("names are suggested", func(t *testing.T) {
		p := browser.Open(t, s.URL+"/", 1280)
		p.Until(`document.querySelector("#q").getAttribute("role") === "combobox"`)
		p.Click("#q")
		p.Press("north kor")
		p.Until(`[...document.querySelectorAll(".suggestions li")].some(x => x.textContent.includes("North Korea"))`)
	})
}

// verdicts are those of people, with who gave them.
func verdicts(t *testing.T, l *ledger.Ledger) []string {
	t.Helper()
	var out []string
	for c, err := range l.Verdicts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, string(c.Verdict)+" by "+c.By)
	}
	return out
}

// TestSigningIn goes in by a password, where there are accounts, and out again.
func TestSigningIn(t *testing.T) {
	store, err := access.Open(filepath.Join(t.TempDir(), "accounts.jsonl"), time.Now, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Add(t.Context(), "anna", access.Reader, "correct horse battery"); err != nil {
		t.Fatal(err)
	}
	s, _ := openDemo(t, access.Options{Store: store})
	p := browsertest.Start(t).Open(t, s.URL+"/changes?kind=recognition", 1280)
	p.Until(`document.querySelector("form.sign-in")`)
	browsertest.Want(p, `document.querySelector("nav.nav") === null`, true)
	p.Click("input[name=name]")
	p.Press("anna")
	p.Click("input[name=password]")
	p.Press("correct horse battery\r")
	p.Until(`document.querySelector(".page-changes")`)
	browsertest.Want(p, `location.search`, "?kind=recognition")
	browsertest.Want(p, `document.querySelector('nav.nav a[href="/review"]') === null`, true)
	p.Click(".foot form button")
	p.Until(`document.querySelector("form.sign-in") || document.querySelector(".page-problem")`)
}
