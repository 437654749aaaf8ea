// Package browsertest drives Chromium for tests: each page in a tab of its own, whose test
// fails when the console complains or a request leaves the host.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience is how long a page may take for anything at all, on a machine that is busy.
const patience = 2 * time.Minute

// Browser is a running Chromium that only its test knows of.
type Browser struct{ ctx context.Context }

// Start starts Chromium. Without one the test is skipped, or fails where
// CHANCERY_REQUIRE_CHROMIUM is 1.
func Start(t testing.TB) *Browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		const missing = "browsertest: no Chromium is here; install the package chromium"
		if os.Getenv("CHANCERY_REQUIRE_CHROMIUM") == "1" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program), chromedp.WindowSize(1280, 900), chromedp.Flag("disable-gpu", true))
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium's sandbox refuses root
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocator)
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("browsertest: starting %s: %v", program, err)
	}
	return &Browser{ctx}
}

// Tab is one page open in the browser. What the console or the network complain of is
// collected, and fails the test at its end.
type Tab struct {
	Ctx context.Context // for chromedp's own actions

	t    testing.TB
	host string

	mu         sync.Mutex
	complaints []string
}

// Open opens an address in a tab of its own, width pixels wide, and closes it with the
// test.
func (b *Browser) Open(t testing.TB, address string, width int64) *Tab {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	p := &Tab{t: t, host: u.Scheme + "://" + u.Host + "/"}
	ctx, end := chromedp.NewContext(b.ctx, chromedp.WithListener(p.hear))
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(stop)
	p.Ctx = ctx
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900), chromedp.Navigate(address)); err != nil {
		t.Fatalf("opening %s: %v", address, err)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, c := range p.complaints {
			t.Errorf("%s: the browser complains: %s", address, c)
		}
	})
	return p
}

func (p *Tab) hear(event any) {
	complaint := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		complaint = e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			complaint += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			complaint = fmt.Sprint("console: ", e.Type)
			for _, a := range e.Args {
				complaint += " " + string(a.Value) + a.Description
			}
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			complaint = e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventRequestWillBeSent:
		if u := e.Request.URL; !strings.HasPrefix(u, p.host) && !strings.HasPrefix(u, "data:") {
			complaint = "a request leaves the host: " + u
		}
	}
	if complaint == "" {
		return
	}
	p.mu.Lock()
	p.complaints = append(p.complaints, complaint)
	p.mu.Unlock()
}

// Forgive takes back complaints that contain a text, which there must be.
func (p *Tab) Forgive(text string) {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var kept []string
	for _, c := range p.complaints {
		if !strings.Contains(c, text) {
			kept = append(kept, c)
		}
	}
	if len(kept) == len(p.complaints) {
		p.t.Errorf("the browser did not complain of %q", text)
	}
	p.complaints = kept
}

// Eval is the value of a JavaScript expression in the page.
func Eval[T any](p *Tab, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.Ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// Until waits for a JavaScript condition. It is looked at with every frame by the page
// itself, since the policy forbids what chromedp's own polling does.
func (p *Tab) Until(condition string) {
	p.t.Helper()
	look := "new Promise(done => { (function look() { if (" + condition + ") done(true); else requestAnimationFrame(look); })(); })"
	_, err := chromedp.Run(p.Ctx, chromedp.Evaluate[bool](look, chromedp.EvalAwaitPromise))
	for err != nil && strings.Contains(err.Error(), "navigated") && p.Ctx.Err() == nil {
		// The page that was looked at is gone; its successor is meant.
		_, err = chromedp.Run(p.Ctx, chromedp.Evaluate[bool](look, chromedp.EvalAwaitPromise))
	}
	if err != nil {
		p.t.Fatalf("waiting for %s: %v", condition, err)
	}
}

// Want fails unless a JavaScript expression has a value.
func Want[T comparable](p *Tab, expression string, value T) {
	p.t.Helper()
	if got := Eval[T](p, expression); got != value {
		p.t.Errorf("%s is %v, want %v", expression, got, value)
	}
}

// Press sends keys to what has the focus.
func (p *Tab) Press(keys string) {
	p.t.Helper()
	if err := chromedp.Do(p.Ctx, chromedp.KeyEvent(keys)); err != nil {
		p.t.Fatalf("pressing %q: %v", keys, err)
	}
}

// Click presses the mouse on the first element of a selector.
func (p *Tab) Click(selector string) {
	p.t.Helper()
	at := Eval[[]float64](p, "(() => { const e = document.querySelector("+Quote(selector)+"); e.scrollIntoView({block: 'center'}); "+
		"const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; })()")
	if err := chromedp.Do(p.Ctx, chromedp.MouseClickXY(at[0], at[1])); err != nil {
		p.t.Fatalf("clicking %s: %v", selector, err)
	}
}

// Quote writes text as a JavaScript string.
func Quote(text string) string {
	q, _ := json.Marshal(text)
	return string(q)
}

// Screenshot writes a picture of the whole page to a file, as PNG.
func (p *Tab) Screenshot(file string) {
	p.t.Helper()
	png, err := chromedp.Run(p.Ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(file, png, 0o644)
	}
	if err != nil {
		p.t.Fatalf("screenshot: %v", err)
	}
}
