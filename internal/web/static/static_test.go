package static_test

import (
	"compress/gzip"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"chancery/internal/web/static"
	"chancery/internal/web/static/browsertest"
)

// What a page with a chart loads of these files, compressed, must leave room for the page.
func TestPagesAreLight(t *testing.T) {
	const most = 120_000
	for _, page := range [][]string{
		{"base.js", "style.css", "map.js", "world.json", "points.json", "favicon.svg"},
		{"base.js", "style.css", "band.js", "favicon.svg"},
		{"base.js", "style.css", "network.js", "favicon.svg"},
	} {
		total := 0
		for _, name := range page {
			data, err := fs.ReadFile(static.Files(), name)
			if err != nil {
				t.Fatal(err)
			}
			var n counter
			zip := gzip.NewWriter(&n)
			zip.Write(data)
			zip.Close()
			total += int(n)
		}
		if total > most {
			t.Errorf("%s: %d bytes compressed, want at most %d", strings.Join(page, " "), total, most)
		}
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// The policy forbids what would need unsafe-eval; markup made of text is never trusted.
func TestModulesHoldToThePolicy(t *testing.T) {
	made, err := filepath.Glob("*.js")
	if err != nil {
		t.Fatal(err)
	}
	written, err := filepath.Glob("src/*.js")
	if err != nil {
		t.Fatal(err)
	}
	parts, err := filepath.Glob("src/lib/*.js")
	if err != nil {
		t.Fatal(err)
	}
	if len(made) != len(written) || len(made) == 0 || len(parts) == 0 {
		t.Fatalf("%d modules of %d sources and %d parts", len(made), len(written), len(parts))
	}
	never := []string{"eval(", "new Function", "document.write", "sourceMappingURL"}
	check := func(files []string, words []string) {
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range words {
				if strings.Contains(string(data), w) {
					t.Errorf("%s contains %s", f, w)
				}
			}
		}
	}
	check(made, never)
	check(append(written, parts...), append(never, "innerHTML", "outerHTML", "insertAdjacentHTML", ".html(", "//cdn"))
}

func TestInBrowser(t *testing.T) {
	in := browsertest.Start(t)
	s := newSite(t)
	for _, c := range []struct {
		name, page string
		test       func(*page)
	}{
		{"band draws spans and marks", "band", bandDraws},
		{"band zooms", "band", bandZooms},
		{"map draws", "map", mapDraws},
		{"map follows the day", "map", mapFollows},
		{"map knows former states", "map", mapOfOnce},
		{"map tells of failures", "map", mapFails},
		{"network draws", "network", networkDraws},
		{"reader lights up", "reader", readerLights},
		{"review by keyboard", "review", reviewKeys},
		{"review marks code points", "review", reviewPicks},
		{"review waits", "drawing", reviewWaits},
		{"theme", "page", themeTurns},
		{"search suggests", "page", searchSuggests},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(open(t, in, s, c.page, 1280)) })
	}
	t.Run("phone", func(t *testing.T) {
		for _, page := range []string{"band", "map", "network", "reader", "review", "page"} {
			p := open(t, in, s, page, 390)
			p.Until("document.readyState === 'complete'")
			browsertest.Want(p.Tab, "document.documentElement.scrollWidth <= 390", true)
		}
	})
	if *shots != "" {
		t.Run("screenshots", func(t *testing.T) { screenshots(t, in, s) })
	}
}

func bandDraws(p *page) {
	p.Until("document.querySelector('#band .axis text')")
	browsertest.Want(p.Tab, "document.querySelectorAll('#band .chart .span-link').length", 8)
	browsertest.Want(p.Tab, "document.querySelectorAll('#band .chart .mark').length", 9)
	browsertest.Want(p.Tab, "[...document.querySelectorAll('#band a')].filter(a => !a.getAttribute('aria-label')).length", 0)
	browsertest.Want(p.Tab, "document.querySelector('#band .skeleton')", (*string)(nil))
	// What is no path of this host is no link, and markup stays text.
	browsertest.Want(p.Tab, "document.querySelectorAll('#band a[href^=javascript]').length", 0)
	browsertest.Want(p.Tab, "[...document.querySelectorAll('#band .chart .mark')].at(-1).getAttribute('aria-label').includes('<script>')", true)
	// Bounds that are a stretch of days are faded, the rest is not.
	browsertest.Want(p.Tab, "+document.querySelector('.row:nth-of-type(2) .faded').getAttribute('width') > 0", true)
	browsertest.Want(p.Tab, "+document.querySelector('.row:nth-of-type(1) .faded').getAttribute('width')", 0.0)
	browsertest.Want(p.Tab, "document.querySelectorAll('#band .legend li').length > 5", true)
}

func bandZooms(p *page) {
	p.Until("document.querySelector('#band .axis text')")
	whole := browsertest.Eval[string](p.Tab, "document.querySelector('#band .range').textContent")
	p.Click("[data-zoom=in]")
	p.Until("document.querySelector('#band .range').textContent !== " + browsertest.Quote(whole))
	closer := browsertest.Eval[string](p.Tab, "document.querySelector('#band .range').textContent")
	p.Click("[data-zoom=all]")
	p.Until("document.querySelector('#band .range').textContent === " + browsertest.Quote(whole))
	browsertest.Eval[any](p.Tab, "document.querySelector('#band svg').focus()")
	p.Press("+")
	p.Until("document.querySelector('#band .range').textContent === " + browsertest.Quote(closer))
	p.Press(kb.ArrowRight)
	p.Until("document.querySelector('#band .range').textContent !== " + browsertest.Quote(closer))
	p.Press("0")
	p.Until("document.querySelector('#band .range').textContent === " + browsertest.Quote(whole))
	// The wheel is the page's until the chart has the focus.
	wheel := "document.querySelector('#band svg').dispatchEvent(new WheelEvent('wheel', {deltaY: -200, bubbles: true, cancelable: true, clientX: 700, clientY: 400}))"
	browsertest.Eval[any](p.Tab, "document.activeElement.blur()")
	browsertest.Want(p.Tab, wheel, true)
	browsertest.Want(p.Tab, "document.querySelector('#band .range').textContent", whole)
	browsertest.Eval[any](p.Tab, "document.querySelector('#band svg').focus()")
	browsertest.Want(p.Tab, wheel, false)
	p.Until("document.querySelector('#band .range').textContent !== " + browsertest.Quote(whole))
	// The arrow keys go from mark to mark, and the chart follows.
	browsertest.Eval[any](p.Tab, "document.querySelector('#band .chart .mark').focus()")
	p.Press(kb.ArrowRight)
	p.Until("document.activeElement === document.querySelectorAll('#band .chart .mark')[1]")
}

func mapDraws(p *page) {
	p.Until("document.querySelector('#map .land path[d]')")
	browsertest.Want(p.Tab, "document.querySelectorAll('#map .land path[d]').length >= 177", true)
	browsertest.Want(p.Tab, "document.querySelectorAll('#map .hatched[d]').length", 7)
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=FRA]').classList.contains('is-recognised')", true)
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=UKR]').classList.contains('series-3')", true)
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=NRU] circle.dot') !== null", true)
	browsertest.Want(p.Tab, "document.querySelector('#map [data-code=ABK] circle.is-disputed') !== null", true)
	// Land that is taken for a state's while it has no value of its own says so.
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=CRIR]').getAttribute('aria-label')", "Crimea, as Ukraine: undecided")
	browsertest.Want(p.Tab, "document.querySelector('#map .legend').textContent.includes('Recognises (6)')", true)
	browsertest.Want(p.Tab, "document.querySelectorAll('[data-map-list=recognised] a').length", 6)
	browsertest.Want(p.Tab, "document.querySelectorAll('#map a[tabindex=\"0\"]').length", 1)
	browsertest.Eval[any](p.Tab, "document.querySelector('#map a[data-code=FRA]').focus()")
	p.Press(kb.ArrowRight)
	p.Until("document.activeElement.dataset.code && document.activeElement.dataset.code !== 'FRA'")
}

func mapFollows(p *page) {
	p.Until("document.querySelector('#map .land path[d]') && !document.getElementById('map').hasAttribute('aria-busy')")
	browsertest.Want(p.Tab, "document.querySelector('#as-of output').textContent", "1 January 2020")
	browsertest.Eval[any](p.Tab, "document.getElementById('day-slider').focus()")
	p.Press(kb.ArrowRight + kb.ArrowRight)
	p.Until("document.querySelector('#map a[data-code=FRA]')?.getAttribute('aria-label') === 'France on 2020-01-03'")
	browsertest.Want(p.Tab, "[...document.querySelectorAll('#map .land a')].map(a => a.dataset.code).join()", "FRA,GUF")
	browsertest.Want(p.Tab, "location.search", "?on=2020-01-03")
	browsertest.Want(p.Tab, "document.querySelector('[data-bind=\"counts.recognised\"]').textContent", "2")
	browsertest.Want(p.Tab, "document.querySelector('#as-of output').textContent", "3 January 2020")
	browsertest.Want(p.Tab, "document.getElementById('announcer').textContent", "As of 3 January 2020: Recognises 2")
	browsertest.Want(p.Tab, "document.querySelectorAll('[data-map-list=recognised] li').length", 2)
	browsertest.Want(p.Tab, "document.getElementById('map').hasAttribute('aria-busy')", false)
}

func mapOfOnce(p *page) {
	p.Until("document.querySelector('#map .land path[d]') && !document.getElementById('map').hasAttribute('aria-busy')")
	browsertest.Eval[any](p.Tab, "document.querySelector('#as-of [name=on]').value = '1990-01-01'")
	p.Click("#as-of button")
	p.Until("document.querySelector('#map .land a[data-code=ARM]')")
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=ARM]').getAttribute('aria-label')", "Armenia, as Soviet Union")
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=CRIR]').getAttribute('aria-label')", "Crimea, as Soviet Union")
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=SUN]')", (*string)(nil))
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=POL]')", (*string)(nil))
}

func mapFails(p *page) {
	p.Until("document.querySelector('#map .land path[d]') && !document.getElementById('map').hasAttribute('aria-busy')")
	browsertest.Eval[any](p.Tab, "document.querySelector('#as-of [name=on]').value = '2001-01-01'")
	p.Click("#as-of button")
	p.Until("document.querySelector('#as-of [role=alert]')?.textContent.includes('the ledger sleeps')")
	browsertest.Want(p.Tab, "document.querySelector('#map a[data-code=DEU]') !== null", true)
	p.Forgive("500")
}

func networkDraws(p *page) {
	p.Until("document.querySelector('#network .node[transform]')")
	browsertest.Want(p.Tab, "document.querySelectorAll('#network .node').length", 11)
	browsertest.Want(p.Tab, "document.querySelectorAll('#network .link').length", 18)
	browsertest.Want(p.Tab, "document.querySelectorAll('#network .link.balance-oppose').length > 0", true)
	places := "[...document.querySelectorAll('#network .node')].map(n => n.getAttribute('transform')).join()"
	first := browsertest.Eval[string](p.Tab, places)
	if err := chromedp.Do(p.Ctx, chromedp.Reload()); err != nil {
		p.t.Fatal(err)
	}
	p.Until("document.querySelector('#network .node[transform]')")
	browsertest.Want(p.Tab, places, first)
	browsertest.Eval[any](p.Tab, "document.querySelector('#network .node[data-code=PRK]').focus()")
	p.Until("document.querySelector('#network svg').classList.contains('has-lit')")
	browsertest.Want(p.Tab, "document.querySelectorAll('#network .node.is-lit').length", 3)
	browsertest.Eval[any](p.Tab, "document.getElementById('network-threshold').focus()")
	p.Press(kb.End)
	p.Until("document.querySelectorAll('#network .link:not([display=none])').length === 1")
	browsertest.Want(p.Tab, "document.querySelectorAll('#network .node:not([display=none])').length", 2)
}

func readerLights(p *page) {
	p.Until("document.documentElement.classList.contains('reader-ready')")
	silence := browsertest.Eval[string](p.Tab, "document.querySelector('.yield').textContent")
	browsertest.Eval[any](p.Tab, "document.querySelector('.doc .ev[data-event=e1]').focus()")
	p.Until("document.querySelector('.doc .lit-actor')?.textContent === 'Ukraine'")
	browsertest.Want(p.Tab, "document.querySelector('.doc .lit-recipient').textContent", "North Korea")
	browsertest.Want(p.Tab, "document.querySelector('.doc .lit-date').textContent", "Wednesday")
	browsertest.Want(p.Tab, "document.querySelector('.yield').textContent.startsWith('SANCTION')", true)
	p.Press(kb.ArrowRight)
	p.Until("document.querySelector('.yield').textContent.startsWith('North Korea: a state')")
	// From the list, by click: it stays, until Escape.
	p.Click(".events [data-event=e2]")
	p.Until("document.querySelector('.doc .lit-trigger')?.textContent === 'recognised'")
	p.Press(kb.Escape)
	p.Until("!document.querySelector('.lit')")
	browsertest.Want(p.Tab, "document.querySelector('.yield').textContent", silence)
}

func reviewKeys(p *page) {
	p.Until("document.querySelector('.item.is-current')?.id === 'item-1'")
	p.Press("j")
	p.Until("document.querySelector('.item.is-current').id === 'item-2'")
	// A verdict that the server refuses is told, and the item stays.
	p.Press("r")
	p.Until("document.querySelector('#item-2 [role=alert]')?.textContent.includes('somebody was faster')")
	p.Forgive("409")
	browsertest.Want(p.Tab, "document.querySelector('.item.is-current').id", "item-2")
	p.Press("k")
	p.Press("a")
	p.Until("document.getElementById('item-1').dataset.done === 'accept'")
	p.Until("document.querySelector('.item.is-current').id === 'item-2'")
	browsertest.Want(p.Tab, "document.querySelector('[data-left]').textContent", "2")
	browsertest.Want(p.Tab, "document.getElementById('announcer').textContent.startsWith('Accepted: Ukraine severs ties with North Korea. Next: Second.')", true)
	p.Press("?")
	p.Until("document.querySelector('dialog.help').open")
	p.Press("a") // the dialog keeps keys to itself
	p.Press(kb.Escape)
	p.Until("!document.querySelector('dialog.help').open")
	got := p.site.taken()
	want := []string{"/review/2/fails", "/review/1/accept"}
	var paths []string
	for _, g := range got {
		paths = append(paths, g.path)
		if g.form.Get("csrf") != "token" {
			p.t.Errorf("%s came without its token", g.path)
		}
	}
	if !slices.Equal(paths, want) {
		p.t.Errorf("the server was sent %v, want %v", paths, want)
	}
}

func reviewPicks(p *page) {
	p.Until("document.querySelector('.item.is-current')?.id === 'item-1'")
	p.Press("c")
	p.Until("document.querySelector('#item-1 details').open && document.activeElement.name === 'type'")
	browsertest.Want(p.Tab, "document.querySelector('#item-1 output').textContent", "severed ties")
	// The text starts at 100 and the face before “Ukraine” is one code point.
	browsertest.Eval[any](p.Tab, `(() => { const pick = document.querySelector('#item-1 .pick'), r = document.createRange();
		const last = pick.lastChild; r.setStart(last, last.data.indexOf('North')); r.setEnd(last, last.data.indexOf(' on')); getSelection().removeAllRanges(); getSelection().addRange(r); })()`)
	p.Click("[data-use=recipient]")
	p.Until("document.querySelector('[name=recipient_start]').value !== ''")
	browsertest.Want(p.Tab, "[document.querySelector('[name=recipient_start]').value, document.querySelector('[name=recipient_end]').value].join()", "128,139")
	browsertest.Want(p.Tab, "document.querySelector('[data-use=recipient] + output').textContent", "North Korea")
}

// The page of a queue that is drawn up asks how far it is, and is loaded anew when it is
// ready.
func reviewWaits(p *page) {
	browsertest.Eval[any](p.Tab, "window.before = true")
	p.Until("document.querySelector('[data-read]').textContent === '2,500 claims'")
	p.Until("window.before === undefined && document.readyState === 'complete'")
}

func themeTurns(p *page) {
	p.Until("!document.querySelector('[data-theme-toggle]').hidden")
	ground := "getComputedStyle(document.documentElement).backgroundColor"
	p.Click("[data-theme-toggle]")
	p.Until("document.documentElement.dataset.theme === 'light'")
	light := browsertest.Eval[string](p.Tab, ground)
	p.Click("[data-theme-toggle]")
	p.Until("document.documentElement.dataset.theme === 'dark'")
	if dark := browsertest.Eval[string](p.Tab, ground); dark == light {
		p.t.Errorf("light and dark have the same ground %s", light)
	}
	if err := chromedp.Do(p.Ctx, chromedp.Reload()); err != nil {
		p.t.Fatal(err)
	}
	p.Until("document.documentElement.dataset.theme === 'dark'")
	p.Click("[data-theme-toggle]")
	p.Until("!('theme' in document.documentElement.dataset)")
}

func searchSuggests(p *page) {
	p.Until("document.querySelector('#q').getAttribute('role') === 'combobox'")
	p.Click("#q")
	p.Press("ukr")
	p.Until("document.querySelector('#q').getAttribute('aria-expanded') === 'true'")
	browsertest.Want(p.Tab, "document.querySelectorAll('.suggestions [role=option]').length", 2)
	browsertest.Want(p.Tab, "document.querySelectorAll('.suggestions b').length", 0)
	p.Press(kb.ArrowDown)
	p.Until("document.querySelector('#q').getAttribute('aria-activedescendant') === 'q-suggestions-0'")
	got, err := chromedp.RunResponse(p.Ctx, chromedp.Click(chromedp.ID("q-suggestions-0")))
	if err != nil {
		p.t.Fatal(err)
	}
	if got.URL != p.site.URL+"/page/band" {
		p.t.Errorf("the suggestion leads to %s", got.URL)
	}
}

func screenshots(t *testing.T, in *browsertest.Browser, s *site) {
	for _, page := range []string{"band", "map", "network", "reader", "review", "page"} {
		for _, width := range []int64{390, 1280} {
			for _, theme := range []string{"light", "dark"} {
				p := open(t, in, s, page, width)
				p.Until("document.readyState === 'complete' && !document.querySelector('[aria-busy]')")
				browsertest.Eval[any](p.Tab, "document.documentElement.dataset.theme = "+browsertest.Quote(theme))
				if page == "reader" {
					browsertest.Eval[any](p.Tab, "document.querySelector('.doc .ev').focus()")
				}
				name := page + "-" + theme + map[int64]string{390: "-phone", 1280: ""}[width] + ".png"
				p.Screenshot(filepath.Join(*shots, name))
			}
		}
	}
}
